"""Files of records into the table `said`, a million rows in seconds, in any order of rows.

`looked_at` opens the files and says what their columns mean; `read_files` makes the table.  How
to read: each file becomes a raw table of text (`reading_raw`), each raw table a selection of
canonical columns (`reading_columns`), and all of them together, without the rows that are refused
(`reading_refusals`), the table `said`, numbered in ascending (source, local id).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mpi.batch import reading_columns as columns_of
from mpi.batch import reading_raw as raw
from mpi.batch import reading_refusals as refusals
from mpi.batch.profile_facts import FileRead
from mpi.files.columns import Layout
from mpi.files.demographics import Dates
from mpi.files.mapping import Mapping
from mpi.files.reading import Broken, FileError, Table, opened

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was opened: its table, what its columns mean, and whose records they are.

    `source` is that of rows that do not name one.  Where no column says the local id, the row's
    number is taken for it (`is_numbered`).
    """

    table: Table
    layout: Layout
    source: str

    @property
    def names_sources(self) -> bool:
        """Whether rows say whose records they are, or a mapping does."""
        return "source" in self.layout.parts or "source" in (self.layout.constants or {})

    @property
    def is_numbered(self) -> bool:
        return "local_id" not in self.layout.parts


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What was read: `columns` are the canonical ones of `said`, besides the record key."""

    files: tuple[FileRead, ...]
    columns: tuple[str, ...]
    records: int
    rejected: int
    repeated: int  # rows that repeat another word for word; one of them is kept
    dates: Dates  # how to read the dates in `said`
    notes: tuple[str, ...] = ()  # sentences for people


def looked_at(
    paths: Sequence[Path], mapping: Mapping | None = None, source: str = ""
) -> tuple[Looked, ...]:
    """The files, opened; FileError or MappingError where one cannot be what it must.

    `source` names the source of rows that do not name one; without it, the file's name does.
    """
    wanted = mapping or Mapping()
    tables = [opened(path, wanted.encoding, wanted.delimiter) for path in paths]
    headers = [header for table in tables for header in table.headers]
    wanted.check(headers)
    found = []
    for table in tables:
        layout = wanted.within(table.headers).layout(table.headers)
        if not columns_of.told(layout):
            raise FileError(_nothing_told(table))
        found.append(Looked(table, layout, source or table.path.stem))
    _check_apart(found, source)
    _check_numbered(found)
    return tuple(found)


def _nothing_told(table: Table) -> str:
    """Names no header of a CSV: without a line of headers, they are what a record says."""
    names = "" if table.encoding else f" ({', '.join(table.headers)})"
    ask = "if the first line holds their names, say in a mapping what they mean"
    return (
        f"{table.path}: none of its columns is recognised as saying who a "
        f"record is about{names}: {ask if table.encoding else 'name them in a mapping'}"
    )


def _check_apart(files: Sequence[Looked], source: str) -> None:
    """Files of one name in two folders are of one source only if somebody says so."""
    seen: set[Path] = set()
    named: dict[str, Path] = {}
    for file in files:
        path = file.table.path
        if path.resolve() in seen:
            raise FileError(f"{path}: is named twice")
        seen.add(path.resolve())
        if source or file.names_sources:
            continue
        if other := named.get(file.source):
            raise FileError(
                f"{other} and {path} would both be source {file.source}, after their names: "
                "rename one, or say --source if they are of one source"
            )
        named[file.source] = path


def _check_numbered(files: Sequence[Looked]) -> None:
    """Row numbers name records only where no other file of the source has rows, too."""
    for file in files:
        if file.is_numbered and sum(other.source == file.source for other in files) > 1:
            raise FileError(
                f"{file.table.path}: no column says the local id, and another file is of the "
                f"same source {file.source}: name the column in a mapping"
            )


def read_files(
    con: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    mapping: Mapping | None = None,
    *,
    source: str = "",
    work: Path | None = None,
) -> ReadResult:
    """Makes the tables `said` and `rejects`.

    `said` has a row for each record, numbered from 0 in ascending (source, local id), so that
    nothing depends on the order of rows or files.  A row is refused, and told in `rejects` with
    its number, where it cannot be read, has no local id or says nothing.  Of rows with one record
    key the newest, else the fullest, is kept; the others are refused, or merely told where they
    repeat it word for word.  `work` is a folder for what may be written meanwhile.
    """
    return read_looked(con, looked_at(paths, mapping, source), mapping, work=work)


def read_looked(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[Looked],
    mapping: Mapping | None = None,
    *,
    work: Path | None = None,
) -> ReadResult:
    """`read_files` for files that were opened already."""
    refusals.prepare(con)
    gathered = gather(con, files, work)
    columns = gathered.columns
    for place, broken in enumerate(gathered.broken):
        refusals.add(con, place, broken)
    refusals.refuse(con, columns)
    names = ", ".join(map(columns_of.quoted, columns))
    con.execute(
        f"""
        CREATE OR REPLACE TABLE said AS
        SELECT row_number() OVER () - 1 AS row_id, * FROM (
            SELECT source, local_id, {names} FROM gathered AS g
            WHERE NOT EXISTS (FROM rejects AS r WHERE r.file = g.file AND r.number = g.number)
            ORDER BY source, local_id
        )"""
    )
    counts = refusals.counts(con)
    rows = _rows_by_file(con, files)
    forget_gathered(con, files)
    return _result(con, files, columns, counts, rows, mapping or Mapping())


@dataclass(frozen=True, slots=True)
class Gathered:
    """`columns` are the canonical ones that the files have, besides the record key; `broken` the
    lines of each file that are no rows."""

    columns: tuple[str, ...]
    broken: tuple[tuple[Broken, ...], ...]


def gather(
    con: duckdb.DuckDBPyConnection, files: Sequence[Looked], work: Path | None = None
) -> Gathered:
    """Makes the view `gathered` (file, number, source, local_id and the canonical columns) of all
    rows that can be read, and the tables behind it."""
    columns = columns_of.in_order(columns_of.told(file.layout) for file in files)
    parts, broken = [], []
    for place, file in enumerate(files):
        read = raw.read(con, place, file.table, columns_of.needed(file.layout), work)
        broken.append(read.broken)
        parts.append(columns_of.selection(con, place, file.layout, file.source, read, columns))
    con.execute(f"CREATE OR REPLACE TEMP VIEW gathered AS {' UNION ALL '.join(parts)}")
    return Gathered(columns, tuple(broken))


def forget_gathered(con: duckdb.DuckDBPyConnection, files: Sequence[Looked]) -> None:
    con.execute("DROP VIEW gathered")
    for place in range(len(files)):
        con.execute(f"DROP TABLE raw_{place}")


def _rows_by_file(con: duckdb.DuckDBPyConnection, files: Sequence[Looked]) -> list[int]:
    return [
        con.execute(f"SELECT count(*) FROM raw_{place}").fetchall()[0][0]
        for place in range(len(files))
    ]


def _result(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[Looked],
    columns: tuple[str, ...],
    counts: Sequence[refusals.Count],
    rows: Sequence[int],
    mapping: Mapping,
) -> ReadResult:
    records = con.execute("SELECT count(*) FROM said").fetchall()[0][0]
    read = []
    for place, file in enumerate(files):
        mine = [count for count in counts if count.file == place]
        broken = sum(count.rows for count in mine if count.is_broken)
        rejected = {c.expected: c.rows for c in mine if not c.is_repeated}
        read.append(
            FileRead(
                name=file.table.path.name,
                rows=rows[place] + broken,
                rejected=sum(rejected.values()),
                repeated=sum(count.rows for count in mine if count.is_repeated),
                columns=columns_of.shown(file.layout),
                ignored=file.layout.ignored,
                rejected_why=rejected,
            )
        )
    notes = tuple(
        f"{file.table.path.name}: no column says the local id, so the row numbers do; they name "
        "a record only as long as the file stays as it is"
        for file in files
        if file.is_numbered
    )
    return ReadResult(
        files=tuple(read),
        columns=columns,
        records=records,
        rejected=sum(file.rejected for file in read),
        repeated=sum(file.repeated for file in read),
        dates=mapping.dates,
        notes=(*notes, *_misread_dates(con, columns, mapping.dates)),
    )


def _misread_dates(
    con: duckdb.DuckDBPyConnection, columns: Sequence[str], dates: Dates
) -> Iterator[str]:
    """Sources whose birth dates seem to be written in the other order of day and month.

    13/12/1980 can be read in one way only, 05/12/1980 in two: the first tells how the second is
    meant.
    """
    if "birth_date" not in columns or dates.format_of("birth_date"):
        return
    found = con.execute(
        r"""
        SELECT source, count(*) FILTER (parts[1]::INTEGER > 12),
            count(*) FILTER (parts[2]::INTEGER > 12)
        FROM (
            SELECT source, string_split_regex(birth_date, '[-/.]') AS parts FROM said
            WHERE (birth_date[2] IN ('-', '/', '.') OR birth_date[3] IN ('-', '/', '.'))
                AND regexp_full_match(birth_date, '\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}')
        ) GROUP BY source ORDER BY source"""
    ).fetchall()
    other = {
        source: day_first if dates.order == "MDY" else month_first
        for source, day_first, month_first in found
        if (day_first > 9 * month_first if dates.order == "MDY" else month_first > 9 * day_first)
    }
    of = [source for source, misread in other.items() if misread >= _MISREAD_LEAST]
    if of:
        order, meant = ("month", "DMY") if dates.order == "MDY" else ("day", "MDY")
        yield (
            f"{'Source' if len(of) == 1 else 'Sources'} {', '.join(of)}: "
            f"{sum(other[source] for source in of):,} birth dates make sense in the other order of "
            f"day and month only, so others are misread: 05/12/1980 is read {order} first unless a "
            f'mapping says [dates] order = "{meant}"'
        )


_MISREAD_LEAST: Final = 3
