"""Scans: questions that look through whole tables, for a view of a DuckDB file.

Each names the tables that it looks through, since what is pending has to be laid over them first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from mpi.domain.decision import Decision
from mpi.domain.event import Event
from mpi.domain.judgement import Judgement, Verdict
from mpi.domain.record import Record, Version
from mpi.domain.task import Task, TaskKind, TaskStatus
from mpi.domain.tasks_asked import TaskCounts, TaskQuery
from mpi.journal import Entry, opened
from mpi.store.base import DecisionQuery, PersonQuery
from mpi.store.layered import Layered
from mpi.store.table_figures import ScannedFigures, TableFigures
from mpi.store.tables import Tables


class Scans(ScannedFigures):
    """Questions that look through whole tables, and so are asked of the tables directly."""

    _versions: dict[tuple[int, int], Version]  # the view's

    def _layers(self) -> Layered:
        """What is stored and pending now."""
        raise NotImplementedError

    def _scanned(self, *names: str) -> Tables:
        """The tables, with all that is pending laid over those that are named."""
        return self._layers().scanned(*names)

    def _last_entry(self) -> int:
        raise NotImplementedError

    def _figures(self, *names: str) -> TableFigures:
        return self._scanned("record", "membership", "judgement", *names).figures

    def versions(self, record_ids: Iterable[int]) -> Mapping[int, tuple[Version, ...]]:
        wanted = frozenset(record_ids)
        found = self._layers().versions(wanted)
        self._versions.update({(one.record, one.version): one for one in found})
        return {i: tuple(one for one in found if one.record == i) for i in wanted}

    def find(self, query: PersonQuery) -> tuple[int, ...]:
        return self._scanned("record").find(query)

    def eid_at(self, record_id: int, at: datetime) -> str:
        return self._scanned("membership").eid_at(record_id, at)

    def members_at(self, eid: str, at: datetime) -> tuple[int, ...]:
        return self._scanned("membership").members_at(eid, at)

    def tasks(
        self, status: TaskStatus | None, kind: TaskKind | None, after: int, limit: int
    ) -> tuple[Task, ...]:
        return self._scanned("task").tasks_after(status, kind, after, limit)

    def find_tasks(self, query: TaskQuery) -> tuple[Task, ...]:
        found = self._layers().find_tasks(query)
        return self._scanned("task").find_tasks(query) if found is None else found

    def count_tasks(self, query: TaskQuery) -> TaskCounts:
        return self._scanned("task").count_tasks(query)

    def decisions(self, query: DecisionQuery) -> tuple[Decision, ...]:
        return self._scanned("decision").decisions_before(query)

    def links_before(self, before: int, limit: int) -> tuple[Event, ...]:
        return self._scanned("journal").links_before(before, limit, self._last_entry())

    def standing(
        self, verdict: Verdict, before: int, limit: int, by: str = ""
    ) -> tuple[Judgement, ...]:
        return self._scanned("judgement").standing(verdict, before, limit, by)

    def count_standing(self, verdict: Verdict, by: str = "") -> int:
        return self._scanned("judgement").count_standing(verdict, by)

    def records_after(self, after: int, limit: int) -> tuple[Record, ...]:
        return tuple(about.record for about in self._scanned("about").abouts_after(after, limit))

    def entries(self, after: int, limit: int) -> tuple[Entry, ...]:
        return tuple(self._layers().entries(after, limit, self._last_entry()))

    def events(self, after: int, limit: int) -> tuple[Event, ...]:
        return tuple(opened(entry) for entry in self.entries(after, limit))

    def counts(self) -> Mapping[str, int]:
        found = self._scanned("record", "task", "judgement").counts()
        return {**found, "events": self._last_entry()}
