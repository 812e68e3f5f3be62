"""Columns: what is held of the tables, in a file that is mapped into memory at the next start.

To read it from the tables takes a core some ten seconds for a million records; from the file, what
came since.  It is written seldom, and stays behind: its mark says how far it goes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from mpi.store.lookup import Segment
from mpi.store.shelf import Mark

_MAGIC: Final = b"mpi columns 1\n"
_PAGE: Final = 4096


class _Head(msgspec.Struct, array_like=True, frozen=True):
    mark: Mark
    records: int  # the newest record
    eids: int  # the number of the newest EID
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Segments in which all is here, as of a mark."""

    mark: Mark
    records: int
    eids: int
    segments: Sequence[Segment]


def save(path: str, columns: Columns) -> None:
    """All or nothing.  Raises OSError; then nothing is left over."""
    lengths = tuple(len(segment) for segment in columns.segments)
    head = msgspec.msgpack.encode(_Head(columns.mark, columns.records, columns.eids, lengths))
    begin = _MAGIC + len(head).to_bytes(4, "big") + head
    fresh = Path(f"{path}.new")
    try:
        with fresh.open("wb") as file:
            file.write(begin.ljust(_PAGE, b"\0"))
            for segment in columns.segments:
                file.write(np.ascontiguousarray(segment.keys, "<i8").data)
            for segment in columns.segments:
                file.write(np.ascontiguousarray(segment.numbers, "<u4").data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def load(path: str) -> Columns | None:
    """None where there is no such file, or it is not whole."""
    try:
        with Path(path).open("rb") as file:
            begin = file.read(_PAGE)
        at = len(_MAGIC) + 4
        if not begin.startswith(_MAGIC):
            return None
        size = int.from_bytes(begin[at - 4 : at], "big")
        head = msgspec.msgpack.decode(begin[at : at + size], type=_Head)
        total = sum(head.lengths)
        if Path(path).stat().st_size != _PAGE + 12 * total:
            return None
        keys = _mapped(path, "<i8", _PAGE, total)
        numbers = _mapped(path, "<u4", _PAGE + 8 * total, total)
    except (OSError, ValueError, msgspec.DecodeError):
        return None
    segments, first = [], 0
    for length in head.lengths:
        last = first + length
        here = np.broadcast_to(np.True_, (length,))
        segments.append(Segment(keys[first:last], numbers[first:last], here))
        first = last
    return Columns(head.mark, head.records, head.eids, segments)


def _mapped(path: str, kind: str, offset: int, length: int) -> Any:
    if not length:
        return np.empty(0, kind)
    return np.memmap(path, kind, "r", offset, (length,)).view(np.ndarray)
