"""The shelf has what the tables have, or it is filled anew."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import lmdb
import pytest

from mpi.check import check
from mpi.domain.event import TaskOpened
from mpi.domain.task import Task, TaskKind
from mpi.store import shelf
from mpi.store.duckdb import DuckDBConfig, DuckDBStore

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HELD = DuckDBConfig(pending_flush=10**9, pending_max=10**9, pending_s=1e6, held=True)


@pytest.fixture
def opened(derive):
    def opening(path):
        store = DuckDBStore(str(path), derive, config=HELD)
        deadline = time.monotonic() + 30
        while store._moment.held is None:
            assert time.monotonic() < deadline, "in vain"
            time.sleep(0.005)
        return store

    return opening


def told(store):
    """What the shelf has, and what the tables have."""
    with store._moment.shelf.reader() as reader:
        shelved = list(reader.all("shelf_abouts"))
    rows = store._root.cursor().execute("SELECT id, about FROM about ORDER BY id").fetchall()
    return shelved, [(i, bytes(about)) for i, about in rows]


def asked(store):
    """A question about the first two records; its number."""
    with store.transaction() as tx:
        number = tx.next_task_id()
        task = Task(number, TaskKind.POTENTIAL_DUPLICATE, 1, 2, 5.5, "print", "", "model", NOON)
        tx.append(TaskOpened(task), at=NOON, actor="a", request_id="")
    return number


@pytest.fixture
def path(opened, store_some, tmp_path):
    path = tmp_path / "index.duckdb"
    store = opened(path)
    store_some(store, 5)
    store.close()
    return path


@pytest.fixture
def fills(monkeypatch):
    """Counts how often a shelf is filled."""
    counted = []
    fill = shelf.Shelf.fill
    monkeypatch.setattr(
        shelf.Shelf, "fill", lambda self, *given: (counted.append(1), fill(self, *given))[1]
    )
    return counted


def test_it_is_written_with_the_tables_and_is_there_at_the_next_start(
    opened, path, fills, store_some
):
    store = opened(path)
    assert not fills
    store_some(store, 2)
    store.flush()
    shelved, stored = told(store)
    assert shelved == stored
    assert len(stored) == 7
    assert check(store).problems == ()
    store.close()


def test_one_that_is_behind_is_filled_anew(opened, path, fills, store_some, derive):
    store = DuckDBStore(str(path), derive)  # does not write to it
    store_some(store, 2)
    store.close()
    store = opened(path)
    assert len(fills) == 1
    shelved, stored = told(store)
    assert shelved == stored
    store.close()


def test_one_of_another_journal_is_filled_anew(opened, path, tmp_path, fills, store_some, derive):
    """As when an older file is brought back from a backup, and goes on otherwise."""
    other = DuckDBStore(str(tmp_path / "other.duckdb"), derive)
    store_some(other, 4)
    other.close()
    shutil.copy(tmp_path / "other.duckdb", path)
    store = opened(path)
    assert len(fills) == 1
    shelved, stored = told(store)
    assert shelved == stored
    store.close()


def test_one_that_cannot_be_written_is_left_and_filled_anew_later(
    opened, path, fills, monkeypatch, store_some
):
    store = opened(path)
    with monkeypatch.context() as patched:
        patched.setattr(shelf.Shelf, "write", refuse)
        store_some(store, 2)
        store.flush()
    assert store._moment.shelf is None
    with store.snapshot() as snapshot:
        assert len(snapshot.records(range(1, 8))) == 7
    store.close()
    store = opened(path)
    assert len(fills) == 1
    assert told(store)[0] == told(store)[1]
    store.close()


def refuse(*_):
    raise lmdb.DiskError("x")


def test_check_says_where_it_differs(opened, path):
    store = opened(path)
    with store._moment.shelf._env.begin(write=True) as txn:
        txn.delete(shelf._key(3), db=store._moment.shelf._abouts)
    assert check(store).problems == ("shelf: 3 lacks what the journal says",)
    store.close()


@pytest.mark.parametrize("body", [b'{"a":1}', None])
def test_check_says_which_task_differs(opened, path, body):
    store = opened(path)
    number = asked(store)
    store.flush()
    assert check(store).problems == ()
    with store._moment.shelf._env.begin(write=True) as txn:
        place, db = shelf._key(number), store._moment.shelf._tasks
        txn.delete(place, db=db) if body is None else txn.put(place, body, db=db)
    said = check(store).problems
    assert said and all(one.startswith(f"shelf: {number} ") for one in said)
    store.close()


def test_one_that_had_less_on_it_is_filled_anew(opened, path, fills):
    """As a release left it that kept no tasks there."""
    store = opened(path)
    with store._moment.shelf._env.begin(write=True) as txn:
        mark = txn.pop(shelf._MARK, db=store._moment.shelf._marks)
        txn.put(b"mark", mark, db=store._moment.shelf._marks)
    store.close()
    store = opened(path)
    assert len(fills) == 1
    assert told(store)[0] == told(store)[1]
    store.close()


def test_a_file_that_is_no_shelf_is_left_aside_and_made_anew(opened, path, fills, caplog):
    Path(f"{path}.shelf").write_bytes(b"no shelf" * 4096)
    store = opened(path)
    assert store._moment.shelf is None
    assert "read from the tables" in caplog.text
    with store.snapshot() as snapshot:
        assert len(snapshot.records(range(1, 6))) == 5
    store.close()
    store = opened(path)
    assert len(fills) == 1
    assert told(store)[0] == told(store)[1]
    store.close()


def test_after_a_crash_the_tail_is_applied_to_what_the_shelf_has(opened, path, store_some, fills):
    store = opened(path)
    store_some(store, 3)
    crashed = path.with_name("crashed.duckdb")
    for file in path.parent.glob("index.duckdb*"):
        shutil.copy(file, path.with_name(file.name.replace("index", "crashed")))
    store.close()
    store = opened(crashed)
    assert not fills
    store.flush()
    assert len(told(store)[1]) == 8
    assert told(store)[0] == told(store)[1]
    assert check(store).problems == ()
    store.close()


def test_check_compares_persons_too(opened, path):
    store = opened(path)
    kept = store._moment.shelf
    with store.snapshot() as snapshot:
        eid = snapshot.record(3).eid
    with kept._env.begin(write=True) as txn:
        txn.put(eid.encode(), shelf._encode(shelf.Person(3, 3, "", (2, 3))), db=kept._persons)
    (found, _) = check(store).problems
    assert found == f"shelf: {eid} is not as the journal says"
    store.close()
