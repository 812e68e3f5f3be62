"""What the page sees of tasks and decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from review_ui.seen import Evidence, Field, GoldenLine, Key, Record, Score, Version


@dataclass(frozen=True, slots=True)
class Comment:
    actor: str
    at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that needs a second person."""

    by: str
    at: datetime | None
    resolution: str
    because: tuple[str, ...]
    reason_code: str
    reason: str
    groups: tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One question that waits, or waited, for a steward."""

    id: str
    kind: str
    status: str
    records: tuple[Key, ...]
    weight: float
    cause: str
    opened_at: datetime | None
    revision: int
    priority: str
    priority_reason: str
    eids: tuple[str, ...]
    guards: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    resolution: str = ""
    closed_at: datetime | None = None
    resolved_by: str = ""
    reason: str = ""
    version: int = 0
    claimed_by: str = ""
    claimed_until: datetime | None = None
    assignee: str = ""
    deferred_until: datetime | None = None
    due_at: datetime | None = None
    is_overdue: bool = False
    proposal: Proposal | None = None
    decision_id: str = ""
    superseded_by: str = ""

    @property
    def is_over(self) -> bool:
        return self.status in ("resolved", "superseded")

    @property
    def is_held_update(self) -> bool:
        """An update waits in quarantine, and is accepted, rejected or moved."""
        return self.version > 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One record as a column of the comparison."""

    record: Record
    is_held_back: bool
    is_in_question: bool
    history: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class PairOfSheets:
    """How alike two of the columns are."""

    left: int
    right: int
    score: Score
    words: tuple[str, ...]
    is_in_question: bool
    is_one_person: bool
    household: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is not as it was when the task was opened."""

    words: str
    record: Key | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class JudgementSeen:
    """A judgement, as a steward sees it."""

    id: str
    left: Key
    right: Key
    judgement: str
    actor: str
    at: datetime | None
    reason: str
    reason_code: str
    is_revoked: bool
    is_evidence_changed: bool
    decision_id: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a task."""

    at: datetime | None
    actor: str
    words: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The evidence of when the task was opened: of the pair that asked loudest."""

    at: datetime | None
    weight: float
    evidence: tuple[Evidence, ...]
    records: tuple[tuple[Key, int, str], ...]


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """A task with all that is needed to answer it."""

    task: Task
    sheets: tuple[Sheet, ...]
    is_truncated: bool
    fields: tuple[Field, ...]
    pairs: tuple[PairOfSheets, ...]
    golden_if_joined: tuple[GoldenLine, ...]
    judgements: tuple[JudgementSeen, ...]
    history: tuple[Happening, ...]
    snapshot: Snapshot | None
    changes: tuple[Change, ...]
    answers: tuple[str, ...]
    same_overrides: tuple[str, ...]
    different_overrides: tuple[str, ...]
    second_person_because: tuple[str, ...]

    @property
    def in_question(self) -> tuple[int, ...]:
        """Places of the columns that the task asks about."""
        return tuple(n for n, one in enumerate(self.sheets) if one.is_in_question)

    def pair(self, left: int, right: int) -> PairOfSheets | None:
        """How alike two of the columns are, whichever way round."""
        places = {left, right}
        return next((one for one in self.pairs if {one.left, one.right} == places), None)


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks; what is empty does not narrow."""

    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    assignee: str = ""
    mine: bool = False
    unassigned: bool = False
    overdue: bool = False
    needs_second_person: bool = False
    eid: str = ""
    weight_min: float | None = None
    weight_max: float | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class SavedFilter:
    name: str
    owner: str
    filter: TaskFilter
    order: str


@dataclass(frozen=True, slots=True)
class QueueCount:
    kind: str
    status: str
    priority: str
    age: str
    count: int


@dataclass(frozen=True, slots=True)
class QueueStats:
    """How many wait."""

    counts: tuple[QueueCount, ...]
    total: int
    overdue: int
    mine: int
    needs_second_person: int
    oldest_at: datetime | None
    by_source: dict[str, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a steward answers to a task."""

    resolution: str
    reason: str = ""
    reason_code: str = ""
    groups: tuple[tuple[Key, ...], ...] = ()
    # Where a held update goes: one of them.
    to_record: Key | None = None
    to_eid: str = ""
    to_new_person: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which task the user wants next; `instead_of`: one that is given back for it."""

    filter: TaskFilter
    order: str
    skipped: tuple[str, ...] = ()
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a write did; `next`: the task that was taken then, where one was asked for."""

    decision_id: str
    needs_second_person: bool = False
    eids: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    next: TaskSeen | None = None


@dataclass(frozen=True, slots=True)
class PersonPreview:
    """A person before and after."""

    eid: str
    before: tuple[Key, ...]
    after: tuple[Key, ...]
    golden: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would do."""

    persons: tuple[PersonPreview, ...] = ()
    retired: tuple[tuple[str, str], ...] = ()
    returned: tuple[str, ...] = ()
    closed: tuple[Task, ...] = ()
    opened: tuple[Task, ...] = ()
    reopened: tuple[Task, ...] = ()
    made: tuple[JudgementSeen, ...] = ()
    revoked: tuple[JudgementSeen, ...] = ()
    notified: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    second_person_because: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that was decided, and can be undone."""

    id: str
    kind: str
    actor: str
    confirmed_by: str
    at: datetime | None
    words: str
    records: tuple[Key, ...]
    task_id: str
    resolution: str
    reason_code: str
    reason: str
    undone_by: str
    is_undoable: bool
    why_not: str
    undoes: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one task of many."""

    task_id: str
    problem: str
    decision_id: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of the desk."""

    lease_s: int = 0
    bulk_max: int = 0
    four_eyes: tuple[str, ...] = field(default=())
