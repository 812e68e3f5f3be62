"""The figures of `FigureReader` from dictionaries, for the store in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from mpi.domain.event import Event, RecordStored
from mpi.domain.holding import Arrived, Holding, InQuestion
from mpi.domain.judgement import Judgement
from mpi.domain.record import Record, RecordStatus
from mpi.store.figures import RecordEdges
from mpi.store.view import Hanging


class MemoryFigures:
    """What the state in memory answers; the four fields are the state's own."""

    _records: dict[int, Record]
    _hung: dict[int, Hanging]
    _judgements: dict[int, Judgement]
    _journal: list[Event]

    def holdings(self) -> tuple[Holding, ...]:
        codes = sorted({held.source for held in self._active()})
        return tuple(self._holding(code) for code in ("", *codes)) if codes else ()

    def in_question(self, record_ids: Collection[int]) -> tuple[InQuestion, ...]:
        sets, sources = self._set_sizes(), self._spread_of()
        asked: dict[str, set[int]] = defaultdict(set)
        for held in self._active():
            if held.id in record_ids:
                asked[held.source].add(held.id)
        return tuple(
            InQuestion(
                code,
                len(ids),
                sum(sets[code, self._records[i].eid] == 1 for i in ids),
                len({e for i in ids if len(sources[e := self._records[i].eid]) == 1}),
            )
            for code, ids in sorted(asked.items())
        )

    def arrived(self) -> tuple[Arrived, ...]:
        first = {
            event.payload.record: event.at
            for event in reversed(self._journal)
            if isinstance(event.payload, RecordStored)
        }
        seen: set[tuple[str, str]] = set()
        records, again = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for held in self._active():
            cell = (_month(first[held.id]), held.source)
            records[cell] += 1
            again[cell] += (held.source, held.eid) in seen
            seen.add((held.source, held.eid))
        return tuple(
            Arrived(source, month, records[month, source], again[month, source])
            for month, source in sorted(records)
        )

    def edges_after(self, after: int, limit: int) -> tuple[RecordEdges, ...]:
        ids = [i for i in sorted(self._records) if i > after][:limit]
        return tuple(
            RecordEdges(i, tuple((o, w) for o, w in sorted(self._hung[i].edges.items()) if o > i))
            for i in ids
        )

    def judgements_after(self, after: int, limit: int) -> tuple[Judgement, ...]:
        return tuple(self._judgements[i] for i in sorted(self._judgements) if i > after)[:limit]

    def events_of(self, types: Sequence[str], after: int, limit: int) -> tuple[Event, ...]:
        return tuple(e for e in self._journal[after:] if e.type in types)[:limit]

    def _active(self) -> Iterator[_Held]:
        for record_id in sorted(self._records):
            record = self._records[record_id]
            if record.status is RecordStatus.ACTIVE:
                yield _Held(record)

    def _set_sizes(self) -> Mapping[tuple[str, str], int]:
        return Counter((held.source, held.eid) for held in self._active())

    def _spread_of(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for held in self._active():
            found[held.eid].add(held.source)
        return found

    def _holding(self, code: str) -> Holding:
        sets = {pair: n for pair, n in self._set_sizes().items() if code in {"", pair[0]}}
        sources = self._spread_of()
        persons = {eid for _, eid in sets}
        return Holding(
            code,
            records=sum(sets.values()),
            persons=len(persons),
            surplus=sum(n - 1 for n in sets.values()),
            in_sets=sum(n for n in sets.values() if n > 1),
            spread=sum(len(sources[eid]) > 1 for eid in persons),
            merged=sum(
                record.status is RecordStatus.MERGED and code in {"", record.key.source}
                for record in self._records.values()
            ),
        )


class _Held:
    """An active record's id, source and person."""

    __slots__ = ("eid", "id", "source")

    def __init__(self, record: Record) -> None:
        self.id, self.source, self.eid = record.id, record.key.source, record.eid


def _month(at: datetime) -> str:
    return at.strftime("%Y-%m")
