"""Who is whom in a first load: pairs -> verdicts -> persons -> tasks, as the index would say.

The same model, policy and grouping as `mpi.resolve` and `mpi.persons`, over everything at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

import pyarrow as pa

from matching.grouping import Agreement, Link, group
from matching.policy import Verdict
from matching.row import MatchRow
from mpi.act import review_kind
from mpi.domain.record import RecordKey
from mpi.domain.task import Task, TaskKind
from mpi.matcher import Matcher, fingerprint
from mpi.resolve import TOO_COMMON
from mpi.store.packing import unpacked_row
from mpi.store.staging import Staging

_CHUNK: Final = 50_000
_DECIDED: Final = pa.schema(
    {
        "l": pa.int64(),
        "r": pa.int64(),
        "weight": pa.float64(),
        "verdict": pa.string(),
        "contradicts": pa.bool_(),
        "guards": pa.list_(pa.string()),
        "held": pa.list_(pa.string()),
    }
)


def settle_all(staging: Staging, matcher: Matcher) -> None:
    """Makes `decided`, `persons` and `refused` from `rows` and `pairs`."""
    staging.put_decided(_decided(staging, matcher))
    staging.hold_cut_links(TOO_COMMON)
    _group(staging, matcher)


def _decided(staging: Staging, matcher: Matcher) -> Iterator[pa.Table]:
    verdicts = _verdicts(staging, matcher)
    while chunk := list(islice(verdicts, _CHUNK)):
        columns = list(zip(*chunk, strict=True))
        arrays = [pa.array(c, f.type) for c, f in zip(columns, _DECIDED, strict=True)]
        yield pa.Table.from_arrays(arrays, schema=_DECIDED)


def _verdicts(staging: Staging, matcher: Matcher) -> Iterator[tuple[Any, ...]]:
    for left, right, ours, theirs in staging.packed_pairs():
        found = matcher.assess(unpacked_row(ours), unpacked_row(theirs))
        if found.verdict is not Verdict.APART:
            yield (
                left,
                right,
                found.weight,
                str(found.verdict),
                found.contradicts,
                found.guards,
                found.held,
            )


def _group(staging: Staging, matcher: Matcher) -> None:
    links = [Link(left, right, weight) for left, right, weight in staging.links()]
    linked = sorted({end for link in links for end in (link.left, link.right)})
    rows = {
        record_id - 1: unpacked_row(packed)
        for record_id, _, _, packed in staging.packed_rows([end + 1 for end in linked])
    }

    def agreement(left: int, right: int) -> Agreement:
        found = matcher.assess(rows[left], rows[right])
        return Agreement(found.weight, found.contradicts)

    grouping = group(staging.row_ids(), links, (), (), agreement, matcher.rules)
    persons = [(row, person[0]) for person in grouping.persons for row in person]
    staging.put_persons(
        pa.table(
            {
                "row_id": pa.array([row for row, _ in persons], pa.int64()),
                "person": pa.array([person for _, person in persons], pa.int64()),
            }
        ),
        pa.table(
            {
                "l": pa.array([one.left for one in grouping.refused], pa.int64()),
                "r": pa.array([one.right for one in grouping.refused], pa.int64()),
                "weight": pa.array([one.weight for one in grouping.refused], pa.float64()),
                "reason": pa.array([one.reason for one in grouping.refused], pa.string()),
            }
        ),
    )


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
        record_id: (RecordKey(source, local_id), unpacked_row(packed))
        for record_id, source, local_id, packed in staging.packed_rows(sorted(ids))
    }
