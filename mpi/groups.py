"""Groups: disjoint sets that are united pair by pair."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Groups(Generic[T]):
    """Whoever was not united with anybody is a group alone."""

    def __init__(self) -> None:
        self._above: dict[T, T] = {}

    def of(self, one: T) -> T:
        """The one that stands for its group, until that is united with another."""
        above = self._above
        while (up := above.setdefault(one, one)) != one:
            above[one] = above[up]
            one = up
        return one

    def unite(self, one: T, other: T) -> bool:
        """Answers whether they were of two groups."""
        top, below = self.of(one), self.of(other)
        self._above[below] = top
        return top != below

    def among(self, some: Iterable[T]) -> list[set[T]]:
        """These by group, in their order."""
        found: dict[T, set[T]] = {}
        for one in some:
            found.setdefault(self.of(one), set()).add(one)
        return list(found.values())
