"""The micro-batching writer, over a real store in memory."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from matching.row import MatchRow
from mpi.domain.event import SourceRegistered
from mpi.domain.source import Source
from mpi.errors import NotFound, ResourceExhausted, Unavailable
from mpi.store.base import Derived
from mpi.store.duckdb import DuckDBStore
from mpi.writer import Writer

AT = datetime(2026, 3, 1, tzinfo=UTC)


class Counted:
    """A store that counts transactions, and fails commits when told to."""

    def __init__(self):
        self.inner = DuckDBStore(":memory:", lambda _: Derived(MatchRow(), ()))
        self.transactions = 0
        self.fails = lambda: False

    @contextmanager
    def transaction(self):
        self.transactions += 1
        with self.inner.transaction() as tx:
            yield tx
            if self.fails():
                raise Unavailable

    def codes(self):
        with self.inner.snapshot() as snapshot:
            return [source.code for source in snapshot.sources()]


@pytest.fixture
def store():
    counted = Counted()
    yield counted
    counted.inner.close()


@pytest.fixture
def writer(store):
    made = Writer(store, batch_max=100, queue_max=150)
    yield made
    made.close()


@pytest.fixture
def held(writer):
    """While held, the writer is busy, so that what is submitted waits and becomes one batch."""

    @contextmanager
    def hold():
        busy, go_on = threading.Event(), threading.Event()
        writer.submit(lambda tx: (busy.set(), go_on.wait(10)))
        busy.wait(10)
        try:
            yield
        finally:
            go_on.set()

    return hold


def registering(code, then=lambda: None):
    def run(tx):
        tx.append(SourceRegistered(Source(code)), at=AT, actor="", request_id="")
        then()
        return code

    return run


def raising(error):
    def run(tx=None):
        raise error

    return run


def test_a_result_comes_after_the_commit(writer, store):
    assert writer.submit(registering("A")).result(10) == "A"
    assert store.codes() == ["A"]


def test_what_waits_shares_one_transaction(writer, store, held):
    with held():
        futures = [writer.submit(registering(f"S{n:02}")) for n in range(50)]
    assert [future.result(10) for future in futures] == [f"S{n:02}" for n in range(50)]
    assert store.transactions == 2  # one was held


def test_no_more_than_a_batch_shares_one_transaction(writer, store, held):
    with held():
        futures = [writer.submit(registering(f"S{n:03}")) for n in range(150)]
    assert len([future.result(10) for future in futures]) == len(store.codes()) == 150
    assert store.transactions == 3


def test_an_expected_error_before_anything_was_appended_fails_only_its_request(writer, store, held):
    with held():
        before = writer.submit(registering("A"))
        wrong = writer.submit(raising(NotFound()))
        after = writer.submit(registering("B"))
    assert (before.result(10), after.result(10)) == ("A", "B")
    with pytest.raises(NotFound):
        wrong.result(10)
    assert store.codes() == ["A", "B"]
    assert store.transactions == 2


@pytest.mark.parametrize(
    ("run", "error"),
    [
        (registering("X", then=raising(NotFound())), NotFound),
        (raising(ZeroDivisionError()), ZeroDivisionError),
        (registering("X", then=raising(ZeroDivisionError())), ZeroDivisionError),
    ],
)
def test_what_spoils_a_batch_is_answered_alone_and_the_others_as_if_one_by_one(
    writer, store, held, run, error
):
    with held():
        before = writer.submit(registering("A"))
        wrong = writer.submit(run)
        after = writer.submit(registering("B"))
    assert (before.result(10), after.result(10)) == ("A", "B")
    with pytest.raises(error):
        wrong.result(10)
    assert store.codes() == ["A", "B"]


def test_a_commit_that_fails_is_answered_unavailable_and_leaves_nothing(writer, store, held):
    store.fails = lambda: True
    with held():
        futures = [writer.submit(registering(code)) for code in "AB"]
    for future in futures:
        with pytest.raises(Unavailable):
            future.result(10)
    assert store.codes() == []
    store.fails = lambda: False
    assert writer.submit(registering("C")).result(10) == "C"
    assert store.codes() == ["C"]


def test_a_commit_of_a_batch_that_fails_once_costs_nobody_an_error(writer, store, held):
    failures = iter([False, True])
    store.fails = lambda: next(failures, False)
    with held():
        futures = [writer.submit(registering(code)) for code in "AB"]
    assert [future.result(10) for future in futures] == ["A", "B"]
    assert store.codes() == ["A", "B"]


def test_a_full_queue_is_resource_exhausted(writer, held):
    with held():
        waiting = [writer.submit(registering(f"S{number}")) for number in range(150)]
        with pytest.raises(ResourceExhausted):
            writer.submit(registering("X"))
    assert waiting[-1].result(10) == "S149"
    assert writer.submit(registering("Y")).result(10) == "Y"


def test_a_request_whose_deadline_has_passed_is_not_run(store):
    now = [100.0]
    writer = Writer(store, lambda: now[0])
    late = writer.submit(registering("A"), deadline=99.0)
    with pytest.raises(Unavailable):
        late.result(10)
    assert writer.submit(registering("B"), deadline=101.0).result(10) == "B"
    writer.close()
    assert store.codes() == ["B"]


def test_a_request_whose_future_is_cancelled_before_it_runs_is_not_run(writer, store, held):
    with held():
        cancelled = writer.submit(registering("A"))
        assert cancelled.cancel()
        other = writer.submit(registering("B"))
    assert other.result(10) == "B"
    with pytest.raises(CancelledError):
        cancelled.result(10)
    assert store.codes() == ["B"]


def test_close_finishes_what_is_queued_and_later_submits_are_unavailable(writer, store, held):
    with held():
        futures = [writer.submit(registering(f"S{n}")) for n in range(9)]
        closing = threading.Thread(target=writer.close)
        closing.start()
    closing.join(10)
    assert [future.result(0) for future in futures] == [f"S{n}" for n in range(9)]
    with pytest.raises(Unavailable):
        writer.submit(registering("X"))


def test_what_the_grace_does_not_suffice_for_is_unavailable(writer, store, held):
    with held():
        left = writer.submit(registering("A"))
        closing = threading.Thread(target=writer.close, args=(0.05,))
        closing.start()
        with pytest.raises(Unavailable):
            left.result(10)
    closing.join(10)
    assert store.codes() == []
