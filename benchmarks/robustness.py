"""The robustness matrix: five sets, each whole and cut down, since real files lack columns.

    python benchmarks/robustness.py DATA... --out matrix.jsonl [--set NAME] [--cut NAME] [--again]

Every cell is a run of the real `mpi dedupe` with default options.  Each result is appended to
--out at once; a cell that is there already is not run again without --again, so that the matrix
can be made piece by piece.  Prints precision / recall of each cell, and whether the run said so
where it linked little.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from batch_sets import BY_NAME, LabelledSet, four, run, without_labels

from mpi.batch.evaluation_reading import key_of, looked_at, quoted
from mpi.files.columns import recognized

Results = dict[tuple[str, str], dict[str, Any]]

SETS = ("febrl3", "pseudopeople_dev", "dupehell_100k_medium", "data61_five_party", "gen50k")
PRECISION_LEAST = 0.98
PRECISION_LEAST_NOISY = 0.95
LITTLE = 0.5  # a recall below which a run should say that it links little

NAMES = ("given_name", "middle_name", "family_name", "suffix", "prefix", "previous_family_name")
NAMES += ("maiden_name", "alias_given_name", "alias_family_name")
ADDRESS = ("address_line", "city", "state", "postal_code", "country")
# What each cut leaves out, or ("only", …) what it keeps beside the record key.
CUTS: Mapping[str, tuple[str, ...]] = {
    "whole": (),
    "no SSN": ("ssn", "identifier:NI"),
    "no birth date": ("birth_date",),
    "no address": ADDRESS,
    "no phone or e-mail": ("phone", "email"),
    "names + birth date": ("only", *NAMES, "birth_date"),
    "names + city + ZIP": ("only", *NAMES, "city", "postal_code"),
    "1,000 rows": (),
    "every second value": (),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True, help="a JSON line per cell")
    parser.add_argument("--set", dest="sets", action="append", choices=SETS)
    parser.add_argument("--cut", dest="cuts", action="append", choices=list(CUTS))
    parser.add_argument("--again", action="store_true", help="run cells that are there already")
    parser.add_argument("--model", type=Path, help="use this model instead of the default choice")
    arguments = parser.parse_args()
    options = ("--model", str(arguments.model)) if arguments.model else ()
    done = results(arguments.out)
    for name in arguments.sets or SETS:
        for cut in arguments.cuts or CUTS:
            if (name, cut) in done and not arguments.again:
                continue
            cell = {"set": name, "cut": cut} | measured(BY_NAME[name], cut, arguments.data, options)
            done[name, cut] = cell
            with arguments.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(cell) + "\n")
            print(f"{name}, {cut}: {shown(cell)}", flush=True)
    print("\n" + table(done))


def results(path: Path) -> Results:
    """What is known by set and cut; the newest of each."""
    found: Results = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            cell = json.loads(line)
            found[cell["set"], cell["cut"]] = cell
    return found


def measured(
    each: LabelledSet, cut: str, folders: Sequence[Path], options: Sequence[str]
) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        whole, file = work / "whole.parquet", work / f"{each.name}.parquet"
        without_labels(each.file(folders), whole)
        cut_down(whole, cut, file)
        truth = work / "truth.parquet"
        same_records(each.truth(folders), file, truth)
        return run(file, truth, work, each.mapping if has_date(file) else "", options)


def cut_down(whole: Path, cut: str, to: Path) -> None:
    con = duckdb.connect()
    source = looked_at(con, whole)
    parts = recognized(source.headers).parts
    keys = {*parts["local_id"], *parts.get("source", ())}
    named = CUTS[cut]
    if named[:1] == ("only",):
        kept = {part for column in named[1:] for part in parts.get(column, ())}
    else:
        left_out = {
            part
            for column, each in parts.items()
            if any(column == one or column.startswith(f"{one}_") for one in named)
            for part in each
        }
        kept = set(source.headers) - left_out
    # Half of all values of each column, and not the same half of each row.
    blank = "CASE WHEN hash({key}, '{name}') % 2 = 0 THEN {name_} END AS {name_}"
    key = quoted(parts["local_id"][0])
    listed = ", ".join(
        blank.format(key=key, name=header.replace("'", ""), name_=quoted(header))
        if cut == "every second value" and header not in keys
        else quoted(header)
        for header in source.headers
        if header in kept | keys
    )
    rows = f"ORDER BY hash({key}) LIMIT 1000" if cut == "1,000 rows" else ""
    con.execute(f"COPY (SELECT {listed} FROM read_parquet('{whole}') {rows}) TO '{to}'")


def same_records(truth: Path, file: Path, to: Path) -> None:
    """The labels of the records that are left."""
    con = duckdb.connect()
    theirs, ours = key_of(looked_at(con, truth)), key_of(looked_at(con, file))
    con.execute(
        f"""COPY (SELECT * FROM read_parquet('{truth}') t
            WHERE {theirs.local_id} IN (SELECT {ours.local_id} FROM read_parquet('{file}')))
            TO '{to}'"""
    )


def has_date(file: Path) -> bool:
    """Whether the mapping's dates have anything to speak of."""
    headers = looked_at(duckdb.connect(), file).headers
    return "birth_date" in recognized(headers).parts


def shown(cell: Mapping[str, Any]) -> str:
    """Precision / recall; "!" where precision is below what is asked, "?" where little was linked
    and nothing was said."""
    if "error" in cell:
        return "failed"
    noisy = BY_NAME[cell["set"]].noisy
    least = PRECISION_LEAST_NOISY if noisy else PRECISION_LEAST
    precision, recall = cell["precision"], cell["recall"]
    low = precision is not None and precision < least
    silent = (recall or 0.0) < LITTLE and not cell["warnings"]
    return f"{four(precision)} / {four(recall)}{' !' if low else ''}{' ?' if silent else ''}"


def table(done: Mapping[tuple[str, str], Mapping[str, Any]]) -> str:
    lines = [
        "| cut | " + " | ".join(SETS) + " |",
        "| --- | " + " | ".join("---" for _ in SETS) + " |",
    ]
    for cut in CUTS:
        cells = [shown(done[name, cut]) if (name, cut) in done else "" for name in SETS]
        lines.append(f"| {cut} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
