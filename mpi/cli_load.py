"""`mpi load`: a file into the index, with a progress bar."""

from __future__ import annotations

from collections.abc import Mapping as Words
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from mpi.cli_common import SERVER_DEFAULT, Server, connected, err, out, problem
from mpi.cli_files import mapping_in, show_loadable

if TYPE_CHECKING:
    from mpi.client import Client
    from mpi.files.load import Loaded, Loader, Options
    from mpi.files.mapping import Mapping


def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV or Parquet files.")],
    source: Annotated[
        str, typer.Option(help="Whose records they are, for rows that do not say so themselves.")
    ] = "",
    server: Server = SERVER_DEFAULT,
    mapping: Annotated[
        Path | None, typer.Option(help="A TOML file that says what the columns mean.")
    ] = None,
    register_source: Annotated[
        bool, typer.Option("--register-source", help="Register sources that are not yet.")
    ] = False,
    state: Annotated[
        Path | None,
        typer.Option(help="Where to keep how far it came.  [default: FILE.load-state.json]"),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(help="Where to write what was refused.  [default: FILE.rejects.csv]"),
    ] = None,
    patience: Annotated[
        float, typer.Option(help="Seconds to wait for a server that went away.")
    ] = 60.0,
    initial: Annotated[
        bool,
        typer.Option("--initial", help="Fill the empty index of a stopped server, far faster."),
    ] = False,
    data: Annotated[
        Path | None, typer.Option(help="With --initial: where the index keeps its data.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="With --initial: a model, instead of the one that ships.")
    ] = None,
) -> None:
    """Load files of records.  Started again after a break, it goes on where it was."""
    from mpi.files.load import LoadError, Options

    wanted = mapping_in(mapping)
    if (state or rejects) and len(files) > 1:
        raise LoadError("--state and --rejects are of one file: load the files one by one")
    if initial:
        from mpi import cli_initial

        cli_initial.load(files, wanted, data, model, source, rejects, register_source)
        return
    if data or model:
        raise LoadError("--data and --model go with --initial; a server has its own")
    with connected(server) as client:
        for file in files:
            options = Options(
                source=source,
                dates=wanted.dates,
                state=state or file.with_name(file.name + ".load-state.json"),
                rejects=rejects or file.with_name(file.name + ".rejects.csv"),
                register_source=register_source,
                patience_s=patience,
            )
            _load(client, server, file, wanted, options)


def _load(client: Client, server: str, file: Path, wanted: Mapping, options: Options) -> None:
    from mpi.files.load import LoadBroken, Loader
    from mpi.files.reading import opened

    table = opened(file, wanted.encoding, wanted.delimiter)
    layout = wanted.layout(table.headers)
    show_loadable(table, layout)
    loader = Loader(client, table, layout, options)
    if loader.resumed_after:
        out.print(f"Going on after row {loader.resumed_after:,} of an earlier load.")
    try:
        loaded = with_bar(loader, table.rows_about)
    except LoadBroken:
        raise typer.Exit(_broken(server, loader.settled)) from None
    except KeyboardInterrupt:
        problem(f"stopped after row {loader.settled:,}; the same command goes on from there")
        raise typer.Exit(130) from None
    show_loaded(loaded, options.rejects)


def show_loaded(loaded: Loaded, rejects: Path) -> None:
    rows = loaded.rows - loaded.resumed_after
    rate = rows / loaded.seconds if loaded.seconds else 0.0
    out.print(f"{rows:,} rows in {loaded.seconds:,.1f} s ({rate:,.0f} a second)", highlight=False)
    out.print(f"  {outcomes(loaded.counts)}", highlight=False)
    if loaded.counts.get("rejected") or loaded.counts.get("warnings"):
        out.print(f"  see {rejects}", markup=False, highlight=False)


def outcomes(counts: Words[str, int]) -> str:
    """The outcomes in words, the usual ones first."""
    order = (*_OUTCOMES, *sorted(counts.keys() - set(_OUTCOMES)))
    said = [f"{counts[word]:,} {word}" for word in order if counts.get(word)]
    return ", ".join(said) or "nothing to load"


def with_bar(loader: Loader, rows_about: int) -> Loaded:
    """Runs the load behind a progress bar."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=err,
    )
    with bar:
        task = bar.add_task("loading", total=rows_about)
        loaded = loader.run(
            lambda rows: bar.update(task, completed=rows, description="loading"),
            lambda: bar.update(task, description="waiting for the server"),
        )
        bar.update(task, completed=loaded.rows, total=loaded.rows)
    return loaded


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "")


_OUTCOMES = ("created", "linked", "review", "updated", "unchanged", "quarantined", "stale")


def _broken(server: str, settled: int) -> int:
    return problem(
        f"the server at {server} went away after row {settled:,}; when it is back, the same "
        "command goes on from there"
    )
