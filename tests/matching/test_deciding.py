"""Deciding in bulk says of every pair what `assess` says of it."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from matching import deciding, guards, holds, pair
from matching.deciding import decide, lowest_where
from matching.demographics import Demographics
from matching.levels import COMPARISONS
from matching.model import Thresholds, default_model
from matching.online import score
from matching.policy import Policy, assess, default_policy
from matching.row import MatchRow
from matching.standardize import standardize
from matching.veiled import RULE_COLUMNS, Unseen, VeiledRow, outlines
from mpi.files.demographics import to_demographics

MODEL = default_model()
COLUMNS = tuple(field.name for field in fields(MatchRow))
TUPLES = {column for column in COLUMNS if isinstance(getattr(MatchRow(), column), tuple)}
TESTS = Path(__file__).parents[1]

Connection = duckdb.DuckDBPyConnection
Pairs = Sequence[tuple[int, int]]


def put_rows(con: Connection, rows: Sequence[MatchRow]) -> None:
    columns: dict[str, Any] = {"row_id": pa.array(range(len(rows)), pa.int64())}
    for column in COLUMNS:
        kind = pa.list_(pa.string()) if column in TUPLES else pa.string()
        if column == "birth_order":
            kind = pa.int32()
        columns[column] = pa.array(
            [list(v) if isinstance(v := getattr(row, column), tuple) else v for row in rows], kind
        )
    con.register("made_rows", pa.table(columns))
    con.execute("CREATE OR REPLACE TABLE rows AS FROM made_rows")


def put_scored(con: Connection, rows: Sequence[MatchRow], pairs: Pairs) -> None:
    """As the online scorer scores them."""
    numbers = {c.name: {each.name: n for n, each in enumerate(c.levels, 1)} for c in COMPARISONS}
    scores = [score(rows[left], rows[right], MODEL) for left, right in pairs]
    columns: dict[str, Any] = {
        "l": pa.array([each[0] for each in pairs], pa.int64()),
        "r": pa.array([each[1] for each in pairs], pa.int64()),
        "weight": pa.array([each.weight for each in scores], pa.float64()),
    }
    for name, number in numbers.items():
        columns[f"level_{name}"] = pa.array(
            [number[each.levels[name]] if name in each.levels else 0 for each in scores], pa.uint8()
        )
    con.register("made_scored", pa.table(columns))
    con.execute("CREATE OR REPLACE TABLE scored AS FROM made_scored")


def hard_rows() -> Iterator[MatchRow]:
    for table in sorted((TESTS / "hard_pairs").glob("pairs*.yaml")):
        for entry in yaml.load(table.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):  # noqa: S506
            both = entry.get("both", {})
            yield standardize(to_demographics({**both, **entry["a"]}))
            yield standardize(to_demographics({**both, **entry["b"]}))


@pytest.fixture(scope="module")
def rows() -> list[MatchRow]:
    """Two by two: hard pairs; hard pairs with columns taken from elsewhere; people of a town."""
    dice = random.Random(20261122)
    hard = list(hard_rows())
    mixed = []
    for _ in range(3):
        for left, right in zip(hard[::2], hard[1::2], strict=True):
            taken = dice.sample(COLUMNS, dice.randint(1, 4))
            other = dice.choice(hard)
            mixed += [left, replace(right, **{each: getattr(other, each) for each in taken})]
    return hard + mixed


@pytest.fixture
def con() -> Iterator[Connection]:
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        yield connection


def decided(con: Connection, columns: str) -> list[Any]:
    return con.execute(f"SELECT {columns} FROM decided ORDER BY l, r").fetchall()


def expected(
    rows: Sequence[MatchRow], pairs: Pairs, policy: Policy, floor: float
) -> list[tuple[Any, ...]]:
    said = []
    for left, right in sorted(pairs):
        each = assess(rows[left], rows[right], MODEL, policy)
        if each.weight >= floor:
            verdict = (str(each.verdict), each.contradicts, list(each.guards), list(each.held))
            said.append((left, right, each.weight, *verdict))
    return said


def test_every_pair_is_decided_as_assess_decides_it(con: Connection, rows: list[MatchRow]) -> None:
    pairs = [(each, each + 1) for each in range(0, len(rows), 2)]
    put_rows(con, rows)
    put_scored(con, rows, pairs)
    decide(con, MODEL, default_policy())
    assert decided(con, "*") == expected(rows, pairs, default_policy(), MODEL.thresholds.review)


def test_other_thresholds_and_fewer_rules_are_heeded(con: Connection, rows: list[MatchRow]) -> None:
    pairs = [(each, each + 1) for each in range(0, len(rows), 2)]
    whole = default_policy()
    policy = Policy(whole.guards[2:], whole.holds[::2], Thresholds(12.0, -5.0, -9.0, 0.0))
    put_rows(con, rows)
    put_scored(con, rows, pairs)
    decide(con, MODEL, policy)
    assert decided(con, "*") == expected(rows, pairs, policy, -5.0)


def test_chunks_and_processes_change_nothing(
    con: Connection, rows: list[MatchRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [(each, each + 1) for each in range(0, len(rows), 2)]
    put_rows(con, rows)
    put_scored(con, rows, pairs)
    decide(con, MODEL, default_policy(), processes=1)
    whole = decided(con, "*")
    for limit, number in (("PAIRS_AT_ONCE", 500), ("ROWS_AT_ONCE", 300), ("WORTH_A_FORK", 50)):
        monkeypatch.setattr(deciding, limit, number)
    decide(con, MODEL, default_policy(), processes=2)
    assert decided(con, "*") == whole


def test_most_people_of_a_town_are_decided_by_class(con: Connection) -> None:
    said = pq.read_table(TESTS / "data" / "pseudopeople.parquet").slice(0, 6000).to_pylist()
    rows = [standardize(_said(each)) for each in said]
    alike: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows):
        alike.setdefault((row.family, row.birth_date), []).append(number)
    pairs = [(a, b) for each in alike.values() for a in each for b in each if a < b]
    put_rows(con, rows)
    put_scored(con, rows, pairs)
    judge = deciding.Judge(con, MODEL, default_policy())
    (scored,) = deciding.scored_pairs(con, MODEL.thresholds.review)
    assert (judge.by_class(scored) >= 0).mean() > 0.5
    decide(con, MODEL, default_policy())
    assert decided(con, "*") == expected(rows, pairs, default_policy(), MODEL.thresholds.review)


def _said(row: dict[str, Any]) -> Demographics:
    return to_demographics({name: str(value) for name, value in row.items() if value})


def test_no_scored_pair_gives_no_decided_pair(con: Connection, rows: list[MatchRow]) -> None:
    put_rows(con, rows[:2])
    put_scored(con, rows, [])
    decide(con, MODEL, default_policy())
    assert decided(con, "*") == []


def test_the_rules_read_no_column_that_outlines_lack() -> None:
    read = {
        node.attr
        for module in (guards, holds, pair)
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and not isinstance(node.value, ast.Constant)
    }
    # `pair.family` is a level; the column of that name is read, too.
    assert read & set(COLUMNS) <= set(RULE_COLUMNS)


def test_an_outline_tells_what_is_said_and_nothing_more() -> None:
    row = MatchRow(given="MARIA", sex="F", phones=("13125550123",), birth_order=2)
    table = pa.table(
        {
            column: pa.array(
                [list(v) if isinstance(v := getattr(row, column), tuple) else v],
                pa.list_(pa.string()) if column in TUPLES else None,
            )
            for column in RULE_COLUMNS
        }
    )
    veiled: Any = VeiledRow(int(outlines(table)[0]))
    assert (veiled.sex, veiled.birth_order, veiled.family, veiled.identifiers) == ("F", 2, "", ())
    assert veiled.given
    assert veiled.phones
    for question in (
        lambda: veiled.given == "MARIA",
        lambda: veiled.given in MODEL.name_sex,
        lambda: {veiled.given},
        lambda: veiled.given[0],
        lambda: len(veiled.given),
        lambda: list(veiled.phones),
        lambda: veiled.given.split()[0],
    ):
        with pytest.raises(Unseen):
            question()


@pytest.mark.parametrize("at", [-18.0, 0.0, 5e-324, -5e-324, 5.5, 1e300, float("inf")])
def test_the_weight_where_a_verdict_changes_is_found_exactly(at: float) -> None:
    assert lowest_where(lambda weight: weight >= at) == at
    assert lowest_where(lambda weight: weight == float("-inf") or weight >= at) == float("-inf")
    assert lowest_where(lambda _: False) == float("inf")
