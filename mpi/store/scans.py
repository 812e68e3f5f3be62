"""Scans: questions that look through whole tables, for a view of a DuckDB file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mpi.domain.decision import Decision
from mpi.domain.event import Event
from mpi.domain.judgement import Judgement, Verdict
from mpi.domain.record import Record, Version
from mpi.domain.task import Task, TaskKind, TaskStatus
from mpi.domain.tasks_asked import TaskCounts, TaskQuery
from mpi.journal import Entry, opened
from mpi.store.base import DecisionQuery, PersonQuery
from mpi.store.table_figures import ScannedFigures, TableFigures
from mpi.store.tables import Tables


class Scans(ScannedFigures):
    """Questions that look through whole tables, and so are asked of the tables directly."""

    def _scanned(self) -> Tables:
        raise NotImplementedError

    def _figures(self) -> TableFigures:
        return self._scanned().figures

    def versions(self, record_id: int) -> tuple[Version, ...]:
        return tuple(self._scanned().versions(record_id))

    def find(self, query: PersonQuery) -> tuple[int, ...]:
        return self._scanned().find(query)

    def eid_at(self, record_id: int, at: datetime) -> str:
        return self._scanned().eid_at(record_id, at)

    def members_at(self, eid: str, at: datetime) -> tuple[int, ...]:
        return self._scanned().members_at(eid, at)

    def tasks(
        self, status: TaskStatus | None, kind: TaskKind | None, after: int, limit: int
    ) -> tuple[Task, ...]:
        return self._scanned().tasks_after(status, kind, after, limit)

    def find_tasks(self, query: TaskQuery) -> tuple[Task, ...]:
        return self._scanned().find_tasks(query)

    def count_tasks(self, query: TaskQuery) -> TaskCounts:
        return self._scanned().count_tasks(query)

    def decisions(self, query: DecisionQuery) -> tuple[Decision, ...]:
        return self._scanned().decisions_before(query)

    def links_before(self, before: int, limit: int) -> tuple[Event, ...]:
        return self._scanned().links_before(before, limit)

    def standing(
        self, verdict: Verdict, before: int, limit: int, by: str = ""
    ) -> tuple[Judgement, ...]:
        return self._scanned().standing(verdict, before, limit, by)

    def count_standing(self, verdict: Verdict, by: str = "") -> int:
        return self._scanned().count_standing(verdict, by)

    def records_after(self, after: int, limit: int) -> tuple[Record, ...]:
        return tuple(about.record for about in self._scanned().abouts_after(after, limit))

    def entries(self, after: int, limit: int) -> tuple[Entry, ...]:
        return tuple(self._scanned().entries(after, limit))

    def events(self, after: int, limit: int) -> tuple[Event, ...]:
        return tuple(opened(entry) for entry in self._scanned().entries(after, limit))

    def counts(self) -> Mapping[str, int]:
        return self._scanned().counts()
