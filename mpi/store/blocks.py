"""Blocks: which records share a block key, in memory, in sorted columns.

DuckDB answers thirty keys in milliseconds, sorted columns in microseconds.  What is stored stays
the table of DuckDB: it is read once, beside the service's work (`Reading`), and from then on
each part of it that is written comes here as a segment, too.  A `Blocks` never changes, so that
whoever reads has what the tables had at one moment.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

import duckdb
import numpy as np
import numpy.typing as npt

_log = logging.getLogger(__name__)

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# A segment is merged into the one before it once that is no more than so many times as long.
MERGED_FROM: Final = 4
# Entries that are sorted at once while the table is read: it bounds the memory beside the columns.
SORTED_AT_ONCE: Final = 4_000_000
KEYS_END: Final = 2**63  # block keys are 63-bit hashes


@dataclass(frozen=True, slots=True)
class Segment:
    """Entries of blocks, by ascending key; `here`: the record is in the block, or has left it."""

    keys: Numbers
    records: npt.NDArray[np.uint32]
    here: Flags

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, moves: Iterable[tuple[int, int, bool]]) -> Self:
        """From (key, record, is it here), each pair of key and record once."""
        columns = list(zip(*moves, strict=True)) or [(), (), ()]
        keys = np.array(columns[0], np.int64)
        order = np.argsort(keys, kind="stable")
        records, here = np.array(columns[1], np.uint32), np.array(columns[2], np.bool_)
        return cls(keys[order], records[order], here[order])

    def followed_by(self, later: Self, *, is_first: bool) -> Segment:
        """One segment that says what the two say, where the later one is right; the first of all
        need not say who has left."""
        keys = np.concatenate([self.keys, later.keys])
        order = np.argsort(keys, kind="stable")  # two ascending runs: that is a merge
        records = np.concatenate([self.records, later.records])[order]
        here = np.concatenate([self.here, later.here])[order]
        keys = keys[order]
        kept = ~_overruled(keys, records, np.unique(later.keys))
        if is_first:
            kept &= here
        return Segment(keys[kept], records[kept], here[kept])


@dataclass(frozen=True, slots=True)
class Blocks:
    """See the module's docstring."""

    segments: tuple[Segment, ...]  # oldest first; the first one knows of nobody who has left

    def with_more(self, later: Segment) -> Blocks:
        """With what was written next."""
        if not len(later):
            return self
        segments = [*self.segments, later]
        while len(segments) > 1 and len(segments[-2]) <= MERGED_FROM * len(segments[-1]):
            last = segments.pop()
            segments[-1] = segments[-1].followed_by(last, is_first=len(segments) == 1)
        return Blocks(tuple(segments))

    def blocks(self, keys: Sequence[int], count: int) -> Mapping[int, Iterable[int]]:
        """The records of each key; of a block that has more than `count`, at least `count`."""
        wanted = np.array(keys, np.int64)
        ranges = [
            (
                segment,
                np.searchsorted(segment.keys, wanted, "left").tolist(),
                np.searchsorted(segment.keys, wanted, "right").tolist(),
            )
            for segment in self.segments
        ]
        found: dict[int, Iterable[int]] = {}
        for place, key in enumerate(keys):
            parts = [(s, b[place], e[place]) for s, b, e in ranges if b[place] < e[place]]
            if not parts:
                continue
            segment, begin, end = parts[0]
            # Some of the first ones may have left since.
            enough = begin + count + sum(end - begin for _, begin, end in parts[1:])
            here = segment.here[begin : min(end, enough)]
            block: Collection[int] = segment.records[begin : begin + len(here)][here].tolist()
            for segment, begin, end in parts[1:]:
                block = set(block)
                block |= set(segment.records[begin:end][segment.here[begin:end]].tolist())
                block -= set(segment.records[begin:end][~segment.here[begin:end]].tolist())
            found[key] = block
        return found


def _overruled(keys: Numbers, records: npt.NDArray[np.uint32], of: Numbers) -> Flags:
    """Entries of some keys behind which another one speaks of the same record."""
    at = np.flatnonzero(of[np.searchsorted(of, keys).clip(max=len(of) - 1)] == keys)
    at = at[np.lexsort((at, records[at], keys[at]))]
    is_same = (keys[at[1:]] == keys[at[:-1]]) & (records[at[1:]] == records[at[:-1]])
    overruled = np.zeros(len(keys), np.bool_)
    overruled[at[:-1][is_same]] = True
    return overruled


def read(cursor: duckdb.DuckDBPyConnection) -> Segment:
    """The table as the cursor's transaction sees it.  Raises duckdb.Error."""
    (number,) = cursor.execute("SELECT count(*) FROM block_key").fetchall()[0]
    keys, records = np.empty(number, np.int64), np.empty(number, np.uint32)
    parts = -(-number // SORTED_AT_ONCE)
    bounds = [KEYS_END * part // parts for part in range(parts + 1)] if parts else []
    begin = 0
    for low, high in pairwise(bounds):
        part = cursor.execute(
            "SELECT key, record::UINTEGER AS record FROM block_key WHERE key BETWEEN ? AND ?",
            [low, high - 1],
        ).fetchnumpy()
        order = np.argsort(part["key"])
        end = begin + len(order)
        keys[begin:end], records[begin:end] = part["key"][order], part["record"][order]
        begin = end
    assert begin == number, "a block key has 63 bits"
    return Segment(keys, records, np.ones(number, np.bool_))


class Reading:
    """Reads the table in a thread of its own, and takes in what is written meanwhile."""

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, done: Callable[[Reading, Blocks], None]
    ) -> None:
        """`cursor`: in a transaction; it is closed here.  `done` is called once, from the thread,
        unless it was stopped or the table could not be read."""
        self._cursor = cursor
        self._done = done
        self._is_stopped = False
        self._meanwhile: list[Segment] = []
        self._thread = threading.Thread(target=self._run, name="mpi-blocks", daemon=True)
        self._thread.start()

    def add(self, later: Segment) -> None:
        """What was written after the cursor's transaction began."""
        self._meanwhile.append(later)

    def finished(self, first: Blocks) -> Blocks:
        """With all that was written meanwhile."""
        for later in self._meanwhile:
            first = first.with_more(later)
        return first

    def stop(self) -> None:
        self._is_stopped = True
        with suppress(duckdb.Error):
            self._cursor.interrupt()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        try:
            with closing(self._cursor):
                first = read(self._cursor)
        except duckdb.Error as error:
            if not self._is_stopped:
                _log.warning(
                    "block keys stay in DuckDB: they could not be read (%s)", type(error).__name__
                )
            return
        if not self._is_stopped:
            self._done(self, Blocks((first,)))
