"""What a file of scored pairs adds: what waits for a steward, and what probabilities were worth."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from mpi.batch.evaluation_intervals import Ratio
from mpi.batch.evaluation_measures import join, top
from mpi.batch.evaluation_reading import has_sources, looked_at, plain, quoted
from mpi.batch.evaluation_results import Band, EvaluationError, Pairs, Reason, Reviews

_NEEDED: Final = ("local_id_l", "local_id_r", "decision")

# Upper bounds of claimed probabilities, and what the band is called.
_BANDS: Final = (
    (0.5, "below .5"),
    (0.9, ".5 to .9"),
    (0.99, ".9 to .99"),
    (0.999, ".99 to .999"),
    (0.9999, ".999 to .9999"),
    (2.0, ".9999 and more"),
)


def read_pairs(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Makes `scored_pairs(l, r, decision, probability, guard)`, ids of `labelled`, and `waiting`.

    `waiting(id)` are the records of pairs in review.
    """
    file = looked_at(con, path)
    by_plain = {plain(header): quoted(header) for header in file.headers}
    for name in _NEEDED:
        if name not in by_plain:
            raise EvaluationError(f"{path.name}: no column {name}")
    if "match_probability" in by_plain:
        probability = f"{by_plain['match_probability']}::DOUBLE"
    elif "match_weight" in by_plain:
        probability = f"1 / (1 + 2.0 ** -({by_plain['match_weight']}::DOUBLE))"
    else:
        probability = "NULL::DOUBLE"
    guard = f"coalesce({by_plain['guard']}::VARCHAR, '')" if "guard" in by_plain else "''"
    has_both = has_sources(con, "labelled") and {"source_l", "source_r"} <= by_plain.keys()
    sides = {
        side: f"p.local_id_{side} = {side}.local_id"
        + (f" AND p.source_{side} = {side}.source" if has_both else "")
        for side in ("l", "r")
    }
    keys = ", ".join(
        f"trim({by_plain[name]}::VARCHAR) AS {name}"
        for name in ("local_id_l", "local_id_r", *(("source_l", "source_r") if has_both else ()))
    )
    query = f"""CREATE TABLE scored_pairs AS
        SELECT l.id AS l, r.id AS r, p.decision, p.probability, p.guard
        FROM (SELECT {keys}, lower({by_plain["decision"]}) AS decision,
                     {probability} AS probability, {guard} AS guard FROM {file.call}) p
        JOIN labelled l ON {sides["l"]} JOIN labelled r ON {sides["r"]}
        WHERE l.id <> r.id"""
    try:
        con.execute(query, file.arguments)
    except duckdb.Error:
        raise EvaluationError(
            f"{path.name}: cannot be read; expected numbers in match_probability or match_weight"
        ) from None
    con.execute(
        """CREATE TABLE waiting AS SELECT DISTINCT unnest([l, r]) AS id
        FROM scored_pairs WHERE decision = 'review'"""
    )


