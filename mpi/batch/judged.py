"""Judged pairs for training: from record keys to the rows of the files at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from mpi.batch.errors import BatchError
from mpi.files.judgements import JudgedKeys, read_judgements

if TYPE_CHECKING:
    import duckdb


def judged_rows(con: duckdb.DuckDBPyConnection, path: Path) -> pa.Table:
    """What `matching.train.train` takes: the judged pairs of a file whose records are in `said`.

    BatchError where none of them is.
    """
    pairs = read_judgements(path)
    found = rows_of(con, pairs)
    if pairs and not found.num_rows:
        raise BatchError(f"{path.name}: none of its {len(pairs):,} pairs is in the files")
    return found


def rows_of(con: duckdb.DuckDBPyConnection, pairs: Sequence[JudgedKeys]) -> pa.Table:
    """l < r (row ids) and same, for the pairs of which both records are in `said`."""
    keys = {
        "left_source": [pair.left.source for pair in pairs],
        "left_local_id": [pair.left.local_id for pair in pairs],
        "right_source": [pair.right.source for pair in pairs],
        "right_local_id": [pair.right.local_id for pair in pairs],
    }
    columns = {name: pa.array(values, pa.string()) for name, values in keys.items()}
    same = pa.array([pair.is_same for pair in pairs], pa.bool_())
    con.register("judged_keys", pa.table({**columns, "same": same}))
    try:
        return con.sql(
            "SELECT least(a.row_id, b.row_id) AS l, greatest(a.row_id, b.row_id) AS r, same"
            " FROM judged_keys AS k"
            " JOIN said AS a ON a.source = k.left_source AND a.local_id = k.left_local_id"
            " JOIN said AS b ON b.source = k.right_source AND b.local_id = k.right_local_id"
            " ORDER BY l, r"
        ).to_arrow_table()
    finally:
        con.unregister("judged_keys")
