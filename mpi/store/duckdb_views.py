"""What a DuckDB store hands out: a snapshot to read in, and the writer's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mpi.domain.event import Event
from mpi.domain.record import Record, Version
from mpi.domain.task import Task, TaskKind, TaskStatus
from mpi.journal import Entry, opened
from mpi.store.base import Deriver, PersonQuery
from mpi.store.layered import Layered
from mpi.store.pending import Moment, Pending
from mpi.store.state import State
from mpi.store.tables import Tables
from mpi.store.view import View
from mpi.store.writing import Quill


class _Scans:
    """Questions that the dictionaries of a view do not answer."""

    def _scanned(self) -> Layered:
        raise NotImplementedError

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

    def records_after(self, after: int, limit: int) -> tuple[Record, ...]:
        return tuple(about.record for about in self._scanned().abouts_after(after, limit))

    def entries(self, after: int, limit: int) -> tuple[Entry, ...]:
        return tuple(self._scanned().entries(after, limit))

    def events(self, after: int, limit: int) -> tuple[Event, ...]:
        return tuple(opened(entry) for entry in self._scanned().entries(after, limit))

    def counts(self) -> Mapping[str, int]:
        return self._scanned().counts()


class DuckDBSnapshot(_Scans, View):
    """A view on a cursor of its own, in a DuckDB transaction of its own."""

    def __init__(self, layered: Layered) -> None:
        super().__init__(layered)
        self._layered = layered

    def last_seq(self) -> int:
        return self._layered.moment.entries

    def _scanned(self) -> Layered:
        return self._layered


class DuckDBTransaction(_Scans, State):
    """The writer's State; what it has changed itself is one more layer for what it scans."""

    def __init__(self, derive: Deriver, tables: Tables, moment: Moment, quill: Quill) -> None:
        self._layered = Layered(tables, moment)
        super().__init__(derive, self._layered)
        self._tables = tables
        self.quill = quill

    def begin(self, moment: Moment) -> None:
        """What was kept is still true: only this state writes."""
        self._layered.moment = moment

    def write_journal(self) -> None:
        """Writes the entries that were appended and are not written yet."""
        self.quill.write(self.dirty.events)
        self.dirty.events = []

    def _scanned(self) -> Layered:
        self.write_journal()
        mine = Pending(self._layered.moment.seq)
        mine.add(self)
        moment = self._layered.moment
        return Layered(
            self._tables,
            replace(
                moment,
                seq=self.counters.seq,
                entries=max(moment.entries, self.counters.seq),
                pending=(mine, *moment.pending),
            ),
        )
