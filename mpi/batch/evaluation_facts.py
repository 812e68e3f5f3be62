"""What the files say of the labelled records: the columns that groups of people are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from mpi.batch.evaluation_reading import (
    PERSON_COLUMNS,
    Source,
    has_sources,
    key_of,
    looked_at,
    plain,
    quoted,
    text,
)
from mpi.batch.evaluation_results import EvaluationError
from mpi.files.columns import recognized
from mpi.files.reading import FileError

# Canonical columns that groups are made from without being asked for.
USUAL: Final = (
    "given_name",
    "family_name",
    "birth_date",
    "sex",
    "race",
    "ethnicity",
    "language",
    "ssn",
    "phone",
    "email",
    "address_line",
    "postal_code",
)


@dataclass(frozen=True, slots=True)
class _Told:
    """One file, and which of its columns say what."""

    source: Source
    parts: Mapping[str, tuple[str, ...]]


def read_facts(
    con: duckdb.DuckDBPyConnection, files: Sequence[Path], asked: Sequence[str]
) -> tuple[str, ...]:
    """Makes `told(id, source, found, truth, n, n_found, n_true, unit, waits, <column> …)`.

    Answers the columns: the usual canonical ones that any file has, and those asked for by their
    header.  '' is not said; of several files the first to say something by alphabet is believed.
    """
    told = [_told(looked_at(con, path), asked) for path in dict.fromkeys(files)]
    columns = tuple(dict.fromkeys(column for each in told for column in each.parts))
    if missing := [each for each in asked if each not in columns]:
        raise EvaluationError(
            f"by {missing[0]}: no file has this column; expected one of "
            f"{', '.join(columns) or 'those that --data gives'}"
        )
    told = [each for each in told if each.parts]
    con.execute(f"CREATE TABLE facts (id BIGINT{_listed(columns, ', {} VARCHAR')})")
    for each in told:
        _insert(con, each, columns)
    con.execute(
        f"""CREATE TABLE told AS
        WITH best AS (SELECT id{_listed(columns, ", max({0}) AS {0}")} FROM facts GROUP BY id)
        SELECT labelled.id, labelled.source, found, truth, n, n_found, n_true, unit,
               waiting.id IS NOT NULL AS waits{_listed(columns, ", coalesce({0}, '') AS {0}")}
        FROM labelled JOIN cells USING (found, truth)
        LEFT JOIN waiting USING (id) LEFT JOIN best USING (id)"""
    )
    con.execute("DROP TABLE facts")
    return columns


def _told(source: Source, asked: Sequence[str]) -> _Told:
    persons = {header for header in source.headers if plain(header) in PERSON_COLUMNS}
    found = recognized(source.headers).parts
    parts = {
        column: found[column]
        for column in USUAL
        if column in found and not persons & set(found[column])
    }
    by_plain = {plain(header): header for header in reversed(source.headers)}
    for column in asked:
        if column not in parts and (header := by_plain.get(plain(column))):
            parts[column] = (header,)
    return _Told(source, parts)


def _insert(con: duckdb.DuckDBPyConnection, told: _Told, columns: Sequence[str]) -> None:
    leave_out = [header for header in told.source.headers if plain(header) in PERSON_COLUMNS]
    key = key_of(told.source, leave_out)
    said = ", ".join(
        f"{text(told.parts[column])} AS {quoted(column)}" if column in told.parts else "''"
        for column in columns
    )
    query = f"SELECT {key.source} AS source, {key.local_id} AS local_id, {said}"
    try:
        con.execute(f"CREATE TABLE here AS {query} FROM {told.source.call}", told.source.arguments)
    except duckdb.Error:
        path = told.source.path
        raise FileError(f"{path}: a line is broken; expected as many columns as headers") from None
    on = "local_id"
    if has_sources(con, "labelled"):
        if not has_sources(con, "here"):
            # Without a source of its own a file is the source of its name, as for `mpi dedupe`.
            con.execute("UPDATE here SET source = ?", (told.source.path.stem,))
        met = con.execute("SELECT 1 FROM labelled SEMI JOIN here USING (source) LIMIT 1")
        on = "source, local_id" if met.fetchone() else on
    con.execute(
        f"""INSERT INTO facts SELECT id{_listed(columns, ", here.{}")}
        FROM labelled JOIN here USING ({on})"""
    )
    con.execute("DROP TABLE here")


def _listed(columns: Sequence[str], form: str) -> str:
    return "".join(form.format(quoted(column)) for column in columns)
