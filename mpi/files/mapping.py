"""Mapping files: what the columns of one kind of file mean, where their headers do not say it.

[columns]                    # file column = canonical column, "-" to leave it out
"Pat-Nr" = "local_id"
[join]                       # canonical column = file columns, joined by a blank
address_line = ["HouseNo", "Street"]
[split]                      # file column with a full name = how it is written
"Patient" = "LAST, FIRST MIDDLE"    # or "FIRST MIDDLE LAST", "LAST FIRST MIDDLE"
[constants]                  # canonical column = value for every row
country = "DE"
[dates]                      # either order = "DMY", or format = "%d.%m.%Y"
order = "DMY"
death_date = "%Y%m%d"        # one column in a format of its own
[values.sex]                 # word in the file = word of the canonical column
1 = "male"
[file]                       # only where they are not recognised
encoding = "cp1252"
delimiter = ";"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from mpi.files import full_names
from mpi.files.columns import Layout, is_canonical, recognized
from mpi.files.demographics import DATE_COLUMNS, Dates


class MappingError(ValueError):
    """A mapping file does not say what it must; the message names the place."""


@dataclass(frozen=True, slots=True)
class Mapping:
    columns: dict[str, str] = field(default_factory=dict)
    join: dict[str, tuple[str, ...]] = field(default_factory=dict)
    split: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    dates: Dates = field(default_factory=Dates)
    encoding: str = ""
    delimiter: str = ""

    def layout(self, headers: Sequence[str]) -> Layout:
        """The layout of a file with these headers; MappingError if it names one that is not
        there."""
        self.check(headers)
        joins = {part for parts in self.join.values() for part in parts}
        used = dict.fromkeys((*joins, *self.split), "-")
        found = recognized(headers, {**used, **self.columns})
        return Layout(
            parts={**found.parts, **self.join},
            ignored=tuple(header for header in found.ignored if header not in used),
            constants=self.constants,
            values=self.values,
            po_boxes=found.po_boxes,
            splits=self.split or found.splits,
        )

    def check(self, headers: Iterable[str]) -> None:
        """MappingError if a column is named that is not among these."""
        joins = {part for parts in self.join.values() for part in parts}
        if missing := sorted({*self.columns, *joins, *self.split} - set(headers)):
            raise MappingError(f"the file has no column {_quoted(missing)}")

    def within(self, headers: Iterable[str]) -> Mapping:
        """What of the mapping speaks of these headers, for one of several files."""
        there = set(headers)
        join = {
            column: found
            for column, parts in self.join.items()
            if (found := tuple(part for part in parts if part in there))
        }
        columns = {part: column for part, column in self.columns.items() if part in there}
        split = {part: style for part, style in self.split.items() if part in there}
        return replace(self, columns=columns, join=join, split=split)


def read_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path}: {error}") from None
    try:
        return mapping_of(said)
    except MappingError as error:
        raise MappingError(f"{path}: {error}") from None


_TABLES: Final = ("columns", "join", "split", "constants", "dates", "values", "file")


def mapping_of(said: dict[str, Any]) -> Mapping:
    """The mapping that these tables say."""
    if unknown := sorted(said.keys() - set(_TABLES)):
        raise MappingError(f"no such table {_quoted(unknown)}; expected {', '.join(_TABLES)}")
    columns = _texts(said, "columns")
    for column in columns.values():
        if column != "-":
            _checked("columns", column)
    constants = _texts(said, "constants")
    join = _join(said)
    for column in (*constants, *join):
        _checked("constants or join", column)
    values = {
        _checked("values", column): {
            word.casefold(): meaning for word, meaning in _texts(words, "", column).items()
        }
        for column, words in _table(said, "values").items()
    }
    file = _texts(said, "file")
    if unknown := sorted(file.keys() - {"encoding", "delimiter"}):
        raise MappingError(f"[file] {_quoted(unknown)}: expected encoding or delimiter")
    delimiter = file.get("delimiter", "")
    if len(delimiter) > 1:
        raise MappingError("[file] delimiter: expected one character")
    return Mapping(
        columns=columns,
        join=join,
        split=_split(said),
        constants=constants,
        values=values,
        dates=_dates(said),
        encoding=file.get("encoding", ""),
        delimiter=delimiter,
    )


def _dates(said: dict[str, Any]) -> Dates:
    dates = _texts(said, "dates")
    expected = ("order", "format", *DATE_COLUMNS)
    if unknown := sorted(dates.keys() - set(expected)):
        raise MappingError(f"[dates] {_quoted(unknown)}: expected {', '.join(expected)}")
    order = dates.get("order", "MDY").upper()
    if order not in ("MDY", "DMY"):
        raise MappingError('[dates] order: expected "MDY" or "DMY"')
    formats = tuple((column, dates[column]) for column in DATE_COLUMNS if column in dates)
    return Dates(order, dates.get("format", ""), formats)


def _split(said: dict[str, Any]) -> dict[str, str]:
    split = _texts(said, "split")
    styles = [style for style in full_names.STYLES if style != full_names.BY_COMMA]
    found = {part: " ".join(style.upper().split()) for part, style in split.items()}
    for part, style in found.items():
        if style not in styles:
            raise MappingError(f"[split] {part}: expected {_quoted(styles)}")
    return found


def _join(said: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for column, parts in _table(said, "join").items():
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise MappingError(f"[join] {column}: expected a list of file columns")
        found[column] = tuple(parts)
    return found


def _texts(said: dict[str, Any], table: str, within: str = "") -> dict[str, str]:
    found = _table(said, table) if table else said
    name = within or table
    if not isinstance(found, dict):
        raise MappingError(f"[{name}]: expected a table")
    for key, value in found.items():
        if not isinstance(value, str):
            raise MappingError(f"[{name}] {key}: expected a text in quotes")
    return found


def _table(said: dict[str, Any], table: str) -> dict[str, Any]:
    found = said.get(table, {})
    if not isinstance(found, dict):
        raise MappingError(f"[{table}]: expected a table")
    return found


def _checked(where: str, column: str) -> str:
    if not is_canonical(column):
        raise MappingError(f'[{where}] "{column}" is no canonical column')
    return column


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
