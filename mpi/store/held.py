"""Held: what is stored, as far as it is kept in memory beside the tables.

Block keys with their records; and the hashes of record keys, EIDs and request ids, which tell at
once that something was never stored: for most of what arrives, that is so.  The tables are read
once, beside the service's work (`Holder`), or a file that was made of them is mapped into memory
(`mpi.store.columns`); from then on, what is written into them is added here.
A `Held` never changes, so that whoever reads has what the tables had at one moment.  The holder
looks after the shelf (`mpi.store.shelf`), too.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import lmdb
import msgspec
import numpy as np

from mpi.store.columns import Columns, load, save
from mpi.store.lookup import Lookup, Segment
from mpi.store.queries import queries
from mpi.store.shelf import Mark, Shelf, ShelfReader, Shelved, remove

NAMES: Final = ("blocks", "keys", "eids", "answers")
READ_AT_ONCE: Final = 1_000_000
KEPT_FROM: Final = 300_000  # so many block keys are worth a file
BEHIND: Final = 50_000  # entries; a file that is further behind is written anew
BEHIND_MAX: Final = 500_000  # and one that is even further behind is not read

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
    return Held(*(Lookup((_segment(cursor, f"held_{name}"),)) for name in NAMES))


def read_since(cursor: duckdb.DuckDBPyConnection, base: Columns, seq: int) -> Held:
    """The same, from columns that were kept, and from what came since; the tables go to entry
    `seq`.  Raises duckdb.Error."""
    said = _rows(cursor, "held_changed", since=base.mark.seq, seq=seq)
    changed = {i for (payload,) in said for i in _of_records(payload) if i <= base.records}
    moves = dict.fromkeys(_entries_of(base.segments[0], changed), False)
    rows = _rows(cursor, "held_blocks_since", records=base.records, changed=sorted(changed))
    moves |= dict.fromkeys(rows, True)
    later = [
        moves,
        dict.fromkeys(_rows(cursor, "held_keys_since", records=base.records), True),
        dict.fromkeys(_rows(cursor, "held_eids_since", eids=base.eids), True),
        dict.fromkeys(_rows(cursor, "held_answers_since", since=base.mark.seq), True),
    ]
    return Held(
        *(
            Lookup((segment,)).with_more(Segment.of(more))
            for segment, more in zip(base.segments, later, strict=True)
        )
    )


def gathered(
    cursor: duckdb.DuckDBPyConnection, path: str | None, mark: Mark, fits: Callable[[Mark], bool]
) -> Held:
    """What the tables have at `mark`, from a file as far as it has it; the file is written anew
    where it is far behind.  Raises duckdb.Error."""
    if path is None:
        return read(cursor)
    base = load(path)
    if base is not None and fits(base.mark) and mark.seq - base.mark.seq <= BEHIND_MAX:
        held = read_since(cursor, base, mark.seq)
        if mark.seq - base.mark.seq <= BEHIND:
            return held
    else:
        held = read(cursor)
    if sum(map(len, held.blocks.segments)) < KEPT_FROM:
        return held
    ((records, eids),) = _rows(cursor, "held_newest")
    segments = [getattr(held, name).whole() for name in NAMES]
    try:
        save(path, Columns(mark, records, eids, segments))
    except OSError as error:  # it is only a copy
        _log.warning("look-ups are not kept for the next start (%s)", type(error).__name__)
        return held
    kept = load(path)
    return held if kept is None else Held(*(Lookup((segment,)) for segment in kept.segments))


class _OfRecord(msgspec.Struct):
    """What an event says that changes a record's block keys; a merge names the one that goes."""

    record: int = 0
    retired: int = 0


_of_record = msgspec.json.Decoder(_OfRecord).decode


def _of_records(payload: bytes) -> tuple[int, int]:
    said = _of_record(payload)
    return said.record, said.retired


def _entries_of(segment: Segment, records: set[int]) -> Iterator[tuple[int, int]]:
    if records:
        at = np.flatnonzero(np.isin(segment.numbers, np.array(list(records), np.uint32)))
        yield from zip(segment.keys[at].tolist(), segment.numbers[at].tolist(), strict=True)


def _rows(cursor: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> list[Any]:
    return cursor.execute(queries("read.sql")[name], parameters or None).fetchall()


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
        `path`: of the database, beside which there are files for both; None: in memory only."""
        self._flushing = flushing
        self._publish = publish
        self._path = path
        self._shelf: Shelf | None = None
        self._reading: _Reading | None = None

    def begin(
        self, cursor: duckdb.DuckDBPyConnection, mark: Mark, fits: Callable[[Mark], bool]
    ) -> None:
        """Reads the tables as they are now, at `mark`; nothing is flushed while this begins.  What
        was kept in a file counts if its mark `fits`: it is one of this journal.  A shelf that goes
        as far as the tables is there at once."""
        known = self._known()
        fill = self._shelf
        if known is not None and known.seq >= mark.seq and fits(known):
            self._publish(shelf=self._shelf)
            fill = None
        cursor.begin()
        path = None if self._path is None else f"{self._path}.columns"
        self._reading = _Reading(
            cursor, self._have, lambda: gathered(cursor, path, mark, fits), fill, mark
        )
        self._reading.start()

    def reader_at(self, mark: Mark, fits: Callable[[Mark], bool]) -> ShelfReader | None:
        """What is on a shelf that goes exactly as far as the tables; the caller closes it."""
        known = self._known()
        if self._shelf is not None and known is not None and known.seq == mark.seq and fits(known):
            return self._shelf.reader()
        return None

    def _known(self) -> Mark | None:
        """The mark of the shelf, which is opened where that has not been done; one that is damaged
        is taken away, and made anew at the next start."""
        try:
            if self._shelf is None and self._path is not None:
                self._shelf = Shelf(f"{self._path}.shelf")
            mark = None if self._shelf is None else self._shelf.mark
        except lmdb.Error as error:
            _log.warning("records are read from the tables (%s)", type(error).__name__)
            if self._shelf is not None:
                self._shelf.close()
                self._shelf = None
            remove(f"{self._path}.shelf")
            return None
        return mark

    def wait(self) -> None:
        """Until all is held."""
        reading = self._reading
        if reading is not None:
            reading.join()

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
            remove(f"{self._path}.shelf")
        if self._path is not None:
            Path(f"{self._path}.columns").unlink(missing_ok=True)

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
        read_all: Callable[[], Held],
        fill: Shelf | None,
        mark: Mark,
    ) -> None:
        """`cursor`: in a transaction; it is closed here.  `fill`: a shelf that has to be filled."""
        self.meanwhile: list[Written] = []
        self._cursor = cursor
        self._done = done
        self._read_all = read_all
        self._fill = fill
        self._mark = mark
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="mpi-held", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

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
                held = self._read_all()
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
