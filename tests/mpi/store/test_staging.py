"""A first load that is worked out in a file needs no memory for what is already there."""

from __future__ import annotations

import weakref

import duckdb
import pyarrow as pa
import pytest

from mpi.store.staging import Staging

TEXT = pa.schema([("said", pa.string())])


@pytest.fixture
def staging(tmp_path):
    with Staging(tmp_path / "staging.duckdb", "", 1, TEXT) as opened:
        yield opened


def test_rows_that_arrive_are_let_go_though_the_transaction_goes_on(staging):
    rows = pa.table({"said": ["a", "b"]}, schema=TEXT)
    kept = weakref.ref(rows)
    staging.append(rows)
    del rows
    assert kept() is None
    staging.arrived()
    assert staging.con.execute("SELECT said FROM arrived").fetchall() == [("a",), ("b",)]


def test_rows_that_are_written_are_let_go_though_the_transaction_goes_on(staging, tmp_path):
    index = tmp_path / "index.duckdb"
    with duckdb.connect(str(index)) as con:
        con.execute("CREATE TABLE record (said VARCHAR)")
        con.execute("CREATE TABLE applied AS SELECT 0::BIGINT AS seq")
        con.execute("CREATE TABLE journal AS SELECT 1::BIGINT AS seq")
    staging.attach(index)
    rows = pa.table({"said": ["a", "b"]}, schema=TEXT)
    kept = weakref.ref(rows)
    staging.write("record", rows)
    del rows
    assert kept() is None
    staging.detach()
    with duckdb.connect(str(index)) as con:
        assert con.execute("SELECT said FROM record").fetchall() == [("a",), ("b",)]
