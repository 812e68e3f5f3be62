"""Speed and memory of `mpi dedupe` on generated registrations, plain Splink 5 in the same run.

    python benchmarks/batch_speed.py GENERATOR [--rows 100000] [--rows 1000000] [--work FOLDER]
    python benchmarks/batch_speed.py GENERATOR --rows 3000000 --memory 2GB --no-rival

GENERATOR is a script that is called with the number of rows, the Parquet file to write and a seed,
and leaves the truth in the column `cluster`.  For each size, in turn: with the shipped model, with
training, and plain Splink on its six rules, --repeat times; what is shown is the median run of
each.  Wall-clock seconds of the whole process, start-up and report included; what Splink's
own script does before and after its stages is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from batch_sets import four, plain_splink, run, without_labels

SEED = 7
SHIPPED, TRAINED, RIVAL = "shipped model", "trained", "plain Splink"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("generator", type=Path)
    parser.add_argument("--rows", type=int, action="append", help="default: 100000 and 1000000")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--work", type=Path, help="where generated files are kept")
    parser.add_argument("--memory", default="", help="passed on to mpi dedupe")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--only", choices=(SHIPPED, TRAINED, RIVAL))
    parser.add_argument("--no-rival", action="store_true", help="leave plain Splink out")
    parser.add_argument("--out", type=Path, help="append a JSON line per run")
    arguments = parser.parse_args()
    kinds = [SHIPPED, TRAINED, *([] if arguments.no_rival else [RIVAL])]
    kinds = [arguments.only] if arguments.only else kinds
    with tempfile.TemporaryDirectory() as folder:
        work = arguments.work or Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        for rows in arguments.rows or (100_000, 1_000_000):
            truth = generated(arguments.generator, rows, arguments.seed, work)
            lines = []
            for _ in range(arguments.repeat):
                for kind in kinds:
                    load = os.getloadavg()[0]
                    line = {"rows": rows, "run": kind, "load": round(load, 1)}
                    line |= one(kind, truth, arguments.memory)
                    lines.append(line)
                    if arguments.out:
                        with arguments.out.open("a", encoding="utf-8") as file:
                            file.write(json.dumps(line) + "\n")
            print(table(rows, [median(lines, kind) for kind in kinds]), flush=True)


def generated(generator: Path, rows: int, seed: int, work: Path) -> Path:
    """The generated file, made once."""
    file = work / f"generated_{rows}_{seed}.parquet"
    if not file.exists():
        command = [sys.executable, str(generator), str(rows), str(file), str(seed)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return file


def one(kind: str, truth: Path, memory: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=truth.parent) as name:
        work = Path(name)
        file = work / "registrations.parquet"
        without_labels(truth, file)
        if kind == RIVAL:
            return plain_splink(file, truth)
        options = ["--no-train"] if kind == SHIPPED else []
        options += ["--memory", memory] if memory else []
        return run(file, truth, work, options=options)


def median(lines: Sequence[Mapping[str, Any]], kind: str) -> Mapping[str, Any]:
    """The run in the middle by its seconds; failed ones only where nothing else is."""
    ours = [line for line in lines if line["run"] == kind]
    done = sorted((line for line in ours if "error" not in line), key=lambda line: line["seconds"])
    return done[(len(done) - 1) // 2] if done else ours[0]


def table(rows: int, lines: Sequence[Mapping[str, Any]]) -> str:
    said = [f"\n{rows:,} rows", "| run | seconds | peak MB | pairs | precision | recall | stages |"]
    said.append("| --- | --- | --- | --- | --- | --- | --- |")
    for line in lines:
        if "error" in line:
            said.append(f"| {line['run']} | failed: {line['error'][-100:]} | | | | | |")
            continue
        stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in line["stages"].items())
        pairs = line.get("candidate_pairs") or line.get("pairs") or 0
        accuracy = f"{four(line['precision'])} | {four(line['recall'])}"
        said.append(
            f"| {line['run']} | {line['seconds']:.1f} | {line['peak_rss_mb']:,} | {pairs:,} | "
            f"{accuracy} | {stages} |"
        )
    return "\n".join(said)


if __name__ == "__main__":
    main()
