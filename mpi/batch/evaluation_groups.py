"""The same measures by group of people: sex, age, race, language, kinds of names, what is missing.

An index that finds most duplicates may still fail the people with short names, two family names or
no telephone.  `groupings` measures each group, and how far the groups of one column lie apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from math import inf
from typing import Final

import duckdb

from mpi.batch.evaluation_intervals import difference, sure_of_all
from mpi.batch.evaluation_measures import Measured, measured
from mpi.batch.evaluation_reading import quoted
from mpi.batch.evaluation_results import EvaluationError, Gap, Group, Grouping

GROUPS_MAX: Final = 12  # of one column; further ones are pooled
RECORDS_LEAST: Final = 10  # of a group that is named, so that nobody is singled out
# A gap is looked for between groups of at least so many pairs, of at least so many persons.
PAIRS_LEAST: Final = 50
UNITS_LEAST: Final = 20
OTHERS: Final = "all others"
NOT_SAID: Final = "not said"


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to make groups: from which columns, and the SQL that names a record's group."""

    name: str
    columns: tuple[str, ...]
    sql: str


_SEX: Final = """CASE lower(left(sex, 1)) WHEN 'm' THEN 'male' WHEN 'f' THEN 'female'
                 WHEN '' THEN 'not said' ELSE 'other' END"""
# The year of a date in any usual spelling; ages are differences of years.
_YEAR: Final = """coalesce(
    try_cast(nullif(regexp_extract(birth_date, '^([12][0-9]{3})[0-9]{4}$', 1), '') AS INTEGER),
    try_cast(nullif(regexp_extract(birth_date, '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1), '')
        AS INTEGER))"""
_AGE: Final = """CASE WHEN {year} IS NULL THEN 'not said'
    WHEN {today} - {year} < 18 THEN '0 to 17' WHEN {today} - {year} < 40 THEN '18 to 39'
    WHEN {today} - {year} < 65 THEN '40 to 64' WHEN {today} - {year} < 85 THEN '65 to 84'
    ELSE '85 and more' END"""
_NAMES: Final = "given_name || family_name"
_LETTERS: Final = f"length(regexp_replace({_NAMES}, '[^\\pL]', '', 'g'))"
_NAME_LENGTH: Final = f"""CASE WHEN {_LETTERS} = 0 THEN 'not said'
    WHEN {_LETTERS} < 8 THEN '1 to 7 letters' WHEN {_LETTERS} < 12 THEN '8 to 11 letters'
    WHEN {_LETTERS} < 16 THEN '12 to 15 letters' ELSE '16 letters and more' END"""
_SPELLING: Final = f"""CASE WHEN {_NAMES} = '' THEN 'not said'
    WHEN regexp_matches({_NAMES}, '[^\\x00-\\x7F]') THEN 'accents or another script'
    ELSE 'A to Z only' END"""
_FAMILY_NAMES: Final = """CASE WHEN family_name = '' THEN 'not said'
    WHEN regexp_matches(family_name, '\\pL[ -]+\\pL') THEN 'several words' ELSE 'one word' END"""
_CHECKED: Final = (
    "given_name",
    "family_name",
    "birth_date",
    "sex",
    "ssn",
    "phone",
    "email",
    "address_line",
    "postal_code",
)
# What people may ask for by another name.
_SAME: Final = {"birth_date": "age", "dob": "age", "age_band": "age", "missingness": "missing"}


def columns_asked(by: Sequence[str]) -> tuple[str, ...]:
    """Of what was asked for, the names that are columns of a file and no kind of ours."""
    ours = {kind.name for kind in _kinds(0)} | {"missing", "source"}
    return tuple(name for name in by if _SAME.get(name, name) not in ours)


def groupings(
    con: duckdb.DuckDBPyConnection,
    columns: Sequence[str],
    by: Sequence[str],
    today: date,
    *,
    has_reviews: bool,
) -> tuple[Grouping, ...]:
    """A grouping for each of `by`, else for everything that `columns` allow and that differs."""
    made = (_grouping(con, kind, has_reviews=has_reviews) for kind in _wanted(columns, by, today))
    return tuple(each for each in made if by or len(each.groups) > 1)


