"""How right `mpi dedupe` is on the labelled sets: one recipe, default options, no labels.

    python benchmarks/batch_accuracy.py DATA... [--set NAME]... [--out results.jsonl] [--no-rival]

DATA are folders with NAME.parquet and NAME.truth.parquet (or labels in the file itself); a set that
none of them has is left out.  Each set is run by the real command beside plain Splink 5 clustered
at .95, with the better of two blocking rules.  Prints a table, and appends a JSON line per set to
--out.  miis_B_pairs.parquet, if there, is asked pair by pair of the shipped model and policy, and
shown by scenario.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from batch_sets import BY_NAME, LARGE, SETS, LabelledSet, four, plain_splink, run, without_labels

from matching.model import default_model
from matching.policy import Verdict, assess, default_policy
from matching.row import MatchRow
from matching.standardize import standardize
from mpi.files.demographics import to_demographics

PAIRS = "miis_B_pairs.parquet"
HEADERS = ("set", "records", "precision", "recall", "F1", "to reach", "reached")
RIVAL = ("Splink P", "R", "F1")
COSTS = ("review/1,000", "recall after", "seconds", "peak MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--set", dest="sets", action="append", choices=[*BY_NAME, "miis_B_pairs"])
    parser.add_argument("--out", type=Path, help="append a JSON line per set")
    parser.add_argument("--no-rival", action="store_true", help="leave plain Splink out")
    parser.add_argument("--model", type=Path, help="use this model instead of the default choice")
    arguments = parser.parse_args()
    wanted = [
        each
        for each in SETS
        if (each.name in arguments.sets if arguments.sets else each.name != "gen1m")
        and any((folder / f"{each.name}.parquet").exists() for folder in arguments.data)
    ]
    options = ("--model", str(arguments.model)) if arguments.model else ()
    lines = []
    for each in wanted:
        line = measured(each, arguments.data, options, rival=not arguments.no_rival)
        lines.append(line)
        print(f"| {' | '.join(cells(each, line))} |", flush=True)
        if arguments.out:
            with arguments.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
    if lines:
        print("\n" + table(lines))
    for folder in arguments.data:
        if (folder / PAIRS).exists() and (not arguments.sets or "miis_B_pairs" in arguments.sets):
            print("\n" + by_scenario(folder / PAIRS))


def measured(
    each: LabelledSet, folders: Sequence[Path], options: Sequence[str], *, rival: bool
) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        file = work / f"{each.name}.parquet"
        without_labels(each.file(folders), file)
        truth = each.truth(folders)
        line: dict[str, Any] = {"set": each.name}
        line |= run(file, truth, work, each.mapping, options)
        if rival:
            line["splink"] = rival_at_its_best(file, truth, line.get("records", 0))
        return line


def rival_at_its_best(file: Path, truth: Path, records: int) -> dict[str, Any]:
    """Plain Splink with the rule that does this set more good, told from the labels."""
    found = plain_splink(file, truth)
    if records > LARGE:
        return found
    return max(found, plain_splink(file, truth, "--wide"), key=lambda each: each.get("f1", 0.0))


def table(lines: Sequence[Mapping[str, Any]]) -> str:
    headers = (*HEADERS, *RIVAL, *COSTS)
    rows = [cells(BY_NAME[line["set"]], line) for line in lines]
    return "\n".join(
        ["| " + " | ".join(row) + " |" for row in (headers, ["---"] * len(headers), *rows)]
    )


def cells(each: LabelledSet, line: Mapping[str, Any]) -> list[str]:
    if "error" in line:
        width = len(HEADERS) + len(RIVAL) + len(COSTS) - 2
        return [each.name, f"failed: {line['error'][-80:]}", *[""] * width]
    rival = line.get("splink", {})
    f1, precision = (each.f1, each.precision) if each.f1 else rivals(rival)
    reached = "yes" if (line["f1"] or 0) >= f1 and (line["precision"] or 0) >= precision else "no"
    aim = f"{four(each.f1)} at {four(each.precision)}" if each.f1 else "better than Splink"
    return [
        each.name,
        f"{line['records']:,}",
        four(line["precision"]),
        four(line["recall"]),
        four(line["f1"]),
        aim,
        reached if each.f1 or "f1" in rival else "-",
        *(four(rival.get(name)) for name in ("precision", "recall", "f1")),
        f"{line['reviews_per_1000']}",
        four(line["recall_after_review"]),
        f"{line['seconds']}",
        f"{line['peak_rss_mb']}",
    ]


def rivals(rival: Mapping[str, Any]) -> tuple[float, float]:
    return rival.get("f1") or 0.0, rival.get("precision") or 0.0


# What the columns of the registry's pairs are called in a file of ours.
PAIR_COLUMNS = {
    "nameFirst": "given_name",
    "nameMiddle": "middle_name",
    "nameLast": "family_name",
    "nameLastHyph": "alias_family_name",
    "nameAlias": "alias_given_name",
    "nameSuffix": "suffix",
    "birthDate": "birth_date",
    "gender": "sex",
    "ssn": "ssn",
    "medicaid": "identifier:MA",
    "phone": "phone",
    "addressStreet1": "address_line",
    "addressCity": "city",
    "addressState": "state",
    "addressZip": "postal_code",
    "motherMaidenName": "mother_maiden_name",
    "birthOrder": "birth_order",
}


def by_scenario(path: Path) -> str:
    """How each scenario's pairs are decided, each pair a question of its own; what went wrong, as
    level names without values."""
    cursor = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)])
    names = [str(each[0]) for each in cursor.description or ()]
    counts: dict[tuple[str, str], Counter[Verdict]] = defaultdict(Counter)
    wrong = []
    for row in cursor.fetchall():
        pair = dict(zip(names, row, strict=True))
        left, right = side(pair, "a"), side(pair, "b")
        assessment = assess(left, right, default_model(), default_policy())
        verdict = assessment.verdict
        if verdict is Verdict.LINK and pair["expect"] == "Not a Match":
            said = ", ".join(f"{each.comparison}:{each.level}" for each in assessment.evidence)
            wrong.append(f"- {pair['scenario']} {pair['case_no']}: {said}")
        counts[pair["scenario"], pair["expect"]][verdict] += 1
        counts["all scenarios", pair["expect"]][verdict] += 1
    lines = ["| scenario | expected | link | review | apart |", "| --- | --- | --- | --- | --- |"]
    for scenario, expected in sorted(counts):
        found = counts[scenario, expected]
        numbers = " | ".join(str(found[verdict]) for verdict in Verdict)
        lines.append(f"| {scenario} | {expected} | {numbers} |")
    return "\n".join([*lines, "", f"Linked, though no match: {len(wrong)}", *wrong])


def side(pair: Mapping[str, str | None], which: str) -> MatchRow:
    said = {
        ours: value
        for theirs, ours in PAIR_COLUMNS.items()
        if (value := (pair.get(f"{theirs}_{which}") or "").strip())
    }
    return standardize(to_demographics(said))


if __name__ == "__main__":
    main()
