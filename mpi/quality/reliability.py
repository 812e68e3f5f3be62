"""Reliability: what the model claimed of pairs, against what people found when they looked.

Pairs are put into bands by the weight that the model gave them, which is a claim of probability.
In each, the claim is laid beside the observed share with its interval; a band with too few
judgements says that it is so.  What people judge is mostly what the machine could not decide, so a
table of reviewed pairs speaks of such pairs only; links that nobody asked about come in through the
audit's sample, where each can count for as many as it was drawn from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import ceil, floor, inf, log2
from typing import Final

from matching.intervals import NOTHING, Estimate, wilson

# Bands of probability end at these, and at 100 per cent.
PROBABILITIES: Final = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999)
# With fewer, an interval is wider than half of everything there is.
JUDGED_MIN: Final = 10
_BANDS_MAX: Final = 200


class Finding(StrEnum):
    """What a band's judgements say of the claim."""

    TOO_FEW = "too few judgements to tell"
    AS_CLAIMED = "as claimed"
    CLAIMS_TOO_MUCH = "claims too much"
    CLAIMS_TOO_LITTLE = "claims too little"


class Order(StrEnum):
    """Whether a higher claim goes with a higher observed share."""

    TOO_FEW = "too few bands with enough judgements to tell"
    RISES = "a higher score is more often one person"
    FALLS = "in some band a higher score is less often one person"


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair that somebody decided: the weight that it was claimed with, and what was found."""

    weight: float  # bits
    is_same: bool
    is_audit: bool = False
    stands_for: float = 1.0  # so many pairs, of which it was drawn by lot

    @property
    def claimed(self) -> float:
        return probability(self.weight)


@dataclass(frozen=True, slots=True)
class Band:
    """Judged pairs of a weight from `low` up to `high`, in bits."""

    low: float
    high: float
    judged: int
    same: int
    from_audit: int
    claimed: float | None  # mean probability; None where there are none
    observed: Estimate
    finding: Finding


@dataclass(frozen=True, slots=True)
class Reliability:
    """`brier`: the mean squared distance of claim and truth, 0 is perfect.  It is reliability (how
    far claims are from what is observed, 0 is perfect) - resolution (how far bands differ)
    + uncertainty (how mixed the answers are), as Murphy (1973) takes it apart over bands; all of a
    band claim about the same, so the parts add up nearly."""

    bands: tuple[Band, ...]
    judged: int
    brier: float | None
    reliability: float | None
    resolution: float | None
    uncertainty: float | None
    expected_error: float | None  # mean distance of claim and observation over the bands
    order: Order


def probability(weight: float) -> float:
    """Of being one person, by a weight in bits."""
    if weight < -1000.0:
        return 0.0
    return 1.0 / (1.0 + 2.0**-weight) if weight < 1000.0 else 1.0


def probability_edges() -> tuple[float, ...]:
    """The ends of the bands of probability, in bits."""
    return (-inf, *(log2(p / (1.0 - p)) for p in PROBABILITIES), inf)


def even_edges(judged: Sequence[Judged], bits: float) -> tuple[float, ...]:
    """The ends of bands of one width, from the lowest weight to the highest."""
    if not judged:
        return ()
    weights = [one.weight for one in judged]
    first, last = floor(min(weights) / bits), ceil(max(weights) / bits + 1e-9)
    first = max(first, last - _BANDS_MAX)
    return tuple(bits * step for step in range(first, last + 1))


def reliability(judged: Iterable[Judged], edges: Sequence[float] = ()) -> Reliability:
    """The table of claims against what was found; `edges` of the bands in bits."""
    pairs = list(judged)
    limits = edges or probability_edges()
    inside = [[p for p in pairs if low <= p.weight < high] for low, high in pairwise(limits)]
    bands = tuple(
        _band(low, high, some) for (low, high), some in zip(pairwise(limits), inside, strict=True)
    )
    whole = sum(one.stands_for for one in pairs)
    if not whole:
        return Reliability(bands, 0, None, None, None, None, None, Order.TOO_FEW)
    mean = _mean((one.stands_for, one.is_same) for one in pairs)
    filled = [
        (sum(one.stands_for for one in some) / whole, band.claimed, band.observed.value)
        for band, some in zip(bands, inside, strict=True)
        if some and band.claimed is not None and band.observed.value is not None
    ]
    return Reliability(
        bands,
        len(pairs),
        brier=_mean((one.stands_for, (one.claimed - one.is_same) ** 2) for one in pairs),
        reliability=sum(part * (claimed - found) ** 2 for part, claimed, found in filled),
        resolution=sum(part * (found - mean) ** 2 for part, _, found in filled),
        uncertainty=mean * (1.0 - mean),
        expected_error=sum(part * abs(claimed - found) for part, claimed, found in filled),
        order=_order(bands),
    )


def _band(low: float, high: float, inside: Sequence[Judged]) -> Band:
    same, audits = sum(one.is_same for one in inside), sum(one.is_audit for one in inside)
    if not inside:
        return Band(low, high, 0, 0, 0, None, NOTHING, Finding.TOO_FEW)
    claimed = _mean((one.stands_for, one.claimed) for one in inside)
    # As many cases as pairs of one importance would be (Kish).
    parts = [one.stands_for for one in inside]
    cases = sum(parts) ** 2 / sum(part * part for part in parts)
    observed = wilson(_mean((one.stands_for, one.is_same) for one in inside), cases)
    finding = _finding(len(inside), claimed, observed)
    return Band(low, high, len(inside), same, audits, claimed, observed, finding)


def _mean(weighed: Iterable[tuple[float, float]]) -> float:
    parts = list(weighed)
    return sum(part * value for part, value in parts) / sum(part for part, _ in parts)


def _finding(judged: int, claimed: float, observed: Estimate) -> Finding:
    if judged < JUDGED_MIN or observed.low is None or observed.high is None:
        return Finding.TOO_FEW
    if claimed > observed.high:
        return Finding.CLAIMS_TOO_MUCH
    if claimed < observed.low:
        return Finding.CLAIMS_TOO_LITTLE
    return Finding.AS_CLAIMED


def _order(bands: Sequence[Band]) -> Order:
    """FALLS only where two bands' intervals leave no doubt."""
    told = [band.observed for band in bands if band.judged >= JUDGED_MIN]
    if len(told) < 2:
        return Order.TOO_FEW
    for place, lower in enumerate(told):
        for higher in told[place + 1 :]:
            if (higher.high or 0.0) < (lower.low or 0.0):
                return Order.FALLS
    return Order.RISES
