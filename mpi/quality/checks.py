"""Checks: what blind second reviews and seeded known answers say of people.

A second review asks an answered question again, of another steward, who is shown it as the first
one was and does not learn the answer.  A known answer is a case that was settled for certain; it
lies in the queue like any other.  Neither changes a person.  Where the second answer is not the
first, a third look is asked for (an escalated task); the first answer stands until then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from matching.intervals import Estimate, share
from mpi.domain.task import Check, Resolution, TaskKind
from mpi.quality.agreement import Agreement, agreement
from mpi.quality.history import Answer, History, is_within

NOTES: Final = (
    "Agreement: two stewards gave one answer, the second without seeing the first one's.",
    "Kappa: agreement beyond chance (Cohen), with its large-sample interval; 0 is chance.",
    "Known answers: seeded cases whose right answer is known, and was given.",
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One check: the answer it is measured by, and the one that was given."""

    check: Answer
    first: Resolution
    first_said: str  # with the groups, where it was about some of the records
    first_by: str  # "" for a known answer
    first_decision: int
    kind: TaskKind
    third_look: int  # the task that was opened since they differ; 0 if none

    @property
    def is_known(self) -> bool:
        return self.check.task.check is Check.KNOWN

    @property
    def agrees(self) -> bool:
        return self.first_said == self.check.said


@dataclass(frozen=True, slots=True)
class Steward:
    """How one steward's answers fared in checks."""

    name: str
    agreement: Agreement
    known: int
    found: int
    found_share: Estimate


@dataclass(frozen=True, slots=True)
class Checked:
    """What all checks of a span say."""

    agreement: Agreement
    kinds: Mapping[TaskKind, Agreement]
    known: int
    found: int
    found_share: Estimate
    stewards: tuple[Steward, ...]
    answers: Mapping[tuple[Resolution, Resolution], int]
    waiting: int
    known_waiting: int


def compared(history: History, known: Mapping[int, Resolution]) -> tuple[Compared, ...]:
    """The answered checks, oldest first.  `known`: the right answers, by the id they are kept by;
    a check of one that was forgotten says nothing any more."""
    first_answers: dict[int, list[Answer]] = defaultdict(list)
    for answer in history.answers:
        first_answers[answer.task.id].append(answer)
    looks = {w.task.check_of: w.task.id for w in history.waiting if w.task.check_of}
    looks |= {a.task.check_of: a.task.id for a in history.answers if a.task.check_of}
    found = []
    for check in history.checks:
        of = check.task.check_of
        if check.task.check is Check.KNOWN:
            if of in known:
                found.append(Compared(check, known[of], known[of], "", 0, check.kind, 0))
            continue
        before = [a for a in first_answers[of] if a.at <= check.asked_at]
        if before:
            first = before[-1]
            found.append(
                Compared(
                    check,
                    first.resolution,
                    first.said,
                    first.by,
                    first.decision,
                    first.kind,
                    looks.get(of, 0),
                )
            )
    return tuple(found)


def checked(
    history: History,
    known: Mapping[int, Resolution],
    since: datetime | None = None,
    before: datetime | None = None,
    steward: str = "",
) -> Checked:
    """What the checks answered in a span say, of everybody or of one steward."""
    inside = [
        one
        for one in compared(history, known)
        if is_within(one.check.at, since, before) and steward in {"", one.first_by, one.check.by}
    ]
    second = [one for one in inside if not one.is_known]
    seeded = [one for one in inside if one.is_known]
    cells: dict[tuple[Resolution, Resolution], int] = defaultdict(int)
    for one in second:
        cells[one.first, one.check.resolution] += 1
    names = {one.check.by for one in inside} | {one.first_by for one in second}
    found = sum(one.agrees for one in seeded)
    return Checked(
        agreement=_agreement(second),
        kinds={k: _agreement([o for o in second if o.kind is k]) for k in _kinds(second)},
        known=len(seeded),
        found=found,
        found_share=share(found, len(seeded)),
        stewards=tuple(_steward(name, second, seeded) for name in sorted(names)),
        answers=dict(cells),
        waiting=sum(task.check is Check.SECOND for task in history.checks_waiting),
        known_waiting=sum(task.check is Check.KNOWN for task in history.checks_waiting),
    )


def _steward(name: str, second: Iterable[Compared], seeded: Iterable[Compared]) -> Steward:
    mine = [one for one in seeded if one.check.by == name]
    found = sum(one.agrees for one in mine)
    return Steward(
        name,
        _agreement([one for one in second if name in {one.first_by, one.check.by}]),
        len(mine),
        found,
        share(found, len(mine)),
    )


def _agreement(second: Iterable[Compared]) -> Agreement:
    return agreement((one.first_said, one.check.said) for one in second)


def _kinds(second: Iterable[Compared]) -> list[TaskKind]:
    return sorted({one.kind for one in second})
