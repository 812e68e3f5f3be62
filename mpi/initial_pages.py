"""What an index holds of the records of a first load: their journal entries and their rows.

`page` is pure and makes one batch of whole records into pages of tables, so that batches may be
made in other processes; only the hashes that chain the entries are left to whoever knows the entry
before.  The events are those that the door would write.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from matching.row import MatchRow
from mpi.domain.event import Edge, EdgesFound, Event, Founded, Move, PersonsChanged, RecordStored
from mpi.domain.record import Disposition, RecordKey, RecordStatus
from mpi.journal import SALT_BYTES, Entry, micros, moment, unchained
from mpi.store.packing import packed_new, packed_row, text_hash
from mpi.store.search import COLUMNS as SEARCH_COLUMNS
from mpi.store.search import SEARCHED, searched

MATCH_COLUMNS: Final = MatchRow.__struct_fields__
_SEARCHED_AT: Final = tuple(MATCH_COLUMNS.index(name) for name in SEARCHED)
_NAMES: Final = (
    "id source local_id event_time_us content said founder eid eid_hash others weights tasks"
).split()
_ENTRY: Final = tuple(name for name in Entry.__slots__ if name != "hash")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whole records, and what all events of the load have in common."""

    records: pa.RecordBatch
    after: int  # the number of the journal entry before
    at: datetime
    actor: str
    model: str  # digest


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of the tables; the entries lack their hashes, which `links` are for."""

    entries: pa.Table
    links: list[bytes]
    records: pa.Table
    abouts: pa.Table
    versions: pa.Table
    memberships: pa.Table


def page(asked: Asked) -> Page:
    """Everything that is written of some records."""
    records = asked.records
    entries = _Entries(asked)
    versions: list[tuple[Any, ...]] = []
    memberships: list[tuple[Any, ...]] = []
    abouts: list[bytes] = []
    key_hashes: list[int] = []
    search: list[tuple[str, ...]] = []
    at_us = micros(asked.at)
    columns = [records.column(name).to_pylist() for name in MATCH_COLUMNS]
    for one, values in zip(_whole(records), zip(*columns, strict=True), strict=True):
        stored, changed = entries.add(one)
        versions.append((one.id, 1, Disposition.CURRENT, stored, at_us))
        memberships.append((one.id, one.eid_hash, one.eid, changed, at_us))
        abouts.append(_about(one, values, asked.at))
        key_hashes.append(text_hash(one.source, one.local_id))
        search.append(searched(*(values[place] for place in _SEARCHED_AT)))
    return Page(
        entries.table(),
        entries.links,
        _record_table(records, key_hashes, search),
        pa.table({"id": records.column("id"), "about": pa.array(abouts, pa.binary())}),
        _table(_VERSION, versions),
        _table(_MEMBERSHIP, memberships),
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is known of one record."""

    id: int
    source: str
    local_id: str
    event_time_us: int | None
    content: str
    said: bytes
    founder: int
    eid: str
    eid_hash: int
    others: list[int]
    weights: list[float]
    tasks: list[int]

    @property
    def is_founder(self) -> bool:
        return self.founder == self.id

    @property
    def said_at(self) -> datetime | None:
        return None if self.event_time_us is None else moment(self.event_time_us)


def _whole(records: pa.RecordBatch) -> Iterator[_Whole]:
    columns = [records.column(name).to_pylist() for name in _NAMES]
    for values in zip(*columns, strict=True):
        yield _Whole(*values)


class _Entries:
    """The entries of some records, as columns."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._seq = asked.after
        self._entries: list[Entry] = []
        self.links: list[bytes] = []

    def add(self, one: _Whole) -> tuple[int, int]:
        """The numbers of the entries that store the record and that give it its person."""
        key = RecordKey(one.source, one.local_id)
        demographics: Any = msgspec.Raw(one.said)  # encoded already, as the journal would
        current = Disposition.CURRENT
        stored = self._append(
            RecordStored(one.id, key, 1, current, demographics, one.said_at, one.content)
        )
        lower = tuple(
            Edge(o, w) for o, w in zip(one.others, one.weights, strict=True) if o < one.id
        )
        if lower:
            self._append(EdgesFound(one.id, lower, self._asked.model))
        founded = (Founded(one.eid, one.id),) if one.is_founder else ()
        move = Move(one.id, key, "", one.eid)
        return stored, self._append(PersonsChanged("created", (move,), founded))

    def _append(self, payload: RecordStored | EdgesFound | PersonsChanged) -> int:
        self._seq += 1
        event = Event(self._seq, self._asked.at, self._asked.actor, "", payload)
        entry, link = unchained(event, secrets.token_bytes(SALT_BYTES))
        self._entries.append(entry)
        self.links.append(link)
        return self._seq

    def table(self) -> pa.Table:
        return pa.table({name: [getattr(e, name) for e in self._entries] for name in _ENTRY})


def entries_of(records: pa.RecordBatch) -> int:
    """How many entries there will be of some records."""
    earlier = pc.sum(records.column("meets_earlier")).as_py() or 0
    count: int = 2 * records.num_rows + earlier
    return count


def _about(one: _Whole, values: Sequence[object], at: datetime) -> bytes:
    return packed_new(
        one.id,
        RecordKey(one.source, one.local_id),
        one.said_at,
        at,
        one.content,
        one.eid,
        packed_row(values),
        tuple(zip(one.others, one.weights, strict=True)),
        (one.eid,) if one.is_founder else (),
        tuple(one.tasks),
    )


_VERSION: Final = ("record", "version", "disposition", "seq", "current_from_us")
_MEMBERSHIP: Final = ("record", "eid_hash", "eid", "seq", "at_us")


def _record_table(
    records: pa.RecordBatch, key_hashes: list[int], search: list[tuple[str, ...]]
) -> pa.Table:
    """In the order of the table's columns."""
    active = pa.array([str(RecordStatus.ACTIVE)] * records.num_rows, pa.string())
    return pa.table(
        {
            "id": records.column("id"),
            "key_hash": pa.array(key_hashes, pa.int64()),
            "source": records.column("source"),
            "local_id": records.column("local_id"),
            "status": active,
            "eid": records.column("eid"),
            "keys": records.column("keys"),
            **_columns(SEARCH_COLUMNS, search),
        }
    )


def _table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    return pa.table(_columns(names, rows))


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
