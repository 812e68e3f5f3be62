"""Rates: duplicates, overlaps and overlays, each with its definition beside it.

The senses are AHIMA's: a duplicate is one person with two records in one source, an overlap one
person with records in two sources, an overlay two persons in one record.  Surveys cannot be
compared because nobody says what was divided by what; so every figure here says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from mpi.domain.holding import Arrived, Holding, InQuestion
from mpi.domain.task import Resolution, TaskKind
from mpi.quality.history import History

DEFINITIONS: Final[Mapping[str, str]] = {
    "duplicates": (
        "Records that nobody needs: a person's second, third … active record in one source, "
        "divided by the active records of the source."
    ),
    "duplicates_with_open": (
        "The same, with each open question about a possible duplicate counted as one more."
    ),
    "duplicate_error": (
        "AHIMA's duplicate record error rate (2020): records that are one of several of a person "
        "in one source, or are asked about as such, the first one included, divided by the "
        "active records of the source."
    ),
    "overlaps": (
        "Persons with active records in two or more sources, divided by persons; of a source: its "
        "persons that have a record in another one, too."
    ),
    "overlaps_with_open": (
        "The same, with the persons counted that are asked about as a possible overlap."
    ),
    "overlays": (
        "Records that were sent an update about another human, as a steward found (rejected, or "
        "moved elsewhere), divided by the active records.  The index holds such updates back, so "
        "these are overlays that were stopped."
    ),
    "overlays_with_open": (
        "The same, with the records counted that are asked about as a possible overlay."
    ),
    "duplicates_created": (
        "Of the active records that first came in a month (UTC), those whose person had a record "
        "in that source already, as the index knows today.  AHIMA divides by registrations; the "
        "index counts new records, since it sees no registration that makes none."
    ),
}
_STOPPED: Final = (Resolution.REJECT_UPDATE, Resolution.MOVE_UPDATE)


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many.  All are counted, none drawn, so there is no interval."""

    count: int
    total: int

    @property
    def share(self) -> float | None:
        return self.count / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Rates:
    """Of one source; "" for all together.  The fields are the keys of DEFINITIONS."""

    source: str
    records: int
    merged_by_source: int
    duplicates: Part
    duplicates_with_open: Part
    duplicate_error: Part
    overlaps: Part
    overlaps_with_open: Part
    overlays: Part
    overlays_with_open: Part


@dataclass(frozen=True, slots=True)
class Created:
    """Duplicates that a source created in a month (YYYY-MM)."""

    source: str
    month: str
    created: Part


@dataclass(frozen=True, slots=True)
class Asked:
    """Record ids that open tasks ask about, and those found to have been overlaid."""

    duplicate: frozenset[int]
    overlap: frozenset[int]
    overlay: frozenset[int]
    overlaid: frozenset[int]


def asked(history: History) -> Asked:
    """What tasks say beside the records themselves."""
    records: dict[TaskKind, set[int]] = {}
    for one in history.waiting:
        records.setdefault(one.task.kind, set()).update(one.task.records)
    overlaid = {
        answer.task.left
        for answer in history.answers
        if answer.kind is TaskKind.POTENTIAL_OVERLAY
        and answer.resolution in _STOPPED
        and not answer.is_reversed
    }
    return Asked(
        frozenset(records.get(TaskKind.POTENTIAL_DUPLICATE, ())),
        frozenset(records.get(TaskKind.POTENTIAL_OVERLAP, ())),
        frozenset(records.get(TaskKind.POTENTIAL_OVERLAY, ())),
        frozenset(overlaid),
    )


def rates(
    holdings: Iterable[Holding],
    open_duplicates: Mapping[str, int],
    duplicate: Iterable[InQuestion],
    overlap: Iterable[InQuestion],
    overlaid: Iterable[InQuestion],
    overlay: Iterable[InQuestion],
) -> tuple[Rates, ...]:
    """The rates of all sources together, and of each.

    `open_duplicates`: open questions about a possible duplicate, by source; then what the records
    of such questions, of those about overlaps, those overlaid, and those overlaid or asked about
    as such would add.
    """
    by_duplicate, by_overlap = _summed(duplicate), _summed(overlap)
    by_overlaid, by_overlay = _summed(overlaid), _summed(overlay)
    none = InQuestion("", 0, 0, 0)
    found = []
    for held in holdings:
        doubled = by_duplicate.get(held.source, none)
        beside = by_overlap.get(held.source, none)
        questions = open_duplicates if held.source else {"": sum(open_duplicates.values())}
        found.append(
            Rates(
                held.source,
                held.records,
                held.merged,
                Part(held.surplus, held.records),
                Part(min(held.records, held.surplus + questions.get(held.source, 0)), held.records),
                Part(held.in_sets + doubled.alone, held.records),
                Part(held.spread, held.persons),
                Part(min(held.persons, held.spread + beside.unspread), held.persons),
                Part(by_overlaid.get(held.source, none).records, held.records),
                Part(by_overlay.get(held.source, none).records, held.records),
            )
        )
    return tuple(found)


def created(arrived: Iterable[Arrived]) -> tuple[Created, ...]:
    """Duplicates created, by source and month."""
    return tuple(Created(one.source, one.month, Part(one.again, one.records)) for one in arrived)


def _summed(parts: Iterable[InQuestion]) -> Mapping[str, InQuestion]:
    """By source, and all together under ""."""
    by_source = {one.source: one for one in parts}
    return {
        **by_source,
        "": InQuestion(
            "",
            sum(one.records for one in by_source.values()),
            sum(one.alone for one in by_source.values()),
            sum(one.unspread for one in by_source.values()),
        ),
    }
