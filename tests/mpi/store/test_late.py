"""A reader asks DuckDB only for what lies in tables alone, and sees one moment all the same."""

from __future__ import annotations

import pytest

from mpi.store.duckdb import DuckDBConfig, DuckDBStore

HELD = DuckDBConfig(pending_flush=10**9, pending_max=10**9, pending_s=1e6, held=True)


@pytest.fixture
def store(derive, tmp_path):
    store = DuckDBStore(str(tmp_path / "index.duckdb"), derive, config=HELD)
    store.wait_held()
    yield store
    store.close()


@pytest.mark.parametrize("flushes", [1, 3])
def test_tables_that_went_on_before_it_asked_them_show_it_nothing_new(store, store_some, flushes):
    store_some(store, 2)
    with store.snapshot() as early:
        for _ in range(flushes):
            store_some(store, 1)
            store.flush()
        with store.snapshot() as later:
            assert len(later.records_after(0, 100)) == later.counts()["records"] == 2 + flushes
        assert len(early.records_after(0, 100)) == early.counts()["records"] == 2
        assert len(early.events(0, 100)) == 4
        assert early.version(2).content == "2"


class Without:
    """A connection without cursors."""

    def __getattr__(self, name):
        raise AssertionError(f"DuckDB is asked for {name}")


def test_a_match_and_a_new_record_ask_duckdb_for_nothing(store, store_some, monkeypatch):
    store_some(store, 3)
    store.flush()
    with monkeypatch.context() as patched:
        patched.setattr(store, "_root", Without())
        with store.snapshot() as reader:
            near = reader.candidates((7,), 100)
            assert set(reader.records(near.ids)) == {1, 2, 3}
        with pytest.raises(AssertionError), store.snapshot() as reader:
            reader.counts()
        store_some(store, 1)
    with store.snapshot() as reader:
        assert reader.counts()["records"] == 4
