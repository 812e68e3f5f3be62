"""Slow stages in plain Python, until the fast ones are there; nothing here stays."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, fields
from typing import Any

import duckdb
import pyarrow as pa

from blocking.keys import keys
from blocking.plan import Plan
from matching.grouping import Agreement, Link, Rules, group
from matching.levels import COMPARISONS
from matching.model import Model
from matching.online import score
from matching.policy import Policy, assess
from matching.row import MatchRow


@dataclass(frozen=True)
class Cost:
    total: int
    seconds: float
    keys: tuple[Any, ...] = ()


def _match_rows(con: duckdb.DuckDBPyConnection) -> dict[int, MatchRow]:
    names = [field.name for field in fields(MatchRow)]
    found = con.execute(f"SELECT row_id, {', '.join(names)} FROM rows").fetchall()
    return {
        row[0]: MatchRow(*(tuple(v) if isinstance(v, list) else v for v in row[1:]))  # type: ignore[arg-type]
        for row in found
    }


def _table(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    con.register("arriving", table)
    con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM arriving")
    con.unregister("arriving")


def candidate_pairs(con: duckdb.DuckDBPyConnection, plan: Plan) -> Cost:
    began = time.monotonic()
    blocks: dict[int, list[int]] = defaultdict(list)
    for row_id, row in _match_rows(con).items():
        for key in keys(row, plan):
            blocks[key.hash].append(row_id)
    pairs = {
        (a, b) if a < b else (b, a)
        for block in blocks.values()
        if 1 < len(block) <= plan.live_limit
        for i, a in enumerate(block)
        for b in block[i + 1 :]
    }
    ordered = sorted(pairs)
    table = pa.table(
        {
            "l": pa.array([a for a, _ in ordered], pa.int64()),
            "r": pa.array([b for _, b in ordered], pa.int64()),
        }
    )
    _table(con, "pairs", table)
    return Cost(len(pairs), time.monotonic() - began)


def score_pairs(con: duckdb.DuckDBPyConnection, model: Model, floor: float) -> None:
    rows = _match_rows(con)
    place = {
        comparison.name: {level.name: k for k, level in enumerate(comparison.levels, 1)}
        for comparison in COMPARISONS
    }
    found: dict[str, list[Any]] = defaultdict(list)
    for left, right in con.execute("SELECT l, r FROM pairs").fetchall():
        scored = score(rows[left], rows[right], model)
        if scored.weight < floor:
            continue
        weights = {each.comparison: each.weight_log2 for each in scored.evidence}
        found["l"].append(left)
        found["r"].append(right)
        found["weight"].append(scored.weight)
        for name, places in place.items():
            found[f"level_{name}"].append(places.get(scored.levels.get(name, ""), 0))
        for name in place:
            found[f"weight_{name}"].append(weights.get(name, 0.0))
    schema = pa.schema(
        [
            ("l", pa.int64()),
            ("r", pa.int64()),
            ("weight", pa.float64()),
            *((f"level_{name}", pa.uint8()) for name in place),
            *((f"weight_{name}", pa.float64()) for name in place),
        ]
    )
    _table(con, "scored", pa.table({n: found[n] for n in schema.names}, schema=schema))


def decide(con: duckdb.DuckDBPyConnection, model: Model, policy: Policy) -> None:
    rows = _match_rows(con)
    limits = policy.thresholds or model.thresholds
    found = []
    for left, right in con.execute(
        "SELECT l, r FROM scored WHERE weight >= ?", [limits.review]
    ).fetchall():
        said = assess(rows[left], rows[right], model, policy)
        found.append(
            {
                "l": left,
                "r": right,
                "weight": said.weight,
                "verdict": str(said.verdict),
                "contradicts": said.contradicts,
                "guards": list(said.guards),
                "held": list(said.held),
            }
        )
    texts = pa.list_(pa.string())
    schema = pa.schema(
        [
            ("l", pa.int64()),
            ("r", pa.int64()),
            ("weight", pa.float64()),
            ("verdict", pa.string()),
            ("contradicts", pa.bool_()),
            ("guards", texts),
            ("held", texts),
        ]
    )
    _table(con, "decided", pa.Table.from_pylist(found, schema=schema))


def group_all(con: duckdb.DuckDBPyConnection, model: Model, policy: Policy) -> None:
    rows = _match_rows(con)
    links = [
        Link(*row)
        for row in con.execute("SELECT l, r, weight FROM decided WHERE verdict = 'link'").fetchall()
    ]

    def agreement(a: int, b: int) -> Agreement:
        said = assess(rows[a], rows[b], model, policy)
        return Agreement(said.weight, said.contradicts)

    limits = policy.thresholds or model.thresholds
    found = group(rows, links, (), (), agreement, Rules(cut=limits.group_cut))
    persons = [(row_id, members[0]) for members in found.persons for row_id in members]
    integers = pa.int64()
    _table(
        con,
        "persons",
        pa.table(
            {
                "row_id": pa.array([a for a, _ in persons], integers),
                "person": pa.array([b for _, b in persons], integers),
            }
        ),
    )
    _table(
        con,
        "refused",
        pa.table(
            {
                "l": pa.array([r.left for r in found.refused], integers),
                "r": pa.array([r.right for r in found.refused], integers),
                "weight": pa.array([r.weight for r in found.refused], pa.float64()),
                "reason": pa.array([r.reason for r in found.refused], pa.string()),
            }
        ),
    )
