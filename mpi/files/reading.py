"""Rows of a CSV or Parquet file, as text, in bounded memory.

`opened` looks at the file once (encoding, delimiter, headers, about how many rows) and answers a
Table; `Table.rows` then yields one Row or one Broken line at a time.  Rows count from 1, the first
one after the headers.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

LINE_MAX: Final = 131_072  # characters of one value
BATCH: Final = 2_048
_CHUNK: Final = 1 << 20


class FileError(ValueError):
    """The file cannot be read as a table; the message says why, without its contents."""


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Row({self.number})"


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no row; `expected` says what it should have been."""

    number: int
    expected: str


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was looked at.  `rows_about`: exact for Parquet, the lines for CSV.

    `fingerprint` tells whether a file is the one that was loaded before: its size and a digest of
    its beginning and end.
    """

    path: Path
    headers: tuple[str, ...]
    rows_about: int
    fingerprint: str
    encoding: str = ""  # "" for Parquet
    delimiter: str = ""

    def rows(self, after: int = 0) -> Iterator[Row | Broken]:
        """The rows with a number above `after`."""
        if not self.encoding:
            return _parquet_rows(self, after)
        return _csv_rows(self, after)


def opened(path: Path, encoding: str = "", delimiter: str = "") -> Table:
    """The table in a file; recognises what is not said.  Raises FileError."""
    try:
        if path.is_dir():
            raise FileError(f"{path}: expected a CSV or Parquet file, not a folder")
        with path.open("rb") as file:
            magic = file.read(4)
        if magic == b"PAR1":
            return _parquet(path)
        for mark, what in _OTHER_KINDS:
            if magic.startswith(mark):
                raise FileError(f"{path}: expected CSV or Parquet, not {what}")
        if path.suffix.lower() == ".parquet":
            raise FileError(f"{path}: expected Parquet, as its name says, but it is something else")
        return _csv(path, encoding, delimiter)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or 'cannot be read'}") from None


_OTHER_KINDS: Final = (
    (b"PK\x03\x04", "a workbook or a ZIP archive: save or unpack it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old workbook: save it as CSV"),
    (b"\x1f\x8b", "a compressed file: unpack it"),
    (b"\x28\xb5\x2f\xfd", "a compressed file: unpack it"),
)


# CSV.


def _csv(path: Path, encoding: str, delimiter: str) -> Table:
    looked = _looked_at(path, encoding)
    with path.open(encoding=looked.encoding, errors="replace", newline="") as file:
        head = file.read(_CHUNK)
    first = head.split("\n", 1)[0].rstrip("\r")
    found = delimiter or _delimiter(first)
    try:
        headers = next(csv.reader(io.StringIO(head), delimiter=found, skipinitialspace=True), [])
    except csv.Error:
        raise FileError(f"{path}: expected column names in the first line") from None
    names = tuple(header.strip() for header in headers)
    if not any(names):
        raise FileError(f"{path}: expected column names in the first line")
    _unique(path, names)
    return Table(path, names, max(0, looked.lines - 1), _fingerprint(path), looked.encoding, found)


@dataclass(frozen=True, slots=True)
class _Looked:
    encoding: str
    lines: int


_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _looked_at(path: Path, encoding: str) -> _Looked:
    """UTF-8 if all of the file is; else Windows' Western European, which nearly every old export
    is."""
    with path.open("rb") as file:
        head = file.read(4)
        marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
        try:
            wanted = encoding or marked or "utf-8"
            decoder = codecs.getincrementaldecoder(wanted)()
        except LookupError:
            raise FileError(f"{path}: no such encoding: {encoding}") from None
        file.seek(0)
        lines, last, fits = 0, b"", True
        while chunk := file.read(_CHUNK):
            lines += chunk.count(b"\n")
            last = chunk[-1:]
            try:
                fits = fits and decoder.decode(chunk) is not None
            except UnicodeDecodeError:
                fits = False
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            fits = False
    lines += last not in (b"", b"\n")
    return _Looked(wanted if fits or encoding or marked else "cp1252", lines)


def _delimiter(line: str) -> str:
    """The one that parts the headers most often, outside quotes."""
    outside = "".join(line.split('"')[::2])
    return max(",;\t|", key=lambda mark: (outside.count(mark), mark == ","))


def _unique(path: Path, names: tuple[str, ...]) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise FileError(f"{path}: columns that are there twice: {', '.join(twice)}")


def _csv_rows(table: Table, after: int) -> Iterator[Row | Broken]:
    headers = table.headers
    width = len(headers)
    # A byte that the encoding does not know comes through marked, and costs its own row only.
    with table.path.open(encoding=table.encoding, errors="surrogateescape", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=table.delimiter, skipinitialspace=True)
        number = -1
        while (cells := _cells(reader, lines)) is not None:
            if not cells or (len(cells) == 1 and not cells[0].strip() and width > 1):
                continue
            number += 1
            if number <= after or number == 0:
                continue
            if isinstance(cells, str):
                yield Broken(number, cells)
                continue
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                cells = cells[:width]
            if len(cells) != width:
                yield Broken(number, f"{width} values; {lines.where()} {len(cells)}")
            elif not _is_text(cells):
                yield Broken(number, f"text in {table.encoding}; see {lines.first()}")
            else:
                yield Row(number, dict(zip(headers, map(str.strip, cells), strict=True)))


def _cells(reader: Iterator[list[str]], lines: _Lines) -> list[str] | str | None:
    """The values of the next row, or what was expected of it; None at the end of the file.

    A quote that is never closed would take in all that follows: it costs its own line only.
    """
    lines.begin_row()
    try:
        cells = next(reader, None)
    except csv.Error:
        if not lines.give_back():
            return f"a row that can be read; see {lines.first()}"
    else:
        if not cells or not lines.ended:
            return cells
        lines.give_back()
    return f"every quote to be closed; see {lines.first()}"


class _Lines(Iterator[str]):
    """The lines of a file, which can be given back, all but the first of a row."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self._before = 0
        self.ended = False  # whether the row asked for more lines than there are

    def __next__(self) -> str:
        try:
            line = self._again.popleft() if self._again else next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self._row.append(line)
        return line

    def begin_row(self) -> None:
        self._before += len(self._row)
        self._row.clear()
        self.ended = False

    def give_back(self) -> bool:
        """Whether there was a line to give back."""
        rest = self._row[1:]
        self._again.extendleft(reversed(rest))
        del self._row[1:]
        return bool(rest)

    def first(self) -> str:
        return f"line {self._before + 1}"

    def where(self) -> str:
        """Where the row stands, and the verb for what it holds."""
        last = self._before + len(self._row)
        return f"lines {self._before + 1} to {last} hold" if self._row[1:] else f"line {last} holds"


