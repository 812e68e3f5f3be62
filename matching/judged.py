"""Pairs that people have judged, laid beside what a model would do with them.

A model that links what people found to be two persons, more often than it says it would, is not
used.  The judged pairs are mostly doubtful ones; but each claim is about its own pair, so their sum
may be held against what was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matching.intervals import Estimate, share
from matching.policy import Findings, Policy, Verdict, concluded

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from matching.model import Model

JUDGED_MIN: Final = 10  # with fewer an interval says nothing


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A judged pair as a model sees it; a pair below all thresholds has no finding."""

    is_same: bool
    weight: float
    guards: tuple[str, ...]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedLinks:
    """Of `judged` pairs, those that the model would link, and what people found of these."""

    judged: int
    links: int
    same: int
    claimed: float  # mean probability of the links; 0 where there are none
    observed: Estimate

    @property
    def failure(self) -> str:
        """Why the model must not be used; empty if it may."""
        if self.links < JUDGED_MIN or self.observed.high is None:
            return ""
        if self.claimed <= self.observed.high:
            return ""
        return (
            f"of {self.links:,} judged pairs that it would link, people found {self.same:,} to be"
            f" one person ({self.observed.low:.1%} to {self.observed.high:.1%});"
            f" it claims {self.claimed:.1%}"
        )

    @property
    def sentence(self) -> str:
        """What was looked at, with figures."""
        found = f"{self.judged:,} judged pairs it would link {self.links:,}"
        if self.observed.low is None or self.observed.high is None:
            return found
        return (
            f"{found}; {self.same:,} of these are one person by judgement"
            f" ({self.observed.low:.1%} to {self.observed.high:.1%}), claimed {self.claimed:.1%}"
        )


def judged_pairs(con: DuckDBPyConnection, judged: pa.Table) -> tuple[JudgedPair, ...]:
    """Judged pairs (l, r, same) as `decided` has them; those below all thresholds are left out."""
    con.register("judged", judged)
    rows = con.execute(
        "SELECT same, weight, guards, held FROM judged JOIN decided USING (l, r) ORDER BY ALL"
    ).fetchall()
    con.unregister("judged")
    return tuple(
        JudgedPair(is_same, weight, tuple(guards), tuple(held))
        for is_same, weight, guards, held in rows
    )


def judged_links(judged: Sequence[JudgedPair], model: Model, policy: Policy) -> JudgedLinks:
    """What the model would do with judged pairs."""
    links = [one for one in judged if _verdict(one, model, policy) is Verdict.LINK]
    same = sum(one.is_same for one in links)
    claimed = sum(1.0 / (1.0 + 2.0**-one.weight) for one in links) / max(1, len(links))
    return JudgedLinks(len(judged), len(links), same, claimed, share(same, len(links)))


def _verdict(one: JudgedPair, model: Model, policy: Policy) -> Verdict:
    found = Findings(one.guards, one.held, is_plainly_two=False)
    return concluded(found, one.weight, model, policy)
