"""`mpi dedupe` and `mpi train`: whole files, without a server."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from mpi.cli_common import err, out, problem
from mpi.cli_load import show_columns
from mpi.files.mapping import Mapping, read_mapping

if TYPE_CHECKING:
    from mpi.batch.dedupe import Done
    from mpi.batch.pipeline import Chosen
    from mpi.batch.reading import Looked

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV or Parquet files.")]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", help="A TOML file that says what the columns mean.")
]
SourceCode = Annotated[
    str,
    typer.Option(
        "--source", help="Whose records they are, for rows that do not say.  [default: file name]"
    ),
]
Memory = Annotated[
    str,
    typer.Option(
        metavar="SIZE", help="Memory to use, such as 2GB.  [default: half of it, at most 4GB]"
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what an earlier run wrote.")]


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
        mapping=read_mapping(mapping) if mapping else Mapping(),
        source=source,
        model=model,
        training=_training(train, model),
        memory=memory,
        show_demographics=show_demographics,
        overwrite=overwrite,
    )
    with _stoppable(), _Stages() as stages:
        done = run(files, to, options, stages, _show_columns)
    _show_done(done, to)


def train(
    files: Files,
    to: Annotated[Path, typer.Option("--out", metavar="MODEL", help="The model to write: a JSON.")],
    mapping: MappingFile = None,
    source: SourceCode = "",
    memory: Memory = "",
    overwrite: Overwrite = False,
) -> None:
    """Fit a model to files, without labels, and write it with its card."""
    from mpi.batch.dedupe import Options, train_only

    options = Options(
        mapping=read_mapping(mapping) if mapping else Mapping(),
        source=source,
        memory=memory,
        overwrite=overwrite,
    )
    with _stoppable(), _Stages() as stages:
        chosen = train_only(files, to, options, stages, _show_columns)
    _say(f"Model {chosen.model.name}, digest {chosen.model.digest[:16]}: {chosen.reason}.")
    for check in chosen.checks:
        _say(f"  {check}")
    _say(f"Written to {to}; its card is {to.with_suffix('.md')}.")


def _training(asked: bool | None, model: Path | None) -> Any:
    from mpi.batch.pipeline import Training

    if asked is None:
        return Training.NEVER if model else Training.IF_IT_PASSES
    return Training.ALWAYS if asked else Training.NEVER


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the run alike: with nothing left behind."""
    ours = os.getpid()
    asked = False

    def stop(number: int, _frame: Any) -> None:
        nonlocal asked
        if os.getpid() != ours:
            os._exit(128 + number)  # a worker that was forked from here
        asked = True
        raise KeyboardInterrupt

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, stop) for number in signals]
    try:
        yield
    except (Exception, KeyboardInterrupt):
        # A query that is interrupted ends with an error of its own.
        if not asked:
            raise
        problem("stopped; nothing was written")
        raise typer.Exit(130) from None
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


class _Stages:
    """Shows the stages: a clock on a terminal, else a line for each that ended."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._began = time.monotonic()
        self._stage = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def begins(self, stage: str) -> None:
        self._stage = stage
        if err.is_terminal:
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                TimeElapsedColumn(),
                console=err,
                transient=True,
            )
            self._bar.add_task(stage)
            self._bar.start()

    def ends(self, stage: str, seconds: float, said: str) -> None:
        self._stop()
        _say(f"  {stage:<12}{seconds:>7.1f} s   {said}".rstrip())

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _show_columns(files: Sequence[Looked]) -> None:
    for file in files:
        show_columns(file.table, file.layout)
        if "source" not in file.layout.parts:
            _say(f"  source <- {file.source}, the same for every row")
        if file.is_numbered:
            _say("  local_id <- the number of the row: no column says it")


def _show_done(done: Done, to: Path) -> None:
    written, read = done.written, done.read
    _say("")
    surplus = read.records - written.persons
    _say(
        f"{read.records:,} records are {written.persons:,} persons: {surplus:,} records "
        f"({surplus / read.records:.1%}) say again who was there already."
    )
    _say(f"{written.links:,} pairs were linked, {written.reviews:,} wait for a person to look at.")
    if read.rejected or read.repeated:
        _say(
            f"{read.rejected:,} rows were refused, {read.repeated:,} repeated another one: see "
            f"{to / 'rejects.csv'}."
        )
    _say(_model_words(done.chosen))
    for warning in done.warnings:
        _say(f"Note: {warning}")
    total = sum(done.seconds.values())
    _say(f"{total:,.1f} s, {done.peak_rss_mb:,} MB at most.  Look at {to / 'report.html'} first.")


def _model_words(chosen: Chosen) -> str:
    kind = {"shipped": "the shipped model", "given": "the given model"}.get(
        chosen.origin, "a model trained on these files"
    )
    return (
        f"Model: {kind} ({chosen.model.name}, {chosen.model.digest[:16]}), since {chosen.reason}."
    )


def _say(text: str) -> None:
    out.print(text, markup=False, highlight=False, soft_wrap=True)
