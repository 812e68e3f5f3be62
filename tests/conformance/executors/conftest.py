"""One set of pairs, compared in bulk once and asked about in many tests."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from matching import batch

PAIRS = 24_000


def _made() -> ModuleType:
    path = Path(__file__).with_name("pairs.py")
    spec = importlib.util.spec_from_file_location("executor_pairs", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["executor_pairs"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def made_pairs():
    return _made().pairs(PAIRS, seed=20261122)


@pytest.fixture(scope="session")
def con(made_pairs):
    con = duckdb.connect()
    con.execute("SET threads = 2")
    sys.modules["executor_pairs"].tables(con, made_pairs)
    batch.prepare(con)
    yield con
    con.close()


@pytest.fixture(scope="session")
def levels_in_bulk(con):
    """Level numbers by comparison, one for each pair, in the order of the pairs."""
    batch.level_vectors(con, "pairs", "levels_of_pairs")
    rows = con.sql("FROM levels_of_pairs ORDER BY l").to_arrow_table()
    return {name: rows.column(name).to_pylist() for name in rows.column_names}
