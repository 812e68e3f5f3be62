"""The hot path gets no dearer unnoticed: calls and statements are counted, no clock is read.

hot_path.json has the figures.  A change that makes one of them a fifth larger fails here; if it is
worth that, the new figures go into the file, with the reason in the commit.  They are the same on
every machine and hardly differ between versions of Python.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random

import pytest

from benchmarks.population import Population, perturbed
from matching.model import default_model
from mpi.domain import eid
from mpi.domain.answers import Caller
from mpi.domain.record import RecordKey
from mpi.domain.source import Source
from mpi.gateways.grpc.demographics_wire import demographics_from_wire
from mpi.index import PatientIndex
from mpi.server import matcher_of
from mpi.store.duckdb import DuckDBConfig, DuckDBStore
from mpi.writer import Writer

FIGURES = json.loads(Path(__file__).with_name("hot_path.json").read_text(encoding="utf-8"))
AT = datetime(2026, 3, 1, tzinfo=UTC)
DEARER = 1.2
RECORDS = 400
CALLS = 60
# Each call of one of these is a DuckDB statement.
STATEMENTS = {
    ("tables.py", "_rows"),
    ("tables.py", "_run"),
    ("writing.py", "insert"),
    ("writing.py", "write"),
    ("writing.py", "delete"),
}


class Calls:
    """Counts calls of Python functions, of this thread and of those begun later."""

    def __init__(self):
        self._counted = Counter()

    def __call__(self, frame, event, _):
        if event == "call":
            code = frame.f_code
            self._counted[Path(code.co_filename).name, code.co_name] += 1

    @contextmanager
    def per(self, times):
        """Inside, calls are counted; afterwards `figures` has how many for each of the times."""
        self._counted.clear()
        sys.setprofile(self)
        try:
            yield
        finally:
            sys.setprofile(None)
        counted = self._counted.copy()
        statements = sum(counted[place] for place in STATEMENTS)
        self.figures = {
            "calls": round(sum(counted.values()) / times),
            "statements": round(statements / times, 1),
        }


@pytest.fixture(scope="module")
def calls():
    counting = Calls()
    threading.setprofile(counting)  # the writer's thread begins after this
    yield counting
    threading.setprofile(None)


@pytest.fixture(scope="module")
def index(calls, tmp_path_factory):
    matcher = matcher_of(default_model())
    # As the server opens it; nothing is written into the tables but by `flush`.
    config = DuckDBConfig(held=True, pending_flush=10**9, pending_max=10**9, pending_s=1e6)
    path = str(tmp_path_factory.mktemp("hot") / "index.duckdb")
    store = DuckDBStore(path, matcher.derive, lambda: AT, config=config)
    store.wait_held()
    mint = eid.mint
    with closing(store), closing(Writer(store)) as writer:
        made = PatientIndex(store, writer, matcher, lambda: AT, mint)
        made.store = store
        made.register_source(Source("A"), Caller("test")).result()
        for someone in people(0, RECORDS):
            upserted(made, someone)
        store.flush()
        yield made


numbers = count()


def people(seed, how_many):
    """Half new people, half copies with errors."""
    chance = Random(seed)
    people = Population(1).people()
    known = [next(people) for _ in range(RECORDS)]
    if not seed:
        return known
    return [
        perturbed(chance.choice(known), chance) if n % 2 else next(people) for n in range(how_many)
    ]


def said(someone):
    return demographics_from_wire(someone.request("A", "1").demographics, "", [])


def upserted(index, someone):
    key = RecordKey("A", str(next(numbers)))
    return index.upsert(key, said(someone), None, Caller("test")).result()


def assert_no_dearer(name, figures):
    for what, before in FIGURES[name].items():
        now = figures[what]
        assert now <= DEARER * before + 0.1, (
            f"{name}: {now} {what}, a fifth more than {before} or worse"
        )


def test_an_upsert_is_no_dearer(index, calls):
    given = people(1, CALLS)
    with calls.per(CALLS):
        for someone in given:
            upserted(index, someone)
    assert_no_dearer("upsert", calls.figures)


def test_a_record_of_a_batch_is_no_dearer(index, calls):
    given = [(RecordKey("A", str(next(numbers))), said(someone)) for someone in people(2, CALLS)]
    with calls.per(CALLS):
        with index.store._writing:  # so that they wait, and become one batch
            futures = [index.upsert(key, who, None, Caller("test")) for key, who in given]
        for future in futures:
            future.result()
    assert_no_dearer("upsert_in_a_batch", calls.figures)


def test_a_match_is_no_dearer(index, calls):
    given = [said(someone) for someone in people(3, CALLS)]
    with calls.per(CALLS):
        for who in given:
            index.match(who)
    assert_no_dearer("match", calls.figures)


def test_writing_the_tables_is_no_dearer(index, calls):
    for someone in people(4, CALLS):
        upserted(index, someone)
    with calls.per(CALLS):
        index.store.flush()
    assert_no_dearer("flush", calls.figures)
