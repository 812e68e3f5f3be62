"""The model as plain Splink 5 settings: comparisons, levels, m, u, the prior, rarity of names.

Rarity stands as comparisons of its own (`given_rarity`, `household_rarity`).  Splink corrects a
level by the u of that level; our correction starts from the chance that two random people share
the name, the same for all levels.  A comparison whose m and u are both that chance weighs nothing
but the correction, and so says exactly what the model says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from matching.household_sql import household_levels, household_missing
from matching.levels import COMPARISONS, LEVEL_NAMES
from matching.levels_sql import LEVELS, MISSING, level_number
from matching.model import LevelWeight, Model

# Which comparison is corrected by how common which name is.
RARITY: Final = {"given": "given", "household": "family"}

_Condition = Callable[[str, int], str]  # of the level with this number, 0 for nothing said


def splink_settings(model: Model) -> dict[str, Any]:
    """The model as Splink settings over the table `compared`, for any Linker.

    The connection must be one on which `prepare` has been called, or have its household macros.
    Splink counts names in the data it is given unless it is told: register the tables that
    `frequency_tables` makes as term frequencies.
    """
    return _settings(model, _on_rows, _level_of_rows)


def weight_settings(model: Model) -> dict[str, Any]:
    """The same over columns that hold the numbers of levels already found."""

    def of_number(comparison: str, number: int) -> str:
        return f"level_{comparison}_l = {number}"

    return _settings(model, of_number, of_number)


def _settings(model: Model, condition: _Condition, only: _Condition) -> dict[str, Any]:
    comparisons = [
        _comparison(each.name, model.comparisons[each.name], condition) for each in COMPARISONS
    ]
    comparisons += [_rarity(name, model, only) for name in RARITY if rarity_shares(name, model)]
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "row_id",
        "probability_two_random_records_match": 1.0 / (1.0 + 2.0**-model.prior_log2),
        "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def _comparison(
    name: str, weights: Mapping[str, LevelWeight], condition: _Condition
) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [{"sql_condition": condition(name, 0), "is_null_level": True}]
    names = LEVEL_NAMES[name]
    for number, level in enumerate(names, 1):
        levels.append(
            {
                "sql_condition": "ELSE" if number == len(names) else condition(name, number),
                "label_for_charts": level,
                "m_probability": weights[level].m,
                "u_probability": weights[level].u,
            }
        )
    return {"output_column_name": name, "comparison_levels": levels}


def _rarity(name: str, model: Model, only: _Condition) -> dict[str, Any]:
    """How rare an equal name is, on each level that counts it."""
    shares = rarity_shares(name, model)
    frequencies = model.frequencies[RARITY[name]]
    levels: list[dict[str, Any]] = [{"sql_condition": only(name, 0), "is_null_level": True}]
    levels += [
        {
            "sql_condition": only(name, number),
            "label_for_charts": f"{LEVEL_NAMES[name][number - 1]}, by how rare the name is",
            "m_probability": frequencies.u_exact,
            "u_probability": frequencies.u_exact,
            "tf_adjustment_column": frequencies.column,
            "tf_adjustment_weight": share,
            "tf_minimum_u_value": frequencies.unseen,
            "disable_tf_exact_match_detection": True,
        }
        for number, share in shares.items()
    ]
    levels.append({"sql_condition": "ELSE", "m_probability": 1.0, "u_probability": 1.0})
    return {"output_column_name": f"{name}_rarity", "comparison_levels": levels}


def rarity_shares(name: str, model: Model) -> dict[int, float]:
    """How much of a name's rarity counts, by the number of each level of which some does."""
    if name not in RARITY or RARITY[name] not in model.frequencies:
        return {}
    shares = {
        number: model.comparisons[name][level].tf_share
        for number, level in enumerate(LEVEL_NAMES[name], 1)
    }
    return {number: share for number, share in shares.items() if share > 0}


def _on_rows(name: str, number: int) -> str:
    """The condition of a level once those before it have failed."""
    if number == 0:
        return household_missing() if name == "household" else MISSING[name]
    levels = household_levels() if name == "household" else LEVELS[name]
    return levels[LEVEL_NAMES[name][number - 1]]


def _level_of_rows(name: str, number: int) -> str:
    """The condition of a level whatever stands before it."""
    if name == "household":
        return _on_rows(name, number)
    return f"({level_number(name)}) = {number}"
