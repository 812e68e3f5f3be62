"""Layered: what is stored, read as of a moment: the tables, and over them what is pending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TypeVar

from mpi.domain.event import Answered
from mpi.domain.judgement import Judgement
from mpi.domain.person import Eid
from mpi.domain.record import Record, RecordKey, Version
from mpi.domain.source import Source
from mpi.domain.task import Task, TaskKind, TaskStatus
from mpi.journal import Entry
from mpi.store.base import PersonQuery
from mpi.store.pending import History, Moment, Pending
from mpi.store.tables import Tables
from mpi.store.view import About
from mpi.store.writing import (
    Row,
    judgement_rows,
    membership_rows,
    record_rows,
    task_rows,
)

K = TypeVar("K")
V = TypeVar("V")


class Layered:
    """Implements `Stored`, and the questions that look through whole tables."""

    def __init__(self, tables: Tables, moment: Moment) -> None:
        self._tables = tables
        self.moment = moment

    # Stored: look-ups of many at once.

    def sources(self) -> list[Source]:
        found = {source.code: source for source in self._tables.sources()}
        found.update(self._all(lambda pending: pending.sources))
        return list(found.values())

    def abouts(self, record_ids: Iterable[int]) -> Iterator[About]:
        missing = []
        for record_id in record_ids:
            about = self._newest(lambda pending: pending.abouts, record_id)
            if about is None:
                missing.append(record_id)
            else:
                yield about
        yield from self._tables.abouts(missing)

    def abouts_of(self, keys: Sequence[RecordKey]) -> Iterator[About]:
        ids = {key: self._newest(lambda pending: pending.ids, key) for key in keys}
        yield from self.abouts([i for i in ids.values() if i is not None])
        for about in self._tables.abouts_of([key for key, i in ids.items() if i is None]):
            newer = self._newest(lambda pending: pending.abouts, about.record.id)
            yield newer or about

    def block_keys(self, record_id: int) -> tuple[int, ...]:
        keys = self._newest(lambda pending: pending.keys, record_id)
        return self._tables.block_keys(record_id) if keys is None else keys

    def blocks(self, keys: Sequence[int], count: int) -> Mapping[int, Iterable[int]]:
        moves = {}
        for key in keys:
            if any(key in pending.blocks for pending in self.moment.pending):
                moves[key] = dict(self._until(lambda pending: pending.blocks, key))
        # Some of the records that the tables have in a block may have left it since.
        left = max((sum(not here for here in m.values()) for m in moves.values()), default=0)
        found = dict(self._tables.blocks(keys, count + left))
        for key, moved in moves.items():
            block = set(found.get(key, ()))
            for record_id, is_here in moved.items():
                (block.add if is_here else block.discard)(record_id)
            found[key] = block
        return found

    def eids(self, eids: Sequence[str]) -> Iterator[Eid]:
        return self._each(lambda pending: pending.eids, eids, self._tables.eids)

    def ever_members(self, eids: Sequence[str]) -> Iterator[tuple[str, int]]:
        for eid in eids:
            for record_id in self._until(lambda pending: pending.ever, eid):
                yield eid, record_id
        yield from self._tables.ever_members(eids)

    def version(self, record_id: int, version: int) -> Version | None:
        found = self._newest(lambda pending: pending.versions, (record_id, version))
        return found or self._tables.version(record_id, version)

    def current_versions(self, records: Sequence[Record]) -> Iterator[Version]:
        by_place = {(record.id, record.version): record for record in records}
        return self._each(
            lambda pending: pending.versions,
            list(by_place),
            lambda places: self._tables.current_versions([by_place[place] for place in places]),
        )

    def judgements(self, ids: Sequence[int]) -> Iterator[Judgement]:
        return self._each(lambda pending: pending.judgements, ids, self._tables.judgements)

    def tasks(self, ids: Sequence[int]) -> Iterator[Task]:
        return self._each(lambda pending: pending.tasks, ids, self._tables.tasks)

    def answers(self, request_ids: Sequence[str]) -> Iterator[tuple[str, Answered]]:
        missing = []
        for request_id in request_ids:
            event = self._newest(lambda pending: pending.answers, request_id)
            if event is None:
                missing.append(request_id)
            else:
                assert isinstance(event.payload, Answered), "nothing else is kept among answers"
                yield request_id, event.payload
        yield from self._tables.answers(missing)

    # The past of one record or person.

    def versions(self, record_id: int) -> list[Version]:
        found = {version.version: version for version in self._tables.versions(record_id)}
        about = self._newest(lambda pending: pending.abouts, record_id)
        for number in range(1, about.record.versions + 1) if about else ():
            newer = self._newest(lambda pending: pending.versions, (record_id, number))
            if newer is not None:
                found[number] = newer
        return [found[number] for number in sorted(found)]

    def eid_at(self, record_id: int, at: datetime) -> str:
        for eid, event in reversed(list(self._until(lambda p: p.memberships, record_id))):
            if event.at <= at:
                return eid
        return self._tables.eid_at(record_id, at)

    def members_at(self, eid: str, at: datetime) -> tuple[int, ...]:
        ever = {record_id for _, record_id in self.ever_members([eid])}
        moved = {i for i in ever if list(self._until(lambda p: p.memberships, i))}
        still = self._tables.members_at(eid, at, ever - moved)
        return tuple(sorted({*still, *(i for i in moved if self.eid_at(i, at) == eid)}))

    # Whole-table questions.

    def find(self, query: PersonQuery) -> tuple[int, ...]:
        with self.scanning("record") as tables:
            return tables.find(query)

    def abouts_after(self, after: int, limit: int) -> list[About]:
        with self.scanning("record") as tables:
            return list(tables.abouts_after(after, limit))

    def tasks_after(
        self, status: TaskStatus | None, kind: TaskKind | None, after: int, limit: int
    ) -> tuple[Task, ...]:
        with self.scanning("task") as tables:
            return tables.tasks_after(status, kind, after, limit)

    def counts(self) -> Mapping[str, int]:
        with self.scanning("record", "task", "judgement") as tables:
            return {**tables.counts(), "events": self.moment.entries}

    def entries(self, after: int, limit: int) -> list[Entry]:
        return self._tables.entries(after, limit, self.moment.entries)

    @contextmanager
    def scanning(self, *names: str) -> Iterator[Tables]:
        """The tables, to be looked through: what is pending lies over those that are named."""
        with ExitStack() as stack:
            for name in names:
                rows = self._rows_over(name)
                if rows:
                    stack.enter_context(self._tables.laid_over(name, rows))
            yield self._tables

    def _rows_over(self, name: str) -> list[Row]:
        match name:
            case "record":
                return record_rows(self._all(lambda pending: pending.abouts))
            case "task":
                return task_rows(self._all(lambda pending: pending.tasks))
            case "judgement":
                return judgement_rows(self._all(lambda pending: pending.judgements))
            case "membership":
                return membership_rows(self._flat(lambda pending: pending.memberships))
        raise KeyError(name)

    # What is pending, of all that is.

    def _newest(self, of: Callable[[Pending], History[K, V]], key: K) -> V | None:
        for pending in self.moment.pending:
            value = of(pending).at(key, self.moment.seq)
            if value is not None:
                return value
        return None

    def _until(self, of: Callable[[Pending], History[K, V]], key: K) -> Iterator[V]:
        for pending in reversed(self.moment.pending):
            yield from of(pending).until(key, self.moment.seq)

    def _all(self, of: Callable[[Pending], History[K, V]]) -> dict[K, V]:
        found: dict[K, V] = {}
        for pending in reversed(self.moment.pending):
            found.update(of(pending).all_at(self.moment.seq))
        return found

    def _flat(self, of: Callable[[Pending], History[K, V]]) -> list[tuple[K, V]]:
        return [
            (key, value)
            for pending in reversed(self.moment.pending)
            for key in of(pending).copy()
            for value in of(pending).until(key, self.moment.seq)
        ]

    def _each(
        self,
        of: Callable[[Pending], History[K, V]],
        keys: Sequence[K],
        stored: Callable[[Sequence[K]], Iterable[V]],
    ) -> Iterator[V]:
        """The newest of each key: what is pending, and for the others what is stored."""
        missing = []
        for key in keys:
            value = self._newest(of, key)
            if value is None:
                missing.append(key)
            else:
                yield value
        if missing:
            yield from stored(missing)
