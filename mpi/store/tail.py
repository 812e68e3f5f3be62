"""Tail: the newest journal entries, in files of their own until they are in the journal table.

What a transaction appends here and has synced is durable, and costs a tenth of what a commit of
DuckDB costs.  The table gets it together with the other tables, and then its file goes.  One
transaction is one frame: its length and checksum, and its entries.  A frame that was cut off, the
last one of a file, was never acknowledged; anything else that does not fit is damage.  Files are
numbered in their order; one may have been made ahead, and be empty.
"""

from __future__ import annotations

import os
import struct
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(slots=True)
class _File:
    path: Path
    descriptor: int
    end: int = 0
    seq: int = 0  # the newest entry in it


class Tail:
    """See the module's docstring.  Without a path nothing is kept: an index in memory."""

    def __init__(self, path: str | None) -> None:
        self._path = None if path is None else Path(path)
        self._file: _File | None = None  # that is appended to
        self._next: _File | None = None  # made ahead
        self._full: list[_File] = []
        self._making = threading.Lock()

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
            self.make_ahead()
            self._file, self._next = self._next, None
        file = self._file
        assert file is not None, "it was made ahead"
        try:
            written = os.pwrite(file.descriptor, frame, file.end)
            while written < len(frame):  # a disk that is full takes a part first
                written += os.pwrite(file.descriptor, frame[written:], file.end + written)
            os.fdatasync(file.descriptor)
        except OSError:
            # What a later frame would stand behind has to go, or nothing more can be written.
            os.ftruncate(file.descriptor, file.end)
            raise
        file.end += len(frame)
        file.seq = entries[-1].seq

    def make_ahead(self) -> None:
        """The next file is there from now on, so that no transaction waits until it is.  May be
        called beside everything else; raises OSError."""
        with self._making:
            if self._path is None or self._next is not None:
                return
            newest = max((int(path.name.rpartition("-")[2]) for path in self._files()), default=0)
            path = self._path.with_name(f"{self._path.name}-{newest + 1:020}")
            made = _File(path, os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)  # or the file's name could be gone after a crash
            finally:
                os.close(folder)
            self._next = made

    def begin_file(self) -> None:
        """What is appended next begins a new file."""
        if self._file is not None:
            os.close(self._file.descriptor)
            self._full.append(self._file)
            self._file = None

    def drop(self, seq: int) -> None:
        """The journal table has everything up to an entry, which is the last one of a file: that
        file goes, and those before it.  Raises OSError."""
        while self._full and self._full[0].seq <= seq:
            self._full[0].path.unlink(missing_ok=True)
            del self._full[0]

    def clear(self) -> None:
        """The journal table has everything: all files go.  Raises OSError."""
        self.close()
        self._full.clear()
        for path in self._files():
            path.unlink()

    def close(self) -> None:
        self.begin_file()
        with self._making:
            made, self._next = self._next, None
        if made is not None:
            os.close(made.descriptor)
            made.path.unlink(missing_ok=True)

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
