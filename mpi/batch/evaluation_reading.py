"""Reads what is evaluated into one DuckDB connection: records with their found and true person.

`read_labels` makes the table `labelled`; `read_facts` what is known of those records.  Keys are
texts: (source, local_id) where both files have sources that meet, else local_id alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from mpi.batch.evaluation_results import EvaluationError
from mpi.files.columns import recognized
from mpi.files.reading import FileError, opened

# What the column of the person is called: ours first, then the usual ones of labelled files.
PERSON_COLUMNS: Final = (
    "enterprise_id",
    "eid",
    "entity_id",
    "true_person",
    "person",
    "cluster",
    "cluster_id",
    "entity",
    "ent_id",
    "true_id",
    "person_id",
    "unique_person_id",
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file as DuckDB reads it: the table function with its arguments, and its headers."""

    path: Path
    call: str
    arguments: tuple[str, ...]
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    records: int
    absent: int
    unlabelled: int


def read_labels(con: duckdb.DuckDBPyConnection, persons: Path, truth: Path) -> Labels:
    """Makes `labelled(id, source, local_id, found, truth)`, one row per record of the truth.

    `source` and `local_id` are as `persons` says them.  A record that is in no found person has a
    number below zero of its own as `found`.
    """
    for table, path in (("said_found", persons), ("said_truth", truth)):
        _read_persons(con, table, looked_at(con, path))
    key = _common_key(con, "said_found", "said_truth")
    for table, path in (("said_found", persons), ("said_truth", truth)):
        _refuse_doubles(con, table, key, path)
    con.execute(
        f"""CREATE TABLE labelled AS
        WITH found AS (SELECT person, row_number() OVER () AS number FROM said_found GROUP BY ALL),
             truth AS (SELECT person, row_number() OVER () AS number FROM said_truth GROUP BY ALL),
             met AS (
                SELECT row_number() OVER () AS id, t.person AS true_person,
                       f.person AS found_person, coalesce(f.source, t.source) AS source, t.local_id
                FROM said_truth t LEFT JOIN said_found f USING ({key}))
        SELECT id, source, local_id, coalesce(found.number, -id) AS found, truth.number AS truth
        FROM met LEFT JOIN found ON found.person = found_person
        JOIN truth ON truth.person = true_person"""
    )
    records, absent = _one(con, "SELECT count(*), count(*) FILTER (found < 0) FROM labelled")
    (unlabelled,) = _one(con, f"SELECT count(*) FROM said_found ANTI JOIN said_truth USING ({key})")
    if absent == records:
        raise EvaluationError(
            f"no record of {truth.name} is in {persons.name}: expected the same local_id in both"
        )
    con.execute("DROP TABLE said_found; DROP TABLE said_truth")
    return Labels(records, absent, unlabelled)


def looked_at(con: duckdb.DuckDBPyConnection, path: Path) -> Source:
    """How to read a file, CSV or Parquet; FileError where it is neither."""
    table = opened(path)
    arguments: tuple[str, ...] = (str(path),)
    if table.encoding:
        encoding = table.encoding.lower()
        encoding = "utf-8" if encoding.startswith("utf-8") else encoding
        encoding = encoding if encoding.startswith("utf") else "latin-1"
        # The headers are those of `opened`: DuckDB's own guess takes broken lines for headers.
        columns = ", ".join(f"{_literal(header)}: 'VARCHAR'" for header in table.headers)
        call = (
            "read_csv(?, delim = ?, encoding = ?, header = true, auto_detect = false, "
            f"quote = '\"', escape = '\"', columns = {{{columns}}})"
        )
        arguments = (*arguments, table.delimiter, encoding)
    else:
        call = "read_parquet(?)"
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM {call}", arguments).fetchall()
    except duckdb.Error:
        raise FileError(f"{path}: cannot be read as a table") from None
    return Source(path, call, arguments, tuple(str(row[0]) for row in described))


def _literal(text_: str) -> str:
    return "'" + text_.replace("'", "''") + "'"


def person_column(source: Source) -> str:
    """The header of the column that says whose each record is."""
    by_plain = {plain(header): header for header in reversed(source.headers)}
    for name in PERSON_COLUMNS:
        if name in by_plain:
            return by_plain[name]
    raise EvaluationError(
        f"{source.path.name}: no column says the person; expected one of "
        + ", ".join(PERSON_COLUMNS)
    )


@dataclass(frozen=True, slots=True)
class Key:
    """SQL expressions of a record's key; `source` is NULL where the file has none."""

    source: str
    local_id: str


def key_of(source: Source, leave_out: Sequence[str] = ()) -> Key:
    """The key columns of a file, by the headers that the loader recognises too."""
    parts = recognized([each for each in source.headers if each not in leave_out]).parts
    if "local_id" not in parts:
        raise EvaluationError(
            f"{source.path.name}: no column names the record; expected local_id, rid or record_id"
        )
    said = text(parts["source"]) if "source" in parts else "NULL::VARCHAR"
    return Key(said, text(parts["local_id"]))


def text(columns: Sequence[str]) -> str:
    """SQL: what these columns of a file say, joined by a blank, '' where nothing."""
    parts = [f"trim(coalesce({quoted(column)}::VARCHAR, ''))" for column in columns]
    return parts[0] if len(parts) == 1 else f"trim(concat_ws(' ', {', '.join(parts)}))"


def quoted(name: str) -> str:
    """A column's name as SQL writes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def plain(header: str) -> str:
    """EntityID, "Entity ID" and ENTITY_ID as entity_id."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", header.strip())
    return re.sub(r"[^a-z0-9]+", "_", apart.casefold()).strip("_")


def has_sources(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    (said,) = _one(con, f"SELECT count(source) FROM {table}")
    return said > 0


def _read_persons(con: duckdb.DuckDBPyConnection, table: str, source: Source) -> None:
    person = person_column(source)
    key = key_of(source, leave_out=(person,))
    try:
        con.execute(
            f"""CREATE TABLE {table} AS
            SELECT {key.source} AS source, {key.local_id} AS local_id, {text((person,))} AS person
            FROM {source.call} WHERE {text((person,))} <> ''""",
            source.arguments,
        )
    except duckdb.Error:
        raise FileError(
            f"{source.path}: a line is broken; expected as many columns as headers"
        ) from None
    if not _one(con, f"SELECT count(*) FROM {table}")[0]:
        raise EvaluationError(f"{source.path.name}: no record has a person")


def _common_key(con: duckdb.DuckDBPyConnection, ours: str, theirs: str) -> str:
    """The columns by which two tables meet: with the source where that finds anything."""
    if has_sources(con, ours) and has_sources(con, theirs):
        key = "source, local_id"
        if _one(con, f"SELECT count(*) FROM {ours} SEMI JOIN {theirs} USING ({key})")[0]:
            return key
    return "local_id"


def _refuse_doubles(con: duckdb.DuckDBPyConnection, table: str, key: str, path: Path) -> None:
    (doubles,) = _one(
        con, f"SELECT count(*) FROM (SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1)"
    )
    if doubles:
        more = "" if "source" in key else ", or a source column in both files"
        raise EvaluationError(
            f"{path.name}: {doubles:,} record keys come more than once; expected each once{more}"
        )


def _one(con: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = con.execute(query).fetchone()
    assert row is not None
    return tuple(row)
