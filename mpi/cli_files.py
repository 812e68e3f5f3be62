"""What the commands on files share: their options, what is shown meanwhile, a clean stop."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Self

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from mpi.cli_common import err, out, problem
from mpi.files.full_names import BY_COMMA

if TYPE_CHECKING:
    from mpi.batch.reading import Looked
    from mpi.files.columns import Layout
    from mpi.files.mapping import Mapping
    from mpi.files.reading import Table

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
        metavar="SIZE",
        help="Memory to use, such as 2GB.  [default: half of the machine's, at most 4GB]",
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what an earlier run wrote.")]


def mapping_in(path: Path | None) -> Mapping:
    """The mapping in a file; without one, headers alone say what columns mean."""
    from mpi.files.mapping import Mapping, read_mapping

    return read_mapping(path) if path else Mapping()


class ConsoleStages:
    """Shows the stages: a clock on a terminal, else a line for each that ended."""

    def __init__(self) -> None:
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def begins(self, stage: str) -> None:
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
        say(f"  {stage:<12}{seconds:>7.1f} s   {said}".rstrip())

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's search for circles, which goes through all that a run holds again and again
    and finds next to nothing: a run ends, and its memory with it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
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


def show_files(files: Sequence[Looked]) -> None:
    """What the columns of each file were taken for, and where its record keys come from."""
    for file in files:
        show_columns(file.table, file.layout)
        if not file.names_sources:
            say(f"  source <- {file.source}, the same for every row")
        if file.is_numbered:
            say("  local_id <- the number of the row: no column says it")


def show_loadable(table: Table, layout: Layout) -> None:
    """`show_columns` for a load, which takes no row without a local id: FileError if none says it.

    Where nothing is recognised, nothing is shown: what looks like headers may be a record.
    """
    from mpi.files.reading import FileError

    if layout.parts:
        show_columns(table, layout)
    if "local_id" not in layout.parts:
        raise FileError(
            f"{table.path}: no column is recognised as the local id: if the first line holds "
            "column names, say in a mapping which one it is"
        )


def show_columns(table: Table, layout: Layout) -> None:
    """What was recognised, and what is not used."""
    text = f"{table.encoding}, {_DELIMITERS.get(table.delimiter, table.delimiter)}"
    kind = text if table.encoding else "Parquet"
    about = "about " if table.encoding else ""
    say(f"{table.path.name}: {about}{counted(table.rows_about, 'row')} ({kind})")
    for column, parts in layout.parts.items():
        same = parts == (column,)
        say(f"  {column}" if same else f"  {column} <- {' + '.join(parts)}")
    for part, style in (layout.splits or {}).items():
        how = "LAST, FIRST or FIRST LAST" if style == BY_COMMA else style
        said = "middle_name …" if "given_name" in layout.parts else "given_name, family_name …"
        say(f"  {said} <- {part}, taken apart: {how}")
    for column in layout.constants or ():
        say(f"  {column} <- the same for every row")
    if layout.ignored:
        say(f"  not used: {', '.join(layout.ignored)}")


_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def counted(number: int, one: str) -> str:
    """1 row, 1,000 rows."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def say(text: str) -> None:
    """A line of plain text; what stands in brackets is no markup."""
    out.print(text, markup=False, highlight=False, soft_wrap=True)
