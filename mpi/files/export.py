"""Writes which record belongs to which person: source, local_id, enterprise_id.

The file appears whole under its name, or not at all.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

HEADERS: Final = ("source", "local_id", "enterprise_id")
_BATCH: Final = 50_000


class Line(NamedTuple):
    source: str
    local_id: str
    enterprise_id: str


def write_export(lines: Iterable[Line], path: Path) -> int:
    """Writes Parquet to *.parquet, else CSV; answers how many lines."""
    with whole(path) as new:
        if path.suffix == ".parquet":
            return _parquet(iter(lines), new)
        return _csv(lines, new)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file to write beside `path`, which takes its place once all is written."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        yield new
        os.replace(new, path)  # noqa: PTH105
    finally:
        new.unlink(missing_ok=True)


def _csv(lines: Iterable[Line], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADERS)
        for line in lines:
            writer.writerow(line)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count


def _parquet(lines: Iterator[Line], path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(header, pa.string()) for header in HEADERS])
    count = 0
    with pq.ParquetWriter(path, schema) as writer:
        while some := list(islice(lines, _BATCH)):
            columns = [list(column) for column in zip(*some, strict=True)]
            writer.write_table(pa.table(columns, schema=schema))
            count += len(some)
    return count
