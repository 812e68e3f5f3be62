"""Claiming: who works on a task, until when; putting off, escalating, commenting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mpi.act import Act
from mpi.desk.showing import narrowed
from mpi.desk.task_words import what_changed
from mpi.domain.event import (
    TaskAssigned,
    TaskCommented,
    TaskDeferred,
    TaskEscalated,
    TaskTaken,
)
from mpi.domain.task import Check, Task, TaskState
from mpi.domain.tasks_asked import Order, TaskFilter, TaskQuery
from mpi.errors import (
    ClaimExpired,
    InvalidArgument,
    ResourceExhausted,
    SecondPersonNeeded,
    TaskChanged,
    TaskClaimed,
    TaskClosed,
    TaskNotFound,
    Violation,
)
from mpi.store.desk import order_key

COMMENTS_MAX = 200
DEFERRED_DAYS_MAX = 366
_LOOKED_AT = 20  # tasks looked at in one question for the next


EVERY_TASK = TaskFilter()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which task somebody wants next; `instead_of`: one that is given back for it, 0 for none."""

    filter: TaskFilter = EVERY_TASK
    order: Order = Order.PRIORITY
    skipped: tuple[int, ...] = ()
    instead_of: int = 0


def open_task(act: Act, task_id: int, expected_revision: int = 0) -> Task:
    """The task, if it is open and as the caller has seen it.

    Raises:
        TaskNotFound, TaskClosed, TaskChanged.
    """
    task = act.tx.task(task_id)
    if task is None:
        raise TaskNotFound(task=str(task_id))
    if expected_revision and expected_revision != task.revision:
        raise TaskChanged(
            task=str(task_id),
            current_revision=str(task.revision),
            changed="; ".join(what_changed(act.tx, task, expected_revision)),
        )
    if not task.is_open:
        raise TaskClosed(task=str(task_id), status=str(task.status))
    return task


def free_task(act: Act, task_id: int, expected_revision: int = 0) -> Task:
    """The open task, if nobody else holds it.

    Raises:
        TaskNotFound, TaskClosed, TaskChanged, TaskClaimed.
    """
    task = open_task(act, task_id, expected_revision)
    holder = task.held_at(act.at)
    if holder and holder != act.caller.actor:
        until = task.lease_until.isoformat(timespec="seconds") if task.lease_until else ""
        raise TaskClaimed(task=str(task_id), claimed_by=holder, claimed_until=until)
    return task


def claim(act: Act, task_id: int, expected_revision: int = 0) -> Task:
    """Take the task, or hold it longer."""
    task = free_task(act, task_id, expected_revision)
    if task.proposal is not None and task.proposal.by == act.caller.actor:
        raise SecondPersonNeeded(task=str(task_id), proposed_by=task.proposal.by)
    if is_blind_to(act, task):
        raise SecondPersonNeeded(task=str(task_id))
    return _taken(act, task)


def claim_next(act: Act, wanted: Wanted) -> Task | None:
    """Take the first task of the order that the caller may have; None when there is none."""
    left = act.tx.task(wanted.instead_of)
    if left is not None and left.held_at(act.at) == act.caller.actor:
        act.append(TaskTaken(left.id, "", None))
    for task in _candidates(act, wanted):
        if _may_have(act, task, wanted.filter):
            return _taken(act, task)
    return None


def renew(act: Act, task_id: int) -> Task:
    """Hold the task longer.

    Raises:
        ClaimExpired: the caller does not hold it any more.
    """
    task = free_task(act, task_id)
    if task.held_at(act.at) != act.caller.actor:
        raise ClaimExpired(task=str(task_id))
    return _taken(act, task)


def release(act: Act, task_id: int) -> Task:
    """Give the task back; nothing happens where the caller does not hold it any more."""
    task = free_task(act, task_id)
    if task.held_at(act.at):
        act.append(TaskTaken(task_id, "", None))
    return _now(act, task_id)


def assign(act: Act, task_id: int, assignee: str, expected_revision: int = 0) -> Task:
    """Say whose task it is to do; a claim ends."""
    task = open_task(act, task_id, expected_revision)
    if task.assignee != assignee or task.holder:
        act.append(TaskAssigned(task_id, assignee))
    return _now(act, task_id)


def defer(act: Act, task_id: int, until: datetime, reason: str, expected_revision: int = 0) -> Task:
    """Put the task off.

    Raises:
        InvalidArgument: the time is not ahead, or too far.
    """
    if not act.at < until <= act.at + timedelta(days=DEFERRED_DAYS_MAX):
        raise InvalidArgument(Violation("until", "a time later than now, within a year"))
    free_task(act, task_id, expected_revision)
    act.append(TaskDeferred(task_id, until, reason))
    return _now(act, task_id)


def escalate(
    act: Act, task_id: int, assignee: str, reason: str, expected_revision: int = 0
) -> Task:
    """Ask for somebody who knows more."""
    free_task(act, task_id, expected_revision)
    act.append(TaskEscalated(task_id, assignee, reason))
    return _now(act, task_id)


def comment(act: Act, task_id: int, text: str) -> Task:
    """Say something about the task, open or not.

    Raises:
        TaskNotFound, ResourceExhausted.
    """
    task = act.tx.task(task_id)
    if task is None:
        raise TaskNotFound(task=str(task_id))
    if len(task.comments) >= COMMENTS_MAX:
        raise ResourceExhausted(limit="comments_max", comments_max=str(COMMENTS_MAX))
    act.append(TaskCommented(task_id, text))
    return _now(act, task_id)


def _candidates(act: Act, wanted: Wanted) -> Iterator[Task]:
    states = wanted.filter.states or (TaskState.NEW, TaskState.ESCALATED)
    query = TaskQuery(
        act.at,
        replace(wanted.filter, states=states),
        wanted.order,
        act.caller.actor,
        limit=_LOOKED_AT,
        without=(*wanted.skipped, wanted.instead_of),
    )
    query = narrowed(act.tx, query)
    while page := act.tx.find_tasks(query):
        yield from page
        query = replace(query, place=(order_key(page[-1], wanted.order), page[-1].id))


def _may_have(act: Act, task: Task, asked: TaskFilter) -> bool:
    me = act.caller.actor
    if task.held_at(act.at) not in ("", me) or task.assignee not in ("", me, asked.assignee):
        return False
    if task.escalated and not asked.states and task.assignee != me:
        return False
    if task.proposal is not None and task.proposal.by == me:
        return False
    return not is_blind_to(act, task)


def is_blind_to(act: Act, task: Task) -> bool:
    """A second review is not for whoever gave the first answer."""
    if task.check is not Check.SECOND:
        return False
    first = act.tx.task(task.check_of)
    return first is not None and first.by == act.caller.actor


def _taken(act: Act, task: Task) -> Task:
    act.append(TaskTaken(task.id, act.caller.actor, act.policy.lease_from(act.at)))
    return _now(act, task.id)


def _now(act: Act, task_id: int) -> Task:
    task = act.tx.task(task_id)
    assert task is not None, "it was just looked at"
    return task
