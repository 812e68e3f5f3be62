"""Scores millions of pairs: levels by SQL, weights by Splink, both on DuckDB.

`prepare` looks at every row once; `level_vectors` says what each comparison answers for each pair;
`score_pairs` gives the pairs that matter their weights, the same as `matching.online.score` gives.

Splink's own `predict` asks each level of a comparison in turn, for the household comparison 48
times over the same two answers.  So the levels are found here, cheaply, and handed to Splink as
comparison vectors; the SQL that turns them into weights is Splink's.  Of Splink's internals this
relies on `SettingsCreator.get_settings` and `predict_from_comparison_vectors_sqls` (5.0.0), and on
how it numbers levels: from the last, which is 0, upwards, with -1 for nothing said.
"""

from __future__ import annotations

import re
from typing import Final

import duckdb
from splink.internals.dialects import SplinkDialect
from splink.internals.predict import predict_from_comparison_vectors_sqls
from splink.internals.settings_creator import SettingsCreator

from matching.batch_settings import (
    RARITY,
    rarity_shares,
    splink_settings,
    weight_settings,
)
from matching.compared import prepare
from matching.household_sql import FAMILY_NUMBER, HOME_NUMBER, household_number
from matching.levels import LEVEL_NAMES
from matching.levels_sql import NEEDED, level_number
from matching.model import Model

__all__ = ["frequency_tables", "level_vectors", "prepare", "score_pairs", "splink_settings"]


def level_vectors(con: duckdb.DuckDBPyConnection, pairs_table: str, out_table: str) -> None:
    """Makes `out_table(l, r, level_<comparison> …)`: what each comparison answers for each pair.

    0: nothing to compare; k: the k-th of the comparison's levels, counted from 1.  `pairs_table`
    has the columns l and r, row ids; `prepare` must have been called.
    """
    _find_levels(con, pairs_table, out_table)


def score_pairs(
    con: duckdb.DuckDBPyConnection, model: Model, floor: float, levels_table: str = ""
) -> None:
    """From `pairs(l, r)` makes `scored`: the pairs that weigh at least `floor`, and their weights.

    `scored(l, r, weight, level_<comparison> …, weight_<comparison> …)`; `prepare` must have been
    called.  Finding the levels is most of the work: `levels_table` names a table of those that
    `level_vectors` has found already, whose pairs are taken instead.
    """
    frequency_tables(con, model)
    for frequencies in model.frequencies.values():
        column = frequencies.column
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE row_frequencies_{column} AS"
            f" SELECT row_id, tf_{column} FROM compared JOIN frequencies_{column} USING ({column})"
        )
    levels = levels_table or "levels_to_weigh"
    if not levels_table:
        _find_levels(con, "pairs", levels)
    con.execute(f"CREATE OR REPLACE TABLE scored AS {_weights(model, levels, floor)}")
    if not levels_table:
        con.execute(f"DROP TABLE {levels}")


