"""The policy: thresholds, guards and holds turn the score of a pair into link, review or apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from matching.grouping import Contradiction, Rules
from matching.guards import GUARDS, MAY_GIVE_WAY, Rule, are_numbers_consecutive
from matching.holds import HOLDS
from matching.model import Model, Thresholds
from matching.online import Evidence, Levels, score
from matching.pair import GENERATION_YEARS, Pair
from matching.row import MatchRow

__all__ = [
    "Assessment",
    "Evidence",
    "Findings",
    "Policy",
    "Verdict",
    "assess",
    "concluded",
    "contradicts_update",
    "default_policy",
    "findings",
    "grade",
    "judged",
]


class Verdict(StrEnum):
    LINK = "link"
    REVIEW = "review"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Policy:
    guards: tuple[Rule, ...]
    holds: tuple[Rule, ...]
    thresholds: Thresholds | None = None  # None: the model's own


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is thought of a pair, and why.

    `guards` and `held` are names of rules; below the contradiction threshold, where they could
    change nothing, they are not looked for.
    """

    weight: float
    evidence: tuple[Evidence, ...]
    guards: tuple[str, ...]
    held: tuple[str, ...]
    verdict: Verdict
    contradicts: Contradiction

    @property
    def probability(self) -> float:
        odds = math.pow(2.0, max(-1000.0, min(1000.0, self.weight)))
        return odds / (1.0 + odds)


def default_policy() -> Policy:
    """All guards and holds, and the thresholds of the model."""
    return Policy(GUARDS, HOLDS)


def assess(
    left: MatchRow, right: MatchRow, model: Model, policy: Policy, levels: Levels | None = None
) -> Assessment:
    """The verdict on a pair, whose `levels` may be known; the same whichever record stands left."""
    scored = score(left, right, model, levels)
    pair = Pair(left, right, scored.levels, model)
    return judged(pair, scored.weight, scored.evidence, policy)


def judged(pair: Pair, weight: float, evidence: tuple[Evidence, ...], policy: Policy) -> Assessment:
    """The verdict on a pair whose levels and weight are already known."""
    limits = policy.thresholds or pair.model.thresholds
    if weight < limits.contradiction:
        return Assessment(weight, evidence, (), (), Verdict.APART, Contradiction.OUTRIGHT)
    found = findings(pair, policy, with_holds=weight >= limits.review)
    verdict = concluded(found, weight, pair.model, policy)
    contradicts = contradiction(found, weight, pair.model)
    return Assessment(weight, evidence, found.guards, found.held, verdict, contradicts)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules say of a pair; they look at its rows and levels, never at its weight."""

    guards: tuple[str, ...]
    held: tuple[str, ...]
    is_plainly_two: bool


def findings(pair: Pair, policy: Policy, *, with_holds: bool = True) -> Findings:
    """Which rules hold."""
    guards = tuple(rule.name for rule in policy.guards if rule.holds(pair))
    if pair.is_plainly_two:
        # No steward's time for a couple or for twins of two sexes, however much they share.
        return Findings(guards, (), is_plainly_two=True)
    held: tuple[str, ...] = ()
    if with_holds:
        held = tuple(rule.name for rule in policy.holds if rule.holds(pair))
    return Findings(guards, held, is_plainly_two=False)


def concluded(found: Findings, weight: float, model: Model, policy: Policy) -> Verdict:
    """The verdict on what was found; a higher weight never makes it apart or review again.

    Whole files count on that, which look for the weights where the verdict changes.
    """
    limits = policy.thresholds or model.thresholds
    # With a guard against it a pair must score better to be worth a steward's time.
    if found.is_plainly_two or weight < (limits.link if found.guards else limits.review):
        return Verdict.APART
    if weight >= limits.link and not is_stopped(found, weight, model):
        return Verdict.LINK
    return Verdict.REVIEW


def is_stopped(found: Findings, weight: float, model: Model) -> bool:
    """Whether a guard or a hold forbids the link, for all that the population shows."""
    held = found.held
    if found.guards:
        guard = found.guards[0]
        if len(found.guards) > 1 or not _gives_way(guard, found, weight, model):
            return True
        held = besides(guard, held)
    stopping = [name for name in held if weight < model.holds.get(name, math.inf)]
    if len(stopping) == 1:
        return weight < model.holds_alone.get(stopping[0], math.inf)
    return bool(stopping)


def besides(guard: str, held: tuple[str, ...]) -> tuple[str, ...]:
    """The holds that say more than a guard does itself."""
    return tuple(name for name in held if name not in MAY_GIVE_WAY.get(guard, ()))


def _gives_way(guard: str, found: Findings, weight: float, model: Model) -> bool:
    way = model.guards.get(guard)
    if way is None or guard not in MAY_GIVE_WAY:
        return False  # a fact that a record said outright, whatever a model says of it
    at = way.beside if besides(guard, found.held) else way.alone
    return at is not None and weight >= at


def contradiction(found: Findings, weight: float, model: Model) -> Contradiction:
    """Whether the pair keeps the groups apart that it crosses; a higher weight never makes it."""
    apart = [name for name in found.guards if name not in model.lenient_guards]
    if len(found.guards) == 1 and _gives_way(found.guards[0], found, weight, model):
        return Contradiction.NONE
    if not apart:
        return Contradiction.NONE
    ways = [model.guards.get(name) for name in apart if name in MAY_GIVE_WAY]
    is_outvoted = len(ways) == len(apart) and all(way and way.outvoted for way in ways)
    return Contradiction.INFERRED if is_outvoted else Contradiction.OUTRIGHT


def group_rules(model: Model, policy: Policy) -> Rules:
    """When two groups agree, under the model's thresholds or the policy's own."""
    limits = policy.thresholds or model.thresholds
    return Rules(limits.group_cut, limits.group_floor, outvoted_by=limits.outvoted_by)


def grade(assessment: Assessment) -> str:
    """The match grade of FHIR: certain, probable, possible or certainly-not."""
    if assessment.verdict is Verdict.LINK:
        return "certain"
    if assessment.verdict is Verdict.APART:
        return "certainly-not"
    return "possible" if assessment.guards or assessment.probability < 0.99 else "probable"


def contradicts_update(old: MatchRow, new: MatchRow, model: Model, policy: Policy) -> bool:
    """Whether an update of one record speaks of another human (an overlay).

    People marry, move, get numbers and have typing errors mended; a newborn gets its name.  No
    single one of these contradicts.  A given name that changes together with the birth date, the
    sex, the family name or a lifelong number does, unless a personal number stayed the same;
    so does a birth date that changes outright together with the family name or by a generation.
    """
    pair = Pair(old, new, score(old, new, model).levels, model)
    birth_changed = pair.is_at("birth_date", "different", "same_year")
    birth_mended = pair.is_at("birth_date", "one_digit", "two_digits", "two_parts")
    number_changed = pair.is_at("ssn", "different") or pair.is_at("identifiers", "different")
    family_changed = pair.family == "different"
    if pair.are_given_names_two:
        if pair.is_at("middle", "different") or are_numbers_consecutive(pair):
            return True
        if birth_changed or birth_mended or pair.is_at("sex", "different") or number_changed:
            return True
        return family_changed and not pair.is_number_same
    if pair.is_number_same:
        return False
    # A site that has switched off a guard does not want it asked of updates either.
    looks_at_generations = any(rule.name == "generation" for rule in policy.guards)
    generation = looks_at_generations and pair.birth_years_between >= GENERATION_YEARS
    return birth_changed and (family_changed or generation or number_changed)
