"""`mpi load --initial`: files into an empty index, with a line for each stage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.progress import Progress, TaskID, TextColumn, TimeElapsedColumn

from mpi.cli_common import err, out
from mpi.cli_files import show_loadable
from mpi.cli_load import outcomes
from mpi.config import Config
from mpi.files.mapping import Mapping
from mpi.files.reading import opened
from mpi.initial import File, InitialLoad, Options, load_initial


def load(
    files: Sequence[Path],
    wanted: Mapping,
    data: Path | None,
    model: Path | None,
    source: str,
    rejects: Path | None,
    register_source: bool,
) -> None:
    """Fill the empty index of a stopped server."""
    tables = []
    for path in files:
        table = opened(path, wanted.encoding, wanted.delimiter)
        layout = wanted.layout(table.headers)
        show_loadable(table, layout)
        beside = rejects or path.with_name(path.name + ".rejects.csv")
        tables.append(File(table, layout, beside))
    config = Config.load(data=str(data) if data else None, model=str(model) if model else None)
    loaded = _with_stages(config, tables, Options(source, register_source, wanted.dates))
    _show(loaded, [file.rejects for file in tables])


def _with_stages(config: Config, tables: Sequence[File], options: Options) -> InitialLoad:
    rows = sum(file.table.rows_about for file in tables)
    shown = Progress(
        TextColumn("{task.description:<16}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[rows]}"),
        console=err,
    )
    with shown:
        running: list[TaskID] = []

        def told(stage: str, done: int) -> None:
            if done:
                shown.update(running[-1], rows=f"{done:,} of about {rows:,}")
                return
            for before in running[-1:]:
                shown.stop_task(before)
            running.append(shown.add_task(stage, total=None, rows=""))

        return load_initial(config, tables, options, told)


def _show(loaded: InitialLoad, rejects: Sequence[Path]) -> None:
    seconds = sum(loaded.seconds.values())
    rate = loaded.records / seconds if seconds else 0.0
    out.print(
        f"{loaded.records:,} records in {seconds:,.1f} s ({rate:,.0f} a second)", highlight=False
    )
    out.print(f"  {outcomes(loaded.counts)}", highlight=False)
    out.print(f"  {loaded.persons:,} persons, {loaded.tasks:,} open tasks", highlight=False)
    if loaded.too_common:
        out.print(
            f"  {loaded.too_common:,} block keys are too common to compare by; the list is kept "
            "with the index's model",
            highlight=False,
        )
    if loaded.counts.get("rejected") or loaded.counts.get("warnings"):
        for path in rejects:
            if path.exists():
                out.print(f"  see {path}", markup=False, highlight=False)
