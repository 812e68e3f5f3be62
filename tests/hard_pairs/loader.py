"""Reads the table of hard pairs: `load_pairs()` gives every pair as Demographics.

`pairs.yaml` is written for people, so every value in it is text (a ZIP code keeps its leading
zero, a date stays as said) and what both records of a pair say stands once, under `both`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from matching.demographics import Demographics
from mpi.files.demographics import to_demographics

TABLES = tuple(sorted(Path(__file__).parent.glob("pairs*.yaml")))

CLASSES = ("LINK", "LINK_OR_REVIEW", "NEVER_AUTO", "APART")

Columns = Mapping[str, str]


class HardPair(NamedTuple):
    """One labelled pair; `records` holds a, b, then the records of the chain between them."""

    id: str
    category: str
    label: str
    reason: str
    records: tuple[Demographics, ...]


def load_pairs(tables: Iterable[Path] = TABLES) -> Iterator[HardPair]:
    """All pairs in the order of the tables."""
    for entry in (entry for table in tables for entry in entries(table)):
        yield HardPair(
            id=entry["id"],
            category=entry["category"],
            label=entry["class"],
            reason=entry["reason"],
            records=tuple(to_demographics(columns) for columns in columns_of(entry)),
        )


def entries(table: Path) -> list[dict[str, Any]]:
    """The pairs as written; the base loader leaves every value the text that stands there."""
    written = yaml.load(table.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    assert isinstance(written, list)
    return written


def columns_of(entry: Mapping[str, Any]) -> list[Columns]:
    """The canonical file columns of a, b and the chain; the chain repeats nothing of `both`."""
    both: Columns = entry.get("both", {})
    return [{**both, **entry["a"]}, {**both, **entry["b"]}, *entry.get("chain", [])]
