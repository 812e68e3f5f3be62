"""How much is said in each column, and what of it is worth something.

A record *says* a kind of value if any column of that kind is not blank.  What it said is *usable*
if standardizing left something of it, a *placeholder* if it stands for nothing, and else it is not
understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from matching.demographics import Sex
from matching.standardize.dates import YEAR_MAX, YEAR_MIN
from mpi.batch.masking import masked
from mpi.batch.profile_facts import Placeholder, Said, Validity, Word
from mpi.files.demographics import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import duckdb


def is_garbled(column: str) -> str:
    """The twin of `garbled_dates.is_garbled`, in SQL."""
    day = f"try_strptime({column}, '%Y%m%d')"
    return (
        f"length({column}) = 8 AND ({day} IS NULL"
        f" OR year({day}) NOT BETWEEN {YEAR_MIN} AND {YEAR_MAX})"
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value: how people call it, and where it stands in `said` and in `rows`."""

    what: str
    columns: str  # a pattern of canonical columns
    usable: str  # SQL over r, a row of `rows`
    placeholder: str = ""  # its name in rows.placeholders
    partial: str = ""  # SQL over r


_ITIN: Final = "len(list_filter(r.identifiers, lambda x: starts_with(x, 'ITIN|'))) > 0"
KINDS: Final = (
    Kind("given name", r"given_name", "r.given <> ''", "given", "length(r.given) = 1"),
    Kind("middle name", r"middle_name", "r.middle <> ''", "middle", "length(r.middle) = 1"),
    Kind("family name", r"family_name", "r.family <> ''", "family", "length(r.family) = 1"),
    Kind(
        "birth date",
        r"birth_date",
        "r.birth_date <> ''",
        "birth_date",
        f"length(r.birth_date) BETWEEN 1 AND 7 OR ({is_garbled('r.birth_date')})",
    ),
    Kind("death date", r"death_date", "r.death_date <> ''", "death_date"),
    Kind("sex", r"sex", "r.sex <> ''"),
    Kind(
        "SSN",
        r"ssn",
        f"(r.ssn_last4 <> '' OR {_ITIN})",
        "ssn",
        "r.ssn = '' AND r.ssn_last4 <> ''",
    ),
    Kind("other identifier", r"identifier:.+", "len(r.identifiers) > 0", "identifiers"),
    Kind("phone", r"phone(_.+)?", "len(r.phones) > 0", "phones"),
    Kind("e-mail", r"email(_.+)?", "len(r.emails) > 0", "emails"),
    Kind(
        "street address",
        r"address_line(_.+)?",
        "r.street <> ''",
        "street",
        "r.street <> '' AND r.house_number = '' AND NOT starts_with(r.street, 'PO BOX')",
    ),
    Kind("city", r"city", "r.city <> ''", "city"),
    Kind("state", r"state", "r.state <> ''", "state", "length(r.state) > 2"),
    Kind(
        "postal code",
        r"postal_code",
        "r.postal_code <> ''",
        "postal_code",
        "r.postal_code <> '' AND NOT regexp_full_match(r.postal_code, '[0-9]{5}')",
    ),
    Kind("mother's name", r"mother_maiden_name", "r.mother_family <> ''"),
)

# What `partial` counts, in words.
PARTIAL_WORDS: Final = {
    "given name": "an initial only",
    "middle name": "an initial only",
    "family name": "an initial only",
    "birth date": "no day, a year only, or a day that cannot be",
    "SSN": "the last four digits only",
    "street address": "no house number",
    "state": "not a US state's code",
    "postal code": "not five digits",
}
# 999-99-9999, 1900-01-01 and 123-45-6789 name nobody, so they may stand in a page; a number that
# was never issued may still be somebody's with one digit mistyped.
_FILLER_DIGITS_MAX: Final = 3
_RUNS: Final = frozenset(("123456789", "987654321", "1234567890", "5551212"))
_EXAMPLES_MAX: Final = 3
_WORDS_MAX: Final = 12
_WORD_RECORDS_MIN: Final = 10  # a rarer word may be a name in the wrong column


