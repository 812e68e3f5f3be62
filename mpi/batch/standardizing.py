"""Match rows of a whole file: from the table `said` come `rows`, `sounds` and `formal_names`.

Every row is exactly what `standardize(reading(row, dates).demographics)` gives.  But a file of a
million rows has far fewer distinct names, dates and streets: each of them is standardized once
(`standardizing_values.py`, with the index's own standardizer), and SQL puts the answers together.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final

import duckdb
import pyarrow as pa

from matching.compare import sound
from matching.standardize.nicknames import canonical
from mpi.batch import standardizing_rows as put
from mpi.batch import standardizing_sql as ask
from mpi.batch.standardizing_values import JOBS
from mpi.batch.standardizing_workers import Workers
from mpi.files.demographics import Dates


def standardize_table(
    con: duckdb.DuckDBPyConnection, dates: Dates, processes: int | None = None
) -> None:
    """Makes `rows`, `sounds` and `formal_names` from `said`; replaces what was there.

    said(row_id BIGINT, source, local_id, <canonical columns> VARCHAR)
    rows(row_id BIGINT, <the columns of MatchRow>): a missing text is '', a missing list [].
    sounds(name, sound), formal_names(name, formal VARCHAR[]): for the distinct names of `rows`.
    `processes`: how many help with many distinct values; by default one for each processor.
    """
    with Workers(dates, processes) as workers:
        _answers(con, workers)
        con.execute(put.rows(_columns(con)))
    for name in (*JOBS, "together"):
        con.execute(f"DROP TABLE IF EXISTS _{name}")
    con.execute("DROP VIEW IF EXISTS _asked")
    _sounds(con)
    _formal_names(con)


def _columns(con: duckdb.DuckDBPyConnection) -> ask.Columns:
    return ask.Columns([name for name, *_ in con.execute("DESCRIBE said").fetchall()])


def _answers(con: duckdb.DuckDBPyConnection, workers: Workers) -> None:
    """A table of answers for every job, `_family` and so on."""
    columns = _columns(con)
    if "country" in columns.fixed:
        countries = "SELECT DISTINCT country AS said FROM said WHERE country <> ''"
        _kept(con, "country", workers.submit("country", _table(con, countries)))
    con.execute(ask.asked(columns))
    asked: dict[str, str] = {}
    if columns.lines:
        asked["lines"] = ask.distinct_lines(len(columns.lines))
    asked |= {job: ask.distinct_text(column) for job, column in _ONE_COLUMN.items()}
    asked |= {"date": ask.distinct_dates(), "place": ask.distinct_places()}
    asked["other_names"] = ask.distinct_names()
    if columns.identifiers:
        asked["identifier"] = ask.distinct_identifiers(columns)
    if columns.phones:
        asked["phone"] = ask.distinct_phones(len(columns.phones))
    if columns.emails:
        asked["email"] = ask.distinct_emails(len(columns.emails))
    waiting = {job: workers.submit(job, _table(con, sql)) for job, sql in asked.items()}
    for job in ("family", "given", "middle"):
        _kept(con, job, waiting.pop(job))
    con.execute(put.together())
    waiting["whole_name"] = workers.submit("whole_name", _table(con, put.DISTINCT_TOGETHER))
    for job, answers in waiting.items():
        _kept(con, job, answers)


# job: the one column whose values it takes
_ONE_COLUMN: Final = {
    "family": "family_name",
    "given": "given_name",
    "middle": "middle_name",
    "suffix": "suffix",
    "sex": "sex",
    "multiple_birth": "multiple_birth",
    "birth_order": "birth_order",
    "mother_family": "mother_maiden_name",
    "mother_given": "mother_given_name",
    "city": "city",
}


def _table(con: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    found: pa.Table = con.sql(sql).to_arrow_table()
    return found


def _kept(con: duckdb.DuckDBPyConnection, job: str, answers: list[Future[pa.Table]]) -> None:
    found = [answer.result() for answer in answers]
    table = pa.concat_tables(found) if found else JOBS[job].schema.empty_table()
    _made(con, f"TEMP TABLE _{job}", table)


def _made(con: duckdb.DuckDBPyConnection, what: str, table: pa.Table) -> None:
    con.register("_new", table)
    con.execute(f"CREATE OR REPLACE {what} AS SELECT * FROM _new")
    con.unregister("_new")


_NAMES: Final = """
WITH texts AS (
    SELECT DISTINCT given AS name FROM rows
    UNION SELECT DISTINCT middle FROM rows
    UNION SELECT DISTINCT family FROM rows
    UNION SELECT DISTINCT mother_given FROM rows
    UNION SELECT DISTINCT mother_family FROM rows
    UNION SELECT DISTINCT replace(family, ' ', '') FROM rows
    UNION SELECT DISTINCT replace(mother_family, ' ', '') FROM rows
    UNION SELECT DISTINCT unnest(given_other) FROM rows
    UNION SELECT DISTINCT unnest(family_other) FROM rows
)
SELECT name FROM texts UNION SELECT unnest(string_split(name, ' ')) FROM texts
"""


def _sounds(con: duckdb.DuckDBPyConnection) -> None:
    names = [name for (name,) in con.execute(_NAMES).fetchall() if name]
    sounds = {"name": names, "sound": [sound(name) for name in names]}
    _made(con, "TABLE sounds", pa.table(sounds, schema=_SOUNDS))


def _formal_names(con: duckdb.DuckDBPyConnection) -> None:
    givens = [given for (given,) in con.execute("SELECT DISTINCT given FROM rows").fetchall()]
    # A name that is nobody's nickname stands for itself only, and is left out.
    formal = {name: list(canonical(name)) for name in givens if canonical(name) != (name,)}
    formal.pop("", None)
    columns = {"name": list(formal), "formal": list(formal.values())}
    _made(con, "TABLE formal_names", pa.table(columns, schema=_FORMAL))


_SOUNDS: Final = pa.schema([("name", pa.string()), ("sound", pa.string())])
_FORMAL: Final = pa.schema([("name", pa.string()), ("formal", pa.list_(pa.string()))])
