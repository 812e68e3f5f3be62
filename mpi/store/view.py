"""View: reading the index through dictionaries that fill themselves from what is stored.

`Stored` is what lies behind a view.  A view asks it for what is not in its dictionaries yet, many
at a time, and what is in a dictionary already is never older than what is stored: so the writer's
`State`, which is a view, sees its own changes, and a kept view never asks twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

from mpi.domain.decision import Decision
from mpi.domain.event import Answered, Event
from mpi.domain.judgement import Judgement
from mpi.domain.person import Eid
from mpi.domain.record import Record, RecordKey, Version
from mpi.domain.source import Source
from mpi.domain.task import Task
from mpi.domain.tasks_asked import SavedFilter
from mpi.store.base import Candidates, Membership


class About(msgspec.Struct, frozen=True, gc=False):
    """A record and all that hangs on it, which is stored and fetched in one piece."""

    record: Record
    edges: tuple[tuple[int, float], ...] = ()
    founded: tuple[str, ...] = ()
    judged: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()  # open tasks
    over: tuple[int, ...] = ()  # tasks that are not open any more
    noted: tuple[int, ...] = ()  # journal entries of its story, beside its versions and persons


class Hanging(msgspec.Struct):
    """What hangs on a record, as it is changed; see `About`."""

    edges: dict[int, float] = msgspec.field(default_factory=dict)
    founded: set[str] = msgspec.field(default_factory=set)
    judged: set[int] = msgspec.field(default_factory=set)
    waiting: set[int] = msgspec.field(default_factory=set)
    over: set[int] = msgspec.field(default_factory=set)
    noted: set[int] = msgspec.field(default_factory=set)


class Stored(Protocol):
    """Look-ups of many at once; what does not exist is left out of the answer."""

    def sources(self) -> Iterable[Source]: ...
    def abouts(self, record_ids: Sequence[int]) -> Iterable[About]: ...
    def abouts_of(self, keys: Sequence[RecordKey]) -> Iterable[About]: ...
    def block_keys(self, record_id: int) -> tuple[int, ...]: ...
    def blocks(self, keys: Sequence[int], count: int) -> Mapping[int, Iterable[int]]:
        """At most `count` records of each block."""

    def eids(self, eids: Sequence[str]) -> Iterable[Eid]: ...
    def ever_members(self, eids: Sequence[str]) -> Iterable[tuple[str, int]]: ...
    def version(self, record_id: int, version: int) -> Version | None: ...
    def current_versions(self, records: Sequence[Record]) -> Iterable[Version]: ...
    def judgements(self, ids: Sequence[int]) -> Iterable[Judgement]: ...
    def tasks(self, ids: Sequence[int]) -> Iterable[Task]: ...
    def answers(self, request_ids: Sequence[str]) -> Iterable[tuple[str, Answered]]: ...
    def decisions(self, ids: Sequence[int]) -> Iterable[Decision]: ...
    def memberships(self, record_ids: Sequence[int]) -> Iterable[Membership]: ...
    def filters(self) -> Iterable[SavedFilter]: ...
    def events_at(self, seqs: Sequence[int]) -> Iterable[Event]: ...


class View:
    """See the module's docstring."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._sources: dict[str, Source] | None = None
        self._ids: dict[RecordKey, int] = {}
        self._records: dict[int, Record] = {}
        # What hangs on each of them, as it was fetched, or as it has been looked at since: of most
        # candidates nobody wants to know more than what they say.
        self._fetched: dict[int, About] = {}
        self._hung: dict[int, Hanging] = {}
        self._versions: dict[tuple[int, int], Version] = {}
        self._keys: dict[int, tuple[int, ...]] = {}  # record -> its block keys
        self._blocks: dict[int, set[int]] = {}  # block key -> all its records
        self._fat: dict[int, int] = {}  # block key -> it has at least so many records
        self._moved: dict[int, dict[int, bool]] = {}  # not yet stored: in the block, or no longer
        self._eids: dict[str, Eid | None] = {}
        self._ever: dict[str, set[int]] = {}  # EID -> records that are or were its members
        self._judgements: dict[int, Judgement] = {}
        self._tasks: dict[int, Task] = {}
        self._answers: dict[str, Answered | None] = {}
        self._decisions: dict[int, Decision | None] = {}
        self._filters: dict[tuple[str, str], SavedFilter] | None = None

    def about(self, record_id: int) -> About:
        """The record and all that hangs on it, in one order always."""
        record, hanging = self.record(record_id), self._hanging(record_id)
        return About(
            record,
            tuple(sorted(hanging.edges.items())),
            tuple(sorted(hanging.founded)),
            tuple(sorted(hanging.judged)),
            tuple(sorted(hanging.waiting)),
            tuple(sorted(hanging.over)),
            tuple(sorted(hanging.noted)),
        )

    def block_keys(self, record_id: int) -> tuple[int, ...]:
        self._load_keys(record_id)
        return self._keys[record_id]

    def source(self, code: str) -> Source | None:
        return self._known_sources().get(code)

    def sources(self) -> tuple[Source, ...]:
        known = self._known_sources()
        return tuple(known[code] for code in sorted(known))

    def record_id(self, key: RecordKey) -> int:
        if key not in self._ids:
            self._load_ids([key])
        return self._ids[key]

    def record(self, record_id: int) -> Record:
        if record_id not in self._records:
            self._load_records((record_id,))
        return self._records[record_id]

    def records(self, record_ids: Iterable[int]) -> Mapping[int, Record]:
        wanted = list(record_ids)
        self._load_records(wanted)
        return {i: self._records[i] for i in wanted if i in self._records}

    def version(self, record_id: int, version: int = 0) -> Version:
        number = version or self.record(record_id).version
        if (record_id, number) not in self._versions:
            found = self._stored.version(record_id, number)
            if found is None:
                raise KeyError((record_id, number))
            self._versions[record_id, number] = found
        return self._versions[record_id, number]

    def current_versions(self, record_ids: Iterable[int]) -> Mapping[int, Version]:
        records = self.records(record_ids)
        missing = [r for r in records.values() if (r.id, r.version) not in self._versions]
        if missing:
            for version in self._stored.current_versions(missing):
                self._versions[version.record, version.version] = version
        return {r.id: self._versions[r.id, r.version] for r in records.values()}

    def candidates(self, keys: Sequence[int], limit: int) -> Candidates:
        self._load_blocks(keys, limit)
        found: set[int] = set()
        truncated = False
        for key in keys:
            block = self._blocks.get(key)
            if block is None or len(block) > limit:
                truncated = True
            else:
                found |= block
        return Candidates(tuple(sorted(found)), truncated)

    def edges(self, record_id: int) -> Mapping[int, float]:
        return dict(self._seen(record_id).edges)

    def eid(self, eid: str) -> Eid | None:
        self._load_eids((eid,))
        return self._eids[eid]

    def unused(self, eids: Iterable[str]) -> tuple[str, ...]:
        wanted = list(dict.fromkeys(eids))
        self._load_eids(wanted)
        return tuple(eid for eid in wanted if self._eids[eid] is None)

    def founded(self, record_id: int) -> tuple[Eid, ...]:
        founded = self._seen(record_id).founded
        self._load_eids(founded)
        eids = (self._eids[eid] for eid in founded)
        return tuple(sorted((e for e in eids if e is not None), key=lambda e: e.number))

    def members(self, eid: str) -> tuple[int, ...]:
        return self.members_of((eid,))[eid]

    def members_of(self, eids: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
        wanted = list(eids)
        self._load_ever(wanted)
        self._load_records({i for eid in wanted for i in self._ever[eid]})
        return {
            eid: tuple(sorted(i for i in self._ever[eid] if self._records[i].eid == eid))
            for eid in wanted
        }

    def ever_members_of(self, eids: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
        wanted = list(eids)
        self._load_ever(wanted)
        return {eid: tuple(sorted(self._ever[eid])) for eid in wanted}

    def judgements(self, record_id: int) -> tuple[Judgement, ...]:
        ids = sorted(self._seen(record_id).judged)
        self._load_judgements(ids)
        return tuple(self._judgements[i] for i in ids)

    def judgement(self, judgement_id: int) -> Judgement | None:
        self._load_judgements((judgement_id,))
        return self._judgements.get(judgement_id)

    def task(self, task_id: int) -> Task | None:
        self._load_tasks((task_id,))
        return self._tasks.get(task_id)

    def tasks_of(self, record_id: int) -> tuple[Task, ...]:
        ids = sorted(self._seen(record_id).waiting)
        self._load_tasks(ids)
        return tuple(self._tasks[i] for i in ids)

    def tasks_over(self, record_id: int) -> tuple[Task, ...]:
        ids = sorted(self._seen(record_id).over)
        self._load_tasks(ids)
        return tuple(self._tasks[i] for i in ids)

    def noted(self, record_id: int) -> tuple[int, ...]:
        return tuple(sorted(self._seen(record_id).noted))

    def decision(self, decision_id: int) -> Decision | None:
        return self.decisions_at((decision_id,)).get(decision_id)

    def decisions_at(self, ids: Iterable[int]) -> Mapping[int, Decision]:
        wanted = list(ids)
        missing = [i for i in wanted if i not in self._decisions]
        if missing:
            self._decisions.update(dict.fromkeys(missing))
            self._decisions.update({d.id: d for d in self._stored.decisions(missing)})
        found = {i: self._decisions[i] for i in wanted}
        return {i: decision for i, decision in found.items() if decision is not None}

    def memberships(self, record_ids: Iterable[int]) -> tuple[Membership, ...]:
        found = self._stored.memberships(list(record_ids))
        return tuple(sorted(found, key=lambda one: (one.seq, one.record)))

    def events_at(self, seqs: Iterable[int]) -> tuple[Event, ...]:
        found = self._stored.events_at(sorted(set(seqs)))
        return tuple(sorted(found, key=lambda event: event.seq))

    def filters(self) -> tuple[SavedFilter, ...]:
        known = self._known_filters()
        return tuple(known[place] for place in sorted(known))

    def answered(self, request_id: str) -> Answered | None:
        if not request_id:
            return None
        self._load_answers((request_id,))
        return self._answers[request_id]

    # Loading: fetches what is not here yet.

    def _known_sources(self) -> dict[str, Source]:
        if self._sources is None:
            self._sources = {source.code: source for source in self._stored.sources()}
        return self._sources

    def _known_filters(self) -> dict[tuple[str, str], SavedFilter]:
        if self._filters is None:
            self._filters = {(one.owner, one.name): one for one in self._stored.filters()}
        return self._filters

    def _load_ids(self, keys: Iterable[RecordKey]) -> None:
        missing = [key for key in keys if key not in self._ids]
        if not missing:
            return
        for about in self._stored.abouts_of(missing):
            self._ids[about.record.key] = about.record.id
            self._admit(about)
        for key in missing:
            self._ids.setdefault(key, 0)

    def _load_records(self, record_ids: Iterable[int]) -> None:
        missing = [i for i in record_ids if i not in self._records]
        if missing:
            for about in self._stored.abouts(missing):
                self._admit(about)

    def _admit(self, about: About) -> None:
        record = about.record
        if record.id not in self._records:  # what is here may be newer
            self._records[record.id] = record
            self._fetched[record.id] = about

    def _hanging(self, record_id: int) -> Hanging:
        """To be changed.  Raises KeyError if there is no such record."""
        if record_id not in self._hung:
            self._load_records((record_id,))
            about = self._fetched.pop(record_id)
            self._hung[record_id] = Hanging(
                dict(about.edges),
                set(about.founded),
                set(about.judged),
                set(about.waiting),
                set(about.over),
                set(about.noted),
            )
        return self._hung[record_id]

    def _seen(self, record_id: int) -> Hanging:
        """To be read; of a record that does not exist, nothing."""
        try:
            return self._hanging(record_id)
        except KeyError:
            return Hanging()

    def _judged(self, record_id: int) -> Iterable[int]:
        """Judgements about a record that has been loaded."""
        hanging = self._hung.get(record_id)
        return self._fetched[record_id].judged if hanging is None else hanging.judged

    def _load_keys(self, record_id: int) -> None:
        if record_id not in self._keys:
            self._keys[record_id] = self._stored.block_keys(record_id)

    def _load_blocks(self, keys: Iterable[int], limit: int) -> None:
        """Afterwards each block is either whole, or known to have more than `limit` records."""
        missing = [k for k in keys if k not in self._blocks and self._fat.get(k, 0) <= limit]
        if not missing:
            return
        # Some of the records that are stored in a block may have left it since.
        moved = [self._moved[k] for k in missing if k in self._moved]
        left = max((sum(not here for here in moves.values()) for moves in moved), default=0)
        count = limit + 1 + left
        stored = self._stored.blocks(missing, count)
        for key in missing:
            block = set(stored.get(key, ()))
            is_whole = len(block) < count
            for record_id, is_here in self._moved.get(key, {}).items():
                (block.add if is_here else block.discard)(record_id)
            if is_whole:
                self._blocks[key] = block
                self._fat.pop(key, None)
            else:
                self._fat[key] = len(block)

    def _load_eids(self, eids: Iterable[str]) -> None:
        missing = [eid for eid in eids if eid not in self._eids]
        if missing:
            self._eids.update(dict.fromkeys(missing))
            self._eids.update({eid.eid: eid for eid in self._stored.eids(missing)})

    def _load_ever(self, eids: Iterable[str]) -> None:
        missing = [eid for eid in eids if eid not in self._ever]
        if missing:
            self._ever.update({eid: set() for eid in missing})
            for eid, record_id in self._stored.ever_members(missing):
                self._ever[eid].add(record_id)

    def _load_judgements(self, ids: Iterable[int]) -> None:
        missing = [i for i in ids if i not in self._judgements]
        if missing:
            self._judgements.update({j.id: j for j in self._stored.judgements(missing)})

    def _load_tasks(self, ids: Iterable[int]) -> None:
        missing = [i for i in ids if i not in self._tasks]
        if missing:
            self._tasks.update({task.id: task for task in self._stored.tasks(missing)})

    def _load_answers(self, request_ids: Iterable[str]) -> None:
        missing = [i for i in request_ids if i not in self._answers]
        if missing:
            self._answers.update(dict.fromkeys(missing))
            self._answers.update(self._stored.answers(missing))
