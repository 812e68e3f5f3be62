"""Client: the index, from a program that waits for each answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import grpc

from mpi.client import requests
from mpi.client.desk import DeskCalls
from mpi.client.errors import ClientError, translated
from mpi.client.quality import QualityCalls
from mpi.client.requests import Key, Said, record_key, request_id_or_new
from mpi.v1 import administration_pb2 as admin
from mpi.v1 import administration_pb2_grpc as admin_grpc
from mpi.v1 import common_pb2 as common
from mpi.v1 import patient_index_pb2 as index
from mpi.v1 import patient_index_pb2_grpc as index_grpc
from mpi.v1 import stewardship_pb2 as steward
from mpi.v1 import stewardship_pb2_grpc as steward_grpc
from mpi.v1 import task_pb2 as tasks_pb2


class Client(DeskCalls):
    """One connection; may be shared by threads."""

    def __init__(self, channel: grpc.Channel, *, timeout_s: float = 30.0, actor: str = "") -> None:
        self._channel = channel
        self._timeout_s = timeout_s
        self._metadata = requests.call_metadata(actor)
        self._index: Any = index_grpc.PatientIndexServiceStub(channel)  # type: ignore[no-untyped-call]
        self._steward: Any = steward_grpc.StewardshipServiceStub(channel)  # type: ignore[no-untyped-call]
        self._admin: Any = admin_grpc.AdministrationServiceStub(channel)  # type: ignore[no-untyped-call]
        self.quality = QualityCalls(channel, self._call)

    @classmethod
    def connect(
        cls, address: str, *, timeout_s: float = 30.0, actor: str = "", wait_s: float = 0.0
    ) -> Self:
        """Connects at the first call, or, told how long to wait, before it returns."""
        channel = grpc.insecure_channel(address, options=requests.channel_options())
        if wait_s > 0:
            try:
                grpc.channel_ready_future(channel).result(timeout=wait_s)
            except grpc.FutureTimeoutError:
                channel.close()
                raise ClientError("UNAVAILABLE", "UNAVAILABLE", f"no answer at {address}") from None
        return cls(channel, timeout_s=timeout_s, actor=actor)

    def close(self) -> None:
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    # Records.

    def upsert(
        self,
        source: str,
        local_id: str,
        said: Said = None,
        *,
        event_time: datetime | None = None,
        expected_version: int = 0,
        request_id: str = "",
        **fields: Any,
    ) -> index.UpsertRecordResponse:
        """Stores what a source says, and answers whom it is about."""
        request = requests.upsert_request(
            source,
            local_id,
            said,
            event_time=event_time,
            expected_version=expected_version,
            request_id=request_id_or_new(request_id),
            **fields,
        )
        return self._call(self._index.UpsertRecord, request)  # type: ignore[no-any-return]

    def upsert_many(
        self, records: Iterable[index.UpsertRecordRequest], *, first_sequence: int = 1
    ) -> Iterator[index.UpsertRecordsResponse]:
        """Streams records; answers come in their order, numbered from `first_sequence` on, each
        with a result or an error.  Never tried again by itself: send what was not answered."""
        call = self._index.UpsertRecords(
            (
                index.UpsertRecordsRequest(sequence=sequence, record=record)
                for sequence, record in enumerate(records, first_sequence)
            ),
            metadata=self._metadata,
        )
        yield from _stream(call)

    def merge(self, survivor: Key, retired: Key, request_id: str = "") -> common.PersonChanges:
        """Retires a local id into another one of the same source."""
        request = index.MergeRecordsRequest(
            survivor=record_key(survivor),
            retired=record_key(retired),
            request_id=request_id_or_new(request_id),
        )
        return self._changes(self._index.MergeRecords, request)

    def move(self, record: Key, to: Key, request_id: str = "") -> common.PersonChanges:
        """Moves a record to the person of another record."""
        request = index.MoveRecordRequest(
            record=record_key(record), to=record_key(to), request_id=request_id_or_new(request_id)
        )
        return self._changes(self._index.MoveRecord, request)

    def delete(self, record: Key, request_id: str = "") -> common.PersonChanges:
        """Withdraws a record."""
        request = index.DeleteRecordRequest(
            record=record_key(record), request_id=request_id_or_new(request_id)
        )
        return self._changes(self._index.DeleteRecord, request)

    # Looking up.

    def match(
        self, said: Said = None, *, persons_max: int = 0, **fields: Any
    ) -> index.MatchPatientResponse:
        """Persons that these demographics may be about, best first; writes nothing."""
        request = index.MatchPatientRequest(
            demographics=requests.message_of(said, fields), persons_max=persons_max
        )
        return self._call(self._index.MatchPatient, request)  # type: ignore[no-any-return]

    def search(self, **asked: Any) -> Iterator[common.Person]:
        """Persons that agree with every field of SearchPersonsRequest asked for, page by page."""
        while True:
            page = self._call(self._index.SearchPersons, index.SearchPersonsRequest(**asked))
            yield from page.persons
            if not page.next_page_token:
                return
            asked["page_token"] = page.next_page_token

    def get(
        self, enterprise_id: str = "", *, record: Key | None = None, as_of: datetime | None = None
    ) -> common.Person:
        """One person, by enterprise ID or by one of its records; now, or as of a time."""
        request = requests.get_person(enterprise_id, record, as_of)
        return self._call(self._index.GetPerson, request).person  # type: ignore[no-any-return]

    def cross_references(
        self, record: Key, to_sources: Iterable[str] = ()
    ) -> index.GetCrossReferencesResponse:
        """The other records of the person that a record belongs to."""
        request = index.GetCrossReferencesRequest(
            record=record_key(record), to_sources=list(to_sources)
        )
        return self._call(self._index.GetCrossReferences, request)  # type: ignore[no-any-return]

    def watch(
        self, cursor: str = "", *, from_now: bool = False
    ) -> Iterator[index.WatchEventsResponse]:
        """Follows what changes, for ever; keep each answer's cursor to resume from."""
        request = index.WatchEventsRequest(cursor=cursor, from_now=from_now)
        yield from _stream(self._index.WatchEvents(request, metadata=self._metadata))

    def records(self) -> Iterator[index.RecordPerson]:
        """Every record with the person it belongs to, page by page."""
        token = ""
        while True:
            request = index.ListRecordsRequest(page_size=5_000, page_token=token)
            page = self._call(self._index.ListRecords, request)
            yield from page.records
            token = page.next_page_token
            if not token:
                return

    # Stewardship.

    def tasks(self, status: str = "open", kind: str = "") -> Iterator[tasks_pb2.Task]:
        """Tasks, oldest first, page by page; `status` "" means every one."""
        token = ""
        while True:
            request = requests.list_tasks(status, kind, token)
            page = self._call(self._steward.ListTasks, request)
            yield from page.tasks
            token = page.next_page_token
            if not token:
                return

    def task(self, task_id: str) -> steward.GetTaskResponse:
        """One task, with the records it is about and their score."""
        request = steward.GetTaskRequest(task_id=task_id)
        return self._call(self._steward.GetTask, request)  # type: ignore[no-any-return]

    def resolve(
        self,
        task_id: str,
        resolution: str,
        reason: str = "",
        request_id: str = "",
        *,
        reason_code: str = "",
        groups: Iterable[Iterable[Key]] = (),
        move_to: tasks_pb2.MoveTarget | None = None,
    ) -> common.PersonChanges:
        """Answers a task: same_person, different_persons, cannot_tell or some_of_these (with
        groups); of a held update accept_update, reject_update or move_update (with move_to)."""
        request = requests.resolve_task(
            task_id, resolution, reason, request_id, reason_code, groups, move_to
        )
        return self._changes(self._steward.ResolveTask, request)

    def judge(
        self,
        left: Key,
        right: Key,
        judgement: str,
        reason: str = "",
        request_id: str = "",
        *,
        reason_code: str = "",
    ) -> common.PersonChanges:
        """Says that two records are the "same" person, "different" ones, or "unsure"."""
        request = requests.judge(left, right, judgement, reason, request_id, reason_code)
        return self._changes(self._steward.Judge, request)

    def revoke(
        self, judgement_id: str, reason: str = "", request_id: str = ""
    ) -> common.PersonChanges:
        """Takes a judgement back."""
        request = steward.RevokeJudgementRequest(
            judgement_id=judgement_id, reason=reason, request_id=request_id_or_new(request_id)
        )
        return self._changes(self._steward.RevokeJudgement, request)

    def explain(self, left: Key, right: Key) -> steward.ExplainPairResponse:
        """How alike two records are, in numbers and words."""
        request = steward.ExplainPairRequest(left=record_key(left), right=record_key(right))
        return self._call(self._steward.ExplainPair, request)  # type: ignore[no-any-return]

    # Administration.

    def register_source(
        self,
        code: str,
        name: str = "",
        *,
        oid: str = "",
        uri: str = "",
        protected: bool = False,
        request_id: str = "",
    ) -> admin.Source:
        """Registers a source, or describes it anew."""
        request = requests.register_source(code, name, oid, uri, protected, request_id)
        return self._call(self._admin.RegisterSource, request).source  # type: ignore[no-any-return]

    def sources(self) -> Iterator[admin.Source]:
        """Every source in the order of their codes, page by page."""
        token = ""
        while True:
            request = admin.ListSourcesRequest(page_token=token)
            page = self._call(self._admin.ListSources, request)
            yield from page.sources
            token = page.next_page_token
            if not token:
                return

    def source(self, code: str) -> admin.Source:
        """One source."""
        request = admin.GetSourceRequest(code=code)
        return self._call(self._admin.GetSource, request).source  # type: ignore[no-any-return]

    def status(self) -> admin.GetIndexStatusResponse:
        """How much the index holds, and what it runs with."""
        request = admin.GetIndexStatusRequest()
        return self._call(self._admin.GetIndexStatus, request)  # type: ignore[no-any-return]

    def _changes(self, method: Any, request: Any) -> common.PersonChanges:
        return self._call(method, request).changes  # type: ignore[no-any-return]

    def _call(self, method: Any, request: Any) -> Any:
        with translated():
            return method(request, timeout=self._timeout_s, metadata=self._metadata)


def _stream(call: Any) -> Iterator[Any]:
    """The call's answers; the server is told when the caller wants no more of them."""
    try:
        with translated():
            yield from call
    finally:
        call.cancel()
