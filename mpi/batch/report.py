"""report.html: one self-contained page about one run, for people who are no programmers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mpi.batch.report_context import ReportContext

if TYPE_CHECKING:
    import duckdb


def write_report(con: duckdb.DuckDBPyConnection, path: Path, context: ReportContext) -> None:
    """Writes the report of the tables said, rows, scored, decided, persons (and refused) of a run.

    The page needs no network and no script.  The same tables and context give the same page.
    """
    raise NotImplementedError
