"""The labelled sets that batch is measured on, and how one of them is run through `mpi dedupe`.

`run` starts the real command in a process of its own, with its default options, on a copy of the
file without its labels, and holds what it wrote against them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from mpi.batch.evaluation import Question, evaluate
from mpi.batch.evaluation_reading import quoted

# Columns that give the truth away, or that only the generator knows.
LABELS = ("cluster", "household", "entity_id", "household_id")
LARGE = 200_000  # records; more of them cannot afford the wide blocks of plain Splink


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """One file with a truth.  `f1` and `precision` are what is to be reached; 0: better than the
    rival.  `mapping` says what headers cannot."""

    name: str
    f1: float
    precision: float
    mapping: str = ""
    noisy: bool = False

    def file(self, folders: Sequence[Path]) -> Path:
        return found(folders, f"{self.name}.parquet")

    def truth(self, folders: Sequence[Path]) -> Path:
        """The labels: a file of their own, or columns of the same one."""
        own = self.file(folders).with_name(f"{self.name}.truth.parquet")
        return own if own.exists() else self.file(folders)


SETS = (
    LabelledSet("febrl3", 0.999, 0.9995),
    LabelledSet("febrl4", 0.999, 0.9995),
    LabelledSet("splink_fake_1000", 0.94, 0.95),
    LabelledSet("splink_fake_20000", 0.89, 0.93),
    LabelledSet("splink_historical_50k", 0.87, 0.93),
    LabelledSet("pseudopeople_dev", 0.995, 0.997),
    LabelledSet("gen50k", 0.993, 0.997),
    LabelledSet("gen1m", 0.993, 0.997),
    LabelledSet("data61_five_party", 0, 0, '[dates]\norder = "DMY"\n', noisy=True),
    LabelledSet("dupehell_100k_medium", 0, 0, noisy=True),
)
BY_NAME = {each.name: each for each in SETS}


def found(folders: Sequence[Path], name: str) -> Path:
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    raise SystemExit(f"{name} is in none of the data folders")


def without_labels(file: Path, to: Path) -> None:
    """A copy without the columns that give the truth away."""
    con = duckdb.connect()
    described = con.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
    kept = ", ".join(quoted(str(row[0])) for row in described if row[0] not in LABELS)
    # The order of rows is the file's.
    con.execute(f"COPY (SELECT {kept} FROM read_parquet('{file}')) TO '{to}' (FORMAT parquet)")


def run(
    file: Path, truth: Path, work: Path, mapping: str = "", options: Sequence[str] = ()
) -> dict[str, Any]:
    """What `mpi dedupe` makes of a file: accuracy, review load, seconds, memory, what it said.

    `work` is an empty folder.  A run that fails answers {"error": its words}.
    """
    out = work / "out"
    command = [sys.executable, "-m", "mpi", "dedupe", str(file), "--out", str(out), *options]
    if mapping:
        (work / "mapping.toml").write_text(mapping, encoding="utf-8")
        command += ["--mapping", str(work / "mapping.toml")]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - started
    if done.returncode:
        return {"error": done.stderr.strip()[-500:], "exit": done.returncode}
    facts = json.loads((out / "run.json").read_text(encoding="utf-8"))
    evaluation = evaluate(
        Question(out / "persons.parquet", truth, out / "pairs.parquet", by=("source",))
    )
    pairwise, reviews = evaluation.pairwise, evaluation.reviews
    assert reviews is not None
    return {
        "records": evaluation.records,
        "absent": evaluation.absent,
        "precision": pairwise.precision.value,
        "precision_interval": [pairwise.precision.low, pairwise.precision.high],
        "recall": pairwise.recall.value,
        "recall_interval": [pairwise.recall.low, pairwise.recall.high],
        "f1": pairwise.f1.value,
        "b_cubed_f1": evaluation.b_cubed.f1.value,
        "false_pairs": evaluation.pairs.false,
        "missed_pairs": evaluation.pairs.missed,
        "largest": evaluation.persons.largest_found,
        "reviews_per_1000": round(reviews.per_1000_records, 1),
        "recall_after_review": reviews.recall_after,
        "compared_least": reviews.completeness_least,
        "calibration": [
            [band.decision, band.band, band.pairs, band.claimed, band.true.value]
            for band in reviews.calibration
        ],
        "review_reasons": [
            [each.rule, each.pairs, each.alone, each.true.value] for each in reviews.reasons
        ],
        "seconds": round(wall, 1),
        "stages": facts.get("stages", {}),
        "peak_rss_mb": facts.get("peak_rss_mb"),
        "candidate_pairs": facts.get("candidate_pairs"),
        "model": facts.get("model"),
        "expectation": facts.get("expectation"),
        "warnings": facts.get("warnings", []),
    }


def plain_splink(file: Path, truth: Path, *options: str) -> dict[str, Any]:
    """The rival in a process of its own; {"error": …} where it fails."""
    script = Path(__file__).with_name("plain_splink.py")
    command = [sys.executable, str(script), str(file), str(truth), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"error": done.stderr.strip()[-500:]}
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def four(value: float | None) -> str:
    """.9876, or a dash."""
    return "-" if value is None else f"{value:.4f}".replace("0.", ".", 1)
