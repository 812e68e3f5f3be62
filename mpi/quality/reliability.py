"""Reliability: what the model claimed of pairs, against what people found when they looked.

Pairs are put into bands by the probability that the model claimed.  In each, the claim is laid
beside the observed share with its interval; a band with too few judgements says that it is so.
What people judged is what the machine could not decide, so a table of reviewed pairs speaks of
such pairs only; links that nobody asked about are looked at by a sample (`mpi.quality.audit`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from mpi.intervals import Estimate, share

EDGES: Final = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1.0)
# With fewer, an interval is wider than half of everything there is.
JUDGED_MIN: Final = 10


class Finding(StrEnum):
    """What a band's judgements say of the claim."""

    TOO_FEW = "too few judgements to tell"
    AS_CLAIMED = "as claimed"
    CLAIMS_TOO_MUCH = "claims too much"
    CLAIMS_TOO_LITTLE = "claims too little"


class Order(StrEnum):
    """Whether a higher claim goes with a higher observed share."""

    UNTOLD = "too few bands to tell"
    RISES = "a higher score is more often one person"
    FALLS = "in some band a higher score is less often one person"


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair that somebody decided: what the model claimed, and whether it is one person."""

    claimed: float  # probability, 0 to 1
    is_same: bool


@dataclass(frozen=True, slots=True)
class Band:
    """Judged pairs whose claim lies from `low` up to `high`."""

    low: float
    high: float
    judged: int
    same: int
    claimed: float | None  # mean probability; None where there are none
    observed: Estimate
    finding: Finding


@dataclass(frozen=True, slots=True)
class Reliability:
    """`brier`: the mean squared distance of claim and truth, 0 is perfect.  It is reliability (how
    far claims are from what is observed, 0 is perfect) - resolution (how far bands differ)
    + uncertainty (how mixed the answers are), as Murphy (1973) takes it apart over the bands."""

    bands: tuple[Band, ...]
    judged: int
    brier: float | None
    reliability: float | None
    resolution: float | None
    uncertainty: float | None
    order: Order


def reliability(judged: Iterable[Judged], edges: Sequence[float] = EDGES) -> Reliability:
    """The table of claims against what was found."""
    pairs = list(judged)
    bands, members = [], []
    for low, high in pairwise(edges):
        inside = [
            one for one in pairs if low <= one.claimed < high or one.claimed == high == edges[-1]
        ]
        bands.append(_band(low, high, inside))
        members.append(inside)
    n = len(pairs)
    if not n:
        return Reliability(tuple(bands), 0, None, None, None, None, Order.UNTOLD)
    mean = sum(one.is_same for one in pairs) / n
    filled = [(band, len(inside)) for band, inside in zip(bands, members, strict=True) if inside]
    return Reliability(
        bands=tuple(bands),
        judged=n,
        brier=sum((one.claimed - one.is_same) ** 2 for one in pairs) / n,
        reliability=sum(k * ((b.claimed or 0.0) - b.same / k) ** 2 for b, k in filled) / n,
        resolution=sum(k * (b.same / k - mean) ** 2 for b, k in filled) / n,
        uncertainty=mean * (1.0 - mean),
        order=_order(bands),
    )


def _band(low: float, high: float, inside: Sequence[Judged]) -> Band:
    judged, same = len(inside), sum(one.is_same for one in inside)
    claimed = sum(one.claimed for one in inside) / judged if judged else None
    observed = share(same, judged)
    return Band(low, high, judged, same, claimed, observed, _finding(judged, claimed, observed))


def _finding(judged: int, claimed: float | None, observed: Estimate) -> Finding:
    if judged < JUDGED_MIN or claimed is None or observed.low is None or observed.high is None:
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
        return Order.UNTOLD
    for place, lower in enumerate(told):
        for higher in told[place + 1 :]:
            assert higher.high is not None and lower.low is not None
            if higher.high < lower.low:
                return Order.FALLS
    return Order.RISES
