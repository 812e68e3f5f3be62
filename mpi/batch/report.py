"""report.html: one self-contained page about one run, for people who are no programmers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from blocking.plan import default_plan, wide_definitions
from matching.expectation import Expectation
from mpi.batch import report_charts as charts
from mpi.batch.pages import rendered, write_page
from mpi.batch.profile_validity import PARTIAL_WORDS
from mpi.batch.report_context import ReportContext
from mpi.batch.report_examples import groups
from mpi.batch.report_facts import Facts, facts
from mpi.batch.report_levels import HOMES, weighings

if TYPE_CHECKING:
    import duckdb

__all__ = ["ReportContext", "write_report"]


def write_report(con: duckdb.DuckDBPyConnection, path: Path, context: ReportContext) -> None:
    """Writes the report of the tables said, rows, scored, decided, persons (and refused) of a run.

    The page needs no network and no script.  The same tables and context give the same page.
    """
    found = facts(con, context.model.thresholds)
    page = rendered(
        "report.html",
        context=context,
        limits=context.model.thresholds,
        facts=found,
        counts=found.counts,
        weighings=weighings(context.model, found.levels),
        homes=HOMES,
        groups=groups(con, context),
        expectation=context.expectation or Expectation(),
        warnings=tuple(_warnings(found, context)),
        costs=tuple(context.blocking),
        intents={
            each.name: each.intent for each in (*default_plan().definitions, *wide_definitions())
        },
        partial_words=PARTIAL_WORDS,
        charts=charts,
        show_demographics=context.show_demographics,
    )
    write_page(path, page)


_LITTLE = 0.001


def _warnings(found: Facts, context: ReportContext) -> Iterator[str]:
    """What a reader must know before any figure, in whole sentences."""
    yield from context.warnings
    if context.profile is not None:
        yield from (each for each in context.profile.warnings if each not in context.warnings)
    counts = found.counts
    joined = counts.records - counts.persons
    if counts.records and joined < _LITTLE * counts.records:
        yield (
            f"Little was linked: {counts.records:,} records are {counts.persons:,} persons. Either "
            "there are hardly any duplicates, or what the columns say cannot tell people apart."
        )
    if counts.reviews > counts.links and counts.reviews > 100:
        yield (
            f"More pairs wait for a person ({counts.reviews:,}) than were linked "
            f"({counts.links:,}): numbers, addresses or birth dates that would settle them are "
            "often missing."
        )
    rejected = sum(file.rejected for file in context.files)
    if rejected:
        yield f"{rejected:,} rows were rejected and are in no figure below; see rejects.csv."
    if found.sizes[-1].persons:
        yield (
            f"{found.sizes[-1].persons:,} persons have more than twenty records: look at the "
            "largest ones below."
        )
