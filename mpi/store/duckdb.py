"""DuckDBStore: the index in one DuckDB file, with one writer and many readers beside it.

The writer's State is kept from one transaction to the next: with one process and one writer, what
it has loaded stays true.  It is dropped when it has grown, and after a rollback.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import duckdb

from mpi.errors import DataCorrupt, Unavailable
from mpi.journal import GENESIS, Entry, micros, opened
from mpi.store.base import Deriver
from mpi.store.changes import Counters
from mpi.store.packing import LAYOUT
from mpi.store.queries import migrations, queries
from mpi.store.scans import Scans
from mpi.store.state import State
from mpi.store.tables import Tables
from mpi.store.view import View
from mpi.store.writing import Pen

_log = logging.getLogger(__name__)

IN_MEMORY = ":memory:"
PROJECTIONS = (
    "meta",
    "source",
    "record",
    "record_version",
    "block_key",
    "eid",
    "membership",
    "judgement",
    "task",
    "decision",
    "saved_filter",
    "answer",
)


@dataclass(frozen=True, slots=True)
class DuckDBConfig:
    """Zero or "" leaves it to DuckDB."""

    threads: int = 0
    memory_limit: str = ""  # such as "4GB"
    checkpoint_threshold: str = "64MB"  # of write-ahead log; a restart has to replay so much
    close_wait_s: float = 10.0  # for snapshots that are being read
    kept_max: int = 200_000  # things that the writer keeps in memory between transactions


class DuckDBStore:
    """See the module's docstring; the contract is `mpi.store.base.Store`."""

    def __init__(
        self,
        path: str,
        derive: Deriver,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        derive_version: str = "",
        config: DuckDBConfig = DuckDBConfig(),
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.path = path
        self.derive = derive
        self.derive_version = derive_version
        self.config = config
        self._clock = clock
        self._random = random
        self._writing = threading.Lock()
        self._reading = threading.Condition()
        self._readers = 0
        self._is_closed = False
        self._state: DuckDBTransaction | None = None
        self._open()

    @contextmanager
    def transaction(self) -> Iterator[DuckDBTransaction]:
        with self._transaction() as transaction:
            if self._is_stale:
                raise DataCorrupt("the tables are stale, and have to be rebuilt from the journal")
            yield transaction

    @contextmanager
    def _transaction(self) -> Iterator[DuckDBTransaction]:
        with self._writing:
            transaction = self._begin()
            try:
                yield transaction
                self._commit(transaction)
            except BaseException:
                self._abandon()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[DuckDBSnapshot]:
        known = self._counters.seq
        with self._reading:
            if self._is_closed:
                raise Unavailable("the store is closed")
            self._readers += 1
        try:
            with closing(self._cursor_of_its_own()) as cursor:
                yield DuckDBSnapshot(Tables(cursor), known)
                with suppress(duckdb.Error):
                    cursor.rollback()
        finally:
            with self._reading:
                self._readers -= 1
                self._reading.notify_all()

    def close(self) -> None:
        with self._writing:
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
        with closing(self._root.cursor()) as cursor:
            cursor.execute(queries("check.sql")[name])
            while rows := cursor.fetchmany(2000):
                yield from rows

    def replay(self, entries: Sequence[Entry], *, into_journal: bool) -> None:
        """Applies entries that follow those already applied, in one transaction."""
        with self._transaction() as transaction:
            if into_journal:
                transaction.pen.write_entries(entries)
                transaction.pen.head = entries[-1].hash
            for entry in entries:
                transaction.apply(opened(entry))

    def forget_projections(self) -> None:
        """Empties every table but the journal, so that it can be replayed from the start."""
        with self._writing, self._statements():
            for table in PROJECTIONS:
                self._cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- our own names
        self._state = None
        self._counters = Counters()
        self._is_stale = True

    def finish_projections(self) -> None:
        """Says that the projections are whole, and what they were written with."""
        with self._writing:
            self._write_meta()
        self._is_stale = False

    def _cursor_of_its_own(self) -> duckdb.DuckDBPyConnection:
        """A cursor in a transaction that has begun."""
        try:
            cursor = self._root.cursor()
            cursor.begin()
        except duckdb.Error as error:
            raise Unavailable(f"the store cannot be read ({_kind(error)})") from None
        return cursor

    # Opening.

    def _open(self) -> None:
        options = {
            "threads": self.config.threads or "",
            "memory_limit": self.config.memory_limit,
            "checkpoint_threshold": self.config.checkpoint_threshold,
            # A snapshot is taken when it is asked for, not at its first question.
            "immediate_transaction_mode": "true",
        }
        try:
            self._root = duckdb.connect(
                self.path, config={name: str(v) for name, v in options.items() if v}
            )
        except duckdb.Error as error:
            is_locked = "lock" in str(error).lower()
            why = "another process has it open" if is_locked else f"it is no store ({_kind(error)})"
            raise Unavailable(f"{self.path} cannot be opened: {why}") from None
        self._cursor = self._root.cursor()
        self._migrate()
        tables = Tables(self._cursor)
        self._counters = tables.counters()
        self._head = tables.last_hash(self._counters.seq) if self._counters.seq else GENESIS
        self._state = None
        self._is_broken = False
        if not self._counters.seq:
            self._write_meta()
        self._is_stale = tables.meta() != self._meta()

    def _migrate(self) -> None:
        self._cursor.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (name VARCHAR, applied_at_us BIGINT)"
        )
        rows = self._cursor.execute("SELECT name FROM schema_version").fetchall()
        applied = {name for (name,) in rows}
        for name, statements in migrations():
            if name not in applied:
                with self._statements():
                    self._cursor.execute(statements)
                    self._cursor.execute(
                        "INSERT INTO schema_version VALUES (?, ?)", [name, micros(self._clock())]
                    )

    def _write_meta(self) -> None:
        with self._statements():
            Pen(self._cursor, self._head, self._random).write_meta(self._meta())

    @contextmanager
    def _statements(self) -> Iterator[None]:
        """A transaction of statements that no State knows of."""
        self._cursor.begin()
        try:
            yield
            self._cursor.commit()
        except BaseException:
            self._abandon()
            raise

    def _meta(self) -> dict[str, str]:
        return {"derive": self.derive_version, "layout": LAYOUT}

    # Transactions.

    def _begin(self) -> DuckDBTransaction:
        if self._is_closed:
            raise Unavailable("the store is closed")
        try:
            if self._is_broken:
                self._reopen()
            self._cursor.begin()
        except duckdb.Error as error:
            raise Unavailable(f"the store cannot be written to ({_kind(error)})") from None
        if self._state is None or self._state.size > self.config.kept_max:
            pen = Pen(self._cursor, self._head, self._random)
            self._state = DuckDBTransaction(self.derive, Tables(self._cursor), pen)
            self._state.counters = replace(self._counters)
        return self._state

    def _commit(self, transaction: DuckDBTransaction) -> None:
        try:
            transaction.flush()
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
        self._counters = replace(transaction.counters)
        self._head = transaction.pen.head

    def _is_durable(self, transaction: DuckDBTransaction) -> bool:
        """Whether a commit that raised was made all the same: DuckDB may fail after it, in the
        checkpoint.  The journal knows, since an entry's salted hash is like no other."""
        head = transaction.pen.head
        self._is_broken = True
        try:
            self._reopen()
        except (duckdb.Error, Unavailable):
            return False
        return self._head == head

    def _abandon(self) -> None:
        self._state = None
        try:
            self._cursor.rollback()
        except duckdb.TransactionException:
            pass  # there is none any more: DuckDB rolled back itself, or was reopened
        except duckdb.Error:
            self._is_broken = True

    def _reopen(self) -> None:
        if self.path == IN_MEMORY:
            raise Unavailable("a store in memory cannot be opened again")
        with suppress(duckdb.Error):
            self._root.close()
        self._open()


class DuckDBSnapshot(Scans, View):
    """A view on a cursor of its own, in a DuckDB transaction of its own."""

    def __init__(self, tables: Tables, known_seq: int) -> None:
        super().__init__(tables)
        self._tables = tables
        self._known_seq = known_seq

    def last_seq(self) -> int:
        return self._tables.last_seq(self._known_seq)

    def _scanned(self) -> Tables:
        return self._tables


class DuckDBTransaction(Scans, State):
    """The writer's State; before a whole-table question it flushes what is not written yet."""

    def __init__(self, derive: Deriver, tables: Tables, pen: Pen) -> None:
        super().__init__(derive, tables)
        self._tables = tables
        self.pen = pen

    def flush(self) -> None:
        self.pen.flush(self)

    def _scanned(self) -> Tables:
        self.flush()
        return self._tables


def _kind(error: duckdb.Error) -> str:
    return type(error).__name__
