"""What a trained model must show before it is used.

Each check is a sentence with its figures; a model that fails one is not used, and the sentence
says why.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from matching.em import NAMES, Population, Shares, probabilities
from matching.levels import LEVEL_NAMES
from matching.model import Model

MATCHES_MIN: Final = 20.0
DOUBTFUL_MAX: Final = 0.5
GIVEN_ALIKE_MIN: Final = 0.6

_DOUBT: Final = 0.9


def failures(model: Model, population: Population, shares: Shares) -> list[str]:
    """Why the model must not be used; empty if it may."""
    found = []
    matches, doubtful, given_alike = _seen(population, shares)
    if matches < MATCHES_MIN:
        found.append(
            f"only about {matches:.0f} pairs of one person are expected, too few to learn from"
        )
    if matches and doubtful / matches > DOUBTFUL_MAX:
        found.append(
            f"{doubtful / matches:.0%} of the pairs that it would call one person are doubtful,"
            " so the columns cannot tell people apart"
        )
    if given_alike < GIVEN_ALIKE_MIN:
        found.append(
            f"only {given_alike:.0%} of the pairs that it would call one person agree on the given"
            " name, so it has learnt families"
        )
    found += [f"the comparison {name} is turned round" for name in _turned(model)]
    return found


def sentences(model: Model, population: Population, shares: Shares) -> tuple[str, ...]:
    """What was looked at, with figures."""
    matches, doubtful, given_alike = _seen(population, shares)
    return (
        (
            f"expected pairs of one person: {matches:,.0f} among {population.pairs:,.0f} pairs"
            f" (prior {model.prior_log2:.1f} bits); at least {MATCHES_MIN:.0f} are needed"
        ),
        f"doubtful among them: {doubtful / max(matches, 1e-9):.1%}; at most {DOUBTFUL_MAX:.0%}",
        f"given names alike among them: {given_alike:.1%}; at least {GIVEN_ALIKE_MIN:.0%}",
        "agreement weighs more than disagreement in every comparison: "
        + ("no" if _turned(model) else "yes"),
    )


def _seen(population: Population, shares: Shares) -> tuple[float, float, float]:
    """(expected matches, those of doubtful pairs, the part of matches with like given names)."""
    patterns = population.candidates
    probability = probabilities(shares.weights(patterns))
    right = probability * patterns.pairs
    level = patterns.levels[:, NAMES.index("given")]
    last = len(LEVEL_NAMES["given"])
    said = right[level > 0].sum()
    alike = right[(level > 0) & (level < last)].sum() / said if said else 1.0
    return float(right.sum()), float(right[probability < _DOUBT].sum()), float(alike)


def _turned(model: Model) -> list[str]:
    """Comparisons whose strongest agreement weighs no more than plain disagreement."""
    found = []
    for name in NAMES:
        weights = [model.comparisons[name][level].weight_log2 for level in LEVEL_NAMES[name]]
        if not np.max(weights[:2]) > weights[-1]:
            found.append(name)
    return found