def frequency_tables(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Makes a table `frequencies_<column>(<column>, tf_<column>)` for each name that counts by its
    rarity: how common the model holds every name of `compared` to be."""
    for frequencies in model.frequencies.values():
        column = frequencies.column
        con.execute(
            "CREATE OR REPLACE TEMP TABLE known_frequencies AS"
            " SELECT unnest($names) AS name, unnest($shares) AS share",
            {"names": list(frequencies.values), "shares": list(frequencies.values.values())},
        )
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE frequencies_{column} AS"
            f" SELECT {column}, greatest(coalesce(share, $unseen), $unseen) AS tf_{column}"
            f" FROM (SELECT DISTINCT {column} FROM compared)"
            f" LEFT JOIN known_frequencies ON name = {column}",
            {"unseen": frequencies.unseen},
        )
        con.execute("DROP TABLE known_frequencies")


_OF_A_PAIR: Final = re.compile(r"\b([a-z]\w*)_[lr]\b")


# Comparisons that are found together: those that look at the same columns.  A group at a time,
# so that the rows need little memory while they are joined to the pairs.
_GROUPS: Final = (
    ("given", "family", "middle"),
    ("home",),
    ("birth_date", "sex", "ssn", "suffix", "identifiers", "email", "mother"),
)


def _find_levels(con: duckdb.DuckDBPyConnection, pairs_table: str, out_table: str) -> None:
    unsaid = _unsaid(con)
    source, found = pairs_table, list[str]()
    for place, group in enumerate(_GROUPS):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE levels_so_far_{place} AS"
            f" {_levels(source, found, group, unsaid)}"
        )
        if place > 0:
            con.execute(f"DROP TABLE {source}")
        source = f"levels_so_far_{place}"
        found += [f"level_{name}" for name in group]
    household = f"({household_number('level_family', 'level_home')})::UTINYINT AS level_household"
    columns = ", ".join(
        household if name == "household" else f"level_{name}" for name in LEVEL_NAMES
    )
    con.execute(f"CREATE OR REPLACE TABLE {out_table} AS SELECT l, r, {columns} FROM {source}")
    con.execute(f"DROP TABLE {source}")


def _levels(source: str, found: list[str], group: tuple[str, ...], unsaid: set[str]) -> str:
    """The pairs of `source` with the levels `found` and those of `group`."""
    said = ", ".join(
        f"({0 if name in unsaid else _number(name)})::UTINYINT AS level_{name}" for name in group
    )
    used = sorted(set(_OF_A_PAIR.findall(said)))
    both = "".join(f", l.{name} AS {name}_l, r.{name} AS {name}_r" for name in used)
    kept = "".join(f", {level}" for level in found)
    return f"""
        SELECT l, r{kept}, {said} FROM (
            SELECT pairs.l, pairs.r{kept}{both} FROM {source} AS pairs
            JOIN compared AS l ON l.row_id = pairs.l JOIN compared AS r ON r.row_id = pairs.r
        )
    """


def _number(name: str) -> str:
    return {"family": FAMILY_NUMBER, "home": HOME_NUMBER}.get(name) or level_number(name)


def _unsaid(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The comparisons that no row says anything for."""
    asked = ", ".join(
        f"coalesce(bool_or(concat({', '.join(columns)}) <> ''), false)"
        for columns in NEEDED.values()
    )
    (said,) = con.sql(f"SELECT {asked} FROM compared").fetchall()
    return {name for name, is_said in zip(NEEDED, said, strict=True) if not is_said}


def _weights(model: Model, levels_table: str, floor: float) -> str:
    """Splink's weights of the pairs of `levels_table`, under our names."""
    settings = SettingsCreator.from_path_or_dict(weight_settings(model)).get_settings("duckdb")
    steps = predict_from_comparison_vectors_sqls(
        settings.column_info_settings.unique_id_input_columns,
        settings.core_model_settings,
        SplinkDialect.from_string("duckdb"),
        threshold_match_weight=floor,
        retain_intermediate_calculation_columns=True,
        training_mode=True,
    )
    rarities = {name: shares for name in RARITY if (shares := rarity_shares(name, model))}
    rendered = ", ".join(f"{step['output_table_name']} AS ({step['sql']})" for step in steps)
    levels = ", ".join(
        f"CASE gamma_{name} WHEN -1 THEN 0 ELSE {len(LEVEL_NAMES[name])} - gamma_{name} END"
        f"::UTINYINT AS level_{name}"
        for name in LEVEL_NAMES
    )
    weights = ", ".join(
        f"mw_{name} + mw_tf_adj_{name}_rarity AS weight_{name}"
        if name in rarities
        else f"mw_{name} AS weight_{name}"
        for name in LEVEL_NAMES
    )
    return f"""
        WITH __splink__df_comparison_vectors AS ({_vectors(model, rarities, levels_table)}),
        {rendered}
        SELECT row_id_l AS l, row_id_r AS r, match_weight AS weight, {levels}, {weights}
        FROM __splink__df_predict
    """


def _vectors(model: Model, rarities: dict[str, dict[int, float]], levels_table: str) -> str:
    """`levels_table` with Splink's numbers of levels, and how common the names are."""
    columns = [
        f"CASE level_{name} WHEN 0 THEN -1 ELSE {len(LEVEL_NAMES[name])} - level_{name} END"
        f"::TINYINT AS gamma_{name}"
        for name in LEVEL_NAMES
    ]
    joins = ""
    for name, shares in rarities.items():
        cases = " ".join(
            f"WHEN {number} THEN {len(shares) - place}" for place, number in enumerate(shares)
        )
        columns.append(f"(CASE level_{name} {cases} ELSE 0 END)::TINYINT AS gamma_{name}_rarity")
        column = model.frequencies[RARITY[name]].column
        columns += [f"{column}_{side}.tf_{column} AS tf_{column}_{side}" for side in "lr"]
        joins += "".join(
            f" JOIN row_frequencies_{column} AS {column}_{side} ON {column}_{side}.row_id = {side}"
            for side in "lr"
        )
    return f"""
        SELECT l AS row_id_l, r AS row_id_r, '' AS match_key, {", ".join(columns)}
        FROM {levels_table} {joins}
    """
