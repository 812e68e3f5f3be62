"""An index that has lost rows is made again when the store is opened."""

from __future__ import annotations

import pytest

from mpi.check import check
from mpi.store import indexes
from mpi.store.duckdb import DuckDBStore


@pytest.fixture
def path(derive, store_some, tmp_path):
    store = DuckDBStore(str(tmp_path / "index.duckdb"), derive)
    store_some(store, 5)
    store.close()
    return str(tmp_path / "index.duckdb")


def test_whole_ones_are_left_as_they_are(path, derive, caplog):
    store = DuckDBStore(path, derive)
    assert list(indexes.wanting(store._root.cursor())) == []
    assert not caplog.records
    store.close()


def test_one_that_does_not_find_a_row_is_made_again(path, derive, caplog, monkeypatch):
    # DuckDB does this by itself, but not when it is asked to.
    found = indexes._is_found
    with monkeypatch.context() as patched:
        patched.setattr(
            indexes, "_is_found", lambda *asked: asked[1:3] != ("record", "id") and found(*asked)
        )
        DuckDBStore(path, derive).close()
    assert [record.getMessage() for record in caplog.records] == [
        "the index record_id had lost rows and is made anew"
    ]
    store = DuckDBStore(path, derive)
    names = "SELECT index_name FROM duckdb_indexes()"
    assert ("record_id",) in store._root.cursor().execute(names).fetchall()
    assert check(store).problems == ()
    with store.snapshot() as snapshot:
        assert len(snapshot.records(range(1, 6))) == 5
    store.close()
