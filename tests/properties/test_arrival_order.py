"""Order does not matter: persons are the same wherever nothing is contested."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from blocking.plan import default_plan
from matching.demographics import Demographics
from matching.model import default_model
from matching.policy import default_policy
from mpi.act import Act
from mpi.domain.answers import Caller
from mpi.domain.eid import Pool, written
from mpi.domain.record import RecordKey
from mpi.files.demographics import to_demographics
from mpi.matcher import Matcher
from mpi.resolve import Arrival, upsert
from mpi.store.base import Derived
from mpi.store.memory import MemoryState, MemoryStore

PEOPLE = Path(__file__).parents[1] / "data" / "pseudopeople.parquet"
TRUTH = PEOPLE.with_name("pseudopeople.truth.parquet")
ORDERS = 4


@lru_cache(maxsize=1)
def matcher() -> Matcher:
    return Matcher(default_model(), default_policy(), default_plan())


@lru_cache(maxsize=1)
def records() -> Mapping[RecordKey, tuple[Demographics, Derived]]:
    """All records of a few hundred persons, households kept together by their surnames."""
    person = {row["local_id"]: row["person"] for row in pq.read_table(TRUTH).to_pylist()}
    rows = pq.read_table(PEOPLE).to_pylist()
    names = sorted({row["family_name"] for row in rows if row["family_name"]})
    chosen = set(random.Random(5).sample(names, 90))
    persons = {person[row["local_id"]] for row in rows if row["family_name"] in chosen}
    found = {}
    for row in rows:
        if person[row["local_id"]] in persons:
            demographics = to_demographics(row)
            key = RecordKey(row["source"], row["local_id"])
            found[key] = (demographics, matcher().derive(demographics))
    return found


class Arrived:
    """An index that took the records one by one in the order given."""

    def __init__(self, order: Iterable[RecordKey]) -> None:
        store = MemoryStore(matcher().derive)
        numbers = count(1)
        pool = Pool(lambda: written(next(numbers)))
        begin = datetime(2026, 1, 1, tzinfo=UTC)
        with store.transaction() as tx:
            for key in order:
                demographics, derived = records()[key]
                at = begin + timedelta(seconds=tx.last_seq())
                act = Act(tx, matcher(), pool, at, Caller("test"))
                upsert(act, Arrival(key, demographics, derived, None))
            self._read(tx)

    def _read(self, tx: MemoryState) -> None:
        members: dict[str, set[RecordKey]] = defaultdict(set)
        asked: set[RecordKey] = set()
        for key in records():
            record = tx.record(tx.record_id(key))
            members[record.eid].add(key)
            for task in tx.tasks_of(record.id):
                asked.add(key)
                assert record.id in task.records
        self.person = {key: frozenset(keys) for keys in members.values() for key in keys}
        edges = {
            key: {tx.record(other).key for other in tx.edges(tx.record_id(key))}
            for key in records()
        }
        self.contested = _reachable(asked, edges)


def _reachable(start: set[RecordKey], edges: Mapping[RecordKey, set[RecordKey]]) -> set[RecordKey]:
    seen, waiting = set(start), list(start)
    while waiting:
        for other in edges[waiting.pop()] - seen:
            seen.add(other)
            waiting.append(other)
    return seen


@pytest.mark.parametrize("seed", range(ORDERS))
def test_persons_differ_between_orders_only_where_a_task_is_open(seed: int) -> None:
    in_order = Arrived(sorted(records()))
    order = sorted(records())
    random.Random(seed).shuffle(order)
    shuffled = Arrived(order)
    differing = {key for key in records() if in_order.person[key] != shuffled.person[key]}
    assert differing <= in_order.contested
    assert differing <= shuffled.contested


def test_most_records_are_not_contested() -> None:
    arrived = Arrived(sorted(records()))
    assert len(records()) > 500
    assert len(arrived.contested) < len(records()) / 2
