"""Every error the index can answer with, and what each means.

MpiError
├── InvalidArgument          a field of the request is not what it must be
├── NotFound
│   ├── EidNotFound
│   ├── RecordNotFound
│   ├── TaskNotFound
│   ├── JudgementNotFound
│   ├── DecisionNotFound
│   ├── FilterNotFound
│   └── SourceNotFound       (of a look-up; a write to an unknown source is SourceUnknown)
├── FailedPrecondition
│   ├── SourceUnknown
│   ├── AuthorityForeign
│   ├── RecordMerged
│   ├── TaskClosed
│   ├── JudgementContradicts
│   ├── NothingQuarantined
│   ├── TaskClaimed
│   ├── ClaimExpired
│   ├── SecondPersonNeeded
│   ├── OverrideUnexplained
│   ├── DecisionUndone
│   ├── UndoBlocked
│   └── RequestIdReused
├── Aborted
│   ├── VersionStale         the caller edits a version that is no longer current
│   ├── TaskChanged          the caller decides on a task that is not as he has seen it
│   └── PersonChanged        the caller splits a person that has other records by now
├── ResourceExhausted        a limit was reached
├── Unavailable              the service is stopping, or the write could not be made durable
└── DataCorrupt              the journal or a projection does not verify

Raised in the core, translated to `google.rpc.Status` in one interceptor.  Messages carry field
names, ids and reasons, never a demographic value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Violation:
    """One field that is not what it must be: its path, and what was expected (never its value)."""

    field: str
    expected: str


class MpiError(Exception):
    """Something the caller is told about."""

    code: ClassVar[str] = "INTERNAL"
    reason: ClassVar[str] = "INTERNAL"

    def __init__(self, message: str = "", **metadata: str) -> None:
        super().__init__(message or (type(self).__doc__ or ""))
        self.metadata: dict[str, str] = metadata


class InvalidArgument(MpiError):
    """A field of the request is not what it must be."""

    code = "INVALID_ARGUMENT"
    reason = "FIELD_INVALID"

    def __init__(self, *violations: Violation) -> None:
        super().__init__("; ".join(f"{v.field}: expected {v.expected}" for v in violations))
        self.violations = violations


class NotFound(MpiError):
    """What was asked for does not exist."""

    code = "NOT_FOUND"
    reason = "NOT_FOUND"


class EidNotFound(NotFound):
    """No person has, or ever had, this enterprise ID."""

    reason = "EID_NOT_FOUND"


class RecordNotFound(NotFound):
    """The source has no record with this local id here."""

    reason = "RECORD_NOT_FOUND"


class TaskNotFound(NotFound):
    """There is no task with this id."""

    reason = "TASK_NOT_FOUND"


class JudgementNotFound(NotFound):
    """There is no judgement with this id."""

    reason = "JUDGEMENT_NOT_FOUND"


class DecisionNotFound(NotFound):
    """There is no decision with this id."""

    reason = "DECISION_NOT_FOUND"


class FilterNotFound(NotFound):
    """The caller has no filter of this name."""

    reason = "FILTER_NOT_FOUND"


class SourceNotFound(NotFound):
    """There is no source with this code."""

    reason = "SOURCE_NOT_FOUND"


class FailedPrecondition(MpiError):
    """The request is well formed, but the index is not in a state to do it."""

    code = "FAILED_PRECONDITION"
    reason = "FAILED_PRECONDITION"


class SourceUnknown(FailedPrecondition):
    """The record's source is not registered."""

    reason = "SOURCE_NOT_FOUND"


class AuthorityForeign(FailedPrecondition):
    """An identifier belongs to a domain that only its own source may assign."""

    reason = "AUTHORITY_FOREIGN"


class RecordMerged(FailedPrecondition):
    """The source retired this local id into another one."""

    reason = "RECORD_MERGED"


class TaskClosed(FailedPrecondition):
    """The task is no longer open."""

    reason = "TASK_CLOSED"


class JudgementContradicts(FailedPrecondition):
    """The judgement contradicts one that stands; revoke that one first."""

    reason = "JUDGEMENT_CONTRADICTS"


class NothingQuarantined(FailedPrecondition):
    """The record has no update in quarantine."""

    reason = "NOTHING_QUARANTINED"


class TaskClaimed(FailedPrecondition):
    """Another actor has claimed the task."""

    reason = "TASK_CLAIMED"


class ClaimExpired(FailedPrecondition):
    """The caller's claim ran out; somebody else may have the task next."""

    reason = "CLAIM_EXPIRED"


class SecondPersonNeeded(FailedPrecondition):
    """The caller's own proposal has to be confirmed by somebody else."""

    reason = "SECOND_PERSON_NEEDED"


class OverrideUnexplained(FailedPrecondition):
    """The decision goes against a guard or an earlier judgement: it needs a reason code and why."""

    reason = "OVERRIDE_UNEXPLAINED"


class DecisionUndone(FailedPrecondition):
    """The decision is undone already."""

    reason = "DECISION_UNDONE"


class UndoBlocked(FailedPrecondition):
    """Something decided later stands in the way of undoing; undo that first."""

    reason = "UNDO_BLOCKED"


class RequestIdReused(FailedPrecondition):
    """The request id was used before, for a different request."""

    reason = "REQUEST_ID_REUSED"


class Aborted(MpiError):
    """The request lost a race; read again and retry."""

    code = "ABORTED"
    reason = "ABORTED"


class VersionStale(Aborted):
    """The caller edits a version that is no longer current."""

    reason = "VERSION_STALE"


class TaskChanged(Aborted):
    """The task is not as the caller has seen it; read it again."""

    reason = "TASK_CHANGED"


class PersonChanged(Aborted):
    """The person's records are not those that the request speaks of; read it again."""

    reason = "PERSON_CHANGED"


class ResourceExhausted(MpiError):
    """A limit was reached; the message names it."""

    code = "RESOURCE_EXHAUSTED"
    reason = "LIMIT_REACHED"


class Unavailable(MpiError):
    """The service is stopping, or could not make the write durable; nothing was changed."""

    code = "UNAVAILABLE"
    reason = "UNAVAILABLE"


class DataCorrupt(MpiError):
    """The journal or a projection does not verify."""

    code = "DATA_LOSS"
    reason = "DATA_CORRUPT"
