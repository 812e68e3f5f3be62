"""Writing: what is dirty in a State, into the tables, a statement for each table.

Runs inside the writer's DuckDB transaction; nothing here commits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

import duckdb
import msgspec

from mpi.domain.task import Task
from mpi.journal import SALT_BYTES, Entry, micros, sealed
from mpi.store.desk import columns
from mpi.store.packing import packed, packed_keys, text_hash
from mpi.store.queries import queries, with_ids
from mpi.store.search import search_columns
from mpi.store.state import State
from mpi.store.view import View

FEW = 4  # so many rows are written as they are; more of them column by column

_INSERT = re.compile(r"INSERT INTO \w+")

Row = tuple[object, ...]


class Pen:
    """Writes through one cursor; `head` is the hash that the next journal entry is chained to."""

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, head: bytes, random: Callable[[int], bytes]
    ) -> None:
        self._cursor = cursor
        self._sql = queries("write.sql")
        self._random = random
        self.head = head

    def flush(self, state: State) -> None:
        """Writes everything that changed since the last flush."""
        entries = []
        for event in state.dirty.events:
            entries.append(sealed(event, self.head, self._random(SALT_BYTES)))
            self.head = entries[-1].hash
        self.write_entries(entries)
        self._write_sources(state)
        self._write_records(state)
        self._write_block_keys(state)
        self._write_versions(state)
        self._write_persons(state)
        self._write_decisions(state)
        state.flushed()

    def write_entries(self, entries: Iterable[Entry]) -> None:
        rows = [
            (
                e.seq,
                e.at_us,
                e.actor,
                e.request_id,
                e.type,
                e.payload,
                e.salt,
                e.payload_hash,
                e.hash,
            )
            for e in entries
        ]
        self._write("insert_journal", rows)

    def write_meta(self, meta: dict[str, str]) -> None:
        self._cursor.execute(self._sql["delete_meta"])
        self._write("insert_meta", list(meta.items()))

    def _write_sources(self, state: State) -> None:
        if state.dirty.sources:
            codes = sorted(state.dirty.sources)
            self._write("delete_sources", [(code,) for code in codes])
            sources = [(code, state.source(code)) for code in codes]
            self._write("insert_sources", [(code, _json(source)) for code, source in sources])

    def _write_records(self, state: State) -> None:
        new: list[Row] = []
        abouts: list[Row] = []
        changed: list[Row] = []
        rows: list[Row] = []
        for record_id in sorted(state.dirty.records):
            about = state.about(record_id)
            record = about.record
            if record_id in state.dirty.new_records:
                key_hash = text_hash(record.key.source, record.key.local_id)
                keys = packed_keys(state.block_keys(record_id))
                new.append(
                    (
                        record_id,
                        key_hash,
                        record.key.source,
                        record.key.local_id,
                        record.status,
                        record.eid,
                        packed(about),
                        keys,
                        *search_columns(record.row),
                    )
                )
                continue
            abouts.append((record_id, packed(about)))
            if record_id in state.dirty.changed:
                changed.append((record_id, record.status, record.eid))
            if record_id in state.dirty.rows:
                keys = packed_keys(state.block_keys(record_id))
                rows.append((record_id, keys, *search_columns(record.row)))
        self._write("insert_records", new)
        name = "update_few_abouts" if len(abouts) <= FEW else "update_abouts"
        known = state.dirty.records - state.dirty.new_records
        self._write(name, abouts, known)
        self._write("update_records", changed, known & state.dirty.changed)
        self._write("update_rows", rows, known & state.dirty.rows)

    def _write_block_keys(self, state: State) -> None:
        came: list[tuple[int, int]] = []
        left: list[tuple[int, int]] = []
        for key, moves in sorted(state.moved.items()):
            for record_id, is_here in sorted(moves.items()):
                (came if is_here else left).append((key, record_id))
        # What came may be there already, if it left and came back: it must not be there twice.
        gone = left + [pair for pair in came if pair[1] not in state.dirty.new_records]
        self._write("delete_block_keys", gone, sorted({key for key, _ in gone}))
        self._write("insert_block_keys", came)

    def _write_versions(self, state: State) -> None:
        new, old = [], []
        for record_id, number in sorted(state.dirty.versions):
            version = state.version(record_id, number)
            since = micros(version.current_from) if version.current_from else 0
            if (record_id, number) in state.dirty.new_versions:
                new.append((record_id, number, version.disposition, version.seq, since))
            else:
                old.append((record_id, number, version.disposition, since))
        self._write("insert_versions", new)
        self._write("update_versions", old, sorted({row[0] for row in old}))

    def _write_persons(self, state: State) -> None:
        new, old = [], []
        for text in sorted(state.dirty.eids):
            eid = state.eid(text)
            assert eid is not None, "what is dirty exists"
            if text in state.dirty.new_eids:
                new.append((text_hash(text), text, eid.number, eid.founder, eid.survivor))
            else:
                old.append((text, eid.founder, eid.survivor))
        self._write("insert_eids", new)
        self._write("update_eids", old, [text_hash(row[0]) for row in old])
        self._write(
            "insert_memberships",
            [
                (record_id, text_hash(eid), eid, event.seq, micros(event.at))
                for record_id, eid, event in state.dirty.memberships
            ],
        )

    def _write_decisions(self, state: State) -> None:
        dirty = state.dirty
        judged = {i: j for i in sorted(dirty.judgements) if (j := state.judgement(i))}
        new, old = _parted(judged, dirty.new_judgements)
        self._write(
            "insert_judgements",
            [(i, j.verdict, j.by, not j.revoked, _json(j)) for i, j in judged.items() if i in new],
        )
        self._write(
            "update_judgements", [(i, not judged[i].revoked, _json(judged[i])) for i in old], old
        )
        tasks = {i: task for i in sorted(dirty.tasks) if (task := state.task(i))}
        rows = {i: task_row(task, state) for i, task in tasks.items()}
        new, old = _parted(tasks, dirty.new_tasks)
        self._write("insert_tasks", [rows[i] for i in new])
        self._write("update_tasks", [rows[i] for i in old], old)
        self._write_desk(state)
        self._write(
            "insert_answers",
            [(text_hash(e.request_id), e.request_id, e.seq) for e in dirty.answers],
        )

    def _write_desk(self, state: State) -> None:
        dirty = state.dirty
        decided = state.decisions_at(sorted(dirty.decisions))
        new, old = _parted(decided, dirty.new_decisions)
        self._write(
            "insert_decisions",
            [(i, d.kind, d.by, micros(d.at), _json(d)) for i, d in decided.items() if i in new],
        )
        self._write("update_decisions", [(i, _json(decided[i])) for i in old], old)
        if dirty.filters:
            self._cursor.execute(self._sql["delete_filters"])
            kept = [(one.owner, one.name, _json(one)) for one in state.filters()]
            self._write("insert_filters", kept)

    def _write(self, name: str, rows: Sequence[Row], ids: Collection[int] = ()) -> None:
        """One statement for all rows."""
        if not rows:
            return
        statement = self._sql[name]
        if len(rows) <= FEW and (insert := _INSERT.match(statement)):
            marks = ", ".join("?" * len(rows[0]))
            values = ", ".join([f"({marks})"] * len(rows))
            self._cursor.execute(f"{insert[0]} VALUES {values}", [v for row in rows for v in row])
            return
        columns = [list(column) for column in zip(*rows, strict=True)]
        self._cursor.execute(with_ids(statement, ids), columns)


def task_row(task: Task, view: View) -> Row:
    """A task as it stands in its table."""
    sources = (record.key.source for record in view.records(task.records).values())
    return (*columns(task, sources), _json(task))


def _parted(ids: Iterable[int], new: Collection[int]) -> tuple[list[int], list[int]]:
    """(new ones, others)"""
    wanted = list(ids)
    return [i for i in wanted if i in new], [i for i in wanted if i not in new]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
