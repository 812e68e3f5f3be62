"""What one distinct value, or a few values that belong together, come to in a match row.

Every function here takes texts ('' is not said) and answers the columns of its schema.  They call
the same standardizer as the index does, and know no table and no process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from matching.demographics import Address, Demographics, Name, NameUse
from matching.row import MatchRow
from matching.standardize import standardize
from matching.standardize.addresses import parse_address, phone_region
from matching.standardize.identifiers import parse_identifiers
from matching.standardize.name_parts import family_part, given_part, middle_part, suffix_part
from matching.standardize.names import family_name, given_name, parse_name
from matching.standardize.newborns import mother_of
from matching.standardize.phones import email, phone
from mpi.files.demographics import Dates, date_said, reading

NAME_COLUMNS: Final = (
    "prefix",
    "given_name",
    "middle_name",
    "family_name",
    "suffix",
    "previous_family_name",
    "maiden_name",
    "alias_given_name",
    "alias_family_name",
)
_ABROAD: Final = "GB"  # any country whose house numbers may stand last


@dataclass(frozen=True, slots=True)
class Job:
    """`answer` takes how dates are written and the texts of `asks`, and gives a tuple of
    `answers`."""

    asks: tuple[str, ...]
    answers: pa.Schema
    answer: Callable[..., tuple[Any, ...]]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([*((name, pa.string()) for name in self.asks), *self.answers])

    def run(self, asked: pa.Table, dates: Dates) -> pa.Table:
        """The distinct texts `asked`, with the columns that they come to beside them."""
        answer = self.answer
        texts = [asked.column(name).to_pylist() for name in self.asks]
        found = [answer(dates, *said) for said in zip(*texts, strict=True)]
        columns = list(zip(*found, strict=True)) if found else [()] * len(self.answers)
        arrays = [asked.column(name) for name in self.asks]
        answers = [
            pa.array(column, field.type)
            for column, field in zip(columns, self.answers, strict=True)
        ]
        return pa.table([*arrays, *answers], schema=self.schema)


def _standardized(dates: Dates, **said: str) -> MatchRow:
    return standardize(
        reading({column: text for column, text in said.items() if text}, dates).demographics
    )


def _family(_dates: Dates, text: str) -> tuple[Any, ...]:
    return family_part(text)


def _given(_dates: Dates, text: str) -> tuple[Any, ...]:
    return given_part(text)


def _middle(_dates: Dates, text: str) -> tuple[Any, ...]:
    return middle_part(text)


def _suffix(_dates: Dates, text: str) -> tuple[Any, ...]:
    return (suffix_part(text),)


def _other_names(
    _dates: Dates, previous: str, maiden: str, alias_given: str, alias_family: str
) -> tuple[Any, ...]:
    """The given and the family names that a record has beside its main name."""
    names = (
        Name(family=previous, use=NameUse.PREVIOUS),
        Name(family=maiden, use=NameUse.MAIDEN),
        Name(family=alias_family, given=alias_given, use=NameUse.ALIAS),
    )
    givens: set[str] = set()
    families: set[str] = set()
    for name in names:
        if name.family or name.given:
            other = parse_name(name)
            givens.update((other.given, *other.given_other))
            families.update((other.family, *other.family_other))
    return sorted(givens - {""}), sorted(families - {""})


def _whole_name(dates: Dates, *said: str) -> tuple[Any, ...]:
    """A name whose parts depend on each other; `said` in the order of NAME_COLUMNS."""
    row = _standardized(dates, **dict(zip(NAME_COLUMNS, said, strict=True)))
    return (
        row.given,
        row.given_other,
        row.middle,
        row.family,
        row.family_other,
        row.given_native,
        row.family_native,
        row.suffix,
        row.newborn_name,
        mother_of(row.newborn_name) if row.newborn_name else "",
        row.placeholders,
    )


def _date(dates: Dates, column: str, text: str) -> tuple[Any, ...]:
    date, garbled = date_said(column, text, dates)
    row = standardize(Demographics(birth_date=date, birth_date_garbled=garbled))
    return row.birth_date, bool(row.placeholders)


def _sex(dates: Dates, text: str) -> tuple[Any, ...]:
    return (_standardized(dates, sex=text).sex,)


def _multiple_birth(dates: Dates, text: str) -> tuple[Any, ...]:
    return (_standardized(dates, multiple_birth=text).multiple_birth,)


def _birth_order(dates: Dates, text: str) -> tuple[Any, ...]:
    return (_standardized(dates, birth_order=text).birth_order,)


def _mother_family(_dates: Dates, text: str) -> tuple[Any, ...]:
    return (family_name(text),)


def _mother_given(_dates: Dates, text: str) -> tuple[Any, ...]:
    return (given_name(text),)


def _identifier(dates: Dates, column: str, text: str) -> tuple[Any, ...]:
    """What the value of one column comes to; there is one identifier at most in the answer."""
    parsed = parse_identifiers(reading({column: text}, dates).demographics.identifiers)
    return (
        parsed.ssn,
        parsed.ssn_last4,
        parsed.others[0] if parsed.others else "",
        bool(parsed.placeholders),
    )


def _country(_dates: Dates, text: str) -> tuple[Any, ...]:
    """(whose dialling rules hold, whether a house number may stand last)."""
    address = Address(lines=("OAK 1",), country=text)
    return phone_region((address,)), parse_address(address).house_number == "1"


def _lines(_dates: Dates, abroad: str, *lines: str) -> tuple[Any, ...]:
    said = tuple(line for line in lines if line)
    parsed = parse_address(Address(lines=said, country=_ABROAD if abroad else ""))
    return parsed.house_number, parsed.street, parsed.unit, bool(parsed.placeholders)


def _city(_dates: Dates, text: str) -> tuple[Any, ...]:
    parsed = parse_address(Address(city=text))
    return parsed.city, bool(parsed.placeholders)


def _place(_dates: Dates, state: str, postal_code: str, country: str) -> tuple[Any, ...]:
    parsed = parse_address(Address(state=state, postal_code=postal_code, country=country))
    return parsed.state, parsed.postal_code, parsed.placeholders


def _phone(_dates: Dates, number: str, region: str) -> tuple[Any, ...]:
    found = phone(number, region)
    return found or "", found is None


def _email(_dates: Dates, text: str) -> tuple[Any, ...]:
    found = email(text)
    return found or "", found is None


_TYPES: Final = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "is": pa.bool_(),
    "number": pa.int32(),
}


def _job(asks: str, answers: str, answer: Callable[..., tuple[Any, ...]]) -> Job:
    """`answers`: names, each followed by its type, as in "city text is_nothing is"."""
    words = answers.split()
    fields = zip(words[::2], words[1::2], strict=True)
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in fields])
    return Job(tuple(asks.split()), schema, answer)


_LINES: Final = tuple(f"line_{place}" for place in range(1, 10))
JOBS: Final = {
    "family": _job(
        "said",
        "family text suffix text family_other texts family_native text placeholders texts"
        " together is is_newborn_like is",
        _family,
    ),
    "given": _job(
        "said",
        "given text middle text suffix text given_other texts given_native text placeholders texts"
        " together is is_several is",
        _given,
    ),
    "middle": _job("said", "middle text suffix text placeholders texts together is", _middle),
    "suffix": _job("said", "suffix text", _suffix),
    "other_names": _job(
        "previous_family_name maiden_name alias_given_name alias_family_name",
        "givens texts families texts",
        _other_names,
    ),
    "whole_name": _job(
        " ".join(NAME_COLUMNS),
        "given text given_other texts middle text family text family_other texts given_native text"
        " family_native text suffix_found text newborn_name text mother_given text"
        " placeholders texts",
        _whole_name,
    ),
    "date": _job("column_name said", "date text is_nothing is", _date),
    "sex": _job("said", "sex text", _sex),
    "multiple_birth": _job("said", "multiple_birth text", _multiple_birth),
    "birth_order": _job("said", "birth_order number", _birth_order),
    "mother_family": _job("said", "family text", _mother_family),
    "mother_given": _job("said", "given text", _mother_given),
    "identifier": _job(
        "column_name said", "ssn text last4 text other text is_nothing is", _identifier
    ),
    "country": _job("said", "region text is_abroad is", _country),
    "lines": _job(
        " ".join(("abroad", *_LINES)),
        "house_number text street text unit text is_nothing is",
        _lines,
    ),
    "city": _job("said", "city text is_nothing is", _city),
    "place": _job(
        "state_said postal_code_said country",
        "state text postal_code text placeholders texts",
        _place,
    ),
    "phone": _job("said region", "phone text is_nothing is", _phone),
    "email": _job("said", "email text is_nothing is", _email),
}  # fmt: skip
