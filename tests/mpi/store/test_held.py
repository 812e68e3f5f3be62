"""What is held in memory is what the tables have, whatever is written while they are read."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest

from matching.demographics import Demographics, Name
from matching.row import MatchRow
from mpi.domain.event import RecordStored
from mpi.domain.record import Disposition, RecordKey
from mpi.store import duckdb, held
from mpi.store.base import Derived
from mpi.store.duckdb import DuckDBConfig, DuckDBStore

NOON = datetime(2026, 3, 1, tzinfo=UTC)
HELD = DuckDBConfig(pending_s=1e6, held=True)


def derive(demographics):
    family = demographics.names[0].family
    return Derived(MatchRow(family=family), (sum(map(ord, family)), 7))


def store_some(store, number):
    for _ in range(number):
        with store.transaction() as tx:
            record = tx.next_record_id()
            said = Demographics(names=(Name("LEE" + "X" * (record % 3)),))
            key = RecordKey("A", str(record))
            stored = RecordStored(record, key, 1, Disposition.CURRENT, said, None, str(record))
            tx.append(stored, at=NOON, actor="a", request_id="")


def wait_for(is_so):
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, "in vain"
        time.sleep(0.005)


def is_held(store):
    return store._moment.held is not None


@pytest.fixture
def path(tmp_path):
    """An index of five records."""
    path = str(tmp_path / "index.duckdb")
    store = DuckDBStore(path, derive)
    store_some(store, 5)
    store.close()
    return path


@pytest.mark.parametrize("at_once", [1, 1000])
def test_tables_are_read_by_ascending_hash(path, monkeypatch, at_once):
    monkeypatch.setattr(held, "READ_AT_ONCE", at_once)
    store = DuckDBStore(path, derive, config=HELD)
    wait_for(lambda: is_held(store))
    found = store._moment.held
    (blocks,) = found.blocks.segments
    assert blocks.keys.tolist() == sorted(blocks.keys.tolist())
    assert set(found.blocks.of([7], 9)[7]) == {1, 2, 3, 4, 5}
    assert len(found.keys.segments[0]) == 5
    store.close()


def test_what_is_written_while_the_tables_are_read_is_not_missed(path, monkeypatch):
    may_read = threading.Event()
    read = held.read
    monkeypatch.setattr(held, "read", lambda cursor: (may_read.wait(30), read(cursor))[1])
    store = DuckDBStore(path, derive, config=HELD)
    store_some(store, 2)
    store.flush()
    store_some(store, 1)
    with store.snapshot() as before:
        may_read.set()
        wait_for(lambda: is_held(store))
        store_some(store, 1)
        with store.snapshot() as after:
            assert before.candidates((7,), 99).ids == tuple(range(1, 9))
            assert after.candidates((7,), 99).ids == tuple(range(1, 10))
            assert after.record_id(RecordKey("A", "9")) == 9
            assert after.record_id(RecordKey("A", "10")) == 0
    store.close()


def test_a_store_that_is_closed_while_it_is_read_does_not_wait(path, monkeypatch):
    reading = threading.Event()

    def endless(cursor):
        reading.set()
        cursor.execute("SELECT count(*) FROM range(100000) a, range(100000) b, range(1000) c")

    monkeypatch.setattr(held, "read", endless)
    store = DuckDBStore(path, derive, config=HELD)
    assert reading.wait(30)
    store.close()
    DuckDBStore(path, derive).close()


def test_tables_that_cannot_be_read_are_asked_themselves(path, monkeypatch, caplog):
    def broken(cursor):
        raise duckdb.duckdb.Error("Lee is not read")

    monkeypatch.setattr(held, "read", broken)
    store = DuckDBStore(path, derive, config=HELD)
    wait_for(lambda: caplog.records)
    assert "Lee" not in caplog.text
    with store.snapshot() as snapshot:
        assert snapshot.candidates((7,), 99).ids == (1, 2, 3, 4, 5)
    store.close()
