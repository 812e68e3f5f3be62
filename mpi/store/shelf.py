"""Shelf: what is fetched one by one for every arrival, in a memory-mapped file beside the tables.

Records with all that hangs on them, EIDs with the records they ever had, and tasks.  The tables
have all of it, too; DuckDB takes milliseconds for thirty rows of it, LMDB microseconds.  The file
follows the tables: it is written just before them, with a mark that says up to which journal entry
it goes.  A file whose mark does not fit is thrown away and filled anew from the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import duckdb
import lmdb
import msgspec
from lmdb import _Database

from mpi.domain.person import Eid
from mpi.domain.task import Task
from mpi.errors import Unavailable
from mpi.store.packing import unpacked
from mpi.store.queries import queries
from mpi.store.view import About

MAP_SIZE: Final = 1 << 40  # of addresses, not of memory or disk
READERS: Final = 4096  # snapshots at one time
READ_AT_ONCE: Final = 10_000
KEY_MAX: Final = 511  # bytes; LMDB takes no longer ones, and no EID is so long


class Person(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An EID, and the records that belong or ever belonged to it."""

    number: int
    founder: int
    survivor: str
    ever: tuple[int, ...]


class Mark(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """How far a shelf goes: the journal entry and its hash, and what the tables were made with."""

    seq: int
    hash: bytes
    made_with: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """What changed in one go."""

    abouts: Mapping[int, bytes]  # packed
    eids: Mapping[str, Eid]
    ever: Mapping[str, Iterable[int]]  # EID -> records that came to it
    tasks: Mapping[int, bytes]  # as JSON


_MARK: Final = b"mark 2"  # another number when something else is kept here
_encode = msgspec.msgpack.Encoder().encode
_person = msgspec.msgpack.Decoder(Person).decode
_mark = msgspec.msgpack.Decoder(Mark).decode
_task = msgspec.json.Decoder(Task).decode


class Shelf:
    """See the module's docstring.  One thread writes; any number reads beside it.

    Methods raise lmdb.Error.
    """

    def __init__(self, path: str) -> None:
        # Without metasync a power cut may undo the newest commit; its mark goes with it, and the
        # shelf is filled anew.
        self._env = lmdb.open(
            path,
            subdir=False,
            map_size=MAP_SIZE,
            max_dbs=4,
            max_readers=READERS,
            metasync=False,
        )
        with self._env.begin(write=True) as txn:
            self._abouts = self._env.open_db(b"about", txn)
            self._persons = self._env.open_db(b"person", txn)
            self._tasks = self._env.open_db(b"task", txn)
            self._marks = self._env.open_db(b"mark", txn)

    @property
    def mark(self) -> Mark | None:
        """None: it was never filled to the end."""
        with self._env.begin() as txn:
            found = txn.get(_MARK, db=self._marks)
        return None if found is None else _mark(found)

    def reader(self) -> ShelfReader:
        """What is on the shelf now, for as long as it is not closed."""
        return ShelfReader(self._env.begin(), self._abouts, self._persons, self._tasks)

    def write(self, changed: Shelved, mark: Mark) -> None:
        """All or nothing."""
        with self._env.begin(write=True) as txn:
            for record_id, data in changed.abouts.items():
                txn.put(_key(record_id), data, db=self._abouts)
            for eid in changed.eids.keys() | changed.ever.keys():
                found = txn.get(_place(eid), db=self._persons)
                before = _person(found) if found is not None else Person(0, 0, "", ())
                now = changed.eids.get(eid, before)
                ever = tuple(sorted({*before.ever, *changed.ever.get(eid, ())}))
                person = Person(now.number, now.founder, now.survivor, ever)
                txn.put(_place(eid), _encode(person), db=self._persons)
            for task_id, body in changed.tasks.items():
                txn.put(_key(task_id), body, db=self._tasks)
            txn.put(_MARK, _encode(mark), db=self._marks)

    def fill(
        self, cursor: duckdb.DuckDBPyConnection, mark: Mark, is_stopped: Callable[[], bool]
    ) -> None:
        """Takes over the tables, as the cursor's transaction sees them, unless it is stopped.
        Raises duckdb.Error, too."""
        with suppress(_Stopped), self._env.begin(write=True) as txn:
            for db in (self._abouts, self._persons, self._tasks):
                txn.drop(db, delete=False)
            for record_id, about in _all(cursor, "shelf_abouts"):
                if record_id % READ_AT_ONCE == 0 and is_stopped():
                    raise _Stopped
                txn.put(_key(record_id), about, db=self._abouts, append=True)
            for eid, number, founder, survivor, ever in _all(cursor, "shelf_persons"):
                data = _encode(Person(number, founder, survivor, tuple(ever)))
                txn.put(_place(eid), data, db=self._persons)
            for task_id, body in _all(cursor, "shelf_tasks"):
                txn.put(_key(task_id), body.encode(), db=self._tasks, append=True)
            txn.put(_MARK, _encode(mark), db=self._marks)

    def clear(self) -> None:
        """It has nothing any more, and no mark."""
        with self._env.begin(write=True) as txn:
            for db in (self._abouts, self._persons, self._tasks, self._marks):
                txn.drop(db, delete=False)

    def close(self) -> None:
        self._env.close()


class ShelfReader:
    """The shelf at one moment.  Methods raise Unavailable when it cannot be read."""

    def __init__(
        self, txn: lmdb.Transaction, abouts: _Database, persons: _Database, tasks: _Database
    ) -> None:
        self._txn = txn
        self._db_abouts = abouts
        self._db_persons = persons
        self._db_tasks = tasks

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def abouts(self, record_ids: Sequence[int]) -> Iterator[About]:
        for record_id in record_ids:
            data = self._get(_key(record_id), self._db_abouts)
            if data is not None:
                yield unpacked(data)

    def eids(self, eids: Sequence[str]) -> Iterator[Eid]:
        for eid in eids:
            person = self._person(eid)
            if person is not None:
                yield Eid(eid, person.number, person.founder, person.survivor)

    def ever_members(self, eids: Sequence[str]) -> Iterator[tuple[str, int]]:
        for eid in eids:
            person = self._person(eid)
            if person is not None:
                for record_id in person.ever:
                    yield eid, record_id

    def tasks(self, ids: Sequence[int]) -> Iterator[Task]:
        for task_id in ids:
            data = self._get(_key(task_id), self._db_tasks)
            if data is not None:
                yield _task(data)

    def all(self, name: str) -> Iterator[tuple[Any, ...]]:
        """Everything, as the statement of this name in check.sql answers it of the tables."""
        if name == "shelf_abouts":
            yield from self._numbered(self._db_abouts)
        elif name == "shelf_tasks":
            yield from (
                (task_id, body.decode()) for task_id, body in self._numbered(self._db_tasks)
            )
        else:
            with closing(self._txn.cursor(db=self._db_persons)) as cursor:
                for key, data in cursor:
                    said = _person(data)
                    eid = bytes(key).decode("utf-8", "surrogatepass")
                    yield eid, said.number, said.founder, said.survivor, list(said.ever)

    def close(self) -> None:
        self._txn.abort()

    def _numbered(self, db: _Database) -> Iterator[tuple[int, bytes]]:
        with closing(self._txn.cursor(db=db)) as cursor:
            for key, data in cursor:
                yield int.from_bytes(key, "big"), bytes(data)

    def _person(self, eid: str) -> Person | None:
        place = _place(eid)
        if not 0 < len(place) <= KEY_MAX:
            return None
        data = self._get(place, self._db_persons)
        return None if data is None else _person(data)

    def _get(self, key: bytes, db: _Database) -> Any:
        try:
            return self._txn.get(key, db=db)
        except lmdb.Error as error:
            raise Unavailable(f"the store cannot be read ({type(error).__name__})") from None


class _Stopped(Exception):
    pass


def remove(path: str) -> None:
    """Takes the file away, if there is one."""
    for file in (path, f"{path}-lock"):
        Path(file).unlink(missing_ok=True)


def _place(eid: str) -> bytes:
    return eid.encode("utf-8", "surrogatepass")


def _key(record_id: int) -> bytes:
    return record_id.to_bytes(8, "big")


def _all(cursor: duckdb.DuckDBPyConnection, name: str) -> Iterator[tuple[Any, ...]]:
    cursor.execute(queries("check.sql")[name])
    while rows := cursor.fetchmany(READ_AT_ONCE):
        yield from rows
