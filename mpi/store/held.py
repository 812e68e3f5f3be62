"""Held: what is stored, as far as it is kept in memory beside the tables.

Block keys with their records; and the hashes of record keys, EIDs and request ids, which tell at
once that something was never stored: for most of what arrives, that is so.  The tables are read
once, beside the service's work (`Holder`); from then on, what is written into them is added here.
A `Held` never changes, so that whoever reads has what the tables had at one moment.  The holder
looks after the shelf (`mpi.store.shelf`), too.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final

import duckdb
import lmdb
import numpy as np

from mpi.store.lookup import Lookup, Segment
from mpi.store.queries import queries
from mpi.store.shelf import Mark, Shelf, Shelved, remove

READ_AT_ONCE: Final = 1_000_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written into the tables in one go."""

    blocks: Segment
    keys: Segment
    eids: Segment
    answers: Segment
    shelved: Shelved
    mark: Mark


@dataclass(frozen=True, slots=True)
class Held:
    """See the module's docstring."""

    blocks: Lookup  # block key -> records
    keys: Lookup  # hash of a record key -> record
    eids: Lookup
    answers: Lookup  # hashes of request ids

    def with_more(self, later: Written) -> Held:
        return Held(
            self.blocks.with_more(later.blocks),
            self.keys.with_more(later.keys),
            self.eids.with_more(later.eids),
            self.answers.with_more(later.answers),
        )


def read(cursor: duckdb.DuckDBPyConnection) -> Held:
    """The tables as the cursor's transaction sees them.  Raises duckdb.Error."""
    return Held(
        *(
            Lookup((_segment(cursor, name),))
            for name in ("held_blocks", "held_keys", "held_eids", "held_answers")
        )
    )


def _segment(cursor: duckdb.DuckDBPyConnection, name: str) -> Segment:
    """From a statement that answers (hash, number)."""
    statement = queries("read.sql")[name]
    (total,) = cursor.execute(f"SELECT count(*) FROM ({statement})").fetchall()[0]  # noqa: S608
    keys, numbers = np.empty(total, np.int64), np.empty(total, np.uint32)
    begin = 0
    for batch in cursor.sql(f"{statement} ORDER BY 1").to_arrow_reader(READ_AT_ONCE):
        end = begin + len(batch)
        keys[begin:end] = batch.column(0).to_numpy()
        numbers[begin:end] = batch.column(1).to_numpy()
        begin = end
    return Segment(keys, numbers, np.ones(total, np.bool_))


class Holder:
    """Keeps what lies beside the tables as they are: reads the tables in a thread of its own where
    that has to be, and takes in what is written meanwhile."""

    def __init__(
        self, flushing: threading.Lock, publish: Callable[..., None], path: str | None
    ) -> None:
        """`publish(held=…, shelf=…)` is called under the lock, as soon as there is something.
        `path`: of the shelf; None for an index in memory, which has none."""
        self._flushing = flushing
        self._publish = publish
        self._path = path
        self._shelf: Shelf | None = None
        self._reading: _Reading | None = None

    def begin(
        self, cursor: duckdb.DuckDBPyConnection, mark: Mark, fits: Callable[[Mark], bool]
    ) -> None:
        """Reads the tables as they are now, at `mark`; nothing is flushed while this begins.  A
        shelf whose mark `fits` is there at once."""
        fill = None
        try:
            if self._shelf is None and self._path is not None:
                self._shelf = Shelf(self._path)
            if self._shelf is not None:
                known = self._shelf.mark
                if known is not None and fits(known):
                    self._publish(shelf=self._shelf)
                else:
                    fill = self._shelf
        except lmdb.Error as error:
            _log.warning("records are read from the tables (%s)", type(error).__name__)
        cursor.begin()
        self._reading = _Reading(cursor, self._have, fill, mark)
        self._reading.start()

    def stop(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.stop()

    def forget(self) -> None:
        """The tables begin anew."""
        self.stop()
        if self._shelf is not None:
            self._shelf.clear()
        elif self._path is not None:
            remove(self._path)

    def close(self) -> None:
        self.stop()
        if self._shelf is not None:
            self._shelf.close()
            self._shelf = None

    def before(self, shelf: Shelf | None, written: Written) -> Shelf | None:
        """The shelf once it has what is about to be written into the tables; None if it failed."""
        if shelf is not None:
            try:
                shelf.write(written.shelved, written.mark)
            except lmdb.Error as error:
                # It is behind from here on, which its mark says at the next start.
                _log.warning("records are read from the tables (%s)", type(error).__name__)
                return None
        return shelf

    def after(self, held: Held | None, written: Written) -> Held | None:
        """What is held once this is in the tables, too; to be called under the lock."""
        if self._reading is not None:
            self._reading.meanwhile.append(written)
        return held if held is None else held.with_more(written)

    def _have(self, reading: _Reading, held: Held, shelf: Shelf | None) -> None:
        while self._reading is reading:
            # Who stops the reading waits for its thread, and may have the lock.
            if not self._flushing.acquire(timeout=0.05):
                continue
            try:
                if self._reading is reading:
                    self._reading = None
                    for later in reading.meanwhile:
                        held = held.with_more(later)
                        shelf = self.before(shelf, later)
                    # A shelf that was there from the start stays as it is.
                    self._publish(held=held, **({"shelf": shelf} if shelf is not None else {}))
            finally:
                self._flushing.release()


class _Reading:
    """The thread."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        done: Callable[[_Reading, Held, Shelf | None], None],
        fill: Shelf | None,
        mark: Mark,
    ) -> None:
        """`cursor`: in a transaction; it is closed here.  `fill`: a shelf that has to be filled."""
        self.meanwhile: list[Written] = []
        self._cursor = cursor
        self._done = done
        self._fill = fill
        self._mark = mark
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="mpi-held", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_stopped = True
        while self._thread.is_alive():
            # Between two statements there is nothing to interrupt.
            with suppress(duckdb.Error):
                self._cursor.interrupt()
            self._thread.join(0.05)

    def _run(self) -> None:
        try:
            with closing(self._cursor):
                held = read(self._cursor)
                shelf = self._filled()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the tables are there
            if not self._is_stopped:
                kind = type(error).__name__
                _log.warning("look-ups go to the tables: they could not be read (%s)", kind)
            return
        if not self._is_stopped:
            self._done(self, held, shelf)

    def _filled(self) -> Shelf | None:
        if self._fill is not None:
            try:
                self._fill.fill(self._cursor, self._mark, lambda: self._is_stopped)
            except lmdb.Error as error:
                _log.warning("records are read from the tables (%s)", type(error).__name__)
                return None
        return self._fill
