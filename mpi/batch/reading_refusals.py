"""Rows that are not taken, and why; told by number and field, never by what they hold.

The table `rejects(file, number, source, local_id, status, field, expected)` is what `rejects.csv`
is written from; a line that is no row has no source there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mpi.batch.reading_columns import quoted
from mpi.files.reading import Broken
from mpi.files.rejects import HEADERS, REJECTED, WARNING

if TYPE_CHECKING:
    import duckdb

_NO_LOCAL_ID: Final = "not to be empty"
_NOTHING_SAID: Final = "to say something about somebody"
_ANOTHER: Final = (
    "to name one record: another row with this key is newer or says more, and was kept"
)
_REPEATED: Final = "to be there once: the row repeats another one word for word, one was kept"


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of one file were not taken for one reason."""

    file: int
    expected: str
    rows: int
    is_broken: bool
    is_repeated: bool


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        """
        CREATE OR REPLACE TABLE rejects (
            file INTEGER, number BIGINT, source VARCHAR, local_id VARCHAR,
            status VARCHAR, field VARCHAR, expected VARCHAR)"""
    )


def add(con: duckdb.DuckDBPyConnection, file: int, broken: Iterable[Broken]) -> None:
    """Lines that are no rows."""
    import pyarrow as pa

    lines = list(broken)
    if not lines:
        return
    found = pa.table(
        {
            "number": pa.array([line.number for line in lines], pa.int64()),
            "expected": pa.array([line.expected for line in lines], pa.string()),
        }
    )
    con.register("arriving", found)
    con.execute(
        "INSERT INTO rejects SELECT $file, number, '', '', $status, 'row', expected FROM arriving",
        {"file": file, "status": REJECTED},
    )
    con.unregister("arriving")


def refuse(con: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> None:
    """Adds the rows of the view `gathered` that are not taken to `rejects`."""
    nothing = " AND ".join(f"{quoted(column)} = ''" for column in columns)
    con.execute(
        f"""
        INSERT INTO rejects
        SELECT file, number, source, local_id, '{REJECTED}',
            CASE WHEN local_id = '' THEN 'local_id' ELSE 'row' END,
            CASE WHEN local_id = '' THEN '{_NO_LOCAL_ID}' ELSE '{_NOTHING_SAID}' END
        FROM gathered WHERE local_id = '' OR ({nothing})"""
    )
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE keys_twice AS
        SELECT source, local_id FROM gathered WHERE local_id <> ''
        GROUP BY ALL HAVING count(*) > 1"""
    )
    if con.execute("SELECT count(*) FROM keys_twice").fetchall()[0][0]:
        _refuse_twice(con, columns, nothing)
    con.execute("DROP TABLE keys_twice")


def _refuse_twice(con: duckdb.DuckDBPyConnection, columns: Sequence[str], nothing: str) -> None:
    """Of rows with one key the newest is kept, of those the fullest, of those the first by
    content: whichever stands first in a file."""
    content = ", ".join(map(quoted, columns))
    filled = " + ".join(f"CAST({quoted(column)} <> '' AS INTEGER)" for column in columns)
    newest = "try_cast(event_time AS TIMESTAMPTZ)" if "event_time" in columns else "NULL"
    con.execute(
        f"""
        INSERT INTO rejects
        SELECT file, number, source, local_id,
            CASE WHEN content = kept THEN '{WARNING}' ELSE '{REJECTED}' END, 'local_id',
            CASE WHEN content = kept THEN '{_REPEATED}' ELSE '{_ANOTHER}' END
        FROM (
            SELECT file, number, source, local_id, content, first_value(content) OVER best AS kept,
                row_number() OVER best AS place
            FROM (
                SELECT file, number, source, local_id, {newest} AS newest, {filled} AS filled,
                    ROW({content}) AS content
                FROM gathered SEMI JOIN keys_twice USING (source, local_id)
                WHERE NOT ({nothing})
            )
            WINDOW best AS (
                PARTITION BY source, local_id
                ORDER BY newest DESC NULLS LAST, filled DESC, content, file, number
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        )
        WHERE place > 1"""
    )


def counts(con: duckdb.DuckDBPyConnection) -> list[Count]:
    found = con.execute(
        f"""
        SELECT file,
            CASE WHEN source = '' THEN 'row: to be readable'
                ELSE field || ': ' || expected END AS reason,
            count(*), source = '' AS is_broken, status = '{WARNING}' AS is_repeated
        FROM rejects GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    return [Count(*row) for row in found]


def write_rejects(con: duckdb.DuckDBPyConnection, files: Sequence[str], path: Path) -> int:
    """Writes `rejects` as CSV, in the order of files and rows; answers how many lines.

    No file is made where there is nothing to say.
    """
    found = con.cursor().execute(
        "SELECT file, number, source, local_id, status, field, expected FROM rejects "
        "ORDER BY file, number, field"
    )
    lines = 0
    batch = found.fetchmany(10_000)
    if not batch:
        return 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", *HEADERS))
        while batch:
            writer.writerows((files[row[0]], *row[1:]) for row in batch)
            lines += len(batch)
            batch = found.fetchmany(10_000)
    return lines
