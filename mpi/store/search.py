"""Search: how a `PersonQuery` finds records, in SQL and in memory alike.

Each record has a few text columns, in which every alternative stands between bars: "|ANNA|ANNE|".
A query asks for "|ANNA|", or "|ANN" where any ending will do; a record is found if each of its
columns contains what is asked of it.
"""

from __future__ import annotations

from matching.row import MatchRow
from mpi.store.base import PersonQuery

COLUMNS = ("family", "given", "birth_date", "sex", "ssn", "phones", "city", "postal_code")


def search_columns(row: MatchRow) -> tuple[str, ...]:
    """In the order of COLUMNS."""
    return (
        _barred(row.family, *row.family_other),
        _barred(row.given, *row.given_other),
        _barred(row.birth_date),
        _barred(row.sex),
        _barred(row.ssn),
        _barred(*row.phones),
        _barred(row.city),
        _barred(row.postal_code),
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
