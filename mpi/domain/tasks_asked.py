"""Which tasks somebody wants to see, in which order, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mpi.domain.task import Priority, TaskKind, TaskState


class Order(StrEnum):
    OLDEST = "oldest"
    PRIORITY = "priority"  # what matters most, then what is due first
    NEWEST = "newest"
    WEIGHT_DESCENDING = "weight_descending"
    WEIGHT_ASCENDING = "weight_ascending"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What is empty or None does not narrow."""

    states: tuple[TaskState, ...] = ()
    kinds: tuple[TaskKind, ...] = ()
    priorities: tuple[Priority, ...] = ()
    sources: tuple[str, ...] = ()
    assignee: str = ""
    mine: bool = False  # assigned to, or held by, whoever asks
    unassigned: bool = False
    weight_min: float | None = None
    weight_max: float | None = None  # less than this
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    closed_from: datetime | None = None
    overdue: bool = False
    needs_second_person: bool = False
    resolved_by: str = ""
    eid: str = ""
    source: str = ""  # with the next: one record's key
    local_id: str = ""


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """One page of tasks.  `asker`: who asks; `place`: where the page begins, as (key of the order,
    task id) of the last one before.  `only`: of these ids; None does not narrow."""

    now: datetime
    filter: TaskFilter = TaskFilter()
    order: Order = Order.OLDEST
    asker: str = ""
    place: tuple[float, int] | None = None
    limit: int = 50
    only: tuple[int, ...] | None = None
    without: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A task's place in an order."""

    key: float
    task: int


@dataclass(frozen=True, slots=True)
class TaskCount:
    """So many tasks; `age`: 0 to 4, see `AGES_DAYS`."""

    kind: TaskKind
    state: TaskState
    priority: Priority
    age: int
    count: int


AGES_DAYS = (1, 7, 30, 90)


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """What waits, counted."""

    counts: tuple[TaskCount, ...]
    overdue: int
    mine: int
    unassigned: int
    needs_second_person: int
    oldest_at: datetime | None
    by_source: dict[str, int]

    @property
    def total(self) -> int:
        return sum(one.count for one in self.counts)


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """`owner` "" means everybody's."""

    owner: str
    name: str
    filter: TaskFilter
    order: Order
