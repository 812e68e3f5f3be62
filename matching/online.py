"""The online scorer: the weight of one pair and what it is made of, in microseconds.

A score is the prior plus, for each comparison, the weight of the level that holds; a comparison
with nothing to compare adds nothing.  The weight of the same pair in the other order is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from matching.compare import Comparison
from matching.levels import COMPARISONS
from matching.model import Frequencies, Model
from matching.row import MatchRow


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


_Answers = dict[str, tuple[Evidence, float]]


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
