"""State: the index as a pure function of its events, held in dictionaries.

`append` is the only way anything changes, and `_apply` the only place that says what an event
does; `mpi check` replays the journal through it and compares.  A store subclasses `State`,
overrides the `_load_…` methods to fetch what is not in the dictionaries yet, and writes what
`dirty` names when it commits.  With nothing to load, a State is the whole index in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from matching.demographics import Demographics
from mpi.domain.event import (
    Answered,
    EdgesFound,
    Event,
    Judged,
    JudgementRevoked,
    Payload,
    PersonsChanged,
    QuarantineSettled,
    RecordDeleted,
    RecordMerged,
    RecordStored,
    RecordUnmerged,
    SourceRegistered,
    TaskEnded,
    TaskOpened,
)
from mpi.domain.judgement import Judgement
from mpi.domain.person import Eid
from mpi.domain.record import Disposition, Record, RecordKey, RecordStatus, Version
from mpi.domain.source import Source
from mpi.domain.task import Task, TaskStatus
from mpi.store.base import Candidates, Derived, Deriver


@dataclass(slots=True)
class Counters:
    """The newest number given of each kind."""

    seq: int = 0
    record: int = 0
    task: int = 0
    judgement: int = 0
    eid: int = 0


@dataclass(slots=True)
class Dirty:
    """What a commit has to write.  Sets of ids; `keys` maps a record to (old keys, new keys)."""

    events: list[Event] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    records: set[int] = field(default_factory=set)
    versions: set[tuple[int, int]] = field(default_factory=set)
    keys: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    edges: set[int] = field(default_factory=set)  # every edge of these is to be written anew
    eids: set[str] = field(default_factory=set)
    memberships: list[tuple[int, str, Event]] = field(default_factory=list)
    judgements: set[int] = field(default_factory=set)
    tasks: set[int] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)


class State:
    """See the module's docstring."""

    def __init__(self, derive: Deriver) -> None:
        self._derive = derive
        self._ready: dict[int, tuple[Demographics, Derived]] = {}
        self.counters = Counters()
        self.dirty = Dirty()
        self._sources: dict[str, Source] = {}
        self._ids: dict[RecordKey, int] = {}
        self._records: dict[int, Record] = {}
        self._versions: dict[tuple[int, int], Version] = {}
        self._keys: dict[int, tuple[int, ...]] = {}  # record -> its block keys
        self._blocks: dict[int, set[int]] = {}  # block key -> records
        self._edges: dict[int, dict[int, float]] = {}
        self._eids: dict[str, Eid] = {}
        self._founded: dict[int, set[str]] = {}
        self._members: dict[str, set[int]] = {}
        self._judgements: dict[int, Judgement] = {}
        self._judged: dict[int, list[int]] = {}  # record -> judgement ids
        self._tasks: dict[int, Task] = {}
        self._waiting: dict[int, set[int]] = {}  # record -> open task ids
        self._answers: dict[str, Answered | None] = {}

    # Loading: nothing to do when everything is here.  Each must fill its dictionaries for every
    # id asked for, also with "nothing there", so that it is asked only once.

    def _load_ids(self, keys: Sequence[RecordKey]) -> None: ...
    def _load_records(self, record_ids: Sequence[int]) -> None: ...
    def _load_version(self, record_id: int, version: int) -> None: ...
    def _load_keys(self, record_id: int) -> None: ...
    def _load_blocks(self, keys: Sequence[int], limit: int) -> None: ...
    def _load_edges(self, record_ids: Sequence[int]) -> None: ...
    def _load_eids(self, eids: Sequence[str]) -> None: ...
    def _load_founded(self, record_id: int) -> None: ...
    def _load_members(self, eids: Sequence[str]) -> None: ...
    def _load_judged(self, record_ids: Sequence[int]) -> None: ...
    def _load_judgement(self, judgement_id: int) -> None: ...
    def _load_task(self, task_id: int) -> None: ...
    def _load_waiting(self, record_ids: Sequence[int]) -> None: ...
    def _load_answer(self, request_id: str) -> None: ...

    # Reading.

    def source(self, code: str) -> Source | None:
        return self._sources.get(code)

    def sources(self) -> tuple[Source, ...]:
        return tuple(self._sources[code] for code in sorted(self._sources))

    def record_id(self, key: RecordKey) -> int:
        if key not in self._ids:
            self._load_ids([key])
        return self._ids.get(key, 0)

    def record(self, record_id: int) -> Record:
        if record_id not in self._records:
            self._load_records([record_id])
        return self._records[record_id]

    def records(self, record_ids: Iterable[int]) -> Mapping[int, Record]:
        wanted = list(record_ids)
        missing = [record_id for record_id in wanted if record_id not in self._records]
        if missing:
            self._load_records(missing)
        return {i: self._records[i] for i in wanted if i in self._records}

    def version(self, record_id: int, version: int = 0) -> Version:
        number = version or self.record(record_id).version
        if (record_id, number) not in self._versions:
            self._load_version(record_id, number)
        return self._versions[record_id, number]

    def candidates(self, keys: Sequence[int], limit: int) -> Candidates:
        missing = [key for key in keys if key not in self._blocks]
        if missing:
            self._load_blocks(missing, limit)
        found: set[int] = set()
        truncated = False
        for key in keys:
            block = self._blocks.get(key, set())
            if len(block) > limit:
                truncated = True
            else:
                found |= block
        return Candidates(tuple(sorted(found)), truncated)

    def edges(self, record_id: int) -> Mapping[int, float]:
        if record_id not in self._edges:
            self._load_edges([record_id])
        return self._edges.get(record_id, {})

    def eid(self, eid: str) -> Eid | None:
        if eid not in self._eids:
            self._load_eids([eid])
        return self._eids.get(eid)

    def founded(self, record_id: int) -> tuple[Eid, ...]:
        if record_id not in self._founded:
            self._load_founded(record_id)
        eids = (self.eid(eid) for eid in self._founded.get(record_id, ()))
        return tuple(sorted((e for e in eids if e), key=lambda e: e.number))

    def members(self, eid: str) -> tuple[int, ...]:
        if eid not in self._members:
            self._load_members([eid])
        return tuple(sorted(self._members.get(eid, ())))

    def judgements(self, record_id: int) -> tuple[Judgement, ...]:
        if record_id not in self._judged:
            self._load_judged([record_id])
        return tuple(self._judgements[i] for i in sorted(self._judged.get(record_id, ())))

    def judgement(self, judgement_id: int) -> Judgement | None:
        if judgement_id not in self._judgements:
            self._load_judgement(judgement_id)
        return self._judgements.get(judgement_id)

    def task(self, task_id: int) -> Task | None:
        if task_id not in self._tasks:
            self._load_task(task_id)
        return self._tasks.get(task_id)

    def tasks_of(self, record_id: int) -> tuple[Task, ...]:
        if record_id not in self._waiting:
            self._load_waiting([record_id])
        return tuple(self._tasks[i] for i in sorted(self._waiting.get(record_id, ())))

    def answered(self, request_id: str) -> Answered | None:
        if request_id not in self._answers:
            self._load_answer(request_id)
        return self._answers.get(request_id)

    def last_seq(self) -> int:
        return self.counters.seq

    # Writing.

    def next_record_id(self) -> int:
        return self.counters.record + 1

    def next_task_id(self) -> int:
        return self.counters.task + 1

    def next_judgement_id(self) -> int:
        return self.counters.judgement + 1

    def next_eid_number(self) -> int:
        return self.counters.eid + 1

    def prefetch(self, keys: Iterable[RecordKey], block_keys: Iterable[int]) -> None:
        """Nothing to fetch when everything is here."""

    def derived(self, demographics: Demographics, derived: Derived) -> None:
        self._ready[id(demographics)] = (demographics, derived)

    def append(self, payload: Payload, *, at: datetime, actor: str, request_id: str) -> Event:
        event = Event(self.counters.seq + 1, at, actor, request_id, payload)
        self.apply(event)
        self.dirty.events.append(event)
        return event

    def apply(self, event: Event) -> None:
        """What an event does to the state.  Replay calls this; live writes go through `append`."""
        assert event.seq == self.counters.seq + 1, "journal numbers have no gap"
        self.counters.seq = event.seq
        payload = event.payload
        match payload:
            case RecordStored():
                self._store_version(event, payload)
            case EdgesFound():
                self._set_edges(payload)
            case PersonsChanged():
                self._change_persons(event, payload)
            case TaskOpened():
                self._put_task(payload.task)
            case TaskEnded():
                self._end_task(event, payload)
            case Judged():
                self._put_judgement(payload.judgement)
            case JudgementRevoked():
                judgement = self.judgement(payload.judgement)
                assert judgement is not None, "only a judgement that exists is revoked"
                self._put_judgement(replace(judgement, revoked=True))
            case RecordMerged():
                record = self.record(payload.retired)
                self._put_record(
                    replace(record, status=RecordStatus.MERGED, merged_into=payload.survivor)
                )
                self._set_keys(record.id, ())
            case RecordUnmerged():
                record = self.record(payload.record)
                self._put_record(replace(record, status=RecordStatus.ACTIVE, merged_into=0))
                self._rederive(record.id)
            case RecordDeleted():
                record = self.record(payload.record)
                self._put_record(replace(record, status=RecordStatus.DELETED, quarantined=0))
                self._set_keys(record.id, ())
                self._set_edges(EdgesFound(record.id, (), ""))
            case QuarantineSettled():
                self._settle_quarantine(payload)
            case SourceRegistered():
                self._sources[payload.source.code] = payload.source
                self.dirty.sources.add(payload.source.code)
            case Answered():
                self._answers[event.request_id] = payload
                self.dirty.answers.add(event.request_id)

    # What the events do, one function each.

    def _store_version(self, event: Event, stored: RecordStored) -> None:
        self._put_version(
            Version(
                stored.record, stored.version, stored.disposition, stored.demographics,
                stored.event_time, event.at, stored.content, event.seq,
            )
        )
        if stored.version == 1:
            self.counters.record = stored.record
            self._ids[stored.key] = stored.record
            derived = self._derived(stored.demographics)
            self._put_record(
                Record(
                    stored.record, stored.key, RecordStatus.ACTIVE, 1, 1, stored.event_time,
                    event.at, stored.content, "", derived.row,
                )
            )
            self._keys[stored.record] = ()
            self._edges[stored.record] = {}
            self._founded[stored.record] = set()
            self._judged[stored.record] = []
            self._waiting[stored.record] = set()
            self._set_keys(stored.record, derived.keys)
            return
        record = replace(
            self.record(stored.record), versions=stored.version, content=stored.content
        )
        if stored.disposition is Disposition.QUARANTINED:
            record = replace(record, quarantined=stored.version)
        self._put_record(record)
        if stored.disposition is Disposition.CURRENT:
            self._make_current(stored.record, stored.version)

    def _settle_quarantine(self, settled: QuarantineSettled) -> None:
        version = self.version(settled.record, settled.version)
        record = self.record(settled.record)
        if record.quarantined == settled.version:
            self._put_record(replace(record, quarantined=0))
        if settled.accepted:
            self._put_version(replace(version, disposition=Disposition.CURRENT))
            self._make_current(settled.record, settled.version)
        else:
            self._put_version(replace(version, disposition=Disposition.REJECTED))

    def _make_current(self, record_id: int, number: int) -> None:
        version = self.version(record_id, number)
        self._put_record(
            replace(
                self.record(record_id), status=RecordStatus.ACTIVE, version=number,
                event_time=version.event_time, received_at=version.received_at,
            )
        )
        self._rederive(record_id)

    def _rederive(self, record_id: int) -> None:
        derived = self._derived(self.version(record_id).demographics)
        self._put_record(replace(self.record(record_id), row=derived.row))
        self._set_keys(record_id, derived.keys)

    def _set_keys(self, record_id: int, keys: tuple[int, ...]) -> None:
        if record_id not in self._keys:
            self._load_keys(record_id)
        old = self._keys.get(record_id, ())
        first_old = self.dirty.keys[record_id][0] if record_id in self.dirty.keys else old
        self._keys[record_id] = keys
        self.dirty.keys[record_id] = (first_old, keys)
        self._reblock(record_id, set(old), set(keys))

    def _reblock(self, record_id: int, old: set[int], new: set[int]) -> None:
        for key in old - new:
            self._blocks.setdefault(key, set()).discard(record_id)
        for key in new - old:
            self._blocks.setdefault(key, set()).add(record_id)

    def _set_edges(self, found: EdgesFound) -> None:
        before = dict(self.edges(found.record))
        for other in before:
            self.edges(other)
            self._edges.setdefault(other, {}).pop(found.record, None)
        self._edges[found.record] = {edge.other: edge.weight for edge in found.edges}
        for edge in found.edges:
            self.edges(edge.other)
            self._edges.setdefault(edge.other, {})[found.record] = edge.weight
        if before or found.edges:
            self.dirty.edges.add(found.record)

    def _change_persons(self, event: Event, changed: PersonsChanged) -> None:
        for founded in changed.founded:
            self._found(founded.eid, founded.record)
        for retired in changed.retired:
            self._put_eid(replace(self._known_eid(retired.eid), survivor=retired.survivor))
        for move in changed.moves:
            if move.from_eid:
                self.members(move.from_eid)
                self._members.setdefault(move.from_eid, set()).discard(move.record)
            if move.to_eid:
                self.members(move.to_eid)
                self._members.setdefault(move.to_eid, set()).add(move.record)
            self._put_record(replace(self.record(move.record), eid=move.to_eid))
            self.dirty.memberships.append((move.record, move.to_eid, event))

    def _found(self, eid: str, record_id: int) -> None:
        known = self.eid(eid)
        if known is None:
            self.counters.eid += 1
            self._members[eid] = set()
            known = Eid(eid, self.counters.eid, record_id)
        else:
            self.founded(known.founder)
            self._founded.setdefault(known.founder, set()).discard(eid)
            known = replace(known, founder=record_id)
        self.founded(record_id)
        self._founded.setdefault(record_id, set()).add(eid)
        self._put_eid(known)

    def _end_task(self, event: Event, ended: TaskEnded) -> None:
        task = self.task(ended.task)
        assert task is not None and task.status is TaskStatus.OPEN, "only an open task ends"
        self._put_task(
            replace(
                task, status=ended.status, resolution=ended.resolution, closed_at=event.at,
                by=ended.by, reason=ended.reason,
            )
        )

    # Puts: change one thing, and remember that it must be written.

    def _put_record(self, record: Record) -> None:
        self._records[record.id] = record
        self.dirty.records.add(record.id)

    def _put_version(self, version: Version) -> None:
        self._versions[version.record, version.version] = version
        self.dirty.versions.add((version.record, version.version))

    def _put_eid(self, eid: Eid) -> None:
        self._eids[eid.eid] = eid
        self.dirty.eids.add(eid.eid)

    def _put_task(self, task: Task) -> None:
        self.counters.task = max(self.counters.task, task.id)
        self._tasks[task.id] = task
        self.dirty.tasks.add(task.id)
        for record_id in {task.left, task.right} - {0}:
            self.tasks_of(record_id)
            waiting = self._waiting.setdefault(record_id, set())
            (waiting.add if task.status is TaskStatus.OPEN else waiting.discard)(task.id)

    def _put_judgement(self, judgement: Judgement) -> None:
        self.counters.judgement = max(self.counters.judgement, judgement.id)
        for record_id in (judgement.left, judgement.right):
            self.judgements(record_id)
        self._judgements[judgement.id] = judgement
        self.dirty.judgements.add(judgement.id)
        for record_id in (judgement.left, judgement.right):
            judged = self._judged.setdefault(record_id, [])
            if judgement.id not in judged:
                judged.append(judgement.id)

    def _derived(self, demographics: Demographics) -> Derived:
        ready = self._ready.pop(id(demographics), None)
        if ready is not None and ready[0] is demographics:
            return ready[1]
        return self._derive(demographics)

    def _known_eid(self, eid: str) -> Eid:
        known = self.eid(eid)
        assert known is not None, "only an EID that was minted is retired"
        return known
