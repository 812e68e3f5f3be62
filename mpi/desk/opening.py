"""Opening a task by hand."""

from __future__ import annotations

from dataclasses import dataclass

from mpi.act import Act, asked_pair
from mpi.desk.judging import known, not_merged
from mpi.domain.event import TaskAssigned, TaskOpened
from mpi.domain.record import RecordKey
from mpi.domain.task import REVIEWS, TaskKind
from mpi.errors import InvalidArgument, Violation

RECORDS_MAX = 20


@dataclass(frozen=True, slots=True)
class Opened:
    task: int
    is_new: bool


def open_by_hand(act: Act, keys: tuple[RecordKey, ...], reason: str, assignee: str) -> Opened:
    """Ask about the records; an open task that asks about just them is answered instead.

    Raises:
        RecordNotFound, RecordMerged, InvalidArgument.
    """
    records = [known(act, key) for key in keys]
    not_merged(act, *records)
    ids = sorted({record.id for record in records})
    if len(ids) < 2:
        raise InvalidArgument(Violation("records", f"2 to {RECORDS_MAX} different records"))
    for task in act.tx.tasks_of(ids[0]):
        if set(task.records) == set(ids) and task.kind is not TaskKind.AUTO_LINK_AUDIT:
            return Opened(task.id, is_new=False)
    cause = reason or "somebody asks"
    first, *others = ids
    pairs = tuple(
        sorted(
            (asked_pair(first, other, cause, act.assess(first, other)) for other in others),
            key=lambda pair: (-pair.weight, pair.left, pair.right),
        )
    )
    sources = [record.key.source for record in records]
    is_one = len({record.eid for record in records}) == 1
    kind = REVIEWS[0] if len(set(sources)) < len(sources) else REVIEWS[1]
    if is_one:
        kind = TaskKind.CONFLICT
    task = act.task_of(act.tx.next_task_id(), kind, pairs)
    act.append(TaskOpened(task))
    act.opened.append(task.id)
    if assignee:
        act.append(TaskAssigned(task.id, assignee))
    return Opened(task.id, is_new=True)
