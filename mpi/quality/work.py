"""Work: what stewards did and what waits; how long it took, how old it is, what was taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median
from typing import Final

from mpi.domain.task import Resolution, TaskKind
from mpi.domain.tasks_asked import AGES_DAYS
from mpi.quality.history import Answer, Came, History, Refusal, Waiting, is_within

MOST: Final = 0.9

NOTES: Final = (
    "Seeded known answers and second reviews are no work and are not counted.",
    "Hours run from the opening of a task, or its opening again, to the answer.",
    "Seconds of handling run from the claim of the steward who answered to the answer.",
    "Reversed: the decision was undone, or one of its judgements revoked, and that stands.",
    "Asked again: about a pair that had been answered before; its evidence has changed since.",
)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds; None where there are none."""

    middle: float | None
    most: float | None  # nine of ten took at most this


@dataclass(frozen=True, slots=True)
class Done:
    """What one steward did ("": all), or what was done with one kind of task."""

    steward: str
    kind: TaskKind | None
    resolved: int
    to_resolve: Times
    to_handle: Times
    reversed: int
    reversed_by_oneself: int
    in_time: int
    with_due_time: int
    days: int  # with an answer
    asked_again: int
    second_refused: int  # what the steward proposed and a second person did not confirm
    second_answered: int  # and what a second person answered at all
    answers: dict[Resolution, int]


@dataclass(frozen=True, slots=True)
class Work:
    everybody: Done
    stewards: tuple[Done, ...]
    kinds: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day (UTC): what came and went, and what waited at its end."""

    day: date
    opened: int
    resolved: int
    superseded: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Age:
    """How old what waits of one kind is.  `by_age`: see AGES_DAYS."""

    kind: TaskKind
    waiting: int
    age: Times
    oldest_s: float
    overdue: int
    by_age: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Backlog:
    days: tuple[Day, ...]
    ages: tuple[Age, ...]


def work(
    history: History,
    since: datetime | None = None,
    before: datetime | None = None,
    steward: str = "",
) -> Work:
    """What was done in a span of time, by everybody or by one steward."""
    answers = [
        answer
        for answer in history.answers
        if is_within(answer.at, since, before) and steward in {"", answer.by}
    ]
    refusals = [
        refusal
        for refusal in history.refusals
        if is_within(refusal.at, since, before) and steward in {"", refusal.proposed_by}
    ]
    names = sorted({a.by for a in answers} | {r.proposed_by for r in refusals})
    kinds = sorted({a.kind for a in answers})
    return Work(
        everybody=_done(answers, refusals, steward),
        stewards=tuple(
            _done(
                [a for a in answers if a.by == name],
                [r for r in refusals if r.proposed_by == name],
                name,
                [a for a in answers if a.proposed_by == name],
            )
            for name in names
        ),
        kinds=tuple(
            _done([a for a in answers if a.kind is kind], [], "", kind=kind) for kind in kinds
        ),
    )


def backlog(history: History, now: datetime, days: int) -> Backlog:
    """How the backlog went in the last days, and how old it is."""
    first = (now - timedelta(days=days - 1)).date()
    return Backlog(
        days=tuple(_days(history.flow, first, now.date())),
        ages=tuple(
            _age(kind, [w for w in history.waiting if w.task.kind is kind], now)
            for kind in sorted({w.task.kind for w in history.waiting})
        ),
    )


def times(seconds: Iterable[float]) -> Times:
    """The middle one and the one that nine of ten do not pass (nearest rank)."""
    found = sorted(seconds)
    if not found:
        return Times(None, None)
    return Times(median(found), found[ceil(MOST * len(found)) - 1])


def _done(
    answers: Sequence[Answer],
    refusals: Sequence[Refusal],
    steward: str,
    proposed: Sequence[Answer] | None = None,
    *,
    kind: TaskKind | None = None,
) -> Done:
    confirmed = [a for a in (answers if proposed is None else proposed) if a.proposed_by]
    due = [a for a in answers if a.task.due_at is not None]
    return Done(
        steward=steward,
        kind=kind,
        resolved=len(answers),
        to_resolve=times((a.at - a.asked_at).total_seconds() for a in answers),
        to_handle=times((a.at - a.taken_at).total_seconds() for a in answers if a.taken_at),
        reversed=sum(a.is_reversed for a in answers),
        reversed_by_oneself=sum(a.is_reversed and a.reversed_by == a.by for a in answers),
        in_time=sum(a.at <= a.task.due_at for a in due if a.task.due_at is not None),
        with_due_time=len(due),
        days=len({a.at.date() for a in answers}),
        asked_again=sum(a.is_again for a in answers),
        second_refused=len(refusals),
        second_answered=len(refusals) + len(confirmed),
        answers=dict(Counter(a.resolution for a in answers)),
    )


def _days(flow: Iterable[Came], first: date, last: date) -> Iterable[Day]:
    by_day: dict[date, Counter[str]] = defaultdict(Counter)
    waiting = 0
    for came in flow:
        change = 1 if came.what == "opened" else -1
        if came.at.date() < first:
            waiting += change
        else:
            by_day[came.at.date()][came.what] += 1
    day = first
    while day <= last:
        counts = by_day[day]
        waiting += counts["opened"] - counts["resolved"] - counts["superseded"]
        yield Day(day, counts["opened"], counts["resolved"], counts["superseded"], waiting)
        day += timedelta(days=1)


def _age(kind: TaskKind, waiting: Sequence[Waiting], now: datetime) -> Age:
    seconds = [max(0.0, (now - one.since).total_seconds()) for one in waiting]
    by_age = Counter(sum(age >= limit * 86_400 for limit in AGES_DAYS) for age in seconds)
    return Age(
        kind,
        len(waiting),
        times(seconds),
        max(seconds),
        sum(w.task.due_at is not None and w.task.due_at < now for w in waiting),
        tuple(by_age[band] for band in range(len(AGES_DAYS) + 1)),
    )
