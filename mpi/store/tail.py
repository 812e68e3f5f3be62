"""Tail: the newest journal entries, in files of their own until they are in the journal table.

What a transaction appends here and has synced is durable, and costs a tenth of what a commit of
DuckDB costs.  The table gets it together with the other tables, and then its file goes.  One
transaction is one frame: its length and checksum, and its entries.  A frame that was cut off, the
last one of a file, was never acknowledged; anything else that does not fit is damage.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Final

import msgspec

from mpi.errors import DataCorrupt
from mpi.journal import Entry, follows

_HEAD: Final = struct.Struct("<II")  # length and CRC-32 of what follows
_FIELDS: Final = (
    "seq",
    "at_us",
    "actor",
    "request_id",
    "type",
    "payload",
    "salt",
    "payload_hash",
    "hash",
)
_values = attrgetter(*_FIELDS)
_Values = tuple[int, int, str, str, str, bytes | None, bytes | None, bytes, bytes]
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[_Values]).decode


class Tail:
    """See the module's docstring.  Without a path nothing is kept: an index in memory."""

    def __init__(self, path: str | None) -> None:
        self._path = None if path is None else Path(path)
        self._file: int | None = None
        self._end = 0

    def entries(self) -> Iterator[Entry]:
        """All that is here, by ascending number.  Raises DataCorrupt, OSError."""
        for path in self._files():
            yield from _read(path)

    def behind(self, seq: int, head: bytes) -> list[Entry]:
        """What is here and not in a journal that ends with entry `seq`, whose hash is `head`.

        Raises DataCorrupt: the tail belongs to another journal, or a part of it is missing.
        """
        found = []
        for entry in self.entries():
            if entry.seq <= seq:
                continue
            if not follows(entry, seq, head):
                raise DataCorrupt(
                    f"the journal ends with entry {seq}, and its tail goes on with entry"
                    f" {entry.seq}, which does not follow: bring back the database and the files"
                    f" {self._path}-* that belong together"
                )
            seq, head = entry.seq, entry.hash
            found.append(entry)
        return found

    def append(self, entries: Sequence[Entry]) -> None:
        """They are on the disk afterwards, all of them; or none, where it raises OSError."""
        if self._path is None or not entries:
            return
        said = _encode([_values(entry) for entry in entries])
        frame = _HEAD.pack(len(said), zlib.crc32(said)) + said
        if self._file is None:
            self._begin(entries[0].seq)
        assert self._file is not None
        try:
            written = os.pwrite(self._file, frame, self._end)
            while written < len(frame):  # a disk that is full takes a part first
                written += os.pwrite(self._file, frame[written:], self._end + written)
            os.fdatasync(self._file)
        except OSError:
            # What a later frame would stand behind has to go, or nothing more can be written.
            os.ftruncate(self._file, self._end)
            raise
        self._end += len(frame)

    def begin_file(self) -> None:
        """What is appended next begins a new file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def drop(self, seq: int) -> None:
        """The journal table has everything up to an entry, which is the last one of a file: that
        file goes, and those before it.  Raises OSError."""
        for path in self._files():
            if int(path.name.rpartition("-")[2]) <= seq:
                path.unlink()

    def close(self) -> None:
        self.begin_file()

    def _begin(self, seq: int) -> None:
        assert self._path is not None
        path = self._path.with_name(f"{self._path.name}-{seq:020}")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        self._end = 0
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # or the file's name could be gone after a crash
        finally:
            os.close(folder)

    def _files(self) -> list[Path]:
        if self._path is None:
            return []
        return sorted(self._path.parent.glob(f"{self._path.name}-*"))


def _read(path: Path) -> Iterator[Entry]:
    data = path.read_bytes()
    at = 0
    while at < len(data):
        begin = at + _HEAD.size
        length, checksum = _HEAD.unpack_from(data, at) if begin <= len(data) else (len(data), 0)
        at = begin + length
        said = data[begin:at]
        if at > len(data) or (at == len(data) and zlib.crc32(said) != checksum):
            return  # cut off
        if zlib.crc32(said) != checksum:
            raise DataCorrupt(f"{path.name}: a transaction of the journal is damaged")
        for values in _decode(said):
            yield Entry(*values)
