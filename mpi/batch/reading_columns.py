"""A Layout as SQL: from the raw table of one file to canonical columns.

What `Layout.row` does to one row, `selection` does to all; where a rule is more than an
expression (full names, words of a mapping) it is asked once for each distinct value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from mpi.files import full_names
from mpi.files.columns import COLUMNS, Layout

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from mpi.batch.reading_raw import Raw

KEY: Final = ("source", "local_id")


def told(layout: Layout) -> tuple[str, ...]:
    """The canonical columns that files of this layout have, besides the record key."""
    columns = dict.fromkeys((*layout.parts, *(layout.constants or ())))
    if layout.splits:
        columns |= dict.fromkeys(full_names.SPLIT_COLUMNS)
    # Constants alone tell nobody from anybody.
    said = [column for column in columns if column not in KEY]
    return tuple(said) if layout.splits or set(layout.parts) - set(KEY) else ()


def in_order(layouts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All columns of all files, in the order of the reference, the further ones behind."""
    found = {column for columns in layouts for column in columns}
    place = {column: number for number, column in enumerate(COLUMNS)}
    return tuple(sorted(found, key=lambda column: (place.get(column, len(place)), column)))


def needed(layout: Layout) -> tuple[str, ...]:
    """The file's own columns that the layout reads."""
    parts = [part for parts in layout.parts.values() for part in parts]
    return tuple(dict.fromkeys((*parts, *(layout.splits or ()))))


def shown(layout: Layout) -> dict[str, tuple[str, ...]]:
    """Canonical column -> the file columns behind it, also through a split."""
    found = dict(layout.parts)
    for part in layout.splits or ():
        for column in full_names.SPLIT_COLUMNS:
            found.setdefault(column, (part,))
    return found


def quoted(name: str) -> str:
    """An identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text constant of SQL."""
    return "'" + value.replace("'", "''") + "'"


def selection(
    con: duckdb.DuckDBPyConnection,
    place: int,
    layout: Layout,
    source: str,
    raw: Raw,
    columns: tuple[str, ...],
) -> str:
    """SELECT file, number, source, local_id and all `columns` of the raw table of one file."""
    said = _expressions(con, place, layout, raw)
    said["source"] = f"coalesce(nullif({said.get('source', text(''))}, ''), {text(source)})"
    said.setdefault("local_id", "CAST(number AS VARCHAR)")
    inner = ", ".join(
        f"{said.get(column, text(''))} AS {quoted(column)}" for column in (*KEY, *columns)
    )
    joins = " ".join(
        f"LEFT JOIN names_{place}_{number} ON names_{place}_{number}.said = {raw.column(part)}"
        for number, part in enumerate(layout.splits or ())
    )
    inner = f"SELECT number, {inner} FROM {raw.table} {joins}"
    worded = [column for column in (layout.values or {}) if column in (*KEY, *columns)]
    for column in worded:
        _words(con, place, column, inner, (layout.values or {})[column])
    outer = ", ".join(
        f"coalesce({_words_table(place, column)}.meaning, s.{quoted(column)}) AS {quoted(column)}"
        if column in worded
        else f"s.{quoted(column)}"
        for column in (*KEY, *columns)
    )
    more = " ".join(
        f"LEFT JOIN {_words_table(place, column)} "
        f"ON {_words_table(place, column)}.said = s.{quoted(column)}"
        for column in worded
    )
    return f"SELECT {place} AS file, s.number, {outer} FROM ({inner}) AS s {more}"


def _expressions(
    con: duckdb.DuckDBPyConnection, place: int, layout: Layout, raw: Raw
) -> dict[str, str]:
    """What each canonical column says, before the words of a mapping."""
    found = {}
    for column, parts in layout.parts.items():
        found[column] = _joined(
            [_part(raw.column(part), part in layout.po_boxes) for part in parts]
        )
    for column, constant in (layout.constants or {}).items():
        found[column] = (
            f"coalesce(nullif({found[column]}, ''), {text(constant)})"
            if column in found
            else text(constant)
        )
    for number, (part, style) in enumerate((layout.splits or {}).items()):
        names = f"names_{place}_{number}"
        _names(con, names, raw, part, style)
        agrees = " AND ".join(
            f"(coalesce({found[column]}, '') = ''"
            f" OR lower({found[column]}) = lower({names}.{column}))"
            for column in full_names.ENDS
            if column in found
        )
        for column in full_names.SPLIT_COLUMNS:
            split = f"coalesce({names}.{column}, '')"
            if agrees:
                split = f"CASE WHEN {agrees} THEN {split} ELSE '' END"
            found[column] = (
                f"coalesce(nullif({found[column]}, ''), {split})" if column in found else split
            )
    return found


def _joined(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    said = ", ".join(f"nullif({part}, '')" for part in parts)
    return f"concat_ws(' ', {said})"


def _part(column: str, is_po_box: bool) -> str:
    if not is_po_box:
        return column
    is_number = f"regexp_full_match({column}, '[0-9]+')"
    return f"CASE WHEN {is_number} THEN 'PO Box ' || {column} ELSE {column} END"


def _names(con: duckdb.DuckDBPyConnection, table: str, raw: Raw, part: str, style: str) -> None:
    """The parts of every distinct full name."""
    names = ", ".join(f"{column} VARCHAR" for column in full_names.SPLIT_COLUMNS)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} (said VARCHAR, {names})")
    for batch in _distinct(con, raw.column(part), raw.table):
        split = [full_names.split(said, style) for said in batch]
        parts = {
            column: [parts.get(column, "") for parts in split]
            for column in full_names.SPLIT_COLUMNS
        }
        _append(con, table, {"said": batch, **parts})


def _words(
    con: duckdb.DuckDBPyConnection, place: int, column: str, inner: str, words: Mapping[str, str]
) -> None:
    """The words of one column that a mapping translates."""
    table = _words_table(place, column)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} (said VARCHAR, meaning VARCHAR)")
    for batch in _distinct(con, quoted(column), f"({inner})"):
        known = [said for said in batch if said.casefold() in words]
        meanings = [words[said.casefold()] for said in known]
        _append(con, table, {"said": known, "meaning": meanings})


def _words_table(place: int, column: str) -> str:
    return quoted(f"words_{place}_{column}")


def _distinct(con: duckdb.DuckDBPyConnection, column: str, table: str) -> Iterator[list[str]]:
    found: pa.Table = con.sql(
        f"SELECT DISTINCT {column} AS said FROM {table} WHERE {column} <> ''"
    ).to_arrow_table()
    for batch in found.to_batches(_BATCH):
        yield batch.column(0).to_pylist()


_BATCH: Final = 100_000


def _append(con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, list[str]]) -> None:
    import pyarrow as pa

    if not next(iter(columns.values())):
        return
    con.register(
        "arriving", pa.table({name: pa.array(said, pa.string()) for name, said in columns.items()})
    )
    con.execute(f"INSERT INTO {table} SELECT * FROM arriving")
    con.unregister("arriving")
