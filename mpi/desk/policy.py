"""DeskPolicy: leases, limits, due times, four eyes, and how much matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from mpi.domain.task import Priority, TaskKind

FOUR_EYES = ("sex", "birth_date", "deceased", "newborn", "records")

_DUE_HOURS = MappingProxyType(
    {Priority.SAFETY: 24, Priority.HIGH: 72, Priority.NORMAL: 336, Priority.LOW: 720}
)


@dataclass(frozen=True, slots=True)
class DeskPolicy:
    """The rules of the desk; the settings whose names begin with `desk_` make it."""

    lease_s: int = 900
    bulk_max: int = 100
    audit_rate: float = 0.02
    second_review_rate: float = 0.05
    known_answer_rate: float = 0.02
    four_eyes: tuple[str, ...] = FOUR_EYES
    four_eyes_records: int = 10  # of one person
    due_hours: Mapping[Priority, int] = field(default_factory=lambda: _DUE_HOURS)

    def lease_from(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.lease_s)

    def due(self, priority: Priority, opened_at: datetime) -> datetime:
        return opened_at + timedelta(hours=self.due_hours[priority])


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a task matters, and why."""

    priority: Priority
    why: str


def weight_of(kind: TaskKind, *, is_within: bool) -> Weight:
    """`is_within`: the records in question are one person as it is served now."""
    if kind is TaskKind.POTENTIAL_OVERLAY:
        return Weight(Priority.SAFETY, "two humans may be in one record")
    if kind is TaskKind.AUTO_LINK_AUDIT:
        return Weight(Priority.LOW, "it measures the machine")
    if is_within:
        return Weight(Priority.SAFETY, "two humans may be served as one person")
    if kind is TaskKind.POTENTIAL_OVERLAP:
        return Weight(Priority.NORMAL, "a person's records may lie apart in two sources")
    if kind is TaskKind.POTENTIAL_DUPLICATE:
        return Weight(Priority.HIGH, "a person's chart in one source may be split")
    if kind is TaskKind.IDENTIFIER_CONFLICT:
        return Weight(Priority.HIGH, "one of two persons may have the other's number")
    return Weight(Priority.HIGH, "strong evidence was not followed")
