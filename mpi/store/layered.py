"""Layered: what is stored, read as of a moment: the tables, and over them what is pending."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from mpi.domain.decision import Decision
from mpi.domain.event import Answered, Event
from mpi.domain.judgement import Judgement
from mpi.domain.person import Eid
from mpi.domain.record import Record, RecordKey, Version
from mpi.domain.source import Source
from mpi.domain.task import Task
from mpi.domain.tasks_asked import SavedFilter, TaskQuery
from mpi.journal import Entry, opened
from mpi.store import task_queries
from mpi.store.base import Membership
from mpi.store.desk import order_key
from mpi.store.held import Held
from mpi.store.lookup import Lookup
from mpi.store.packing import packed_all, record_hash, text_hash
from mpi.store.pending import History, Moment, Pending
from mpi.store.shelf import ShelfReader
from mpi.store.tables import Tables
from mpi.store.view import About
from mpi.store.writing import (
    Row,
    decision_rows,
    entry_rows,
    judgement_rows,
    membership_rows,
    record_rows,
    task_rows,
    version_rows,
)

SAME_HASH_MAX: Final = 1_000  # record keys of one hash; that two have one is hardly ever seen
PENDING_TASKS_MAX: Final = 500  # that are looked through one by one

K = TypeVar("K")
V = TypeVar("V")


class Layered:
    """Implements `Stored`, and the questions that look through whole tables."""

    def __init__(self, tables: Tables, moment: Moment, shelf: ShelfReader | None = None) -> None:
        self._tables = tables
        self.moment = moment
        self._shelf = shelf
        self._near: ShelfReader | Tables = shelf or tables
        self._laid: set[str] = set()

    def at(self, moment: Moment) -> Layered:
        """What is stored, read as of another moment; nothing is laid over the tables yet."""
        return Layered(self._tables, moment, self._shelf)

    # Stored: look-ups of many at once.

    def sources(self) -> list[Source]:
        found = {source.code: source for source in self._tables.sources()}
        found.update(self._all(lambda pending: pending.sources))
        return list(found.values())

    def abouts(self, record_ids: Iterable[int]) -> Iterator[About]:
        return self._each(lambda pending: pending.abouts, record_ids, self._near.abouts)

    def abouts_of(self, keys: Sequence[RecordKey]) -> Iterator[About]:
        ids = {key: self._newest(lambda pending: pending.ids, key) for key in keys}
        yield from self.abouts([i for i in ids.values() if i is not None])
        missing = {key for key, i in ids.items() if i is None}
        if self.moment.held is None:
            for about in self._tables.abouts_of(list(missing)):
                newer = self._newest(lambda pending: pending.abouts, about.record.id)
                yield newer or about
            return
        hashes = [record_hash(key) for key in missing]
        stored = self.moment.held.keys.of(hashes, SAME_HASH_MAX)
        for about in self.abouts(sorted({i for found in stored.values() for i in found})):
            if about.record.key in missing:  # a hash may have others, too
                yield about

    def block_keys(self, record_id: int) -> tuple[int, ...]:
        keys = self._newest(lambda pending: pending.keys, record_id)
        return self._tables.block_keys(record_id) if keys is None else keys

    def blocks(self, keys: Sequence[int], count: int) -> Mapping[int, Iterable[int]]:
        changed = {key for p in self.moment.pending for key in keys if key in p.blocks}
        moves = {key: dict(self._until(lambda pending: pending.blocks, key)) for key in changed}
        # Some of the records that the tables have in a block may have left it since.
        left = max((sum(not here for here in m.values()) for m in moves.values()), default=0)
        held = self.moment.held
        stored = held.blocks.of if held is not None else self._tables.blocks
        found: dict[int, Iterable[int]] = dict(stored(keys, count + left))
        for key, moved in moves.items():
            block = set(found.get(key, ()))
            for record_id, is_here in moved.items():
                (block.add if is_here else block.discard)(record_id)
            found[key] = block
        return found

    def eids(self, eids: Sequence[str]) -> Iterator[Eid]:
        found, missing = self._parted(lambda pending: pending.eids, eids)
        yield from found.values()
        if self._shelf is None:  # which says as soon that it has none
            missing = list(self._maybe_stored(missing, lambda held: held.eids, text_hash))
        yield from self._near.eids(missing)

    def ever_members(self, eids: Sequence[str]) -> Iterator[tuple[str, int]]:
        for eid in eids:
            for record_id in self._until(lambda pending: pending.ever, eid):
                yield eid, record_id
        yield from self._near.ever_members(eids)

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
        found, missing = self._parted(lambda pending: pending.tasks, ids)
        yield from (task for task, _ in found.values())
        yield from self._near.tasks(missing)

    def decisions(self, ids: Sequence[int]) -> Iterator[Decision]:
        return self._each(lambda pending: pending.decisions, ids, self._tables.decisions)

    def filters(self) -> Iterable[SavedFilter]:
        found = self._newest(lambda pending: pending.filters, None)
        return self._tables.filters() if found is None else found

    def memberships(self, record_ids: Sequence[int]) -> Iterator[Membership]:
        yield from self._tables.memberships(record_ids)
        for record_id in record_ids:
            for eid, event in self._until(lambda pending: pending.memberships, record_id):
                yield Membership(record_id, eid, event.seq)

    def events_at(self, seqs: Sequence[int]) -> Iterator[Event]:
        missing = []
        for seq in seqs:
            entry = self._entry(seq)
            if entry is None:
                missing.append(seq)
            else:
                yield opened(entry)
        yield from self._tables.events_at(missing)

    def answers(self, request_ids: Sequence[str]) -> Iterator[tuple[str, Answered]]:
        found, missing = self._parted(lambda pending: pending.answers, request_ids)
        for request_id, event in found.items():
            assert isinstance(event.payload, Answered), "nothing else is kept among answers"
            yield request_id, event.payload
        yield from self._tables.answers(
            self._maybe_stored(missing, lambda held: held.answers, text_hash)
        )

    def entries(self, after: int, limit: int, last: int) -> list[Entry]:
        """Journal entries up to `last`."""
        until = min(after + limit, last)  # numbers have no gap
        fresh = self._entries(after, until)
        stored = self._tables.entries(after, fresh[0].seq - 1 if fresh else until)
        return [*stored, *fresh]

    def versions(self, record_ids: Collection[int]) -> list[Version]:
        """All of some records, by record and in the order of arrival."""
        found = {(v.record, v.version): v for v in self._tables.versions(record_ids)}
        pending = self._all(lambda pending: pending.versions)
        found |= {place: v for place, v in pending.items() if place[0] in record_ids}
        return [found[place] for place in sorted(found)]

    # Whole-table questions.

    def find_tasks(self, query: TaskQuery) -> tuple[Task, ...] | None:
        """A page of tasks, with what is pending looked through here: to lay it over the table takes
        longer than to look through the table.  None where more is pending than that is worth."""
        pending = self._all(lambda pending: pending.tasks)
        if len(pending) > PENDING_TASKS_MAX:
            return None
        tasks = [task for task, _ in pending.values()]
        sources = {task.id: set(named) for task, named in pending.values()}
        stored = replace(query, without=(*query.without, *pending))
        found = [*task_queries.found(tasks, sources, query), *self._tables.find_tasks(stored)]
        found.sort(key=lambda task: (order_key(task, query.order), task.id))
        return tuple(found[: query.limit])

    def scanned(self, *names: str) -> Tables:
        """The tables, to be looked through: what is pending lies over those that are named, for as
        long as the DuckDB transaction lasts, or until `lift`."""
        for name in names:
            if name not in self._laid:
                self._laid.add(name)
                self._tables.lay_over(name, self._rows_over(name))
        return self._tables

    def lift(self) -> None:
        """Takes off what was laid over the tables."""
        self._laid.clear()
        self._tables.lift()

    def _rows_over(self, name: str) -> list[Row]:
        match name:
            case "journal":
                return entry_rows(self._entries(0, self.moment.seq))
            case "record":
                abouts = self._all(lambda pending: pending.abouts)
                return record_rows(abouts)
            case "about":
                abouts = self._all(lambda pending: pending.abouts)
                return list(packed_all(abouts).items())
            case "record_version":
                return version_rows(self._all(lambda pending: pending.versions))
            case "task":
                return task_rows(self._all(lambda pending: pending.tasks))
            case "judgement":
                return judgement_rows(self._all(lambda pending: pending.judgements))
            case "decision":
                return decision_rows(self._all(lambda pending: pending.decisions))
            case "membership":
                return membership_rows(self._flat(lambda pending: pending.memberships))
        raise KeyError(name)

    # What is pending, of all that is.

    def _entry(self, seq: int) -> Entry | None:
        for pending in self.moment.pending:
            if seq in pending.entries and seq <= self.moment.seq:
                return pending.entries[seq]
        return None

    def _entries(self, after: int, until: int) -> list[Entry]:
        """Those that are pending, of a stretch of the journal."""
        found: list[Entry] = []
        for pending in reversed(self.moment.pending):
            first = next(iter(pending.entries), until + 1)
            last = min(until, self.moment.seq, pending.seq)
            found += (pending.entries[seq] for seq in range(max(first, after + 1), last + 1))
        return found

    def _newest(self, of: Callable[[Pending], History[K, V]], key: K) -> V | None:
        return self._newest_in([of(pending) for pending in self.moment.pending], key)

    def _newest_in(self, histories: Iterable[History[K, V]], key: K) -> V | None:
        for history in histories:
            value = history.at(key, self.moment.seq)
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
        keys: Iterable[K],
        stored: Callable[[Sequence[K]], Iterable[V]],
    ) -> Iterator[V]:
        """The newest of each key: what is pending, and for the others what is stored."""
        found, missing = self._parted(of, keys)
        yield from found.values()
        if missing:
            yield from stored(missing)

    def _parted(
        self, of: Callable[[Pending], History[K, V]], keys: Iterable[K]
    ) -> tuple[dict[K, V], list[K]]:
        """The newest of what is pending, and the keys of which nothing is."""
        histories = [of(pending) for pending in self.moment.pending]
        found: dict[K, V] = {}
        missing = []
        for key in keys:
            value = self._newest_in(histories, key)
            if value is None:
                missing.append(key)
            else:
                found[key] = value
        return found, missing

    def _maybe_stored(
        self, keys: Sequence[K], of: Callable[[Held], Lookup], hashed: Callable[[K], int]
    ) -> Sequence[K]:
        """Without those of which memory tells that they were never stored."""
        if self.moment.held is None:
            return keys
        hashes = {key: hashed(key) for key in keys}
        known = of(self.moment.held).known(hashes.values())
        return [key for key in keys if hashes[key] in known]
