"""Held: what is stored, as far as it is kept in memory beside the tables.

Block keys with their records; and the hashes of record keys, EIDs and request ids, which tell at
once that something was never stored: for most of what arrives, that is so.  The tables are read
once, beside the service's work (`Reading`); from then on, what is written into them is added here.
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
    """From a statement that answers (hash, number) by ascending hash."""
    statement = queries("read.sql")[name]
    (total,) = cursor.execute(f"SELECT count(*) FROM ({statement})").fetchall()[0]  # noqa: S608
    keys, numbers = np.empty(total, np.int64), np.empty(total, np.uint32)
    begin = 0
    for batch in cursor.sql(statement).to_arrow_reader(READ_AT_ONCE):
        end = begin + len(batch)
        keys[begin:end] = batch.column(0).to_numpy()
        numbers[begin:end] = batch.column(1).to_numpy()
        begin = end
    return Segment(keys, numbers, np.ones(total, np.bool_))


class Reading:
    """Reads the tables in a thread of its own, and takes in what is written meanwhile."""

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, done: Callable[[Reading, Held], None]
    ) -> None:
        """`cursor`: in a transaction; it is closed here.  `done` is called once, from the thread,
        unless it was stopped or the tables could not be read."""
        self._cursor = cursor
        self._done = done
        self._is_stopped = False
        self._meanwhile: list[Written] = []
        self._thread = threading.Thread(target=self._run, name="mpi-held", daemon=True)
        self._thread.start()

    def add(self, later: Written) -> None:
        """What was written after the cursor's transaction began."""
        self._meanwhile.append(later)

    def finished(self, first: Held) -> Held:
        """With all that was written meanwhile."""
        for later in self._meanwhile:
            first = first.with_more(later)
        return first

    def stop(self) -> None:
        self._is_stopped = True
        while self._thread.is_alive() and threading.current_thread() is not self._thread:
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