def no_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Makes an empty `waiting`."""
    con.execute("CREATE TABLE waiting (id BIGINT)")


_WITH_PERSONS: Final = """
    SELECT least(p.l, p.r) AS l, greatest(p.l, p.r) AS r, decision, probability, guard,
           a.found AS found_l, b.found AS found_r, a.truth AS truth_l,
           a.truth = b.truth AS is_true, a.found <> b.found AS is_apart
    FROM scored_pairs p JOIN labelled a ON a.id = p.l JOIN labelled b ON b.id = p.r"""


def reviews(con: duckdb.DuckDBPyConnection, records: int, pairs: Pairs) -> Reviews:
    counts = con.execute(
        f"""SELECT count(*) FILTER (decision = 'review'),
                   count(*) FILTER (decision = 'review' AND is_true),
                   count(DISTINCT (l, r)) FILTER (decision = 'review' AND is_true AND is_apart),
                   count(DISTINCT (l, r)) FILTER (is_true AND is_apart)
            FROM ({_WITH_PERSONS})"""
    ).fetchone()
    waiting = con.execute("SELECT count(*) FROM waiting").fetchone()
    assert counts is not None and waiting is not None
    waits, true, missed, met = counts
    closed = _closed(con)
    return Reviews(
        pairs=waits,
        true_pairs=true,
        per_1000_records=1000.0 * waits / records,
        records=waiting[0],
        missed_waiting=missed,
        missed_closed=closed,
        recall_after=(pairs.right + closed) / pairs.true if pairs.true else None,
        completeness_least=(pairs.right + met) / pairs.true if pairs.true else None,
        calibration=_calibration(con),
        reasons=_reasons(con),
    )


def _closed(con: duckdb.DuckDBPyConnection) -> float:
    """True pairs that come together when the true pairs in review are judged to be one person."""
    edges = con.execute(
        f"""SELECT DISTINCT truth_l, found_l, found_r FROM ({_WITH_PERSONS})
        WHERE decision = 'review' AND is_true AND is_apart"""
    ).fetchall()
    above: dict[tuple[int, int], tuple[int, int]] = {}
    for truth, ours, theirs in edges:
        join(above, (truth, ours), (truth, theirs))
    if not above:
        return 0.0
    together: dict[tuple[int, int], int] = {}
    gained = 0
    for truth, found, n in con.execute("SELECT truth, found, n FROM cells").fetchall():
        if (truth, found) in above:
            group = top(above, (truth, found))
            gained += n * together.get(group, 0)
            together[group] = together.get(group, 0) + n
    return float(gained)


def _calibration(con: duckdb.DuckDBPyConnection) -> tuple[Band, ...]:
    cases = " ".join(
        f"WHEN probability < {limit} THEN {at}" for at, (limit, _) in enumerate(_BANDS)
    )
    rows = con.execute(
        f"""WITH told AS (
                SELECT p.decision, CASE {cases} END AS band, p.probability, p.is_true,
                       coalesce(c.unit, found_l) AS unit
                FROM ({_WITH_PERSONS}) p JOIN cells c ON c.found = found_l AND c.truth = truth_l
                WHERE probability IS NOT NULL),
            units AS (
                SELECT decision, band, unit, count(*)::DOUBLE AS n, sum(probability) AS claimed,
                       count(*) FILTER (NOT is_true)::DOUBLE AS wrong
                FROM told GROUP BY ALL)
        SELECT decision, band, sum(n)::BIGINT, sum(claimed) / sum(n), sum(n), sum(wrong),
               sum(n * n), sum(n * wrong), sum(wrong * wrong)
        FROM units GROUP BY decision, band ORDER BY decision, band"""
    ).fetchall()
    return tuple(
        Band(decision, _BANDS[band][1], count, claimed, Ratio(*sums).estimate())
        for decision, band, count, claimed, *sums in rows
    )


def _reasons(con: duckdb.DuckDBPyConnection) -> tuple[Reason, ...]:
    """The rules that sent pairs to review, most frequent first; "score" where none did."""
    rows = con.execute(
        f"""WITH told AS (
                SELECT if(p.guard = '', 'score', p.guard) AS rules, p.is_true,
                       coalesce(c.unit, found_l) AS unit
                FROM ({_WITH_PERSONS}) p JOIN cells c ON c.found = found_l AND c.truth = truth_l
                WHERE p.decision = 'review'),
            each AS (
                SELECT trim(unnest(string_split(rules, ';'))) AS rule, is_true, unit,
                       NOT contains(rules, ';') AS is_alone FROM told),
            units AS (
                SELECT rule, unit, count(*)::DOUBLE AS n, count(*) FILTER (is_alone) AS alone,
                       count(*) FILTER (NOT is_true)::DOUBLE AS wrong
                FROM each GROUP BY ALL)
        SELECT rule, sum(n)::BIGINT, sum(alone)::BIGINT, sum(n), sum(wrong), sum(n * n),
               sum(n * wrong), sum(wrong * wrong)
        FROM units GROUP BY rule ORDER BY 2 DESC, rule"""
    ).fetchall()
    return tuple(
        Reason(rule, pairs, alone, Ratio(*sums).estimate()) for rule, pairs, alone, *sums in rows
    )
