"""Scores millions of pairs: levels by SQL, weights by Splink, both on DuckDB.

`prepare` looks at every row once; `level_vectors` says what each comparison answers for each pair;
`score_pairs` gives the pairs that matter their weights, the same as `matching.online.score` gives.
"""

from __future__ import annotations

import re
from typing import Any, Final

import duckdb

from matching.compared import prepare
from matching.household_sql import FAMILY_NUMBER, HOME_NUMBER, household_number
from matching.levels import COMPARISONS
from matching.levels_sql import level_number
from matching.model import Model

__all__ = ["level_vectors", "prepare", "score_pairs", "splink_settings"]


def level_vectors(con: duckdb.DuckDBPyConnection, pairs_table: str, out_table: str) -> None:
    """Makes `out_table(l, r, level_<comparison> …)`: what each comparison answers for each pair.

    0: nothing to compare; k: the k-th of the comparison's levels, counted from 1.  `pairs_table`
    has the columns l and r, row ids; `prepare` must have been called.
    """
    con.execute(f"CREATE OR REPLACE TABLE {out_table} AS {_levels(pairs_table)}")


def splink_settings(model: Model) -> dict[str, Any]:
    """The model as plain Splink settings over the table `compared`, for any Splink Linker."""
    raise NotImplementedError


def score_pairs(con: duckdb.DuckDBPyConnection, model: Model, floor: float) -> None:
    """From `pairs(l, r)` makes `scored`: the pairs that weigh at least `floor`, and their weights.

    `scored(l, r, weight, level_<comparison> …, weight_<comparison> …)`; `prepare` must have been
    called.
    """
    raise NotImplementedError


_OF_A_PAIR: Final = re.compile(r"\b([a-z]\w*)_[lr]\b")


def _levels(pairs_table: str) -> str:
    said = ", ".join(
        f"({level_number(comparison.name)})::UTINYINT AS level_{comparison.name}"
        for comparison in COMPARISONS
        if comparison.name != "household"
    )
    said += f", ({FAMILY_NUMBER})::UTINYINT AS family, ({HOME_NUMBER})::UTINYINT AS home"
    household = household_number("family", "home")
    columns = ", ".join(
        f"({household})::UTINYINT AS level_household"
        if comparison.name == "household"
        else f"level_{comparison.name}"
        for comparison in COMPARISONS
    )
    used = sorted(set(_OF_A_PAIR.findall(said)))
    both = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in used)
    return f"""
        SELECT l, r, {columns} FROM (
            SELECT l, r, {said} FROM (
                SELECT p.l, p.r, {both} FROM {pairs_table} AS p
                JOIN compared AS l ON l.row_id = p.l JOIN compared AS r ON r.row_id = p.r
            )
        )
    """