def _wanted(columns: Sequence[str], by: Sequence[str], today: date) -> Iterator[Kind]:
    known = [kind for kind in _kinds(today.year) if set(kind.columns) <= set(columns)]
    checked = [column for column in _CHECKED if column in columns]
    missing = [
        Kind(f"{column} said", (column,), f"CASE {quoted(column)} WHEN '' THEN 'no' ELSE 'yes' END")
        for column in checked
    ]
    if checked:
        count = " + ".join(f"({quoted(column)} = '')::INTEGER" for column in checked)
        number = f"least({count}, 4)"
        sql = f"CASE {number} WHEN 4 THEN '4 and more' ELSE ({number})::VARCHAR END"
        missing.append(Kind("fields missing", tuple(checked), sql))
    source = Kind("source", (), "coalesce(source, 'not said')")
    if not by:
        yield from (*known, *missing, source)
        return
    by_name = {kind.name: kind for kind in (*known, source)}
    for name in by:
        name = _SAME.get(name, name)  # noqa: PLW2901
        if name == "missing":
            yield from missing
        elif name in by_name:
            yield by_name[name]
        elif name in columns:
            said = f"coalesce(nullif(lower({quoted(name)}), ''), '{NOT_SAID}')"
            yield Kind(name, (name,), said)
        else:
            raise EvaluationError(
                f"by {name}: the files lack what it is made from; --data gives a file that has it"
            )


def _kinds(year: int) -> tuple[Kind, ...]:
    def as_said(column: str) -> Kind:
        return Kind(column, (column,), f"coalesce(nullif(lower({column}), ''), '{NOT_SAID}')")

    both = ("given_name", "family_name")
    return (
        Kind("sex", ("sex",), _SEX),
        Kind("age", ("birth_date",), _AGE.format(year=_YEAR, today=year)),
        as_said("race"),
        as_said("ethnicity"),
        as_said("language"),
        Kind("name_length", both, _NAME_LENGTH),
        Kind("name_spelling", both, _SPELLING),
        Kind("family_names", ("family_name",), _FAMILY_NAMES),
    )


def _grouping(con: duckdb.DuckDBPyConnection, kind: Kind, *, has_reviews: bool) -> Grouping:
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE grouped AS
        SELECT {kind.sql} AS name, unit, if(unit IS NULL, NULL, found) AS found,
               if(unit IS NULL, NULL, truth) AS truth, n, n_found, n_true,
               count(*) AS m, count(*) FILTER (waits) AS waiting
        FROM told GROUP BY ALL"""
    )
    con.execute(
        f"""UPDATE grouped SET name = '{OTHERS}' WHERE name NOT IN (
            SELECT name FROM grouped GROUP BY name HAVING sum(m) >= {RECORDS_LEAST}
            ORDER BY sum(m) DESC, name LIMIT {GROUPS_MAX})"""
    )
    found = measured(con, "SELECT name, unit, m, n, n_found, n_true FROM grouped")
    waiting = dict(
        con.execute(
            "SELECT name, 1000.0 * sum(waiting) / sum(m) FROM grouped GROUP BY name"
        ).fetchall()
        if has_reviews
        else ()
    )
    groups = [replace(each.group, waiting_per_1000=waiting.get(each.group.name)) for each in found]
    return Grouping(kind.name, tuple(sorted(groups, key=_order)), tuple(_gaps(found)))


def _order(group: Group) -> tuple[bool, float, int, str]:
    """Bands by their numbers, everything else by how many records there are, the pooled last."""
    number = re.match(r"\d+", group.name)
    band = float(number[0]) if number else inf
    return (group.name == OTHERS, band, -group.records, group.name)


def _gaps(found: Sequence[Measured]) -> Iterator[Gap]:
    """The widest gap in precision and in recall.

    It is the widest of many, so each interval is as wide as it takes for all to hold together.
    """
    for measure in ("precision", "recall"):
        large = [
            each
            for each in found
            if each.group.name not in (OTHERS, NOT_SAID)
            and each.ratios[measure].of >= PAIRS_LEAST
            and each.ratios[measure].units >= UNITS_LEAST
        ]
        if len(large) < 2:
            continue
        ordered = sorted(large, key=lambda each: (-each.ratios[measure].value, each.group.name))
        best, worst = ordered[0], ordered[-1]
        sure = sure_of_all(len(list(combinations(large, 2))))
        apart = difference(
            best.ratios[measure].estimate(sure), worst.ratios[measure].estimate(sure)
        )
        yield Gap(measure, best.group.name, worst.group.name, apart)
