"""Offline accuracy: standardize, block, assess all candidates and group a file of known persons.

    python benchmarks/accuracy.py FILE TRUTH [--sample N] [--key rid] [--person entity_id]

FILE and TRUTH are CSV or Parquet; TRUTH gives each record's person.  Prints pairwise precision,
recall and F1 of the resulting persons, pairs completeness of the blocking, review pairs per 1,000
records, and by which evidence the worst false links came about, as level names without values.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from blocking.keys import keys
from blocking.plan import default_plan
from matching.demographics import Address, Demographics, Identifier, Name, NameUse, Phone, Sex
from matching.grouping import Agreement, Link, group
from matching.model import default_model
from matching.policy import Assessment, Verdict, assess, default_policy, group_rules
from matching.row import MatchRow
from matching.standardize import standardize

# The usual headers of public files and ours, to the columns `demographics` reads.
HEADERS = {
    "given": ("given_name", "first_name", "fname", "FIRST"),
    "middle": ("middle_name", "middle"),
    "family": ("family_name", "last_name", "surname", "lname", "LAST"),
    "previous": ("previous_family_name", "MAIDEN"),
    "suffix": ("suffix", "SUFFIX"),
    "birth_date": ("birth_date", "date_of_birth", "dob", "BIRTHDATE"),
    "sex": ("sex", "gender", "GENDER"),
    "ssn": ("ssn", "SSN"),
    "national": ("soc_sec_id", "identifier:NI"),
    "phone": ("phone", "phone_number"),
    "email": ("email",),
    "number": ("street_number",),
    "street": ("address_line", "street_address", "address_1", "street_name", "ADDRESS"),
    "second_line": ("address_2",),
    "unit": ("unit_number",),
    "box": ("po_box",),
    "city": ("city", "suburb", "CITY"),
    "state": ("state", "STATE"),
    "postal_code": ("postal_code", "postcode", "zip", "ZIP"),
}
SEXES = {"m": Sex.MALE, "f": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: assessed candidate pairs and persons, by row number."""

    assessed: Mapping[tuple[int, int], Assessment]
    persons: tuple[tuple[int, ...], ...]
    refused: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="only this many records")
    parser.add_argument("--key", default="rid", help="the column that names a record in both")
    parser.add_argument("--person", default="entity_id", help="the column of the person in TRUTH")
    arguments = parser.parse_args()
    started = time.perf_counter()
    records, truth = read(arguments.file, arguments.truth, arguments.key, arguments.person)
    if arguments.sample:
        records, truth = records[: arguments.sample], truth[: arguments.sample]
    rows = [standardize(record) for record in records]
    outcome = outcome_of(rows)
    report(outcome, truth)
    print(f"seconds                 {time.perf_counter() - started:10.1f}")


def read(file: Path, truth: Path, key: str, person: str) -> tuple[list[Demographics], list[str]]:
    """The records of a file and, beside each, its person."""
    person_of = {str(row[key]): str(row[person]) for row in _rows(truth)}
    records, persons = [], []
    for row in _rows(file):
        said = {
            column: next((str(row[name]).strip() for name in names if row.get(name)), "")
            for column, names in HEADERS.items()
        }
        records.append(demographics(said))
        persons.append(person_of[str(row[key])])
    return records, persons


def demographics(said: Mapping[str, str]) -> Demographics:
    names = [Name(said["family"], said["given"], said["middle"], suffix=said["suffix"])]
    if said["previous"]:
        names.append(Name(family=said["previous"], use=NameUse.MAIDEN))
    box = f"PO BOX {said['box'].upper().removeprefix('PO BOX').strip()}" if said["box"] else ""
    lines = (
        " ".join(part for part in (said["number"], said["street"], said["unit"]) if part) or box,
        said["second_line"],
    )
    identifiers = [Identifier("SS", said["ssn"])] if said["ssn"] else []
    if said["national"]:
        identifiers.append(Identifier("NI", said["national"]))
    return Demographics(
        names=tuple(names),
        birth_date=said["birth_date"],
        sex=SEXES.get(said["sex"][:1].lower(), Sex.UNSAID),
        identifiers=tuple(identifiers),
        addresses=(
            Address(
                tuple(line for line in lines if line),
                said["city"],
                said["state"],
                said["postal_code"],
            ),
        ),
        phones=(Phone(said["phone"]),) if said["phone"] else (),
        emails=(said["email"],) if said["email"] else (),
    )


