"""Indexes of the DuckDB file that do not have what their tables have.

DuckDB 2.0 has been seen to open a file after `kill -9` with its tables whole and the indexes on
them empty; what is looked up by such an index is not found.  So a few rows of each table are looked
up when a store is opened, and where one is not found the index is made again from its table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import duckdb

NEWEST: Final = 3  # rows that are looked up, and the first of all


def wanting(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """(name, statement that makes it) of each index that lacks a row."""
    asked = "SELECT index_name, table_name, expressions, sql FROM duckdb_indexes() ORDER BY ALL"
    for name, table, columns, statement in cursor.execute(asked).fetchall():
        column = columns.strip("[]'\"")  # each of ours is on one column
        if any(
            not _is_found(cursor, table, column, value) for value in _some(cursor, table, column)
        ):
            yield name, statement


def _some(cursor: duckdb.DuckDBPyConnection, table: str, column: str) -> list[int]:
    """Values of the first row and of the newest ones: whole numbers, as all that is indexed."""
    (last,) = cursor.execute(f"SELECT max(rowid) FROM {table}").fetchall()[0]  # noqa: S608
    if last is None:
        return []
    asked = f"SELECT {column} FROM {table} WHERE rowid > $last - {NEWEST}"  # noqa: S608
    found = cursor.execute(asked, {"last": last}).fetchall()
    first = cursor.execute(f"SELECT {column} FROM {table} LIMIT 1").fetchall()  # noqa: S608
    return [value for (value,) in (*first, *found)]


def _is_found(cursor: duckdb.DuckDBPyConnection, table: str, column: str, value: int) -> bool:
    # A literal: with a parameter DuckDB need not use the index, which is what is to be tried.
    asked = f"SELECT 1 FROM {table} WHERE {column} = {value} LIMIT 1"  # noqa: S608
    return bool(cursor.execute(asked).fetchall())
