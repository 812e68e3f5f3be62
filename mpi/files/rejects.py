"""The rejects file: which rows were refused or doubted, and what was expected instead.

It names rows, local ids and fields, never what a field held, so it may be sent by mail.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

HEADERS: Final = ("row", "source", "local_id", "status", "field", "expected")
REJECTED: Final = "rejected"
WARNING: Final = "warning"


@dataclass(frozen=True, slots=True)
class Reject:
    """`status`: "rejected", the row is not in the index; "warning", it is, but for this field."""

    row: int
    source: str
    local_id: str
    status: str
    field: str
    expected: str


class RejectsFile:
    """Appends to a CSV file that is there only once there is something to write."""

    def __init__(self, path: Path, keep_bytes: int = 0) -> None:
        """Keeps the first bytes of an earlier file: what a load that is resumed had settled."""
        self.path = path
        self._file: BinaryIO | None = None
        self._size = 0
        if keep_bytes and path.exists() and path.stat().st_size >= keep_bytes:
            self._file = path.open("r+b")
            self._file.truncate(keep_bytes)
            self._file.seek(keep_bytes)
            self._size = keep_bytes
        else:
            path.unlink(missing_ok=True)

    def write(self, rejects: tuple[Reject, ...]) -> None:
        if not rejects:
            return
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        if self._file is None:
            self._file = self.path.open("wb")
            writer.writerow(HEADERS)
        for one in rejects:
            writer.writerow(
                (one.row, one.source, one.local_id, one.status, one.field, one.expected)
            )
        self._size += self._file.write(text.getvalue().encode("utf-8", "backslashreplace"))

    def flushed(self) -> int:
        """Puts everything on disk, and answers how many bytes that is."""
        if self._file is not None:
            self._file.flush()
        return self._size

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
