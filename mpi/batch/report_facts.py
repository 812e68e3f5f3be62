"""What a report counts, taken from the tables of a run in a few queries.

Everything is aggregated in SQL, so that a million records cost seconds; pairs are never fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matching.guards import GUARDS
from matching.holds import HOLDS
from matching.levels import COMPARISONS
from mpi.batch import report_persons as persons
from mpi.batch.report_persons import LargePerson, Size, SourceCount

if TYPE_CHECKING:
    import duckdb

    from matching.model import Thresholds

SOURCES_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class Counts:
    records: int
    persons: int
    sources: int
    pairs: int  # pairs that share a block key; 0 if not known
    scored: int  # of these, those kept with a weight
    links: int
    reviews: int
    settled: int  # pairs that would wait, but other links joined the two records
    guarded: int  # pairs that would link by weight, and a guard forbids it
    held: int  # pairs that would link by weight, and a hold has them wait for a person
    refused: int  # links that the grouping did not take


@dataclass(frozen=True, slots=True)
class Bin:
    """Scored pairs with a weight from `low` to below `low` + 1."""

    low: int
    link: int
    review: int
    apart: int

    @property
    def total(self) -> int:
        return self.link + self.review + self.apart


@dataclass(frozen=True, slots=True)
class LevelCount:
    scored: int
    above: int  # at or above the link threshold


@dataclass(frozen=True, slots=True)
class RuleCount:
    name: str
    principle: str
    is_guard: bool
    pairs: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Pairs of one stretch of weights with the mean of their probabilities."""

    low: float
    high: float | None
    pairs: int
    claimed: float


@dataclass(frozen=True, slots=True)
class Facts:
    counts: Counts
    by_source: tuple[SourceCount, ...]
    sources_left_out: int
    overlaps: Mapping[tuple[str, str], int]  # (source, source) -> persons with records in both
    sizes: tuple[Size, ...]
    largest: tuple[LargePerson, ...]
    bins: tuple[Bin, ...]
    levels: Mapping[tuple[str, str], LevelCount]  # (comparison, level) -> counts
    rules: tuple[RuleCount, ...]
    refused: Mapping[str, int]  # reason -> links
    claims: tuple[Claim, ...]  # of the links
    claimed_false: float  # expected among the links, if the probabilities are right
    claimed_waiting: float  # pairs of one person expected among the reviews
    claimed_missed: float  # and among the pairs kept apart without a guard


def facts(con: duckdb.DuckDBPyConnection, limits: Thresholds) -> Facts:
    """The facts of the run whose tables are in the connection."""
    settle(con)
    refused = _refused(con)
    verdicts = _verdicts(con, limits)
    by_source = persons.by_source(con)
    return Facts(
        counts=Counts(
            **persons.totals(con),
            **verdicts,
            pairs=_one(con, "SELECT count(*) FROM pairs") if has_table(con, "pairs") else 0,
            scored=_one(con, "SELECT count(*) FROM scored"),
            refused=sum(refused.values()),
        ),
        by_source=by_source[:SOURCES_MAX],
        sources_left_out=max(0, len(by_source) - SOURCES_MAX),
        overlaps=persons.overlaps(con, [each.source for each in by_source[:SOURCES_MAX]]),
        sizes=persons.sizes(con),
        largest=persons.largest(con),
        bins=_bins(con),
        levels=_levels(con, limits.link),
        rules=_rules(con, limits.review),
        refused=refused,
        claims=_claims(con, limits.link),
        claimed_false=_claimed_false(con),
        claimed_waiting=_claimed_waiting(con),
        claimed_missed=_claimed_missed(con),
    )


def settle(con: duckdb.DuckDBPyConnection) -> None:
    """Makes `report_pairs`: what became of every decided pair, once the persons were known.

    `outcome` is link if both records are of one person, review if a steward has to decide: pairs
    that the rules leave open and links that the grouping refused, unless other links have joined
    the two records anyway.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE report_pairs AS "
        "SELECT d.l, d.r, d.weight, d.guards, d.held, d.verdict, CASE "
        "  WHEN d.verdict = 'apart' THEN 'apart' WHEN a.person = b.person THEN 'link' "
        "  ELSE 'review' END AS outcome, "
        "d.verdict = 'review' AND a.person = b.person AS is_settled "
        "FROM decided d JOIN persons a ON a.row_id = d.l JOIN persons b ON b.row_id = d.r"
    )


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0] or 0)


def has_table(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the run made this table."""
    found = con.execute(
        "SELECT count(*) FROM information_schema.tables WHERE table_name = ?", [name]
    ).fetchall()
    return bool(found[0][0])


