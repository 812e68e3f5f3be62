"""Values that too many records share, and records that look like duplicates at a glance.

Over-shared values are learnt from the data: a clinic's own phone typed on five hundred records, a
birth date thirty times as frequent as its neighbours, one SSN under many names.  They cost the
matching: what many strangers share names nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mpi.batch.masking import masked
from mpi.batch.profile_facts import Alike, Shared

if TYPE_CHECKING:
    import duckdb

SHOWN_MAX: Final = 5  # of each kind


@dataclass(frozen=True, slots=True)
class OverShared:
    """`shown`: the most shared values; `count`: how many there are, by kind."""

    shown: tuple[Shared, ...]
    count: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Sharing:
    """When a value of one kind is on too many records.

    `people` is SQL that tells people apart well enough to count them; spellings of one name must
    not make two of it, so it looks at initials and years.
    """

    what: str
    value: str  # SQL over rows
    where: str
    records_min: int
    people: str
    people_min: int


# Initials in any order, since names are swapped; nothing where a part is missing.
_INITIALS_AND_YEAR: Final = (
    "CASE WHEN given <> '' AND family <> '' AND birth_date <> '' "
    "THEN least(left(given, 1), left(family, 1)) || greatest(left(given, 1), left(family, 1)) "
    "|| left(birth_date, 4) END"
)
_SHARINGS: Final = (
    # Three people of different initials and years are no typing error on one number.
    _Sharing("SSN", "ssn", "ssn <> ''", 3, _INITIALS_AND_YEAR, 3),
    _Sharing(
        "other identifier", "unnest(identifiers)", "len(identifiers) > 0", 6, _INITIALS_AND_YEAR, 6
    ),
    # A household rarely has more than some names; a clinic, a shelter or a default has.
    _Sharing("phone", "unnest(phones)", "len(phones) > 0", 20, "left(family, 2)", 10),
    _Sharing("e-mail", "unnest(emails)", "len(emails) > 0", 10, "left(family, 2)", 6),
    _Sharing(
        "address",
        "concat_ws(' ', house_number, street, nullif(unit, ''), city, postal_code)",
        "street <> '' AND house_number <> ''",
        40,
        "left(family, 2)",
        25,
    ),
)


def over_shared(con: duckdb.DuckDBPyConnection, *, show_demographics: bool) -> OverShared:
    """Every kind of over-shared value, the most shared first."""
    shown: list[Shared] = []
    count: dict[str, int] = {}
    for found in (
        *(_shared(con, sharing) for sharing in _SHARINGS),
        _birth_dates(con),
        _names(con),
    ):
        for each in found[:SHOWN_MAX]:
            value = each.value if show_demographics else masked(each.value)
            shown.append(Shared(each.what, value, each.records, each.people_least, each.expected))
        if found:
            count[found[0].what] = len(found)
    return OverShared(tuple(shown), count)


def _shared(con: duckdb.DuckDBPyConnection, sharing: _Sharing) -> list[Shared]:
    # People are counted for frequent values only: a distinct count over a million values is dear.
    lines = con.execute(
        f"WITH said AS (SELECT {sharing.value} AS value, {sharing.people} AS people "
        f"  FROM rows WHERE {sharing.where}), "
        "counted AS (SELECT value, count(*) AS records FROM said GROUP BY value), "
        "frequent AS (SELECT value, records FROM counted WHERE records >= $records_min) "
        "SELECT f.value, f.records, count(DISTINCT s.people), "
        "(SELECT avg(records) FROM counted) "
        "FROM said s JOIN frequent f USING (value) GROUP BY 1, 2 "
        "HAVING count(DISTINCT s.people) >= $people_min ORDER BY 3 DESC, 2 DESC, 1",
        {"records_min": sharing.records_min, "people_min": sharing.people_min},
    ).fetchall()
    return [Shared(sharing.what, *line) for line in lines]


_DATE_RECORDS_MIN: Final = 10
_DATE_TIMES_MIN: Final = 5
_DATE_PEOPLE_MIN: Final = 8


def _birth_dates(con: duckdb.DuckDBPyConnection) -> list[Shared]:
    """Days on which far more people are born than on the thirty days before and after."""
    lines = con.execute(
        "WITH days AS (SELECT try_strptime(birth_date, '%Y%m%d')::DATE AS day, count(*) AS records "
        "  FROM rows WHERE length(birth_date) = 8 GROUP BY 1), "
        "beside AS (SELECT day, records, (sum(records) OVER (ORDER BY day RANGE BETWEEN "
        "  INTERVAL 30 DAYS PRECEDING AND INTERVAL 30 DAYS FOLLOWING) - records) / 60 AS usual "
        "  FROM days WHERE day IS NOT NULL) "
        "SELECT strftime(b.day, '%Y-%m-%d'), b.records, "
        "count(DISTINCT left(r.family, 2) || left(r.given, 1)) AS people, b.usual "
        "FROM beside b JOIN rows r ON r.birth_date = strftime(b.day, '%Y%m%d') "
        "WHERE b.records >= $records_min AND b.records >= $times_min * b.usual GROUP BY ALL "
        "HAVING people >= greatest($people_min, $times_min * b.usual, b.usual + 7 * sqrt(b.usual)) "
        "ORDER BY 2 DESC, 1",
        {
            "records_min": _DATE_RECORDS_MIN,
            "times_min": _DATE_TIMES_MIN,
            "people_min": _DATE_PEOPLE_MIN,
        },
    ).fetchall()
    return [Shared("birth date", *line) for line in lines]


_NAME_RECORDS_MIN: Final = 15
_NAME_TIMES_MIN: Final = 20
_NAME_PEOPLE_MIN: Final = 10


def _names(con: duckdb.DuckDBPyConnection) -> list[Shared]:
    """Whole names far more frequent than their two halves would make them, on many birth dates."""
    lines = con.execute(
        "WITH named AS (SELECT given, family, birth_date FROM rows "
        "  WHERE length(given) > 1 AND length(family) > 1), "
        "pairs AS (SELECT given, family, count(*) AS records FROM named GROUP BY ALL "
        "  HAVING records >= $records_min), "
        "givens AS (SELECT given, count(*) AS records FROM named GROUP BY 1), "
        "families AS (SELECT family, count(*) AS records FROM named GROUP BY 1), "
        "rated AS (SELECT p.*, g.records * f.records / (SELECT count(*) FROM named) AS usual "
        "  FROM pairs p JOIN givens g USING (given) JOIN families f USING (family)) "
        "SELECT given || ' ' || family, records, count(DISTINCT left(birth_date, 6)) AS people, "
        "usual FROM rated JOIN named USING (given, family) "
        "WHERE records >= $times_min * greatest(usual, 1) GROUP BY given, family, records, usual "
        "HAVING people >= $people_min ORDER BY 2 DESC, 1",
        {
            "records_min": _NAME_RECORDS_MIN,
            "times_min": _NAME_TIMES_MIN,
            "people_min": _NAME_PEOPLE_MIN,
        },
    ).fetchall()
    return [Shared("whole name", *line) for line in lines]


_ALIKE: Final = """
    count(*) FILTER (records > 1),
    coalesce(sum(records) FILTER (records > 1), 0),
    coalesce(sum(records - 1), 0),
    count(*) FILTER (records > 1 AND ssns > 1 AND ssn_least = ssn_most),
    count(*) FILTER (records > 1 AND ssn_least <> ssn_most)
