"""What happened to a task, in words."""

from __future__ import annotations

from mpi.domain.decision import DecisionKind
from mpi.domain.event import (
    Decided,
    Event,
    TaskAssigned,
    TaskCommented,
    TaskDeferred,
    TaskEnded,
    TaskEscalated,
    TaskMoved,
    TaskOpened,
    TaskProposed,
    TaskReopened,
    TaskTaken,
)
from mpi.domain.task import Resolution, Task, TaskStatus
from mpi.store.base import Reader

RESOLUTIONS = {
    Resolution.NONE: "no answer",
    Resolution.SAME_PERSON: "same person",
    Resolution.DIFFERENT_PERSONS: "different persons",
    Resolution.CANNOT_TELL: "cannot tell",
    Resolution.ACCEPT_UPDATE: "update accepted",
    Resolution.REJECT_UPDATE: "update rejected",
    Resolution.SOME_OF_THESE: "some of these",
    Resolution.MOVE_UPDATE: "update moved",
}


def what_changed(reader: Reader, task: Task, seen: int) -> list[str]:
    """What happened to the task after the revision that somebody has seen."""
    later = reader.events_at(task.story[max(0, seen) :])
    return [f"{words(event)} by {event.actor}" for event in later] or ["it is newer"]


def words(event: Event) -> str:
    """One event of a task's story."""
    match event.payload:
        case TaskOpened(task):
            return f"opened: {task.cause}"
        case TaskEnded():
            return _ended(event.payload)
        case TaskMoved():
            return event.payload.why
        case TaskTaken():
            if not event.payload.holder:
                return "given back"
            return f"claimed until {event.payload.until:%H:%M:%S}"
        case TaskAssigned():
            to = event.payload.assignee
            return f"assigned to {to}" if to else "assigned to nobody"
        case TaskDeferred():
            return _with(
                f"put off until {event.payload.until:%Y-%m-%d %H:%M}", event.payload.reason
            )
        case TaskEscalated():
            to = event.payload.assignee
            return _with(f"escalated to {to}" if to else "escalated", event.payload.reason)
        case TaskCommented():
            return f"commented: {event.payload.text}"
        case TaskProposed():
            return _proposed(event.payload)
        case TaskReopened():
            return "opened again: what had answered it was undone"
        case _:
            return "changed"


def decision_words(said: Decided) -> str:
    """A decision in words."""
    if said.kind is DecisionKind.RESOLVED:
        return f"answered task {said.task}: {RESOLUTIONS[said.resolution]}"
    return {
        DecisionKind.JUDGED: "judged two records",
        DecisionKind.REVOKED: "took a judgement back",
        DecisionKind.SPLIT: "split a person",
        DecisionKind.MERGED: "merged two local ids",
        DecisionKind.MOVED: "moved a record to another person",
        DecisionKind.UNDONE: f"undid decision {said.undoes}",
    }[said.kind]


def _ended(said: TaskEnded) -> str:
    if said.status is TaskStatus.RESOLVED:
        return _with(f"answered: {RESOLUTIONS[said.resolution]}", said.reason)
    if said.superseded_by:
        return f"asked in task {said.superseded_by} instead"
    return _with("superseded", said.reason)


def _proposed(said: TaskProposed) -> str:
    if said.proposal is None:
        return "the proposal was dropped"
    answer = RESOLUTIONS[said.proposal.answer.resolution]
    return f"proposed: {answer}; a second person is needed: {', '.join(said.proposal.because)}"


def _with(what: str, reason: str) -> str:
    return f"{what}: {reason}" if reason else what
