"""How many links a trained model expects to be false, and how many pairs to be missed.

A link's own probability is what its weight claims; what calibration found of the pairs of its kind
may be worse, and the worse one counts.  A pair that waits for a steward, or stands apart, counts
as missed by its probability and by what calibration found of its rules.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from matching.calibration import ALWAYS, STEPS, Calibration, Masked
from matching.expectation import Band, Estimate, Expectation
from matching.policy import besides

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

METHOD: Final = (
    "claimed by the weights, and by how fields that were set aside answer in pairs of each kind;"
    " no label was used"
)

CHANCE: Final = 1.645  # standard deviations on either side of 90 % of a normal distribution

_PROBABILITY: Final = "1 / (1 + pow(2.0, -greatest(-60, least(60, weight))))"


def expectation(con: DuckDBPyConnection, calibration: Calibration) -> Expectation:
    """What to expect of `decided` and `persons`."""
    _kinds(con, calibration)
    kinds = con.execute(_LINKED).fetchall()
    links = sum(pairs for _, _, pairs, _, _ in kinds)
    false = _false_links(kinds, calibration)
    missed = con.execute(_MISSED).fetchall()[0]
    con.execute("DROP TABLE found_of_rules")
    return Expectation(
        method=METHOD,
        false_links=false,
        missed_pairs=Estimate(*(float(each) for each in missed)),
        links=int(links),
        bands=tuple(_bands(con, calibration)),
    )


def _false_links(
    kinds: Sequence[tuple[list[str], list[str], int, float, float]], calibration: Calibration
) -> Estimate:
    """How many links are false; `kinds` as `_LINKED` gives them."""
    claimed = value = low = high = 0.0
    for guards, held, pairs, claim, _ in kinds:
        parts = [
            calibration.found[rule].part
            for rule in (besides(guards[0], tuple(held)) if guards else held)
            if rule in calibration.found and calibration.found[rule].checked
        ]
        parts += [calibration.gave_way[rule].part for rule in guards]
        claimed += claim
        value += max(claim, pairs * (1 - min((each.value for each in parts), default=1.0)))
        low += max(claim, pairs * (1 - min((each.high for each in parts), default=1.0)))
        high += max(claim, pairs * (1 - min((each.low for each in parts), default=1.0)))
    # Even if every claim is true, how many of so many links are false is left to chance.
    spread = math.sqrt(sum(variance for *_, variance in kinds))
    return Estimate(
        max(claimed, value),
        max(0.0, max(claimed, low) - CHANCE * spread),
        max(claimed, high) + CHANCE * spread,
    )


def _kinds(con: DuckDBPyConnection, calibration: Calibration) -> None:
    """Makes `found_of_rules`: which part of the pairs of each rule is one person."""
    found = dict(calibration.found)
    rows = [(rule, each.part) for rule, each in sorted(found.items()) if each.checked]
    con.register(
        "found",
        pa.table(
            {
                "rule": pa.array([rule for rule, _ in rows], pa.string()),
                "part": pa.array([part.value for _, part in rows], pa.float64()),
                "low": pa.array([part.low for _, part in rows], pa.float64()),
                "high": pa.array([part.high for _, part in rows], pa.float64()),
            }
        ),
    )
    con.execute("CREATE OR REPLACE TEMP TABLE found_of_rules AS SELECT * FROM found")
    con.unregister("found")


def _of_rules(rules: str, what: str, otherwise: str) -> str:
    """The least of what was found of the rules of a pair."""
    return (
        f"coalesce((SELECT min({what}) FROM found_of_rules WHERE list_contains({rules}, rule)),"
        f" {otherwise})"
    )


# Pairs with the same rules together: few kinds, however many pairs.
_LINKED: Final = f"""
SELECT guards, held, count(*) AS pairs, sum(1 - {_PROBABILITY}) AS claimed,
    sum({_PROBABILITY} * (1 - {_PROBABILITY})) AS variance
FROM decided WHERE verdict = 'link' GROUP BY guards, held ORDER BY guards, held
"""

_MISSED: Final = f"""
WITH apart AS (
    SELECT weight, list_concat(guards, held) AS rules FROM decided
    JOIN persons AS a ON a.row_id = l JOIN persons AS b ON b.row_id = r
    WHERE a.person <> b.person
), kinds AS (SELECT rules, sum({_PROBABILITY}) AS claimed FROM apart GROUP BY rules)
SELECT coalesce(sum(claimed * {_of_rules("rules", "part", "1")}), 0),
    coalesce(sum(claimed * {_of_rules("rules", "low", "1")}), 0),
    coalesce(sum(claimed * {_of_rules("rules", "high", "1")}), 0)
FROM kinds
"""


def _bands(con: DuckDBPyConnection, calibration: Calibration) -> list[Band]:
    """Links by weight: what they claim, and what calibration found of such pairs."""
    limits = (*STEPS, ALWAYS, 1000.0)
    bands = []
    for low, high in pairwise(limits):
        pairs, claimed = con.execute(
            f"SELECT count(*), coalesce(avg({_PROBABILITY}), 0) FROM decided"
            " WHERE verdict = 'link' AND weight >= ? AND weight < ?",
            [low, high],
        ).fetchall()[0]
        found: Masked | None = calibration.clean.get(low)
        part = found.part if found is not None and found.checked else None
        if pairs:
            bands.append(Band(low, high, int(pairs), float(claimed), part))
    return bands
