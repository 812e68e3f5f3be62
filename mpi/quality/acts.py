"""Acts: opening checks and audits, keeping known answers.

A check is a task that looks like any other.  Its answer is recorded and changes no person; its
records are shown as they were for whoever was asked first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from mpi.act import Act, asked_pair, review_kind, standing_between
from mpi.asking import is_asked, undecided
from mpi.desk.judging import known
from mpi.domain.event import (
    KnownAnswerForgotten,
    KnownAnswerSaved,
    TaskEscalated,
    TaskOpened,
)
from mpi.domain.record import RecordKey, RecordStatus
from mpi.domain.task import Answer, Check, Resolution, Task, TaskKind, TaskStatus
from mpi.errors import FailedPrecondition, InvalidArgument, TaskNotFound, Violation
from mpi.quality.history import events_of
from mpi.quality.known import TYPES as KNOWN_TYPES
from mpi.quality.known import KnownAnswer, known_answers
from mpi.quality.lots import (
    REVIEW,
    SEED,
    LinkDrawn,
    asks_about_a_pair,
    can_be_asked_again,
    is_drawn,
    lot,
)

CAUSE_AUDIT: Final = "this automatic link was drawn by lot"
CAUSE_THIRD: Final = "two stewards, asked apart, answered differently"


def after_answer(act: Act, task_id: int) -> None:
    """The task has just been answered: where the lot falls on it, ask it again of somebody else and
    let a known answer into the queue; where it was a second review, ask a third steward if it has
    another answer than the first.  Belongs to the act that records the answer."""
    answered = act.tx.task(task_id)
    assert answered is not None, "it was just answered"
    if answered.check is Check.SECOND:
        first = act.tx.task(answered.check_of)
        stands = first is not None and first.status is TaskStatus.RESOLVED
        if first is not None and stands and not _said(first).is_same(_said(answered)):
            _ask_third(act, first)
    if answered.check:
        return
    rate = act.policy.second_review_rate
    if is_drawn(REVIEW, task_id, rate) and _can_be_asked_again(act, answered):
        open_check(act, answered, Check.SECOND, task_id)
    if is_drawn(SEED, task_id, act.policy.known_answer_rate):
        kept = known_answers(events_of(act.tx, KNOWN_TYPES, 0)).values()
        if kept:
            seed(act, [min(kept, key=lambda one: lot(SEED, task_id, one.id))], "")


def _can_be_asked_again(act: Act, answered: Task) -> bool:
    """Whether a second steward can be asked without being told that there was a first: two have
    looked already where the answer took two, and an earlier judgement of a pair would show."""
    if not can_be_asked_again(answered):
        return False
    decision = act.tx.decision(answered.decision)
    if decision is not None and decision.proposed_by:
        return False
    return all(
        judgement.decision == answered.decision
        for record in answered.records
        for judgement in act.tx.judgements(record)
        if {judgement.left, judgement.right} <= set(answered.records)
    )


def _said(task: Task) -> Answer:
    """The answer to a task."""
    return Answer(task.resolution, task.groups)


def _ask_third(act: Act, first: Task) -> None:
    """Who was right?  The first answer stands until somebody who knows more has looked."""
    if any(act.tx.record(i).status is not RecordStatus.ACTIVE for i in first.records):
        return
    pairs = tuple(
        asked_pair(pair.left, pair.right, CAUSE_THIRD, act.assess(pair.left, pair.right))
        for pair in first.pairs
    )
    task = act.task_of(act.tx.next_task_id(), TaskKind.CONFLICT, pairs)
    act.append(TaskOpened(replace(task, check_of=first.id)))
    act.append(TaskEscalated(task.id, "", CAUSE_THIRD))


def open_check(act: Act, asked: Task, check: Check, of: int, assignee: str = "") -> int:
    """A task that looks like the one that was asked, opened now."""
    fresh = replace(
        asked.unanswered(),
        id=act.tx.next_task_id(),
        opened_at=act.at,
        due_at=act.policy.due(asked.priority, act.at),
        revision=1,
        assignee=assignee,
        deferred_until=None,
        escalated=False,
        comments=(),
        proposal=None,
        sample_rate=0.0,
        check=check,
        check_of=of,
        story=(),
    )
    act.append(TaskOpened(fresh))
    return fresh.id


def review(act: Act, task_ids: Iterable[int]) -> int:
    """Ask some answered questions again; answers how many."""
    opened = 0
    for number in task_ids:
        asked = act.tx.task(number)
        stands = asked is not None and asked.status is TaskStatus.RESOLVED
        if asked is not None and stands and _can_be_asked_again(act, asked):
            open_check(act, asked, Check.SECOND, number)
            opened += 1
    return opened


def audit(act: Act, links: Iterable[LinkDrawn]) -> int:
    """Ask about automatic links that still stand; answers how many."""
    opened = 0
    for link in links:
        eids = {record.eid for record in act.tx.records((link.left, link.right)).values()}
        stands = link.right in act.tx.edges(link.left) and len(eids) == 1
        is_new = not is_audited(act, link.left, link.right)
        if stands and is_new and standing_between(act, link.left, link.right) is None:
            act.open_task(
                TaskKind.AUTO_LINK_AUDIT,
                link.left,
                link.right,
                CAUSE_AUDIT,
                act.assess(link.left, link.right),
                sample_rate=link.rate,
            )
            opened += 1
    return opened


def is_audited(act: Act, left: int, right: int) -> bool:
    """Whether an open task asks about the pair already."""
    return is_asked(act, (left,), (right,)) or any(
        task.kind is TaskKind.AUTO_LINK_AUDIT and right in (task.left, task.right)
        for task in act.tx.tasks_of(left)
    )


def seed(act: Act, known_answers: Iterable[KnownAnswer], assignee: str) -> int:
    """Put known answers among the tasks; answers how many."""
    return len([open_check(act, one.case, Check.KNOWN, one.id, assignee) for one in known_answers])


def keep_answered(act: Act, task_id: int, resolution: Resolution, reason: str) -> KnownAnswer:
    """The answer to a past task is known.

    Raises:
        TaskNotFound, FailedPrecondition: it was never answered, or asks about no pair.
    """
    case = act.tx.task(task_id)
    if case is None:
        raise TaskNotFound(task=str(task_id))
    if case.status is not TaskStatus.RESOLVED or not asks_about_a_pair(case):
        raise FailedPrecondition("the task is no answered question about a pair", task=str(task_id))
    return _keep(act, case, resolution, reason)


def keep_pair(
    act: Act, left: RecordKey, right: RecordKey, resolution: Resolution, reason: str
) -> KnownAnswer:
    """The answer about two records, as they are now, is known.

    Raises:
        RecordNotFound, InvalidArgument (a record against itself).
    """
    a, b = sorted((known(act, left), known(act, right)), key=lambda record: record.id)
    if a.id == b.id:
        raise InvalidArgument(Violation("right", "another record than left"))
    assessment = act.assess(a.id, b.id)
    cause = undecided(assessment.guards, assessment.held)
    pair = asked_pair(a.id, b.id, cause, assessment)
    return _keep(act, act.task_of(0, review_kind(a.key, b.key), (pair,)), resolution, reason)


def _keep(act: Act, case: Task, resolution: Resolution, reason: str) -> KnownAnswer:
    number = act.append(KnownAnswerSaved(case, resolution, reason))
    return KnownAnswer(number, case, resolution, reason, act.caller.actor, act.at)


def forget(act: Act, number: int) -> None:
    """The known answer is not seeded any more, and its answers no longer count."""
    act.append(KnownAnswerForgotten(number))