"""


def alike(con: duckdb.DuckDBPyConnection, label: str) -> tuple[Alike, ...]:
    """Records alike in given name, family name and whole birth date: by source, then over all."""
    # A hash of the three stands for them: at a glance, one collision in 2^64 is no matter.
    con.execute(
        "CREATE OR REPLACE TEMP TABLE profile_alike AS WITH named AS ("
        "  SELECT row_id, hash(given, family, birth_date) AS same, "
        "  CASE WHEN ssn <> '' THEN ssn::INTEGER END AS ssn FROM rows "
        "  WHERE given <> '' AND family <> '' AND length(birth_date) = 8) "
        f"SELECT {label} AS source, same, count(*) AS records, count(n.ssn) AS ssns, "
        "min(n.ssn) AS ssn_least, max(n.ssn) AS ssn_most "
        "FROM said s JOIN named n USING (row_id) GROUP BY ALL"
    )
    lines = con.execute(
        f"SELECT source, sum(records), {_ALIKE} FROM profile_alike GROUP BY 1 ORDER BY 1"
    ).fetchall()
    everything = con.execute(
        f"WITH over_all AS (SELECT sum(records) AS records, sum(ssns) AS ssns, "
        "min(ssn_least) AS ssn_least, max(ssn_most) AS ssn_most FROM profile_alike GROUP BY same) "
        f"SELECT '', coalesce(sum(records), 0), {_ALIKE} FROM over_all"
    ).fetchall()
    con.execute("DROP TABLE profile_alike")
    return tuple(Alike(line[0], *map(int, line[1:])) for line in (*lines, *everything))
