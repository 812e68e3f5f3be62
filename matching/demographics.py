"""Demographics: what one source says about one patient, exactly as it said it.

Nothing in this file cleans, folds or parses.  The standardizer reads these values and writes a
`MatchRow` beside them; the values themselves are kept for ever.  Field names follow USCDI and
FHIR Patient.  An empty string or tuple means that the source said nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NameUse(StrEnum):
    LEGAL = "legal"
    PREVIOUS = "previous"
    MAIDEN = "maiden"
    ALIAS = "alias"


class Sex(StrEnum):
    """Administrative sex; UNSAID when the source sent nothing."""

    UNSAID = ""
    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


class AddressUse(StrEnum):
    HOME = "home"
    WORK = "work"
    TEMPORARY = "temporary"
    BILLING = "billing"
    OLD = "old"


class PhoneUse(StrEnum):
    HOME = "home"
    WORK = "work"
    MOBILE = "mobile"
    UNSAID = ""


@dataclass(frozen=True, slots=True)
class Name:
    family: str = ""
    given: str = ""
    middle: str = ""
    prefix: str = ""
    suffix: str = ""
    use: NameUse = NameUse.LEGAL


@dataclass(frozen=True, slots=True)
class Address:
    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    use: AddressUse = AddressUse.HOME
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    number: str
    use: PhoneUse = PhoneUse.UNSAID


@dataclass(frozen=True, slots=True)
class Identifier:
    """(authority, type, value).  `type` is a code of HL7 table 0203: SS, DL, PPN, NI, MB, MR, MC ….

    `authority` is empty where the type alone names the domain (SS: the Social Security
    Administration).
    """

    type: str
    value: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Mother:
    """What the record says about the patient's mother (PID-6, PID-21)."""

    maiden_name: str = ""
    given: str = ""
    identifier: Identifier | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Something the source said that has no place of its own; kept and shown, never matched on."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Demographics:
    names: tuple[Name, ...] = ()
    birth_date: str = ""  # as said: "1980", "1980-05", "1980-05-12", "05/12/1980", "12 May 1980" …
    sex: Sex = Sex.UNSAID
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[Address, ...] = ()
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    mother: Mother = Mother()
    multiple_birth: bool | None = None  # None: not said
    birth_order: int = 0  # 1, 2, 3 … ; 0: not said
    deceased: bool | None = None
    death_date: str = ""
    language: str = ""
    race: tuple[str, ...] = ()
    ethnicity: tuple[str, ...] = ()
    other: tuple[Other, ...] = ()
    # The digits, year first, of a date that cannot be: "1861-02-79".  Compared, no date by itself.
    birth_date_garbled: str = ""

    def __repr__(self) -> str:
        """Shows no demographics, so that a stray log line cannot leak them."""
        return "Demographics(…)"
