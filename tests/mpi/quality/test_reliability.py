"""Claims of the model against what people found."""

from __future__ import annotations

import random
from math import inf, log2

import pytest

from mpi.quality.reliability import (
    PROBABILITIES,
    Finding,
    Judged,
    Order,
    even_edges,
    probability,
    reliability,
)


def judged(claimed: float, same: int, different: int, stands_for: float = 1.0) -> list[Judged]:
    weight = log2(claimed / (1 - claimed))
    return [Judged(weight, True, stands_for=stands_for)] * same + [
        Judged(weight, False, stands_for=stands_for)
    ] * different


def bands(found):
    """By the lower probability of each."""
    return {round(probability(band.low), 6): band for band in found.bands}


def test_a_table_worked_by_hand():
    """20 pairs claimed .6 of which 8 are one person, 10 claimed .95 of which 9 are."""
    found = reliability(judged(0.6, 8, 12) + judged(0.95, 9, 1))
    by_low = bands(found)
    assert len(found.bands) == len(PROBABILITIES) + 1
    assert (by_low[0.5].judged, by_low[0.5].same, by_low[0.5].observed.value) == (20, 8, 0.4)
    assert by_low[0.5].claimed == pytest.approx(0.6)
    assert by_low[0.9].finding is Finding.AS_CLAIMED
    assert by_low[0.25].finding is Finding.TOO_FEW
    # Brier: (8*.4^2 + 12*.6^2 + 9*.05^2 + 1*.95^2) / 30
    assert found.brier == pytest.approx((1.28 + 4.32 + 0.0225 + 0.9025) / 30)
    mean = 17 / 30
    assert found.reliability == pytest.approx((20 * 0.2**2 + 10 * 0.05**2) / 30)
    assert found.resolution == pytest.approx((20 * (0.4 - mean) ** 2 + 10 * (0.9 - mean) ** 2) / 30)
    assert found.uncertainty == pytest.approx(mean * (1 - mean))
    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty)
    assert found.expected_error == pytest.approx((20 * 0.2 + 10 * 0.05) / 30)
    assert found.order is Order.RISES


def test_a_claim_far_from_what_is_found_is_called_by_its_name():
    found = reliability(judged(0.995, 30, 30) + judged(0.05, 30, 2))
    assert bands(found)[0.99].finding is Finding.CLAIMS_TOO_MUCH
    assert bands(found)[0.0].finding is Finding.CLAIMS_TOO_LITTLE
    assert found.order is Order.FALLS


def test_few_judgements_claim_nothing():
    found = reliability(judged(0.8, 9, 0))
    assert {band.finding for band in found.bands} == {Finding.TOO_FEW}
    assert found.order is Order.TOO_FEW


def test_no_judgement_gives_an_empty_table_and_no_figure():
    found = reliability([])
    assert (found.judged, found.brier, found.order) == (0, None, Order.TOO_FEW)
    assert all(band.observed.value is None for band in found.bands)


def test_whatever_the_weight_it_belongs_to_one_band():
    weights = (-2000.0, -60.0, 0.0, 53.5, 80.0, 5000.0)
    found = reliability(Judged(weight, is_same=True) for weight in weights)
    assert sum(band.judged for band in found.bands) == len(weights)
    assert (found.bands[0].low, found.bands[-1].high) == (-inf, inf)


def test_a_sampled_pair_can_count_for_all_that_it_was_drawn_from():
    """Two of ten looked at, each drawn as one of fifty, against ninety that were all looked at."""
    found = reliability(judged(0.95, 90, 0) + judged(0.95, 8, 2, stands_for=50))
    band = bands(found)[0.9]
    assert band.observed.value == pytest.approx((90 + 8 * 50) / (90 + 500))
    assert (band.judged, band.same) == (100, 98)
    alone = bands(reliability(judged(0.95, 90, 0) + judged(0.95, 8, 2)))[0.9]
    assert band.observed.high - band.observed.low > alone.observed.high - alone.observed.low


def test_bands_of_one_width_hold_every_pair():
    some = judged(0.6, 3, 3) + judged(0.999, 5, 0) + [Judged(-4.0, False), Judged(4.0, True)]
    edges = even_edges(some, 2.0)
    found = reliability(some, edges)
    assert edges[0] == -4.0
    assert sum(band.judged for band in found.bands) == len(some)
    assert all(band.high - band.low == 2.0 for band in found.bands)


def test_a_calibrated_model_is_found_to_be_so():
    draw = random.Random(5)
    weights = [draw.uniform(-6, 12) for _ in range(4_000)]
    found = reliability(Judged(w, is_same=draw.random() < probability(w)) for w in weights)
    said = [band.finding for band in found.bands if band.judged >= 10]
    assert said.count(Finding.AS_CLAIMED) >= len(said) - 1
    assert found.order is Order.RISES
    assert found.reliability is not None and found.reliability < 0.002
