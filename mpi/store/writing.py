"""Writing: journal entries, and what is pending into the tables, a statement for each table.

Runs inside a DuckDB transaction of the caller's; nothing here commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

import msgspec
import numpy as np
import pyarrow as pa

from mpi.domain.decision import Decision
from mpi.domain.event import Event
from mpi.domain.judgement import Judgement
from mpi.domain.record import Version
from mpi.domain.task import Task
from mpi.domain.tasks_asked import SavedFilter
from mpi.journal import Entry, micros
from mpi.store.desk import columns
from mpi.store.held import Written
from mpi.store.late import Cursor
from mpi.store.lookup import Segment
from mpi.store.packing import packed_keys, record_hash, text_hash
from mpi.store.pending import Pending
from mpi.store.queries import LITERALS_MIN, queries, with_ids
from mpi.store.search import search_columns
from mpi.store.view import About

FEW = 8  # so many rows are written as they are; more of them as a table, column by column

Row = tuple[object, ...]
K = TypeVar("K")
V = TypeVar("V")

_TYPES = {"i": pa.int64(), "f": pa.float64(), "s": pa.string(), "b": pa.binary(), "?": pa.bool_()}

# The types of the columns that each statement of write.sql is given.
_COLUMNS = {
    "insert_journal": "iisssbbbb",
    "insert_meta": "ss",
    "delete_sources": "s",
    "insert_sources": "ss",
    "insert_records": "iissssbssssssss",
    "update_records": "iss",
    "insert_abouts": "ib",
    "insert_versions": "iisii",
    "update_versions": "iisii",
    "insert_eids": "isiis",
    "update_eids": "sis",
    "insert_memberships": "iisii",
    "insert_judgements": "iss?s",
    "update_judgements": "iss?s",
    "insert_tasks": "issifiiissii??sss",
    "insert_decisions": "issis",
    "update_decisions": "issis",
    "insert_saved_filters": "sss",
    "insert_answers": "isi",
}


PROJECTIONS = (
    "meta",
    "source",
    "record",
    "about",
    "record_version",
    "block_key",
    "eid",
    "membership",
    "judgement",
    "task",
    "decision",
    "saved_filter",
    "answer",
)


class Pen:
    """Writes tables through one cursor."""

    def __init__(self, cursor: Cursor, literals: int = LITERALS_MIN) -> None:
        self._cursor = cursor
        self._literals = literals
        self._sql = queries("write.sql")

    def write_pending(self, pending: Pending, written: Written) -> None:
        """Everything that is pending, and how far the tables go now; `written`: what was worked out
        of it for what lies beside the tables."""
        self.write_entries(pending.entries.values())
        self._write_sources(pending)
        self._write_records(pending, written.shelved.abouts)
        self._write_block_keys(written.blocks, pending.new.records)
        self._write_versions(pending)
        self._write_persons(pending)
        self._write_decisions(pending)
        self.write_applied(pending.seq)

    def write_entries(self, entries: Iterable[Entry]) -> None:
        """Into the journal table."""
        self.insert("journal", "insert_journal", entry_rows(entries))

    def empty_projections(self) -> None:
        """Leaves nothing but the journal."""
        for table in PROJECTIONS:
            self._cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- our own names
        self.write_applied(0)

    def write_applied(self, seq: int) -> None:
        self._cursor.execute(self._sql["update_applied"], [seq])

    def write_meta(self, meta: Mapping[str, str]) -> None:
        self._cursor.execute(self._sql["delete_meta"])
        self.write("insert_meta", list(meta.items()))

    def insert(self, table: str, name: str, rows: Sequence[Row]) -> None:
        """Appends to a table that has the columns of the statement; a few rows as they are, which
        is faster."""
        if len(rows) > FEW:
            with self._chunk(name, rows):
                self._cursor.execute(f"INSERT INTO {table} SELECT * FROM chunk")  # noqa: S608
        elif rows:
            marks = ", ".join("?" * len(rows[0]))
            values = ", ".join([f"({marks})"] * len(rows))
            given = [value for row in rows for value in row]
            self._cursor.execute(f"INSERT INTO {table} VALUES {values}", given)  # noqa: S608

    def write(self, name: str, rows: Sequence[Row], ids: Collection[int] = ()) -> None:
        """One statement for all rows."""
        if rows:
            with self._chunk(name, rows):
                self._cursor.execute(with_ids(self._sql[name], ids, self._literals))

    def delete(self, name: str, ids: Collection[int]) -> None:
        """The rows of all ids."""
        if ids:
            self._cursor.execute(with_ids(self._sql[name], sorted(ids), self._literals))

    @contextmanager
    def _chunk(self, name: str, rows: Sequence[Row]) -> Iterator[None]:
        """Inside, statements can read the rows as a table."""
        typed = zip(_COLUMNS[name], zip(*rows, strict=True), strict=True)
        with self._registered([pa.array(column, _TYPES[kind]) for kind, column in typed]):
            yield

    @contextmanager
    def _registered(self, arrays: Sequence[pa.Array]) -> Iterator[None]:
        names = [f"c{n}" for n in range(1, len(arrays) + 1)]
        self._cursor.register("chunk", pa.Table.from_arrays(arrays, names))
        try:
            yield
        finally:
            self._cursor.unregister("chunk")

    def _write_sources(self, pending: Pending) -> None:
        sources = pending.sources.all_at(pending.seq)
        # Sources are few and have no index: a changed one is written anew.
        self.write("delete_sources", [(code,) for code in sources])
        self.write("insert_sources", [(code, _json(sources[code])) for code in sorted(sources)])

    def _write_records(self, pending: Pending, packs: Mapping[int, bytes]) -> None:
        abouts = pending.abouts.all_at(pending.seq)
        keys = pending.keys.all_at(pending.seq)
        known = abouts.keys() - pending.new.records
        anew = known & keys.keys()
        moved = sorted(known & pending.changed - anew)
        self.delete("delete_records", anew)
        self.write(
            "insert_records",
            record_rows({i: abouts[i] for i in pending.new.records | anew}, keys),
        )
        self.write(
            "update_records",
            [(i, abouts[i].record.status, abouts[i].record.eid) for i in moved],
            moved,
        )
        self.delete("delete_abouts", known)
        self.write("insert_abouts", sorted(packs.items()))

    def _write_block_keys(self, moves: Segment, new: Collection[int]) -> None:
        order = np.argsort(moves.numbers, kind="stable")  # a record's keys lie together
        keys, numbers = moves.keys[order], moves.numbers[order].astype(np.int64)
        came = moves.here[order]
        # What came may be there already, if it left and came back: it must not be there twice.
        gone = ~came | ~np.isin(numbers, np.fromiter(new, np.int64, len(new)))
        if gone.any():
            delete = with_ids(
                self._sql["delete_block_keys"], np.unique(numbers[gone]).tolist(), self._literals
            )
            with self._registered([pa.array(keys[gone]), pa.array(numbers[gone])]):
                self._cursor.execute(delete)
        if came.any():
            with self._registered([pa.array(keys[came]), pa.array(numbers[came])]):
                self._cursor.execute(self._sql["insert_block_keys"])

    def _write_versions(self, pending: Pending) -> None:
        new, old = _parted(pending.versions.all_at(pending.seq), pending.new.versions)
        self.write("insert_versions", version_rows(new))
        self.write("update_versions", version_rows(old), {record_id for record_id, _ in old})

    def _write_persons(self, pending: Pending) -> None:
        new, old = [], []
        for text, eid in sorted(pending.eids.all_at(pending.seq).items()):
            if text in pending.new.eids:
                new.append((text_hash(text), text, eid.number, eid.founder, eid.survivor))
            else:
                old.append((text, eid.founder, eid.survivor))
        self.write("insert_eids", new)
        self.write("update_eids", old, [text_hash(row[0]) for row in old])
        moves = [
            (record_id, move)
            for record_id in pending.memberships
            for move in pending.memberships.until(record_id, pending.seq)
        ]
        self.write("insert_memberships", membership_rows(moves))

    def _write_decisions(self, pending: Pending) -> None:
        judged = pending.judgements.all_at(pending.seq)
        new, old = _parted(judged, pending.new.judgements)
        self.write("insert_judgements", judgement_rows(new))
        self.write("update_judgements", judgement_rows(old), old)
        tasks = pending.tasks.all_at(pending.seq)
        self.delete("delete_tasks", tasks.keys() - pending.new.tasks)
        self.write("insert_tasks", task_rows(tasks))
        decided = pending.decisions.all_at(pending.seq)
        made, undone = _parted(decided, pending.new.decisions)
        self.write("insert_decisions", decision_rows(made))
        self.write("update_decisions", decision_rows(undone), undone)
        filters = pending.filters.at(None, pending.seq)
        if filters is not None:
            self._cursor.execute(self._sql["delete_filters"])
            self.write("insert_saved_filters", filter_rows(filters))
        answers = sorted(
            (event.seq, request_id)
            for request_id in pending.answers
            for event in pending.answers.until(request_id, pending.seq)
        )
        self.write("insert_answers", [(text_hash(i), i, seq) for seq, i in answers])


def record_rows(
    abouts: Mapping[int, About], keys: Mapping[int, tuple[int, ...]] | None = None
) -> list[Row]:
    """Whole rows of the table; without `keys` those are left empty."""
    rows: list[Row] = []
    for record_id in sorted(abouts):
        record = abouts[record_id].record
        rows.append(
            (
                record_id,
                record_hash(record.key),
                record.key.source,
                record.key.local_id,
                record.status,
                record.eid,
                packed_keys(keys[record_id]) if keys is not None else b"",
                *search_columns(record.row),
            )
        )
    return rows


def task_rows(tasks: Mapping[int, tuple[Task, tuple[str, ...]]]) -> list[Row]:
    """Whole rows of the table."""
    return [(*columns(task, sources), _json(task)) for _, (task, sources) in sorted(tasks.items())]


def judgement_rows(judgements: Mapping[int, Judgement]) -> list[Row]:
    """Whole rows of the table."""
    return [(i, j.verdict, j.by, not j.revoked, _json(j)) for i, j in sorted(judgements.items())]


def decision_rows(decisions: Mapping[int, Decision]) -> list[Row]:
    """Whole rows of the table."""
    return [(i, d.kind, d.by, micros(d.at), _json(d)) for i, d in sorted(decisions.items())]


def filter_rows(filters: Iterable[SavedFilter]) -> list[Row]:
    """Whole rows of the table."""
    return [(one.owner, one.name, _json(one)) for one in filters]


def version_rows(versions: Mapping[tuple[int, int], Version]) -> list[Row]:
    """Whole rows of the table."""
    return [
        (*place, v.disposition, v.seq, micros(v.current_from) if v.current_from else 0)
        for place, v in sorted(versions.items())
    ]


def membership_rows(moves: Iterable[tuple[int, tuple[str, Event]]]) -> list[Row]:
    """Whole rows of the table, of (record, (EID, event)), in the order of the journal."""
    ordered = sorted(moves, key=lambda move: (move[1][1].seq, move[0]))
    return [(i, text_hash(eid), eid, event.seq, micros(event.at)) for i, (eid, event) in ordered]


def entry_rows(entries: Iterable[Entry]) -> list[Row]:
    """Whole rows of the journal table."""
    return [
        (e.seq, e.at_us, e.actor, e.request_id, e.type, e.payload, e.salt, e.payload_hash, e.hash)
        for e in entries
    ]


def _parted(values: Mapping[K, V], new: Collection[K]) -> tuple[dict[K, V], dict[K, V]]:
    """(new ones, others)"""
    return (
        {key: value for key, value in values.items() if key in new},
        {key: value for key, value in values.items() if key not in new},
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