def quoted(column: str) -> str:
    """The column's name as SQL reads it."""
    return '"' + column.replace('"', '""') + '"'


def said_columns(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The canonical columns of `said`, record keys left out, in the order of the table."""
    found = con.execute("SELECT * FROM said LIMIT 0").description or []
    return [name for name, *_ in found if name not in ("row_id", "source", "local_id")]


def completeness(con: duckdb.DuckDBPyConnection, label: str) -> tuple[Said, ...]:
    """How many records of each source say each column; `label` is SQL that names a source."""
    columns = said_columns(con)
    if not columns:
        return ()
    counts = ", ".join(f"count(*) FILTER ({_is_said(column)})" for column in columns)
    lines = con.execute(f"SELECT {label}, {counts} FROM said s GROUP BY 1 ORDER BY 1").fetchall()
    return tuple(
        Said(column, {line[0]: line[place] for line in lines})
        for place, column in enumerate(columns, 1)
    )


def _is_said(column: str) -> str:
    # NULL is not said, either: a filter that is NULL counts nothing.
    return f"s.{quoted(column)} <> ''"


def validity(con: duckdb.DuckDBPyConnection, label: str) -> tuple[Validity, ...]:
    """What the values of each kind are worth, by kind and source."""
    kinds = [(kind, found) for kind in KINDS if (found := _of_kind(con, kind))]
    if not kinds:
        return ()
    counts: dict[tuple[int, str], list[int]] = {}
    for source, said, usable, partial, nothing, records in _combinations(con, label, kinds):
        for place in range(len(kinds)):
            into = counts.setdefault((place, source), [0, 0, 0, 0])
            if not said >> place & 1:
                continue
            is_usable = usable >> place & 1
            into[0] += records
            into[1] += records * is_usable
            into[2] += records * (not is_usable and nothing >> place & 1)
            into[3] += records * (is_usable and partial >> place & 1)
    return tuple(
        Validity(source, kinds[place][0].what, *found)
        for (place, source), found in sorted(counts.items())
    )


def _combinations(
    con: duckdb.DuckDBPyConnection, label: str, kinds: Sequence[tuple[Kind, Sequence[str]]]
) -> list[tuple[Any, ...]]:
    """(source, said, usable, partial, nothing, records): a bit for each kind in the middle four.

    Bits are made before the two tables are joined: joining their texts would cost ten times more.
    """
    said = _bits(" OR ".join(map(_is_said, columns)) for _, columns in kinds)
    unknown = _bits(
        "list_contains($sexes_unknown, s.sex)" if kind.what == "sex" else "" for kind, _ in kinds
    )
    usable = _bits(kind.usable for kind, _ in kinds)
    partial = _bits(kind.partial for kind, _ in kinds)
    listed = _bits(
        f"list_contains(r.placeholders, '{kind.placeholder}')" if kind.placeholder else ""
        for kind, _ in kinds
    )
    return con.execute(
        f"WITH ours AS (SELECT row_id, {label} AS source, {said} AS said, {unknown} AS nothing "
        "  FROM said s), "
        f"theirs AS (SELECT row_id, {usable} AS usable, {partial} AS partial, "
        f"  CASE WHEN len(r.placeholders) = 0 THEN 0 ELSE {listed} END AS nothing FROM rows r) "
        "SELECT source, said, usable, partial, a.nothing | b.nothing, count(*) "
        "FROM ours a JOIN theirs b USING (row_id) GROUP BY ALL",
        {"sexes_unknown": _sexes_unknown(con)} if "$sexes_unknown" in unknown else {},
    ).fetchall()


def _bits(conditions: Iterable[str]) -> str:
    """SQL: a number with bit n set where the n-th condition holds; "" holds nowhere."""
    bits = [
        f"CASE WHEN {condition} THEN {1 << place} ELSE 0 END"
        for place, condition in enumerate(conditions)
        if condition
    ]
    return f"({' + '.join(bits)})" if bits else "0"


def _sexes_unknown(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The words that are understood and say neither male nor female."""
    said = con.execute("SELECT DISTINCT sex FROM said WHERE sex <> '' LIMIT 10000").fetchall()
    return [word for (word,) in said if _meaning("sex", word) in ("other", "unknown")]


def _of_kind(con: duckdb.DuckDBPyConnection, kind: Kind) -> list[str]:
    return [column for column in said_columns(con) if re.fullmatch(kind.columns, column)]


def placeholders(
    con: duckdb.DuckDBPyConnection, label: str, *, show_demographics: bool
) -> tuple[Placeholder, ...]:
    """What stands for nothing by our list, by kind, the commonest first."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE profile_placeholders AS SELECT r.row_id, {label} AS source, "
        "unnest(r.placeholders) AS field FROM said s JOIN rows r USING (row_id) "
        "WHERE len(r.placeholders) > 0"
    )
    counts: dict[str, dict[str, int]] = {}
    for field, source, records in con.execute(
        "SELECT field, source, count(*) FROM profile_placeholders GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        counts.setdefault(field, {})[source] = records
    kinds = {kind.placeholder: kind for kind in KINDS if kind.placeholder}
    found = []
    for field, by_source in counts.items():
        kind = kinds.get(field)
        examples: tuple[tuple[str, int], ...] = ()
        if kind is not None and (columns := _of_kind(con, kind)):
            examples = _commonest(con, field, kind, columns, show=show_demographics)
        found.append(Placeholder(kind.what if kind else field, by_source, examples))
    con.execute("DROP TABLE profile_placeholders")
    return tuple(sorted(found, key=lambda each: (-each.total, each.what)))


def _commonest(
    con: duckdb.DuckDBPyConnection, field: str, kind: Kind, columns: Sequence[str], *, show: bool
) -> tuple[tuple[str, int], ...]:
    # Of several columns only the first is looked at, and only where nothing usable was left.
    column = quoted(columns[0])
    lines = con.execute(
        f"SELECT s.{column}, count(*) FROM profile_placeholders p JOIN said s USING (row_id) "
        f"JOIN rows r USING (row_id) WHERE p.field = ? AND s.{column} <> '' AND NOT {kind.usable} "
        "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?",
        [field, _EXAMPLES_MAX],
    ).fetchall()
    return tuple(
        (value if show or _is_filler(value) else masked(value), records) for value, records in lines
    )


def _is_filler(value: str) -> bool:
    digits = "".join(filter(str.isdigit, value))
    if not digits or any(sign.isalpha() for sign in value):
        return False
    return len(set(digits)) <= _FILLER_DIGITS_MAX or digits in _RUNS


def words(
    con: duckdb.DuckDBPyConnection, *, show_demographics: bool
) -> Mapping[str, tuple[Word, ...]]:
    """The words said in columns that know only some words, and how they are understood."""
    found: dict[str, tuple[Word, ...]] = {}
    present = said_columns(con)
    for column in ("sex", "multiple_birth", "deceased"):
        if column not in present:
            continue
        lines = con.execute(
            f"SELECT {column}, count(*) FROM said s WHERE {_is_said(column)} "
            "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?",
            [_WORDS_MAX],
        ).fetchall()
        found[column] = tuple(
            Word(
                said if show_demographics or records >= _WORD_RECORDS_MIN else masked(said),
                records,
                _meaning(column, said),
            )
            for said, records in lines
        )
    return found


def _meaning(column: str, said: str) -> str:
    """What the word means here; "" if it is not understood."""
    read = reading({column: said})
    if read.doubts:
        return ""
    if column == "sex":
        sex = read.demographics.sex
        return "unknown" if sex is Sex.UNSAID else sex.name.lower()
    truth = getattr(read.demographics, column)
    return "unknown" if truth is None else "yes" if truth else "no"
