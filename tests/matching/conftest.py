"""Tables of rows and scored pairs, made from match rows by the online scorer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import yaml
from msgspec.structs import replace

from matching.levels import COMPARISONS
from matching.model import default_model
from matching.online import score
from matching.row import MatchRow
from matching.standardize import standardize
from mpi.files.demographics import to_demographics

GARBLED = ("79", "45", "00")
COLUMNS = MatchRow.__struct_fields__
NUMBERS = {c.name: {each.name: n for n, each in enumerate(c.levels, 1)} for c in COMPARISONS}


class Tables:
    """The tables that bulk work starts from, in a connection of their own."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute("SET threads = 2")
        self.rows: Sequence[MatchRow] = ()

    def put(self, rows: Sequence[MatchRow], pairs: Sequence[tuple[int, int]]) -> None:
        self.rows = rows
        self._make("rows", {"row_id": pa.array(range(len(rows)), pa.int64())} | row_columns(rows))
        scores = [score(rows[left], rows[right], default_model()) for left, right in pairs]
        columns: dict[str, Any] = {
            "l": pa.array([each[0] for each in pairs], pa.int64()),
            "r": pa.array([each[1] for each in pairs], pa.int64()),
            "weight": pa.array([each.weight for each in scores], pa.float64()),
        }
        for name, number in NUMBERS.items():
            found = [number[each.levels[name]] if name in each.levels else 0 for each in scores]
            columns[f"level_{name}"] = pa.array(found, pa.uint8())
        self._make("scored", columns)

    def all(self, query: str) -> list[Any]:
        return self.con.execute(query).fetchall()

    def _make(self, name: str, columns: dict[str, Any]) -> None:
        self.con.register("made", pa.table(columns))
        self.con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM made")
        self.con.unregister("made")


def row_columns(rows: Sequence[MatchRow]) -> dict[str, Any]:
    """Match rows as columns, as the table `rows` has them."""
    columns = {}
    for column in COLUMNS:
        said = [getattr(row, column) for row in rows]
        empty = getattr(MatchRow(), column)
        if isinstance(empty, tuple):
            columns[column] = pa.array([list(each) for each in said], pa.list_(pa.string()))
        else:
            kind = pa.int32() if isinstance(empty, int) else pa.string()
            columns[column] = pa.array(said, kind)
    return columns


@pytest.fixture
def tables() -> Iterator[Tables]:
    made = Tables()
    yield made
    made.con.close()


@pytest.fixture(scope="session")
def hard_rows() -> list[MatchRow]:
    """Two by two: hard pairs, and hard pairs with columns taken from elsewhere."""
    dice = Random(20261122)
    hard = list(_hard_rows())
    mixed = []
    for _ in range(2):
        for left, right in zip(hard[::2], hard[1::2], strict=True):
            taken = dice.sample(COLUMNS, dice.randint(1, 4))
            other = dice.choice(hard)
            mixed += [left, replace(right, **{each: getattr(other, each) for each in taken})]
    for left, right in zip(hard[::2], hard[1::2], strict=True):
        if len(right.birth_date) == 8:
            mixed += [left, replace(right, birth_date=right.birth_date[:6] + dice.choice(GARBLED))]
    return hard + mixed


def _hard_rows() -> Iterator[MatchRow]:
    for table in sorted((Path(__file__).parents[1] / "hard_pairs").glob("pairs*.yaml")):
        for entry in yaml.load(table.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader):  # noqa: S506
            both = entry.get("both", {})
            yield standardize(to_demographics({**both, **entry["a"]}))
            yield standardize(to_demographics({**both, **entry["b"]}))


@pytest.fixture(scope="session")
def columns_of_rows() -> Any:
    return row_columns
