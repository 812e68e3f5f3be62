"""`mpi dedupe` and `mpi train`: whole files, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mpi.cli_files import (
    ConsoleStages,
    Files,
    MappingFile,
    Memory,
    Overwrite,
    SourceCode,
    counted,
    mapping_in,
    say,
    show_files,
    stoppable,
    uncollected,
)

if TYPE_CHECKING:
    from mpi.batch.dedupe import Done
    from mpi.batch.pipeline import Chosen


def deduplicate(
    files: Files,
    to: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write.")],
    mapping: MappingFile = None,
    source: SourceCode = "",
    model: Annotated[
        Path | None, typer.Option(help="A model to use, instead of the one that ships.")
    ] = None,
    train: Annotated[
        bool | None,
        typer.Option(
            "--train/--no-train",
            help="Insist on a model trained on these files, or use the given or shipped one.  "
            "[default: train, unless a model is given; keep it if it passes its own checks]",
            show_default=False,
        ),
    ] = None,
    memory: Memory = "",
    show_demographics: Annotated[
        bool, typer.Option("--show-demographics", help="Do not mask values in the report.")
    ] = False,
    overwrite: Overwrite = False,
) -> None:
    """Say which rows of files are one person, how sure it is, and what a person should look at."""
    from mpi.batch.dedupe import Options
    from mpi.batch.dedupe import deduplicate as run

    options = Options(
        mapping=mapping_in(mapping),
        source=source,
        model=model,
        training=_training(train, model),
        memory=memory,
        show_demographics=show_demographics,
        overwrite=overwrite,
    )
    with stoppable(), uncollected(), ConsoleStages() as stages:
        done = run(files, to, options, stages, show_files)
    _show_done(done, to)


def train(
    files: Files,
    to: Annotated[Path, typer.Option("--out", metavar="MODEL", help="The model to write: a JSON.")],
    mapping: MappingFile = None,
    source: SourceCode = "",
    judgements: Annotated[
        Path | None,
        typer.Option(help="Pairs that people judged, as `mpi judgements export` writes them."),
    ] = None,
    memory: Memory = "",
    overwrite: Overwrite = False,
) -> None:
    """Fit a model to files, without labels or with judged pairs, and write it with its card."""
    from mpi.batch.dedupe import Options, train_only

    options = Options(
        mapping=mapping_in(mapping),
        source=source,
        judgements=judgements,
        memory=memory,
        overwrite=overwrite,
    )
    with stoppable(), uncollected(), ConsoleStages() as stages:
        chosen = train_only(files, to, options, stages, show_files)
    say(f"Model {chosen.model.name}, digest {chosen.model.digest[:16]}: {chosen.reason}.")
    for check in chosen.checks:
        say(f"  {check}")
    say(f"Written to {to}; its card is {to.with_suffix('.md')}.")


def _training(asked: bool | None, model: Path | None) -> Any:
    from mpi.batch.pipeline import Training

    if asked is None:
        return Training.NEVER if model else Training.IF_IT_PASSES
    return Training.ALWAYS if asked else Training.NEVER


def _show_done(done: Done, to: Path) -> None:
    written, read = done.written, done.read
    say("")
    surplus = read.records - written.persons
    records, persons = counted(read.records, "record"), counted(written.persons, "person")
    are = "is" if read.records == 1 else "are"
    say(
        f"{records} {are} {persons}: {counted(surplus, 'record')} "
        f"({surplus / read.records:.1%}) {'says' if surplus == 1 else 'say'} again who was there "
        "already."
    )
    say(f"{written.links:,} pairs were linked, {written.reviews:,} wait for a person to look at.")
    if read.rejected or read.repeated:
        said = [f"{counted(read.rejected, 'row')} refused"] if read.rejected else []
        if read.repeated:
            said.append(f"{counted(read.repeated, 'row')} dropped for repeating another")
        say(f"{', '.join(said)}: see {to / 'rejects.csv'}.")
    say(_model_words(done.chosen))
    for warning in done.warnings:
        say(f"Note: {warning}")
    total = sum(done.seconds.values())
    say(f"{total:,.1f} s, {done.peak_rss_mb:,} MB at most.  Look at {to / 'report.html'} first.")


def _model_words(chosen: Chosen) -> str:
    kind = {"shipped": "the shipped model", "given": "the given model"}.get(
        chosen.origin, "a model trained on these files"
    )
    return (
        f"Model: {kind} ({chosen.model.name}, {chosen.model.digest[:16]}), since {chosen.reason}."
    )
