"""Late: a DuckDB transaction that begins when it is needed, which mostly is never.

A match and most arrivals find all they want beside the tables, and to begin and end a DuckDB
transaction for each would cost as much as all the rest of it.  So it begins with the first question
that is asked of the tables, or just before they go on to what its reader must not see yet.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import duckdb


class Late:
    """One reader's transaction.  It asks from one thread; another may tell it to begin."""

    def __init__(self, root: duckdb.DuckDBPyConnection) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._is_over = False

    def begin(self) -> duckdb.DuckDBPyConnection | None:
        """From here on it sees the tables as they are now, unless it does already or is over.
        Raises duckdb.Error."""
        with self._lock:
            if self._cursor is None and not self._is_over:
                cursor = self._root.cursor()
                cursor.begin()
                self._cursor = cursor
            return self._cursor

    def end(self) -> bool:
        """Whether that went well; a database that failed has to be opened again."""
        with self._lock:
            self._is_over = True
            if self._cursor is None:
                return True
            try:
                self._cursor.rollback()
            except duckdb.TransactionException:
                pass  # there is none any more: DuckDB rolled back itself
            except duckdb.Error:
                return False
            finally:
                with suppress(duckdb.Error):
                    self._cursor.close()
            return True

    # Of DuckDB's cursor, what reading needs; the names are DuckDB's.

    def execute(self, statement: str, given: object = None) -> duckdb.DuckDBPyConnection:
        return self._begun().execute(statement, given)

    def register(self, name: str, table: Any) -> None:
        self._begun().register(name, table)

    def unregister(self, name: str) -> None:
        self._begun().unregister(name)

    def _begun(self) -> duckdb.DuckDBPyConnection:
        cursor = self.begin()
        assert cursor is not None, "nobody asks when all is over"
        return cursor


Cursor = duckdb.DuckDBPyConnection | Late
