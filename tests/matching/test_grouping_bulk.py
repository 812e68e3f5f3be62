"""Grouping in bulk gives the persons that `grouping.group` over everything gives."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace as with_other

from matching import grouping_bulk
from matching.deciding import decide
from matching.grouping import Agreement, Grouping, Link, group
from matching.grouping_bulk import components, group_all
from matching.model import default_model
from matching.policy import Policy, assess, default_policy, group_rules
from matching.row import MatchRow

MODEL = default_model()
# Links so easily that groups get in each other's way.
EASY = Policy(
    default_policy().guards, (), replace(MODEL.thresholds, link=-2.0, review=-4.0, group_cut=0.0)
)

Pairs = Sequence[tuple[int, int]]


def families(hard_rows: Sequence[MatchRow], seed: int) -> tuple[list[MatchRow], Pairs]:
    """Rows in families that share many columns, and most of the pairs within."""
    dice = random.Random(seed)
    rows: list[MatchRow] = []
    pairs = []
    for _ in range(60):
        start = len(rows)
        model = dice.sample(hard_rows, 2)
        for _ in range(dice.randint(1, 7)):
            own = dice.choice(hard_rows)
            taken = dice.sample(["given", "birth_date", "ssn", "middle", "sex", "suffix"], 2)
            base = model[dice.random() < 0.2]
            rows.append(with_other(base, **{each: getattr(own, each) for each in taken}))
        family = range(start, len(rows))
        pairs += [(a, b) for a in family for b in family if a < b and dice.random() < 0.8]
    return rows, pairs


def grouped(tables: Any, policy: Policy) -> Grouping[int]:
    """By `group`, from the links that were decided."""

    def agreement(left: int, right: int) -> Agreement:
        said = assess(tables.rows[left], tables.rows[right], MODEL, policy)
        return Agreement(said.weight, said.contradicts)

    links = tables.all("SELECT l, r, weight FROM decided WHERE verdict = 'link'")
    rules = group_rules(MODEL, policy)
    everything = range(len(tables.rows))
    return group(everything, [Link(*each) for each in links], (), (), agreement, rules)


def persons(tables: Any) -> list[tuple[int, ...]]:
    found = defaultdict(list)
    for row_id, person in tables.all("FROM persons ORDER BY row_id"):
        found[person].append(row_id)
    assert all(person == members[0] for person, members in found.items())
    return sorted(map(tuple, found.values()))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("policy", [default_policy(), EASY])
def test_persons_and_refusals_are_those_of_group(
    tables: Any, hard_rows: list[MatchRow], policy: Policy, seed: int
) -> None:
    tables.put(*families(hard_rows, seed))
    decide(tables.con, MODEL, policy)
    cost = group_all(tables.con, MODEL, policy)
    expected = grouped(tables, policy)
    assert persons(tables) == list(expected.persons)
    refused = [(each.left, each.right, each.weight, each.reason) for each in expected.refused]
    assert sorted(tables.all("FROM refused")) == sorted(refused)
    assert cost.refused == len(refused)


def test_chunks_and_processes_do_not_change_the_persons(
    tables: Any, hard_rows: list[MatchRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.put(*families(hard_rows, 0))
    decide(tables.con, MODEL, EASY)
    whole = group_all(tables.con, MODEL, EASY, processes=1), persons(tables)
    assert whole[0].walked > 5
    assert whole[0].assessed > 0
    for limit, number in (("RECORDS_AT_ONCE", 40), ("ROWS_AT_ONCE", 10), ("WORTH_A_FORK", 5)):
        monkeypatch.setattr(grouping_bulk, limit, number)
    assert (group_all(tables.con, MODEL, EASY, processes=2), persons(tables)) == whole


def test_a_link_not_above_the_cut_joins_nobody(tables: Any, hard_rows: list[MatchRow]) -> None:
    limits = replace(MODEL.thresholds, link=-2.0, review=-4.0, group_cut=13.0)
    policy = replace(EASY, thresholds=limits)
    tables.put(*families(hard_rows, 0))
    decide(tables.con, MODEL, policy)
    cost = group_all(tables.con, MODEL, policy)
    assert cost.links > 0
    assert all(len(members) == 1 for members in persons(tables))


def test_without_links_everybody_is_a_person_alone(tables: Any, hard_rows: list[MatchRow]) -> None:
    tables.put(hard_rows[:5], [])
    decide(tables.con, MODEL, default_policy())
    cost = group_all(tables.con, MODEL, default_policy())
    assert persons(tables) == [(0,), (1,), (2,), (3,), (4,)]
    assert (cost.links, cost.components, cost.refused) == (0, 0, 0)
    assert tables.all("FROM refused") == []


def test_a_component_is_named_by_its_lowest_record() -> None:
    dice = random.Random(5)
    links = [(dice.randrange(400), dice.randrange(400)) for _ in range(250)]
    home = components(
        400, np.array([each[0] for each in links]), np.array([each[1] for each in links])
    )
    plain = list(range(400))
    for _ in range(400):
        for left, right in links:
            plain[left] = plain[right] = min(plain[left], plain[right])
    assert home.tolist() == plain
