"""Whole files through the engine of the live index: the stages, one after the other.

Each stage reads tables of one database and makes the next ones: `said` → `rows` → `pairs` →
`scored` → `decided` → `persons`.  The model, the policy and the grouping are those of the index,
so that a pair gets the same weight and the same decision here and there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from blocking.plan import Plan, with_plan
from blocking.rules import BlockingCost, candidate_pairs, fitted_pairs
from matching.batch import level_vectors, prepare, score_pairs
from matching.calibration import Calibration
from matching.deciding import decide
from matching.expectation import Expectation
from matching.expected import expectation
from matching.grouping_bulk import GroupingCost, group_all
from matching.model import Model
from matching.policy import Policy, default_policy
from matching.train import train
from mpi.batch.errors import BatchError
from mpi.batch.standardizing import standardize_table
from mpi.files.demographics import Dates

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from mpi.batch.stages import Stages


LEVELS: Final = "pair_levels"


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
    calibration: Calibration | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """Candidate pairs, and the model to score them with; `levels`: the table of what is known of
    them already, if it is."""

    chosen: Chosen
    blocking: BlockingCost
    levels: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    chosen: Chosen
    policy: Policy
    blocking: BlockingCost
    grouping: GroupingCost


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
    ready = blocked(con, base, training, stages)
    chosen = ready.chosen
    limits = policy.thresholds or chosen.model.thresholds
    with stages.stage("score") as said:
        score_pairs(con, chosen.model, limits.contradiction, ready.levels)
        if ready.levels:
            con.execute(f"DROP TABLE {ready.levels}")
        said.text = f"{_count(con, 'scored'):,} pairs that say something"
    with stages.stage("decide") as said:
        decide(con, chosen.model, policy)
        links = "SELECT count(*) FROM decided WHERE verdict = 'link'"
        said.text = f"{con.execute(links).fetchall()[0][0]:,} links"
    with stages.stage("group") as said:
        grouping = group_all(con, chosen.model, policy)
        persons = con.execute("SELECT count(DISTINCT person) FROM persons").fetchall()[0][0]
        said.text = f"{persons:,} persons"
    if chosen.calibration is not None:
        chosen = replace(chosen, expectation=expectation(con, chosen.calibration))
    return Matched(chosen, policy, ready.blocking, grouping)


def blocked(
    con: duckdb.DuckDBPyConnection,
    base: Chosen,
    training: Training,
    stages: Stages,
    judged: pa.Table | None = None,
) -> Ready:
    """Makes `pairs`, and the model to use: trained on them if that is wanted and it passes its
    own checks, else the base.  `judged`: see `matching.train.train`."""
    if training is Training.NEVER:
        return Ready(base, _pairs(con, base.plan, stages))
    with stages.stage("block") as said:
        plan, blocking = fitted_pairs(con, base.plan)
        said.text = f"{blocking.pairs:,} candidate pairs"
    with stages.stage("compare"):
        level_vectors(con, "pairs", LEVELS)
    with stages.stage("train") as said:
        found = train(con, base.model, judged=judged, levels_table=LEVELS)
        said.text = found.reason
    if found.is_accepted:
        plan = replace(plan, too_common=plan.too_common | blocking.over_full)
        chosen = Chosen(
            with_plan(found.model, plan), plan, "trained", found.reason, found.checks,
            calibration=found.calibration,
        )  # fmt: skip
        return Ready(chosen, blocking, LEVELS)
    if training is Training.ALWAYS:
        raise BatchError(f"no model could be trained on these files: {found.reason}")
    reason = f"none could be trained on these files: {found.reason}"
    chosen = Chosen(base.model, base.plan, base.origin, reason, found.checks)
    if plan == base.plan:
        return Ready(chosen, blocking, LEVELS)
    con.execute(f"DROP TABLE {LEVELS}")
    return Ready(chosen, _pairs(con, base.plan, stages))


def _pairs(con: duckdb.DuckDBPyConnection, plan: Plan, stages: Stages) -> BlockingCost:
    with stages.stage("block") as said:
        blocking = candidate_pairs(con, plan)
        said.text = f"{blocking.pairs:,} candidate pairs"
    return blocking


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
