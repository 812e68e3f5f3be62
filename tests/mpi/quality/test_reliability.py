"""Claims of the model against what people found."""

from __future__ import annotations

import random

import pytest

from mpi.quality.reliability import EDGES, Finding, Judged, Order, reliability


def judged(claimed: float, same: int, different: int) -> list[Judged]:
    return [Judged(claimed, is_same=True)] * same + [Judged(claimed, is_same=False)] * different


def test_a_table_worked_by_hand():
    """20 pairs claimed .6 of which 8 are one person, 10 claimed .95 of which 9 are."""
    found = reliability(judged(0.6, 8, 12) + judged(0.95, 9, 1))
    by_low = {band.low: band for band in found.bands}
    assert len(found.bands) == len(EDGES) - 1
    assert (by_low[0.5].judged, by_low[0.5].same, by_low[0.5].observed.value) == (20, 8, 0.4)
    assert by_low[0.5].claimed == pytest.approx(0.6)
    assert by_low[0.9].finding is Finding.AS_CLAIMED
    assert by_low[0.25].finding is Finding.TOO_FEW
    # Brier: (8*.4^2 + 12*.6^2 + 9*.05^2 + 1*.95^2) / 30
    assert found.brier == pytest.approx((1.28 + 4.32 + 0.0225 + 0.9025) / 30)
    # 17 of 30 are one person.
    mean = 17 / 30
    assert found.reliability == pytest.approx((20 * 0.2**2 + 10 * 0.05**2) / 30)
    assert found.resolution == pytest.approx((20 * (0.4 - mean) ** 2 + 10 * (0.9 - mean) ** 2) / 30)
    assert found.uncertainty == pytest.approx(mean * (1 - mean))
    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty)
    assert found.order is Order.RISES


def test_a_claim_far_from_what_is_found_is_called_by_its_name():
    found = reliability(judged(0.995, 30, 30) + judged(0.05, 30, 2))
    by_low = {band.low: band for band in found.bands}
    assert by_low[0.99].finding is Finding.CLAIMS_TOO_MUCH
    assert by_low[0.0].finding is Finding.CLAIMS_TOO_LITTLE
    assert found.order is Order.FALLS


def test_few_judgements_claim_nothing():
    found = reliability(judged(0.8, 9, 0))
    assert {band.finding for band in found.bands} == {Finding.TOO_FEW}
    assert found.order is Order.UNTOLD


def test_no_judgement_gives_an_empty_table_and_no_figure():
    found = reliability([])
    assert (found.judged, found.brier, found.order) == (0, None, Order.UNTOLD)
    assert all(band.observed.value is None for band in found.bands)


def test_a_claim_of_certainty_belongs_to_the_last_band():
    found = reliability([Judged(1.0, is_same=True), Judged(0.0, is_same=False)])
    assert [band.judged for band in found.bands] == [1, 0, 0, 0, 0, 0, 0, 1]


def test_a_calibrated_model_is_found_to_be_so():
    draw = random.Random(5)
    claims = [draw.random() for _ in range(4_000)]
    found = reliability(Judged(claim, is_same=draw.random() < claim) for claim in claims)
    said = [band.finding for band in found.bands if band.judged >= 10]
    assert said.count(Finding.AS_CLAIMED) >= len(said) - 1
    assert found.order is Order.RISES
    assert found.reliability is not None and found.reliability < 0.002
