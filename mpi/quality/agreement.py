"""Agreement: how often two people who were asked the same, each without the other's answer, agree.

Beside the rate stands Cohen's kappa (1960): how far they agree beyond what two people would who
answer as often so and so, but blindly.  Where nearly all answers are one answer the rate is high
whatever people do, and kappa says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from matching.intervals import NOTHING, SURE, Estimate, share


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `asked` questions that two people answered, `agreed` got one answer."""

    asked: int
    agreed: int
    rate: Estimate
    kappa: Estimate  # nothing where all answers are one and the same: then it has no meaning


def agreement(answers: Iterable[tuple[str, str]]) -> Agreement:
    """`answers`: what the first and what the second said of each question."""
    table = Counter(answers)
    asked = table.total()
    agreed = sum(count for (first, second), count in table.items() if first == second)
    return Agreement(asked, agreed, share(agreed, asked), kappa(table))


def kappa(table: Counter[tuple[str, str]], sure: float = SURE) -> Estimate:
    """Cohen's kappa with its large-sample interval (Fleiss, Cohen & Everitt 1969)."""
    n = table.total()
    if not n:
        return NOTHING
    words = sorted({word for pair in table for word in pair})
    both = {pair: count / n for pair, count in table.items()}
    first = {word: sum(both.get((word, other), 0.0) for other in words) for word in words}
    second = {word: sum(both.get((other, word), 0.0) for other in words) for word in words}
    observed = sum(both.get((word, word), 0.0) for word in words)
    by_chance = sum(first[word] * second[word] for word in words)
    if by_chance >= 1.0:
        return NOTHING
    value = (observed - by_chance) / (1.0 - by_chance)
    on = sum(
        both.get((word, word), 0.0)
        * ((1.0 - by_chance) - (first[word] + second[word]) * (1.0 - observed)) ** 2
        for word in words
    )
    off = (1.0 - observed) ** 2 * sum(
        part * (second[one] + first[other]) ** 2
        for (one, other), part in both.items()
        if one != other
    )
    middle = (observed * by_chance - 2.0 * by_chance + observed) ** 2
    variance = max(0.0, on + off - middle) / (n * (1.0 - by_chance) ** 4)
    reach = NormalDist().inv_cdf(0.5 + sure / 2.0) * sqrt(variance)
    return Estimate(value, max(-1.0, value - reach), min(1.0, value + reach))
