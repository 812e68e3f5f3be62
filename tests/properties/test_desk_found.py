"""What the long runs of the desk's properties found, each by hand and as small as it is."""

from __future__ import annotations

from itertools import permutations

import pytest
from desk_machine import KEYS, SAID, WHY, Desk

from mpi.desk.resolving import Asked
from mpi.domain.answers import Caller
from mpi.domain.judgement import Verdict
from mpi.domain.record import RecordKey
from mpi.domain.task import Resolution
from mpi.errors import DecisionUndone


@pytest.fixture
def desk():
    """The machine, driven by hand."""
    machine = Desk()
    yield machine
    machine.teardown()


def test_a_decision_that_is_taken_back_twice_comes_back_once(desk):
    """What was found: a merge, revoked, the revoking undone, revoked again, and the older undoings
    undone one after the other."""
    kept, gone = KEYS[0], KEYS[1]
    for key in (kept, gone):
        desk.upsert(key, SAID[3])
    merged = desk.index.merge(kept, gone, Caller("adt")).result()
    first = desk.desk.revoke(merged.judgement, WHY, Caller("ann")).result().decision
    again = desk.desk.undo(first, WHY, Caller("ann")).result().decision
    second = desk.desk.revoke(merged.judgement, WHY, Caller("ann")).result().decision

    def undone_by(*decisions):
        with desk.store.snapshot() as reader:
            return [reader.decision(i).undone_by for i in decisions]

    def stands():
        with desk.store.snapshot() as reader:
            return not reader.judgement(merged.judgement).revoked

    assert undone_by(merged.decision, first, again, second) == [first, 0, second, 0]
    assert not stands()
    with pytest.raises(DecisionUndone):
        desk.desk.undo(again, WHY, Caller("bob")).result()
    # The older revoking is shown as standing; taking it back takes back the last one.
    third = desk.desk.undo(first, WHY, Caller("bob")).result().decision
    assert undone_by(merged.decision, first, again, second) == [0, again, 0, third]
    assert stands()
    fourth = desk.desk.undo(merged.decision, WHY, Caller("bob")).result().decision
    assert undone_by(merged.decision, second, third, fourth) == [first, 0, fourth, 0]
    assert not stands()


def test_what_the_machine_joined_comes_back_with_the_last_decision_that_parted_it(desk):
    """What was found: the machine joins two, two decisions take them apart, and what joined them
    says less by the time that both are undone, the older one first."""
    twin, sister, same = KEYS[3], KEYS[5], KEYS[0]
    desk.upsert(twin, SAID[3])
    desk.upsert(sister, SAID[0])
    joined = desk.desk.judge(twin, sister, Verdict.SAME, WHY, Caller("ann")).result().decision
    undone = desk.desk.undo(joined, WHY, Caller("ann")).result().decision
    desk.upsert(same, SAID[0])
    desk.desk.undo(undone, WHY, Caller("ann")).result()
    assert desk._persons() == {frozenset((twin, sister, same))}
    parted = desk.desk.judge(twin, same, Verdict.DIFFERENT, WHY, Caller("ann")).result().decision
    desk.upsert(same, SAID[7])
    for decision in (joined, parted):
        desk.desk.undo(decision, WHY, Caller("ann")).result()
    assert desk._persons() == {frozenset((twin,)), frozenset((sister, same))}


def test_what_the_machine_joined_when_a_decision_was_undone_is_joined_for_good(desk):
    """What was found: undoing frees one whom the machine joins with another; what joined them says
    less by the time that a later decision, which parted them, is undone."""
    her, brother, again = KEYS[0], KEYS[2], KEYS[1]
    desk.upsert(her, SAID[6])
    desk.upsert(brother, SAID[5])
    mixed = desk.desk.judge(her, brother, Verdict.SAME, WHY, Caller("ann")).result().decision
    desk.upsert(again, SAID[5])
    assert desk._persons() == {frozenset((her, brother)), frozenset((again,))}
    desk.desk.undo(mixed, WHY, Caller("ann")).result()
    assert desk._persons() == {frozenset((her,)), frozenset((brother, again))}
    desk.upsert(again, SAID[7])
    parted = desk.desk.judge(brother, again, Verdict.DIFFERENT, WHY, Caller("ann")).result()
    desk.desk.undo(parted.decision, WHY, Caller("ann")).result()
    assert desk._persons() == {frozenset((her,)), frozenset((brother, again))}


