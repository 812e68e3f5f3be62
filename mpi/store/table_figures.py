"""The figures of `FigureReader` from DuckDB's tables, by SQL: a million records in a second."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import duckdb
import msgspec

from mpi.domain.event import Event
from mpi.domain.holding import Arrived, Holding, InQuestion
from mpi.domain.judgement import Judgement
from mpi.errors import Unavailable
from mpi.journal import Entry, opened
from mpi.store.figures import RecordEdges
from mpi.store.late import Cursor
from mpi.store.packing import unpacked_edges
from mpi.store.queries import queries, with_ids


class TableFigures:
    """Reads through one cursor."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._sql = queries("figures.sql")

    def holdings(self) -> tuple[Holding, ...]:
        return tuple(Holding(*row) for row in self._rows("holdings"))

    def in_question(self, record_ids: Collection[int]) -> tuple[InQuestion, ...]:
        if not record_ids:
            return ()
        return tuple(InQuestion(*row) for row in self._rows("in_question", record_ids))

    def arrived(self) -> tuple[Arrived, ...]:
        return tuple(Arrived(*row) for row in self._rows("arrived"))

    def edges_after(self, after: int, limit: int) -> tuple[RecordEdges, ...]:
        rows = self._rows("abouts_after", after=after, limit=limit)
        return tuple(RecordEdges(*unpacked_edges(data)) for (data,) in rows)

    def judgements_after(self, after: int, limit: int) -> tuple[Judgement, ...]:
        rows = self._rows("judgements_after", after=after, limit=limit)
        return tuple(msgspec.json.decode(body, type=Judgement) for (body,) in rows)

    def events_of(self, types: Sequence[str], after: int, limit: int) -> tuple[Event, ...]:
        rows = self._rows("entries_of", types=list(types), after=after, limit=limit)
        return tuple(opened(Entry(*row)) for row in rows)

    def _rows(
        self, name: str, ids: Collection[int] | None = None, **parameters: object
    ) -> Sequence[Any]:
        statement = self._sql[name] if ids is None else with_ids(self._sql[name], ids)
        try:
            return self._cursor.execute(statement, parameters or None).fetchall()
        except duckdb.Error as error:
            # DuckDB's message may quote a value, so it is not passed on.
            raise Unavailable(f"the store cannot be read ({type(error).__name__})") from None


class ScannedFigures:
    """`FigureReader` for whoever has tables."""

    def _figures(self, *names: str) -> TableFigures:
        """Of the tables that are always looked through for figures, and of those that are named."""
        raise NotImplementedError

    def holdings(self) -> tuple[Holding, ...]:
        return self._figures().holdings()

    def in_question(self, record_ids: Collection[int]) -> tuple[InQuestion, ...]:
        return self._figures().in_question(record_ids)

    def arrived(self) -> tuple[Arrived, ...]:
        return self._figures().arrived()

    def edges_after(self, after: int, limit: int) -> tuple[RecordEdges, ...]:
        return self._figures("about").edges_after(after, limit)

    def judgements_after(self, after: int, limit: int) -> tuple[Judgement, ...]:
        return self._figures().judgements_after(after, limit)

    def events_of(self, types: Sequence[str], after: int, limit: int) -> tuple[Event, ...]:
        return self._figures("journal").events_of(types, after, limit)
