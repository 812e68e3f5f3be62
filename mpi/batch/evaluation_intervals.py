"""How sure a share is, when its cases come in lumps.

Pairs of records are not independent: one wrongly joined person brings dozens of false pairs at
once.  So nothing here counts pairs as cases.  A *unit* is everything that mistakes tie together
(see `evaluation_tables`), units are independent of each other, and the interval is as wide as
their number and their unevenness demand.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from matching.intervals import NOTHING, SURE, Estimate, wilson


@dataclass(frozen=True, slots=True)
class Ratio:
    """Sums over independent units: `of` cases, of which `wrong` are wrong.

    The squares and the product are summed over units, so that the spread between units is known.
    """

    of: float
    wrong: float
    of_squared: float
    of_wrong: float
    wrong_squared: float

    @property
    def value(self) -> float:
        return 1.0 - self.wrong / self.of

    @property
    def units(self) -> float:
        """As how many units of one size the units count (Kish)."""
        return self.of * self.of / self.of_squared

    @property
    def variance(self) -> float:
        """Of the share, by linearisation; exact zero only where nothing is wrong."""
        share = self.wrong / self.of
        # The sum over units of (wrong - share * of)^2, without taking near-equal sums apart.
        spread = self.wrong_squared - 2.0 * share * self.of_wrong + share * share * self.of_squared
        return max(0.0, spread) / (self.of * self.of)

    def estimate(self, sure: float = SURE, value: float | None = None) -> Estimate:
        """Wilson's interval for as many cases as would vary like these units do.

        Never more cases than units: three thousand right pairs of a thousand persons are a
        thousand pieces of news, not three; and where few are wrong, their own spread is too
        uncertain to claim more.  `value` stands in for the share where the sums are those of
        something that moves with it.
        """
        if self.of <= 0:
            return NOTHING
        value = self.value if value is None else value
        cases = min(self.of, self.units)
        if 0.0 < value < 1.0 and self.variance > 0.0:
            cases = min(cases, value * (1.0 - value) / self.variance)
        return wilson(min(1.0, max(0.0, value)), max(cases, 1.0), sure)


def difference(better: Estimate, worse: Estimate) -> Estimate:
    """The difference of two shares of different records, with its interval (Newcombe's)."""
    if (
        better.value is None
        or better.low is None
        or better.high is None
        or worse.value is None
        or worse.low is None
        or worse.high is None
    ):
        return NOTHING
    gap = better.value - worse.value
    down = sqrt((better.value - better.low) ** 2 + (worse.high - worse.value) ** 2)
    up = sqrt((better.high - better.value) ** 2 + (worse.value - worse.low) ** 2)
    return Estimate(gap, gap - down, gap + up)


def sure_of_all(comparisons: int) -> float:
    """How sure each of several intervals must be, that all together are 95 % sure (Bonferroni)."""
    return 1.0 - (1.0 - SURE) / max(1, comparisons)
