"""Figures: the part of the store contract that counts over everything, for `mpi.quality`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from mpi.domain.event import Event
from mpi.domain.holding import Arrived, Holding, InQuestion
from mpi.domain.judgement import Judgement


@dataclass(frozen=True, slots=True)
class RecordEdges:
    """A record's automatic edges to records of higher ids: so that each is told once."""

    record: int
    edges: tuple[tuple[int, float], ...]  # other, weight


class FigureReader(Protocol):
    """What is counted over everything."""

    def holdings(self) -> tuple[Holding, ...]:
        """Answers what each source holds, in the order of their codes, and first all together;
        a source without an active record is left out."""

    def in_question(self, record_ids: Collection[int]) -> tuple[InQuestion, ...]:
        """Answers by source what some records, those among them that are active, would add."""

    def arrived(self) -> tuple[Arrived, ...]:
        """Answers what first came in each month, the oldest first; active records only."""

    def edges_after(self, after: int, limit: int) -> tuple[RecordEdges, ...]:
        """Answers, for the next `limit` records behind the id `after`, ascending, their edges to
        records of higher ids."""

    def judgements_after(self, after: int, limit: int) -> tuple[Judgement, ...]:
        """Answers judgements with an id above `after`, ascending, at most `limit`, revoked ones
        included."""

    def events_of(self, types: Sequence[str], after: int, limit: int) -> tuple[Event, ...]:
        """Answers journal entries of some types with a number above `after`, ascending, at most
        `limit`."""
