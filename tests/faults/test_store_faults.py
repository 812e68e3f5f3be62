"""What the store keeps, and what it does not, when it is killed or cannot write."""

from __future__ import annotations

import importlib.util
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from mpi.check import check
from mpi.errors import Unavailable
from mpi.store import tail

SCRIPT = Path(__file__).with_name("store_process.py")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def process():
    """The module of the process, so that this one reads with the same deriver."""
    spec = importlib.util.spec_from_file_location("store_process", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def started(how, path):
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), how, path],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def assert_has(store, acknowledged):
    with store.snapshot() as snapshot:
        records = snapshot.records(acknowledged)
        assert set(records) == set(acknowledged)
        for record_id in acknowledged:
            assert snapshot.version(record_id).record == record_id
            assert snapshot.members(records[record_id].eid) == (record_id,)
    assert check(store).problems == ()


def test_what_was_acknowledged_survives_kill_9(process, tmp_path):
    """Ten times one after the other on one file, so that it is reopened after a kill, too."""
    path, acknowledged, chance = str(tmp_path / "index.duckdb"), [], random.Random(7)
    for _ in range(10):
        writing = started("loop", path)
        acknowledged += [int(i) for i in writing.stdout.readline().split()]
        time.sleep(chance.random() * 0.4)
        writing.kill()
        rest, _ = writing.communicate()
        assert rest.endswith("\n") or not rest
        acknowledged += [int(i) for i in rest.split()]
    store = process.opened(path)
    assert len(acknowledged) > 10
    assert_has(store, acknowledged)
    store.close()


def test_on_a_full_disk_a_write_is_unavailable_and_leaves_nothing_and_room_heals_it(
    process, tmp_path
):
    path = str(tmp_path / "index.duckdb")
    writing = started("full", path)
    said, _ = writing.communicate(timeout=60)
    assert writing.returncode == 0
    before, after = said.split("refused")
    acknowledged = [int(i) for i in before.split()]
    assert len(acknowledged) >= 50
    store = process.opened(path)
    # What was refused is not there: the next record got the number after the last acknowledged.
    assert next(int(i) for i in after.split()) == acknowledged[-1] + 1
    assert_has(store, [*acknowledged, *(int(i) for i in after.split())])
    store.close()


class Failing:
    """A connection, of whose cursors one method fails."""

    def __init__(self, connection, method, error):
        self._connection, self._method, self._error = connection, method, error

    def cursor(self):
        return Failing(self._connection.cursor(), self._method, self._error)

    def __getattr__(self, name):
        if name == self._method:
            raise self._error
        return getattr(self._connection, name)


@pytest.mark.parametrize("error", [duckdb.IOException("x"), duckdb.FatalException("x")])
@pytest.mark.parametrize("method", ["begin", "execute"])
def test_a_cursor_that_fails_is_unavailable_and_leaves_nothing(process, tmp_path, method, error):
    store = process.opened(str(tmp_path / "index.duckdb"))
    with store.transaction() as tx:
        process.store_one(tx)
    store.flush()
    store._state = None
    whole = store._root
    store._root = Failing(whole, method, error)
    with pytest.raises(Unavailable) as raised, store.transaction() as tx:
        process.store_one(tx)
    assert raised.value.__cause__ is None
    if isinstance(store._root, Failing):  # else it was opened again
        store._root = whole
    assert_goes_on(process, store, 1)


@pytest.mark.parametrize("call", ["pwrite", "fdatasync", "open"])
@pytest.mark.parametrize("before", [0, 1])
def test_a_tail_that_cannot_be_written_is_unavailable_and_leaves_nothing(
    process, tmp_path, monkeypatch, before, call
):
    path = str(tmp_path / "index.duckdb")
    store = process.opened(path)
    for _ in range(before):
        with store.transaction() as tx:
            process.store_one(tx)
    if call == "open":  # a store that was flushed has a file already
        store.close()
        store = process.opened(path)
    with monkeypatch.context() as patched:
        patched.setattr(tail.os, call, refuse)
        with pytest.raises(Unavailable) as raised, store.transaction() as tx:
            process.store_one(tx)
    assert raised.value.__cause__ is None
    assert_goes_on(process, store, before)


def refuse(*_):
    raise OSError(28, "No space left on device")


def assert_goes_on(process, store, before):
    with store.snapshot() as snapshot:
        assert snapshot.counts()["records"] == before
    with store.transaction() as tx:
        assert process.store_one(tx) == before + 1
    assert check(store).problems == ()
    store.close()
    store = process.opened(store.path)
    assert_has(store, range(1, before + 2))
    store.close()


def test_a_file_that_another_process_has_open_says_so(process, tmp_path):
    path = str(tmp_path / "index.duckdb")
    writing = started("loop", path)
    writing.stdout.readline()
    with pytest.raises(Unavailable, match="another process"):
        process.opened(path)
    writing.kill()
    writing.communicate()
    process.opened(path).close()


def test_a_file_that_is_no_store_is_told_apart(process, tmp_path):
    path = tmp_path / "index.duckdb"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(Unavailable, match="cannot be opened"):
        process.opened(str(path))


def test_closing_leaves_no_write_ahead_log(process, tmp_path):
    path = tmp_path / "index.duckdb"
    store = process.opened(str(path))
    with store.transaction() as tx:
        process.store_one(tx)
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == ["index.duckdb"]
