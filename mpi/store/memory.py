"""MemoryStore: the whole index in dictionaries; for tests, as the second store of the contract."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from mpi.domain.decision import Decision
from mpi.domain.event import Answered, Event, PersonsChanged
from mpi.domain.judgement import Judgement, Verdict
from mpi.domain.person import Eid
from mpi.domain.record import Record, RecordKey, RecordStatus, Version
from mpi.domain.source import Source
from mpi.domain.task import Task, TaskKind, TaskStatus
from mpi.domain.tasks_asked import SavedFilter, TaskCounts, TaskQuery
from mpi.errors import Unavailable
from mpi.store import search, task_queries
from mpi.store.base import DecisionQuery, Deriver, Membership, PersonQuery
from mpi.store.changes import Dirty
from mpi.store.desk import is_link
from mpi.store.memory_figures import MemoryFigures
from mpi.store.state import State
from mpi.store.view import About


class MemoryStore:
    """A commit puts a changed copy of the state in the place of the old one, which thus remains
    what a snapshot saw."""

    def __init__(self, derive: Deriver) -> None:
        self._state = MemoryState(derive)
        self._writing = threading.Lock()
        self._is_closed = False

    @contextmanager
    def transaction(self) -> Iterator[MemoryState]:
        with self._writing:
            if self._is_closed:
                raise Unavailable("the store is closed")
            changed = self._state.copy()
            yield changed
            changed.dirty = Dirty()
            self._state = changed

    @contextmanager
    def snapshot(self) -> Iterator[MemoryState]:
        yield self._state

    def close(self) -> None:
        with self._writing:
            self._is_closed = True


class MemoryState(MemoryFigures, State):
    """A State with nothing stored behind it, that keeps the journal too."""

    def __init__(self, derive: Deriver) -> None:
        super().__init__(derive, _Nothing())
        self._journal: list[Event] = []

    def copy(self) -> MemoryState:
        return copy.deepcopy(self, {id(self._derive): self._derive})

    def apply(self, event: Event) -> None:
        super().apply(event)
        self._journal.append(event)

    def versions(self, record_ids: Iterable[int]) -> Mapping[int, tuple[Version, ...]]:
        places = sorted(self._versions)
        return {
            i: tuple(self._versions[place] for place in places if place[0] == i) for i in record_ids
        }

    def records_after(self, after: int, limit: int) -> tuple[Record, ...]:
        return tuple(self._records[i] for i in sorted(self._records) if i > after)[:limit]

    def find(self, query: PersonQuery) -> tuple[int, ...]:
        wanted = search.needles(query)
        return tuple(
            i
            for i, record in sorted(self._records.items())
            if record.status is RecordStatus.ACTIVE and search.agrees(record.row, wanted)
        )[: query.limit]

    def eid_at(self, record_id: int, at: datetime) -> str:
        return self._persons_at(at).get(record_id, "")

    def members_at(self, eid: str, at: datetime) -> tuple[int, ...]:
        return tuple(sorted(i for i, other in self._persons_at(at).items() if other == eid))

    def tasks(
        self, status: TaskStatus | None, kind: TaskKind | None, after: int, limit: int
    ) -> tuple[Task, ...]:
        found = [self._tasks[i] for i in sorted(self._tasks) if i > after]
        return tuple(t for t in found if status in {None, t.status} and kind in {None, t.kind})[
            :limit
        ]

    def find_tasks(self, query: TaskQuery) -> tuple[Task, ...]:
        return tuple(task_queries.found(self._tasks.values(), self._sources_of_tasks(), query))

    def count_tasks(self, query: TaskQuery) -> TaskCounts:
        return task_queries.count(self._tasks.values(), self._sources_of_tasks(), query)

    def _sources_of_tasks(self) -> dict[int, set[str]]:
        return {
            task.id: {self._records[i].key.source for i in task.records}
            for task in self._tasks.values()
        }

    def decisions(self, query: DecisionQuery) -> tuple[Decision, ...]:
        known = (self._decisions[i] for i in sorted(self._decisions, reverse=True))
        return tuple(
            one
            for one in known
            if one is not None
            and (not query.before or one.id < query.before)
            and query.by in ("", one.by)
            and (not query.kinds or one.kind in query.kinds)
            and (query.since is None or one.at >= query.since)
        )[: query.limit]

    def memberships(self, record_ids: Iterable[int]) -> tuple[Membership, ...]:
        wanted = set(record_ids)
        return tuple(
            sorted(
                (
                    Membership(move.record, move.to_eid, event.seq)
                    for event in self._journal
                    if isinstance(event.payload, PersonsChanged)
                    for move in event.payload.moves
                    if move.record in wanted
                ),
                key=lambda one: (one.seq, one.record),
            )
        )

    def events_at(self, seqs: Iterable[int]) -> tuple[Event, ...]:
        return tuple(self._journal[seq - 1] for seq in sorted(set(seqs)))

    def links_before(self, before: int, limit: int) -> tuple[Event, ...]:
        some = self._journal[: before - 1] if before else self._journal
        return tuple(event for event in reversed(some) if is_link(event))[:limit]

    def standing(
        self, verdict: Verdict, before: int, limit: int, by: str = ""
    ) -> tuple[Judgement, ...]:
        newest = (self._judgements[i] for i in sorted(self._judgements, reverse=True))
        return tuple(
            one
            for one in newest
            if not one.revoked
            and one.verdict is verdict
            and (not before or one.id < before)
            and by in ("", one.by)
        )[:limit]

    def count_standing(self, verdict: Verdict, by: str = "") -> int:
        return len(self.standing(verdict, 0, len(self._judgements), by))

    def events(self, after: int, limit: int) -> tuple[Event, ...]:
        return tuple(self._journal[after : after + limit])

    def counts(self) -> Mapping[str, int]:
        records = self._records.values()
        return {
            "records": sum(r.status is not RecordStatus.DELETED for r in records),
            "persons": len({r.eid for r in records} - {""}),
            "open_tasks": sum(t.status is TaskStatus.OPEN for t in self._tasks.values()),
            "judgements": len(self._judgements),
            "events": len(self._journal),
        }

    def _persons_at(self, at: datetime) -> dict[int, str]:
        persons: dict[int, str] = {}
        for event in self._journal:
            if event.at <= at and isinstance(event.payload, PersonsChanged):
                persons.update((move.record, move.to_eid) for move in event.payload.moves)
        return persons


class _Nothing:
    """Stores nothing."""

    def sources(self) -> Iterable[Source]:
        return ()

    def abouts(self, record_ids: Sequence[int]) -> Iterable[About]:  # noqa: ARG002
        return ()

    def abouts_of(self, keys: Sequence[RecordKey]) -> Iterable[About]:  # noqa: ARG002
        return ()

    def block_keys(self, record_id: int) -> tuple[int, ...]:  # noqa: ARG002
        return ()

    def blocks(self, keys: Sequence[int], count: int) -> Mapping[int, Iterable[int]]:  # noqa: ARG002
        return {}

    def eids(self, eids: Sequence[str]) -> Iterable[Eid]:  # noqa: ARG002
        return ()

    def ever_members(self, eids: Sequence[str]) -> Iterable[tuple[str, int]]:  # noqa: ARG002
        return ()

    def version(self, record_id: int, version: int) -> Version | None:  # noqa: ARG002
        return None

    def current_versions(self, records: Sequence[Record]) -> Iterable[Version]:  # noqa: ARG002
        return ()

    def judgements(self, ids: Sequence[int]) -> Iterable[Judgement]:  # noqa: ARG002
        return ()

    def tasks(self, ids: Sequence[int]) -> Iterable[Task]:  # noqa: ARG002
        return ()

    def decisions(self, ids: Sequence[int]) -> Iterable[Decision]:  # noqa: ARG002
        return ()

    def memberships(self, record_ids: Sequence[int]) -> Iterable[Membership]:  # noqa: ARG002
        return ()

    def filters(self) -> Iterable[SavedFilter]:
        return ()

    def events_at(self, seqs: Sequence[int]) -> Iterable[Event]:  # noqa: ARG002
        return ()

    def answers(self, request_ids: Sequence[str]) -> Iterable[tuple[str, Answered]]:  # noqa: ARG002
        return ()
