"""Work on parts of what is in memory, in forked processes that see it without a copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from multiprocessing import get_context
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_work: Callable[[int, int], Any] | None = None  # found by forks in their copy of the memory


def in_forks(
    work: Callable[[int, int], Answer], bounds: Sequence[int], processes: int
) -> list[Answer]:
    """`work(start, end)` of each part between two bounds, in order.

    With one process, or one part, nothing is forked.
    """
    parts = list(pairwise(bounds))
    if processes == 1 or len(parts) < 2:
        return [work(*part) for part in parts]
    global _work  # noqa: PLW0603 - a fork hands it over without a copy
    _work = work
    try:
        with get_context("fork").Pool(processes) as pool:
            return pool.starmap(_part, parts, chunksize=1)
    finally:
        _work = None


def _part(start: int, end: int) -> Any:
    assert _work is not None
    return _work(start, end)
