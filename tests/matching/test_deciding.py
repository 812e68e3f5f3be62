"""Deciding in bulk says of every pair what `assess` says of it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matching import deciding, guards, holds, holds_names, holds_numbers, pair
from matching.deciding import decide, lowest_where
from matching.demographics import Demographics
from matching.model import GivesWay, Model, default_model
from matching.policy import Policy, assess, default_policy
from matching.row import MatchRow
from matching.standardize import standardize
from matching.veiled import RULE_COLUMNS, Unseen, VeiledRow, outlines
from mpi.files.demographics import to_demographics

MODEL = default_model()
COLUMNS = MatchRow.__struct_fields__
TESTS = Path(__file__).parents[1]

Pairs = Sequence[tuple[int, int]]


def decided(tables: Any) -> list[Any]:
    said: list[Any] = tables.all("FROM decided ORDER BY l, r")
    return said


def two_by_two(rows: Sequence[MatchRow]) -> Pairs:
    return [(each, each + 1) for each in range(0, len(rows), 2)]


def expected(
    rows: Sequence[MatchRow], pairs: Pairs, policy: Policy, floor: float, model: Model = MODEL
) -> list[tuple[Any, ...]]:
    said = []
    for left, right in sorted(pairs):
        each = assess(rows[left], rows[right], model, policy)
        if each.weight >= floor:
            verdict = (str(each.verdict), each.contradicts, list(each.guards), list(each.held))
            said.append((left, right, each.weight, *verdict))
    return said


def test_every_pair_is_decided_as_assess_decides_it(tables: Any, hard_rows: list[MatchRow]) -> None:
    pairs = two_by_two(hard_rows)
    tables.put(hard_rows, pairs)
    decide(tables.con, MODEL, default_policy())
    assert decided(tables) == expected(hard_rows, pairs, default_policy(), MODEL.thresholds.review)


def test_other_thresholds_and_fewer_rules_are_heeded(
    tables: Any, hard_rows: list[MatchRow]
) -> None:
    pairs = two_by_two(hard_rows)
    whole = default_policy()
    limits = replace(MODEL.thresholds, link=12.0, review=-5.0, contradiction=-9.0)
    policy = Policy(whole.guards[2:], whole.holds[::2], limits)
    tables.put(hard_rows, pairs)
    decide(tables.con, MODEL, policy)
    assert decided(tables) == expected(hard_rows, pairs, policy, -5.0)


def test_a_model_that_prices_holds_and_forgives_guards_is_heeded(
    tables: Any, hard_rows: list[MatchRow]
) -> None:
    pairs = two_by_two(hard_rows)
    names = [rule.name for rule in default_policy().holds]
    prices = {name: 6.0 + 2 * number for number, name in enumerate(names[::2])}
    ways = {"number": GivesWay(8.0, 12.0), "given_and_birth_date": GivesWay(beside=9.0)}
    forgiven = frozenset({"number", "generation"})
    model = replace(MODEL, holds=prices, guards=ways, lenient_guards=forgiven)
    tables.put(hard_rows, pairs)
    decide(tables.con, model, default_policy())
    expectation = expected(hard_rows, pairs, default_policy(), 0.0, model)
    assert any(each[3] == "link" and each[6] for each in expectation)
    assert any(each[3] == "link" and each[5] for each in expectation)
    assert any(each[5] and not each[4] for each in expectation)
    assert decided(tables) == expectation


def test_chunks_and_processes_change_nothing(
    tables: Any, hard_rows: list[MatchRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = two_by_two(hard_rows)
    tables.put(hard_rows, pairs)
    decide(tables.con, MODEL, default_policy(), processes=1)
    whole = decided(tables)
    for limit, number in (("PAIRS_AT_ONCE", 500), ("ROWS_AT_ONCE", 300), ("WORTH_A_FORK", 50)):
        monkeypatch.setattr(deciding, limit, number)
    monkeypatch.setattr(deciding, "CLASSES_WORTH_A_FORK", 20)
    decide(tables.con, MODEL, default_policy(), processes=2)
    assert decided(tables) == whole


def test_most_people_of_a_town_are_decided_by_class(tables: Any) -> None:
    said = pq.read_table(TESTS / "data" / "pseudopeople.parquet").slice(0, 3000).to_pylist()
    rows = [standardize(_said(each)) for each in said]
    alike: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows):
        alike.setdefault((row.family, row.birth_date), []).append(number)
    pairs = [(a, b) for each in alike.values() for a in each for b in each if a < b]
    tables.put(rows, pairs)
    judge = deciding.Judge(tables.con, MODEL, default_policy())
    (scored,) = deciding.scored_pairs(tables.con, MODEL.thresholds.review)
    assert (judge.by_class(scored) >= 0).mean() > 0.5
    decide(tables.con, MODEL, default_policy())
    assert decided(tables) == expected(rows, pairs, default_policy(), MODEL.thresholds.review)


def _said(row: dict[str, Any]) -> Demographics:
    return to_demographics({name: str(value) for name, value in row.items() if value})


def test_no_scored_pair_gives_no_decided_pair(tables: Any, hard_rows: list[MatchRow]) -> None:
    tables.put(hard_rows[:2], [])
    decide(tables.con, MODEL, default_policy())
    assert decided(tables) == []


def test_the_rules_read_no_column_that_outlines_lack() -> None:
    read = {
        node.attr
        for module in (guards, holds, holds_names, holds_numbers, pair)
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and not isinstance(node.value, ast.Constant)
    }
    # `pair.family` is a level; the column of that name is read, too.
    assert read & set(COLUMNS) <= set(RULE_COLUMNS)


def test_an_outline_tells_what_is_said_and_nothing_more(columns_of_rows: Any) -> None:
    row = MatchRow(given="MARIA", sex="F", phones=("13125550123",), birth_order=2)
    table = pa.table(columns_of_rows([row]))
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
