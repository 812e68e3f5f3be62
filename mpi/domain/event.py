"""Events: the entries of the journal.  Everything that changed is one of these.

Each payload is a frozen dataclass; its class name is the event's type.  The state of the index is
a pure function of its events (`mpi.store.state`), so a payload holds everything that cannot be
computed again for certain: what a source said, what was decided, which EID was minted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from matching.demographics import Demographics
from mpi.domain.decision import DecisionKind, Effect
from mpi.domain.judgement import Judgement
from mpi.domain.record import Disposition, RecordKey
from mpi.domain.source import Source
from mpi.domain.task import (
    NO_WORDS,
    AskedPair,
    Priority,
    Proposal,
    Resolution,
    Task,
    TaskKind,
    TaskStatus,
    Then,
    Why,
)
from mpi.domain.tasks_asked import SavedFilter


@dataclass(frozen=True, slots=True)
class SourceRegistered:
    """A source was registered, or its description changed."""

    source: Source


@dataclass(frozen=True, slots=True)
class RecordStored:
    """A version of a record was received."""

    record: int
    key: RecordKey
    version: int
    disposition: Disposition
    demographics: Demographics
    event_time: datetime | None
    content: str


@dataclass(frozen=True, slots=True)
class QuarantineSettled:
    """A steward accepted or rejected the version that waited in quarantine."""

    record: int
    version: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A pair at or above the auto-link threshold with no guard against it."""

    other: int
    weight: float


@dataclass(frozen=True, slots=True)
class EdgesFound:
    """These are now all the automatic edges of the record; earlier ones are gone."""

    record: int
    edges: tuple[Edge, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Move:
    """A record's person changed; from "" when it is new, to "" when it is deleted."""

    record: int
    key: RecordKey
    from_eid: str
    to_eid: str


@dataclass(frozen=True, slots=True)
class Founded:
    """The EID is founded by this record: minted for it, or handed over by a deleted founder."""

    eid: str
    record: int


@dataclass(frozen=True, slots=True)
class Retired:
    """The EID leads to its survivor from now on; a survivor of "" brings it back to life."""

    eid: str
    survivor: str


@dataclass(frozen=True, slots=True)
class PersonsChanged:
    """Records moved between persons: created, linked, joined, split, moved, merged or deleted.

    `ties`: where several persons became one, the pairs of records by which they did.
    """

    cause: str
    moves: tuple[Move, ...]
    founded: tuple[Founded, ...] = ()
    retired: tuple[Retired, ...] = ()
    ties: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """Something waits for a steward."""

    task: Task


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """A steward resolved the task, or it was superseded."""

    task: int
    status: TaskStatus
    resolution: Resolution
    by: str
    reason: str
    superseded_by: int = 0
    groups: tuple[tuple[int, ...], ...] = ()  # record ids that belong together, of SOME_OF_THESE


@dataclass(frozen=True, slots=True)
class TaskMoved:
    """The question moved: other pairs ask it now, or it is of another kind."""

    task: int
    kind: TaskKind
    pairs: tuple[AskedPair, ...]
    then: tuple[Then, ...]
    priority: Priority
    priority_reason: str
    due_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class TaskTaken:
    """A steward has the task until then; a holder of "" gave it back."""

    task: int
    holder: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class TaskAssigned:
    """It is somebody's task to do; "" makes it anybody's."""

    task: int
    assignee: str


@dataclass(frozen=True, slots=True)
class TaskDeferred:
    """The task was put off."""

    task: int
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class TaskEscalated:
    """Somebody who knows more is asked."""

    task: int
    assignee: str
    reason: str


@dataclass(frozen=True, slots=True)
class TaskCommented:
    """Somebody said something about the task."""

    task: int
    text: str


@dataclass(frozen=True, slots=True)
class TaskProposed:
    """An answer waits for a second person; None: no longer."""

    task: int
    proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class TaskReopened:
    """What ended the task was undone."""

    task: int
    then: tuple[Then, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """The last entry of a decision's act: what it was and what it did."""

    kind: DecisionKind
    effect: Effect
    task: int = 0
    resolution: Resolution = Resolution.NONE
    why: Why = NO_WORDS
    proposed_by: str = ""
    undoes: int = 0


@dataclass(frozen=True, slots=True)
class JudgementRestored:
    """What revoked the judgement was undone: it stands again."""

    judgement: int


@dataclass(frozen=True, slots=True)
class VersionSet:
    """A version counts for something else from now on, and this version is current."""

    record: int
    version: int
    disposition: Disposition
    current: int


@dataclass(frozen=True, slots=True)
class FieldRevealed:
    """Somebody saw a masked field; never its value."""

    record: int
    version: int
    field: str
    task: int
    purpose: str


@dataclass(frozen=True, slots=True)
class KnownAnswerSaved:
    """The right answer to a case is known; the case can be seeded among the tasks."""

    case: Task
    resolution: Resolution
    reason: str


@dataclass(frozen=True, slots=True)
class KnownAnswerForgotten:
    """The case is not seeded any more, and its answers no longer count."""

    saved: int  # the journal entry that saved it


@dataclass(frozen=True, slots=True)
class FilterSaved:
    """A steward kept a filter under a name."""

    filter: SavedFilter


@dataclass(frozen=True, slots=True)
class FilterForgotten:
    """A kept filter is gone."""

    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Somebody decided that two records are one person, or two."""

    judgement: Judgement


@dataclass(frozen=True, slots=True)
class JudgementRevoked:
    """A judgement no longer stands."""

    judgement: int
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordMerged:
    """The source retired one of its local ids into another one."""

    retired: int
    survivor: int


@dataclass(frozen=True, slots=True)
class RecordUnmerged:
    """The merge was undone: the local id speaks for itself again."""

    record: int


@dataclass(frozen=True, slots=True)
class RecordDeleted:
    """The source withdrew the record; its versions stay in the journal."""

    record: int


@dataclass(frozen=True, slots=True)
class ModelPromoted:
    """All records were scored anew: from now on the index is on this model."""

    digest: str
    name: str
    before: str  # digest of the model that it was on; "" where nobody knows


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request with a request id was answered, so that it gets the same answer again."""

    method: str
    digest: str  # of the request
    answer: bytes


Payload = (
    SourceRegistered
    | RecordStored
    | QuarantineSettled
    | EdgesFound
    | PersonsChanged
    | TaskOpened
    | TaskEnded
    | TaskMoved
    | TaskTaken
    | TaskAssigned
    | TaskDeferred
    | TaskEscalated
    | TaskCommented
    | TaskProposed
    | TaskReopened
    | Decided
    | JudgementRestored
    | VersionSet
    | FieldRevealed
    | KnownAnswerSaved
    | KnownAnswerForgotten
    | FilterSaved
    | FilterForgotten
    | Judged
    | JudgementRevoked
    | RecordMerged
    | RecordUnmerged
    | RecordDeleted
    | ModelPromoted
    | Answered
)


@dataclass(frozen=True, slots=True)
class Event:
    """One journal entry."""

    seq: int
    at: datetime
    actor: str
    request_id: str
    payload: Payload

    @property
    def type(self) -> str:
        return type(self.payload).__name__
