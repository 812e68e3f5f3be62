"""Every sentence of `Transaction` and `Store` in mpi/store/base.py."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from mpi.domain.event import Answered, RecordStored
from mpi.domain.record import Disposition, RecordKey
from mpi.domain.task import TaskStatus
from mpi.errors import Unavailable
from mpi.store.base import Candidates


class Oops(Exception):
    pass


def test_it_sees_what_it_has_appended_nobody_else_does_until_the_commit(store, acting, kit):
    key = RecordKey("A", "1")
    with acting() as acts:
        record = acts.arrive("1", "LEE")
        assert acts.tx.record_id(key) == record
        assert acts.tx.counts()["records"] == 1
        with store.snapshot() as snapshot:
            assert snapshot.record_id(key) == 0
            assert snapshot.counts()["records"] == 0
            assert snapshot.events(0, 9) == ()
    with store.snapshot() as snapshot:
        assert snapshot.record_id(key) == record


def test_that_holds_for_questions_that_look_through_whole_tables(acting):
    with acting() as acts:
        first = acts.arrive("1", "LEE")
        task = acts.ask(first)
        assert [t.id for t in acts.tx.tasks(TaskStatus.OPEN, None, 0, 9)] == [task]
        acts.end(task)
        assert acts.tx.tasks(TaskStatus.OPEN, None, 0, 9) == ()
        acts.update(first, "KIM")
        assert len(acts.tx.versions([first])[first]) == 2
        assert acts.tx.eid_at(first, acts.now()) == acts.tx.record(first).eid
        assert [e.seq for e in acts.tx.events(0, 99)] == [1, 2, 3, 4, 5]


def test_numbers_are_given_once(store, acting):
    with acting() as acts:
        first = acts.arrive("1", "LEE")
        second = acts.arrive("2", "LEE")
        task, judgement = acts.ask(first), acts.judge(first, second)
    with acting() as acts:
        assert acts.tx.next_record_id() == second + 1
        assert acts.tx.next_task_id() == task + 1
        assert acts.tx.next_judgement_id() == judgement + 1
        assert acts.tx.next_eid_number() == 3


def test_prefetch_changes_no_answer(store, acting, kit):
    keys = [kit.block_key("LEE"), kit.block_key("KIM"), kit.block_key("NOBODY")]
    record_keys = [RecordKey("A", "1"), RecordKey("A", "none")]
    with acting() as acts:
        ids = [acts.arrive(str(n), "LEE") for n in range(3)] + [acts.arrive("9", "KIM")]
        acts.answer("one")
    with acting() as acts:
        acts.update(ids[3], "LEE")
        acts.tx.prefetch(record_keys, keys, ["one", "two", ""], limit=2)
        assert [acts.tx.record_id(key) for key in record_keys] == [ids[1], 0]
        assert acts.tx.candidates(keys, 2) == Candidates((), truncated=True)
        assert acts.tx.candidates(keys, 4) == Candidates(tuple(ids), truncated=False)
        assert acts.tx.answered("one") is not None
        assert acts.tx.answered("two") is None


def test_tells_what_was_already_computed_for_demographics_about_to_be_appended(acting, kit):
    with acting() as acts:
        record = acts.arrive("1", "LEE")
        told = kit.said("KIM")
        acts.tx.derived(told, kit.derive(kit.said("PARK")))
        key = RecordKey("A", "1")
        stored = RecordStored(record, key, 2, Disposition.CURRENT, told, None, "c")
        acts.append(stored)
        assert acts.tx.record(record).row.family == "PARK"


def test_append_numbers_the_entry_without_a_gap(store, acting):
    with acting() as acts:
        acts.arrive("1", "LEE")
    with suppress(Oops), acting() as acts:
        acts.arrive("2", "LEE")
        raise Oops
    with acting() as acts:
        assert acts.append(Answered("Method", "digest", b"")).seq == 3
    with store.snapshot() as snapshot:
        assert [event.seq for event in snapshot.events(0, 99)] == [1, 2, 3]


def test_one_transaction_at_a_time(store, acting):
    order = []

    def second():
        with acting() as acts:
            order.append("second begins")
            acts.arrive("2", "KIM")

    with acting() as acts:
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.1)
        acts.arrive("1", "LEE")
        order.append("first ends")
    thread.join()
    assert order == ["first ends", "second begins"]
    with store.snapshot() as snapshot:
        assert snapshot.last_seq() == 4


def test_an_exception_inside_it_leaves_the_store_as_it_was(store, acting, kit):
    with acting() as acts:
        first = acts.arrive("1", "LEE")
    with suppress(Oops), acting() as acts:
        second = acts.arrive("2", "LEE")
        acts.link(first, second)
        acts.join(kit.eid_of(1), kit.eid_of(2))
        acts.update(first, "KIM")
        acts.ask(first, second)
        assert acts.tx.counts()["open_tasks"] == 1  # so that some of it had been written
        acts.judge(first, second)
        acts.answer("one")
        raise Oops
    for view in (store.snapshot, store.transaction):
        with view() as reader:
            assert reader.record(first).row.family == "LEE"
            assert reader.record_id(RecordKey("A", "2")) == 0
            assert reader.edges(first) == {}
            assert reader.eid(kit.eid_of(2)) is None
            assert reader.tasks_of(first) == reader.judgements(first) == ()
            assert reader.answered("one") is None
            assert reader.candidates([kit.block_key("LEE")], 9).ids == (first,)
            assert reader.last_seq() == 2


def test_a_snapshot_is_a_view_that_no_later_commit_changes(store, acting, kit):
    with acting() as acts:
        first = acts.arrive("1", "LEE")
    with store.snapshot() as snapshot:
        with acting() as acts:
            acts.update(first, "KIM")
            acts.arrive("2", "LEE")
        assert snapshot.record(first).row.family == "LEE"
        assert snapshot.candidates([kit.block_key("LEE")], 9).ids == (first,)
        assert snapshot.last_seq() == 2
        assert snapshot.counts()["records"] == 1


def test_snapshots_run_beside_a_transaction_from_many_threads(store, acting, kit):
    with acting() as acts:
        for number in range(8):
            acts.arrive(str(number), "LEE")
    seen = []

    def read():
        with store.snapshot() as snapshot:
            seen.append(snapshot.candidates([kit.block_key("LEE")], 9).ids)

    with acting() as acts:
        acts.arrive("9", "LEE")
        threads = [threading.Thread(target=read) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert seen == [tuple(range(1, 9))] * 6


def test_a_transaction_after_close_raises_unavailable(store, acting):
    store.close()
    with pytest.raises(Unavailable), store.transaction():
        pass


def test_close_waits_for_a_running_transaction(store, acting):
    begun, go_on = threading.Event(), threading.Event()
    done = []

    def write():
        with acting() as acts:
            begun.set()
            go_on.wait(10)
            acts.arrive("1", "LEE")
            done.append("writing")

    writing = threading.Thread(target=write)
    writing.start()
    begun.wait(10)
    closing = threading.Thread(target=lambda: (store.close(), done.append("closed")))
    closing.start()
    closing.join(0.1)
    go_on.set()
    writing.join()
    closing.join()
    assert done == ["writing", "closed"]


def test_closing_twice_is_fine(store):
    store.close()
    store.close()
