"""How sure a share is: Wilson's interval, the exact one, and the interval of a weighted sum.

Wilson's (1927) is short and right on average; that of Clopper and Pearson (1934) holds at least
what it promises even where nothing was found wrong, which is how rare mistakes are looked at.  Sums
over strata take each stratum's own interval (Zou & Donner's method of variance estimates recovery,
2008), so that a stratum in which nothing was found still says that something may be there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import Final

SURE: Final = 0.95

_HALVINGS: Final = 50  # of [0, 1]: to the fifteenth decimal
_NEGLIGIBLE: Final = 1e-16


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its 95 % confidence interval; all three None where nothing was there to count."""

    value: float | None
    low: float | None
    high: float | None


NOTHING: Final = Estimate(None, None, None)


@dataclass(frozen=True, slots=True)
class Stratum:
    """`of` cases of one kind, of which `looked_at` were drawn by lot and `hits` found to be so."""

    of: int
    looked_at: int
    hits: int


def share(hits: int, cases: int, sure: float = SURE) -> Estimate:
    """Wilson's interval of `hits` among independent `cases`; nothing where there are none."""
    return wilson(hits / cases, cases, sure) if cases else NOTHING


def wilson(value: float, cases: float, sure: float = SURE) -> Estimate:
    """Wilson's score interval of a share among independent cases."""
    z = NormalDist().inv_cdf(0.5 + sure / 2.0)
    middle = (value + z * z / (2.0 * cases)) / (1.0 + z * z / cases)
    reach = (z * sqrt(value * (1.0 - value) / cases + z * z / (4.0 * cases * cases))) / (
        1.0 + z * z / cases
    )
    return Estimate(
        value, max(0.0, min(value, middle - reach)), min(1.0, max(value, middle + reach))
    )


def clopper_pearson(hits: int, cases: int, sure: float = SURE) -> Estimate:
    """The exact interval: what it leaves out would have shown so few, or so many, too seldom."""
    if not cases:
        return NOTHING
    tail = (1.0 - sure) / 2.0
    return Estimate(
        hits / cases,
        1.0 - _highest(cases - hits, cases, tail),
        _highest(hits, cases, tail),
    )


def total(strata: Iterable[Stratum], sure: float = SURE) -> Estimate:
    """How many hits there are in all strata together, estimated from what was looked at.

    A stratum that nobody looked into may be anything between none and all: it adds nothing to the
    value, and the whole of itself to the upper end.
    """
    value = down = up = unseen = 0.0
    seen = False
    for one in strata:
        if one.of == 0:
            continue
        if one.looked_at == 0:
            unseen += one.of
            continue
        seen = True
        if one.looked_at >= one.of:  # all of them: nothing is left to guess
            value += one.hits
            continue
        part = clopper_pearson(one.hits, one.looked_at, sure)
        assert part.value is not None and part.low is not None and part.high is not None
        value += one.of * part.value
        down += (one.of * (part.value - part.low)) ** 2
        up += (one.of * (part.high - part.value)) ** 2
    if not seen:
        return NOTHING
    return Estimate(value, max(0.0, value - sqrt(down)), value + sqrt(up) + unseen)


def _highest(hits: int, cases: int, tail: float) -> float:
    """The share at which so few hits, or fewer, are just as seldom as `tail`; 1 for all hits."""
    if hits >= cases:
        return 1.0
    low, high = hits / cases, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        if _at_most(hits, cases, middle) > tail:
            low = middle
        else:
            high = middle
    return high


def _at_most(hits: int, cases: int, value: float) -> float:
    """How likely so many hits or fewer are among `cases`, each a hit by `value`."""
    if value <= 0.0:
        return 1.0
    if value >= 1.0:
        return float(hits >= cases)
    # From the likeliest of them downwards, each from the one above; soon nothing is left to add.
    term = exp(
        lgamma(cases + 1)
        - lgamma(hits + 1)
        - lgamma(cases - hits + 1)
        + hits * log(value)
        + (cases - hits) * log(1.0 - value)
    )
    found = 0.0
    for n in range(hits, -1, -1):
        found += term
        if term < found * _NEGLIGIBLE:
            break
        term *= n / (cases - n + 1) * (1.0 - value) / value
    return found
