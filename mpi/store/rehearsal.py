"""Rehearsal: a transaction on what a reader sees, which is never committed.

It sees what it appends, as a transaction does, and nobody else ever will.  It holds no lock, so a
preview waits for nobody and nobody waits for it.  Questions that look through whole tables are
answered as the tables are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mpi.domain.decision import Decision
from mpi.domain.event import Answered, Event
from mpi.domain.judgement import Judgement
from mpi.domain.person import Eid
from mpi.domain.record import Record, RecordKey, Version
from mpi.domain.source import Source
from mpi.domain.task import Task
from mpi.domain.tasks_asked import SavedFilter
from mpi.store.base import Deriver, Membership
from mpi.store.changes import Counters
from mpi.store.state import State
from mpi.store.view import About, View

_FAR = 1 << 40  # numbers given in a rehearsal begin here, so that they are nobody's


class Rehearsal(State):
    """See the module's docstring."""

    def __init__(self, derive: Deriver, reader: View, last_seq: int) -> None:
        super().__init__(derive, _Behind(reader))
        self._reader = reader
        self.counters = Counters(last_seq, _FAR, _FAR, _FAR, _FAR)

    def __getattr__(self, name: str) -> Any:
        """Whole-table questions."""
        return getattr(self._reader, name)


class _Behind:
    """What a reader sees, as what is stored behind a State."""

    def __init__(self, reader: View) -> None:
        self._reader = reader

    def sources(self) -> Iterable[Source]:
        return self._reader.sources()

    def abouts(self, record_ids: Sequence[int]) -> Iterable[About]:
        return [self._reader.about(i) for i in self._reader.records(record_ids)]

    def abouts_of(self, keys: Sequence[RecordKey]) -> Iterable[About]:
        ids = (self._reader.record_id(key) for key in keys)
        return [self._reader.about(i) for i in ids if i]

    def block_keys(self, record_id: int) -> tuple[int, ...]:
        return self._reader.block_keys(record_id)

    def blocks(self, keys: Sequence[int], count: int) -> Mapping[int, Iterable[int]]:
        return {key: self._block(key, count) for key in keys}

    def _block(self, key: int, count: int) -> Iterable[int]:
        found = self._reader.candidates((key,), count)
        # A block that is too fat to be read is as good as one with so many records.
        return range(count) if found.truncated else found.ids[:count]

    def eids(self, eids: Sequence[str]) -> Iterable[Eid]:
        return [found for eid in eids if (found := self._reader.eid(eid)) is not None]

    def ever_members(self, eids: Sequence[str]) -> Iterable[tuple[str, int]]:
        members = self._reader.ever_members_of(eids)
        return [(eid, record) for eid, records in members.items() for record in records]

    def version(self, record_id: int, version: int) -> Version | None:
        try:
            return self._reader.version(record_id, version)
        except KeyError:
            return None

    def current_versions(self, records: Sequence[Record]) -> Iterable[Version]:
        return self._reader.current_versions([record.id for record in records]).values()

    def judgements(self, ids: Sequence[int]) -> Iterable[Judgement]:
        return [found for i in ids if (found := self._reader.judgement(i)) is not None]

    def tasks(self, ids: Sequence[int]) -> Iterable[Task]:
        return [found for i in ids if (found := self._reader.task(i)) is not None]

    def answers(self, request_ids: Sequence[str]) -> Iterable[tuple[str, Answered]]:
        found = ((i, self._reader.answered(i)) for i in request_ids)
        return [(i, answered) for i, answered in found if answered is not None]

    def decisions(self, ids: Sequence[int]) -> Iterable[Decision]:
        return self._reader.decisions_at(ids).values()

    def memberships(self, record_ids: Sequence[int]) -> Iterable[Membership]:
        return self._reader.memberships(record_ids)

    def filters(self) -> Iterable[SavedFilter]:
        return self._reader.filters()

    def events_at(self, seqs: Sequence[int]) -> Iterable[Event]:
        return self._reader.events_at(seqs)
