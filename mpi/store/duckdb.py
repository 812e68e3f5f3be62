"""DuckDBStore: the index in one DuckDB file, with one writer and many readers beside it.

A transaction makes its journal entries durable, and that is all that its caller waits for.  What
follows from them is kept in memory (`mpi.store.pending`), where readers find it, and written into
the tables later and in larger pieces; after a crash it is made again from the journal's tail.

The writer's State is kept from one transaction to the next: with one process and one writer, what
it has loaded stays true.  It is dropped when it has grown, and after a rollback.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import duckdb

from mpi.errors import DataCorrupt, Unavailable
from mpi.journal import GENESIS, Entry, opened
from mpi.store.base import Deriver
from mpi.store.changes import Counters
from mpi.store.duckdb_views import DuckDBSnapshot, DuckDBTransaction
from mpi.store.flushing import Flusher
from mpi.store.held import Holder
from mpi.store.layered import Layered
from mpi.store.opening import (
    DEFAULTS,
    IN_MEMORY,
    DuckDBConfig,
    connected,
    migrations_to_do,
    note_migration,
)
from mpi.store.packing import LAYOUT
from mpi.store.pending import Moment, Pending
from mpi.store.queries import literals_max, queries
from mpi.store.tables import Tables
from mpi.store.writing import Pen, Quill

__all__ = ["IN_MEMORY", "DuckDBConfig", "DuckDBStore"]

_log = logging.getLogger(__name__)

CATCH_UP = 5_000  # journal entries at a time


class DuckDBStore:
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
        self.path = path
        self.derive = derive
        self.derive_version = derive_version
        self.config = config
        self._clock = clock
        self._random = random
        # Whoever needs both locks takes them in this order.
        self._writing = threading.Lock()
        self._flushing = threading.Lock()
        self._publishing = threading.Lock()  # held for an instant only
        self._reading = threading.Condition()
        self._readers = 0
        self._is_closed = False
        self._is_broken = False
        self._state: DuckDBTransaction | None = None
        self._holder = Holder(self._flushing, lambda held: self._publish(held=held))
        self._open()
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
            transaction = self._begin()
            try:
                yield transaction
                self._commit(transaction)
            except BaseException:
                self._abandon()
                raise
        self._flusher.tell(is_urgent=self._moment.pending[0].size >= self.config.pending_flush)

    @contextmanager
    def snapshot(self) -> Iterator[DuckDBSnapshot]:
        with self._reading:
            if self._is_closed:
                raise Unavailable("the store is closed")
            self._readers += 1
        try:
            with closing(self._new_cursor()) as cursor:
                tables = Tables(cursor, self._literals)
                yield DuckDBSnapshot(Layered(tables, self._begun(cursor)))
                with suppress(duckdb.Error):
                    cursor.rollback()
        finally:
            with self._reading:
                self._readers -= 1
                self._reading.notify_all()

    def flush(self) -> None:
        """Writes what is pending into the tables.  Raises Unavailable when that cannot be done;
        the journal has it all the same."""
        with self._writing:
            self._flushing.acquire()
            is_open = not self._is_closed and not self._is_broken
            if is_open and self._moment.pending[0].size:
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

    @property
    def is_stale(self) -> bool:
        """The projections were written by another standardizer, plan or layout, or not at all
        to the end: `mpi.check.rebuild` writes them anew."""
        return self._is_stale

    @property
    def promoted(self) -> str:
        """The digest of the model that was promoted last, as the journal says; "" for none."""
        with closing(self._root.cursor()) as cursor:
            return Tables(cursor).promoted()

    def scan(self, name: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement in check.sql, few at a time."""
        self.flush()
        with closing(self._root.cursor()) as cursor:
            cursor.execute(queries("check.sql")[name])
            while rows := cursor.fetchmany(2000):
                yield from rows

    def replay(self, entries: Sequence[Entry], *, into_journal: bool) -> None:
        """Applies entries that follow those already applied, in one transaction."""
        with self._transaction() as transaction:
            if into_journal:
                transaction.quill.copy(entries)
            for entry in entries:
                transaction.apply(opened(entry))

    def forget_projections(self) -> None:
        """Empties every table but the journal, so that it can be replayed from the start."""
        with self._writing, self._flushing:
            with self._statements(self._cursor):
                Pen(self._cursor).empty_projections()
            self._state = None
            self._is_stale = True
            self._holder.stop()
            self._publish(seq=0, pending=(Pending(0),), held=None)
            self._counters = Counters()

    def finish_projections(self) -> None:
        """Says that the projections are whole, and what they were written with."""
        self.flush()
        with self._writing, self._flushing:
            self._write_meta()
            if self.config.held:
                self._holder.begin(self._root.cursor())
        self._is_stale = False

    # Reading.

    def _new_cursor(self) -> duckdb.DuckDBPyConnection:
        try:
            return self._root.cursor()
        except duckdb.Error as error:
            raise Unavailable(f"the store cannot be read ({_kind(error)})") from None

    def _begun(self, cursor: duckdb.DuckDBPyConnection) -> Moment:
        """Begins a DuckDB transaction, and answers the moment that fits what it sees.

        The tables never are ahead of the moment: what is being written into them belongs to it,
        and if the next was begun in between, this is tried again.
        """
        try:
            while True:
                moment = self._moment
                cursor.begin()
                if self._moment.pending[0] is moment.pending[0]:
                    return moment
                cursor.rollback()
        except duckdb.Error as error:
            raise Unavailable(f"the store cannot be read ({_kind(error)})") from None

    # Opening.

    def _open(self) -> None:
        self._holder.stop()
        self._root = connected(self.path, self.config)
        self._cursor = self._root.cursor()
        for name, statements in migrations_to_do(self._cursor):
            with self._statements(self._cursor):
                self._cursor.execute(statements)
                note_migration(self._cursor, name, self._clock())
        tables = Tables(self._cursor)
        applied = tables.applied()
        self._moment = Moment(applied, tables.last_seq(), (Pending(applied),))
        self._head = tables.last_hash(self._moment.entries) if self._moment.entries else GENESIS
        self._state = None
        self._is_broken = False
        self._counters = tables.counters()
        self._literals = literals_max(self._counters.record)
        if not self._moment.entries:
            self._write_meta()
        self._is_stale = tables.meta() != self._meta()
        if not self._is_stale:
            self._catch_up(tables)
            if self.config.held:
                self._holder.begin(self._root.cursor())

    def _catch_up(self, tables: Tables) -> None:
        """Applies the entries that the tables did not get any more."""
        while self._moment.seq < self._moment.entries:
            state = self._new_state()
            for entry in tables.entries(self._moment.seq, CATCH_UP, self._moment.entries):
                state.apply(opened(entry))
            self._take_over(state)

    def _write_meta(self) -> None:
        with self._statements(self._cursor):
            Pen(self._cursor).write_meta(self._meta())

    @contextmanager
    def _statements(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """A transaction of statements that no State knows of."""
        cursor.begin()
        try:
            yield
            cursor.commit()
        except BaseException:
            self._roll_back(cursor)
            raise

    def _meta(self) -> dict[str, str]:
        return {"derive": self.derive_version, "layout": LAYOUT}

    # Transactions.

    def _begin(self) -> DuckDBTransaction:
        if self._is_closed:
            raise Unavailable("the store is closed")
        try:
            if self._is_broken:
                with self._flushing:
                    self._reopen()
            moment = self._begun(self._cursor)
        except duckdb.Error as error:
            raise Unavailable(f"the store cannot be written to ({_kind(error)})") from None
        if self._state is None or self._state.size > self.config.kept_max:
            self._state = self._new_state()
        self._state.begin(moment)
        return self._state

    def _new_state(self) -> DuckDBTransaction:
        quill = Quill(self._cursor, self._head, self._random)
        tables = Tables(self._cursor, self._literals)
        state = DuckDBTransaction(self.derive, tables, self._moment, quill)
        state.counters = replace(self._counters)
        return state

    def _commit(self, transaction: DuckDBTransaction) -> None:
        """Only the journal is written here: the tables follow from it."""
        try:
            transaction.write_journal()
        except duckdb.Error as error:
            # DuckDB's message may quote a value, so it is not passed on.
            raise Unavailable(f"the write could not be made ({_kind(error)})") from None
        try:
            self._cursor.commit()
        except duckdb.Error as error:
            if not self._is_durable(transaction):
                raise Unavailable(f"the write could not be made durable ({_kind(error)})") from None
            _log.warning("a commit was made, but DuckDB failed after it (%s)", _kind(error))
            return
        try:
            self._take_over(transaction)
        except BaseException:
            self._is_broken = True  # the journal has more than is known here: read it again
            raise

    def _take_over(self, transaction: DuckDBTransaction) -> None:
        """What a transaction has changed becomes what readers see."""
        self._moment.pending[0].add(transaction)
        transaction.flushed()
        self._counters = replace(transaction.counters)
        self._head = transaction.quill.head
        seq = transaction.counters.seq
        self._publish(seq=seq, entries=max(seq, self._moment.entries))

    def _publish(self, **changes: Any) -> None:
        with self._publishing:
            self._moment = replace(self._moment, **changes)

    def _is_durable(self, transaction: DuckDBTransaction) -> bool:
        """Whether a commit that raised was made all the same: DuckDB may fail after it, in the
        checkpoint.  The journal knows, since an entry's salted hash is like no other."""
        head = transaction.quill.head
        self._is_broken = True
        try:
            with self._flushing:
                self._reopen()
        except (duckdb.Error, Unavailable):
            return False
        return self._head == head

    def _abandon(self) -> None:
        self._state = None
        self._roll_back(self._cursor)

    def _roll_back(self, cursor: duckdb.DuckDBPyConnection) -> None:
        try:
            cursor.rollback()
        except duckdb.TransactionException:
            pass  # there is none any more: DuckDB rolled back itself, or was reopened
        except duckdb.Error:
            self._is_broken = True

    # Flushing.

    def _write_pending(self) -> None:
        """Into the tables goes all but the newest pending, which transactions still add to."""
        for pending in reversed(self._moment.pending[1:]):
            try:
                with closing(self._root.cursor()) as cursor, self._statements(cursor):
                    Pen(cursor, self._literals).write_pending(pending)
            except duckdb.Error as error:
                self._is_broken = True
                raise Unavailable(f"the tables cannot be written ({_kind(error)})") from None
            # A reader that still has it reads the same from it as from the tables.
            held = self._holder.with_more(self._moment.held, pending.written)
            with self._publishing:
                left = self._moment.pending[:-1]
                self._moment = replace(self._moment, pending=left, held=held)

    def _flush_in_background(self) -> None:
        try:
            self.flush()
        except Unavailable as error:
            _log.warning("%s; the journal has everything, and it is tried again", error)

    def _reopen(self) -> None:
        if self.path == IN_MEMORY:
            raise Unavailable("a store in memory cannot be opened again")
        with suppress(duckdb.Error):
            self._root.close()
        self._open()


def _kind(error: duckdb.Error) -> str:
    return type(error).__name__
