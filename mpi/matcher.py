"""Matcher: the model, the policy and the blocking plan that the index asks, as one value."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from blocking.keys import key_hashes
from blocking.plan import Plan, default_plan
from matching.demographics import Demographics
from matching.explain import words
from matching.grouping import Rules
from matching.model import Model
from matching.online import Levels, Sieve
from matching.policy import (
    Assessment,
    Policy,
    assess,
    contradicts_update,
    grade,
    group_rules,
)
from matching.row import MatchRow
from matching.standardize import STANDARDIZER_VERSION, standardize
from mpi.domain.answers import FieldEvidence, PairScore
from mpi.store.base import Derived


class Matcher:
    """Pure: answers depend on the arguments and on the artefacts given here, nothing else."""

    def __init__(self, model: Model, policy: Policy, plan: Plan) -> None:
        self.model = model
        self.policy = policy
        self.plan = plan

    @property
    def digest(self) -> str:
        return self.model.digest

    @property
    def versions(self) -> Mapping[str, str]:
        """What the stored rows and keys depend on."""
        plan = self.plan.version
        if self.plan != default_plan():
            plan = f"{plan}-{self.plan.digest[:12]}"  # a model's own keys
        return {"standardizer": STANDARDIZER_VERSION, "plan": plan}

    @property
    def rules(self) -> Rules:
        return group_rules(self.model, self.policy)

    def derive(self, demographics: Demographics) -> Derived:
        row = standardize(demographics)
        return Derived(row, key_hashes(row, self.plan))

    def assess(self, left: MatchRow, right: MatchRow, levels: Levels | None = None) -> Assessment:
        """`levels`: of the pair, as the sieve of one of the two has found them."""
        return assess(left, right, self.model, self.policy, levels)

    def sieve(self, row: MatchRow) -> Sieve:
        """Tells which rows are apart from this one for sure, which is cheaper to see than why."""
        limits = self.policy.thresholds or self.model.thresholds
        return Sieve(row, self.model, min(limits.review, limits.link))

    def contradicts_update(self, old: MatchRow, new: MatchRow) -> bool:
        return contradicts_update(old, new, self.model, self.policy)

    def score(self, assessment: Assessment) -> PairScore:
        """An assessment in the form that leaves the index."""
        return PairScore(
            weight_log2=assessment.weight,
            probability=assessment.probability,
            grade=grade(assessment),
            verdict=str(assessment.verdict),
            evidence=tuple(
                FieldEvidence(e.comparison, e.level, e.weight_log2, e.note)
                for e in assessment.evidence
            ),
            guards=assessment.guards,
            held=assessment.held,
            model=self.digest,
        )

    def words(self, assessment: Assessment) -> tuple[str, ...]:
        return tuple(words(assessment))


def fingerprint(assessment: Assessment) -> str:
    """Names the evidence of a pair: it changes when a level, a guard or a hold does.

    Weights are left out, so that a new model with the same levels re-opens nothing.
    """
    said = sorted(f"{e.comparison}={e.level}" for e in assessment.evidence)
    said += ["guard " + g for g in sorted(assessment.guards)]
    said += ["held " + h for h in sorted(assessment.held)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
