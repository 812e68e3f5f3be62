"""Expectation maximisation over level patterns, at the scale of the whole population.

Fellegi & Sunter (1969) with m by EM (Dempster, Laird & Rubin 1977), as Winkler fits it, and three
things that ordinary EM on blocked pairs lacks.  The prior is over all pairs of the population, not
over the candidates; u comes from random pairs, not from pairs that blocking has brought together;
and every share starts from the base model's, which counts as some pairs already seen, so that a
small or poor file moves it little (maximum a posteriori).  Housemates get their own place: the
household comparison's u is chance plus the pairs that share a home and are two people, counted.

Pairs that people have judged are held at what was judged, and the rest is fitted around them
(Larsen & Rubin, JASA 96, 2001).  Judged pairs are no fair sample: they are the ones that looked
doubtful.  But what chose them are the very levels that the fit conditions on, so nothing is
distorted as long as each speaks for itself only; none stands for pairs that nobody looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matching.household import FAMILY_WORDS, HOME_WORDS, MEETINGS
from matching.levels import LEVEL_NAMES
from matching.model import LevelWeight, Model

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

NAMES: Final = tuple(LEVEL_NAMES)

# The base model's m counts as this many true pairs, its u as so many random pairs that each level
# would have been seen this often.
PAIRS_ASSUMED: Final = 50.0
SEEN_ASSUMED: Final = 5.0
ROUNDS_MAX: Final = 40
# A match class in which one given name in five is another name altogether is a family.
GIVEN_DIFFERENT_MAX: Final = 0.2
# Two random people of a town live together about this often, whatever a file lets see of it.
HOUSEMATES: Final = 1e-5

_HOUSEHOLD: Final = NAMES.index("household")
_SWAPPED: Final = LEVEL_NAMES["given"].index("swapped")
_AT_HOME: Final = frozenset(("address_phone", "address", "phone"))
_NEARBY: Final = frozenset(("address_phone", "address", "street", "area"))
_FAMILY_OF: Final = np.array([list(FAMILY_WORDS).index(family) for family, _ in MEETINGS])
_HOME_OF: Final = np.array([list(HOME_WORDS).index(home) for _, home in MEETINGS])
_FAMILY_SAID: Final = np.array([word != "unsaid" for word in FAMILY_WORDS])
_HOME_SAID: Final = np.array([word != "unsaid" for word in HOME_WORDS])
_BOTH_SAID: Final = _FAMILY_SAID[_FAMILY_OF] * 2 + _HOME_SAID[_HOME_OF]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Pairs that look alike: `levels` (n, comparisons; 0 is nothing to compare), how many there
    are, and by how many bits their given and family names are rarer than an equal name is.

    `known`: 1 where people judged them to be one person, 0 for two, NaN where nobody has.
    """

    levels: Numbers
    pairs: Floats
    given_rarity: Floats
    family_rarity: Floats
    known: Floats | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """What training sees of a file.

    `candidates` stand for all candidate pairs, `random` for all pairs; `family_nearby` is how many
    pairs of the whole file share family name and town or postal code, and `nearby_said` the part
    of pairs in which both say them.
    """

    records: int
    candidates: Patterns
    random: Patterns
    family_nearby: float
    nearby_said: float

    @property
    def pairs(self) -> float:
        return self.records * (self.records - 1) / 2


@dataclass(slots=True)
class Shares:
    """m, u and tf_share by comparison, in the order of its levels, and the prior's odds."""

    m: dict[str, Floats]
    u: dict[str, Floats]
    tf_share: dict[str, Floats]
    prior: float

    def weights(self, patterns: Patterns) -> Floats:
        """The match weight of each pattern, in bits."""
        total = np.full(len(patterns.pairs), np.log2(self.prior))
        for place, name in enumerate(NAMES):
            level = patterns.levels[:, place]
            total += _by_level(np.log2(self.m[name] / self.u[name]))[level]
            if name == "given":
                total += _by_level(self.tf_share[name])[level] * patterns.given_rarity
            if name == "household":
                total += _by_level(self.tf_share[name])[level] * patterns.family_rarity
        return total

    def comparisons(self) -> dict[str, dict[str, LevelWeight]]:
        """In the form of a model."""
        return {
            name: {
                level: LevelWeight(
                    m=_share(self.m[name][place]),
                    u=_share(self.u[name][place]),
                    tf_share=float(np.clip(self.tf_share[name][place], 0, 1).round(3)),
                )
                for place, level in enumerate(LEVEL_NAMES[name])
            }
            for name in NAMES
        }


def fitted(population: Population, base: Model, given_u_exact: float) -> Shares:
    """The shares under which the patterns are likeliest, starting from the base model."""
    start = _shares(base)
    now = _shares(base)
    family_odds = 1.0
    now.prior = 2.0**base.prior_log2 * 1e6 / max(population.records, 2)
    for turn in range(ROUNDS_MAX):
        right = _matches(now, population.candidates)
        apart = population.random.pairs - _matches(now, population.random)
        before, now.prior = now.prior, (right.sum() + 0.5) / population.pairs
        for place, name in enumerate(NAMES):
            seen = _counts(population.candidates, place, right)
            by_chance = _counts(population.random, place, apart)
            if name == "household":
                family_odds = _fit_household(now, start, population, seen, by_chance, right)
            else:
                now.m[name] = _posterior(seen, start.m[name] / start.m[name].sum())
                now.u[name] = _by_chance(by_chance, start.u[name])
        _bound_given(now.m["given"])
        now.u["given"][0] = max(given_u_exact, 1e-6)
        # Names in each other's place agree once, though both comparisons see it.
        now.u["given"][_SWAPPED] = min(1.0, now.u["given"][_SWAPPED] * family_odds)
        if turn > 3 and abs(np.log2(now.prior / before)) < 0.002:
            break
    return now


