"""Tasks: something waiting for a steward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TaskKind(StrEnum):
    POTENTIAL_DUPLICATE = "potential_duplicate"  # one person, two records in one source?
    POTENTIAL_OVERLAP = "potential_overlap"  # one person, records in two sources?
    POTENTIAL_OVERLAY = "potential_overlay"  # two persons in one record, or a record that drifted
    CONFLICT = "conflict"  # an edge was not taken, because the groups disagree


class TaskStatus(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    SUPERSEDED = "superseded"  # what it asked has been answered by other means


class Resolution(StrEnum):
    NONE = ""
    SAME_PERSON = "same_person"
    DIFFERENT_PERSONS = "different_persons"
    CANNOT_TELL = "cannot_tell"
    ACCEPT_UPDATE = "accept_update"
    REJECT_UPDATE = "reject_update"


@dataclass(frozen=True, slots=True)
class Task:
    """`left` and `right` are record ids; right is 0 where the task is about one record."""

    id: int
    kind: TaskKind
    left: int
    right: int
    weight: float  # log2; of the pair, or of the update against the last good version
    fingerprint: str  # of the evidence; a dismissed pair stays dismissed until it changes
    cause: str  # the guard, hold, refusal or change that asks for a person, in words
    model: str
    opened_at: datetime
    status: TaskStatus = TaskStatus.OPEN
    resolution: Resolution = Resolution.NONE
    closed_at: datetime | None = None
    by: str = ""
    reason: str = ""
    version: int = 0  # the quarantined version, where there is one
