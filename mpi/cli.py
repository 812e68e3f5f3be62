"""The command line `mpi`: serve an index, load files into it, ask it, check it, export from it.

Commands that name a server are clients of the gRPC API like any other; `check` and
`export --data` open the data of a stopped server themselves.  An error is one line and exit code
2, never a traceback.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mpi import (
    cli_batch,
    cli_evaluate,
    cli_judgements,
    cli_load,
    cli_profile,
    cli_quality,
    cli_relink,
    cli_show,
    cli_task,
)
from mpi.cli_common import SERVER_DEFAULT, Server, connected, out, problem
from mpi.config import Config, ConfigError
from mpi.files.export import Line, write_export
from mpi.web import commands

if TYPE_CHECKING:
    from mpi.client import ClientError
    from mpi.store.duckdb import DuckDBStore

app = typer.Typer(
    help="The master patient index: which records are one person?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("load")(cli_load.load)
app.command("dedupe")(cli_batch.deduplicate)
app.command("train")(cli_batch.train)
app.command("evaluate")(cli_evaluate.evaluate)
app.command("profile")(cli_profile.profile)
app.command("relink")(cli_relink.relink)
app.command("get")(cli_show.get)
app.command("match")(cli_show.match)
app.command("tasks")(cli_show.tasks)
app.add_typer(cli_task.task_app, name="task")
app.add_typer(cli_quality.app, name="quality")
app.add_typer(cli_judgements.app, name="judgements")
for name, command in commands():
    app.add_typer(command, name=name)

Data = Annotated[Path, typer.Option(help="Where the index keeps its data.")]


def main(arguments: list[str] | None = None) -> None:
    """Runs one command and exits: 0 for done, 1 for problems found, 2 for an error."""
    try:
        app(arguments, prog_name="mpi")
    except SystemExit:
        raise  # it is done; see below why this is said
    except _client_error() as error:
        sys.exit(problem(cli_show.in_words(error)))
    except _refusals() as error:
        sys.exit(problem(str(error)))
    except BrokenPipeError:
        sys.exit(0)  # the reader of a pipe, such as head, has seen enough
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.exit(problem(f"{where}{error.strerror or 'cannot be read or written'}"))


# What follows an `except` is asked only when something was raised, if only SystemExit.  So no
# command waits for the modules of all the others, some of which bring numpy, DuckDB or gRPC.


def _client_error() -> type[ClientError]:
    from mpi.client import ClientError

    return ClientError


def _refusals() -> tuple[type[Exception], ...]:
    from matching.model import ModelError
    from mpi.batch.errors import BatchError
    from mpi.errors import MpiError
    from mpi.files.load import LoadError
    from mpi.files.mapping import MappingError
    from mpi.files.reading import FileError

    return (LoadError, FileError, MappingError, ConfigError, BatchError, ModelError, MpiError)


def _version(asked: bool) -> None:
    if asked:
        out.print(metadata.version("master-patient-index"))
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def serve(
    data: Annotated[
        Path | None, typer.Option(help="Where the index keeps its data.  [default: var]")
    ] = None,
    grpc: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help=f"Where to listen.  [default: {SERVER_DEFAULT}]"),
    ] = None,
    web: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT", help="Serve the stewards' page there, too.  [default: none]"
        ),
    ] = None,
    insecure_bind: Annotated[
        bool,
        typer.Option(
            "--insecure-bind",
            help="Listen where other machines can reach it, though nobody is asked who they are.",
        ),
    ] = False,
    model: Annotated[
        Path | None, typer.Option(help="A model to score with, instead of the one that ships.")
    ] = None,
    log_level: Annotated[
        str | None, typer.Option(help="DEBUG, INFO, WARNING or ERROR.  [default: INFO]")
    ] = None,
) -> None:
    """Serve an index until Ctrl-C.  Further settings are environment variables MPI_<NAME>."""
    from mpi.server import run

    given: dict[str, Any] = {
        "data": str(data) if data else None,
        "grpc": grpc,
        "web": web,
        "insecure_bind": insecure_bind or None,
        "model": str(model) if model else None,
        "log_level": log_level,
    }
    config = Config.load(**given)
    logging.basicConfig(
        level=config.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    run(config)


@app.command()
def check(
    data: Data = Path("var"),
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="First write every table anew from the journal.")
    ] = False,
) -> None:
    """Verify the journal of a stopped server and compare every table with it.

    Exit code 1 if anything is not as the journal says.
    """
    from mpi.check import check as checked
    from mpi.check import rebuild as rebuilt

    with closing(_opened(data)) as store:
        if rebuild:
            count = rebuilt(store)
            out.print(f"Every table written anew from {count:,} journal entries.")
        report = checked(store)
    for found in report.problems:
        out.print(found, markup=False, highlight=False)
    if report.problems:
        problem(f"{len(report.problems)} problems in {report.entries:,} journal entries")
        raise typer.Exit(1)
    out.print(f"All is well: {report.entries:,} journal entries verified and replayed.")


@app.command()
def export(
    to: Annotated[
        Path, typer.Option("--out", help="The file to write: *.parquet for Parquet, else CSV.")
    ],
    data: Annotated[
        Path | None, typer.Option(help="The data of a stopped server, instead of a running one.")
    ] = None,
    server: Server = SERVER_DEFAULT,
) -> None:
    """Write every record with its enterprise ID: source, local_id, enterprise_id."""
    if data is not None:
        count = write_export(_stored(data), to)
    else:
        with connected(server) as client:
            count = write_export(
                (Line(r.key.source, r.key.local_id, r.enterprise_id) for r in client.records()), to
            )
    out.print(f"{count:,} records written to {to}", markup=False, highlight=False)


def _stored(data: Path) -> Iterator[Line]:
    with closing(_opened(data)) as store, store.snapshot() as snapshot:
        after = 0
        while records := snapshot.records_after(after, 5_000):
            after = records[-1].id
            yield from (
                Line(one.key.source, one.key.local_id, one.eid) for one in records if one.eid
            )


def _opened(data: Path) -> DuckDBStore:
    """The store of a stopped server."""
    from mpi.server import build_matcher, build_store

    config = Config.load(data=str(data))
    if not config.database.exists():
        raise ConfigError(f"there is no index in {data}")
    return build_store(config, build_matcher(config))
