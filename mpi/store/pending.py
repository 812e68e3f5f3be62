"""Pending: what committed transactions have changed and the tables do not have yet.

A transaction makes its journal entries durable (`mpi.store.tail`) and nothing else; the tables
follow in larger pieces (`mpi.store.flushing`).  Until they do, the entries and what they changed
are kept here, with its history: a reader sees it as of the moment its snapshot was taken.  One
thread adds; any number read beside it.  What is lost here in a crash is made again from the tail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import msgspec

from mpi.domain.decision import Decision
from mpi.domain.event import Event
from mpi.domain.judgement import Judgement
from mpi.domain.person import Eid
from mpi.domain.record import RecordKey, Version
from mpi.domain.source import Source
from mpi.domain.task import Task
from mpi.domain.tasks_asked import SavedFilter
from mpi.journal import Entry
from mpi.store.held import Held, Written
from mpi.store.lookup import Segment
from mpi.store.packing import packed_all, record_hash, text_hash
from mpi.store.shelf import Mark, Shelf, Shelved
from mpi.store.state import State
from mpi.store.view import About

K = TypeVar("K")
V = TypeVar("V")


class History(dict[K, list[tuple[int, V]]], Generic[K, V]):
    """Key -> (journal number, value), oldest first; lists only ever grow."""

    def put(self, key: K, seq: int, value: V) -> None:
        if key in self:
            self[key].append((seq, value))
        else:
            self[key] = [(seq, value)]

    def at(self, key: K, seq: int) -> V | None:
        """The newest value as of a journal number; None if there was none."""
        for when, value in reversed(self.get(key, ())):
            if when <= seq:
                return value
        return None

    def until(self, key: K, seq: int) -> Iterator[V]:
        """All values as of a journal number, oldest first."""
        return (value for when, value in self.get(key, ()) if when <= seq)

    def all_at(self, seq: int) -> dict[K, V]:
        """Every key with its newest value as of a journal number."""
        # A copy is made in one step, so that another thread may add meanwhile.
        found = {key: self.at(key, seq) for key in self.copy()}
        return {key: value for key, value in found.items() if value is not None}


@dataclass(slots=True)
class New:
    """What the tables never had."""

    records: set[int] = field(default_factory=set)
    versions: set[tuple[int, int]] = field(default_factory=set)
    eids: set[str] = field(default_factory=set)
    judgements: set[int] = field(default_factory=set)
    tasks: set[int] = field(default_factory=set)
    decisions: set[int] = field(default_factory=set)


class Pending:
    """See the module's docstring."""

    def __init__(self, seq: int) -> None:
        """`seq`: the entry after which it begins."""
        self._begin = seq
        self.seq = seq  # of the newest entry added
        self.entries: dict[int, Entry] = {}  # that the journal table does not have; ascending
        self.sources = History[str, Source]()
        self.ids = History[RecordKey, int]()
        self.abouts = History[int, About]()
        self.changed: set[int] = set()  # records whose status or person changed
        self.keys = History[int, tuple[int, ...]]()  # of records whose row or block keys changed
        self.blocks = History[int, tuple[int, bool]]()  # key -> record, is it in the block now
        self.versions = History[tuple[int, int], Version]()
        self.eids = History[str, Eid]()
        self.ever = History[str, int]()  # EID -> record that became its member
        self.memberships = History[int, tuple[str, Event]]()  # record -> EID
        self.judgements = History[int, Judgement]()
        self.tasks = History[int, tuple[Task, tuple[str, ...]]]()  # with its records' sources
        self.decisions = History[int, Decision]()
        self.filters = History[None, tuple[SavedFilter, ...]]()  # all that are kept
        self.answers = History[str, Event]()
        self.new = New()
        self.hash = b""  # of the newest entry, once nothing is added any more

    @property
    def size(self) -> int:
        """How many entries it follows from."""
        return self.seq - self._begin

    def add(self, state: State, entries: Iterable[Entry] = ()) -> None:
        """Takes over what is dirty in a state, and the journal entries that it follows from."""
        self.entries.update((entry.seq, entry) for entry in entries)
        self._add_records(state)
        self._add_persons(state)
        self._add_decisions(state)
        seq = state.counters.seq
        for code in state.dirty.sources:
            self.sources.put(code, seq, _there(state.source(code)))
        for event in state.dirty.answers:
            self.answers.put(event.request_id, seq, event)
        self.seq = seq

    def written(self, made_with: str) -> Written:
        """What is kept beside the tables gets: in the end, not in between.  Nothing is added any
        more once it is being written."""
        moves = {
            (key, record_id): is_here
            for key, history in self.blocks.items()
            for _, (record_id, is_here) in history
        }
        return Written(
            Segment.of(moves),
            Segment.of({(record_hash(key), ids[-1][1]): True for key, ids in self.ids.items()}),
            _hashes(map(text_hash, self.new.eids)),
            _hashes(map(text_hash, self.answers)),
            self._shelved(),
            Mark(self.seq, self.hash, made_with),
        )

    def _shelved(self) -> Shelved:
        abouts = self.abouts.all_at(self.seq)
        return Shelved(
            packed_all(abouts),
            self.eids.all_at(self.seq),
            {eid: tuple(self.ever.until(eid, self.seq)) for eid in self.ever},
            {i: msgspec.json.encode(task) for i, (task, _) in self.tasks.all_at(self.seq).items()},
        )

    def _add_records(self, state: State) -> None:
        seq, dirty = state.counters.seq, state.dirty
        for record_id in dirty.records:
            about = state.about(record_id)
            self.abouts.put(record_id, seq, about)
            if record_id in dirty.new_records:
                self.ids.put(about.record.key, seq, record_id)
        for record_id in dirty.rows:
            self.keys.put(record_id, seq, state.block_keys(record_id))
        for key, moves in state.moved.items():
            for move in moves.items():
                self.blocks.put(key, seq, move)
        for place in dirty.versions:
            self.versions.put(place, seq, state.version(*place))
        self.changed |= dirty.changed
        self.new.records |= dirty.new_records
        self.new.versions |= dirty.new_versions

    def _add_persons(self, state: State) -> None:
        seq, dirty = state.counters.seq, state.dirty
        for eid in dirty.eids:
            self.eids.put(eid, seq, _there(state.eid(eid)))
        for record_id, eid, event in dirty.memberships:
            if eid:
                self.ever.put(eid, seq, record_id)
            self.memberships.put(record_id, seq, (eid, event))
        self.new.eids |= dirty.new_eids

    def _add_decisions(self, state: State) -> None:
        seq, dirty = state.counters.seq, state.dirty
        for number in dirty.judgements:
            self.judgements.put(number, seq, _there(state.judgement(number)))
        for number in dirty.tasks:
            task = _there(state.task(number))
            sources = (record.key.source for record in state.records(task.records).values())
            self.tasks.put(number, seq, (task, tuple(sources)))
        for number, decision in state.decisions_at(dirty.decisions).items():
            self.decisions.put(number, seq, decision)
        if dirty.filters:
            self.filters.put(None, seq, state.filters())
        self.new.judgements |= dirty.new_judgements
        self.new.tasks |= dirty.new_tasks
        self.new.decisions |= dirty.new_decisions


@dataclass(frozen=True, slots=True)
class Moment:
    """What a reader sees: the tables, and over them what is pending up to an entry."""

    seq: int
    entries: int  # the newest journal entry; behind `seq` while the tables are rebuilt
    pending: tuple[Pending, ...]  # newest first; what is added goes to the first
    held: Held | None = None  # of the tables; None: look into the tables
    shelf: Shelf | None = None  # goes as far as the tables, or further; None: look into the tables


def _there(value: V | None) -> V:
    assert value is not None, "what is dirty exists"
    return value


def _hashes(hashes: Iterable[int]) -> Segment:
    return Segment.of({(value, 0): True for value in hashes})
