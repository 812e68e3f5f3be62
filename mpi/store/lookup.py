"""Lookup: which numbers stand under a hash, in memory, in sorted columns.

DuckDB answers thirty hashes in milliseconds, sorted columns in microseconds.  A `Lookup` never
changes: what is written later makes a new one that shares what it can.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# A segment is merged into the one before it once that is no more than so many times as long.
MERGED_FROM: Final = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """Entries by ascending hash; `here`: the number stands under the hash now, or no longer."""

    keys: Numbers
    numbers: npt.NDArray[np.uint32]
    here: Flags

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, moves: Mapping[tuple[int, int], bool]) -> Self:
        """From whether each number stands under a hash: (hash, number) -> is it here."""
        keys = np.array([key for key, _ in moves], np.int64)
        numbers = np.array([number for _, number in moves], np.uint32)
        here = np.array(list(moves.values()), np.bool_)
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], numbers[order], here[order])

    def ranges(self, wanted: Numbers) -> Iterator[tuple[int, int, int]]:
        """(hash, begin, end) of those of some hashes that have entries."""
        if not len(self.keys):
            return
        # Each search gives other threads the interpreter, and has to wait for it afterwards.
        begins = self.keys.searchsorted(wanted)
        hits = np.flatnonzero(self.keys[np.minimum(begins, len(self.keys) - 1)] == wanted)
        if len(hits):
            ends = self.keys.searchsorted(wanted[hits], "right")
            yield from zip(wanted[hits].tolist(), begins[hits].tolist(), ends.tolist(), strict=True)

    def followed_by(self, later: Self, *, is_first: bool) -> Segment:
        """One segment that says what the two say, where the later one is right; the first of all
        need not say what no longer stands."""
        keys = np.concatenate([self.keys, later.keys])
        order = np.argsort(keys, kind="stable")  # two ascending runs: that is a merge
        numbers = np.concatenate([self.numbers, later.numbers])[order]
        here = np.concatenate([self.here, later.here])[order]
        keys = keys[order]
        kept = ~_overruled(keys, numbers, np.unique(later.keys))
        if is_first:
            kept &= here
        return Segment(keys[kept], numbers[kept], here[kept])


@dataclass(frozen=True, slots=True)
class Lookup:
    """See the module's docstring."""

    segments: tuple[Segment, ...]  # oldest first; in the first one all is here

    def with_more(self, later: Segment) -> Lookup:
        """With what was written next."""
        if not len(later):
            return self
        segments = [*self.segments, later]
        while len(segments) > 1 and len(segments[-2]) <= MERGED_FROM * len(segments[-1]):
            last = segments.pop()
            segments[-1] = segments[-1].followed_by(last, is_first=len(segments) == 1)
        return Lookup(tuple(segments))

    def whole(self) -> Segment:
        """All of it as one segment, in which all is here."""
        first, *later = self.segments
        for segment in later:
            first = first.followed_by(segment, is_first=True)
        return first

    def known(self, keys: Iterable[int]) -> set[int]:
        """Those of some hashes under which something stands."""
        return {key for key, numbers in self.of(list(keys), 1).items() if numbers}

    def of(self, keys: Sequence[int], count: int) -> Mapping[int, Collection[int]]:
        """The numbers of each hash; where it has more than `count`, at least `count`."""
        wanted = np.unique(np.array(keys, np.int64))  # sorted: neighbours lie near in memory
        ranges: dict[int, list[tuple[Segment, int, int]]] = {}  # hash -> oldest first
        for segment in self.segments:
            for key, begin, end in segment.ranges(wanted):
                ranges.setdefault(key, []).append((segment, begin, end))
        found: dict[int, Collection[int]] = {}
        for key, ((first, begin, end), *later) in ranges.items():
            # Some of the first ones may have left since.
            enough = begin + count + sum(until - since for _, since, until in later)
            stop = min(end, enough)
            stored = first.numbers[begin:stop]
            if first is not self.segments[0]:
                stored = stored[first.here[begin:stop]]
            numbers: Collection[int] = stored.tolist()
            for segment, since, until in later:
                numbers = set(numbers)
                here = segment.here[since:until]
                numbers |= set(segment.numbers[since:until][here].tolist())
                numbers -= set(segment.numbers[since:until][~here].tolist())
            found[key] = numbers
        return found


def _overruled(keys: Numbers, numbers: npt.NDArray[np.uint32], of: Numbers) -> Flags:
    """Entries of some hashes behind which another one speaks of the same number."""
    at = np.flatnonzero(of[np.searchsorted(of, keys).clip(max=len(of) - 1)] == keys)
    at = at[np.lexsort((at, numbers[at], keys[at]))]
    is_same = (keys[at[1:]] == keys[at[:-1]]) & (numbers[at[1:]] == numbers[at[:-1]])
    overruled = np.zeros(len(keys), np.bool_)
    overruled[at[:-1][is_same]] = True
    return overruled
