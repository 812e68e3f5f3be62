"""Known answers: cases whose right answer is certain; each is named by the entry that keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mpi.domain.event import Event, KnownAnswerForgotten, KnownAnswerSaved
from mpi.domain.task import Resolution, Task

TYPES: Final = ("KnownAnswerSaved", "KnownAnswerForgotten")


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """`case`: the task as it was asked, of which the id is 0 if it was made of two records."""

    id: int
    case: Task
    resolution: Resolution
    reason: str
    by: str
    at: datetime


def known_answers(events: Iterable[Event]) -> dict[int, KnownAnswer]:
    """Those that were not forgotten, by id; of one case the newest stands."""
    found: dict[int, KnownAnswer] = {}
    for event in events:
        match event.payload:
            case KnownAnswerSaved() as saved:
                for number in [n for n, one in found.items() if _is_same(one.case, saved.case)]:
                    del found[number]
                found[event.seq] = KnownAnswer(
                    event.seq, saved.case, saved.resolution, saved.reason, event.actor, event.at
                )
            case KnownAnswerForgotten(number):
                found.pop(number, None)
            case _:
                pass
    return found


def _is_same(one: Task, other: Task) -> bool:
    return frozenset(one.records) == frozenset(other.records)
