"""The online scorer: the weight of one pair and what it is made of, in microseconds.

A score is the prior plus, for each comparison, the weight of the level that holds; a comparison
with nothing to compare adds nothing.  The weight of the same pair in the other order is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from matching.compare import Comparison
from matching.levels import COMPARISONS
from matching.model import Frequencies, Model
from matching.row import MatchRow

# Of a pair that is two people, nearly always one of the first says so.
CHEAP_FIRST = (
    *("ssn", "identifiers", "email", "birth_date", "sex"),
    *("suffix", "mother", "middle", "given", "household"),
)
ROUNDING = 1e-6  # bits; a sum in another order differs by less


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison said: words and bits, never a value."""

    comparison: str
    level: str
    weight_log2: float
    note: str


@dataclass(frozen=True, slots=True)
class Score:
    """`weight` is the log2 odds that two records are one person; `levels` by comparison name."""

    weight: float
    evidence: tuple[Evidence, ...]
    levels: Mapping[str, str]


def score(left: MatchRow, right: MatchRow, model: Model) -> Score:
    """The score of a pair under a model."""
    weight = model.prior_log2
    levels: dict[str, str] = {}
    found: list[Evidence] = []
    for comparison, answers, frequencies in _scorer(_Itself(model)):
        level = comparison.answer(left, right)
        if not level:
            continue
        levels[comparison.name] = level
        evidence, tf_share = answers[level]
        if tf_share and frequencies is not None:
            evidence = _adjusted(evidence, tf_share, frequencies, left, right)
        weight += evidence.weight_log2
        found.append(evidence)
    return Score(weight, tuple(found), levels)


def is_hopeless(left: MatchRow, right: MatchRow, model: Model, least: float) -> bool:
    """Whether the weight of a pair is below `least` for sure: most candidates show that before the
    dear comparisons.  False says nothing."""
    weight = model.prior_log2
    for comparison, weights, still in _bounds(_Itself(model)):
        level = comparison.answer(left, right)
        if level:
            weight += weights[level]
        if weight + still < least - ROUNDING:
            return True
    return False


_Answers = dict[str, tuple[Evidence, float]]
_Bound = tuple[Comparison, dict[str, float], float]


@dataclass(frozen=True, slots=True, eq=False)
class _Itself:
    """A model as this very object: to compare the content of two costs more than many scores."""

    model: Model

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.model is self.model

    def __hash__(self) -> int:
        return id(self.model)


@lru_cache(maxsize=8)
def _scorer(itself: _Itself) -> tuple[tuple[Comparison, _Answers, Frequencies | None], ...]:
    """The evidence of every level, made once for each model."""
    model = itself.model
    by_comparison = {"given": "given", "household": "family"}
    return tuple(
        (
            comparison,
            {
                level.name: (
                    Evidence(
                        comparison.name,
                        level.name,
                        model.comparisons[comparison.name][level.name].weight_log2,
                        level.words,
                    ),
                    model.comparisons[comparison.name][level.name].tf_share,
                )
                for level in comparison.levels
            },
            model.frequencies.get(by_comparison.get(comparison.name, "")),
        )
        for comparison in COMPARISONS
    )


@lru_cache(maxsize=8)
def _bounds(itself: _Itself) -> tuple[_Bound, ...]:
    """The comparisons, cheapest first: each with the most that each of its levels can weigh, since
    names are weighed by how common they are, and what all behind it can weigh together."""
    found: list[_Bound] = []
    still = 0.0
    by_name = {each.name: each for each, _, _ in _scorer(itself)}
    frequencies = {each.name: known for each, _, known in _scorer(itself)}
    assert by_name.keys() == set(CHEAP_FIRST), "every comparison has its place"
    for name in reversed(CHEAP_FIRST):
        known = frequencies[name]
        rarest = 0.0 if known is None else log2(known.u_exact / known.unseen)
        levels = itself.model.comparisons[name]
        weights = {
            level: said.weight_log2 + max(0.0, said.tf_share * rarest)
            for level, said in levels.items()
        }
        found.append((by_name[name], weights, still))
        still += max(0.0, *weights.values())
    return tuple(reversed(found))


def _adjusted(
    evidence: Evidence, tf_share: float, frequencies: Frequencies, a: MatchRow, b: MatchRow
) -> Evidence:
    """The evidence of an equal name, corrected for how common that name is."""
    ours, theirs = getattr(a, frequencies.column), getattr(b, frequencies.column)
    # Where the two spellings differ (an equal name in another script), the commoner one counts.
    adjustment = tf_share * min(
        frequencies.adjustment_log2(ours), frequencies.adjustment_log2(theirs)
    )
    rarity = "a rare one" if adjustment >= 2 else "a common one" if adjustment <= -1 else ""
    note = f"{evidence.note} ({rarity})" if rarity else evidence.note
    return Evidence(evidence.comparison, evidence.level, evidence.weight_log2 + adjustment, note)
