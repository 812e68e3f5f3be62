"""DuckDBStore: the index in one DuckDB file, with one writer and many readers beside it.

A transaction makes its journal entries durable (`mpi.store.tail`), and that is all that its caller
waits for.  They and what follows from them are kept in memory (`mpi.store.pending`), where readers
find them, and written into the tables later and in larger pieces; after a crash that is made again
from the tail.

The writer's State is kept from one transaction to the next: with one process and one writer, what
it has loaded stays true.  It is dropped when it has grown, and after a rollback.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import duckdb
import lmdb

from mpi.errors import DataCorrupt, Unavailable
from mpi.journal import Entry, opened
from mpi.store.base import Deriver
from mpi.store.changes import Counters
from mpi.store.duckdb_opened import Opened, kind
from mpi.store.duckdb_views import DuckDBSnapshot, DuckDBTransaction
from mpi.store.flushing import Flusher
from mpi.store.late import Late
from mpi.store.layered import Layered
from mpi.store.opening import DEFAULTS, IN_MEMORY, DuckDBConfig
from mpi.store.pending import Pending
from mpi.store.queries import queries
from mpi.store.tables import Tables
from mpi.store.writing import Pen

__all__ = ["IN_MEMORY", "DuckDBConfig", "DuckDBStore"]

_log = logging.getLogger(__name__)


class DuckDBStore(Opened):
    """See the module's docstring; the contract is `mpi.store.base.Store`."""

    def __init__(
        self,
        path: str,
        derive: Deriver,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        derive_version: str = "",
        config: DuckDBConfig = DEFAULTS,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        super().__init__(
            path, derive, clock, derive_version=derive_version, config=config, random=random
        )
        self._flusher = Flusher(self._flush_in_background, config.pending_s)

    @contextmanager
    def transaction(self) -> Iterator[DuckDBTransaction]:
        with self._transaction() as transaction:
            if self._is_stale:
                raise DataCorrupt("the tables are stale, and have to be rebuilt from the journal")
            yield transaction

    @contextmanager
    def _transaction(self) -> Iterator[DuckDBTransaction]:
        if self._moment.pending[0].size >= self.config.pending_max:
            self.flush()
        with self._writing:
            self._mend()
            with self._looking() as layered:
                transaction = self._begin(layered)
                try:
                    yield transaction
                    self._commit(transaction)
                except BaseException:
                    self._state = None
                    raise
        self._flusher.tell(is_urgent=self._moment.pending[0].size >= self.config.pending_flush)

    @contextmanager
    def snapshot(self) -> Iterator[DuckDBSnapshot]:
        with self._reading:
            if self._is_closed:
                raise Unavailable("the store is closed")
            self._readers += 1
        try:
            with self._looking() as layered:
                yield DuckDBSnapshot(layered)
        finally:
            with self._reading:
                self._readers -= 1
                self._reading.notify_all()

    def flush(self) -> None:
        """Writes what is pending into the tables.  Raises Unavailable when that cannot be done;
        the journal has it all the same."""
        if self._moment.pending[0].size:
            with suppress(OSError):  # the next transaction says so
                self._tail.make_ahead()
        with self._writing:
            self._flushing.acquire()
            is_open = not self._is_closed and not self._is_broken
            if is_open and self._moment.pending[0].size:
                self._tail.begin_file()
                if self._moment.seq == self._moment.entries:  # not while tables are rebuilt
                    self._moment.pending[0].hash = self._head
                self._publish(pending=(Pending(self._moment.seq), *self._moment.pending))
        try:
            if is_open:
                self._write_pending()
        finally:
            self._flushing.release()

    def close(self) -> None:
        self._flusher.close()
        self._holder.stop()
        with suppress(Unavailable):
            self.flush()
        with self._writing, self._flushing:
            with self._reading:
                if self._is_closed:
                    return
                self._is_closed = True
                self._reading.wait_for(lambda: not self._readers, self.config.close_wait_s)
            self._state = None
            with suppress(duckdb.Error):  # the write-ahead log has everything all the same
                self._cursor.execute("CHECKPOINT")
            self._cursor.close()
            self._root.close()
            self._tail.close()
            self._holder.close()

    @property
    def is_stale(self) -> bool:
        """The projections were written by another standardizer, plan or layout, or not at all
        to the end: `mpi.check.rebuild` writes them anew."""
        return self._is_stale

    @property
    def promoted(self) -> str:
        """The digest of the model that was promoted last, as the journal says; "" for none."""
        with self.snapshot() as snapshot:
            return snapshot.promoted()

    def wait_held(self) -> None:
        """Until what is held beside the tables is there."""
        self._holder.wait()

    def scan(self, name: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement in check.sql, few at a time."""
        self.flush()
        with closing(self._root.cursor()) as cursor:
            cursor.execute(queries("check.sql")[name])
            while rows := cursor.fetchmany(2000):
                yield from rows

    def shelved(self, name: str) -> Iterator[tuple[Any, ...]]:
        """What is on the shelf, as a shelf_… in check.sql tells it of the tables; the same, where
        there is no shelf."""
        self.flush()
        if self._moment.shelf is None:
            yield from self.scan(name)
            return
        with self._moment.shelf.reader() as reader:
            yield from reader.all(name)

    def replay(self, entries: Sequence[Entry], *, into_journal: bool) -> None:
        """Applies entries that follow those already applied, in one transaction."""
        with self._transaction() as transaction:
            if into_journal:
                transaction.copy(entries)
            for entry in entries:
                transaction.apply(opened(entry))

    def forget_projections(self) -> None:
        """Empties every table but the journal, so that it can be replayed from the start."""
        with self._writing, self._flushing:
            self._holder.forget()
            self._hurry()
            with self._statements(self._cursor):
                pen = Pen(self._cursor)
                for pending in reversed(self._moment.pending):
                    pen.write_entries(pending.entries.values())
                pen.empty_projections()
            self._tail.clear()
            self._state = None
            self._is_stale = True
            self._publish(seq=0, pending=(Pending(0),), held=None, shelf=None)
            self._counters = Counters()

    def finish_projections(self) -> None:
        """Says that the projections are whole, and what they were written with."""
        self.flush()
        with self._writing, self._flushing:
            self._write_meta()
            if self.config.held:
                self._hold()
        self._is_stale = False

    # Reading.

    @contextmanager
    def _looking(self) -> Iterator[Layered]:
        """What is stored at this moment, for as long as somebody looks.

        Neither the tables nor the shelf are ever ahead of the moment.  What is being written into
        them belongs to it, and before the next piece is, whoever looks begins to see the tables
        (`_hurry`); what is on the shelf is seen as it is now.
        """
        root = self._root
        late = Late(root)
        try:
            with self._publishing:  # no next piece begins meanwhile
                moment = self._moment
                shelf = moment.shelf.reader() if moment.shelf is not None else None
                self._late.add(late)
        except lmdb.Error as error:
            raise Unavailable(f"the store cannot be read ({kind(error)})") from None
        try:
            yield Layered(Tables(late, self._literals), moment, shelf)
        finally:
            with self._publishing:
                self._late.remove(late)
            if shelf is not None:
                shelf.close()
            if not late.end() and root is self._root:
                self._is_broken = True

    def _hurry(self) -> None:
        """Whoever looks sees from here on what the tables have now; they are about to go on.
        Raises duckdb.Error."""
        with self._publishing:
            looking = list(self._late)
        for late in looking:
            late.begin()

    # Transactions.

    def _mend(self) -> None:
        """Opens what has failed before again."""
        if self._is_closed:
            raise Unavailable("the store is closed")
        if self._is_broken:
            try:
                with self._flushing:
                    self._reopen()
            except duckdb.Error as error:
                raise Unavailable(f"the store cannot be written to ({kind(error)})") from None

    def _begin(self, layered: Layered) -> DuckDBTransaction:
        if self._state is None or self._state.size > self.config.kept_max:
            self._state = self._new_state(layered)
        self._state.begin(layered)
        return self._state

    def _commit(self, transaction: DuckDBTransaction) -> None:
        """Only the journal's tail is written here: the tables follow from it."""
        transaction.end()
        try:
            self._tail.append(transaction.seal())
        except OSError as error:
            raise Unavailable(f"the write could not be made durable ({kind(error)})") from None
        try:
            self._take_over(transaction)
        except BaseException:
            self._is_broken = True  # the tail has more than is known here: read it again
            raise

    # Flushing.

    def _write_pending(self) -> None:
        """Into the tables goes all but the newest pending, which transactions still add to."""
        for pending in reversed(self._moment.pending[1:]):
            # A reader that still has it reads the same from it as from what it is written into.
            written = pending.written(self._made_with)
            shelf = self._holder.before(self._moment.shelf, written)
            try:
                self._hurry()
                with closing(self._root.cursor()) as cursor, self._statements(cursor):
                    Pen(cursor, self._literals).write_pending(pending, written)
            except duckdb.Error as error:
                self._is_broken = True
                raise Unavailable(f"the tables cannot be written ({kind(error)})") from None
            held = self._holder.after(self._moment.held, written)
            with self._publishing:
                left = self._moment.pending[:-1]
                self._moment = replace(self._moment, pending=left, held=held, shelf=shelf)
            try:
                self._tail.drop(pending.seq)
            except OSError as error:
                _log.warning("a file of the journal's tail is left over (%s)", kind(error))

    def _flush_in_background(self) -> None:
        try:
            self.flush()
        except Unavailable as error:
            _log.warning("%s; the journal has everything, and it is tried again", error)
