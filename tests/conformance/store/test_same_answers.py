"""After any sequence of appends, commits, rollbacks and reopenings, every store answers alike."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from mpi.check import check, rebuild
from mpi.domain.record import Disposition, RecordKey, RecordStatus
from mpi.domain.task import TaskStatus
from mpi.store import tables, writing
from mpi.store.base import PersonQuery
from mpi.store.duckdb import DuckDBConfig, DuckDBStore
from mpi.store.memory import MemoryStore

FAMILIES = ("LEE", "KIM", "PARK", "GARCIA LOPEZ", "O'NEIL")
GIVEN = ("ANNA", "BEN", "CHO")


class Oops(Exception):
    pass


def everything(reader, kit):
    """All that can be asked, about all that there is."""
    records = reader.records_after(0, 10_000)
    ids = [record.id for record in records]
    eids = [kit.eid_of(n) for n in range(1, len(ids) + 2)]
    keys = [kit.block_key(f) for f in FAMILIES]
    times = [kit.start + timedelta(minutes=m) for m in range(0, reader.last_seq() + 1, 40)]
    return {
        "records": records,
        "ids": [reader.record_id(record.key) for record in records],
        "versions": reader.versions(ids),
        "current": dict(reader.current_versions(ids)),
        "find": [reader.find(PersonQuery(family=f, given="A*")) for f in FAMILIES],
        "candidates": [reader.candidates([k], limit) for k in keys for limit in (1, 3, 100)],
        "eids": [reader.eid(eid) for eid in eids],
        "members": dict(reader.members_of(eids)),
        "ever members": dict(reader.ever_members_of(eids)),
        "founded": [reader.founded(i) for i in ids],
        "eid at": [[reader.eid_at(i, at) for i in ids[:3]] for at in times],
        "members at": [[reader.members_at(e, at) for e in eids[:3]] for at in times],
        "edges": [dict(reader.edges(i)) for i in ids],
        "judgements": [reader.judgements(i) for i in ids],
        "tasks of": [reader.tasks_of(i) for i in ids],
        "tasks": reader.tasks(None, None, 0, 10_000),
        "answers": [reader.answered(f"request {n}") for n in range(20)],
        "events": reader.events(0, 10_000),
        "last": reader.last_seq(),
        "counts": dict(reader.counts()),
        "sources": reader.sources(),
    }


def act_somehow(acts, chance):
    """One act that the index could make in this state, chosen by chance."""
    records = acts.tx.records_after(0, 10_000)
    active = [r for r in records if r.status is RecordStatus.ACTIVE]
    family, given = chance.choice(FAMILIES), chance.choice(GIVEN)
    act = chance.choice(
        "arrive update link join split judge revoke ask end merge undo delete quarantine answer"
        " settle register look".split()
    )
    if act == "arrive" or len(active) < 3:
        acts.arrive(str(len(records)), family, given, source=chance.choice("AB"))
        return
    one, other = chance.sample(active, 2)
    tasks = acts.tx.tasks(TaskStatus.OPEN, None, 0, 10_000)
    if act == "update":
        acts.update(one.id, family, given)
    elif act == "quarantine":
        acts.update(one.id, family, given, Disposition.QUARANTINED)
    elif act == "settle" and one.quarantined:
        acts.settle(one.id, accepted=chance.random() < 0.5)
    elif act == "link":
        acts.link(one.id, other.id, chance.choice((7.5, 11.25)))
    elif act == "join" and one.eid != other.eid:
        acts.join(one.eid, other.eid)
    elif act == "split":
        founded = [e for e in acts.tx.founded(one.id) if e.survivor]
        if founded:
            acts.split(one.id, founded[0].eid)
    elif act == "judge":
        acts.judge(one.id, other.id)
    elif act == "revoke" and acts.tx.judgements(one.id):
        acts.revoke(acts.tx.judgements(one.id)[0].id)
    elif act == "ask":
        acts.ask(one.id, chance.choice((0, other.id)))
    elif act == "end" and tasks:
        acts.end(chance.choice(tasks).id)
    elif act == "merge" and acts.tx.members(one.eid) != (one.id,):
        acts.merge(one.id, other.id)
    elif act == "undo":
        for record in [r for r in records if r.status is RecordStatus.MERGED][:1]:
            acts.unmerge(record.id)
    elif act == "delete" and chance.random() < 0.3:
        acts.delete(one.id)
    elif act == "answer":
        name = f"request {chance.randrange(20)}"
        if acts.tx.answered(name) is None:
            acts.answer(name, name.encode())
    elif act == "register":
        acts.register(chance.choice("AB"), name=given)


SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 40))]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("kept_max", "few", "small_blocks"), [(-1, 4, 2_000), (60, 0, 3), (200_000, 4, 0)]
)
def test_a_duckdb_store_answers_as_a_state_in_memory(
    kit, tmp_path, monkeypatch, seed, kept_max, few, small_blocks
):
    # Limits that choose between statements are set so that each is used.
    monkeypatch.setattr(writing, "FEW", few)
    monkeypatch.setattr(tables, "SMALL_BLOCKS_RECORDS", small_blocks)
    path = str(tmp_path / "index.duckdb")
    config = DuckDBConfig(kept_max=kept_max, held=bool(seed % 2))
    chance = random.Random(seed * 1000 + kept_max)
    model, store = MemoryStore(kit.derive), DuckDBStore(path, kit.derive, config=config)
    for _ in range(12):
        script, length = chance.randrange(2**32), chance.randrange(1, 15)
        fails = chance.random() < 0.25
        looks = chance.random() < 0.5
        for each in (model, store):
            steps = random.Random(script)
            try:
                with each.transaction() as tx:
                    for _ in range(length):
                        act_somehow(kit.Acts(tx), steps)
                        if steps.random() < 0.1:
                            keys = [RecordKey("A", str(n)) for n in range(9)]
                            tx.prefetch(keys, [kit.block_key("LEE")], limit=3)
                    if looks:
                        seen = everything(tx, kit)
                        if each is model:
                            expected = seen
                        else:
                            assert seen == expected
                    if fails:
                        raise Oops
            except Oops:
                pass
        if chance.random() < 0.4:
            store.flush()
        with model.snapshot() as here, store.snapshot() as there:
            assert everything(there, kit) == everything(here, kit)
        if chance.random() < 0.3:
            store.close()
            store = DuckDBStore(path, kit.derive, config=config)
    with model.snapshot() as snapshot:
        expected = everything(snapshot, kit)
    assert not [p for p in check(store).problems if "has records unless" not in p]
    rebuild(store)
    with store.snapshot() as snapshot:
        assert everything(snapshot, kit) == expected
    store.close()


def test_a_key_of_the_right_hash_is_still_compared(kit):
    store = DuckDBStore(":memory:", kit.derive)
    with store.transaction() as tx:
        kit.Acts(tx).arrive("1", "LEE")
    store.flush()
    store._cursor.execute("UPDATE record SET key_hash = 5")
    with pytest.MonkeyPatch.context() as patch, store.snapshot() as snapshot:
        patch.setattr(tables, "record_hash", lambda key: 5)
        assert snapshot.record_id(RecordKey("A", "2")) == 0
        assert snapshot.record_id(RecordKey("A", "1")) == 1
    store.close()
