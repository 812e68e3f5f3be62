"""Whole files through the engine of the live index: the stages, one after the other.

Each stage reads tables of one database and makes the next ones: `said` → `rows` → `pairs` →
`scored` → `decided` → `persons`.  The model, the policy and the grouping are those of the index,
so that a pair gets the same weight and the same decision here and there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from blocking.plan import Plan
from blocking.rules import BlockingCost, candidate_pairs
from matching.batch import prepare, score_pairs
from matching.deciding import decide
from matching.expectation import Expectation
from matching.grouping_bulk import GroupingCost, group_all
from matching.model import Model
from matching.policy import Policy, default_policy
from mpi.batch.errors import BatchError
from mpi.batch.standardizing import standardize_table
from mpi.files.demographics import Dates

if TYPE_CHECKING:
    import duckdb

    from mpi.batch.stages import Stages


class Training(StrEnum):
    """Whether a model is trained on the data at hand."""

    IF_IT_PASSES = "if it passes"  # else the base model is used
    ALWAYS = "always"  # else there is no answer
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model that a run uses, where it comes from and why."""

    model: Model
    plan: Plan
    origin: str  # shipped, given or trained
    reason: str
    checks: tuple[str, ...] = ()
    expectation: Expectation | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    chosen: Chosen
    policy: Policy
    blocking: BlockingCost
    grouping: GroupingCost
    warnings: tuple[str, ...] = ()


def standardized(con: duckdb.DuckDBPyConnection, dates: Dates, stages: Stages) -> None:
    """Makes `rows`, `sounds` and `formal_names`, and what scoring needs of them."""
    with stages.stage("standardize") as said:
        standardize_table(con, dates)
        prepare(con)
        said.text = f"{_count(con, 'rows'):,} records"


def matched(
    con: duckdb.DuckDBPyConnection,
    base: Chosen,
    training: Training,
    stages: Stages,
) -> Matched:
    """Makes `pairs`, `scored`, `decided`, `persons` and `refused` from the standardized tables."""
    policy = default_policy()
    with stages.stage("train") as said:
        chosen = trained(con, base, training)
        said.text = f"{chosen.origin} model"
    with stages.stage("block") as said:
        blocking = candidate_pairs(con, chosen.plan)
        said.text = f"{blocking.pairs:,} candidate pairs"
    limits = policy.thresholds or chosen.model.thresholds
    with stages.stage("score") as said:
        score_pairs(con, chosen.model, limits.contradiction)
        said.text = f"{_count(con, 'scored'):,} pairs that say something"
    with stages.stage("decide") as said:
        decide(con, chosen.model, policy)
        links = "SELECT count(*) FROM decided WHERE verdict = 'link'"
        said.text = f"{con.execute(links).fetchall()[0][0]:,} links"
    with stages.stage("group") as said:
        grouping = group_all(con, chosen.model, policy)
        persons = con.execute("SELECT count(DISTINCT person) FROM persons").fetchall()[0][0]
        said.text = f"{persons:,} persons"
    return Matched(chosen, policy, blocking, grouping)


def trained(con: duckdb.DuckDBPyConnection, base: Chosen, training: Training) -> Chosen:
    """The model to use: trained on the standardized tables if that is wanted and passes its own
    checks, else the base."""
    if training is Training.NEVER:
        return base
    try:
        from matching.train import train
    except ImportError:
        return base
    found = train(con, base.model, base.plan)
    if found.model.digest == base.model.digest:
        if training is Training.ALWAYS:
            raise BatchError(f"no model could be trained on this data: {found.reason}")
        return Chosen(
            base.model, base.plan, base.origin, found.reason, found.checks, found.expectation
        )
    return Chosen(found.model, found.plan, "trained", found.reason, found.checks, found.expectation)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
