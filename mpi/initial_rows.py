"""Rows of files as what an index keeps of them: what a first load computes row by row.

`prepared` is pure and makes one chunk of rows into one Arrow table, so chunks may be made in other
processes.  A row is refused here for whatever the service would refuse it for, with the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Final, get_type_hints

import msgspec
import pyarrow as pa

from matching.demographics import Demographics
from matching.row import MatchRow
from mpi import validate
from mpi.domain.identifier import foreign_identifier
from mpi.domain.record import RecordKey
from mpi.domain.source import Source
from mpi.errors import AuthorityForeign, SourceUnknown
from mpi.files.columns import Layout
from mpi.files.demographics import Dates, reading
from mpi.files.reading import Broken, Row
from mpi.files.rejects import REJECTED, WARNING, Reject
from mpi.journal import micros
from mpi.resolve import content_digest
from mpi.store.base import Deriver
from mpi.store.packing import packed_keys, packed_row
from mpi.store.search import COLUMNS as SEARCH_COLUMNS
from mpi.store.search import search_columns

_HINTS: Final = get_type_hints(MatchRow)
_row_values = attrgetter(*_HINTS)
_encoder = msgspec.json.Encoder()

# What is kept of a row beside its match row; the names are those of the staging table.
_SAID: Final[dict[str, pa.DataType]] = {
    "source": pa.string(),
    "local_id": pa.string(),
    "event_time_us": pa.int64(),
    "content": pa.string(),
    "said": pa.binary(),  # the demographics as JSON, as the journal writes them
    "packed": pa.binary(),  # the match row as a record's packed column holds it
    "keys": pa.binary(),
    "key_list": pa.list_(pa.int64()),
    **{f"search_{name}": pa.string() for name in SEARCH_COLUMNS},
}
_TYPES: Final = {str: pa.string(), int: pa.int32()}
MATCH_COLUMNS: Final[dict[str, pa.DataType]] = {
    name: _TYPES.get(hint, pa.list_(pa.string())) for name, hint in _HINTS.items()
}
SCHEMA: Final = pa.schema([*_SAID.items(), *MATCH_COLUMNS.items()])


@dataclass(frozen=True, slots=True)
class About:
    """What a row is read with."""

    layout: Layout
    dates: Dates
    source: str  # of rows that do not name one
    sources: tuple[Source, ...]  # registered before the load
    registers: bool  # a source that is not registered becomes so
    derive: Deriver
    now: datetime


@dataclass(frozen=True, slots=True)
class Chunk:
    """`table`: the rows that were accepted, in their order, by SCHEMA."""

    table: pa.Table
    rejects: tuple[Reject, ...]
    rejected: int
    warned: int
    last: int  # the number of the last row


def prepared(rows: Sequence[Row | Broken], about: About) -> Chunk:
    """The rows as the index keeps them; refused ones as rejects."""
    known = {source.code for source in about.sources}
    protected = any(source.protected for source in about.sources)
    accepted: list[tuple[Any, ...]] = []
    match_rows: list[tuple[Any, ...]] = []
    rejects: list[Reject] = []
    rejected = warned = 0
    for row in rows:
        found = _read(row, about)
        if isinstance(found, Reject):
            rejects.append(found)
            rejected += 1
            continue
        said, key, demographics, doubts = found
        wrong = _violations(row.number, key, demographics, said, about, known, protected)
        if wrong:
            rejects += wrong
            rejected += 1
            continue
        rejects += doubts
        warned += bool(doubts)
        derived = about.derive(demographics)
        accepted.append(
            (
                key.source,
                key.local_id,
                None if said is None else micros(said),
                content_digest(demographics),
                _encoder.encode(demographics),
                packed_row(derived.row),
                packed_keys(derived.keys),
                derived.keys,
                *search_columns(derived.row),
            )
        )
        match_rows.append(_row_values(derived.row))
    table = _table([(*a, *b) for a, b in zip(accepted, match_rows, strict=True)])
    return Chunk(table, tuple(rejects), rejected, warned, rows[-1].number if rows else 0)


_Read = tuple[datetime | None, RecordKey, Demographics, tuple[Reject, ...]]


def _read(row: Row | Broken, about: About) -> _Read | Reject:
    """(since when, whose, what, with which doubts), or why the row cannot be read."""
    if isinstance(row, Broken):
        return Reject(row.number, "", "", REJECTED, "row", row.expected)
    said = about.layout.row(row.cells)
    key = RecordKey(said.get("source", "") or about.source, said.get("local_id", ""))
    for field in ("local_id", "source"):
        if not getattr(key, field):
            where = (row.number, key.source, key.local_id, REJECTED)
            return Reject(*where, field, "not to be empty")
    read = reading(said, about.dates)
    at = read.event_time.astimezone(UTC) if read.event_time else None
    doubts = tuple(
        Reject(row.number, key.source, key.local_id, WARNING, doubt.field, doubt.expected)
        for doubt in read.doubts
    )
    return at, key, read.demographics, doubts


def _violations(
    number: int,
    key: RecordKey,
    demographics: Demographics,
    event_time: datetime | None,
    about: About,
    known: set[str],
    protected: bool,
) -> list[Reject]:
    """What the service would refuse the row for."""
    where = (number, key.source, key.local_id, REJECTED)
    found = [
        *validate.event_time_violations(event_time, about.now),
        *validate.key_violations(key, "key"),
        *validate.demographics_violations(demographics),
    ]
    if found:
        return [Reject(*where, one.field, one.expected) for one in found]
    if key.source not in known and not about.registers:
        return [Reject(*where, SourceUnknown.reason, SourceUnknown.__doc__ or "")]
    if protected and foreign_identifier(key.source, demographics, about.sources):
        return [Reject(*where, AuthorityForeign.reason, AuthorityForeign.__doc__ or "")]
    return []


def _table(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [
        pa.array(column, type=field.type) for column, field in zip(columns, SCHEMA, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)
