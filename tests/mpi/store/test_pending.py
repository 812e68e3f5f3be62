"""The tables follow the journal: readers do not notice, and a crash in between loses nothing."""

from __future__ import annotations

import shutil
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from matching.demographics import Demographics, Name
from matching.row import MatchRow
from mpi.check import check
from mpi.domain.eid import written
from mpi.domain.event import Edge, EdgesFound, Founded, Move, PersonsChanged, RecordStored
from mpi.domain.record import Disposition, RecordKey
from mpi.errors import Unavailable
from mpi.store.base import Derived, PersonQuery
from mpi.store.duckdb import DuckDBConfig, DuckDBStore

START = datetime(2026, 3, 1, tzinfo=UTC)
NEVER = DuckDBConfig(pending_flush=10**9, pending_max=10**9, pending_s=1e6, held=True)
BLOCK = 7
ENTRIES = 3  # of each record


def derive(demographics):
    return Derived(MatchRow(family=demographics.names[0].family), (BLOCK,))


def opened(path, config=NEVER):
    return DuckDBStore(str(path), derive, config=config)


def store_one(tx):
    """A record, an edge to the one before, and a person of its own."""
    record = tx.next_record_id()
    key = RecordKey("A", str(record))
    said = Demographics(names=(Name("LEE"),))
    eid = written(record)
    for payload in (
        RecordStored(record, key, 1, Disposition.CURRENT, said, None, str(record)),
        EdgesFound(record, (Edge(record - 1, 7.5),) if record > 1 else (), "model"),
        PersonsChanged("new", (Move(record, key, "", eid),), (Founded(eid, record),)),
    ):
        tx.append(payload, at=START + timedelta(seconds=record), actor="a", request_id="")
    return record


def assert_sees(reader, records):
    """Exactly so many records, whichever way it asks."""
    ids = tuple(range(1, records + 1))
    assert reader.counts()["records"] == reader.counts()["persons"] == records
    assert reader.last_seq() == reader.counts()["events"] == records * ENTRIES
    assert reader.candidates((BLOCK,), 10**6).ids == ids
    assert tuple(reader.records(range(1, records + 5))) == ids
    assert tuple(record.id for record in reader.records_after(0, 10**6)) == ids
    assert reader.find(PersonQuery(family="LEE", limit=10**6)) == ids
    assert len(reader.events(0, 10**6)) == records * ENTRIES
    if records:
        newest = reader.record(records)
        assert reader.members(newest.eid) == (records,)
        assert reader.eid_at(records, START + timedelta(days=1)) == newest.eid
        assert set(reader.edges(records)) == ({records - 1} if records > 1 else set())
        assert reader.version(records).content == str(records)


def test_a_reader_sees_one_moment_while_the_tables_are_written(tmp_path):
    store, done = opened(tmp_path / "index.duckdb"), threading.Event()

    def write():
        for _ in range(40):
            with store.transaction() as tx:
                store_one(tx)
        done.set()

    def flush():
        while not done.is_set():
            store.flush()

    with closing(store):
        threads = [threading.Thread(target=write), threading.Thread(target=flush)]
        for thread in threads:
            thread.start()
        seen = []
        while not done.is_set():
            with store.snapshot() as reader:
                seen.append(reader.last_seq() // ENTRIES)
                assert_sees(reader, seen[-1])
        for thread in threads:
            thread.join()
        assert seen == sorted(seen)
        with store.snapshot() as reader:
            assert_sees(reader, 40)
        assert check(store).problems == ()


def test_a_snapshot_keeps_its_moment_over_later_commits_and_flushes(tmp_path):
    with closing(opened(tmp_path / "index.duckdb")) as store:
        with store.transaction() as tx:
            store_one(tx)
        with store.snapshot() as reader:
            for _ in range(3):
                with store.transaction() as tx:
                    store_one(tx)
                store.flush()
            assert_sees(reader, 1)


@pytest.mark.parametrize("flushed", [0, 2, 5])
def test_what_the_tables_lack_after_a_crash_is_replayed(tmp_path, flushed):
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with closing(opened(tmp_path / "index.duckdb")) as store:
        for number in range(5):
            if number == flushed:
                store.flush()
            with store.transaction() as tx:
                store_one(tx)
        for file in tmp_path.glob("index.duckdb*"):  # as a power cut would leave them
            shutil.copy(file, crashed)
    with closing(opened(crashed / "index.duckdb")) as store:
        with store.snapshot() as reader:
            assert_sees(reader, 5)
        with store.transaction() as tx:
            assert store_one(tx) == 6
        assert check(store).problems == ()


def test_a_closed_store_has_whole_tables(tmp_path):
    with closing(opened(tmp_path / "index.duckdb")) as store, store.transaction() as tx:
        store_one(tx)
    with duckdb.connect(str(tmp_path / "index.duckdb"), read_only=True) as tables:
        assert tables.execute("SELECT seq FROM applied").fetchall() == [(ENTRIES,)]
        assert tables.execute("SELECT count(*) FROM record").fetchall() == [(1,)]


def test_many_entries_are_written_without_being_told(tmp_path):
    config = DuckDBConfig(pending_flush=ENTRIES, pending_s=1e6)
    with closing(opened(tmp_path / "index.duckdb", config)) as store:
        with store.transaction() as tx:
            store_one(tx)
        for _ in range(1000):
            if not store._moment.pending[0].size and len(store._moment.pending) == 1:
                break
            threading.Event().wait(0.01)
        assert store._root.cursor().execute("SELECT seq FROM applied").fetchall() == [(ENTRIES,)]


class WithoutTables:
    """A connection whose cursors cannot say how far the tables go."""

    def __init__(self, connection):
        self._connection = connection

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def cursor(self):
        return WithoutTables(self._connection.cursor())

    def execute(self, statement, *given):
        if "UPDATE applied" in statement:
            raise duckdb.IOException("no room")
        return self._connection.execute(statement, *given)


def test_tables_that_cannot_be_written_cost_nobody_an_answer(tmp_path):
    with closing(opened(tmp_path / "index.duckdb")) as store:
        with store.transaction() as tx:
            store_one(tx)
        store._root = WithoutTables(store._root)
        with pytest.raises(Unavailable):
            store.flush()
        with suppress(Unavailable), store.snapshot() as reader:
            assert_sees(reader, 1)
        with store.transaction() as tx:
            store_one(tx)
        with store.snapshot() as reader:
            assert_sees(reader, 2)
        store.flush()
        assert check(store).problems == ()
