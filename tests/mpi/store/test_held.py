"""What is held in memory is what the tables have, whatever is written while they are read."""

from __future__ import annotations

import shutil
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mpi.check import rebuild
from mpi.domain.event import RecordDeleted
from mpi.domain.record import RecordKey
from mpi.store import columns, duckdb, held
from mpi.store.duckdb import DuckDBConfig, DuckDBStore

NOON = datetime(2026, 3, 1, tzinfo=UTC)
HELD = DuckDBConfig(pending_s=1e6, held=True)


def wait_for(is_so):
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, "in vain"
        time.sleep(0.005)


def is_held(store):
    return store._moment.held is not None


@pytest.fixture
def path(tmp_path, store_some, derive):
    """An index of five records."""
    path = str(tmp_path / "index.duckdb")
    store = DuckDBStore(path, derive)
    store_some(store, 5)
    store.close()
    return path


@pytest.mark.parametrize("at_once", [1, 1000])
def test_tables_are_read_by_ascending_hash(path, monkeypatch, at_once, derive):
    monkeypatch.setattr(held, "READ_AT_ONCE", at_once)
    store = DuckDBStore(path, derive, config=HELD)
    wait_for(lambda: is_held(store))
    found = store._moment.held
    (blocks,) = found.blocks.segments
    assert blocks.keys.tolist() == sorted(blocks.keys.tolist())
    assert set(found.blocks.of([7], 9)[7]) == {1, 2, 3, 4, 5}
    assert len(found.keys.segments[0]) == 5
    store.close()


def test_what_is_written_while_the_tables_are_read_is_not_missed(
    path, monkeypatch, store_some, derive
):
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


def test_a_store_that_is_closed_while_it_is_read_does_not_wait(path, monkeypatch, derive):
    reading = threading.Event()

    def endless(cursor):
        reading.set()
        cursor.execute("SELECT count(*) FROM range(100000) a, range(100000) b, range(1000) c")

    monkeypatch.setattr(held, "read", endless)
    store = DuckDBStore(path, derive, config=HELD)
    assert reading.wait(30)
    store.close()
    DuckDBStore(path, derive).close()


def test_tables_that_cannot_be_read_are_asked_themselves(path, monkeypatch, caplog, derive):
    def broken(cursor):
        raise duckdb.duckdb.Error("Lee is not read")

    monkeypatch.setattr(held, "read", broken)
    store = DuckDBStore(path, derive, config=HELD)
    wait_for(lambda: caplog.records)
    assert "Lee" not in caplog.text
    with store.snapshot() as snapshot:
        assert snapshot.candidates((7,), 99).ids == (1, 2, 3, 4, 5)
    store.close()


class TestKept:
    """The file of columns, and what comes since."""

    @pytest.fixture(autouse=True)
    def small(self, monkeypatch):
        monkeypatch.setattr(held, "KEPT_FROM", 1)
        monkeypatch.setattr(held, "BEHIND", 3)

    @pytest.fixture
    def reads(self, monkeypatch):
        """Counts how often whole tables are read."""
        counted = []
        read = held.read
        monkeypatch.setattr(held, "read", lambda cursor: (counted.append(1), read(cursor))[1])
        return counted

    @pytest.fixture(autouse=True)
    def opens(self, derive):
        self.derive = derive

    def open(self, path):
        store = DuckDBStore(path, self.derive, config=HELD)
        store.wait_held()
        return store

    def same(self, store):
        """What is held is what the tables have."""
        found, told = store._moment.held, held.read(store._root.cursor())
        for name in held.NAMES:
            mine, theirs = getattr(found, name).whole(), getattr(told, name).whole()
            pairs = [
                sorted(zip(s.keys.tolist(), s.numbers.tolist(), strict=True))
                for s in (mine, theirs)
            ]
            assert pairs[0] == pairs[1]
        return True

    def test_the_next_start_reads_the_file_and_what_came_since(self, path, reads, store_some):
        self.open(path).close()
        assert len(reads) == 1
        for _ in range(4):  # the last of them are too far behind, and it is written anew
            store = self.open(path)
            store_some(store, 1)
            store.close()
        store = self.open(path)
        assert len(reads) == 1
        assert self.same(store)
        store.close()

    def test_what_left_a_block_since_has_left(self, path, reads):
        self.open(path).close()
        store = self.open(path)
        with store.transaction() as tx:
            tx.append(RecordDeleted(2), at=NOON, actor="a", request_id="")
        store.close()
        store = self.open(path)
        assert len(reads) == 1
        assert self.same(store)
        with store.snapshot() as snapshot:
            assert snapshot.candidates((7,), 99).ids == (1, 3, 4, 5)
        store.close()

    def test_a_file_of_another_journal_is_not_read(self, path, tmp_path, reads, store_some, derive):
        self.open(path).close()
        other = DuckDBStore(str(tmp_path / "other.duckdb"), derive)
        store_some(other, 7)
        other.close()
        shutil.copy(tmp_path / "other.duckdb", path)
        store = self.open(path)
        assert len(reads) == 2
        assert self.same(store)
        store.close()

    @pytest.mark.parametrize("length", [0, 10, 4096, -1])
    def test_a_file_that_is_not_whole_is_not_read(self, path, reads, length):
        self.open(path).close()
        kept = Path(f"{path}.columns")
        kept.write_bytes(kept.read_bytes()[:length])
        store = self.open(path)
        assert len(reads) == 2
        assert self.same(store)
        store.close()

    def test_a_rebuild_makes_it_anew(self, path, reads):
        self.open(path).close()
        store = self.open(path)
        rebuild(store)
        store.wait_held()
        assert len(reads) == 2
        assert self.same(store)
        store.close()

    def test_where_it_cannot_be_written_look_ups_are_held_all_the_same(
        self, path, monkeypatch, caplog, tmp_path
    ):
        monkeypatch.setattr(columns.os, "fsync", refuse)
        store = self.open(path)
        assert is_held(store)
        assert "not kept" in caplog.text
        assert not list(tmp_path.glob("*.columns*"))
        store.close()


def refuse(*_):
    raise OSError(28, "No space left on device")
