"""What a DuckDB store hands out: a snapshot to read in, and the writer's transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mpi.journal import SALT_BYTES, Entry, sealed
from mpi.store.base import Deriver
from mpi.store.layered import Layered
from mpi.store.pending import Pending
from mpi.store.scans import Scans
from mpi.store.state import State
from mpi.store.tables import Tables
from mpi.store.view import View


class DuckDBSnapshot(Scans, View):
    """A view of one moment."""

    def __init__(self, layered: Layered) -> None:
        super().__init__(layered)
        self._layered = layered

    def last_seq(self) -> int:
        return self._layered.moment.entries

    def promoted(self) -> str:
        """The digest of the model that was promoted last; "" for none."""
        return self._scanned("journal").promoted()

    def _last_entry(self) -> int:
        return self.last_seq()

    def _layers(self) -> Layered:
        return self._layered


class DuckDBTransaction(Scans, State):
    """The writer's State; what it has changed itself is one more layer for what it scans."""

    def __init__(
        self,
        derive: Deriver,
        layered: Layered,
        head: bytes,
        random: Callable[[int], bytes],
    ) -> None:
        """`head`: the hash that its first journal entry is chained to."""
        self._layered = layered
        super().__init__(derive, layered)
        self._random = random
        self.head = head
        self.fresh: list[Entry] = []  # sealed, or copied; not durable yet
        self._sealed = 0  # so many of the events

    def begin(self, layered: Layered) -> None:
        """From here on this is what is read.  What was kept is still true: only this state
        writes."""
        self._stored = self._layered = layered

    def copy(self, entries: Sequence[Entry]) -> None:
        """Takes over entries that were sealed before; what they do has to be applied, too."""
        self.fresh += entries
        self.head = entries[-1].hash if entries else self.head

    def seal(self) -> list[Entry]:
        """The entries of this transaction, all that was appended so far."""
        events = self.dirty.events[self._sealed :]
        salts = self._random(SALT_BYTES * len(events))
        for begin, event in zip(range(0, len(salts), SALT_BYTES), events, strict=True):
            salt = salts[begin : begin + SALT_BYTES]
            self.fresh.append(sealed(event, self.head, salt))
            self.head = self.fresh[-1].hash
        self._sealed = len(self.dirty.events)
        return self.fresh

    def end(self) -> None:
        """Takes off what was laid over the tables for a scan."""
        self._layered.lift()

    def flushed(self) -> None:
        super().flushed()
        self.fresh = []
        self._sealed = 0

    def _last_entry(self) -> int:
        return max(self._layered.moment.entries, self.counters.seq)

    def _scanned(self, *names: str) -> Tables:
        # It may have changed more since it last asked, so that is laid over anew each time.
        self._layered.lift()
        return super()._scanned(*names)

    def _layers(self) -> Layered:
        moment = self._layered.moment
        mine = Pending(moment.seq)
        mine.add(self, self.seal())
        seen = replace(moment, seq=self.counters.seq, pending=(mine, *moment.pending))
        return self._layered.at(seen)
