"""Audit: how many automatic links are wrong, and how many pairs were missed, told by a sample.

A sample is drawn by lot from each band of weights, so that the few weak links are looked at as
closely as the many strong ones.  What was found in a band is carried over to the whole band, with
the exact interval; the bands are summed (`matching.intervals.total`).  Where a steward could not
tell, the pair is left out of the estimate's value, but counts as wrong at its upper end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from matching.intervals import Estimate, Stratum, clopper_pearson, total

# Weights in bits: a link is 8 to 1 or better, 10 bits are a thousand to one, 20 a million.
LINK_BANDS: Final = (3.0, 6.0, 10.0, 15.0, 20.0)


@dataclass(frozen=True, slots=True)
class Sampled:
    """Pairs of one band of weights: how many there are, and what was found in those drawn."""

    weight_low: float | None  # None: no bound
    weight_high: float | None
    pairs: int
    drawn: int
    right: int
    wrong: int
    cannot_tell: int

    @property
    def answered(self) -> int:
        return self.right + self.wrong


@dataclass(frozen=True, slots=True)
class SampledBand:
    """A band with the share that is wrong in it."""

    sampled: Sampled
    wrong_share: Estimate


@dataclass(frozen=True, slots=True)
class Audit:
    """What a sample says of the whole it was drawn from."""

    bands: tuple[SampledBand, ...]
    pairs: int
    drawn: int
    answered: int
    wrong: Estimate  # how many pairs of all are wrong
    right_share: Estimate  # and the share that is right
    waiting: int  # drawn, but nobody has answered yet


def audit(bands: Iterable[Sampled]) -> Audit:
    """The estimate over all bands."""
    sampled = tuple(bands)
    pairs = sum(one.pairs for one in sampled)
    answered = sum(one.answered for one in sampled)
    wrong = _wrong(sampled)
    return Audit(
        bands=tuple(SampledBand(one, clopper_pearson(one.wrong, one.answered)) for one in sampled),
        pairs=pairs,
        drawn=sum(one.drawn for one in sampled),
        answered=answered,
        wrong=wrong,
        right_share=_right_share(wrong, pairs),
        waiting=sum(one.drawn - one.answered - one.cannot_tell for one in sampled),
    )


def _wrong(sampled: tuple[Sampled, ...]) -> Estimate:
    found = total(Stratum(one.pairs, one.answered, one.wrong) for one in sampled)
    worst = total(
        Stratum(one.pairs, one.answered + one.cannot_tell, one.wrong + one.cannot_tell)
        for one in sampled
    )
    if found.high is None or worst.high is None:
        return found
    return Estimate(found.value, found.low, max(found.high, worst.high))


def _right_share(wrong: Estimate, pairs: int) -> Estimate:
    if not pairs or wrong.value is None or wrong.low is None or wrong.high is None:
        return Estimate(None, None, None)
    return Estimate(
        1.0 - wrong.value / pairs,
        max(0.0, 1.0 - wrong.high / pairs),
        min(1.0, 1.0 - wrong.low / pairs),
    )
