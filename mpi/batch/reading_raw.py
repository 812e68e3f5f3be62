"""One file as a raw table of text: `raw_<place>(number, c0, c1, …)`, blanks around values dropped.

DuckDB reads what is well formed.  A CSV that it refuses is read by the careful reader of
`mpi.files.reading`, which knows every broken line by its number.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from mpi.batch.reading_columns import text
from mpi.files.reading import LINE_MAX, Broken, FileError, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

# What str.strip drops: trim() alone knows the blank only, and trim() with a list is slow.
_BLANKS: Final = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_ODD_BLANKS: Final = _BLANKS.replace(" ", "")
_BATCH: Final = 50_000


@dataclass(frozen=True, slots=True)
class Raw:
    """A raw table, the expressions of its columns, and the lines that are no rows."""

    table: str
    columns: Mapping[str, str]  # file column -> expression over the raw table
    broken: tuple[Broken, ...] = ()

    def column(self, header: str) -> str:
        return self.columns[header]


def read(
    con: duckdb.DuckDBPyConnection,
    place: int,
    table: Table,
    wanted: Sequence[str],
    work: Path | None = None,
) -> Raw:
    """Makes `raw_<place>` with the wanted columns of a file; `work` is for what must be rewritten
    first.  FileError where the file cannot be read at all."""
    name = f"raw_{place}"
    broken: tuple[Broken, ...] = ()
    if not table.encoding:
        _parquet(con, name, table, wanted)
    elif not _csv(con, name, table, wanted, work):
        broken = _carefully(con, name, table, wanted)
    return Raw(name, _stripped(con, name, wanted), broken)


def _stripped(con: duckdb.DuckDBPyConnection, name: str, wanted: Sequence[str]) -> dict[str, str]:
    """The columns without the rarer blanks around them, where there are any."""
    columns = {header: f"{name}.c{number}" for number, header in enumerate(wanted)}
    if not columns:
        return columns
    odd = text(f"[{_ODD_BLANKS}]")
    together = ", ".join(columns.values())
    found = con.execute(
        f"SELECT 1 FROM {name} WHERE regexp_matches(concat_ws('|', {together}), {odd}) LIMIT 1"
    ).fetchall()
    if not found:
        return columns
    return {
        header: f"CASE WHEN regexp_matches({column}, {odd}) "
        f"THEN trim({column}, {text(_BLANKS)}) ELSE {column} END"
        for header, column in columns.items()
    }


# CSV.


def _csv(
    con: duckdb.DuckDBPyConnection,
    name: str,
    table: Table,
    wanted: Sequence[str],
    work: Path | None,
) -> bool:
    """Whether DuckDB could read it, exactly as the careful reader would have."""
    if len(table.headers) == 1:
        return False  # an empty line of one column is a row to one reader and none to the other
    columns = ", ".join(f"'h{number}': 'VARCHAR'" for number in range(len(table.headers)))
    place = {header: number for number, header in enumerate(table.headers)}
    select = "".join(
        f", coalesce(trim(h{place[header]}), '') AS c{number}"
        for number, header in enumerate(wanted)
    )
    with _as_utf8(table, work) as path:
        if path is None:
            return False
        try:
            con.execute(
                f"CREATE OR REPLACE TABLE {name} AS "
                f"SELECT row_number() OVER () AS number{select} FROM read_csv({text(str(path))}, "
                f"columns = {{{columns}}}, auto_detect = false, header = true, strict_mode = true, "
                f"delim = {text(table.delimiter)}, quote = '\"', escape = '\"', "
                f"max_line_size = {LINE_MAX})"
            )
        except duckdb.InterruptException:
            raise
        except duckdb.Error:
            return False
    return True


@contextlib.contextmanager
def _as_utf8(table: Table, work: Path | None) -> Iterator[Path | None]:
    """The file itself, or a copy in UTF-8; None where its bytes are not text throughout."""
    if table.encoding in ("utf-8", "utf-8-sig"):
        yield table.path
        return
    with tempfile.NamedTemporaryFile("wb", suffix=".csv", dir=work) as copy:
        try:
            with table.path.open(encoding=table.encoding, newline="") as file:
                while chunk := file.read(1 << 20):
                    copy.write(chunk.encode())
        except UnicodeError:
            yield None
            return
        copy.flush()
        yield Path(copy.name)


def _carefully(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, wanted: Sequence[str]
) -> tuple[Broken, ...]:
    """Row by row; answers the lines that are no rows."""
    texts = "".join(f", c{number} VARCHAR" for number in range(len(wanted)))
    con.execute(f"CREATE OR REPLACE TABLE {name} (number BIGINT{texts})")
    broken = []
    numbers: list[int] = []
    values: list[list[str]] = [[] for _ in wanted]
    for row in table.rows():
        if isinstance(row, Broken):
            broken.append(row)
            continue
        numbers.append(row.number)
        for column, header in zip(values, wanted, strict=True):
            column.append(row.cells[header])
        if len(numbers) == _BATCH:
            _append(con, name, numbers, values)
            numbers, values = [], [[] for _ in wanted]
    _append(con, name, numbers, values)
    return tuple(broken)


def _append(
    con: duckdb.DuckDBPyConnection, name: str, numbers: list[int], values: list[list[str]]
) -> None:
    import pyarrow as pa

    arrays = [pa.array(numbers, pa.int64()), *(pa.array(said, pa.string()) for said in values)]
    names = ["number", *(f"c{number}" for number in range(len(values)))]
    con.register("arriving", pa.table(arrays, names=names))
    con.execute(f"INSERT INTO {name} SELECT * FROM arriving")
    con.unregister("arriving")


# Parquet.


def _parquet(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, wanted: Sequence[str]
) -> None:
    path = text(str(table.path))
    try:
        types = {
            row[0]: str(row[1])
            for row in con.execute(f"DESCRIBE SELECT * FROM read_parquet({path})").fetchall()
        }
        select = "".join(
            f", {_as_text(header, types[header])} AS c{number}"
            for number, header in enumerate(wanted)
        )
        con.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT file_row_number + 1 AS number{select} "
            f"FROM read_parquet({path}, file_row_number = true)"
        )
    except duckdb.InterruptException:
        raise
    except (duckdb.Error, KeyError):
        raise FileError(f"{table.path}: expected a readable Parquet file") from None


def _as_text(header: str, kind: str) -> str:
    """A value as a person would write it; the twin of `mpi.files.reading` for one value."""
    column = '"' + header.replace('"', '""') + '"'
    return f"coalesce({_converted(column, kind)}, '')"


def _converted(column: str, kind: str) -> str:
    if kind == "VARCHAR":
        return f"trim({column})"
    if kind.endswith("[]"):
        inner = _converted("x", kind.removesuffix("[]"))
        return f"array_to_string(list_filter([{inner} FOR x IN {column}], lambda x: x <> ''), ';')"
    if kind.startswith(("STRUCT", "MAP", "UNION")):
        return "''"
    if kind == "BOOLEAN":
        return f"CASE WHEN {column} THEN 'Y' WHEN NOT {column} THEN 'N' END"
    if kind in ("FLOAT", "DOUBLE"):
        # Whole numbers without a point; what is no number says nothing.
        return (
            f"CASE WHEN isnan({column}) THEN '' WHEN {column} = trunc({column}) "
            f"AND abs({column}) < 1e18 THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) "
            f"ELSE CAST({column} AS VARCHAR) END"
        )
    if kind == "DATE":
        return f"strftime({column}, '%Y-%m-%d')"
    if kind.startswith("TIMESTAMP"):
        plain = f"CAST({column} AS TIMESTAMP)"
        return (
            f"CASE WHEN {plain} = date_trunc('day', {plain}) THEN strftime({plain}, '%Y-%m-%d') "
            f"ELSE replace(CAST({column} AS VARCHAR), ' ', 'T') END"
        )
    if kind == "BLOB":
        return f"trim(try(decode({column})))"
    return f"trim(CAST({column} AS VARCHAR))"
