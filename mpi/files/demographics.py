"""One row of canonical columns as Demographics.

`to_demographics` is pure and takes any mapping of canonical columns to text.  A value that cannot
be what its column says does not cost the row: it is kept as `Other("<column>_as_said", value)`,
and `reading` names it as a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from matching.demographics import (
    Address,
    Demographics,
    Identifier,
    Mother,
    Name,
    NameUse,
    Other,
    Phone,
    PhoneUse,
    Sex,
)
from matching.standardize.dates import DateError, parse_date
from matching.standardize.garbled_dates import garbled_date, year_of
from mpi.validate import BIRTH_ORDER_MAX, date_violations

Row = Mapping[str, str]


def to_demographics(row: Row) -> Demographics:
    """What the row says."""
    return reading(row).demographics


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that was kept as said but not understood: its column, and what was expected."""

    field: str
    expected: str


@dataclass(frozen=True, slots=True)
class Reading:
    demographics: Demographics
    event_time: datetime | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Dates:
    """How a file writes dates: the order of day and month, or one exact format of strptime;
    `formats` are those of single columns."""

    order: str = "MDY"
    format: str = ""
    formats: tuple[tuple[str, str], ...] = ()

    def format_of(self, column: str) -> str:
        return dict(self.formats).get(column, self.format)


DATE_COLUMNS: Final = ("birth_date", "death_date")


def reading(row: Row, dates: Dates | None = None) -> Reading:
    """What the row says, when it was so, and which of its values were not understood."""
    doubts: list[Doubt] = []
    other: list[Other] = []
    words = _Words(row, dates or Dates(), doubts, other)
    said = row.get
    birth_date = words.date("birth_date")
    death_date = words.date("death_date")
    deceased = words.truth("deceased")
    demographics = Demographics(
        names=_names(row),
        birth_date=birth_date,
        sex=words.sex(),
        identifiers=_identifiers(row),
        addresses=_addresses(row),
        phones=_phones(row),
        emails=tuple(value for column in _EMAILS if (value := said(column, ""))),
        mother=Mother(said("mother_maiden_name", ""), said("mother_given_name", "")),
        multiple_birth=words.truth("multiple_birth"),
        birth_order=words.birth_order(),
        deceased=True if deceased is None and said("death_date") else deceased,
        death_date=death_date,
        birth_date_garbled=words.garbled_birth_date,
        language=said("language", ""),
        race=_several(said("race", "")),
        ethnicity=_several(said("ethnicity", "")),
        other=(
            *(
                Other(column.removeprefix("other:"), value)
                for column, value in row.items()
                if column.startswith("other:") and value
            ),
            *other,
        ),
    )
    return Reading(demographics, words.event_time(), tuple(doubts))


def date_said(column: str, text: str, dates: Dates) -> tuple[str, str]:
    """What the index is told of a date in a file: the date, and the digits of a birth date that
    cannot be one; empty if there is none."""
    words = _Words({column: text}, dates, [], [])
    return words.date(column), words.garbled_birth_date


_DATE_EXPECTED: Final = "a possible date, such as 1980-05-12, 05/12/1980 or 1980-05; kept as said"


class _Words:
    """Reads the values that are more than text, and keeps those that cannot be read."""

    def __init__(self, row: Row, dates: Dates, doubts: list[Doubt], other: list[Other]) -> None:
        self._row = row
        self._dates = dates
        self._doubts = doubts
        self._other = other
        self.garbled_birth_date = ""

    def date(self, column: str) -> str:
        said = self._row.get(column, "")
        if not said:
            return ""
        if self._dates.format_of(column):
            return self._in_format(column, said)
        if date_violations(said, column):
            # The year, the month or the day is mistyped; the rest still tells something.
            self._doubted(column, said, _DATE_EXPECTED)
            if column == "birth_date":
                self.garbled_birth_date = garbled_date(said, self._dates.order)
            return year_of(said)
        if self._dates.order == "MDY":
            return said
        # The index reads 05/12/1980 month first; a date meant otherwise is written out.
        try:
            date = parse_date(said, self._dates.order)
        except DateError:
            return said
        return self._rewritten(column, said, _iso(date.compact) if date else said)

    def _in_format(self, column: str, said: str) -> str:
        wanted = self._dates.format_of(column)
        try:
            found = datetime.strptime(said, wanted).date().isoformat()  # noqa: DTZ007
        except ValueError:
            return self._doubted(column, said, f"a date as {wanted}; kept as said")
        return self._rewritten(column, said, found)

    def _rewritten(self, column: str, said: str, found: str) -> str:
        if found != said:
            self._other.append(Other(f"{column}_as_said", said))
        return found

    def sex(self) -> Sex:
        said = self._row.get("sex", "")
        found = _SEXES.get(said.strip().casefold())
        if found is None:
            self._doubted("sex", said, "male, female, other or unknown; kept as said")
        return found or Sex.UNSAID

    def truth(self, column: str) -> bool | None:
        said = self._row.get(column, "")
        word = said.strip().casefold()
        if word in _NOTHING:
            return None
        if word in _YES or word in _NO:
            return word in _YES
        self._doubted(column, said, "Y or N; kept as said")
        return None

    def birth_order(self) -> int:
        said = self._row.get("birth_order", "").strip()
        if said.casefold() in _NOTHING:
            return 0
        whole = said.removesuffix(".0")
        if whole.isascii() and whole.isdigit() and int(whole[:9]) <= BIRTH_ORDER_MAX:
            return int(whole)
        self._doubted("birth_order", said, f"a number up to {BIRTH_ORDER_MAX}; kept as said")
        return 0

    def event_time(self) -> datetime | None:
        said = self._row.get("event_time", "").strip()
        if not said:
            return None
        try:
            found = datetime.fromisoformat(said)
        except ValueError:
            self._doubted("event_time", said, "a time such as 2026-05-12T08:30:00Z; kept as said")
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def _doubted(self, column: str, said: str, expected: str) -> str:
        self._doubts.append(Doubt(column, expected))
        if said.strip():
            self._other.append(Other(f"{column}_as_said", said))
        return ""


