"""Tasks: questions that wait for a steward.

A task is one question about persons.  It is asked by one pair of records or by several; the first
pair asks loudest.  `status` is what is stored; what a steward sees at a time (`state_at`) counts in
that leases run out and that days come.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum


class TaskKind(StrEnum):
    POTENTIAL_DUPLICATE = "potential_duplicate"  # one person, two records in one source?
    POTENTIAL_OVERLAP = "potential_overlap"  # one person, records in two sources?
    POTENTIAL_OVERLAY = "potential_overlay"  # two persons in one record, or a record that drifted
    CONFLICT = "conflict"  # an edge was not taken, because the groups disagree
    IDENTIFIER_CONFLICT = "identifier_conflict"  # two persons with one number, or one with two
    AUTO_LINK_AUDIT = "auto_link_audit"  # was this automatic link right?  A sample


REVIEWS = (TaskKind.POTENTIAL_DUPLICATE, TaskKind.POTENTIAL_OVERLAP)


class TaskStatus(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    SUPERSEDED = "superseded"  # what it asked was answered by other means, or is asked elsewhere


class TaskState(StrEnum):
    NEW = "new"
    CLAIMED = "claimed"
    DEFERRED = "deferred"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    SUPERSEDED = "superseded"


WAITING = (TaskState.NEW, TaskState.CLAIMED, TaskState.DEFERRED, TaskState.ESCALATED)


class Priority(IntEnum):
    UNSPECIFIED = 0
    LOW = 1
    NORMAL = 2
    HIGH = 3
    SAFETY = 4


class Resolution(StrEnum):
    NONE = ""
    SAME_PERSON = "same_person"
    DIFFERENT_PERSONS = "different_persons"
    CANNOT_TELL = "cannot_tell"
    ACCEPT_UPDATE = "accept_update"
    REJECT_UPDATE = "reject_update"
    SOME_OF_THESE = "some_of_these"
    MOVE_UPDATE = "move_update"


class ReasonCode(StrEnum):
    NONE = ""
    SITE_CONFIRMED = "site_confirmed"
    HUMAN_CONFIRMED = "human_confirmed"
    DOCUMENT_SEEN = "document_seen"
    CHART_REVIEWED = "chart_reviewed"
    REGISTRATION_ERROR = "registration_error"
    RELATIVES = "relatives"
    EARLIER_MISTAKE = "earlier_mistake"
    OTHER = "other"


class Check(StrEnum):
    """Why a task only looks like one: its answer is counted, and changes no person."""

    NONE = ""
    SECOND = "second"  # a blind second review of an answered task
    KNOWN = "known"  # a seeded case with a known answer


@dataclass(frozen=True, slots=True)
class Why:
    """What a steward says for a decision."""

    code: ReasonCode = ReasonCode.NONE
    text: str = ""


NO_WORDS = Why()


@dataclass(frozen=True, slots=True)
class Seen:
    """What one comparison said when the question was asked."""

    comparison: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class AskedPair:
    """A pair that asks.  `right` is 0 where an update is held against its own record."""

    left: int
    right: int
    weight: float
    fingerprint: str  # of the evidence; a dismissed pair stays dismissed until it changes
    cause: str
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Then:
    """A record as it was when the question was asked."""

    record: int
    version: int
    eid: str


@dataclass(frozen=True, slots=True)
class Comment:
    actor: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Where an update goes that is about another human: exactly one of them is said."""

    source: str = ""  # a record key, known or new
    local_id: str = ""
    eid: str = ""
    new_person: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A steward's answer.  `groups`: record ids that belong together, of SOME_OF_THESE."""

    resolution: Resolution
    groups: tuple[tuple[int, ...], ...] = ()
    to: MoveTo | None = None

    def is_same(self, other: Answer) -> bool:
        def parts(answer: Answer) -> set[frozenset[int]]:
            return {frozenset(group) for group in answer.groups if len(group) > 1}

        return (
            self.resolution is other.resolution
            and parts(self) == parts(other)
            and self.to == other.to
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that waits for a second person."""

    by: str
    at: datetime
    answer: Answer
    because: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Task:
    """`left`, `right`, `weight`, `fingerprint` and `cause` are of the pair that asks loudest; right
    is 0 where the task is about one record.  Record ids throughout."""

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
    seen: tuple[Seen, ...] = ()  # what the loudest pair's comparisons said
    more: tuple[AskedPair, ...] = ()  # the other pairs that ask
    then: tuple[Then, ...] = ()
    priority: Priority = Priority.NORMAL
    priority_reason: str = ""
    due_at: datetime | None = None
    revision: int = 1
    assignee: str = ""
    holder: str = ""  # counts until `lease_until` only
    lease_until: datetime | None = None
    deferred_until: datetime | None = None
    escalated: bool = False
    comments: tuple[Comment, ...] = ()
    proposal: Proposal | None = None
    decision: int = 0  # the decision that answered it
    superseded_by: int = 0  # the task that asks in its place
    identifier: int = 0  # older journals have it: a hash of the number in question; no longer said
    sample_rate: float = 0.0  # of an audit
    check: Check = Check.NONE
    check_of: int = 0  # the task that was answered first
    story: tuple[int, ...] = ()  # the journal entries about it
    groups: tuple[tuple[int, ...], ...] = ()  # records that belong together, of SOME_OF_THESE

    @property
    def pairs(self) -> tuple[AskedPair, ...]:
        """The pairs that ask, the loudest first."""
        loudest = AskedPair(
            self.left, self.right, self.weight, self.fingerprint, self.cause, self.seen
        )
        return (loudest, *self.more)

    @property
    def records(self) -> tuple[int, ...]:
        """The records in question, the loudest pair's first."""
        ends = (end for pair in self.pairs for end in (pair.left, pair.right))
        return tuple(end for end in dict.fromkeys(ends) if end)

    @property
    def is_open(self) -> bool:
        return self.status is TaskStatus.OPEN

    def state_at(self, now: datetime) -> TaskState:
        """Where the task stands at a time."""
        if not self.is_open:
            return TaskState(self.status)
        if self.held_at(now):
            return TaskState.CLAIMED
        if self.deferred_until is not None and self.deferred_until > now:
            return TaskState.DEFERRED
        return TaskState.ESCALATED if self.escalated else TaskState.NEW

    def held_at(self, now: datetime) -> str:
        """Who holds it at a time; "" for nobody."""
        if self.holder and self.lease_until is not None and self.lease_until > now:
            return self.holder
        return ""

    def unanswered(self) -> Task:
        """The task as it waits when nobody has answered it, and nobody holds it."""
        return replace(
            self,
            status=TaskStatus.OPEN,
            resolution=Resolution.NONE,
            groups=(),
            closed_at=None,
            by="",
            reason="",
            superseded_by=0,
            decision=0,
            holder="",
            lease_until=None,
        )

    def asked_by(self, pairs: tuple[AskedPair, ...]) -> Task:
        """The task with these pairs in the place of its own, the loudest first."""
        first, *more = pairs
        return replace(
            self,
            left=first.left,
            right=first.right,
            weight=first.weight,
            fingerprint=first.fingerprint,
            cause=first.cause,
            seen=first.seen,
            more=tuple(more),
        )
