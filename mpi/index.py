"""PatientIndex: everything the index can do, one method each.  Start reading here.

Writes are handed to the micro-batching writer and answered through a future after the commit is
durable; reads run beside it on snapshots of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import datetime

from matching.demographics import Demographics
from mpi.domain.answers import (
    Caller,
    Changed,
    CrossReferences,
    Explanation,
    Found,
    Matched,
    PersonView,
    TaskPage,
    TaskView,
    Upserted,
)
from mpi.domain.event import Event
from mpi.domain.judgement import Verdict
from mpi.domain.record import RecordKey
from mpi.domain.source import Source
from mpi.domain.task import Resolution, TaskKind, TaskStatus


class PatientIndex:
    """The master patient index."""

    # Sources.

    def register_source(self, source: Source, caller: Caller) -> Future[Source]: ...
    def sources(self) -> tuple[Source, ...]: ...

    # Records.

    def upsert(
        self,
        key: RecordKey,
        demographics: Demographics,
        event_time: datetime | None,
        caller: Caller,
        expected_version: int = 0,
    ) -> Future[Upserted]: ...
    def merge(self, survivor: RecordKey, retired: RecordKey, caller: Caller) -> Future[Changed]: ...
    def move(self, record: RecordKey, to: RecordKey, caller: Caller) -> Future[Changed]: ...
    def delete(self, record: RecordKey, caller: Caller) -> Future[Changed]: ...

    # Looking up.

    def match(self, demographics: Demographics, limit: int = 10) -> Matched: ...
    def search(self, asked: Demographics, limit: int = 50) -> Found: ...
    def get(
        self, *, eid: str = "", key: RecordKey | None = None, as_of: datetime | None = None
    ) -> PersonView: ...
    def cross_references(
        self, key: RecordKey, to_sources: tuple[str, ...] = ()
    ) -> CrossReferences: ...
    def events(self, after: int, limit: int = 500) -> tuple[Event, ...]: ...
    def wait_for_events(self, after: int, timeout_s: float) -> bool: ...
    def keys(self, record_ids: Iterator[int]) -> dict[int, RecordKey]: ...

    # Stewardship.

    def tasks(
        self, status: TaskStatus | None, kind: TaskKind | None, after: int = 0, limit: int = 50
    ) -> TaskPage: ...
    def task(self, task_id: int) -> TaskView: ...
    def resolve(
        self, task_id: int, resolution: Resolution, reason: str, caller: Caller
    ) -> Future[Changed]: ...
    def judge(
        self, left: RecordKey, right: RecordKey, verdict: Verdict, reason: str, caller: Caller
    ) -> Future[Changed]: ...
    def revoke(self, judgement: int, reason: str, caller: Caller) -> Future[Changed]: ...
    def explain(self, left: RecordKey, right: RecordKey) -> Explanation: ...
