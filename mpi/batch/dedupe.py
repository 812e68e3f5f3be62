"""Files in, persons out: which rows are one human, how sure it is, what a person should look at.

`deduplicate` is the whole of `mpi dedupe`: it reads the files, runs the stages of `pipeline` in a
database of its own, and writes an output folder that appears whole or not at all.  `train_only` is
the whole of `mpi train`.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from blocking.plan import PLAN_VERSION, plan_for
from matching.model import ModelError, default_model, load, save
from matching.standardize import STANDARDIZER_VERSION
from mpi.batch import output
from mpi.batch.errors import BatchError
from mpi.batch.judged import judged_rows
from mpi.batch.model_card import card
from mpi.batch.output import Written
from mpi.batch.pipeline import (
    Chosen,
    Matched,
    Training,
    blocked,
    matched,
    standardized,
)
from mpi.batch.profile import profile
from mpi.batch.reading import Looked, ReadResult, looked_at, read_looked
from mpi.batch.reading_refusals import write_rejects
from mpi.batch.report import write_report
from mpi.batch.report_context import ReportContext
from mpi.batch.stages import Audience, Stages
from mpi.batch.workspace import (
    check_output,
    database,
    memory_bytes,
    output_folder,
    working_folder,
)
from mpi.files.mapping import Mapping as ColumnMapping

if TYPE_CHECKING:
    import duckdb

FILES: Final = (
    "persons.parquet",
    "pairs.parquet",
    "model.json",
    "model.md",
    "report.html",
    "rejects.csv",
    "run.json",
)
MODEL_FILES: Final = ("model.json", "model.md")


@dataclass(frozen=True, slots=True)
class Options:
    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    source: str = ""  # of rows that do not name one; "": the file's name
    model: Path | None = None  # instead of the shipped one
    training: Training = Training.IF_IT_PASSES
    judgements: Path | None = None  # judged pairs to train with
    memory: str = ""  # "2GB"; "": half of what there is
    show_demographics: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did, for the summary; `warnings` are sentences for people."""

    read: ReadResult
    chosen: Chosen
    written: Written
    pairs: int
    rejects: int  # lines of rejects.csv
    seconds: Mapping[str, float]
    peak_rss_mb: int
    warnings: tuple[str, ...]


Heard = Callable[[Sequence[Looked]], None]


def deduplicate(
    paths: Sequence[Path],
    out: Path,
    options: Options,
    audience: Audience | None = None,
    looked: Heard = lambda _: None,
) -> Done:
    """Runs everything and writes the folder `out`.

    `looked` hears what the files' columns were taken for before the work begins.  FileError,
    MappingError, ModelError or BatchError where it cannot be done; nothing is left behind then.
    """
    out = out.resolve()
    check_output(out, FILES, overwrite=options.overwrite)
    memory = memory_bytes(options.memory)
    base = base_model(options.model)
    files = looked_at(paths, options.mapping, options.source)
    looked(files)
    stages = Stages(audience)
    with (
        working_folder(out) as work,
        database(work, memory, _rows_about(files)) as con,
        output_folder(out) as folder,
    ):
        read = _read(con, files, options.mapping, stages, work)
        standardized(con, read.dates, stages)
        found = matched(con, base, options.training, stages)
        return _written(con, folder, read, found, stages, options)


def train_only(
    paths: Sequence[Path],
    out: Path,
    options: Options,
    audience: Audience | None = None,
    looked: Heard = lambda _: None,
) -> Chosen:
    """Trains a model on files and writes it to `out`, its card beside it.

    BatchError where the data gives no model that passes its own checks; nothing is written then.
    """
    if out.is_dir():
        raise BatchError(f"{out}: expected a file, such as ours.json")
    if out.exists() and not options.overwrite:
        raise BatchError(f"{out} is there already: choose another file, or add --overwrite")
    memory = memory_bytes(options.memory)
    base = base_model(options.model)
    files = looked_at(paths, options.mapping, options.source)
    looked(files)
    stages = Stages(audience)
    with working_folder(out) as work, database(work, memory, _rows_about(files)) as con:
        read = _read(con, files, options.mapping, stages, work)
        standardized(con, read.dates, stages)
        judged = judged_rows(con, options.judgements) if options.judgements else None
        chosen = blocked(con, base, Training.ALWAYS, stages, judged).chosen
        new = work / "model.json"
        save(chosen.model, new)
        new.with_suffix(".md").write_text(card(chosen, read), encoding="utf-8")
        new.with_suffix(".md").replace(out.with_suffix(".md"))
        new.replace(out)
    return chosen


