"""Persons of millions of records: `persons` and `refused` are made from `decided`.

The same persons as `matching.grouping.group` over everything, component by component.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from matching.model import Model
    from matching.policy import Policy


@dataclass(frozen=True, slots=True)
class GroupingCost:
    """What the grouping had to do, for the report."""

    links: int
    components: int  # of two records and more
    walked: int  # components that were not plainly one person
    records_max: int  # in the largest component
    assessed: int  # pairs assessed on demand
    refused: int


def group_all(
    con: DuckDBPyConnection, model: Model, policy: Policy, processes: int = 2
) -> GroupingCost:
    """Make `persons(row_id, person)` and `refused(l, r, weight, reason)` from `decided`.

    Every row of `rows` is in `persons` once; `person` is the lowest row_id of its members.
    """
    raise NotImplementedError
