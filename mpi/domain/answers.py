"""What the index answers: one frozen dataclass for each call, free of messages and cursors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from matching.demographics import Demographics
from mpi.domain.record import Disposition, Outcome, RecordKey, RecordStatus


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a call is made.  `deadline`: in seconds of the monotonic clock, or None."""

    actor: str = ""
    request_id: str = ""
    deadline: float | None = None


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """What one comparison says of a pair; words, never values."""

    comparison: str
    level: str
    weight_log2: float
    note: str


@dataclass(frozen=True, slots=True)
class PairScore:
    """How alike two records are, and what the policy makes of it."""

    weight_log2: float
    probability: float
    grade: str  # certain, probable, possible, certainly-not
    verdict: str  # link, review, apart
    evidence: tuple[FieldEvidence, ...]
    guards: tuple[str, ...]
    held: tuple[str, ...]
    model: str


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """One person that may be the one asked for; `record` is the member that matched best."""

    eid: str
    record: RecordKey
    score: PairScore


@dataclass(frozen=True, slots=True)
class Matched:
    """Persons best first.  `truncated`: a block was too common to look through, so a single
    certain match is not proven unique."""

    persons: tuple[PersonMatch, ...]
    truncated: bool
    model: str


@dataclass(frozen=True, slots=True)
class Upserted:
    key: RecordKey
    eid: str
    outcome: Outcome
    version: int
    tasks: tuple[int, ...]
    match: PersonMatch | None  # the best other record, where one played a part
    truncated: bool
    model: str


@dataclass(frozen=True, slots=True)
class RecordView:
    key: RecordKey
    status: RecordStatus
    version: int
    disposition: Disposition
    event_time: datetime | None
    received_at: datetime
    eid: str
    demographics: Demographics
    merged_into: RecordKey | None = None
    quarantined: int = 0

    def __repr__(self) -> str:
        return f"RecordView({self.key}, v{self.version})"


@dataclass(frozen=True, slots=True)
class GoldenField:
    """One field of the golden record: where its value comes from, by path and record."""

    field: str
    record: RecordKey
    version: int


@dataclass(frozen=True, slots=True)
class GoldenRecord:
    """The best view of a person, field by field, with the record each field came from."""

    demographics: Demographics
    sources: tuple[GoldenField, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """`asked`: the EID asked for, which may be a retired one that led here."""

    eid: str
    asked: str
    records: tuple[RecordView, ...]
    golden: GoldenRecord
    retired: tuple[str, ...]  # EIDs that lead here
    as_of: datetime | None
    tasks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search."""

    persons: tuple[PersonView, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class CrossReferences:
    eid: str
    keys: tuple[RecordKey, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What a merge, move, deletion, judgement or resolution did to persons."""

    eids: tuple[str, ...]  # persons touched that are live now, the subject's first
    retired: tuple[str, ...]
    tasks: tuple[int, ...]  # opened
    judgement: int = 0
    decision: int = 0  # the undo token
    proposal: int = 0  # the task that carries it as a proposal, where it was not carried out


@dataclass(frozen=True, slots=True)
class Explanation:
    left: RecordView
    right: RecordView
    score: PairScore
    words: tuple[str, ...]
    same_person: bool
    judgements: tuple[int, ...]
