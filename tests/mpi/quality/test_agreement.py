"""Agreement of two answers to one question, and kappa."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from matching.intervals import NOTHING
from mpi.quality.agreement import agreement, kappa

# 220 questions with three answers, on which two people agree less than by chance.
AT_ODDS = Counter(
    {
        ("a", "a"): 50, ("a", "b"): 26, ("a", "c"): 24,
        ("b", "a"): 24, ("b", "b"): 4, ("b", "c"): 32,
        ("c", "a"): 26, ("c", "b"): 30, ("c", "c"): 4,
    }
)  # fmt: skip


def test_rate_and_kappa_of_a_table_worked_by_hand():
    """19 of 25 agree; each says "same" 15 times, so by chance (15*15 + 10*10) / 625 = .52 do."""
    pairs = [("same", "same")] * 12 + [("same", "different")] * 3
    pairs += [("different", "same")] * 3 + [("different", "different")] * 7
    found = agreement(pairs)
    assert (found.asked, found.agreed) == (25, 19)
    assert found.rate.value == pytest.approx(0.76)
    assert found.kappa.value == pytest.approx((0.76 - 0.52) / 0.48)


def test_kappa_of_people_who_agree_less_than_by_chance_is_below_nothing():
    found = kappa(AT_ODDS)
    assert found.value is not None and found.low is not None and found.high is not None
    observed = (50 + 4 + 4) / 220
    chance = (100 * 100 + 60 * 60 + 60 * 60) / 220**2
    assert found.value < 0
    assert found.value == pytest.approx((observed - chance) / (1 - chance))
    assert found.low < found.value < found.high


def test_kappa_has_no_meaning_where_everybody_gives_one_answer():
    found = agreement([("same", "same")] * 9)
    assert found.rate.value == 1.0
    assert found.kappa == NOTHING


def test_nobody_asked_is_nothing_to_say():
    found = agreement([])
    assert (found.asked, found.rate, found.kappa) == (0, NOTHING, NOTHING)


def test_perfect_agreement_is_kappa_one_whatever_the_answers():
    found = agreement([("same", "same")] * 5 + [("different", "different")] * 3)
    assert found.kappa.value == pytest.approx(1.0)


def test_the_interval_of_kappa_holds_the_truth_about_as_often_as_it_says():
    """Two people who each see the truth with nine chances in ten, over and over again."""
    draw = random.Random(7)
    hits = 0
    truth = (0.82 - 0.5) / 0.5  # both right or both wrong: .9*.9 + .1*.1
    for _ in range(400):
        pairs = []
        for _ in range(150):
            right = draw.random() < 0.5
            pairs.append(tuple(str(right == (draw.random() < 0.9)) for _ in range(2)))
        found = kappa(Counter(pairs))
        assert found.low is not None and found.high is not None
        hits += found.low <= truth <= found.high
    assert 0.91 <= hits / 400 <= 0.99
