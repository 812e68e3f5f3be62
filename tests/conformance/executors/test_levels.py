"""Every level means the same in Python and in SQL."""

import random
import sys

import duckdb
import pytest
from jellyfish import damerau_levenshtein_distance, jaro_winkler_similarity

from matching import batch
from matching.compare import is_one_edit
from matching.levels import COMPARISONS
from matching.levels_sql import one_edit
from matching.row import MatchRow

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


def test_email_addresses_fall_on_the_same_side_however_many_letters_were_changed(made_pairs):
    """Of addresses up to eight edits apart, around where a level ends, none is left out by its
    letters alone."""
    rng = random.Random(7)
    made = []
    for number in range(8_000):
        user = "".join(rng.choices("ABCDEXYZ0189._-", k=rng.randrange(1, 24)))
        ours = theirs = f"{user}@{rng.choice(('MAIL.COM', 'X.ORG', 'AAAA.EE'))}"
        for _ in range(rng.randrange(9)):
            theirs = _edited(theirs, rng)
        made.append(tuple(MatchRow(given=f"N{number}", emails=(said,)) for said in (ours, theirs)))
    with duckdb.connect() as con:
        sys.modules["executor_pairs"].tables(con, made)
        batch.prepare(con)
        batch.level_vectors(con, "pairs", "found")
        rows = con.execute("SELECT level_email FROM found ORDER BY l").fetchall()
    assert [level for (level,) in rows] == _numbers(BY_NAME["email"], made)
    assert len(set(rows)) == len(BY_NAME["email"].levels)


def _edited(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    match rng.randrange(4):
        case 0:
            return text[:at] + rng.choice("ABQ7@") + text[at + 1 :]
        case 1:
            return text[:at] + text[at + 1 :] or "A"
        case 2:
            return text[:at] + rng.choice("ABQ7.") + text[at:]
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
