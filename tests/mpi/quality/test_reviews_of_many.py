"""Second reviews of questions about three records: which of these are one person?"""

from __future__ import annotations

import pytest
from stewards import Steward, desk, kept, looks, problems, served

from mpi.check import check
from mpi.domain.event import TaskEnded
from mpi.domain.task import Resolution
from mpi.quality.checks import checked
from mpi.server import RunningServer
from mpi.v1 import task_pb2 as tasks
from mpi.v1.common_pb2 import RecordKey

ONE, TWO, THREE = (RecordKey(source="north", local_id=name) for name in ("1", "2", "3"))
SOME = Resolution.SOME_OF_THESE


def asked(server: RunningServer, ann: Steward) -> str:
    """A question about three records that say too little to be one person by themselves."""
    ann.mpi.register_source("north")
    for key, given in ((ONE, "Ana"), (TWO, "Anna"), (THREE, "Hannah")):
        ann.mpi.upsert("north", key.local_id, given_name=given, family_name="Rivera", city="Hudson")
    return ann.open(ONE, TWO, THREE)


@pytest.mark.parametrize(
    ("second", "agrees"),
    [(((TWO, ONE),), True), (((ONE, THREE),), False)],
    ids=["the same two", "another two"],
)
def test_who_belongs_together_is_asked_again_and_compared(tmp_path, second, agrees):
    with (
        served(tmp_path, desk_second_review_rate=1.0) as server,
        desk(server, "ann", "bob", "cid") as (ann, bob, cid),
    ):
        first = asked(server, ann)
        before = cid.look(first)
        ann.answer(first, "some_of_these", (ONE, TWO))
        persons = ann.persons()
        assert persons["north/1"] == persons["north/2"] != persons["north/3"]
        again = bob.next()
        assert looks(cid.look(again.task_id)) == looks(before)
        bob.answer(again.task_id, "some_of_these", *second)
        assert bob.persons() == persons
        found = ann.quality.agreement().agreement
        assert (found.count, found.total) == (int(agrees), 1)
        third = list(ann.mpi.tasks())
        if agrees:
            assert not third
        else:
            (look,) = third
            assert look.status == tasks.TASK_STATUS_ESCALATED
            assert list(look.records) == [ONE, TWO, THREE]
            (one,) = ann.quality.disagreements().disagreements
            assert one.escalated_task_id == look.task_id
        assert not ann.quality.learn_known_answers(10).learnt, "only pairs have one right answer"
    assert problems(tmp_path) == ()


def test_what_two_stewards_say_of_many_records_is_compared_whole(journal):
    for one, other in ((((1, 2),), ((2, 1),)), (((1, 2),), ((1, 3),)), (((1, 2),), ())):
        task = journal.ask()
        journal.answer(task, "ann", SOME, groups=one)
        word = SOME if other else Resolution.SAME_PERSON
        journal.answer(journal.check(task.id), "bob", word, groups=other)
    found = checked(journal.history, {}).agreement
    assert (found.asked, found.agreed) == (3, 1)


def test_an_answer_that_came_back_says_the_same_groups(tmp_path):
    with served(tmp_path) as server, desk(server, "ann") as (ann,):
        task = asked(server, ann)
        decision = ann.answer(task, "some_of_these", (ONE, TWO)).decision_id
        undone = ann.mpi.undo(decision).decision_id
        assert ann.look(task).task.status == tasks.TASK_STATUS_NEW
        ann.mpi.undo(undone)
        persons = ann.persons()
        assert persons["north/1"] == persons["north/2"] != persons["north/3"]
    with kept(tmp_path) as store, store.snapshot() as reader:
        ends = [event.payload for event in reader.events(0, 1_000)]
        said = [end.groups for end in ends if isinstance(end, TaskEnded) and end.task == int(task)]
        assert said == [((1, 2),)] * 2
        assert check(store).problems == ()
