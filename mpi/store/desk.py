"""What the desk's events do to a task, and what of a task stands in columns of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mpi.domain.event import (
    Decided,
    Event,
    FieldRevealed,
    Judged,
    Payload,
    PersonsChanged,
    QuarantineSettled,
    RecordDeleted,
    RecordMerged,
    RecordUnmerged,
    TaskAssigned,
    TaskCommented,
    TaskDeferred,
    TaskEnded,
    TaskEscalated,
    TaskMoved,
    TaskProposed,
    TaskReopened,
    TaskTaken,
    VersionSet,
)
from mpi.domain.task import Comment, Task
from mpi.domain.tasks_asked import AGES_DAYS, Order
from mpi.journal import micros

TaskChange = (
    TaskEnded
    | TaskMoved
    | TaskTaken
    | TaskAssigned
    | TaskDeferred
    | TaskEscalated
    | TaskCommented
    | TaskProposed
    | TaskReopened
)

COLUMNS = (
    "id",
    "kind",
    "status",
    "priority",
    "weight",
    "opened_us",
    "closed_us",
    "due_us",
    "assignee",
    "holder",
    "lease_us",
    "deferred_us",
    "escalated",
    "proposed",
    "resolved_by",
    "sources",
)
_PRIORITY_S = 1e11  # further apart than any two due times
_NEVER_S = 1e10


def changed(task: Task, event: Event, change: TaskChange) -> Task:
    """The task after an event about it."""
    task = replace(task, revision=task.revision + 1, story=(*task.story, event.seq))
    free = replace(task, holder="", lease_until=None)
    match change:
        case TaskEnded():
            return replace(
                free,
                status=change.status,
                resolution=change.resolution,
                groups=change.groups,
                closed_at=event.at,
                by=change.by,
                reason=change.reason,
                superseded_by=change.superseded_by,
                proposal=None,
                deferred_until=None,
            )
        case TaskMoved():
            return replace(
                task.asked_by(change.pairs),
                kind=change.kind,
                then=change.then,
                priority=change.priority,
                priority_reason=change.priority_reason,
                due_at=change.due_at,
                proposal=None,  # it was about another question
                deferred_until=None,
            )
        case TaskTaken():
            return replace(
                task, holder=change.holder, lease_until=change.until, deferred_until=None
            )
        case TaskAssigned():
            return replace(free, assignee=change.assignee)
        case TaskDeferred():
            return replace(free, deferred_until=change.until)
        case TaskEscalated():
            return replace(free, escalated=True, assignee=change.assignee, deferred_until=None)
        case TaskCommented():
            said = Comment(event.actor, event.at, change.text)
            return replace(task, comments=(*task.comments, said))
        case TaskProposed():
            return replace(free, proposal=change.proposal)
        case TaskReopened():
            return replace(task.unanswered(), then=change.then)


def is_link(event: Event) -> bool:
    """Whether records came to a person that there was already."""
    payload = event.payload
    if not isinstance(payload, PersonsChanged):
        return False
    made = {founded.eid for founded in payload.founded}
    return any(move.to_eid and move.to_eid not in made for move in payload.moves)


def noted(payload: Payload) -> tuple[int, ...]:
    """The records whose story an event belongs to, beside their versions and persons; those of a
    judgement that is revoked or restored are its own."""
    match payload:
        case Judged(judgement):
            return (judgement.left, judgement.right)
        case RecordMerged():
            return (payload.retired, payload.survivor)
        case RecordUnmerged() | RecordDeleted() | QuarantineSettled() | VersionSet():
            return (payload.record,)
        case FieldRevealed():
            return (payload.record,)
        case Decided():
            return payload.effect.records
        case _:
            return ()


def order_key(task: Task, order: Order) -> float:
    """Where the task stands in an order: lower first, then the lower id.  As in task_queries.py."""
    due_s = task.due_at.timestamp() if task.due_at else _NEVER_S
    return {
        Order.OLDEST: 0.0,
        Order.NEWEST: -float(task.id),
        Order.PRIORITY: due_s - task.priority * _PRIORITY_S,
        Order.WEIGHT_DESCENDING: -task.weight,
        Order.WEIGHT_ASCENDING: task.weight,
        Order.DUE: due_s,
    }[order]


def age_band(opened_at: datetime, now: datetime) -> int:
    """0 for less than a day, and so on along `AGES_DAYS`."""
    days = (now - opened_at).total_seconds() / 86_400
    return sum(days >= limit for limit in AGES_DAYS)


def columns(task: Task, sources: Iterable[str]) -> tuple[object, ...]:
    """What stands in `COLUMNS`; `sources`: of its records."""
    return (
        task.id,
        str(task.kind),
        str(task.status),
        int(task.priority),
        task.weight,
        micros(task.opened_at),
        _micros(task.closed_at),
        _micros(task.due_at),
        task.assignee,
        task.holder,
        _micros(task.lease_until),
        _micros(task.deferred_until),
        task.escalated,
        task.proposal is not None,
        task.by,
        "".join(f";{source}" for source in sorted(set(sources))) + ";",
    )


def _micros(at: datetime | None) -> int:
    return micros(at) if at else 0
