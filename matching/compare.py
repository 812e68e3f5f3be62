"""What a comparison is made of, and the string tests that comparisons share.

The tests use equality, `jaro_winkler` and `damerau_levenshtein` on ASCII text only, where
DuckDB's functions give the same numbers, and `sound`, which is a stored column in bulk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from jellyfish import damerau_levenshtein_distance, jaro_winkler_similarity, metaphone

from matching.row import MatchRow

Predicate = Callable[[MatchRow, MatchRow], bool]
Answer = Callable[[MatchRow, MatchRow], str]


@dataclass(frozen=True, slots=True)
class Level:
    """One answer a comparison can give; `words` say it without any value."""

    name: str
    words: str
    holds: Predicate


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question about a pair: its levels, strongest first; the last one always holds.

    A row that is `missing` beside itself says nothing, and is so beside every other.
    """

    name: str
    missing: Predicate
    levels: tuple[Level, ...]
    # Answers the same in one step, where trying the levels in order would be slow.
    shortcut: Answer | None = None

    def answer(self, a: MatchRow, b: MatchRow) -> str:
        """The name of the level that holds, or "" if nothing was said on one side."""
        if self.shortcut is not None:
            return self.shortcut(a, b)
        if self.missing(a, b):
            return ""
        for level in self.levels:
            if level.holds(a, b):
                return level.name
        raise AssertionError(f"the last level of {self.name} must always hold")


@lru_cache(maxsize=200_000)
def sound(name: str) -> str:
    """How a name sounds, in letters; a stored column when pairs are compared in bulk."""
    return metaphone(name)


def is_one_edit(a: str, b: str) -> bool:
    """One letter or digit changed, left out, put in, or two neighbours changed places."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    # One slip leaves the first letter or the last as it was, in all but the shortest.
    if len(a) > 2 and len(b) > 2 and a[0] != b[0] and a[-1] != b[-1]:
        return False
    return damerau_levenshtein_distance(a, b) <= 1


def sounds_alike(a: str, b: str) -> bool:
    similarity = jaro_winkler_similarity(a, b)
    return similarity >= 0.9 or (similarity >= 0.75 and sound(a) == sound(b))


def otherwise(_a: MatchRow, _b: MatchRow) -> bool:
    """Holds for every pair: the last level of each comparison."""
    return True
