"""Packing: what a store keeps in one column, as bytes, and the hashes that it looks text up by.

A record is fetched whole and often, 30 to 100 at a time, and ten columns cost three times as much
as one: so a record and what hangs on it (`About`) is one packed column.  The layout is positional;
`LAYOUT` changes with it, and a store whose projections were written with another one rebuilds them.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, get_type_hints

import msgspec

from matching.row import MatchRow
from mpi.domain.record import Record, RecordKey, RecordStatus
from mpi.store.view import About

LAYOUT = hashlib.sha256(" ".join(("3", *MatchRow.__struct_fields__)).encode()).hexdigest()[:16]


class _Packed(msgspec.Struct, array_like=True, frozen=True, gc=False):
    id: int
    source: str
    local_id: str
    status: RecordStatus
    version: int
    versions: int
    event_time: datetime | None
    received_at: datetime
    content: str
    eid: str
    merged_into: int
    quarantined: int
    row: MatchRow
    edges: tuple[tuple[int, float], ...]
    founded: tuple[str, ...]
    judged: tuple[int, ...]
    waiting: tuple[int, ...]
    over: tuple[int, ...]
    noted: tuple[int, ...]


_PackedEdges = msgspec.defstruct(
    "_PackedEdges",
    [
        (name, kind if name in {"id", "edges"} else msgspec.Raw)
        for name, kind in get_type_hints(_Packed).items()
    ],
    array_like=True,
    frozen=True,
    gc=False,
)

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Packed)
_edges_decoder = msgspec.msgpack.Decoder(_PackedEdges)


def packed(about: About) -> bytes:
    """The same value always packs to the same bytes."""
    r = about.record
    return _encoder.encode(
        _Packed(
            r.id,
            r.key.source,
            r.key.local_id,
            r.status,
            r.version,
            r.versions,
            r.event_time,
            r.received_at,
            r.content,
            r.eid,
            r.merged_into,
            r.quarantined,
            r.row,
            about.edges,
            about.founded,
            about.judged,
            about.waiting,
            about.over,
            about.noted,
        )
    )


def packed_all(abouts: Mapping[int, About]) -> dict[int, bytes]:
    """Each record packed, by ascending id."""
    return {i: packed(abouts[i]) for i in sorted(abouts)}


def packed_row(values: Sequence[object]) -> bytes:
    """A match row, as the values of its columns, as it lies within what `packed` gives."""
    return _encoder.encode(values)


def packed_new(
    record_id: int,
    key: RecordKey,
    event_time: datetime | None,
    received_at: datetime,
    content: str,
    eid: str,
    row: bytes,
    edges: tuple[tuple[int, float], ...],
    founded: tuple[str, ...],
    waiting: tuple[int, ...],
) -> bytes:
    """What `packed` gives for an active record with one version, from what `packed_row` gave: a
    first load has rows as columns, and makes no object of each."""
    return _encoder.encode(
        _Packed(
            record_id,
            key.source,
            key.local_id,
            RecordStatus.ACTIVE,
            1,
            1,
            event_time,
            received_at,
            content,
            eid,
            0,
            0,
            msgspec.Raw(row),  # type: ignore[arg-type]
            edges,
            founded,
            (),
            waiting,
            (),
            (),
        )
    )


def unpacked(data: bytes) -> About:
    p = _decoder.decode(data)
    record = Record(
        p.id,
        RecordKey(p.source, p.local_id),
        p.status,
        p.version,
        p.versions,
        p.event_time,
        p.received_at,
        p.content,
        p.eid,
        p.row,
        p.merged_into,
        p.quarantined,
    )
    return About(record, p.edges, p.founded, p.judged, p.waiting, p.over, p.noted)


def unpacked_edges(data: bytes) -> tuple[int, tuple[tuple[int, float], ...]]:
    """The record's id and its edges to records of higher ids; a fraction of the cost of all."""
    p: Any = _edges_decoder.decode(data)
    return p.id, tuple(edge for edge in p.edges if edge[0] > p.id)


def packed_keys(keys: tuple[int, ...]) -> bytes:
    """In ascending order: which of them is the strongest matters only to those who look."""
    return struct.pack(f"<{len(keys)}q", *sorted(keys))


def unpacked_keys(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 8}q", data)


def text_hash(*parts: str) -> int:
    """63 bits to look text up by: an integer may stand in an SQL statement, a text never does.
    Whoever looks up by hash compares the text afterwards."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "big") >> 1


def record_hash(key: RecordKey) -> int:
    """The hash that a record is looked up by."""
    return text_hash(key.source, key.local_id)
