"""The waterfall: how a match weight adds up, from two records picked at random to this pair.

Only numbers are worked out here; the template draws them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from review_ui.seen import Score

ROW: Final = 19
LABEL: Final = 96
PLOT: Final = 236
VALUE: Final = 50
WIDTH: Final = LABEL + PLOT + VALUE


@dataclass(frozen=True, slots=True)
class Bar:
    """One step: from where to where, in pixels of the plot."""

    label: str
    weight: float
    # start, for, against, total
    kind: str
    x: float
    width: float
    # Where the next bar begins.
    end: float
    note: str
    y: int


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The bars, one under the other."""

    bars: tuple[Bar, ...]
    zero: float
    width: int
    height: int


def waterfall(score: Score) -> Waterfall:
    """The bars of a score."""
    steps = [("random pair", score.prior, "two records picked at random")]
    steps += [(one.comparison.replace("_", " "), one.weight, one.note) for one in score.evidence]
    sums = [0.0]
    for _, weight, _ in steps:
        sums.append(sums[-1] + weight)
    low, high = min(sums) - 1, max(sums) + 1

    def at(weight: float) -> float:
        return round(LABEL + PLOT * (weight - low) / (high - low), 1)

    bars = [
        _bar(label, weight, _kind(n, weight), at(sums[n]), at(sums[n + 1]), note, n)
        for n, (label, weight, note) in enumerate(steps)
    ]
    total = score.weight
    bars.append(_bar("in all", total, "total", at(0), at(total), "in all", len(steps)))
    return Waterfall(tuple(bars), at(0), WIDTH, ROW * len(bars))


def _kind(n: int, weight: float) -> str:
    if n == 0:
        return "start"
    return "for" if weight >= 0 else "against"


def _bar(label: str, weight: float, kind: str, start: float, end: float, note: str, n: int) -> Bar:
    x, width = min(start, end), max(1.5, round(abs(end - start), 1))
    return Bar(label, weight, kind, x, width, end, note, n * ROW)
