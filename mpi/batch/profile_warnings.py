"""What in a profile somebody should look at before matching, in whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from mpi.batch.profile_facts import Profile

_MISSING_MOST: Final = 0.5
_SHARE: Final = 0.05  # of values not understood, or standing for nothing
_SHARED_MOST: Final = 0.005  # of all records, on one value
_ALIKE_MOST: Final = 0.10
_JANUARY_TIMES: Final = 3
_FEW: Final = 100  # records of a source below which shares say little


def warnings_of(found: Profile) -> tuple[str, ...]:
    """The warnings, the gravest first."""
    if not found.total:
        return ("There are no records.",)
    return (*_columns(found), *_values(found), *_sharing(found), *_records(found))


def _columns(found: Profile) -> Iterator[str]:
    said = {each.column: each.total / found.total for each in found.said}
    if not said.get("family_name") and not said.get("given_name"):
        yield "No names are said: nobody can be recognised without a name."
    if not said.get("birth_date"):
        yield (
            "No birth dates are said. Namesakes, and parents and children of one name, can hardly "
            "be told apart: few of them are linked, and those deserve a look."
        )
    elif said["birth_date"] < _MISSING_MOST:
        yield (
            f"Only {said['birth_date']:.0%} of the records say a birth date; the others can hardly "
            "be linked."
        )
    supporting = ("ssn", "phone", "email", "address_line", "postal_code")
    others = [c for c in said if c.startswith(("identifier:", "phone_")) and said[c]]
    if not others and not any(said.get(column) for column in supporting):
        yield (
            "No number, phone, e-mail or address is said. A name and a birth date alone are rarely "
            "enough to link two records."
        )
    yield from _silent(found)


# What is matched on; a source need not say race or language.
_MATCHED: Final = re.compile(
    r"given_name|middle_name|family_name|birth_date|sex|ssn|phone|email|address_line|city|state"
    r"|postal_code|identifier:.+"
)


def _silent(found: Profile) -> Iterator[str]:
    """Sources that never say what the others usually say: often a column that was lost."""
    for source, records in found.records.items():
        rest = found.total - records
        if records < _FEW or not rest:
            continue
        silent = [
            each.column
            for each in found.said
            if _MATCHED.fullmatch(each.column)
            and not each.by_source.get(source, 0)
            and each.total > _MISSING_MOST * rest
        ]
        if silent:
            yield f"Source {source} never says {_listed(silent)}, which most others do."


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _values(found: Profile) -> Iterator[str]:
    totals: dict[str, list[int]] = {}
    for each in found.validity:
        into = totals.setdefault(each.what, [0, 0, 0])
        for place, number in enumerate((each.said, each.not_understood, each.placeholder)):
            into[place] += number
    for what, (said, not_understood, placeholder) in totals.items():
        if said and not_understood / said > _SHARE:
            hint = (
                " The order of day and month, or the format, may have to be said in a mapping."
                if what.endswith("date")
                else ""
            )
            yield f"{not_understood / said:.0%} of the values of {what} are not understood.{hint}"
        if said and placeholder / said > _SHARE and what != "sex":
            yield (
                f"{placeholder / said:.0%} of the values of {what} stand for nothing, such as "
                "UNKNOWN, or nothing but zeros or nines; they are treated as missing."
            )
    if found.garbled_dates > _SHARE * found.birth_days:
        yield (
            f"{found.garbled_dates / found.birth_days:.0%} of the birth dates cannot be, as "
            "30 February or the year 1040, and are compared digit by digit. The order of day and "
            "month may have to be said in a mapping."
        )
    usual = found.birth_days / 365.25
    if found.birth_days >= _FEW and found.first_of_january > _JANUARY_TIMES * usual:
        yield (
            f"{found.first_of_january:,} people were born on a first of January, "
            f"{found.first_of_january / usual:.0f} times as many as on a usual day: often a year "
            "was known and no day."
        )


def _sharing(found: Profile) -> Iterator[str]:
    grave = [each for each in found.shared if each.records > _SHARED_MOST * found.total]
    for each in grave[:3]:
        yield (
            f"One {each.what} is on {each.records:,} records of at least {each.people_least:,} "
            f"different people, so it names nobody."
        )
    numbers = found.shared_count.get("SSN", 0)
    if numbers:
        plural = "SSNs are" if numbers > 1 else "SSN is"
        yield f"{numbers:,} {plural} used by three or more clearly different people."


def _records(found: Profile) -> Iterator[str]:
    if found.keys_twice:
        yield (
            f"{found.keys_twice:,} records have a source and local id that another record has, too."
        )
    for each in found.alike:
        if each.source and each.records >= _FEW and each.surplus > _ALIKE_MOST * each.records:
            yield (
                f"In source {each.source}, {each.surplus / each.records:.0%} of the records repeat "
                "the name and birth date of another."
            )
    for column, words in found.words.items():
        lost = sum(word.records for word in words if not word.meaning)
        if lost:
            yield (
                f"{lost:,} records say a word for {column} that is not understood; a mapping can "
                f"translate it ([values.{column}])."
            )