def outcome_of(rows: list[MatchRow]) -> Outcome:
    model, policy = default_model(), default_policy()
    assessed = {
        (left, right): assess(rows[left], rows[right], model, policy)
        for left, right in candidates(rows)
    }

    def agreement(left: int, right: int) -> Agreement:
        pair = (left, right) if left < right else (right, left)
        found = assessed.get(pair) or assess(rows[left], rows[right], model, policy)
        return Agreement(found.weight, found.contradicts)

    links = [
        Link(left, right, found.weight)
        for (left, right), found in assessed.items()
        if found.verdict is Verdict.LINK
    ]
    grouping = group(range(len(rows)), links, (), (), agreement, group_rules(model, policy))
    return Outcome(assessed, grouping.persons, len(grouping.refused))


def candidates(rows: list[MatchRow]) -> Iterator[tuple[int, int]]:
    """Pairs of rows that share a block key; blocks above the plan's limit are left out."""
    plan = default_plan()
    blocks: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for key in keys(row, plan):
            blocks[key.hash].append(number)
    seen: set[tuple[int, int]] = set()
    for members in blocks.values():
        if len(members) <= plan.live_limit:
            seen.update(combinations(members, 2))
    yield from sorted(seen)


def report(outcome: Outcome, truth: list[str]) -> None:
    true_pairs = _pairs_of(truth)
    found = {pair for members in outcome.persons for pair in combinations(members, 2)}
    right = len(found & true_pairs)
    precision, recall = right / max(1, len(found)), right / max(1, len(true_pairs))
    met = sum(pair in outcome.assessed for pair in true_pairs)
    verdicts = Counter(
        (pair in true_pairs, each.verdict) for pair, each in outcome.assessed.items()
    )
    print(f"records                 {len(truth):10,}")
    print(f"candidates per record   {len(outcome.assessed) / len(truth):10.1f}")
    print(f"pairs completeness      {met / max(1, len(true_pairs)):10.4f}")
    print(f"precision of persons    {precision:10.4f}")
    print(f"recall of persons       {recall:10.4f}")
    print(f"F1 of persons           {2 * right / max(1, len(found) + len(true_pairs)):10.4f}")
    print(f"edges refused           {outcome.refused:10,}")
    reviews = sum(verdicts[is_true, Verdict.REVIEW] for is_true in (True, False))
    print(f"reviews per 1,000       {1000 * reviews / len(truth):10.1f}")
    for is_true in (True, False):
        counts = {verdict.value: verdicts[is_true, verdict] for verdict in Verdict}
        print(f"{'true' if is_true else 'false'} candidates: {counts}")
    _report_kinds(
        "what false links agreed on",
        (
            each
            for pair, each in outcome.assessed.items()
            if pair not in true_pairs and each.verdict is Verdict.LINK
        ),
    )
    joined = {
        name: Counter[str](
            reason
            for pair, each in outcome.assessed.items()
            if (pair in true_pairs) is is_true
            and each.verdict is Verdict.REVIEW
            and pair not in found
            for reason in (each.guards + each.held or ("score",))
        )
        for name, is_true in (("true", True), ("false", False))
    }
    for name, reasons in joined.items():
        print(f"{name} pairs in review and not joined, by reason:")
        for reason, count in reasons.most_common(12):
            print(f"  {count:8,}  {reason}")


def _report_kinds(title: str, assessments: Iterator[Assessment], most: int = 12) -> None:
    kinds: Counter[str] = Counter(
        ", ".join(f"{each.comparison}:{each.level}" for each in assessment.evidence)
        for assessment in assessments
    )
    print(f"{title}: {kinds.total():,}")
    for kind, count in kinds.most_common(most):
        print(f"  {count:8,}  {kind}")


def _pairs_of(truth: list[str]) -> set[tuple[int, int]]:
    members: dict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(truth):
        members[person].append(number)
    return {pair for each in members.values() for pair in combinations(each, 2)}


def _rows(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path)
    else:
        everything = pyarrow.csv.ConvertOptions(strings_can_be_null=True)
        table = pyarrow.csv.read_csv(path, convert_options=everything)
    rows: list[dict[str, object]] = table.cast(
        pa.schema([(name, pa.string()) for name in table.column_names])
    ).to_pylist()
    return rows


if __name__ == "__main__":
    main()
