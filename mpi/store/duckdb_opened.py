"""Opened: a DuckDB store as it is opened, and what both its transactions and its flushes stand on.

Opening takes in the journal's tail and applies what the tables lack; see `mpi.store.duckdb`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import duckdb

from mpi.errors import Unavailable
from mpi.journal import GENESIS, opened
from mpi.store.base import Deriver
from mpi.store.changes import Counters
from mpi.store.duckdb_views import DuckDBTransaction
from mpi.store.held import Holder
from mpi.store.indexes import wanting
from mpi.store.late import Late
from mpi.store.layered import Layered
from mpi.store.opening import (
    IN_MEMORY,
    DuckDBConfig,
    connected,
    migrations_to_do,
    note_migration,
)
from mpi.store.packing import LAYOUT
from mpi.store.pending import Moment, Pending
from mpi.store.queries import literals_max
from mpi.store.shelf import Mark
from mpi.store.tables import Tables
from mpi.store.tail import Tail
from mpi.store.writing import Pen

_log = logging.getLogger(__name__)

CATCH_UP = 5_000  # journal entries at a time


class Opened:
    """See the module's docstring."""

    _root: duckdb.DuckDBPyConnection
    _cursor: duckdb.DuckDBPyConnection  # the writer's
    _moment: Moment
    _counters: Counters
    _head: bytes  # of the journal
    _literals: int
    _is_stale: bool

    def __init__(
        self,
        path: str,
        derive: Deriver,
        clock: Callable[[], datetime],
        *,
        derive_version: str,
        config: DuckDBConfig,
        random: Callable[[int], bytes],
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
        self._late: set[Late] = set()  # of whoever looks now
        self._is_closed = False
        self._is_broken = False
        self._state: DuckDBTransaction | None = None
        in_memory = path == IN_MEMORY
        self._tail = Tail(None if in_memory else f"{path}.tail")
        self._holder = Holder(self._flushing, self._publish, None if in_memory else path)
        self._open()

    def _open(self) -> None:
        self._holder.stop()
        self._root = connected(self.path, self.config)
        with ExitStack() as opening:
            opening.callback(self._root.close)
            self._begin_with_what_is_there()
            opening.pop_all()

    def _begin_with_what_is_there(self) -> None:
        self._cursor = self._root.cursor()
        for name, statements in migrations_to_do(self._cursor):
            with self._statements(self._cursor):
                self._cursor.execute(statements)
                note_migration(self._cursor, name, self._clock())
        self._mend_indexes()
        tables = Tables(self._cursor)
        self._take_in_tail(tables)
        applied = tables.applied()
        self._moment = Moment(applied, tables.last_seq(), (Pending(applied),))
        self._head = _hash_at(tables, self._moment.entries)
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
                self._hold()

    def _mend_indexes(self) -> None:
        for name, statement in list(wanting(self._cursor)):
            _log.warning("the index %s had lost rows and is made anew", name)
            with self._statements(self._cursor):
                self._cursor.execute(f"DROP INDEX {name}")
                self._cursor.execute(statement)

    def _take_in_tail(self, tables: Tables) -> None:
        """What was durable and not in the journal table yet comes into it."""
        last = tables.last_seq()
        if fresh := self._tail.behind(last, _hash_at(tables, last)):
            with self._statements(self._cursor):
                Pen(self._cursor).write_entries(fresh)
        self._tail.clear()

    def _hold(self) -> None:
        """Has what is held beside the tables read, where it is not there already."""
        cursor = self._root.cursor()
        tables = Tables(cursor)
        self._holder.begin(cursor, self._mark(tables), partial(self._is_of_here, tables))

    def _mark(self, tables: Tables) -> Mark:
        """Up to where the tables go."""
        applied = tables.applied()
        return Mark(applied, _hash_at(tables, applied), self._made_with)

    def _is_of_here(self, tables: Tables, known: Mark) -> bool:
        """Whether what has this mark was made of this journal, and as it is made now."""
        is_so = known.made_with == self._made_with and known.seq <= self._moment.entries
        return is_so and known.hash == _hash_at(tables, known.seq)

    def _catch_up(self, tables: Tables) -> None:
        """Applies the entries that the tables did not get any more."""
        if self._moment.seq == self._moment.entries:
            return
        shelf = None
        if self.config.held:  # what goes exactly as far as the tables is quicker to read
            is_of_here = partial(self._is_of_here, tables)
            shelf = self._holder.reader_at(self._mark(tables), is_of_here)
        with shelf or nullcontext():
            while self._moment.seq < self._moment.entries:
                until = min(self._moment.seq + CATCH_UP, self._moment.entries)
                state = self._new_state(Layered(tables, self._moment, shelf))
                for entry in tables.entries(self._moment.seq, until):
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

    @property
    def _made_with(self) -> str:
        return " ".join(f"{name}={value}" for name, value in sorted(self._meta().items()))

    def _new_state(self, layered: Layered) -> DuckDBTransaction:
        state = DuckDBTransaction(self.derive, layered, self._head, self._random)
        state.counters = replace(self._counters)
        return state

    def _take_over(self, transaction: DuckDBTransaction) -> None:
        """What a transaction has changed becomes what readers see."""
        self._moment.pending[0].add(transaction, transaction.fresh)
        transaction.flushed()
        self._counters = replace(transaction.counters)
        self._head = transaction.head
        seq = transaction.counters.seq
        self._publish(seq=seq, entries=max(seq, self._moment.entries))

    def _publish(self, **changes: Any) -> None:
        with self._publishing:
            self._moment = replace(self._moment, **changes)

    def _roll_back(self, cursor: duckdb.DuckDBPyConnection) -> None:
        try:
            cursor.rollback()
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


def kind(error: Exception) -> str:
    return type(error).__name__


def _hash_at(tables: Tables, seq: int) -> bytes:
    """What the journal entry after this one is chained to."""
    return tables.last_hash(seq) if seq else GENESIS
