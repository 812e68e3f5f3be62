"""What a DuckDB store hands out: a snapshot to read in, and the writer's transaction."""

from __future__ import annotations

from dataclasses import replace

from mpi.store.base import Deriver
from mpi.store.layered import Layered
from mpi.store.pending import Moment, Pending
from mpi.store.scans import Scans
from mpi.store.state import State
from mpi.store.tables import Tables
from mpi.store.view import View
from mpi.store.writing import Quill


class DuckDBSnapshot(Scans, View):
    """A view on a cursor of its own, in a DuckDB transaction of its own."""

    def __init__(self, layered: Layered) -> None:
        super().__init__(layered)
        self._layered = layered

    def last_seq(self) -> int:
        return self._layered.moment.entries

    def _last_entry(self) -> int:
        return self.last_seq()

    def _layers(self) -> Layered:
        return self._layered


class DuckDBTransaction(Scans, State):
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
        """Writes the entries that were appended and are not written yet; takes off what was laid
        over the tables for a scan."""
        self._tables.lift()
        self.quill.write(self.dirty.events)
        self.dirty.events = []

    def _last_entry(self) -> int:
        return max(self._layered.moment.entries, self.counters.seq)

    def _scanned(self, *names: str) -> Tables:
        # It may have changed more since it last asked, so that is laid over anew each time.
        self.write_journal()
        return super()._scanned(*names)

    def _layers(self) -> Layered:
        moment = self._layered.moment
        mine = Pending(moment.seq)
        mine.add(self)
        seen = replace(moment, seq=self.counters.seq, pending=(mine, *moment.pending))
        return Layered(self._tables, seen)
