"""Wrong links told by a sample."""

from __future__ import annotations

import random

import pytest

from matching.intervals import clopper_pearson
from mpi.quality.audit import Sampled, audit


def band(low: float, pairs: int, drawn: int, wrong: int, *, cannot_tell: int = 0, waiting: int = 0):
    right = drawn - wrong - cannot_tell - waiting
    return Sampled(low, None, pairs, drawn, right, wrong, cannot_tell)


def test_an_estimate_worked_by_hand():
    """2 of 50 wrong among 1,000, none of 50 among 10,000: 40 are wrong, give or take."""
    found = audit([band(3, 1_000, 50, 2), band(10, 10_000, 50, 0)])
    assert found.wrong.value == pytest.approx(40)
    one, other = clopper_pearson(2, 50), clopper_pearson(0, 50)
    up = ((1_000 * (one.high - 0.04)) ** 2 + (10_000 * other.high) ** 2) ** 0.5
    assert found.wrong.high == pytest.approx(40 + up)
    assert found.wrong.low == pytest.approx(40 - 1_000 * (0.04 - one.low))
    assert (found.pairs, found.drawn, found.answered, found.waiting) == (11_000, 100, 100, 0)
    assert found.right_share.value == pytest.approx(1 - 40 / 11_000)
    assert found.bands[0].wrong_share == one


def test_what_nobody_could_tell_may_be_wrong():
    sure = audit([band(3, 1_000, 40, 1)])
    unsure = audit([band(3, 1_000, 50, 1, cannot_tell=10)])
    assert unsure.wrong.value == pytest.approx(sure.wrong.value)
    assert unsure.wrong.low == pytest.approx(sure.wrong.low)
    assert unsure.wrong.high > sure.wrong.high


def test_what_waits_is_counted_and_says_nothing_yet():
    found = audit([band(3, 1_000, 50, 0, waiting=50)])
    assert (found.waiting, found.answered, found.wrong.value) == (50, 0, None)
    assert found.right_share.value is None


def test_the_interval_holds_the_truth_at_least_as_often_as_it_says():
    """Known wrong links in three bands; the whole sample drawn anew each time."""
    draw = random.Random(2)
    truth = {3.0: (300, 20), 6.0: (2_000, 12), 15.0: (30_000, 3)}
    wrong = sum(bad for _, bad in truth.values())
    hits = 0
    for _ in range(200):
        bands = []
        for low, (pairs, bad) in truth.items():
            found = sum(place < bad for place in draw.sample(range(pairs), 60))
            bands.append(band(low, pairs, 60, found))
        estimate = audit(bands).wrong
        hits += estimate.low <= wrong <= estimate.high
    assert hits / 200 >= 0.95