def test_a_decision_that_moved_nobody_moves_nobody_when_it_is_taken_back(desk):
    """What was found: a judgement between two persons, taken back, parted one of them:
    history, gone through by what its records say now, would not have joined it."""
    her, again, third, sister, weak = KEYS[2], KEYS[3], KEYS[6], KEYS[4], KEYS[0]
    for key, said in ((her, 3), (sister, 3), (her, 0), (again, 0)):
        desk.upsert(key, SAID[said])
    joined = desk.desk.judge(her, again, Verdict.SAME, WHY, Caller("ann")).result().decision
    desk.upsert(third, SAID[0])
    desk.desk.undo(joined, WHY, Caller("ann")).result()
    for key, said in ((weak, 6), (again, 3)):
        desk.upsert(key, SAID[said])
    before = desk._persons()
    assert frozenset((her, third, sister)) in before
    barred = desk.desk.judge(third, weak, Verdict.DIFFERENT, WHY, Caller("ann")).result().decision
    desk.desk.undo(barred, WHY, Caller("ann")).result()
    assert desk._persons() == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_split_and_two_merges_are_undone_in_any_order(desk, order):
    """What was found: where the judgement of a merge is gone, history must not be gone through as
    if it had joined the other record of the person that it took in."""
    her, again, other = (RecordKey("south", n) for n in "013")
    for key, said in ((her, 0), (again, 0), (other, 6)):
        desk.upsert(key, SAID[said])
    before = desk._persons()
    assert before == {frozenset((her, again)), frozenset((other,))}
    eid = desk.index.get(key=her).eid
    acts = (
        desk.desk.split(eid, ((her,), (again,)), WHY, Caller("bob")),
        desk.index.merge(again, her, Caller("adt")),
        desk.index.merge(other, again, Caller("adt")),
    )
    decisions = [act.result().decision for act in acts]
    assert desk._persons() == {frozenset((her, again, other))}
    for turn in order:
        desk.desk.undo(decisions[turn], WHY, Caller("ann")).result()
    assert desk._persons() == before


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_whom_an_undoing_could_not_bring_back_comes_back_with_what_stood_in_its_way(desk, order):
    """What was found: a judgement parts a person, a split follows; when the judgement is undone the
    split still stands, and when the split is undone the third record must not be forgotten."""
    changed, her, weak, other = (RecordKey("north", str(n)) for n in range(4))
    for key, said in ((changed, 0), (her, 0), (weak, 0), (changed, 3), (weak, 7), (other, 3)):
        desk.upsert(key, SAID[said])
    before = desk._persons()
    assert before == {frozenset((changed, her, weak)), frozenset((other,))}
    judged = desk.desk.judge(her, other, Verdict.SAME, WHY, Caller("ann")).result().decision
    eid = desk.index.get(key=her).eid
    parted = desk.desk.split(eid, ((her,), (other,)), WHY, Caller("bob")).result().decision
    for turn in order:
        desk.desk.undo((judged, parted)[turn], WHY, Caller("ann")).result()
    assert desk._persons() == before


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_what_was_joined_while_a_decision_stood_does_not_outlive_it(desk, order):
    """What was found: between a merge, its revoking and two answers, the machine joined some by
    what stood just then; with everything undone that join was still there."""
    brother, changed, her, third, son = (
        RecordKey(*key.split("/"))
        for key in ("north/0", "north/1", "south/1", "south/2", "south/3")
    )
    for key, said in (
        (brother, 3),
        (brother, 5),
        (her, 0),
        (son, 5),
        (changed, 4),
        (changed, 0),
        (third, 0),
    ):
        desk.upsert(key, SAID[said])
    before = desk._persons()
    merged = desk.index.merge(her, son, Caller("adt")).result()
    desk.desk.revoke(merged.judgement, WHY, Caller("ann")).result()
    decisions = []
    for _ in range(2):
        answer = Asked(_first_of_two(desk), Resolution.DIFFERENT_PERSONS, WHY)
        decisions.append(desk.desk.resolve(answer, Caller("ann")).result().decision)
    for turn in order:
        desk.desk.undo(decisions[turn], WHY, Caller("ann")).result()
    assert desk._persons() == before


def _first_of_two(desk):
    """The oldest open task about two records."""
    return next(task.id for task in desk._open() if task.right)
