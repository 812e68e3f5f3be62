"""What was acknowledged is in the tail, and a tail that does not fit says so."""

from __future__ import annotations

import shutil

import pytest

from mpi.check import check
from mpi.errors import DataCorrupt
from mpi.store import tail
from mpi.store.duckdb import DuckDBConfig, DuckDBStore
from mpi.store.tail import Tail

NEVER = DuckDBConfig(pending_flush=10**9, pending_max=10**9, pending_s=1e6)


@pytest.fixture
def opened(derive):
    return lambda path: DuckDBStore(str(path), derive, config=NEVER)


def records(store):
    with store.snapshot() as snapshot:
        return len(snapshot.records_after(0, 100))


@pytest.fixture
def crashed(opened, store_some, tmp_path):
    """The files of an index as a crash left them: three records in the tables, four in the tail."""
    store = opened(tmp_path / "index.duckdb")
    store_some(store, 3)
    store.flush()
    store_some(store, 4)
    folder = tmp_path / "crashed"
    folder.mkdir()
    for file in tmp_path.glob("index.duckdb*"):
        shutil.copy(file, folder)
    store.close()
    return folder / "index.duckdb"


def tail_of(path):
    (file,) = path.parent.glob("index.duckdb.tail-*")
    return file


def test_the_tail_is_taken_in_and_goes(opened, crashed):
    store = opened(crashed)
    assert records(store) == 7
    assert not list(crashed.parent.glob("*.tail-*"))
    with store.snapshot() as snapshot:
        assert [event.seq for event in snapshot.events(0, 100)] == list(range(1, 15))
    assert check(store).problems == ()
    store.close()


@pytest.mark.parametrize("lacks", [1, 5, 60])
def test_a_transaction_that_was_cut_off_was_never_acknowledged(opened, crashed, lacks):
    file = tail_of(crashed)
    file.write_bytes(file.read_bytes()[:-lacks])
    store = opened(crashed)
    assert records(store) == 6
    assert check(store).problems == ()
    store.close()


def test_a_damaged_transaction_before_others_is_not_passed_over(opened, crashed):
    file = tail_of(crashed)
    data = bytearray(file.read_bytes())
    data[20] ^= 1
    file.write_bytes(data)
    with pytest.raises(DataCorrupt, match="damaged"):
        opened(crashed)
    assert file.exists()


def test_a_tail_of_another_journal_is_refused_and_kept(opened, store_some, crashed, tmp_path):
    other = opened(tmp_path / "other.duckdb")
    store_some(other, 3)
    other.close()
    shutil.copy(tmp_path / "other.duckdb", crashed)
    crashed.with_name("index.duckdb.wal").unlink()
    for _ in range(2):  # the first try leaves nothing open
        with pytest.raises(DataCorrupt, match="does not follow"):
            opened(crashed)
    assert tail_of(crashed).exists()


def test_a_tail_that_the_journal_has_already_is_no_harm(opened, crashed):
    """A crash after the tables were written, and before the file went."""
    kept = tail_of(crashed).read_bytes()
    name = tail_of(crashed)
    opened(crashed).close()
    name.write_bytes(kept)
    store = opened(crashed)
    assert records(store) == 7
    assert check(store).problems == ()
    assert not name.exists()
    store.close()


def test_no_transaction_waits_for_a_file_after_the_first(opened, store_some, tmp_path, monkeypatch):
    store = opened(tmp_path / "index.duckdb")
    store_some(store, 1)
    store.flush()
    with monkeypatch.context() as patched:
        patched.setattr(tail.os, "open", refuse)
        store_some(store, 1)
    store.flush()
    store_some(store, 1)
    assert records(store) == 3
    store.close()
    assert not list(tmp_path.glob("*.tail-*"))


def refuse(*_):
    raise OSError(28, "No space left on device")


def test_a_file_that_was_made_ahead_and_never_used_is_no_harm(opened, store_some, tmp_path):
    store = opened(tmp_path / "index.duckdb")
    store_some(store, 2)
    store.flush()
    (ahead,) = tmp_path.glob("*.tail-*")
    assert ahead.stat().st_size == 0
    store.close()
    ahead.touch()
    store = opened(tmp_path / "index.duckdb")
    assert records(store) == 2
    store.close()


def test_an_index_in_memory_has_no_tail():
    none = Tail(None)
    none.append([])
    assert list(none.entries()) == []
