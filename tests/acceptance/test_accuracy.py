"""Public sets with known truth, one by one through gRPC, with the shipped model.

Whatever order the records come in, the persons are right, and they differ between two orders only
where a task is open.
"""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

ORDERS = ("file", "reverse", "random 1", "random 2", "random 3")


def ordered(rows, order):
    rows = list(rows)
    if order == "reverse":
        rows.reverse()
    elif order != "file":
        random.Random(order).shuffle(rows)
    return rows


def contested(client, person_of):
    """Records of persons about which a task is open, and whatever those were compared with."""
    asked = set()
    for task in client.tasks():
        for key in task.records:
            asked.add(person_of[key.source, key.local_id])
    return {key for key, person in person_of.items() if person in asked}


def partition(person_of):
    members = {}
    for key, person in person_of.items():
        members.setdefault(person, set()).add(key)
    return {key: frozenset(keys) for keys in members.values() for key in keys}


def check_orders(population, orders, new_client, load, persons, accuracy, least):
    seen = []
    for order in orders:
        client = new_client()
        for source in population.sources:
            client.register_source(source)
        load(client, ordered(population.rows, order))
        found = persons(client)
        reached = accuracy(found, population.truth)
        print(f"{order}: precision {reached.precision:.5f} recall {reached.recall:.5f}")
        assert reached.precision >= least[0], order
        assert reached.recall >= least[1], order
        seen.append((partition(found), contested(client, found)))
    first, in_doubt = seen[0]
    for other, doubt in seen[1:]:
        differing = {key for key in first if first[key] != other[key]}
        assert differing <= spread(in_doubt | doubt, first, other)


def spread(doubt, first, other):
    """Records in doubt, and those that are with them in either partition, again and again."""
    reached, waiting = set(doubt), list(doubt)
    while waiting:
        key = waiting.pop()
        for near in (first[key] | other[key]) - reached:
            reached.add(near)
            waiting.append(near)
    return reached


def part(population, every):
    """Every so many-th person, with all records."""
    kept = set(sorted(set(population.truth.values()))[::every])
    truth = {key: person for key, person in population.truth.items() if person in kept}
    rows = [row for row in population.rows if (row["source"], row["local_id"]) in truth]
    return replace(population, rows=rows, truth=truth)


def test_febrl3_in_three_orders(febrl3, new_client, load, persons, accuracy):
    check_orders(febrl3, ORDERS[:3], new_client, load, persons, accuracy, (0.999, 0.98))


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_febrl3_in_every_order(febrl3, new_client, load, persons, accuracy):
    check_orders(febrl3, ORDERS, new_client, load, persons, accuracy, (0.999, 0.98))


def test_a_part_of_pseudopeople_in_file_order(pseudopeople, new_client, load, persons, accuracy):
    some = part(pseudopeople, 5)
    check_orders(some, ORDERS[:1], new_client, load, persons, accuracy, (0.995, 0.95))


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_pseudopeople_in_every_order(pseudopeople, new_client, load, persons, accuracy):
    check_orders(pseudopeople, ORDERS, new_client, load, persons, accuracy, (0.995, 0.95))