def probabilities(weights: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp2(-np.clip(weights, -60, 60))))


def _shares(model: Model) -> Shares:
    def each(what: str) -> dict[str, Floats]:
        return {
            name: np.array(
                [getattr(model.comparisons[name][level], what) for level in LEVEL_NAMES[name]]
            )
            for name in NAMES
        }

    return Shares(each("m"), each("u"), each("tf_share"), 2.0**model.prior_log2)


def _matches(shares: Shares, patterns: Patterns) -> Floats:
    probability = probabilities(shares.weights(patterns))
    if patterns.known is not None:
        probability = np.where(np.isnan(patterns.known), probability, patterns.known)
    return probability * patterns.pairs


def _counts(patterns: Patterns, place: int, pairs: Floats) -> Floats:
    size = len(LEVEL_NAMES[NAMES[place]]) + 1
    counts = np.bincount(patterns.levels[:, place], weights=pairs, minlength=size)[1:]
    return counts.astype(np.float64)


def _posterior(seen: Floats, assumed: Floats) -> Floats:
    return np.asarray((seen + PAIRS_ASSUMED * assumed) / (seen.sum() + PAIRS_ASSUMED))


def _by_chance(seen: Floats, assumed: Floats) -> Floats:
    """A level too rare for the sample keeps about the base model's u."""
    assumed = np.maximum(assumed / assumed.sum(), 1e-12)
    return np.asarray((seen + SEEN_ASSUMED) / (seen.sum() + SEEN_ASSUMED / assumed))


def _bound_given(m: Floats) -> None:
    if m[-1] > GIVEN_DIFFERENT_MAX:
        m[:-1] *= (1 - GIVEN_DIFFERENT_MAX) / m[:-1].sum()
        m[-1] = GIVEN_DIFFERENT_MAX


def _fit_household(
    now: Shares,
    start: Shares,
    population: Population,
    seen: Floats,
    by_chance: Floats,
    right: Floats,
) -> float:
    """m: near the product of its halves; u: chance, and those who live together.

    Answers the odds (m/u) that equal family names alone give.
    """
    base_m, base_u = start.m["household"], start.u["household"]
    family_m = _half(seen, _FAMILY_OF, _half_of(base_m, _FAMILY_OF, _HOME_OF), _FAMILY_SAID)
    home_m = _half(seen, _HOME_OF, _half_of(base_m, _HOME_OF, _FAMILY_OF), _HOME_SAID)
    product = family_m[_FAMILY_OF] * home_m[_HOME_OF]
    for said in (1, 2, 3):
        some = said == _BOTH_SAID
        assumed = product[some] / product[some].sum()
        now.m["household"][some] = _posterior(seen[some], assumed)
    family_u = _half_by_chance(by_chance, _FAMILY_OF, _half_of(base_u, _FAMILY_OF, _HOME_OF))
    home_base = _half_of(base_u, _HOME_OF, _FAMILY_OF)
    home_u = _half_by_chance(by_chance, _HOME_OF, home_base)
    pairs = population.pairs
    home_said = max(0.05, by_chance[_HOME_SAID[_HOME_OF]].sum() / max(1.0, by_chance.sum()))
    together = _counts(population.candidates, _HOUSEHOLD, population.candidates.pairs - right)
    for place, (family, home) in enumerate(MEETINGS):
        if home in _AT_HOME:
            chance = family_u[_FAMILY_OF[place]] * home_base[_HOME_OF[place]]
            u = chance + together[place] / pairs / home_said
        else:
            chance = family_u[_FAMILY_OF[place]] * home_u[_HOME_OF[place]]
            u = chance + HOUSEMATES * base_m[place]
        if (family, home) == ("exact", "area"):
            u = max(u, _families_nearby(population, seen, together))
        now.u["household"][place] = u
        now.tf_share["household"][place] = chance / u if family == "exact" else 0.0
    exact = list(FAMILY_WORDS).index("exact")
    return float(family_m[exact] / family_u[exact])


def _families_nearby(population: Population, seen: Floats, together: Floats) -> float:
    """How often two people share family name and town: relatives, who mostly live together."""
    left = population.family_nearby
    for place, (family, home) in enumerate(MEETINGS):
        if family == "exact" and home in _NEARBY:
            left -= seen[place] + (together[place] if home != "area" else 0.0)
    return max(left, 0.0) / population.pairs / max(population.nearby_said, 1e-3)


def _half_of(joint: Floats, half: Numbers, other: Numbers) -> Floats:
    """The base model's share of each level of one half, read where the other half is unsaid."""
    unsaid = (FAMILY_WORDS, HOME_WORDS)[half is _FAMILY_OF]
    there = other == list(unsaid).index("unsaid")
    found = np.ones(half.max() + 1)
    found[half[there]] = joint[there]
    return found


def _half(seen: Floats, half: Numbers, assumed: Floats, said: npt.NDArray[np.bool_]) -> Floats:
    counts = np.bincount(half, weights=seen, minlength=len(said)).astype(np.float64)
    found = np.ones(len(said))
    found[said] = _posterior(counts[said], assumed[said] / assumed[said].sum())
    return found


def _half_by_chance(seen: Floats, half: Numbers, assumed: Floats) -> Floats:
    said = _FAMILY_SAID if half is _FAMILY_OF else _HOME_SAID
    counts = np.bincount(half, weights=seen, minlength=len(said)).astype(np.float64)
    found = np.ones(len(said))
    found[said] = _by_chance(counts[said], assumed[said])
    return found


def _by_level(values: Floats) -> Floats:
    return np.concatenate([[0.0], values])


def _share(value: float) -> float:
    return float(f"{min(1.0, max(1e-12, value)):.6g}")
