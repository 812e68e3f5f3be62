"""Who is whom in a first load: pairs -> verdicts -> persons -> tasks, as the index would say.

The same model, policy and grouping as `mpi.resolve` and `mpi.persons`, over everything at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from matching.batch import score_pairs
from matching.compared import prepare
from matching.deciding import decide
from matching.grouping_bulk import group_all
from matching.policy import Assessment, Verdict
from matching.row import MatchRow
from mpi.act import asked_pair, review_kind, task_asked
from mpi.asking import QUESTION_PERSONS_MAX, undecided
from mpi.asking_more import CAUSE_DRAWN, CAUSE_SHARED, SHARERS_MAX, sampled
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

    @property
    def ends(self) -> tuple[int, int]:
        return self.left, self.right


def tasks(
    staging: Staging, matcher: Matcher, policy: DeskPolicy, at: datetime, crowd: int
) -> list[Task]:
    """What waits for a steward: each two persons that something lies between are asked about once.

    Conflicts before reviews, the strongest pair first, so that stewards see the surest first; then
    numbers that two persons have, and a sample of the links.  `crowd`: what more records than these
    have in common is not compared by.
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
            words = undecided(guards, held)
            reviews.append(_Question(left, right, words, between))
    shared = staging.shared_numbers(crowd)
    drawn = list(_drawn(staging, policy.audit_rate))
    ends = {end for some in (*conflicts, reviews, drawn) for one in some for end in one.ends}
    ends |= {record for _, record, _ in shared}
    opening = _Opening(staging, matcher, policy, at, ends)
    found = [opening.task(TaskKind.CONFLICT, some) for some in conflicts]
    found += [opening.task(None, some) for some in _together(reviews)]
    for _, said in groupby(shared, itemgetter(0)):
        if some := _about_number(opening, [(one, person) for _, one, person in said], asked):
            found.append(opening.task(TaskKind.IDENTIFIER_CONFLICT, some))
    for one in drawn:
        task = opening.task(TaskKind.AUTO_LINK_AUDIT, [one])
        found.append(replace(task, sample_rate=policy.audit_rate))
    return [replace(task, id=number) for number, task in enumerate(found, 1)]


def _about_number(
    opening: _Opening, said: Iterable[tuple[int, int]], asked: set[frozenset[int]]
) -> list[_Question]:
    """Whose a number is that several persons have, asked as each record of it comes."""
    before: list[tuple[int, int]] = []
    questions: list[_Question] = []
    for record, person in said:
        if 1 < len({person, *(theirs for _, theirs in before)}) <= SHARERS_MAX:
            for other, theirs in before:
                between = frozenset((person, theirs))
                is_new = theirs != person and between not in asked
                if is_new and opening.verdict(other, record) is Verdict.APART:
                    asked.add(between)
                    questions.append(_Question(other, record, CAUSE_SHARED, between))
        before.append((record, person))
    return questions


def _drawn(staging: Staging, rate: float) -> Iterator[_Question]:
    """A sample of the links by which records came to persons."""
    for source, local_id, far_source, far_id, left, right in staging.links_made() if rate else ():
        if sampled(RecordKey(source, local_id), RecordKey(far_source, far_id)) < rate:
            yield _Question(left, right, CAUSE_DRAWN, frozenset())


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
        ends: Iterable[int],
    ) -> None:
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

    def verdict(self, left: int, right: int) -> Verdict:
        return self._assess(left, right).verdict

    def _pair(self, question: _Question) -> AskedPair:
        return asked_pair(*question.ends, question.cause, self._assess(*question.ends))

    def _assess(self, left: int, right: int) -> Assessment:
        return self._matcher.assess(self._about[left].row, self._about[right].row)


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
