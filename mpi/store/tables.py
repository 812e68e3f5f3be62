"""Tables: what is stored, read through one DuckDB cursor (`Stored`, and whole-table questions)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import duckdb
import msgspec

from mpi.domain.decision import Decision
from mpi.domain.event import Answered, Event, ModelPromoted, RecordStored
from mpi.domain.judgement import Judgement, Verdict
from mpi.domain.person import Eid
from mpi.domain.record import Disposition, Record, RecordKey, Version
from mpi.domain.source import Source
from mpi.domain.task import Task, TaskKind, TaskStatus
from mpi.domain.tasks_asked import SavedFilter, TaskCounts, TaskQuery
from mpi.errors import Unavailable
from mpi.journal import Entry, micros, moment, opened
from mpi.store import search, task_queries
from mpi.store.base import DecisionQuery, Membership, PersonQuery
from mpi.store.changes import Counters
from mpi.store.desk import is_link
from mpi.store.late import Cursor
from mpi.store.packing import record_hash, text_hash, unpacked, unpacked_keys
from mpi.store.queries import LITERALS_MIN, queries, with_ids
from mpi.store.table_figures import TableFigures
from mpi.store.view import About
from mpi.store.writing import Pen, Row

SMALL_BLOCKS = 100
SMALL_BLOCKS_RECORDS = 2_000
LINKS_AT_A_TIME = 20_000  # journal entries looked through for links in one statement

# By what a row of a table is told from others; each change of person has an entry of its own.
KEYS = {
    "journal": "seq",
    "record": "id",
    "about": "id",
    "record_version": "(record, version)",
    "task": "id",
    "judgement": "id",
    "decision": "id",
    "membership": "(record, seq)",
}
INSERTS = {"record_version": "insert_versions", "journal": "insert_journal"} | {
    name: f"insert_{name}s" for name in KEYS if name not in ("record_version", "journal")
}

_T = TypeVar("_T")


class Tables:
    """See the module's docstring."""

    def __init__(self, cursor: Cursor, literals: int = LITERALS_MIN) -> None:
        self._cursor = cursor
        self._literals = literals
        self._sql = queries("read.sql")
        self._laid: list[str] = []
        self.figures = TableFigures(cursor)

    # Stored: look-ups of many at once.

    def sources(self) -> Iterable[Source]:
        return _decoded(self._rows("sources"), Source)

    def abouts(self, record_ids: Sequence[int]) -> Iterator[About]:
        for (data,) in self._rows("abouts", record_ids):
            yield unpacked(data)

    def abouts_of(self, keys: Sequence[RecordKey]) -> Iterator[About]:
        wanted = set(keys)
        ids = self._rows("ids_by_key", [record_hash(key) for key in wanted])
        for about in self.abouts([record_id for (record_id,) in ids]):
            if about.record.key in wanted:
                yield about

    def block_keys(self, record_id: int) -> tuple[int, ...]:
        for (data,) in self._rows("block_keys", [record_id]):
            return unpacked_keys(data)
        return ()

    def blocks(self, keys: Sequence[int], count: int) -> Mapping[int, Iterable[int]]:
        if len(keys) <= SMALL_BLOCKS:
            # Mostly all of them together have few records, and no block has to be cut.
            pairs = self._rows("small_blocks", keys, limit=SMALL_BLOCKS_RECORDS + 1)
            if len(pairs) <= SMALL_BLOCKS_RECORDS:
                found: dict[int, list[int]] = {}
                for key, record_id in pairs:
                    found.setdefault(key, []).append(record_id)
                return found
        return dict(self._rows("blocks", keys, count=count))

    def eids(self, eids: Sequence[str]) -> Iterator[Eid]:
        wanted = set(eids)
        for eid, number, founder, survivor in self._rows("eids", [text_hash(e) for e in wanted]):
            if eid in wanted:
                yield Eid(eid, number, founder, survivor)

    def ever_members(self, eids: Sequence[str]) -> Iterator[tuple[str, int]]:
        wanted = set(eids)
        for eid, record_id in self._rows("ever_members", [text_hash(e) for e in wanted]):
            if eid in wanted:
                yield eid, record_id

    def version(self, record_id: int, version: int) -> Version | None:
        places = [p for p in self._rows("versions", [record_id]) if p[1] == version]
        return next(iter(self._versions(places)), None)

    def current_versions(self, records: Sequence[Record]) -> list[Version]:
        current = {(r.id, r.version) for r in records}
        places = self._rows("versions", [r.id for r in records])
        return self._versions([p for p in places if (p[0], p[1]) in current])

    def judgements(self, ids: Sequence[int]) -> Iterable[Judgement]:
        return _decoded(self._rows("judgements", ids), Judgement)

    def tasks(self, ids: Sequence[int]) -> Iterable[Task]:
        return _decoded(self._rows("tasks", ids), Task)

    def answers(self, request_ids: Sequence[str]) -> Iterator[tuple[str, Answered]]:
        wanted = set(request_ids)
        hashes = [text_hash(i) for i in wanted]
        places = {i: seq for i, seq in self._rows("answers", hashes) if i in wanted}
        events = self._events(places.values())
        for request_id, seq in places.items():
            payload = events[seq].payload
            assert isinstance(payload, Answered), "an answer's place is where it was given"
            yield request_id, payload

    def decisions(self, ids: Sequence[int]) -> Iterable[Decision]:
        return _decoded(self._rows("decisions", ids), Decision)

    def memberships(self, record_ids: Sequence[int]) -> Iterable[Membership]:
        return [Membership(*row) for row in self._rows("memberships", record_ids)]

    def events_at(self, seqs: Sequence[int]) -> Iterable[Event]:
        return self._events(seqs).values()

    def filters(self) -> Iterable[SavedFilter]:
        return _decoded(self._rows("filters"), SavedFilter)

    # Whole-table questions.

    def find_tasks(self, query: TaskQuery) -> tuple[Task, ...]:
        key, task_id = query.place or (0.0, 0)
        place = {"place_key": key, "place_id": task_id, "limit": query.limit}
        asked = task_queries.rendered(self._sql["find_tasks"], query, **place)
        return tuple(_decoded(self._answers(*asked), Task))

    def count_tasks(self, query: TaskQuery) -> TaskCounts:
        asked = task_queries.rendered(self._sql["count_tasks"], query)
        return task_queries.counted(self._answers(*asked))

    def decisions_before(self, query: DecisionQuery) -> tuple[Decision, ...]:
        rows = self._rows(
            "decisions_before",
            before=query.before,
            by=query.by,
            kinds=[str(kind) for kind in query.kinds],
            since_us=micros(query.since) if query.since else 0,
            limit=query.limit,
        )
        return tuple(_decoded(rows, Decision))

    def links_before(self, before: int, limit: int, last: int) -> tuple[Event, ...]:
        found: list[Event] = []
        upper = before or last + 1
        while upper > 1 and len(found) < limit:
            lower = max(0, upper - LINKS_AT_A_TIME)
            rows = self._rows("links_between", after=lower - 1, before=upper)
            found += (event for row in rows if is_link(event := opened(Entry(*row))))
            upper = lower
        return tuple(found[:limit])

    def standing(self, verdict: Verdict, before: int, limit: int, by: str) -> tuple[Judgement, ...]:
        rows = self._rows("standing", verdict=str(verdict), before=before, limit=limit, by=by)
        return tuple(_decoded(rows, Judgement))

    def count_standing(self, verdict: Verdict, by: str) -> int:
        return int(self._rows("count_standing", verdict=str(verdict), by=by)[0][0])

    def versions(self, record_ids: Collection[int]) -> list[Version]:
        return self._versions(self._rows("versions", record_ids))

    def find(self, query: PersonQuery) -> tuple[int, ...]:
        needles = dict(zip(search.COLUMNS, search.needles(query), strict=True))
        return tuple(i for (i,) in self._rows("find", None, limit=query.limit, **needles))

    def eid_at(self, record_id: int, at: datetime) -> str:
        for (eid,) in self._rows("eid_at", [record_id], at_us=micros(at)):
            return str(eid)
        return ""

    def members_at(self, eid: str, at: datetime) -> tuple[int, ...]:
        ever = [record_id for _, record_id in self.ever_members([eid])]
        rows = self._rows("members_at", ever, eid=eid, at_us=micros(at))
        return tuple(record_id for (record_id,) in rows)

    def tasks_after(
        self, status: TaskStatus | None, kind: TaskKind | None, after: int, limit: int
    ) -> tuple[Task, ...]:
        rows = self._rows(
            "tasks_after", status=status or "", kind=kind or "", after=after, limit=limit
        )
        return tuple(_decoded(rows, Task))

    def abouts_after(self, after: int, limit: int) -> Iterator[About]:
        for (data,) in self._rows("abouts_after", after=after, limit=limit):
            yield unpacked(data)

    def entries(self, after: int, until: int) -> list[Entry]:
        """Entries behind `after`, up to `until`."""
        if until <= after:
            return []
        return [Entry(*row) for row in self._rows("entries_between", after=after, until=until)]

    def last_seq(self) -> int:
        return int(self._rows("last_seq")[0][0])

    def applied(self) -> int:
        """The journal entry up to which the tables go."""
        return int(self._rows("applied")[0][0])

    def promoted(self) -> str:
        """The digest of the model that was promoted last; "" for none."""
        for row in self._rows("last_promotion"):
            payload = opened(Entry(*row)).payload
            assert isinstance(payload, ModelPromoted), "the statement asks for nothing else"
            return payload.digest
        return ""

    def last_hash(self, seq: int) -> bytes:
        return bytes(self._rows("last_hash", seq=seq)[0][0])

    def counters(self) -> Counters:
        return Counters(self.applied(), *self._rows("counters")[0])

    def counts(self) -> Mapping[str, int]:
        """All but the events."""
        names = ("records", "persons", "open_tasks", "judgements")
        return dict(zip(names, self._rows("counts")[0], strict=True))

    def meta(self) -> dict[str, str]:
        return dict(self._rows("meta"))

    def lay_over(self, table: str, rows: Sequence[Row]) -> None:
        """From here on a table has these rows in place of its own with the same key, for this
        cursor and until `lift`."""
        if not rows:
            return
        with self._translated():
            name = self._cursor.execute(self._sql["database"]).fetchall()[0][0]
            place = {"{table}": table, "{key}": KEYS[table]}
            place["{database}"] = '"' + name.replace('"', '""') + '"'
            self._run("create_fresh", place)
            Pen(self._cursor).insert(f"fresh_{table}", INSERTS[table], rows)
            self._run("lay_over", place)
            self._laid.append(table)

    def lift(self) -> None:
        while self._laid:
            with self._translated():
                self._run("lift", place := {"{table}": self._laid.pop()})
                self._run("drop_fresh", place)

    def _run(self, name: str, places: Mapping[str, str]) -> None:
        statement = self._sql[name]
        for mark, text in places.items():
            statement = statement.replace(mark, text)
        self._cursor.execute(statement)

    def _rows(
        self, name: str, ids: Collection[int] | None = None, **parameters: object
    ) -> list[Any]:
        statement = self._sql[name]
        if ids is not None:
            if not ids:
                return []
            statement = with_ids(statement, ids, self._literals)
        return self._answers(statement, parameters)

    def _answers(self, statement: str, parameters: Mapping[str, object]) -> list[Any]:
        with self._translated():
            return self._cursor.execute(statement, parameters or None).fetchall()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            # DuckDB's message may quote a value, so it is not passed on.
            raise Unavailable(f"the store cannot be read ({type(error).__name__})") from None

    def _events(self, seqs: Collection[int]) -> dict[int, Event]:
        return {row[0]: opened(Entry(*row)) for row in self._rows("entries", seqs)}

    def _versions(self, places: Sequence[tuple[int, int, str, int, int]]) -> list[Version]:
        events = self._events([seq for *_, seq, _ in places])
        found = []
        for record_id, number, disposition, seq, current_from_us in places:
            said = events[seq].payload
            assert isinstance(said, RecordStored), "a version's place is where it was received"
            found.append(
                Version(
                    record_id,
                    number,
                    Disposition(disposition),
                    said.demographics,
                    said.event_time,
                    events[seq].at,
                    said.content,
                    seq,
                    moment(current_from_us) if current_from_us else None,
                )
            )
        return found


def _decoded(rows: Iterable[tuple[str]], kind: type[_T]) -> list[_T]:
    return [msgspec.json.decode(body, type=kind) for (body,) in rows]
