"""What grouping promises: one pure function of records, edges and judgements."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.grouping import Agreement, Contradiction, Grouping, Link, Rules, group

RULES = Rules(cut=0.0, clip=12.0, size_max=6)
LINK_AT = 8.0
CONTRADICTION = -10.0

Pair = tuple[int, int]
World = tuple[int, dict[Pair, float], set[Pair], set[Pair]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to nine records, a weight for every pair, and some judgements that do not contradict."""
    size = draw(st.integers(2, 9))
    pairs = list(combinations(range(size), 2))
    weights = {pair: draw(st.sampled_from([-20.0, -8.0, -2.0, 3.0, 9.0, 14.0])) for pair in pairs}
    different = set(draw(st.lists(st.sampled_from(pairs), max_size=2)))
    same = set(draw(st.lists(st.sampled_from(pairs), max_size=2))) - different
    return size, weights, same, different


def grouped(world: World, seed: int = 0) -> Grouping[int]:
    size, weights, same, different = world
    records = list(range(size))
    links = [Link(a, b, w) for (a, b), w in weights.items() if w >= LINK_AT]
    shuffle = random.Random(seed).shuffle
    shuffle(records)
    shuffle(links)
    turned = [Link(link.right, link.left, link.weight) if seed % 2 else link for link in links]

    def agreement(a: int, b: int) -> Agreement:
        weight = weights[min(a, b), max(a, b)]
        return Agreement(weight, Contradiction(2 * (weight < CONTRADICTION)))

    return group(records, turned, same, different, agreement, RULES)


@given(worlds(), st.integers(1, 1000))
def test_the_order_of_records_and_edges_does_not_matter(world: World, seed: int) -> None:
    assert grouped(world) == grouped(world, seed)


@given(worlds())
def test_every_record_is_in_exactly_one_person(world: World) -> None:
    persons = grouped(world).persons
    assert sorted(record for person in persons for record in person) == list(range(world[0]))


@given(worlds())
def test_two_records_judged_different_are_never_one_person(world: World) -> None:
    persons = grouped(world).persons
    assert not any(a in p and b in p for a, b in world[3] for p in persons)


@settings(max_examples=300)
@given(worlds())
def test_a_pair_that_contradicts_is_joined_by_judgements_only(world: World) -> None:
    size, weights, _, different = world
    unjudged = grouped((size, weights, set(), different))
    for person in unjudged.persons:
        assert all(weights[pair] >= CONTRADICTION for pair in combinations(person, 2))


@given(worlds())
def test_every_edge_between_two_persons_is_refused_with_a_reason(world: World) -> None:
    grouping = grouped(world)
    of = {record: n for n, person in enumerate(grouping.persons) for record in person}
    apart = {
        pair
        for pair, weight in world[1].items()
        if weight >= LINK_AT and of[pair[0]] != of[pair[1]]
    }
    refused = {(min(r.left, r.right), max(r.left, r.right)) for r in grouping.refused}
    assert apart <= refused
    assert all(r.reason for r in grouping.refused)


@given(worlds())
def test_adding_a_record_never_parts_a_pair_judged_same(world: World) -> None:
    size, weights, same, different = world
    for a, b in same:
        if any({a, b} & {x, y} for x, y in different):
            continue
        persons = grouped((size, weights, {(a, b)}, different)).persons
        assert any(a in person and b in person for person in persons)


def test_one_stray_edge_does_not_chain_two_families_together() -> None:
    families = [(0, 1, 2), (3, 4, 5)]
    weights = dict.fromkeys(combinations(range(6), 2), -5.0)
    for family in families:
        weights |= dict.fromkeys(combinations(family, 2), 14.0)
    weights[2, 3] = 9.0
    grouping = grouped((6, weights, set(), set()))
    assert grouping.persons == tuple(families)
    assert [(r.left, r.right, r.reason) for r in grouping.refused] == [(2, 3, "groups disagree")]


def test_a_group_above_the_size_limit_is_not_made() -> None:
    weights = dict.fromkeys(combinations(range(8), 2), 14.0)
    grouping = grouped((8, weights, set(), set()))
    assert max(len(person) for person in grouping.persons) <= RULES.size_max
    assert {r.reason for r in grouping.refused} == {"too many records"}


def voted(of_garbled: Contradiction, outvoted_by: int) -> int:
    """How many persons two pairs of records are, one record of which is garbled.

    All agree but for the garbled one and one of the other pair, between which a guard stands.
    """

    def agreement(a: int, b: int) -> Agreement:
        is_garbled = {a, b} == {0, 2}
        return Agreement(9.0, of_garbled if is_garbled else Contradiction.NONE)

    links = [Link(0, 1, 14.0), Link(2, 3, 13.0), Link(1, 3, 12.0)]
    rules = Rules(cut=0.0, outvoted_by=outvoted_by)
    return len(group(range(4), links, (), (), agreement, rules).persons)


def test_a_contradiction_that_is_inferred_is_outvoted_by_enough_pairs_that_are_sure() -> None:
    assert voted(Contradiction.INFERRED, outvoted_by=3) == 1
    assert voted(Contradiction.INFERRED, outvoted_by=4) == 2


def test_a_contradiction_is_never_outvoted_where_a_record_says_it_or_the_model_does_not() -> None:
    assert voted(Contradiction.OUTRIGHT, outvoted_by=3) == 2
    assert voted(Contradiction.INFERRED, outvoted_by=0) == 2


def _strangers(left: int, right: int) -> Agreement:
    """Only neighbours and the hub look alike."""
    alike = left == 0 or right == 0 or abs(left - right) == 1
    return Agreement(9.0 if alike else -20.0, Contradiction(2 * (not alike)))


@pytest.mark.parametrize(
    "chained", [lambda i: (i, i + 1), lambda i: (0, i + 1)], ids=["chain", "star"]
)
def test_fifty_thousand_records_joined_by_stray_links_take_time_in_proportion(chained):
    """Counted, not timed: how many pairs are asked about grows with the records, not faster."""

    def asked(number: int) -> int:
        pairs: list[tuple[int, int]] = []

        def agreement(left: int, right: int) -> Agreement:
            pairs.append((left, right))
            return _strangers(left, right)

        links = [Link(*chained(i), 9.0 + i % 7) for i in range(number - 1)]
        found = group(range(number), links, (), (), agreement, Rules(cut=-2.0))
        assert max(map(len, found.persons)) <= 3
        assert sum(map(len, found.persons)) == number
        return len(pairs)

    assert asked(50_000) <= 1.1 * 10 * asked(5_000) <= 1.1 * 10 * 3 * 5_000
