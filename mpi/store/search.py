"""Search: how a `PersonQuery` finds records, in SQL and in memory alike.

Each record has a few text columns, in which every alternative stands between bars: "|ANNA|ANNE|".
A query asks for "|ANNA|", or "|ANN" where any ending will do; a record is found if each of its
columns contains what is asked of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from matching.row import MatchRow
from mpi.store.base import PersonQuery

COLUMNS = ("family", "given", "birth_date", "sex", "ssn", "phones", "city", "postal_code")


def search_columns(row: MatchRow) -> tuple[str, ...]:
    """In the order of COLUMNS."""
    return searched(*_searched_values(row))


# The columns of a match row that a search looks into, in the order in which `searched` takes them.
SEARCHED: Final = (
    "family",
    "family_other",
    "given",
    "given_other",
    "birth_date",
    "sex",
    "ssn",
    "phones",
    "city",
    "postal_code",
)
_searched_values: Final = attrgetter(*SEARCHED)


def searched(
    family: str,
    family_other: Sequence[str],
    given: str,
    given_other: Sequence[str],
    birth_date: str,
    sex: str,
    ssn: str,
    phones: Sequence[str],
    city: str,
    postal_code: str,
) -> tuple[str, ...]:
    """`search_columns` of a row that is columns."""
    return (
        _barred(family, *family_other),
        _barred(given, *given_other),
        _barred(birth_date),
        _barred(sex),
        _barred(ssn),
        _barred(*phones),
        _barred(city),
        _barred(postal_code),
    )


def needles(query: PersonQuery) -> tuple[str, ...]:
    """What each of the COLUMNS must contain; "" for anything."""
    return (
        _needle(query.family),
        _needle(query.given),
        _needle(query.birth_date and query.birth_date.rstrip("*") + "*"),
        _needle(query.sex),
        _needle(query.ssn),
        _needle(query.phone),
        _needle(query.city),
        _needle(query.postal_code),
    )


def agrees(row: MatchRow, wanted: tuple[str, ...]) -> bool:
    return all(n in column for n, column in zip(wanted, search_columns(row), strict=True))


def _barred(*values: str) -> str:
    said = [value.replace("|", " ") for value in values if value]
    return f"|{'|'.join(said)}|" if said else ""


def _needle(text: str) -> str:
    if not text:
        return ""
    plain = text.replace("|", " ")
    return f"|{plain[:-1]}" if plain.endswith("*") else f"|{plain}|"
