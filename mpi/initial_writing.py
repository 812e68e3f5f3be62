"""Writing a first load: the journal, chained entry to entry, and every table that follows from it.

What is written is what `mpi.store.state` would have made of the same events, only many records at
a time; `mpi check` replays the one and compares it with the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import msgspec
import pyarrow as pa

from mpi.domain.eid import Mint
from mpi.domain.event import (
    Edge,
    EdgesFound,
    Event,
    Founded,
    Move,
    Payload,
    PersonsChanged,
    RecordStored,
    TaskOpened,
)
from mpi.domain.record import Disposition, RecordKey, RecordStatus
from mpi.domain.task import Task
from mpi.journal import SALT_BYTES, Entry, micros, moment, sealed
from mpi.store.desk import COLUMNS, columns
from mpi.store.packing import packed_new, text_hash
from mpi.store.search import COLUMNS as SEARCH_COLUMNS
from mpi.store.staging import Staging

_FLUSH: Final = 20_000  # journal entries


@dataclass(frozen=True, slots=True)
class Written:
    records: int
    persons: int
    tasks: int
    entries: int
    linked: int  # records that are not the first of their person


@dataclass(frozen=True, slots=True)
class Context:
    """What every event of the load has in common, and where the journal stood before it."""

    at: datetime
    actor: str
    model: str  # digest
    seq: int
    head: bytes
    mint: Mint
    random: Callable[[int], bytes]


def write_index(
    staging: Staging,
    opened: Sequence[Task],
    context: Context,
    told: Callable[[int], None] = lambda _: None,
) -> Written:
    """Fills the attached index with everything that staging has worked out."""
    scribe = _Scribe(staging, context)
    persons = _Persons(staging, context)
    count = 0
    for batch in staging.whole_records():
        _write_records(batch, staging, scribe, persons, context)
        count += batch.num_rows
        told(count)
    told_tasks = [replace(task, story=(scribe.append(TaskOpened(task)),)) for task in opened]
    scribe.flush()
    staging.write_block_keys()
    _write_tasks(staging, told_tasks)
    return Written(count, persons.count, len(opened), scribe.count, count - persons.count)


class _Scribe:
    """Seals events and writes them in large pieces."""

    def __init__(self, staging: Staging, context: Context) -> None:
        self._staging = staging
        self._context = context
        self._head = context.head
        self._seq = context.seq
        self._entries: list[Entry] = []

    @property
    def count(self) -> int:
        return self._seq - self._context.seq

    def append(self, payload: Payload) -> int:
        """Answers the number of the entry."""
        self._seq += 1
        event = Event(self._seq, self._context.at, self._context.actor, "", payload)
        entry = sealed(event, self._head, self._context.random(SALT_BYTES))
        self._head = entry.hash
        self._entries.append(entry)
        if len(self._entries) >= _FLUSH:
            self.flush()
        return self._seq

    def flush(self) -> None:
        if self._entries:
            names = Entry.__slots__
            self._staging.write(
                "journal", {name: [getattr(e, name) for e in self._entries] for name in names}
            )
            self._entries = []


@dataclass(slots=True)
class _Persons:
    """EIDs, minted in the order of their founders."""

    staging: Staging
    context: Context
    count: int = 0
    _eids: dict[int, str] = field(default_factory=dict)  # by founder
    _taken: set[str] = field(default_factory=set)
    _new: list[tuple[int, str, int, int, str]] = field(default_factory=list)

    def of(self, founder: int) -> str:
        return self._eids[founder]

    def found(self, founder: int) -> str:
        """A new EID, that nobody has."""
        eid = self.context.mint()
        while eid in self._taken:
            eid = self.context.mint()
        self._taken.add(eid)
        self._eids[founder] = eid
        self.count += 1
        self._new.append((text_hash(eid), eid, self.count, founder, ""))
        return eid

    def flush(self) -> None:
        names = ("eid_hash", "eid", "number", "founder", "survivor")
        if self._new:
            self.staging.write("eid", _columns(names, self._new))
            self._new = []


def _write_records(
    batch: pa.RecordBatch,
    staging: Staging,
    scribe: _Scribe,
    persons: _Persons,
    context: Context,
) -> None:
    versions: list[tuple[int, int, str, int, int]] = []
    memberships: list[tuple[int, int, str, int, int]] = []
    about: list[bytes] = []
    key_hashes: list[int] = []
    eids: list[str] = []
    at_us = micros(context.at)
    for one in _rows(batch):
        key = RecordKey(one.source, one.local_id)
        said_at = None if one.event_time_us is None else moment(one.event_time_us)
        stored = scribe.append(_stored(one, key, said_at))
        lower = tuple(
            Edge(o, w) for o, w in zip(one.others, one.weights, strict=True) if o < one.id
        )
        if lower:
            scribe.append(EdgesFound(one.id, lower, context.model))
        is_founder = one.founder == one.id
        eid = persons.found(one.id) if is_founder else persons.of(one.founder)
        founded = (Founded(eid, one.id),) if is_founder else ()
        changed = PersonsChanged("created", (Move(one.id, key, "", eid),), founded)
        seq = scribe.append(changed)
        versions.append((one.id, 1, Disposition.CURRENT, stored, at_us))
        memberships.append((one.id, text_hash(eid), eid, seq, at_us))
        about.append(
            packed_new(
                one.id,
                key,
                said_at,
                context.at,
                one.content,
                eid,
                one.packed,
                tuple(zip(one.others, one.weights, strict=True)),
                (eid,) if is_founder else (),
                tuple(one.tasks),
            )
        )
        key_hashes.append(text_hash(one.source, one.local_id))
        eids.append(eid)
    names = ("record", "version", "disposition", "seq", "current_from_us")
    staging.write("record_version", _columns(names, versions))
    names = ("record", "eid_hash", "eid", "seq", "at_us")
    staging.write("membership", _columns(names, memberships))
    staging.write("record", _record_table(batch, key_hashes, eids, about))
    persons.flush()


def _stored(one: _Whole, key: RecordKey, said_at: datetime | None) -> RecordStored:
    demographics: Any = msgspec.Raw(one.said)  # encoded already, as the journal would
    return RecordStored(one.id, key, 1, Disposition.CURRENT, demographics, said_at, one.content)


def _record_table(
    batch: pa.RecordBatch, key_hashes: list[int], eids: list[str], about: list[bytes]
) -> pa.Table:
    status = pa.array([str(RecordStatus.ACTIVE)] * batch.num_rows, pa.string())
    return pa.table(
        {
            "id": batch["id"],
            "key_hash": pa.array(key_hashes, pa.int64()),
            "source": batch["source"],
            "local_id": batch["local_id"],
            "status": status,
            "eid": pa.array(eids, pa.string()),
            "about": pa.array(about, pa.binary()),
            "keys": batch["keys"],
            **{name: batch[f"search_{name}"] for name in SEARCH_COLUMNS},
        }
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """What staging knows of one record."""

    id: int
    source: str
    local_id: str
    event_time_us: int | None
    content: str
    said: bytes
    packed: bytes
    founder: int
    others: list[int]
    weights: list[float]
    tasks: list[int]


def _rows(batch: pa.RecordBatch) -> Iterator[_Whole]:
    columns = [batch[name].to_pylist() for name in _Whole.__slots__]
    for values in zip(*columns, strict=True):
        yield _Whole(*values)


def _write_tasks(staging: Staging, opened: Sequence[Task]) -> None:
    if not opened:
        return
    about = sorted({record for task in opened for record in task.records})
    sources = {record: source for record, source, _, _ in staging.packed_rows(about)}
    rows = [
        (
            *columns(task, (sources[record] for record in task.records)),
            msgspec.json.encode(task).decode(),
        )
        for task in opened
    ]
    staging.write("task", _columns((*COLUMNS, "body"), rows))


def waiting(opened: Sequence[Task]) -> pa.Table:
    """(record, task) of every open task."""
    pairs = [(record, task.id) for task in opened for record in task.records]
    return pa.table(
        {
            "record": pa.array([record for record, _ in pairs], pa.int64()),
            "task": pa.array([task for _, task in pairs], pa.int64()),
        }
    )


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
