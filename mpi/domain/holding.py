"""What sources hold, counted: records, the persons behind them, and records nobody needs twice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """The active records of one source, or of all of them (`source` is "" then)."""

    source: str
    records: int
    persons: int  # that have a record here
    surplus: int  # records beyond the first of their person in its source
    in_sets: int  # records that are one of several of their person in its source
    spread: int  # persons that also have a record in another source
    merged: int  # local ids that the source has retired into others; not among the records


@dataclass(frozen=True, slots=True)
class InQuestion:
    """Of some active records, what they would add to a source's figures."""

    source: str
    records: int
    alone: int  # records that are the only one of their person in their source
    unspread: int  # their persons that have no record in another source


@dataclass(frozen=True, slots=True)
class Arrived:
    """The active records of one source that first came in one month (UTC)."""

    source: str
    month: str  # YYYY-MM
    records: int
    again: int  # of persons that had a record in this source already
