"""What a run leaves behind: who is one person (persons.parquet), and why (pairs.parquet).

Rows are sorted by record key and enterprise IDs follow from record keys alone, so that the same
records give the same files, byte for byte, whatever their order was.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matching.levels import COMPARISONS
from mpi.domain.eid import ALPHABET, LENGTH, founded

if TYPE_CHECKING:
    import duckdb

_PARQUET: Final = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


@dataclass(frozen=True, slots=True)
class Written:
    records: int
    persons: int
    links: int
    reviews: int


def name_persons(con: duckdb.DuckDBPyConnection) -> None:
    """Makes `eids(person, enterprise_id)` from `persons` and `said`: the EID of a person follows
    from its first record key.  No two persons share one."""
    con.execute(
        f"""
        CREATE OR REPLACE TABLE eids AS
        SELECT person, {_EID} AS enterprise_id FROM (
            SELECT person, ('0x' || substr(sha256(
                concat(source, chr(31), local_id, chr(31), '0')), 1, 15))::BIGINT AS number
            FROM said JOIN (SELECT DISTINCT person FROM persons) ON row_id = person
        )"""
    )
    while _rename_equals(con):
        pass


def _symbol(place: int) -> str:
    return f"((number // {len(ALPHABET) ** place}) % {len(ALPHABET)})::INTEGER"


_CHECK: Final = " + ".join(f"{place + 2} * {_symbol(place)}" for place in range(LENGTH - 1))
# The twin of `mpi.domain.eid.founded`.
_EID: Final = " || ".join(
    [
        *(f"substr('{ALPHABET}', 1 + {_symbol(place)}, 1)" for place in range(LENGTH - 1)),
        f"substr('{ALPHABET}', 1 + (31 - ({_CHECK}) % 31) % 31, 1)",
    ]
)


def _rename_equals(con: duckdb.DuckDBPyConnection) -> bool:
    """Gives the later of two persons with one EID another; whether there were any.

    A million persons meet by chance once in a hundred thousand files.
    """
    found = con.execute(
        """
        SELECT person, source, local_id FROM (
            SELECT person FROM eids
            QUALIFY row_number() OVER (PARTITION BY enterprise_id ORDER BY person) > 1
        ) JOIN said ON row_id = person ORDER BY person"""
    ).fetchall()
    for person, source, local_id in found:
        attempt = 1
        while _is_taken(con, eid := founded(source, local_id, attempt)):
            attempt += 1
        con.execute("UPDATE eids SET enterprise_id = ? WHERE person = ?", [eid, person])
    return bool(found)


def _is_taken(con: duckdb.DuckDBPyConnection, eid: str) -> bool:
    return bool(con.execute("SELECT 1 FROM eids WHERE enterprise_id = ?", [eid]).fetchall())


def write_persons(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """source, local_id, enterprise_id of every record."""
    con.execute(
        f"""
        COPY (
            SELECT s.source, s.local_id, e.enterprise_id
            FROM said AS s JOIN persons AS p USING (row_id) JOIN eids AS e USING (person)
            ORDER BY s.row_id
        ) TO {_quoted(path)} ({_PARQUET})"""
    )


def write_pairs(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """The pairs that were linked, and those that a person should look at, with their evidence.

    A link that the grouping did not take is for review, and says why; two records that are one
    person anyway are no question any more, so they are left out of the reviews.
    """
    evidence = "".join(
        f", {_names(comparison.name)} AS {comparison.name}"
        f", s.weight_{comparison.name} AS {comparison.name}_weight"
        for comparison in COMPARISONS
    )
    con.execute(
        f"""
        COPY (
            SELECT a.source AS source_l, a.local_id AS local_id_l,
                b.source AS source_r, b.local_id AS local_id_r,
                d.weight AS match_weight, 1 / (1 + pow(2, -d.weight)) AS match_probability,
                d.decision, d.guard{evidence}
            FROM asked AS d
            JOIN scored AS s ON s.l = d.l AND s.r = d.r
            JOIN said AS a ON a.row_id = d.l JOIN said AS b ON b.row_id = d.r
            ORDER BY d.l, d.r
        ) TO {_quoted(path)} ({_PARQUET})"""
    )


def ask(con: duckdb.DuckDBPyConnection) -> None:
    """Makes `asked(l, r, weight, decision, guard)` from `decided`, `refused` and `persons`."""
    con.execute(
        """
        CREATE OR REPLACE TABLE asked AS
        SELECT d.l, d.r, d.weight,
            CASE WHEN a.person = b.person THEN 'link' ELSE 'review' END AS decision,
            concat_ws('; ', nullif(array_to_string(list_concat(d.guards, d.held), '; '), ''),
                CASE WHEN a.person <> b.person AND d.verdict = 'link'
                    THEN coalesce(f.reason, 'groups disagree') END) AS guard
        FROM decided AS d
        JOIN persons AS a ON a.row_id = d.l JOIN persons AS b ON b.row_id = d.r
        LEFT JOIN refused AS f ON f.l = d.l AND f.r = d.r
        WHERE d.verdict = 'link' OR (d.verdict = 'review' AND a.person <> b.person)"""
    )


def counted(con: duckdb.DuckDBPyConnection) -> Written:
    """How much was written."""
    return Written(
        *con.execute(
            """
            SELECT (SELECT count(*) FROM persons), (SELECT count(*) FROM eids),
                count(*) FILTER (decision = 'link'), count(*) FILTER (decision = 'review')
            FROM asked"""
        ).fetchall()[0]
    )


def _names(comparison: str) -> str:
    """The name of the level that a pair has in a comparison; '' where there was nothing."""
    (found,) = (each for each in COMPARISONS if each.name == comparison)
    names = ", ".join(f"'{level.name}'" for level in found.levels)
    return f"coalesce([{names}][s.level_{comparison}], '')"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
