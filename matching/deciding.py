"""Verdicts on millions of scored pairs: `decided` is made from `scored` and `rows`.

What `matching.policy` would say of each pair, word for word, without asking it a million times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from matching.model import Model
    from matching.policy import Policy


def decide(con: DuckDBPyConnection, model: Model, policy: Policy, processes: int = 2) -> None:
    """Make `decided` from `scored` and `rows`: what `matching.policy.assess` says of each pair.

    Every pair at or above the review threshold is there, with its verdict, whether it
    contradicts, and the names of its guards and holds.
    """
    raise NotImplementedError