def base_model(path: Path | None) -> Chosen:
    """The model in a file, or the shipped one."""
    if path is None:
        model = default_model()
        return Chosen(model, plan_for(model), "shipped", "no training was asked for")
    try:
        model = load(path)
    except OSError as error:
        raise BatchError(f"{path}: {error.strerror or 'cannot be read'}") from None
    except ModelError as error:
        raise BatchError(f"{path}: {error}") from None
    return Chosen(model, plan_for(model), "given", f"it was given: {path.name}")


def _rows_about(files: Sequence[Looked]) -> int:
    return sum(file.table.rows_about for file in files)


def _read(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[Looked],
    mapping: ColumnMapping,
    stages: Stages,
    work: Path,
) -> ReadResult:
    with stages.stage("read") as said:
        read = read_looked(con, files, mapping, work=work)
        said.text = f"{read.records:,} records"
    if not read.records:
        why = "; ".join(
            f"{rows:,} rows: {expected}"
            for file in read.files
            for expected, rows in file.rejected_why.items()
        )
        raise BatchError(f"there is no record in the files{f' ({why})' if why else ''}")
    return read


def _written(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    read: ReadResult,
    found: Matched,
    stages: Stages,
    options: Options,
) -> Done:
    with stages.stage("write") as said:
        output.ask(con)
        output.name_persons(con)
        output.write_persons(con, folder / "persons.parquet")
        output.write_pairs(con, folder / "pairs.parquet")
        rejects = write_rejects(con, [file.name for file in read.files], folder / "rejects.csv")
        save(found.chosen.model, folder / "model.json")
        (folder / "model.md").write_text(card(found.chosen, read), encoding="utf-8")
        written = output.counted(con)
        said.text = f"{written.links:,} links, {written.reviews:,} pairs to look at"
    warnings = _reported(con, folder, read, found, stages, options)
    done = Done(
        read=read,
        chosen=found.chosen,
        written=written,
        pairs=found.blocking.pairs,
        rejects=rejects,
        seconds=stages.seconds,
        peak_rss_mb=_peak_rss_mb(),
        warnings=warnings,
    )
    (folder / "run.json").write_bytes(orjson.dumps(facts(done), option=orjson.OPT_INDENT_2) + b"\n")
    return done


def _reported(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    read: ReadResult,
    found: Matched,
    stages: Stages,
    options: Options,
) -> tuple[str, ...]:
    """Writes the page; answers what it warns of."""
    with stages.stage("report"):
        quality = profile(con, show_demographics=options.show_demographics)
        warnings = (*read.notes, *quality.warnings)
        write_report(
            con,
            folder / "report.html",
            ReportContext(
                model=found.chosen.model,
                model_origin=found.chosen.origin,
                model_reason=found.chosen.reason,
                model_checks=found.chosen.checks,
                files=read.files,
                stages=dict(stages.seconds),
                blocking=found.blocking.keys,
                expectation=found.chosen.expectation,
                profile=quality,
                warnings=warnings,
                versions=versions(),
                show_demographics=options.show_demographics,
            ),
        )
    return warnings


def versions() -> dict[str, str]:
    """What the answers of this installation depend on."""
    found = {"standardizer": STANDARDIZER_VERSION, "blocking plan": PLAN_VERSION}
    for name in ("master-patient-index", "splink", "duckdb"):
        found[name] = metadata.version(name)
    return found


def facts(done: Done) -> dict[str, object]:
    """run.json: the run in numbers, for programs."""
    model = done.chosen.model
    return {
        "stages": {stage: round(seconds, 3) for stage, seconds in done.seconds.items()},
        "seconds": round(sum(done.seconds.values()), 3),
        "peak_rss_mb": done.peak_rss_mb,
        "records": done.read.records,
        "rejected": done.read.rejected,
        "repeated": done.read.repeated,
        "candidate_pairs": done.pairs,
        "links": done.written.links,
        "reviews": done.written.reviews,
        "persons": done.written.persons,
        "model": {
            "name": model.name,
            "digest": model.digest,
            "origin": done.chosen.origin,
            "reason": done.chosen.reason,
            "prior_log2": model.prior_log2,
            "link": model.thresholds.link,
            "review": model.thresholds.review,
        },
        "expectation": asdict(claimed) if (claimed := done.chosen.expectation) else None,
        "files": [
            {"name": f.name, "rows": f.rows, "rejected": f.rejected, "repeated": f.repeated}
            for f in done.read.files
        ],
        "warnings": list(done.warnings),
        "versions": versions(),
    }


def _peak_rss_mb() -> int:
    """Of this process, or of the largest that it started, whichever is more."""
    unit = 1 if sys.platform == "darwin" else 1024
    return max(
        resource.getrusage(who).ru_maxrss * unit >> 20
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
