"""Opening a DuckDB file: its settings, the connection, and the migrations that it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from mpi.errors import Unavailable
from mpi.journal import micros
from mpi.store.queries import migrations

IN_MEMORY = ":memory:"


@dataclass(frozen=True, slots=True)
class DuckDBConfig:
    """Zero or "" leaves it to DuckDB."""

    threads: int = 0
    memory_limit: str = ""  # such as "4GB"
    checkpoint_threshold: str = "64MB"  # of write-ahead log; a restart has to replay so much
    close_wait_s: float = 10.0  # for snapshots that are being read
    held: bool = (
        False  # what is looked up most lies beside the tables, too: some 650 bytes a record
    )
    kept_max: int = 50_000  # things that the writer keeps in memory between transactions
    # Journal entries whose tables are written later; after a crash they have to be replayed.
    pending_flush: int = 4_000  # so many are enough to begin
    pending_max: int = 12_000  # so many hold up the next transaction
    pending_s: float = 2.0  # few are not waited for any longer


DEFAULTS = DuckDBConfig()


def connected(path: str, config: DuckDBConfig) -> duckdb.DuckDBPyConnection:
    """Raises Unavailable when it cannot be opened."""
    options = {
        "threads": config.threads or "",
        "memory_limit": config.memory_limit,
        "checkpoint_threshold": config.checkpoint_threshold,
        # A snapshot is taken when it is asked for, not at its first question.
        "immediate_transaction_mode": "true",
    }
    try:
        return duckdb.connect(path, config={name: str(v) for name, v in options.items() if v})
    except duckdb.Error as error:
        is_locked = "lock" in str(error).lower()
        kind = type(error).__name__
        why = "another process has it open" if is_locked else f"it is no store ({kind})"
        raise Unavailable(f"{path} cannot be opened: {why}") from None


def migrations_to_do(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """(name, statements) of each migration that was not applied yet, in order."""
    cursor.execute("CREATE TABLE IF NOT EXISTS schema_version (name VARCHAR, applied_at_us BIGINT)")
    rows = cursor.execute("SELECT name FROM schema_version").fetchall()
    applied = {name for (name,) in rows}
    for name, statements in migrations():
        if name not in applied:
            yield name, statements


def note_migration(cursor: duckdb.DuckDBPyConnection, name: str, at: datetime) -> None:
    cursor.execute("INSERT INTO schema_version VALUES (?, ?)", [name, micros(at)])


def remove_files(path: str) -> None:
    """Takes a store away that is closed, with all that lies beside it."""
    if path != IN_MEMORY:
        database = Path(path)
        for file in (database, *database.parent.glob(f"{database.name}.*")):
            file.unlink(missing_ok=True)
