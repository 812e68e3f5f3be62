"""Decisions: acts of people that moved records between persons; each can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mpi.domain.record import Disposition
from mpi.domain.task import NO_WORDS, Resolution, TaskStatus, Why


class DecisionKind(StrEnum):
    RESOLVED = "resolved"
    JUDGED = "judged"
    REVOKED = "revoked"
    SPLIT = "split"
    MERGED = "merged"
    MOVED = "moved"
    UNDONE = "undone"
    AUTOMATIC_LINK = "automatic_link"  # never stored: the machine's own, as it is listed


TAKES_BACK = (DecisionKind.REVOKED, DecisionKind.UNDONE)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a task had ended that was opened again."""

    task: int
    status: TaskStatus
    resolution: Resolution
    by: str
    reason: str
    groups: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Versioned:
    """A version of a record changed what it counts for; `current` versions are of the record."""

    record: int
    version: int
    before: Disposition
    after: Disposition
    current_before: int
    current_after: int
    was_new: bool = False  # the version was stored by the decision itself


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision did, as far as undoing needs to know.  Judgement, record and task ids;
    `steps` are the journal entries by which it moved records between persons."""

    judged: tuple[int, ...] = ()
    revoked: tuple[int, ...] = ()
    restored: tuple[int, ...] = ()  # judgements that stand again
    merged: tuple[tuple[int, int], ...] = ()  # (retired, survivor)
    unmerged: tuple[tuple[int, int], ...] = ()
    versions: tuple[Versioned, ...] = ()
    ended: tuple[int, ...] = ()
    reopened: tuple[Ended, ...] = ()
    steps: tuple[int, ...] = ()
    records: tuple[int, ...] = ()  # all that it was about, those moved included
    opened: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """`id` is the number of its journal entry, the last one of its act."""

    id: int
    kind: DecisionKind
    by: str
    at: datetime
    effect: Effect
    task: int = 0
    resolution: Resolution = Resolution.NONE
    why: Why = NO_WORDS
    proposed_by: str = ""  # who proposed it, where it took two
    undoes: int = 0
    undone_by: int = 0
