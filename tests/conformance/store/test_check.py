"""`mpi check`: verifies the journal, and finds every table that is not as the journal says."""

from __future__ import annotations

import pytest

from mpi.check import check, rebuild
from mpi.errors import DataCorrupt
from mpi.store.base import Derived
from mpi.store.duckdb import DuckDBStore


@pytest.fixture
def filled(kit):
    """A store in which every table has rows."""
    store = DuckDBStore(":memory:", kit.derive, derive_version="1")
    with store.transaction() as tx:
        acts = kit.Acts(tx)
        acts.register("A")
        ids = [acts.arrive(str(n), "LEE") for n in range(4)]
        acts.link(ids[0], ids[1])
        acts.join(kit.eid_of(1), kit.eid_of(2))
        acts.judge(ids[0], ids[2])
        acts.ask(ids[0], ids[2])
        acts.update(ids[3], "KIM")
        acts.answer("one")
    yield store
    store.close()


def tampered(store, statement):
    store.flush()
    store._cursor.execute(statement)
    return " ".join(check(store).problems)


def test_a_store_that_nobody_touched_has_no_problems(filled):
    report = check(filled)
    assert (report.entries, report.problems) == (15, ())


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE journal SET actor = 'x' WHERE seq = 3", "entry 3 does not continue"),
        ("UPDATE journal SET payload = '{}' WHERE seq = 3", "entry 3 has a payload that its hash"),
        ("DELETE FROM journal WHERE seq = 3", "entry 4 follows entry 2"),
        ("UPDATE source SET body = '{}'", "source: A"),
        ("DELETE FROM source", "source: A lacks"),
        ("UPDATE record SET city = '|X|' WHERE id = 2", "record: 2"),
        ("UPDATE about SET about = '' WHERE id = 2", "about: 2"),
        ("DELETE FROM about WHERE id = 2", "a record has one about: not so for 2"),
        ("INSERT INTO about SELECT * FROM about WHERE id = 2", "a record has one about: not"),
        ("UPDATE record SET keys = '' WHERE id = 2", "record: 2"),
        ("DELETE FROM record WHERE id = 2", "record: 2 lacks"),
        ("INSERT INTO record SELECT * FROM record WHERE id = 2", "an id has one record: not"),
        ("UPDATE record_version SET disposition = 'stale'", "record_version: 1"),
        ("DELETE FROM block_key WHERE record = 3", "block_key: 3 lacks"),
        ("INSERT INTO block_key VALUES (5, 3)", "block_key: 3 is not as"),
        ("INSERT INTO block_key SELECT * FROM block_key", "block_key: 3 is not as"),
        ("UPDATE eid SET founder = 3 WHERE number = 1", "is not as the journal says"),
        ("UPDATE eid SET survivor = '' WHERE number = 2", "unless its founder was deleted: not"),
        ("UPDATE eid SET survivor = eid WHERE number = 2", "leads to a live one: not so"),
        ("UPDATE eid SET survivor = 'gone' WHERE number = 2", "leads to a live one: not so"),
        ("INSERT INTO eid SELECT * FROM eid WHERE number = 1", "an eid is minted once: not so"),
        ("UPDATE eid SET number = 1", "an eid has a number of its own: not so for 1"),
        ("UPDATE eid SET eid = 'E' WHERE number = 4", "has the right check symbol: not so for E"),
        ("UPDATE record SET eid = '' WHERE id = 2", "has one live eid: not so for 2"),
        ("UPDATE record SET status = 'merged' WHERE id = 2", "only an active record has block"),
        ("UPDATE record SET status = 'deleted' WHERE id = 2", "a deleted record has no eid: not"),
        ("UPDATE record SET local_id = '1'", "a record key has one record: not so for 1"),
        ("UPDATE membership SET at_us = 1 WHERE record = 3", "membership: 3"),
        ("UPDATE judgement SET body = ''", "judgement: 1"),
        ("UPDATE task SET status = 'resolved'", "task: 1"),
        ("DELETE FROM answer", "answer: 15 lacks"),
    ],
)
def test_what_was_tampered_with_is_named(filled, statement, problem):
    assert problem in tampered(filled, statement)


def test_problems_name_tables_and_ids_only(filled):
    said = tampered(filled, "UPDATE record SET family = 'ZZPHI'")
    assert "record: 1" in said
    assert "ZZPHI" not in said
    assert "LEE" not in said


def test_many_problems_are_counted_not_listed(filled):
    said = tampered(filled, "INSERT INTO block_key SELECT 1, unnest(range(500))")
    assert "block_key: and 480 more" in said


def test_rebuild_writes_the_tables_anew_from_the_journal(filled, kit):
    for table in ("record", "block_key", "eid", "task", "answer", "membership", "source"):
        filled.flush()
        filled._cursor.execute(f"DELETE FROM {table}")
    assert check(filled).problems
    assert rebuild(filled) == 15
    assert check(filled).problems == ()
    with filled.transaction() as tx:
        assert tx.candidates([kit.block_key("LEE")], 9).ids == (1, 2, 3)
        kit.Acts(tx).arrive("9", "LEE")
    assert check(filled).problems == ()


def test_another_standardizer_or_plan_makes_the_tables_stale_until_they_are_rebuilt(kit, tmp_path):
    def derive_anew(demographics):
        derived = kit.derive(demographics)
        return Derived(derived.row, tuple(key ^ 1 for key in derived.keys))

    path = str(tmp_path / "index.duckdb")
    store = DuckDBStore(path, kit.derive, derive_version="1")
    with store.transaction() as tx:
        kit.Acts(tx).arrive("1", "LEE")
    assert not store.is_stale
    store.close()
    store = DuckDBStore(path, derive_anew, derive_version="2")
    assert store.is_stale
    assert check(store).problems[0].startswith("tables: written by another standardizer")
    with pytest.raises(DataCorrupt), store.transaction():
        pass
    rebuild(store)
    assert not store.is_stale
    assert check(store).problems == ()
    with store.snapshot() as snapshot:
        assert snapshot.candidates([kit.block_key("LEE") ^ 1], 9).ids == (1,)
    store.close()
    store = DuckDBStore(path, derive_anew, derive_version="2")
    assert not store.is_stale
    store.close()


def test_a_rebuild_that_was_cut_off_leaves_the_tables_stale(filled):
    filled.forget_projections()
    assert filled.is_stale
    assert "tables: written by another standardizer or plan; rebuild them" in check(filled).problems
    rebuild(filled)
    assert check(filled).problems == ()


def test_checking_leaves_no_file_behind(kit, tmp_path):
    store = DuckDBStore(str(tmp_path / "index.duckdb"), kit.derive)
    assert check(store).problems == ()
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == ["index.duckdb"]
