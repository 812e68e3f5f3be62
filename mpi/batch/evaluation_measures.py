"""Precision and recall as sums over independent units, in one pass of SQL.

A cell is the records that one found and one true person share.  A unit is every cell that mistakes
tie together: a found person with all the true ones in it, their other found persons, and so on.
Where nothing is wrong a unit is one person.  All measures are sums over units of cases and of
wrong ones, so that `Ratio` can say how sure they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import duckdb
import pyarrow as pa

from matching.intervals import NOTHING, Estimate
from mpi.batch.evaluation_intervals import Ratio
from mpi.batch.evaluation_results import Accuracy, Group, Pairs, Persons, Sizes

_T = TypeVar("_T")


def make_cells(con: duckdb.DuckDBPyConnection) -> None:
    """Makes `cells(found, truth, n, n_found, n_true, unit)` from `labelled`.

    Records that are alone in both worlds, most of a usual file, have no unit: each is its own.
    """
    con.execute(
        """CREATE TABLE counted AS
        WITH cell AS (SELECT found, truth, count(*) AS n FROM labelled GROUP BY ALL),
             of_found AS (SELECT found, sum(n)::BIGINT AS n_found FROM cell GROUP BY found),
             of_true AS (SELECT truth, sum(n)::BIGINT AS n_true FROM cell GROUP BY truth)
        SELECT found, truth, n, n_found, n_true
        FROM cell JOIN of_found USING (found) JOIN of_true USING (truth)"""
    )
    tangled = con.execute(
        "SELECT found, truth FROM counted WHERE n < n_found OR n < n_true ORDER BY found, truth"
    ).fetchall()
    tied = _tied(tangled)
    con.register("tied", tied)
    con.execute(
        """CREATE TABLE cells AS
        SELECT found, truth, n, n_found, n_true,
               CASE WHEN n_found > 1 OR n_true > 1 THEN coalesce(unit, found) END AS unit
        FROM counted LEFT JOIN tied USING (found)"""
    )
    con.unregister("tied")
    con.execute("DROP TABLE counted")


def _tied(tangled: Sequence[tuple[int, int]]) -> pa.Table:
    """found -> unit, for the found persons that share a true one, directly or along others."""
    above: dict[tuple[str, int], tuple[str, int]] = {}
    for ours, theirs in tangled:
        join(above, ("found", ours), ("true", theirs))
    numbers: dict[tuple[str, int], int] = {}
    distinct = sorted({ours for ours, _ in tangled})
    # The first found person of a unit gives it its number, which no lone person can have.
    unit = [numbers.setdefault(top(above, ("found", ours)), ours) for ours in distinct]
    return pa.table({"found": pa.array(distinct, pa.int64()), "unit": pa.array(unit, pa.int64())})


def join(above: dict[_T, _T], left: _T, right: _T) -> None:
    """Puts two things into one set of a forest: `above` leads from each thing to its top."""
    one, other = top(above, left), top(above, right)
    if one != other:
        above[other] = one


def top(above: dict[_T, _T], thing: _T) -> _T:
    while (up := above.setdefault(thing, thing)) != thing:
        above[thing] = above[up]  # halves the way for the next one
        thing = up
    return thing


# The cases of each measure and how many of them are wrong, over the columns of `_UNITS`.
_RATIOS: Final = {
    "precision": ("found_pairs", "found_pairs - right_pairs"),
    "recall": ("true_pairs", "true_pairs - right_pairs"),
    "f1": ("found_pairs + true_pairs", "found_pairs + true_pairs - 2 * right_pairs"),
    "b_precision": ("records", "strangers"),
    "b_recall": ("records", "absentees"),
}

# For each record, `strangers` is the share of others in its found person, and `absentees` the
# share of its true person that is elsewhere.
_UNITS: Final = """
    SELECT name, unit, sum(m)::DOUBLE AS records,
           sum(m * (n - 1))::DOUBLE / 2 AS right_pairs,
           sum(m * (n_found - 1))::DOUBLE / 2 AS found_pairs,
           sum(m * (n_true - 1))::DOUBLE / 2 AS true_pairs,
           sum(m * (1 - n::DOUBLE / n_found)) AS strangers,
           sum(m * (1 - n::DOUBLE / n_true)) AS absentees
    FROM ({cells}) GROUP BY name, unit"""


@dataclass(frozen=True, slots=True)
class Measured:
    """A group, and the sums behind its shares."""

    group: Group
    ratios: Mapping[str, Ratio]


def measured(con: duckdb.DuckDBPyConnection, cells: str) -> tuple[Measured, ...]:
    """The measures by name, largest group first.

    `cells` is a query of (name, unit, m, n, n_found, n_true): m records of the group in a cell of
    n.  A pair counts half for each of its two records.  Without a unit, m is how many lone records
    there are; they have no pairs and nothing wrong.
    """
    sums = ", ".join(
        f"sum({of}), sum({wrong}), sum(CASE WHEN unit IS NULL THEN {of} ELSE ({of}) ** 2 END), "
        f"sum(({of}) * ({wrong})), sum(({wrong}) ** 2)"
        for of, wrong in _RATIOS.values()
    )
    found = con.execute(
        f"""SELECT name, sum(records)::BIGINT, sum(true_pairs), sum(found_pairs), sum(right_pairs),
                   sum(strangers * absentees), {sums}
            FROM ({_UNITS.format(cells=cells)}) GROUP BY name ORDER BY 2 DESC, name"""
    ).fetchall()
    return tuple(_group(row) for row in found)


def _group(row: tuple[object, ...]) -> Measured:
    name, records, true, together, right, crossed = row[:6]
    numbers = [float(str(each)) for each in row[6:]]
    ratios = {measure: Ratio(*numbers[5 * at : 5 * at + 5]) for at, measure in enumerate(_RATIOS)}
    group = Group(
        name=str(name),
        records=int(str(records)),
        pairs=Pairs(float(str(true)), float(str(together)), float(str(right))),
        pairwise=Accuracy(*(ratios[each].estimate() for each in ("precision", "recall", "f1"))),
        b_cubed=Accuracy(
            ratios["b_precision"].estimate(),
            ratios["b_recall"].estimate(),
            _harmonic(ratios["b_precision"], ratios["b_recall"], float(str(crossed))),
        ),
    )
    return Measured(group, ratios)


def _harmonic(precision: Ratio, recall: Ratio, crossed: float) -> Estimate:
    """The harmonic mean of two ratios over the same cases, with its interval.

    It is treated as a ratio whose wrong cases are those of both, each weighed by how much the mean
    moves with it.  `crossed` is the sum over units of the product of both wrongs.
    """
    if precision.of <= 0 or precision.value + recall.value <= 0:
        return NOTHING
    p, r = precision.value, recall.value
    mean = 2 * p * r / (p + r)
    by_p, by_r = 2 * (r / (p + r)) ** 2, 2 * (p / (p + r)) ** 2
    both = Ratio(
        precision.of,
        by_p * precision.wrong + by_r * recall.wrong,
        precision.of_squared,
        by_p * precision.of_wrong + by_r * recall.of_wrong,
        by_p**2 * precision.wrong_squared
        + 2 * by_p * by_r * crossed
        + by_r**2 * recall.wrong_squared,
    )
    return both.estimate(value=mean)


_SIZES: Final = """CASE WHEN n < 10 THEN n::VARCHAR WHEN n < 20 THEN '10 to 19'
                        ELSE '20 and more' END"""


def persons(con: duckdb.DuckDBPyConnection) -> Persons:
    """Persons as wholes: how many, how large, how many exactly right, mixed, split."""
    counts = con.execute(
        """SELECT count(DISTINCT found), count(DISTINCT truth),
                  count(*) FILTER (n = n_found AND n = n_true),
                  count(DISTINCT found) FILTER (n < n_found),
                  count(DISTINCT truth) FILTER (n < n_true), max(n_found), max(n_true)
           FROM cells"""
    ).fetchone()
    assert counts is not None
    sizes = con.execute(
        f"""SELECT {_SIZES}, count(*) FILTER (kind = 'found'), count(*) FILTER (kind = 'true')
            FROM (SELECT DISTINCT 'found' AS kind, found AS person, n_found AS n FROM cells
                  UNION ALL SELECT DISTINCT 'true', truth, n_true FROM cells)
            GROUP BY 1 ORDER BY min(n)"""
    ).fetchall()
    found, true, exact, mixed, split, largest_found, largest_true = counts
    return Persons(
        found,
        true,
        exact,
        mixed,
        split,
        largest_found,
        largest_true,
        sizes=tuple(Sizes(*row) for row in sizes),
    )
