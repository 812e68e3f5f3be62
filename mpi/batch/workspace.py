"""Where a run works: a database that may spill to disk, and an output folder that appears whole.

Both live in folders of their own and are gone at the end, also after a failure or Ctrl-C.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import duckdb

from mpi.batch.errors import BatchError
from mpi.machine import memory_there

MEMORY_MAX: Final = 4 << 30
# What a record needs through all stages, rather more than less.
RECORD_BYTES: Final = 3_000
_UNITS: Final = {"MB": 1 << 20, "GB": 1 << 30, "MIB": 1 << 20, "GIB": 1 << 30}
_MEMORY: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Z]+)")
MEMORY_MIN: Final = 256 << 20


def memory_bytes(said: str) -> int:
    """The memory that a run may use: "2GB", or half of what there is, at most four gigabytes."""
    if not said:
        return max(MEMORY_MIN, min(MEMORY_MAX, memory_there() // 2))
    found = _MEMORY.fullmatch(said.strip().upper())
    if found is None or found[2] not in _UNITS:
        raise BatchError("--memory: expected a size such as 2GB or 800MB")
    asked = int(float(found[1]) * _UNITS[found[2]])
    if asked < MEMORY_MIN:
        raise BatchError("--memory: expected 256MB or more")
    return asked


@contextlib.contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """A folder beside a path, removed at the end; TMPDIR, if set, says where instead."""
    within = Path(os.environ.get("TMPDIR", "") or beside.parent)
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{beside.name}.work-", dir=within))
    except OSError as error:
        raise BatchError(f"nothing can be written to {within}: {error.strerror}") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def database(
    folder: Path, memory: int, rows_about: int = 0, threads: int = 0
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that uses a folder for what does not fit into `memory`.

    Where all of it is likely to fit, the tables are kept in memory, which saves writing them.
    """
    where = str(folder / "run.duckdb") if rows_about * RECORD_BYTES > memory else ":memory:"
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory >> 20}MiB",
        "temp_directory": str(folder / "spill"),
        "threads": threads or threads_there(),
        "TimeZone": "UTC",
        # The database is thrown away: nothing in it must survive a crash.
        "checkpoint_threshold": "1TB",
        "autoinstall_known_extensions": False,
    }
    con = duckdb.connect(where, config=config)
    try:
        # No line of its own on the console; cli_batch shows the stages.
        con.execute("SET enable_progress_bar = false")
        con.execute("SET force_compression = 'uncompressed'")
        yield con
    except duckdb.OutOfMemoryException:
        raise BatchError(
            f"{memory >> 20} MB of memory were not enough: allow more with --memory, and see "
            "that the disk of the output folder (or TMPDIR) has room"
        ) from None
    except duckdb.IOException:
        raise BatchError(
            "a temporary file could not be written or read: see that the disk of the output "
            "folder (or TMPDIR) has room"
        ) from None
    finally:
        with contextlib.suppress(duckdb.Error):
            con.close()


def threads_there() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_output(out: Path, ours: Collection[str], *, overwrite: bool) -> None:
    """BatchError unless `out` is free, or, to be overwritten, holds only files of such a run."""
    if not out.exists():
        return
    if not out.is_dir():
        raise BatchError(f"{out}: expected a folder, or nothing yet")
    there = sorted(entry.name for entry in out.iterdir())
    if there and not overwrite:
        raise BatchError(f"{out} is not empty: choose another folder, or add --overwrite")
    if strange := [name for name in there if name not in ours]:
        raise BatchError(
            f"{out} holds more than the output of an earlier run ({strange[0]}): it is not "
            "overwritten"
        )


@contextlib.contextmanager
def output_folder(out: Path) -> Iterator[Path]:
    """A folder to write into, which becomes `out` at the end; nothing is left of a failed run."""
    out.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
    try:
        yield new
        new.chmod(0o777 & ~_umask())
        old = new.with_name(new.name.replace(".new-", ".old-"))
        if out.exists():
            out.rename(old)
        new.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
