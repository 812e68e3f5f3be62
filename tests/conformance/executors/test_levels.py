"""Every level means the same in Python and in SQL."""

import random

import pytest
from jellyfish import damerau_levenshtein_distance, jaro_winkler_similarity

from matching.compare import is_one_edit
from matching.levels import COMPARISONS
from matching.levels_sql import one_edit

BY_NAME = {comparison.name: comparison for comparison in COMPARISONS}


def _numbers(comparison, pairs):
    number = {level.name: place for place, level in enumerate(comparison.levels, 1)} | {"": 0}
    return [number[comparison.answer(left, right)] for left, right in pairs]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_pair_gets_the_same_level_from_python_and_from_sql(name, made_pairs, levels_in_bulk):
    online = _numbers(BY_NAME[name], made_pairs)
    bulk = levels_in_bulk[f"level_{name}"]
    differing = [place for place, (a, b) in enumerate(zip(online, bulk, strict=True)) if a != b]
    assert not differing, f"{len(differing)} pairs differ, the first is number {differing[0]}"


@pytest.mark.parametrize("name", BY_NAME)
def test_the_pairs_reach_every_level(name, levels_in_bulk):
    reached = set(levels_in_bulk[f"level_{name}"])
    assert reached == set(range(len(BY_NAME[name].levels) + 1))


@pytest.mark.parametrize("name", BY_NAME)
def test_a_comparison_answers_the_same_whichever_row_stands_left(name, made_pairs):
    comparison = BY_NAME[name]
    assert all(comparison.answer(a, b) == comparison.answer(b, a) for a, b in made_pairs[:6000])


def test_string_distances_fall_on_the_same_side_of_every_threshold(con):
    rng = random.Random(5)
    words = [
        (
            "".join(rng.choices("ABC -", k=rng.randrange(9))),
            "".join(rng.choices("ABC -", k=rng.randrange(9))),
        )
        for _ in range(60_000)
    ]
    limits = (0.75, 0.8, 0.9, 0.92, 0.94)
    asked = ", ".join(f"jaro_winkler_similarity(x, y) >= {limit}" for limit in limits)
    found = con.execute(
        f"SELECT {asked}, damerau_levenshtein(x, y), {one_edit('x', 'y')}"
        " FROM (SELECT unnest($xs) AS x, unnest($ys) AS y)",
        {"xs": [x for x, _ in words], "ys": [y for _, y in words]},
    ).fetchall()
    expected = [
        (
            *(jaro_winkler_similarity(x, y) >= limit for limit in limits),
            damerau_levenshtein_distance(x, y),
            is_one_edit(x, y),
        )
        for x, y in words
    ]
    assert found == expected
