"""What the page sees of records and persons: frozen dataclasses, made by `reading.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key:
    """Names a record."""

    source: str
    local_id: str

    @property
    def text(self) -> str:
        return f"{self.source}/{self.local_id}"

    @classmethod
    def of(cls, text: str) -> Key:
        """The key in a form or an address; a source's code holds no slash."""
        source, _, local_id = text.partition("/")
        return cls(source, local_id)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one field of one record.

    `path` is its place in the demographics: "identifiers[0].value".  A masked one is shown in part
    until somebody asks for the whole of it.
    """

    text: str
    path: str
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field across records: for each of them, the values that it says there."""

    name: str
    label: str
    values: tuple[tuple[Value, ...], ...]
    # Not all that say something say the same, masked values compared in full.
    differs: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record."""

    number: int
    disposition: str
    event_time: datetime | None
    received_at: datetime | None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the index holds it."""

    key: Key
    status: str
    version: int
    disposition: str
    event_time: datetime | None
    received_at: datetime | None
    eid: str
    merged_into: Key | None = None
    quarantined_version: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison says of a pair."""

    comparison: str
    level: str
    weight: float
    note: str


@dataclass(frozen=True, slots=True)
class Score:
    """How alike two records are."""

    weight: float
    probability: float
    grade: str
    verdict: str
    evidence: tuple[Evidence, ...]
    guards: tuple[str, ...]
    held: tuple[str, ...]
    model: str = ""

    @property
    def prior(self) -> float:
        """The weight of two records picked at random."""
        return self.weight - sum(one.weight for one in self.evidence)


@dataclass(frozen=True, slots=True)
class GoldenLine:
    """One field of a golden record, and the record that it comes from."""

    name: str
    label: str
    value: Value
    record: Key | None
    version: int


@dataclass(frozen=True, slots=True)
class Person:
    """The records believed to be one human."""

    eid: str
    asked: str
    records: tuple[Record, ...]
    fields: tuple[Field, ...]
    golden: tuple[GoldenLine, ...]
    retired: tuple[str, ...]
    as_of: datetime | None
    task_ids: tuple[str, ...]

    def best(self, *names: str) -> str:
        """The first value of each of these fields of the golden record, as one text."""
        first = {line.name.split(":")[0]: line.value.text for line in reversed(self.golden)}
        return " ".join(first[name] for name in names if name in first)


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A person that was found, and how well it fits where that was asked."""

    person: Person
    weight: float | None = None
    grade: str = ""
    record: Key | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a person's story."""

    sequence: int
    at: datetime | None
    actor: str
    kind: str
    words: str
    records: tuple[Key, ...]
    task_id: str
    decision_id: str
    is_undoable: bool


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A page of a list, and where the next one begins; "" where this is the last."""

    items: tuple[T, ...]
    next_token: str = ""
    total: int = 0
