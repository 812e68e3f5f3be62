"""Who is whom in a first load: pairs -> verdicts -> persons -> tasks, as the index would say.

The same model, policy and grouping as `mpi.resolve` and `mpi.persons`, over everything at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matching.batch import score_pairs
from matching.compared import prepare
from matching.deciding import decide
from matching.grouping_bulk import group_all
from matching.row import MatchRow
from mpi.act import review_kind
from mpi.domain.record import RecordKey
from mpi.domain.task import Task, TaskKind
from mpi.initial_pages import MATCH_COLUMNS
from mpi.matcher import Matcher, fingerprint
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
    kind: TaskKind | None  # None: by the sources of its records
    left: int
    right: int
    cause: str


def tasks(staging: Staging, matcher: Matcher, first: int, at: datetime) -> list[Task]:
    """What waits for a steward: one task for each two persons that something lies between.

    Conflicts before reviews, the strongest pair first, so that stewards see the surest first.
    """
    asked: set[tuple[int, int]] = set()
    questions: list[_Question] = []
    for left, right, reason, near, far in staging.conflicts():
        if _is_new(asked, near, far):
            words = f"a strong pair whose groups disagree: {reason}"
            questions.append(_Question(TaskKind.CONFLICT, left, right, words))
    for left, right, guards, held, near, far in staging.reviews():
        if _is_new(asked, near, far):
            words = "; ".join([*guards, *held]) or "the score alone does not decide"
            questions.append(_Question(None, left, right, words))
    return list(_opened(staging, matcher, questions, first, at))


def _is_new(asked: set[tuple[int, int]], near: int, far: int) -> bool:
    """Whether nothing has been asked between the two persons."""
    between = (min(near, far), max(near, far))
    if between in asked:
        return False
    asked.add(between)
    return True


def _opened(
    staging: Staging,
    matcher: Matcher,
    questions: list[_Question],
    first: int,
    at: datetime,
) -> Iterator[Task]:
    about = _about(staging, {end for one in questions for end in (one.left, one.right)})
    for number, question in enumerate(questions, first):
        left_key, left = about[question.left]
        right_key, right = about[question.right]
        assessment = matcher.assess(left, right)
        yield Task(
            id=number,
            kind=question.kind or review_kind(left_key, right_key),
            left=question.left,
            right=question.right,
            weight=assessment.weight,
            fingerprint=fingerprint(assessment),
            cause=question.cause,
            model=matcher.digest,
            opened_at=at,
        )


def _about(staging: Staging, ids: Iterable[int]) -> dict[int, tuple[RecordKey, MatchRow]]:
    return {
        record_id: (RecordKey(source, local_id), _row(values))
        for record_id, source, local_id, *values in staging.match_rows(sorted(ids), MATCH_COLUMNS)
    }


def _row(values: Iterable[Any]) -> MatchRow:
    said: list[Any] = [tuple(one) if isinstance(one, list) else one for one in values]
    return MatchRow(*said)