def _refused(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    if not has_table(con, "refused"):
        return {}
    return dict(
        con.execute("SELECT reason, count(*) FROM refused GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()
    )


def _verdicts(con: duckdb.DuckDBPyConnection, limits: Thresholds) -> dict[str, int]:
    line = con.execute(
        "SELECT count(*) FILTER (outcome = 'link' AND NOT is_settled), "
        "count(*) FILTER (outcome = 'review'), count(*) FILTER (is_settled), "
        "count(*) FILTER (len(guards) > 0 AND weight >= $link), "
        "count(*) FILTER (outcome = 'review' AND len(guards) = 0 AND weight >= $link) "
        "FROM report_pairs",
        {"link": limits.link},
    ).fetchall()[0]
    return dict(zip(("links", "reviews", "settled", "guarded", "held"), line, strict=True))


def _bins(con: duckdb.DuckDBPyConnection) -> tuple[Bin, ...]:
    # Every link and every review is in `decided`; what else was scored is apart.
    scored = dict(
        con.execute("SELECT floor(weight)::INTEGER, count(*) FROM scored GROUP BY 1").fetchall()
    )
    told = {
        low: (links, reviews)
        for low, links, reviews in con.execute(
            "SELECT floor(weight)::INTEGER, count(*) FILTER (outcome = 'link'), "
            "count(*) FILTER (outcome = 'review') FROM report_pairs GROUP BY 1"
        ).fetchall()
    }
    bins = []
    for low in range(min(scored, default=0), max(scored, default=-1) + 1):
        links, reviews = told.get(low, (0, 0))
        bins.append(Bin(low, links, reviews, max(0, scored.get(low, 0) - links - reviews)))
    return tuple(bins)


def _levels(con: duckdb.DuckDBPyConnection, link: float) -> dict[tuple[str, str], LevelCount]:
    found: dict[tuple[str, str], LevelCount] = {}
    for comparison in COMPARISONS:
        lines = con.execute(
            f"SELECT level_{comparison.name}, count(*), count(*) FILTER (weight >= ?) "
            "FROM scored GROUP BY 1",
            [link],
        ).fetchall()
        for place, scored, above in lines:
            name = comparison.levels[place - 1].name if place else ""
            found[comparison.name, name] = LevelCount(scored, above)
    return found


def _rules(con: duckdb.DuckDBPyConnection, review: float) -> tuple[RuleCount, ...]:
    """Each rule that spoke, guards first, with the pairs it spoke of: those worth a look."""
    found = []
    for rules, column, is_guard in ((GUARDS, "guards", True), (HOLDS, "held", False)):
        counts: dict[str, int] = dict(
            con.execute(
                f"SELECT rule, count(*) FROM (SELECT unnest({column}) AS rule FROM report_pairs "
                "WHERE weight >= ?) GROUP BY 1",
                [review],
            ).fetchall()
        )
        principles = {rule.name: rule.principle for rule in rules}
        found += [
            RuleCount(name, principles.get(name, name), is_guard, pairs)
            for name, pairs in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ]
    return tuple(found)


_PROBABILITY: Final = "1 / (1 + pow(2.0, -greatest(-1000, least(1000, weight))))"
_APART: Final = "1 / (1 + pow(2.0, greatest(-1000, least(1000, weight))))"
_STEPS: Final = (2.0, 5.0, 10.0, 20.0)  # bits above the link threshold


def _claims(con: duckdb.DuckDBPyConnection, link: float) -> tuple[Claim, ...]:
    edges = [link, *(link + step for step in _STEPS)]
    band = " + ".join(f"(weight >= {edge})::INTEGER" for edge in edges[1:])
    lines = con.execute(
        f"SELECT {band} AS band, count(*), avg({_PROBABILITY}) FROM report_pairs "
        "WHERE outcome = 'link' AND NOT is_settled GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return tuple(
        Claim(edges[place], edges[place + 1] if place + 1 < len(edges) else None, pairs, claimed)
        for place, pairs, claimed in lines
    )


def _claimed_false(con: duckdb.DuckDBPyConnection) -> float:
    return _sum(
        con, f"SELECT sum({_APART}) FROM report_pairs WHERE outcome = 'link' AND NOT is_settled"
    )


def _claimed_waiting(con: duckdb.DuckDBPyConnection) -> float:
    return _sum(con, f"SELECT sum({_PROBABILITY}) FROM report_pairs WHERE outcome = 'review'")


def _claimed_missed(con: duckdb.DuckDBPyConnection) -> float:
    # What a guard keeps apart is no matter of odds.
    everything = _sum(con, f"SELECT sum({_PROBABILITY}) FROM scored")
    settled = _sum(
        con,
        f"SELECT sum({_PROBABILITY}) FROM report_pairs WHERE outcome <> 'apart' OR len(guards) > 0",
    )
    return max(0.0, everything - settled)


def _sum(con: duckdb.DuckDBPyConnection, query: str) -> float:
    return float(con.execute(query).fetchall()[0][0] or 0.0)
