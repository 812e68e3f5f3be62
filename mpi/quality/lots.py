"""Lots: what is asked again, learnt or audited, chosen so that anybody can check the choice.

Whether a task is drawn follows from its number alone, by a hash: it can be worked out again, and
nobody who answers can turn it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from mpi.domain.task import Resolution, Task, TaskKind
from mpi.quality.checks import Compared
from mpi.quality.claims import band_of
from mpi.quality.history import Answer, History

REVIEW: Final = "second review"
SEED: Final = "known answer"
AUDIT: Final = "audit"
SETTLED: Final = (Resolution.SAME_PERSON, Resolution.DIFFERENT_PERSONS)


@dataclass(frozen=True, slots=True)
class Drawn:
    """So many were drawn, of so many that there were to draw from."""

    drawn: int
    eligible: int


@dataclass(frozen=True, slots=True)
class LinkDrawn:
    """An automatic link to ask about, and which share of its band is asked about."""

    left: int
    right: int
    rate: float


def lot(purpose: str, *numbers: int) -> float:
    """From 0 up to 1, as if by chance, and always the same for the same numbers."""
    text = " ".join((purpose, *map(str, numbers)))
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2.0**64


def is_drawn(purpose: str, number: int, rate: float) -> bool:
    """Whether the lot falls on a number, where a share `rate` of all is drawn."""
    return lot(purpose, number) < rate


def can_be_asked_again(task: Task) -> bool:
    """Whether the question asks which of some records are one person.  What is asked of an update
    is gone once it is answered; and a third look is not looked at a fourth time."""
    return len(task.records) > 1 and not task.version and not task.check and not task.check_of


def asks_about_a_pair(task: Task) -> bool:
    """Whether it asks this of two records, so that there is one right answer to learn."""
    return can_be_asked_again(task) and len(task.records) == 2


def to_review(
    answers: Iterable[Answer], history: History, kinds: Collection[TaskKind] = ()
) -> list[int]:
    """Tasks that can be asked again, in the order of the lot: answered by one steward, standing,
    not about a pair that had been answered before, and not asked again yet."""
    asked_again = {c.task.check_of for c in history.checks}
    asked_again |= {task.check_of for task in history.checks_waiting}
    found = {
        answer.task.id
        for answer in answers
        if can_be_asked_again(answer.task)
        and not (answer.is_reversed or answer.is_again or answer.proposed_by)
        and (not kinds or answer.kind in kinds)
    }
    waiting = {one.task.id for one in history.waiting}
    return sorted(found - asked_again - waiting, key=lambda number: lot(REVIEW, number))


def to_learn(compared: Iterable[Compared], kept: Collection[frozenset[int]]) -> list[Compared]:
    """Second reviews of pairs that make a known answer: both said the same, and could tell.
    `kept`: the records of cases that are known already."""
    found: dict[frozenset[int], Compared] = {}
    for one in compared:
        records = frozenset(one.check.task.records)
        is_new = len(records) == 2 and records not in kept
        if is_new and not one.is_known and one.agrees and one.first in SETTLED:
            found[records] = one
    return list(found.values())


def to_audit(
    links: Iterable[tuple[int, int, float]],
    asked: Iterable[Task],
    sizes: Sequence[int],
    count: int,
) -> list[LinkDrawn]:
    """Links to ask about, so that `count` of each band are asked about, those of `asked` included;
    `sizes`: how many links each band has."""
    there: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for task in asked:
        there[band_of(task.weight)].add((min(task.left, task.right), max(task.left, task.right)))
    by_band: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for band, drawn in _in_bands(links, there):
        by_band[band].append(drawn)
        if len(by_band[band]) > 2 * count + 1000:  # only the lowest lots are ever drawn
            by_band[band] = nsmallest(count, by_band[band])
    found = []
    for band in sorted(by_band):
        lacking = max(0, count - len(there[band]))
        rate = min(1.0, count / max(1, sizes[band]))
        found += [
            LinkDrawn(left, right, rate) for _, left, right in nsmallest(lacking, by_band[band])
        ]
    return found


def _in_bands(
    links: Iterable[tuple[int, int, float]], there: dict[int, set[tuple[int, int]]]
) -> Iterator[tuple[int, tuple[float, int, int]]]:
    for left, right, weight in links:
        band = band_of(weight)
        if (left, right) not in there[band]:
            yield band, (lot(AUDIT, left, right), left, right)
