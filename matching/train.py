"""Trains a model on a file without labels: `train` is the whole of it.

What each level weighs is fitted by `em`, what the rules may leave aside by `calibration`; the
model is used only if it passes its own checks.  Splink finds the levels and scores the pairs that
both look at (`matching.batch`).  Its own training is not used: it fits m to blocked pairs with the
prior of the block, and has no place for housemates (see docs/decisions).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from matching.batch import frequency_tables, level_vectors, score_pairs
from matching.calibration import Calibration, calibrated
from matching.checks import failures, sentences
from matching.deciding import decide
from matching.em import NAMES, Patterns, Population, fitted
from matching.household_sql import has_letters, quarter
from matching.judged import JudgedPair, judged_links, judged_pairs
from matching.levels import LEVEL_NAMES
from matching.model import Frequencies, Model, Thresholds, sealed
from matching.policy import Policy, default_policy
from matching.standardize import STANDARDIZER_VERSION

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Candidates beyond this many are sampled; more of them change no share by a visible amount.
CANDIDATES_MAX: Final = 2_000_000
RANDOM_PAIRS: Final = 1_000_000
SEED: Final = 1969

# One recipe for all files.  Weights in bits.
LINK: Final = 3.0  # eight to one, and the groups must agree
LINK_UNDATED: Final = 4.0  # where next to nobody's birth date is said, which tells namesakes apart
DATED_MIN: Final = 0.1  # of the records
GROUP_CUT: Final = -2.0
GROUP_FLOOR: Final = -6.0
OUTVOTED_BY: Final = 3  # three sure pairs for each that contradicts, as one garbled record does
CONTRADICTION: Final = -30.0
LOOKED_AT: Final = -15.0  # calibration looks at pairs down to here

# The base model's name counts stand beside those of the file as so many people.
PEOPLE_ASSUMED: Final = 10_000
# A name of fewer bearers in the file may be a slip of the pen and gets no frequency of its own.
BEARERS_MIN: Final = 20
BEARERS_SHARE_MIN: Final = 1e-4
U_EXACT_PEOPLE_MIN: Final = 5_000

_NOBODY: Final = pa.table(
    {"l": pa.array([], pa.int64()), "r": pa.array([], pa.int64()), "same": pa.array([], pa.bool_())}
)


@dataclass(frozen=True, slots=True)
class Trained:
    """A model for the file, or the base model with the reason why no other was accepted."""

    model: Model
    checks: tuple[str, ...]  # what was looked at, a sentence each
    reason: str
    is_accepted: bool
    calibration: Calibration | None = None
    matches: float = 0.0  # pairs of one person that the model expects among the candidates


def train(
    con: DuckDBPyConnection,
    base: Model,
    processes: int = 2,
    judged: pa.Table | None = None,
    levels_table: str = "pairs",
) -> Trained:
    """Fits a model to the file in `rows` and `pairs`; `matching.batch.prepare` must have run.

    `judged`: pairs that people have decided, once each: l < r (row ids) and same (boolean).
    `levels_table`: of all pairs, if `level_vectors` has found their levels already.
    Leaves `pairs` as it was, and no table behind.  The same file gives the same model.
    """
    records = _one(con, "SELECT count(*) FROM rows")
    if records < 2 or not _one(con, "SELECT count(*) FROM pairs"):
        return Trained(base, (), "no two records could be compared", is_accepted=False)
    frequencies = _frequencies(con, base)
    local = frequencies["given"].values.keys() - base.frequencies["given"].values.keys()
    model = sealed(
        replace(
            base, frequencies=frequencies, given_local=base.given_local | local - base.given_rare
        )
    )
    scale = _sample(con, judged, levels_table)
    population = _population(con, model, records, scale)
    shares = fitted(population, model, frequencies["given"].u_exact)
    link = _link_threshold(con, records)
    fresh = sealed(
        replace(
            model,
            name="trained",
            standardizer_version=STANDARDIZER_VERSION,
            prior_log2=float(f"{np.log2(shares.prior):.4f}"),
            comparisons=shares.comparisons(),
            thresholds=Thresholds(link, 0.0, CONTRADICTION, GROUP_CUT, GROUP_FLOOR, OUTVOTED_BY),
            holds={},
            holds_alone={},
            guards={},
            lenient_guards=frozenset(),
        )
    )
    checks = sentences(fresh, population, shares)
    if failed := failures(fresh, population, shares):
        _clear(con, model)
        return Trained(base, checks, "; ".join(failed), is_accepted=False)
    calibration, known = _calibrated(con, fresh, processes, judged)
    _clear(con, model)
    accepted = _accepted(fresh, calibration)
    if known:
        links = judged_links(known, accepted, default_policy())
        checks = (*checks, f"of {links.sentence}")
        if links.failure:
            return Trained(base, checks, links.failure, is_accepted=False)
    matches = float(shares.prior * population.pairs)
    reason = f"it passed its own checks on {records:,} records"
    return Trained(accepted, checks, reason, True, calibration, matches)


def _link_threshold(con: DuckDBPyConnection, records: int) -> float:
    dated = _one(con, "SELECT count(*) FROM rows WHERE birth_date <> ''")
    return LINK if dated >= DATED_MIN * records else LINK_UNDATED


def _accepted(model: Model, calibration: Calibration) -> Model:
    """The model with what its population shows of the rules, none of which gives way to a weight
    that would not be linked anyway."""
    link = model.thresholds.link

    def way(at: float | None) -> float | None:
        return None if at is None else max(link, at)

    return sealed(
        replace(
            model,
            holds={rule: max(link, weight) for rule, weight in calibration.holds.items()},
            holds_alone={rule: max(link, at) for rule, at in calibration.holds_alone.items()},
            guards={
                rule: replace(each, alone=way(each.alone), beside=way(each.beside))
                for rule, each in calibration.guards.items()
            },
            lenient_guards=calibration.lenient_guards,
        )
    )


def _sample(con: DuckDBPyConnection, judged: pa.Table | None, source: str) -> float:
    """Makes `training_levels`, and says how many candidates each of its pairs stands for; what was
    judged (`training_judged`) is among them, and stands for itself."""
    pairs = _one(con, "SELECT count(*) FROM pairs")
    every = -(-pairs // CANDIDATES_MAX)
    # A multiplicative hash of both ends: the same pairs whatever the order of the table.
    chosen = "" if every == 1 else f"WHERE (l * 2654435761 + r * 40503) % 1000003 % {every} = 0"
    con.execute(f"CREATE OR REPLACE TEMP TABLE training_pairs AS FROM {source} {chosen}")
    if source == "pairs":
        level_vectors(con, "training_pairs", "training_levels")
    else:
        con.execute("CREATE OR REPLACE TABLE training_levels AS FROM training_pairs")
    there = _one(con, "SELECT count(*) FROM training_levels")
    con.register("judged", _NOBODY if judged is None else judged)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE training_judged AS"
        " SELECT l, r, same::INT AS known FROM judged"
    )
    con.unregister("judged")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE training_pairs AS"
        " SELECT l, r FROM training_judged ANTI JOIN training_levels USING (l, r)"
    )
    if _one(con, "SELECT count(*) FROM training_pairs"):
        level_vectors(con, "training_pairs", "judged_levels")
        con.execute("INSERT INTO training_levels FROM judged_levels")
        con.execute("DROP TABLE judged_levels")
    return pairs / max(1, there)


def _population(con: DuckDBPyConnection, model: Model, records: int, scale: float) -> Population:
    _random_pairs(con, records)
    frequency_tables(con, model)
    nearby, said = _families_nearby(con, records)
    candidates = _patterns(con, model, "training_levels", scale)
    level_vectors(con, "random_pairs", "random_levels")
    chance = _patterns(con, model, "random_levels", 1.0)
    con.execute("DROP TABLE random_levels")
    return Population(records, candidates, chance, nearby, said)


def _random_pairs(con: DuckDBPyConnection, records: int) -> None:
    """Makes `random_pairs`: all pairs of a small file, else some drawn with a fixed seed."""
    if records * (records - 1) // 2 <= RANDOM_PAIRS:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE random_pairs AS SELECT a.row_id AS l, b.row_id AS r"
            " FROM rows a JOIN rows b ON a.row_id < b.row_id"
        )
        return
    draw = np.random.default_rng(SEED)
    ends = draw.integers(0, records, size=(2, RANDOM_PAIRS))
    ends = ends[:, ends[0] != ends[1]]
    con.register("drawn", pa.table({"l": ends.min(axis=0), "r": ends.max(axis=0)}))
    con.execute("CREATE OR REPLACE TEMP TABLE random_pairs AS SELECT l, r FROM drawn")
    con.unregister("drawn")


def _patterns(con: DuckDBPyConnection, model: Model, found_levels: str, scale: float) -> Patterns:
    """The pairs of a table with their levels, those alike together; rarity in half bits."""
    levels = ", ".join(f"level_{name}" for name in NAMES)
    rarities = ", ".join(
        f"CASE WHEN {_has_rarity(model, comparison)} THEN round(2 * log2({u_exact}"
        f" / greatest(a.tf_{column}, b.tf_{column}))) / 2 ELSE 0 END AS rarity_{column}"
        for comparison, column, u_exact in (
            ("given", "given", model.frequencies["given"].u_exact),
            ("household", "family", model.frequencies["family"].u_exact),
        )
    )
    found = con.execute(
        f"SELECT {levels}, {rarities}, known, count(*) AS pairs FROM {found_levels}"
        " JOIN training_rarities AS a ON a.row_id = l JOIN training_rarities AS b ON b.row_id = r"
        " LEFT JOIN training_judged USING (l, r) GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    known = np.ma.filled(np.ma.asarray(found["known"], dtype=np.float64), np.nan)
    return Patterns(
        np.stack([found[f"level_{name}"].astype(np.int64) for name in NAMES], axis=1),
        found["pairs"] * np.where(np.isnan(known), scale, 1.0),
        found["rarity_given"].astype(np.float64),
        found["rarity_family"].astype(np.float64),
        known,
    )


def _has_rarity(model: Model, comparison: str) -> str:
    numbers = [
        str(place)
        for place, level in enumerate(LEVEL_NAMES[comparison], 1)
        if model.comparisons[comparison][level].tf_share > 0
    ]
    return f"level_{comparison} IN ({', '.join(numbers)})"


def _families_nearby(con: DuckDBPyConnection, records: int) -> tuple[float, float]:
    """Makes `training_rarities`; answers how many pairs of the file share family name and town or
    postal code, and the part of pairs in which both say them."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE training_rarities AS SELECT row_id, tf_given, tf_family"
        " FROM compared JOIN frequencies_given USING (given) JOIN frequencies_family USING (family)"
    )

    def shared(columns: str, where: str) -> int:
        return _one(
            con,
            "SELECT coalesce(sum(n * (n - 1) // 2), 0)::BIGINT FROM (SELECT count(*) AS n FROM rows"
            f" WHERE length(family) > 1 AND {where} GROUP BY family, {columns})",
        )

    # Of codes with letters all but the end, as the household comparison takes them.
    area = (
        f"CASE WHEN {has_letters('postal_code')} THEN {quarter('postal_code')} ELSE postal_code END"
    )
    by_postal = shared(area, "postal_code <> ''")
    by_city = shared("city, state", "city <> ''")
    by_both = shared(f"city, state, {area}", "city <> '' AND postal_code <> ''")
    said = _one(
        con,
        "SELECT count(*) FROM rows WHERE length(family) > 1 AND (city <> '' OR postal_code <> '')",
    )
    return float(by_postal + by_city - by_both), (said / records) ** 2


