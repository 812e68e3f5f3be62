"""Held: what is stored, as far as it is kept in memory beside the tables.

Block keys with their records; and the hashes of record keys, EIDs and request ids, which tell at
once that something was never stored: for most of what arrives, that is so.  The tables are read
once, beside the service's work (`Holder`); from then on, what is written into them is added here.
A `Held` never changes, so that whoever reads has what the tables had at one moment.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final

import duckdb
import numpy as np

from mpi.store.lookup import Lookup, Segment
from mpi.store.queries import queries

READ_AT_ONCE: Final = 1_000_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written into the tables in one go."""

    blocks: Segment
    keys: Segment
    eids: Segment
    answers: Segment


@dataclass(frozen=True, slots=True)
class Held:
    """See the module's docstring."""

    blocks: Lookup  # block key -> records
    keys: Lookup  # hashes of record keys
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
    """Has the tables read in a thread of its own, and takes in what is written meanwhile."""

    def __init__(self, flushing: threading.Lock, publish: Callable[[Held], None]) -> None:
        """`publish` is called under the lock, as soon as all is held."""
        self._flushing = flushing
        self._publish = publish
        self._reading: _Reading | None = None

    def begin(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Reads the tables as they are now; nothing is flushed while this begins."""
        cursor.begin()
        self._reading = _Reading(cursor, self._have)
        self._reading.start()

    def stop(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.stop()

    def with_more(self, held: Held | None, written: Callable[[], Written]) -> Held | None:
        """What is held once this is in the tables, too; to be called under the lock."""
        if self._reading is not None:
            self._reading.meanwhile.append(written())
        return held if held is None else held.with_more(written())

    def _have(self, reading: _Reading, held: Held) -> None:
        while self._reading is reading:
            # Who stops the reading waits for its thread, and may have the lock.
            if not self._flushing.acquire(timeout=0.05):
                continue
            try:
                if self._reading is reading:
                    self._reading = None
                    for later in reading.meanwhile:
                        held = held.with_more(later)
                    self._publish(held)
            finally:
                self._flushing.release()


class _Reading:
    """The thread."""

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, done: Callable[[_Reading, Held], None]
    ) -> None:
        """`cursor`: in a transaction; it is closed here."""
        self.meanwhile: list[Written] = []
        self._cursor = cursor
        self._done = done
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
                first = read(self._cursor)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the tables are there
            if not self._is_stopped:
                kind = type(error).__name__
                _log.warning("look-ups go to the tables: they could not be read (%s)", kind)
            return
        if not self._is_stopped:
            self._done(self, first)
