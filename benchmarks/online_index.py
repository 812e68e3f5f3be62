"""The index that the online benchmark asks: generated patients, loaded by `mpi load --initial`.

An index is kept in its folder under the number of its records, with a sample of the people in it,
and used again by the next run.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

from population import Population, Someone, perturbed

SAMPLE = 20_000
TOWNS = 2_500
RECENT = 100_000  # further records are of one of so many people
SHELTER = {
    "address_line": "500 Mercy Street",
    "city": "Chicago",
    "state": "IL",
    "postal_code": "60622",
}
COLUMNS = ("source", "local_id", *Someone.__slots__)


def index(folder: Path, records: int) -> Path:
    """The data directory of an index of so many records; it is built if it is not there."""
    data = folder / f"index-{records}"
    if (data / "built.json").exists():
        return data
    data.mkdir(parents=True, exist_ok=True)
    file = data / "patients.csv"
    began = time.monotonic()
    sample = _written(file, records)
    (data / "sample.json").write_text(json.dumps([asdict(one) for one in sample]))
    generated_s = round(time.monotonic() - began, 1)
    print(f"  {records:,d} records generated in {generated_s:.0f} s", file=sys.stderr)
    began = time.monotonic()
    command = [sys.executable, "-m", "mpi", "load", "--initial", "--register-source"]
    subprocess.run(
        [*command, "--data", str(data), str(file)],
        cwd=Path(__file__).parents[1],
        check=True,
        stdout=sys.stderr,
    )
    loaded_s = round(time.monotonic() - began, 1)
    file.unlink()
    (data / "built.json").write_text(json.dumps({"records": records, "loaded_s": loaded_s}))
    return data


def sampled(data: Path) -> list[Someone]:
    """Some of the people in the index, each as one of their records says."""
    return [Someone(**said) for said in json.loads((data / "sample.json").read_text())]


def built(data: Path) -> int:
    """How many records it was built with."""
    return int(json.loads((data / "built.json").read_text())["records"])


def _written(file: Path, records: int) -> list[Someone]:
    """Writes the file, and answers a sample that is spread over all of it."""
    chance = random.Random(3)
    sample: list[Someone] = []
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(COLUMNS)
        for number, (source, someone) in enumerate(islice(_records(records), records)):
            rows.writerow((source, number, *(getattr(someone, name) for name in COLUMNS[2:])))
            if len(sample) < SAMPLE:
                sample.append(someone)
            elif (place := chance.randrange(number + 1)) < SAMPLE:
                sample[place] = someone
    return sample


def _records(records: int) -> Iterator[tuple[str, Someone]]:
    """(source, record): three of four are new people, the fourth is somebody known, at the other
    source.  One in a hundred is of the kinds that share what should tell people apart."""
    chance = random.Random(2)
    people = Population(1, TOWNS).people()
    known: list[Someone] = []
    shelter = min(5_000, records // 100)
    for number in range(records):
        if number % 4 == 3:
            yield "south", perturbed(known[chance.randrange(len(known))], chance)
            continue
        someone = next(people)
        if number % 100 == 0 and number // 100 < shelter:
            someone = replace(someone, phone="", **SHELTER)
        elif number % 2_000 == 1:
            someone = common(someone)
        yield "north", someone
        if len(known) < RECENT:
            known.append(someone)
        else:
            known[chance.randrange(RECENT)] = someone


def common(someone: Someone) -> Someone:
    """The name and the birth date that everybody has."""
    return replace(
        someone, given_name="John", family_name="Smith", birth_date="1980-01-01", sex="male"
    )
