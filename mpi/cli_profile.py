"""`mpi profile`: the quality of files before anything is matched, as tables and as a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Table

from mpi.batch.pages import about, count, share
from mpi.cli_common import out
from mpi.cli_files import (
    ConsoleStages,
    Files,
    MappingFile,
    Memory,
    SourceCode,
    mapping_in,
    say,
    show_files,
    stoppable,
)

if TYPE_CHECKING:
    from mpi.batch.profile_facts import Profile, Said, Shared, Validity

SOURCES_MAX: Final = 6  # columns of a table on a console


def profile(
    files: Files,
    page: Annotated[
        Path | None, typer.Option("--out", metavar="PAGE", help="A page (HTML) to write, too.")
    ] = None,
    mapping: MappingFile = None,
    source: SourceCode = "",
    memory: Memory = "",
    show_demographics: Annotated[
        bool, typer.Option("--show-demographics", help="Do not mask over-shared values.")
    ] = False,
) -> None:
    """Look at the quality of files before matching them: nothing is matched or changed."""
    from mpi.batch.profile_files import ProfileOptions, profile_files

    options = ProfileOptions(
        mapping=mapping_in(mapping),
        source=source,
        memory=memory,
        show_demographics=show_demographics,
    )
    with stoppable(), ConsoleStages() as stages:
        done = profile_files(files, page, options, stages, show_files)
    for note in done.read.notes:
        say(f"Note: {note}")
    show(done.profile, show_demographics=show_demographics)
    if page is not None:
        say(f"The page is {page}.")


def show(found: Profile, *, show_demographics: bool = False) -> None:
    """The profile as tables, what to look at first."""
    if found.warnings:
        say("")
    for warning in found.warnings:
        say(f"Look at this: {warning}")
    _put(_said(found))
    _put(_validity(list(found.validity_total.values())))
    if found.placeholders:
        _put(_placeholders(found))
    if found.shared:
        _put(_shared(found.shared))
        if not show_demographics:
            out.print("Values are masked; --show-demographics shows them.", highlight=False)
    if any(each.records for each in found.alike):
        _put(_alike(found, several=len(found.records) > 1))


def _put(table: Table) -> None:
    # A title of the table's own would be broken where the table is narrow.
    title, table.title = table.title, None
    say(f"\n{title}")
    out.print(table)


def _table(title: str, first: str, *numbers: str) -> Table:
    table = Table(title=title, box=None, pad_edge=False)
    table.add_column(first)
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def _said(found: Profile) -> Table:
    sources = list(found.records)[:SOURCES_MAX] if len(found.records) > 1 else []
    table = _table("How many records say it", "column", "all", *sources)
    table.add_row("records", count(found.total), *(count(found.records[each]) for each in sources))
    for each in found.said:
        table.add_row(
            each.column, share(each.total, found.total), *_by_source(each, found, sources)
        )
    return table


def _by_source(said: Said, found: Profile, sources: Sequence[str]) -> list[str]:
    return [share(said.by_source.get(source, 0), found.records[source]) for source in sources]


def _validity(kinds: Sequence[Validity]) -> Table:
    from mpi.batch.profile_validity import PARTIAL_WORDS

    table = _table(
        "What of it is worth something",
        "kind of value",
        "said",
        "usable",
        "placeholder",
        "not understood",
    )
    table.add_column("of the usable, in part only")
    for each in kinds:
        words = PARTIAL_WORDS.get(each.what, "in part")
        table.add_row(
            each.what,
            count(each.said),
            share(each.usable, each.said),
            count(each.placeholder),
            count(each.not_understood),
            f"{count(each.partial)}: {words}" if each.partial else "",
        )
    return table


def _placeholders(found: Profile) -> Table:
    table = _table("Placeholders, treated as missing", "kind of value", "records")
    table.add_column("commonest (records)")
    for each in found.placeholders:
        examples = ", ".join(f"{value} ({count(records)})" for value, records in each.examples)
        table.add_row(each.what, count(each.total), examples)
    return table


def _shared(shared: Sequence[Shared]) -> Table:
    table = _table("Values that too many share", "kind of value")
    table.add_column("value")
    for name in ("records", "different people, at least", "records a usual one has"):
        table.add_column(name, justify="right")
    for each in shared:
        table.add_row(
            each.what,
            each.value,
            count(each.records),
            count(each.people_least),
            about(each.expected),
        )
    return table


def _alike(found: Profile, *, several: bool) -> Table:
    ssn = ("SSN agrees", "SSN differs") if "SSN" in found.validity_total else ()
    table = _table(
        "Duplicates at a glance: equal name and birth date, nothing matched yet",
        "source",
        "records that say both",
        "alike",
        "beyond the first",
        *ssn,
    )
    for each in found.alike:
        if each.source or several:
            table.add_row(
                each.source or "all together",
                count(each.records),
                count(each.records_in_groups),
                f"{count(each.surplus)} ({share(each.surplus, each.records)})",
                *(
                    f"{count(groups)} groups"
                    for groups in (each.ssn_agrees, each.ssn_differs)
                    if ssn
                ),
            )
    return table