def _frequencies(con: DuckDBPyConnection, base: Model) -> dict[str, Frequencies]:
    """How common names are in the file, with the base model's counts beside them."""
    return {name: _frequency(con, each) for name, each in base.frequencies.items()}


def _frequency(con: DuckDBPyConnection, base: Frequencies) -> Frequencies:
    column = base.column
    counts = con.execute(
        f"SELECT {column}, count(*) FROM rows WHERE {column} <> '' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    people = sum(count for _, count in counts)
    least = max(BEARERS_MIN, BEARERS_SHARE_MIN * people)
    bearers = {name: count for name, count in counts if count >= least or name in base.values}
    whole = people + PEOPLE_ASSUMED

    def share(count: float, name: str) -> float:
        return float(f"{(count + PEOPLE_ASSUMED * base.of(name)) / whole:.6g}")

    u_exact = base.u_exact
    if people >= U_EXACT_PEOPLE_MIN:
        equal = sum(count * (count - 1) for _, count in counts)
        u_exact = float(f"{max(equal, 1) / (people * (people - 1)):.6g}")
    names = sorted({*base.values, *bearers})
    return Frequencies(
        column,
        unseen=float(f"{(least / 2 + PEOPLE_ASSUMED * base.unseen) / whole:.6g}"),
        u_exact=u_exact,
        values={name: share(bearers.get(name, 0), name) for name in names},
    )


def _calibrated(
    con: DuckDBPyConnection, model: Model, processes: int, judged: pa.Table | None
) -> tuple[Calibration, tuple[JudgedPair, ...]]:
    """Scores and decides the sample, far below the review threshold."""
    score_pairs(con, model, LOOKED_AT, "training_levels")
    try:
        limits = replace(model.thresholds, review=LOOKED_AT)
        whole = default_policy()
        decide(con, model, Policy(whole.guards, whole.holds, limits), processes)
        return calibrated(con, model), judged_pairs(con, _NOBODY if judged is None else judged)
    finally:
        for table in ("scored", "decided"):
            con.execute(f"DROP TABLE IF EXISTS {table}")


def _clear(con: DuckDBPyConnection, model: Model) -> None:
    tables = ["training_pairs", "training_judged", "random_pairs", "training_levels"]
    tables.append("training_rarities")
    for frequencies in model.frequencies.values():
        tables += [f"{kind}_{frequencies.column}" for kind in ("frequencies", "row_frequencies")]
    for table in tables:
        con.execute(f"DROP TABLE IF EXISTS {table}")


def _one(con: DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])
