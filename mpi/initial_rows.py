"""Rows of files as the index is told them: what a first load works out row by row.

`prepared` is pure and makes one batch of canonical rows into one Arrow table, so that batches may
be made in other processes.  A row is refused here for whatever the service would refuse it for,
with the same words.  Match rows and block keys are not made here: the batch path makes them of
distinct values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pyarrow as pa

from matching.demographics import Demographics
from mpi import validate
from mpi.domain.identifier import foreign_identifier
from mpi.domain.record import RecordKey
from mpi.domain.source import Source
from mpi.errors import AuthorityForeign, SourceUnknown
from mpi.files.demographics import Dates, reading
from mpi.files.rejects import REJECTED, WARNING, Reject
from mpi.journal import micros
from mpi.resolve import content_of, encoded

# What stands beside the canonical columns of a row.  `said` is the JSON of its demographics, as
# the journal writes them.
_SAID: Final = {"event_time_us": pa.int64(), "content": pa.string(), "said": pa.binary()}
# Orders the rows of all files: the file's place, then the row's number in it.
ORDINAL: Final = "ordinal"
ROWS_MAX: Final = 1 << 40  # of one file


def schema(columns: Iterable[str]) -> pa.Schema:
    """Of accepted rows; `columns` are the canonical ones, those of the record key among them."""
    texts = ((name, pa.string()) for name in columns)
    return pa.schema([(ORDINAL, pa.int64()), *texts, *_SAID.items()])


@dataclass(frozen=True, slots=True)
class About:
    """What rows are read with."""

    dates: Dates
    sources: tuple[Source, ...]  # registered before the load
    registers: bool  # a source that is not registered becomes so
    now: datetime


@dataclass(frozen=True, slots=True)
class Chunk:
    """`table`: the rows that were accepted, in their order, by `schema`."""

    table: pa.Table
    rejects: tuple[Reject, ...]
    rejected: int
    warned: int
    last: int  # the number of the last row


def prepared(rows: pa.RecordBatch, about: About) -> Chunk:
    """The rows (ordinal, source, local_id and further canonical columns, as text) as the index is
    told them; refused ones as rejects."""
    known = {source.code for source in about.sources}
    protected = any(source.protected for source in about.sources)
    accepted: list[int] = []
    said: list[tuple[int | None, str, bytes]] = []
    rejects: list[Reject] = []
    rejected = warned = 0
    numbers = [ordinal % ROWS_MAX for ordinal in rows.column(ORDINAL).to_pylist()]
    for place, (number, row) in enumerate(zip(numbers, _rows(rows), strict=True)):
        key = RecordKey(row.get("source", ""), row.get("local_id", ""))
        read = reading(row, about.dates)
        at = read.event_time.astimezone(UTC) if read.event_time else None
        wrong = _violations(number, key, read.demographics, at, about, known, protected)
        if wrong:
            rejects += wrong
            rejected += 1
            continue
        rejects += (
            Reject(number, key.source, key.local_id, WARNING, doubt.field, doubt.expected)
            for doubt in read.doubts
        )
        warned += bool(read.doubts)
        accepted.append(place)
        words = encoded(read.demographics)
        said.append((None if at is None else micros(at), content_of(words), words))
    return Chunk(
        _table(rows, accepted, said),
        tuple(rejects),
        rejected,
        warned,
        numbers[-1] if numbers else 0,
    )


def _rows(rows: pa.RecordBatch) -> Iterator[Mapping[str, str]]:
    """Each row with what it says; empty values are left out."""
    names = [name for name in rows.schema.names if name != ORDINAL]
    columns = [rows.column(name).to_pylist() for name in names]
    for values in zip(*columns, strict=True):
        yield {name: value for name, value in zip(names, values, strict=True) if value}


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
    for field in ("local_id", "source"):
        if not getattr(key, field):
            return [Reject(*where, field, "not to be empty")]
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


def _table(
    rows: pa.RecordBatch, accepted: list[int], said: list[tuple[int | None, str, bytes]]
) -> pa.Table:
    kept = pa.Table.from_batches([rows])
    if len(accepted) < rows.num_rows:
        kept = kept.take(pa.array(accepted, pa.int64()))
    columns = list(zip(*said, strict=True)) or [()] * len(_SAID)
    for (name, kind), values in zip(_SAID.items(), columns, strict=True):
        kept = kept.append_column(name, pa.array(values, kind))
    return kept
