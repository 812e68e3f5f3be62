"""A file through `mpi dedupe` and the same records one by one through gRPC give the same persons.

They may differ only where both leave a question open; and where they do not differ, both ask
about the same persons.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.population import Population as Generated
from benchmarks.population import perturbed
from mpi.batch.dedupe import Options, deduplicate
from mpi.batch.pipeline import Training

Row = dict[str, str]
Key = tuple[str, str]
Person = frozenset[Key]

SEED = 20261122
GENERATED = 20_000
SECOND_DESK = 0.3  # of the people, a second source knows so many


@dataclass(frozen=True)
class Answers:
    """Who is with whom, and about which records there is a question: who may be one person."""

    person: Mapping[Key, Person]
    asked: frozenset[frozenset[Key]]
    # Two persons with one number are asked about as such, and not once more as a likely pair.
    of_numbers: frozenset[frozenset[Key]] = frozenset()

    def persons(self, records: frozenset[Key]) -> frozenset[Person]:
        return frozenset(self.person[key] for key in records)

    def asks_about(self, persons: frozenset[Person]) -> bool:
        """Whether questions tie these to each other: live, one question may be about several
        persons, and a file's questions are pairs."""
        circle: dict[Person, set[Person]] = {}
        for records in self.asked | self.of_numbers:
            about = self.persons(records)
            merged = set(about.union(*(circle.get(person, set()) for person in about)))
            circle |= dict.fromkeys(merged, merged)
        return any(persons <= near for near in circle.values())

    @property
    def in_question(self) -> set[Key]:
        """Records of the persons that there are questions about."""
        asked = self.asked | self.of_numbers
        return {key for records in asked for one in records for key in self.person[one]}


def deduplicated(rows: Sequence[Row], folder: Path, training: Training) -> Answers:
    path = folder / "people.csv"
    rows = random.Random(SEED).sample(rows, len(rows))  # the order is another one than live
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = deduplicate([path], folder / "out", Options(training=training))
    model = done.chosen.model
    if training is Training.NEVER:
        assert done.chosen.origin == "shipped"
    else:  # and what it brings must act in the index, too
        assert (done.chosen.origin, bool(model.holds), bool(model.plan_keys)) == ("trained", 1, 1)
    persons = pq.read_table(folder / "out" / "persons.parquet").to_pylist()
    pairs = pq.read_table(folder / "out" / "pairs.parquet").to_pylist()
    asked = frozenset(
        frozenset(((p["source_l"], p["local_id_l"]), (p["source_r"], p["local_id_r"])))
        for p in pairs
        if p["decision"] == "review"
    )
    eids = {(p["source"], p["local_id"]): p["enterprise_id"] for p in persons}
    return Answers(together(eids), asked)


def one_by_one(rows, client, load, persons) -> Answers:
    for source in sorted({row["source"] for row in rows}):
        client.register_source(source)
    load(client, rows)

    def asked(*kinds: str) -> frozenset[frozenset[Key]]:
        return frozenset(
            frozenset((key.source, key.local_id) for key in task.records)
            for kind in kinds
            for task in client.tasks(kind=kind)
        )

    likely = asked("potential_duplicate", "potential_overlap", "conflict")
    return Answers(together(persons(client)), likely, asked("identifier_conflict"))


def together(eids: Mapping[Key, str]) -> dict[Key, Person]:
    members = defaultdict(set)
    for key, eid in eids.items():
        members[eid].add(key)
    return {key: frozenset(keys) for keys in members.values() for key in keys}


def check_equal(batch: Answers, live: Answers) -> None:
    assert batch.person.keys() == live.person.keys()
    differing = {key for key in live.person if batch.person[key] != live.person[key]}
    print(
        f"{len(live.person)} records, {len(set(live.person.values()))} persons, {len(differing)} "
        f"records differ; open questions: {len(batch.asked)} in batch, {len(live.asked)} live"
    )
    assert differing <= batch.in_question & live.in_question
    for one, other in ((batch, live), (live, batch)):
        for persons in map(one.persons, one.asked):
            assert other.asks_about(persons) or any(person & differing for person in persons)
    assert len(differing) <= 0.005 * len(live.person)


def check(rows, training, tmp_path, new_client, load, persons) -> None:
    batch = deduplicated(rows, tmp_path, training)
    client = new_client(str(tmp_path / "out" / "model.json"))
    check_equal(batch, one_by_one(rows, client, load, persons))


def test_febrl3_with_the_shipped_model(febrl3, tmp_path, new_client, load, persons):
    check(febrl3.rows, Training.NEVER, tmp_path, new_client, load, persons)


def test_some_of_febrl3_with_a_model_trained_on_it(febrl3, tmp_path, new_client, load, persons):
    """The trained model brings keys, holds and group thresholds of its own."""
    some = [row for row in febrl3.rows if int(row["local_id"].split("-")[1]) % 3 == 0]
    check(some, Training.ALWAYS, tmp_path, new_client, load, persons)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_all_of_febrl3_with_a_model_trained_on_it(febrl3, tmp_path, new_client, load, persons):
    check(febrl3.rows, Training.ALWAYS, tmp_path, new_client, load, persons)


@pytest.fixture(scope="module")
def generated() -> list[Row]:
    """20,000 records of families at two desks, one of which writes things down otherwise."""
    dice, rows = random.Random(SEED), []
    for number, someone in enumerate(Generated(SEED).people()):
        said = {"north": someone}
        if dice.random() < SECOND_DESK:
            said["south"] = perturbed(someone, dice)
        for source, each in said.items():
            columns = {name: getattr(each, name) for name in each.__slots__}
            rows.append({"source": source, "local_id": str(number), **columns})
        if len(rows) >= GENERATED:
            return rows[:GENERATED]
    raise AssertionError


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("training", [Training.NEVER, Training.ALWAYS], ids=["shipped", "trained"])
def test_a_generated_file(training, generated, tmp_path, new_client, load, persons):
    check(generated, training, tmp_path, new_client, load, persons)
