"""The quality of files of records, before anything is matched: what is said, valid, over-shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file as it was read; `name` has no folder in it."""

    name: str
    rows: int
    rejected: int = 0
    repeated: int = 0  # rows that say again, word for word, what a row with their key said
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # canonical -> headers
    ignored: tuple[str, ...] = ()
    rejected_why: Mapping[str, int] = field(default_factory=dict)  # expectation -> rows


@dataclass(frozen=True, slots=True)
class Said:
    """How many records of one source say a canonical column."""

    column: str
    by_source: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_source.values())


@dataclass(frozen=True, slots=True)
class Validity:
    """Of the records of one source that say something of a kind: what it is worth."""

    source: str
    what: str  # "birth date", "SSN" …
    said: int
    usable: int
    placeholder: int  # stands for nothing, or was never given to anybody
    partial: int = 0  # of the usable: a year without a day, four digits of nine

    @property
    def not_understood(self) -> int:
        return max(0, self.said - self.usable - self.placeholder)


@dataclass(frozen=True, slots=True)
class Shared:
    """A value on more records than chance or one household would give it."""

    what: str
    value: str  # masked unless demographics may be shown
    records: int
    persons_about: int  # different names among them
    expected: float  # records that its neighbours would allow
    finding: str  # one sentence


@dataclass(frozen=True, slots=True)
class Alike:
    """Records that agree in name and birth date, as duplicates at a glance."""

    source: str  # "" for all sources together
    records: int
    groups: int  # of two or more records alike
    records_in_groups: int
    surplus: int  # records beyond the first of each group
    ssn_agrees: int  # groups in which two SSNs are said and all are one
    ssn_differs: int  # groups in which two different SSNs are said


@dataclass(frozen=True, slots=True)
class Profile:
    records: Mapping[str, int]  # by source
    said: tuple[Said, ...]
    validity: tuple[Validity, ...]
    placeholders: tuple[Shared, ...]
    shared: tuple[Shared, ...]
    shared_count: Mapping[str, int]  # what -> over-shared values, also those not shown
    alike: tuple[Alike, ...]
    keys_twice: int
    words: Mapping[str, tuple[tuple[str, int, bool], ...]]  # column -> (word, records, understood)
    warnings: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.records.values())


def profile(con: duckdb.DuckDBPyConnection, *, show_demographics: bool = False) -> Profile:
    """The profile of the tables `said` and `rows`."""
    raise NotImplementedError


def write_profile(
    found: Profile, files: tuple[FileRead, ...], path: Path, *, show_demographics: bool = False
) -> None:
    """The profile as one self-contained page."""
    raise NotImplementedError