def _iso(compact: str) -> str:
    return "-".join(part for part in (compact[:4], compact[4:6], compact[6:]) if part)


_SEXES: Final = {
    "": Sex.UNSAID,
    **dict.fromkeys(("m", "male", "man", "boy"), Sex.MALE),
    **dict.fromkeys(("f", "female", "woman", "girl"), Sex.FEMALE),
    **dict.fromkeys(("o", "other", "x", "a", "ambiguous", "nonbinary", "non-binary"), Sex.OTHER),
    **dict.fromkeys(("u", "unknown", "unk", "un", "n/a", "na", "n"), Sex.UNKNOWN),
    **dict.fromkeys(("undisclosed", "undifferentiated", "not applicable"), Sex.UNKNOWN),
}
_YES: Final = frozenset(("y", "yes", "true", "t", "1", "1.0"))
_NO: Final = frozenset(("n", "no", "false", "f", "0", "0.0"))
_NOTHING: Final = frozenset(("", "u", "unknown", "unk", "null", "none", "na", "n/a"))


def _names(row: Row) -> tuple[Name, ...]:
    said = row.get
    legal = Name(
        family=said("family_name", ""),
        given=said("given_name", ""),
        middle=said("middle_name", ""),
        prefix=said("prefix", ""),
        suffix=said("suffix", ""),
    )
    others = (
        Name(family=said("previous_family_name", ""), use=NameUse.PREVIOUS),
        Name(family=said("maiden_name", ""), use=NameUse.MAIDEN),
        Name(
            family=said("alias_family_name", ""),
            given=said("alias_given_name", ""),
            use=NameUse.ALIAS,
        ),
    )
    names = [name for name in others if name.family or name.given]
    return (legal, *names) if legal != Name() else tuple(names)


def _identifiers(row: Row) -> tuple[Identifier, ...]:
    """`ssn`, and `identifier:<TYPE>` or `identifier:<TYPE>@<AUTHORITY>`."""
    ssn = row.get("ssn", "")
    found = [Identifier("SS", ssn)] if ssn else []
    for column, value in row.items():
        if column.startswith("identifier:") and value:
            kind, _, authority = column.removeprefix("identifier:").partition("@")
            found.append(Identifier(kind.strip(), value, authority.strip()))
    return tuple(found)


_ADDRESS_LINES: Final = ("address_line", *(f"address_line_{place}" for place in range(2, 10)))
_EMAILS: Final = ("email", *(f"email_{place}" for place in range(2, 10)))
_PHONES: Final = (
    *((column, PhoneUse.UNSAID) for column in ("phone", *(f"phone_{n}" for n in range(2, 10)))),
    ("phone_home", PhoneUse.HOME),
    ("phone_work", PhoneUse.WORK),
    ("phone_mobile", PhoneUse.MOBILE),
)


def _addresses(row: Row) -> tuple[Address, ...]:
    said = row.get
    address = Address(
        lines=tuple(line for column in _ADDRESS_LINES if (line := said(column, ""))),
        city=said("city", ""),
        state=said("state", ""),
        postal_code=said("postal_code", ""),
        country=said("country", ""),
    )
    return (address,) if address != Address(country=address.country) else ()


def _phones(row: Row) -> tuple[Phone, ...]:
    return tuple(Phone(number, use) for column, use in _PHONES if (number := row.get(column, "")))


_BETWEEN: Final = re.compile(r"\s*;\s*")


def _several(said: str) -> tuple[str, ...]:
    return tuple(part for part in _BETWEEN.split(said.strip()) if part)
