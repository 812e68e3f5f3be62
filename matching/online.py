"""The online scorer: the weight of one pair and what it is made of, in microseconds.

A score is the prior plus, for each comparison, the weight of the level that holds; a comparison
with nothing to compare adds nothing.  The weight of the same pair in the other order is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from matching.compare import Answer, Comparison
from matching.levels import COMPARISONS
from matching.model import Frequencies, Model
from matching.row import MatchRow

# What tells most for its cost comes first; what hardly anybody says costs next to nothing.
TELLING_FIRST = (
    *("identifiers", "suffix", "mother", "ssn", "household"),
    *("birth_date", "sex", "middle", "given", "email"),
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


Levels = Mapping[str, str]


def score(left: MatchRow, right: MatchRow, model: Model, levels: Levels | None = None) -> Score:
    """The score of a pair under a model; `levels` of the pair where they are known already."""
    if levels is None:
        levels = {each.name: each.answer(left, right) for each in COMPARISONS}
    weight = model.prior_log2
    said: dict[str, str] = {}
    found: list[Evidence] = []
    for comparison, answers, frequencies in _scorer(_Itself(model)):
        level = levels[comparison]
        if not level:
            continue
        said[comparison] = level
        evidence, tf_share = answers[level]
        if tf_share and frequencies is not None:
            evidence = _adjusted(evidence, tf_share, frequencies, left, right)
        weight += evidence.weight_log2
        found.append(evidence)
    return Score(weight, tuple(found), said)


class Sieve:
    """One row that is held against its candidates: most of them are apart for sure after a few of
    the comparisons."""

    def __init__(self, row: MatchRow, model: Model, least: float) -> None:
        self._row = row
        self._prior_log2 = model.prior_log2
        self._steps: list[tuple[str, Answer, dict[str, float], float]] = []
        # Without what the row itself does not say, it shows earlier that a pair is apart.
        said = [b for b in _bounds(_Itself(model)) if not b.comparison.missing(row, row)]
        needed = least - ROUNDING
        for bound in reversed(said):
            self._steps.append((bound.comparison.name, bound.comparison.answer, bound.most, needed))
            needed -= max(0.0, *bound.most.values())
        self._steps.reverse()

    def levels(self, other: MatchRow) -> Levels | None:
        """The levels of the pair by comparison, as `score` takes them; None if its weight is below
        `least` for sure."""
        weight = self._prior_log2
        found = dict(_NOTHING_SAID)
        for name, answer, most, needed in self._steps:
            level = answer(self._row, other)
            if level:
                found[name] = level
                weight += most[level]
            if weight < needed:
                return None
        return found


_Answers = dict[str, tuple[Evidence, float]]
_NOTHING_SAID = {comparison.name: "" for comparison in COMPARISONS}


@dataclass(frozen=True, slots=True)
class _Bound:
    """The most that each level of a comparison can weigh."""

    comparison: Comparison
    most: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Itself:
    """A model as this very object: to compare the content of two costs more than many scores."""

    model: Model

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.model is self.model

    def __hash__(self) -> int:
        return id(self.model)


@lru_cache(maxsize=8)
def _scorer(itself: _Itself) -> tuple[tuple[str, _Answers, Frequencies | None], ...]:
    """The evidence of every level, made once for each model."""
    model = itself.model
    by_comparison = {"given": "given", "household": "family"}
    return tuple(
        (
            comparison.name,
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
    """The comparisons, most telling first.  Of names, which are weighed by how common they are, the
    rarest counts."""
    found: list[_Bound] = []
    by_name = {each.name: each for each in COMPARISONS}
    frequencies = {name: known for name, _, known in _scorer(itself)}
    assert by_name.keys() == set(TELLING_FIRST), "every comparison has its place"
    for name in TELLING_FIRST:
        known = frequencies[name]
        rarest = 0.0 if known is None else log2(known.u_exact / known.unseen)
        most = {
            level: said.weight_log2 + max(0.0, said.tf_share * rarest)
            for level, said in itself.model.comparisons[name].items()
        }
        found.append(_Bound(by_name[name], most))
    return tuple(found)


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