def _is_text(cells: list[str]) -> bool:
    try:
        for cell in cells:
            cell.encode()
    except UnicodeEncodeError:
        return False
    return True


# Parquet.


def _parquet(path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            names = tuple(file.schema_arrow.names)
            count = file.metadata.num_rows
    except pa.ArrowException:
        raise FileError(f"{path}: expected a readable Parquet file") from None
    _unique(path, names)
    return Table(path, names, count, _fingerprint(path))


def _parquet_rows(table: Table, after: int) -> Iterator[Row | Broken]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    with pq.ParquetFile(table.path) as file:
        try:
            for batch in file.iter_batches(batch_size=BATCH):
                if number + batch.num_rows <= after:
                    number += batch.num_rows
                    continue
                columns = [
                    [_text(value) for value in column.to_pylist()] for column in batch.columns
                ]
                for cells in zip(*columns, strict=True):
                    number += 1
                    if number > after:
                        yield Row(number, dict(zip(table.headers, cells, strict=True)))
        except pa.ArrowException:
            raise FileError(f"{table.path}: cannot be read after row {number}") from None


def _text(value: Any) -> str:
    """A value as a person would write it; whole numbers without a point, days without a time."""
    if value is None or value != value:  # noqa: PLR0124  (not a number)
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        whole_day = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if whole_day else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    if isinstance(value, list | tuple):
        return ";".join(filter(None, map(_text, value)))
    return "" if isinstance(value, dict) else str(value).strip()


def _fingerprint(path: Path) -> str:
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        digest.update(file.read(_CHUNK))
        file.seek(max(0, size - _CHUNK))
        digest.update(file.read(_CHUNK))
    return digest.hexdigest()[:32]
