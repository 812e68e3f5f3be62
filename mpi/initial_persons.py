"""Who is whom in a first load: pairs -> verdicts -> persons -> tasks, as the index would say.

The same model, policy and grouping as `mpi.resolve` and `mpi.persons`, over everything at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from matching.batch import score_pairs
from matching.compared import prepare
from matching.deciding import decide
from matching.grouping_bulk import group_all
from matching.row import MatchRow
from mpi.act import asked_pair, review_kind, task_asked
from mpi.asking import QUESTION_PERSONS_MAX
from mpi.desk.policy import DeskPolicy
from mpi.domain.record import RecordKey
from mpi.domain.task import AskedPair, Task, TaskKind, Then
from mpi.initial_pages import MATCH_COLUMNS
from mpi.matcher import Matcher
from mpi.store.staging import Staging


def decide_all(staging: Staging, matcher: Matcher) -> None:
    """Makes `decided` from `rows` and `pairs`."""
    limits = matcher.policy.thresholds or matcher.model.thresholds
    prepare(staging.con)
    score_pairs(staging.con, matcher.model, limits.contradiction)
    decide(staging.con, matcher.model, matcher.policy)


def settle_all(staging: Staging, matcher: Matcher) -> None:
    """Makes `persons` and `refused` from `decided`."""
    group_all(staging.con, matcher.model, matcher.policy)


@dataclass(frozen=True, slots=True)
class _Question:
    """A pair that asks, and the two persons that it lies between."""

    left: int
    right: int
    cause: str
    persons: frozenset[int]


def tasks(
    staging: Staging, matcher: Matcher, policy: DeskPolicy, first: int, at: datetime
) -> list[Task]:
    """What waits for a steward: each two persons that something lies between are asked about once.

    Conflicts before reviews, the strongest pair first, so that stewards see the surest first.
    """
    asked: set[frozenset[int]] = set()
    conflicts: list[list[_Question]] = []
    reviews: list[_Question] = []
    for left, right, reason, near, far in staging.conflicts():
        between = frozenset((near, far))
        if between not in asked:
            asked.add(between)
            words = f"a strong pair whose groups disagree: {reason}"
            conflicts.append([_Question(left, right, words, between)])
    for left, right, guards, held, near, far in staging.reviews():
        between = frozenset((near, far))
        if between not in asked:
            asked.add(between)
            words = "; ".join([*guards, *held]) or "the score alone does not decide"
            reviews.append(_Question(left, right, words, between))
    opening = _Opening(staging, matcher, policy, at, [*conflicts, [*reviews]])
    found = [opening.task(TaskKind.CONFLICT, some) for some in conflicts]
    found += [opening.task(None, some) for some in _together(reviews)]
    return [replace(task, id=number) for number, task in enumerate(found, first)]


def _together(questions: Iterable[_Question]) -> list[list[_Question]]:
    """Questions about one person are one question, as `mpi.asking` puts them together."""
    joined: list[list[_Question]] = []
    persons: list[set[int]] = []
    about: dict[int, set[int]] = defaultdict(set)
    for question in questions:
        ends = set(question.persons)
        taken: list[int] = []
        for number in sorted({each for person in question.persons for each in about[person]}):
            if len(ends | persons[number]) <= QUESTION_PERSONS_MAX:
                ends |= persons[number]
                taken.append(number)
        if not taken:
            taken.append(len(joined))
            joined.append([])
            persons.append(set())
        first, *others = taken
        for other in others:
            for person in persons[other]:
                about[person].discard(other)
            joined[first] += joined[other]
            joined[other], persons[other] = [], set()
        joined[first].append(question)
        persons[first] |= ends
        for person in ends:
            about[person].add(first)
    return [some for some in joined if some]


class _Opening:
    """Makes tasks of questions."""

    def __init__(
        self,
        staging: Staging,
        matcher: Matcher,
        policy: DeskPolicy,
        at: datetime,
        questions: Iterable[list[_Question]],
    ) -> None:
        ends = {end for some in questions for one in some for end in (one.left, one.right)}
        self._about = _about(staging, ends)
        self._matcher = matcher
        self._policy = policy
        self._at = at

    def task(self, kind: TaskKind | None, questions: list[_Question]) -> Task:
        """`kind`: None for whatever the sources of the records make it."""
        pairs = tuple(
            sorted(
                map(self._pair, questions), key=lambda pair: (-pair.weight, pair.left, pair.right)
            )
        )
        ends = dict.fromkeys(end for pair in pairs for end in (pair.left, pair.right))
        then = tuple(Then(end, 1, self._about[end].eid) for end in ends)
        keys = ((self._about[pair.left].key, self._about[pair.right].key) for pair in pairs)
        kind = kind or min(review_kind(*both) for both in keys)
        return task_asked(0, kind, pairs, then, self._matcher.digest, self._at, self._policy)

    def _pair(self, question: _Question) -> AskedPair:
        rows = self._about[question.left].row, self._about[question.right].row
        assessment = self._matcher.assess(*rows)
        return asked_pair(question.left, question.right, question.cause, assessment)


@dataclass(frozen=True, slots=True)
class _Known:
    key: RecordKey
    eid: str
    row: MatchRow


def _about(staging: Staging, ids: Iterable[int]) -> dict[int, _Known]:
    return {
        record_id: _Known(RecordKey(source, local_id), eid, _row(values))
        for record_id, source, local_id, eid, *values in staging.match_rows(
            sorted(ids), MATCH_COLUMNS
        )
    }


def _row(values: Iterable[Any]) -> MatchRow:
    said: list[Any] = [tuple(one) if isinstance(one, list) else one for one in values]
    return MatchRow(*said)
