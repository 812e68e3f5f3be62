"""Intervals hold the truth as often as they say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.intervals import NOTHING, Stratum, clopper_pearson, share, total, wilson

CASES = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_known_values():
    """Agresti & Coull (1998): 0 of 10 is (0, .3085) exactly, and Wilson's is (0, .2775)."""
    assert clopper_pearson(0, 10).high == pytest.approx(0.3085, abs=5e-5)
    assert wilson(0.0, 10).high == pytest.approx(0.2775, abs=5e-5)
    exact = clopper_pearson(7, 20)
    assert (exact.low, exact.high) == pytest.approx((0.1539, 0.5922), abs=5e-5)
    assert clopper_pearson(10, 10).low == pytest.approx(1 - 0.3085, abs=5e-5)


def test_nothing_to_count_is_nothing_to_say():
    assert share(0, 0) == NOTHING
    assert clopper_pearson(0, 0) == NOTHING
    assert total([]) == NOTHING
    assert total([Stratum(1000, 0, 0)]) == NOTHING


@given(CASES)
def test_an_interval_holds_its_value_and_stays_between_none_and_all(case):
    hits, cases = case
    for found in (share(hits, cases), clopper_pearson(hits, cases)):
        assert found.low is not None and found.value is not None and found.high is not None
        assert 0.0 <= found.low <= found.value <= found.high <= 1.0


@given(CASES)
def test_what_is_found_turned_round_turns_the_interval_round(case):
    hits, cases = case
    one, other = clopper_pearson(hits, cases), clopper_pearson(cases - hits, cases)
    assert one.low == pytest.approx(1 - other.high, abs=1e-9)
    assert one.high == pytest.approx(1 - other.low, abs=1e-9)


@pytest.mark.parametrize("truth", [0.001, 0.02, 0.1, 0.5, 0.97])
@pytest.mark.parametrize("cases", [15, 60, 300])
def test_the_exact_interval_covers_at_least_what_it_promises(truth: float, cases: int):
    """Worked out over every outcome, not drawn."""
    likely = [1.0]  # of so many hits, built up case by case
    for _ in range(cases):
        likely = [
            (likely[n] if n < len(likely) else 0.0) * (1 - truth)
            + (likely[n - 1] if n else 0.0) * truth
            for n in range(len(likely) + 1)
        ]
    covered = 0.0
    for hits, probability in enumerate(likely):
        if probability > 1e-9:
            found = clopper_pearson(hits, cases)
            covered += probability * (found.low <= truth <= found.high)
    assert covered >= 0.95 - 1e-6


def test_wilsons_interval_covers_about_what_it_promises():
    draw = random.Random(3)
    hits = 0
    for _ in range(2_000):
        found = share(sum(draw.random() < 0.3 for _ in range(80)), 80)
        hits += found.low <= 0.3 <= found.high
    assert 0.93 <= hits / 2_000 <= 0.97


@pytest.mark.parametrize("rates", [(0.0, 0.0, 0.0), (0.05, 0.01, 0.0005), (0.3, 0.1, 0.02)])
def test_a_total_over_strata_covers_at_least_what_it_promises(rates):
    draw = random.Random(11)
    sizes, drawn = (400, 3_000, 20_000), (80, 80, 80)
    truth = sum(size * rate for size, rate in zip(sizes, rates, strict=True))
    hits = 0
    for _ in range(300):
        found = total(
            Stratum(size, k, sum(draw.random() < rate for _ in range(k)))
            for size, k, rate in zip(sizes, drawn, rates, strict=True)
        )
        hits += found.low <= truth <= found.high
    assert hits / 300 >= 0.95


def test_a_total_of_strata_looked_at_whole_leaves_nothing_to_guess():
    found = total([Stratum(10, 10, 3), Stratum(4, 4, 0)])
    assert (found.value, found.low, found.high) == (3, 3, 3)


def test_a_stratum_that_nobody_looked_into_may_be_all_wrong():
    found = total([Stratum(10, 10, 3), Stratum(50, 0, 0)])
    assert (found.value, found.low, found.high) == (3, 3, 53)
