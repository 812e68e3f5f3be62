"""Match rows of a whole file: from the table `said` come `rows`, `sounds` and `formal_names`.

Every row is exactly what `standardize(reading(row, dates).demographics)` gives.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Final

import duckdb
import pyarrow as pa

from matching.compare import sound
from matching.row import MatchRow
from matching.standardize import standardize
from matching.standardize.nicknames import canonical
from mpi.files.demographics import Dates, reading

_TYPES: Final = {"str": pa.string(), "tuple[str, ...]": pa.list_(pa.string()), "int": pa.int32()}
ROW_SCHEMA: Final = pa.schema(
    [("row_id", pa.int64()), *((field.name, _TYPES[str(field.type)]) for field in fields(MatchRow))]
)
CHUNK: Final = 50_000


def standardize_table(con: duckdb.DuckDBPyConnection, dates: Dates) -> None:
    """Makes `rows`, `sounds` and `formal_names` from `said`; replaces what was there.

    said(row_id BIGINT, source, local_id, <canonical columns> VARCHAR)
    rows(row_id BIGINT, <the columns of MatchRow>): a missing text is '', a missing list [].
    sounds(name, sound), formal_names(name, formal VARCHAR[]): for the distinct names of `rows`.
    """
    _rows(con, dates)
    _sounds(con)
    _formal_names(con)


def _rows(con: duckdb.DuckDBPyConnection, dates: Dates) -> None:
    said: pa.Table = con.sql("SELECT * FROM said ORDER BY row_id").to_arrow_table()
    con.register("_new", ROW_SCHEMA.empty_table())
    con.execute("CREATE OR REPLACE TABLE rows AS SELECT * FROM _new")
    for start in range(0, said.num_rows, CHUNK):
        found = []
        for row in said.slice(start, CHUNK).to_pylist():
            words = {column: value for column, value in row.items() if value}
            match_row = standardize(reading(words, dates).demographics)
            found.append(
                {"row_id": row["row_id"]}
                | {field.name: getattr(match_row, field.name) for field in fields(MatchRow)}
            )
        con.register("_new", pa.Table.from_pylist(found, schema=ROW_SCHEMA))
        con.execute("INSERT INTO rows SELECT * FROM _new")
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
    found = pa.table(
        {"name": names, "sound": [sound(name) for name in names]},
        schema=pa.schema([("name", pa.string()), ("sound", pa.string())]),
    )
    con.register("_new", found)
    con.execute("CREATE OR REPLACE TABLE sounds AS SELECT * FROM _new")
    con.unregister("_new")


def _formal_names(con: duckdb.DuckDBPyConnection) -> None:
    names = [name for (name,) in con.execute("SELECT DISTINCT given FROM rows").fetchall() if name]
    found = [(name, canonical(name)) for name in names]
    found = [(name, formal) for name, formal in found if formal != (name,)]
    table = pa.table(
        {"name": [name for name, _ in found], "formal": [list(formal) for _, formal in found]},
        schema=pa.schema([("name", pa.string()), ("formal", pa.list_(pa.string()))]),
    )
    con.register("_new", table)
    con.execute("CREATE OR REPLACE TABLE formal_names AS SELECT * FROM _new")
    con.unregister("_new")
