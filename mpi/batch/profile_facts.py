"""What a profile finds: how much is said, what of it is worth something, what is over-shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
class Placeholder:
    """What was typed where nothing was known, by the kind of value."""

    what: str
    by_source: Mapping[str, int]  # records
    examples: tuple[tuple[str, int], ...]  # (the commonest as said, records)

    @property
    def total(self) -> int:
        return sum(self.by_source.values())


@dataclass(frozen=True, slots=True)
class Shared:
    """A value on more records than chance or one household would give it."""

    what: str
    value: str  # masked unless demographics may be shown
    records: int
    people_least: int  # visibly different people who have it
    expected: float  # records that a value of its kind, or its neighbours, usually have


@dataclass(frozen=True, slots=True)
class Word:
    """A word said in a column that knows only some words."""

    said: str
    records: int
    meaning: str  # "" if not understood


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
    placeholders: tuple[Placeholder, ...]
    shared: tuple[Shared, ...]
    shared_count: Mapping[str, int]  # what -> over-shared values, also those not shown
    alike: tuple[Alike, ...]
    keys_twice: int  # records beyond the first under one source and local id
    birth_days: int  # records with a whole birth date
    first_of_january: int  # of these, on a first of January
    garbled_dates: int  # of these, on a day that cannot be
    words: Mapping[str, tuple[Word, ...]]  # by column, the commonest first
    warnings: tuple[str, ...] = ()  # whole sentences

    @property
    def total(self) -> int:
        return sum(self.records.values())

    @property
    def validity_total(self) -> dict[str, Validity]:
        """The validity of each kind, all sources together."""
        found: dict[str, Validity] = {}
        for each in self.validity:
            so_far = found.get(each.what, Validity("", each.what, 0, 0, 0))
            found[each.what] = Validity(
                "",
                each.what,
                so_far.said + each.said,
                so_far.usable + each.usable,
                so_far.placeholder + each.placeholder,
                so_far.partial + each.partial,
            )
        return found

    @property
    def troubled(self) -> tuple[Validity, ...]:
        """Kinds and sources where something is a placeholder or not understood, the worst first."""
        found = [each for each in self.validity if each.placeholder or each.not_understood]
        return tuple(sorted(found, key=lambda each: each.usable / each.said))
