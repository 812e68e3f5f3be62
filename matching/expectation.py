"""What a model claims about its own answers: how many links are false, how many pairs it missed.

Training fills it; the report shows it beside what is known.  Everything but the name of how it was
made is optional, so that a shipped model, which claims nothing, needs none.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the interval in which it lies by 90 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Band:
    """Pairs of one stretch of weights, and which part of them the model claims are one person."""

    weight_low: float
    weight_high: float
    pairs: int
    claimed: float  # mean probability, 0 to 1
    found: Estimate | None = None  # the true part, where labels are known


@dataclass(frozen=True, slots=True)
class Expectation:
    method: str = ""  # one sentence: how it was estimated
    false_links: Estimate | None = None  # pairs linked that are two persons
    missed_pairs: Estimate | None = None  # pairs of one person, compared but not linked
    missed_by_blocking: Estimate | None = None  # pairs of one person that were never compared
    links: int = 0  # to which false_links refers
    bands: tuple[Band, ...] = ()

    @property
    def precision(self) -> Estimate | None:
        """The part of the links that is right, by the model's own claim."""
        if self.false_links is None or not self.links:
            return None
        found = self.false_links
        return Estimate(
            *(max(0.0, 1 - false / self.links) for false in (found.value, found.high, found.low))
        )
