"""`mpi relink`: what another model would change in an index, and the change itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from mpi.cli_common import err, out

if TYPE_CHECKING:
    from mpi.relink_report import Asked, Relinked


def relink(
    data: Annotated[Path, typer.Option(help="Where the index keeps its data.")] = Path("var"),
    model: Annotated[
        Path | None, typer.Option(help="The other model, instead of the one that ships.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change; the default.")
    ] = False,
    train: Annotated[
        bool,
        typer.Option("--train", help="Fit a model to the index's own records and judgements."),
    ] = False,
    promote: Annotated[
        bool, typer.Option("--promote", help="Take the model: from now on the index is on it.")
    ] = False,
    json: Annotated[
        Path | None, typer.Option(help="Where to write the whole report as JSON.")
    ] = None,
) -> None:
    """Score every record of a stopped server anew under another model.

    Persons are only joined; what the model would part becomes a task.  Judgements stand.
    """
    import msgspec

    from mpi.config import Config
    from mpi.relink import relink as relinked

    if dry_run and promote:
        raise typer.BadParameter("either --dry-run or --promote, not both")
    config = Config.load(data=str(data), model=str(model) if model else None)
    with err.status("reading the index") as status:
        found = relinked(config, promote=promote, training=train, told=status.update)
    _show(found)
    if json is not None:
        written = msgspec.json.format(msgspec.json.encode(found), indent=2)
        json.write_bytes(written + b"\n")
        out.print(f"The whole report: {json}", markup=False, highlight=False)


def _show(found: Relinked) -> None:
    was = f"{found.model_before or 'unknown'} ({found.digest_before[:12]})"
    out.print(f"{was} -> {found.model} ({found.digest[:12]})", markup=False, highlight=False)
    table = Table("", "before", "after", "changed")
    kept = found.links - found.links_new
    rows = (
        ("records", found.records, found.records, f"{found.records_moved:,} under another EID"),
        ("persons", found.persons_before, found.persons, f"{found.eids_retired:,} EIDs retired"),
        (
            "links",
            found.links_before,
            found.links,
            f"{found.links_new:,} new, {found.links_gone:,} gone, {kept:,} kept",
        ),
        (
            "open tasks",
            found.tasks_before,
            found.tasks,
            f"{sum(found.opened.values()):,} opened, {sum(found.closed.values()):,} closed",
        ),
        ("judgements", found.judgements, found.judgements, "all stand"),
    )
    for name, before, after, changed in rows:
        table.add_row(name, f"{before:,}", f"{after:,}", changed)
    out.print(table)
    out.print(f"Of {found.judged_pairs}.", highlight=False)
    if found.judged_warning:
        out.print(f"Careful: {found.judged_warning}.", highlight=False)
    if found.persons_apart:
        out.print(
            f"{found.persons_apart:,} persons would not be put together by this model.  They stay "
            "as they are; each has a task.",
            highlight=False,
        )
    for one in found.joined[:5]:
        out.print(f"  joined into {one.survivor}: {', '.join(one.retired)}", highlight=False)
    _examples("parted by the model", found.apart)
    _examples("asked", found.asked)
    _examples("no longer asked", found.answered)
    done = "The index is on this model now." if found.promoted else "Nothing was changed."
    out.print(f"{done}  ({found.seconds:,.1f} s)", highlight=False)


def _examples(words: str, tasks: tuple[Asked, ...]) -> None:
    for one in tasks[:5]:
        records = " and ".join(one.records)
        out.print(f"  {words}: {records}: {one.cause}", markup=False, highlight=False)
