"""What a report counts about persons: by source, across sources, by size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb

PERSONS_MAX: Final = 12
SIZES: Final = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 10), (11, 20), (21, None))


@dataclass(frozen=True, slots=True)
class SourceCount:
    """`duplicates`: records beyond the first of a person in this source; `overlap`: persons that
    other sources have, too."""

    source: str
    records: int
    persons: int
    overlap: int

    @property
    def duplicates(self) -> int:
        return self.records - self.persons


@dataclass(frozen=True, slots=True)
class Size:
    """Persons of so many records each; `most` is None where there is no end."""

    least: int
    most: int | None
    persons: int

    @property
    def label(self) -> str:
        if self.most == self.least:
            return str(self.least)
        return f"{self.least}+" if self.most is None else f"{self.least}–{self.most}"  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class LargePerson:
    """One of the largest persons, told by counts only."""

    row: int  # of its first record
    records: int
    sources: int
    givens: int
    families: int
    birth_dates: int
    ssns: int
    link_weakest: float | None


def totals(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Records, persons and sources."""
    records, persons = con.execute(
        "SELECT count(*), count(*) FILTER (person = row_id) FROM persons"
    ).fetchall()[0]
    sources = con.execute("SELECT count(DISTINCT source) FROM said").fetchall()[0][0]
    return {"records": records, "persons": persons, "sources": sources}


def by_source(con: duckdb.DuckDBPyConnection) -> tuple[SourceCount, ...]:
    """Every source, the largest first."""
    lines = con.execute(
        "WITH held AS (SELECT s.source, p.person, count(*) AS records "
        "  FROM said s JOIN persons p USING (row_id) GROUP BY ALL), "
        "shared AS (SELECT person FROM held GROUP BY 1 HAVING count(*) > 1) "
        "SELECT h.source, sum(h.records)::BIGINT, count(*), count(x.person) "
        "FROM held h LEFT JOIN shared x USING (person) GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    return tuple(SourceCount(*line) for line in lines)


def overlaps(con: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> dict[tuple[str, str], int]:
    """Persons with records in both sources, for every two of these."""
    if len(sources) < 2:
        return {}
    lines = con.execute(
        "WITH held AS (SELECT DISTINCT s.source, p.person "
        "  FROM said s JOIN persons p USING (row_id) WHERE list_contains(?, s.source)), "
        "shared AS (SELECT person FROM held GROUP BY 1 HAVING count(*) > 1), "
        "few AS (SELECT h.* FROM held h SEMI JOIN shared USING (person)) "
        "SELECT a.source, b.source, count(*) FROM few a JOIN few b USING (person) "
        "WHERE a.source <> b.source GROUP BY ALL",
        [list(sources)],
    ).fetchall()
    return {(ours, theirs): persons for ours, theirs, persons in lines}


def sizes(con: duckdb.DuckDBPyConnection) -> tuple[Size, ...]:
    """How many persons have how many records."""
    lines = con.execute(
        "SELECT records, count(*) FROM (SELECT count(*) AS records FROM persons GROUP BY person) "
        "GROUP BY 1"
    ).fetchall()
    return tuple(
        Size(
            least,
            most,
            sum(
                persons
                for records, persons in lines
                if least <= records and (most is None or records <= most)
            ),
        )
        for least, most in SIZES
    )


def largest(con: duckdb.DuckDBPyConnection) -> tuple[LargePerson, ...]:
    """The largest persons, and how unlike their records are."""
    lines = con.execute(
        "WITH top AS (SELECT person, count(*) AS records FROM persons GROUP BY 1 "
        "  HAVING records > 2 ORDER BY 2 DESC, 1 LIMIT ?), "
        "members AS (SELECT p.row_id, t.person, t.records "
        "  FROM persons p JOIN top t USING (person)), "
        "weakest AS (SELECT m.person, min(d.weight) AS weight FROM decided d "
        "  JOIN members m ON m.row_id = d.l "
        "  JOIN members n ON n.row_id = d.r AND n.person = m.person "
        "  WHERE d.verdict = 'link' GROUP BY 1) "
        "SELECT m.person, m.records, count(DISTINCT s.source), "
        "count(DISTINCT nullif(r.given, '')), count(DISTINCT nullif(r.family, '')), "
        "count(DISTINCT nullif(r.birth_date, '')), count(DISTINCT nullif(r.ssn, '')), w.weight "
        "FROM members m JOIN rows r USING (row_id) JOIN said s USING (row_id) "
        "LEFT JOIN weakest w ON w.person = m.person "
        "GROUP BY m.person, m.records, w.weight ORDER BY 2 DESC, 1",
        [PERSONS_MAX],
    ).fetchall()
    return tuple(LargePerson(*line) for line in lines)
