"""Second reviews, known answers and audits through gRPC, by several stewards."""

from __future__ import annotations

import grpc
import pytest
from stewards import NAMES, desk, fill, looks, problems, served

from mpi.client import ClientError
from mpi.v1 import task_pb2 as tasks


def test_a_second_review_is_asked_of_another_steward_who_does_not_learn_the_answer(tmp_path):
    with (
        served(tmp_path, desk_second_review_rate=1.0) as server,
        desk(server, "ann", "bob") as (ann, bob),
    ):
        fill(ann.mpi, NAMES[:1])
        first = ann.next()
        before = bob.look(first.task_id)
        ann.answer(first.task_id, "same_person")
        assert ann.next() is None, "her own answer is not hers to review"
        (check_task,) = ann.mpi.tasks()
        with pytest.raises(grpc.RpcError) as refused:
            ann.answer(check_task.task_id, "same_person")
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        second = bob.next()
        assert second.task_id == check_task.task_id != first.task_id
        seen = bob.look(second.task_id)
        assert looks(seen) == looks(before)
        persons = bob.persons()
        bob.answer(second.task_id, "same_person")
        assert bob.persons() == persons
        assert bob.next() is None
        found = ann.quality.agreement()
        assert (found.agreement.count, found.agreement.total) == (1, 1)
        work = ann.quality.stewards()
        assert [(one.actor, one.resolved) for one in work.stewards] == [("ann", 1)]


@pytest.mark.parametrize("word", ["same_person", "different_persons", "cannot_tell"])
def test_nothing_in_a_second_review_tells_what_the_first_answer_was(tmp_path, word):
    """Whatever the first answer did to persons and tasks, and although a guard stands between."""
    with (
        served(tmp_path, desk_second_review_rate=1.0) as server,
        desk(server, "ann", "bob", "cid") as (ann, bob, cid),
    ):
        ann.mpi.register_source("north")
        said = {
            "given_name": "Omar", "family_name": "Haddad", "phone": "2125550101",
            "address_line": "12 Elm St", "city": "Hudson", "postal_code": "12534",
            "birth_date": "1961-07-09",
        }  # fmt: skip
        ann.mpi.upsert("north", "senior", suffix="Sr", **said)
        ann.mpi.upsert("north", "junior", suffix="Jr", **said)
        first = ann.next()
        before = cid.look(first.task_id)
        assert before.same_overrides
        with pytest.raises(grpc.RpcError) as refused:
            ann.answer(first.task_id, "same_person", explained=False)
        ann.answer(first.task_id, word)
        second = bob.next()
        assert looks(cid.look(second.task_id)) == looks(before)
        with pytest.raises(grpc.RpcError) as again:
            bob.answer(second.task_id, "same_person", explained=False)
        assert again.value.details() == refused.value.details()
        bob.answer(second.task_id, word)
        assert bob.next() is None


def test_two_stewards_who_differ_leave_the_first_answer_and_ask_a_third(tmp_path):
    with (
        served(tmp_path, desk_second_review_rate=1.0) as server,
        desk(server, "ann", "bob", "cid") as (ann, bob, cid),
    ):
        fill(ann.mpi, NAMES[:1])
        ann.clear("same_person")
        joined = ann.persons()
        assert joined["north/0"] == joined["south/0"]
        bob.clear("different_persons")
        assert ann.persons() == joined
        (third,) = ann.mpi.tasks()
        assert third.status == tasks.TASK_STATUS_ESCALATED
        assert {f"{r.source}/{r.local_id}" for r in third.records} == {"north/0", "south/0"}
        (one,) = ann.quality.disagreements().disagreements
        assert (one.first_actor, one.second_actor) == ("ann", "bob")
        assert one.escalated_task_id == third.task_id
        ann.mpi.upsert("south", "0", given_name="Ana", family_name="Rivera", city="Hudson")
        assert [t.task_id for t in ann.mpi.tasks()] == [third.task_id]
        cid.answer(third.task_id, "different_persons")
        apart = cid.persons()
        assert apart["north/0"] != apart["south/0"]
        assert not list(ann.mpi.tasks())
        found = ann.quality.agreement()
        assert (found.agreement.count, found.agreement.total) == (0, 1)


def test_a_known_answer_changes_no_person_and_is_scored_for_who_answered(tmp_path):
    with served(tmp_path) as server, desk(server, "ann", "bob") as (ann, bob):
        fill(ann.mpi)
        waits = len(list(ann.mpi.tasks()))
        for number, right in ((0, "same_person"), (1, "different_persons")):
            ends = ("north", str(number)), ("south", str(number))
            ann.quality.save_known_answer(right, pair=ends, reason="the humans were asked")
        before = ann.persons()
        assert ann.quality.seed_known_answers(5).seeded == 2
        assert ann.quality.seed_known_answers(5).seeded == 0, "they lie there already"
        assert len(list(ann.mpi.tasks())) == waits + 2
        assert ann.persons() == before
        seeds = list(ann.mpi.tasks())[waits:]
        for seed in seeds:
            plain = bob.look(seed.task_id)
            assert not plain.judgements and not plain.changes
            bob.answer(seed.task_id, "same_person")
        assert ann.persons() == before
        assert len(list(ann.mpi.tasks())) == waits
        assert not ann.quality.labels().labels
        said = ann.quality.agreement()
        assert (said.known_found.count, said.known_found.total) == (1, 2)
        assert [(s.actor, s.known_found.count) for s in said.stewards] == [("bob", 1)]
        assert ann.quality.stewards().all.resolved == 0
        backlog = ann.quality.backlog(1)
        assert sum(age.waiting for age in backlog.ages) == waits
        known = list(ann.quality.known_answers().known_answers)
        assert [(k.actor, k.found.total) for k in known] == [("ann", 1), ("ann", 1)]
        ann.quality.delete_known_answer(known[0].known_answer_id)
        assert len(ann.quality.known_answers().known_answers) == 1
        with pytest.raises(ClientError, match="no known answer"):
            ann.quality.delete_known_answer(known[0].known_answer_id)
    assert not problems(tmp_path)


def test_what_two_stewards_answered_alike_becomes_a_known_answer(tmp_path):
    with served(tmp_path) as server, desk(server, "ann", "bob", "cid") as (ann, bob, cid):
        fill(ann.mpi)
        ann.clear("same_person")
        drawn = ann.quality.draw_second_reviews(4)
        assert (drawn.drawn, drawn.eligible) == (4, 6)
        assert ann.quality.draw_second_reviews(10).drawn == 2
        bob.clear("same_person")
        assert ann.quality.learn_known_answers(5).learnt == 5
        assert ann.quality.learn_known_answers(5).learnt == 1
        assert ann.quality.learn_known_answers(5).learnt == 0
        before = cid.persons()
        assert ann.quality.seed_known_answers(3, assignee="cid").seeded == 3
        assert bob.next() is None
        assert len(cid.clear("different_persons")) == 3
        assert cid.persons() == before
        said = ann.quality.agreement()
        assert {s.actor: (s.known_found.count, s.known_found.total) for s in said.stewards}[
            "cid"
        ] == (0, 3)
        assert said.agreement.share == 1.0
    assert not problems(tmp_path)


def test_automatic_links_are_drawn_and_tell_how_many_are_wrong(tmp_path):
    with served(tmp_path) as server, desk(server, "ann") as (ann,):
        ann.mpi.register_source("north")
        ann.mpi.register_source("south")
        for number, (given, family) in enumerate(NAMES):
            said = {
                "given_name": given, "family_name": family, "phone": f"21255501{number:02}",
                "birth_date": f"19{50 + number}-03-1{number}", "ssn": f"12345678{number}",
            }  # fmt: skip
            ann.mpi.upsert("north", str(number), **said)
            ann.mpi.upsert("south", str(number), **said)
        assert not list(ann.mpi.tasks())
        drawn = ann.quality.draw_audits(4)
        assert (drawn.drawn, drawn.links) == (4, 6)
        assert ann.quality.draw_audits(4).drawn == 0
        waiting = list(ann.mpi.tasks())
        assert {t.kind for t in waiting} == {tasks.TASK_KIND_AUTO_LINK_AUDIT}
        for number, task in enumerate(waiting):
            ann.answer(task.task_id, "different_persons" if number == 0 else "same_person")
        found = ann.quality.audit()
        (band,) = found.strata
        assert (band.links, band.drawn, band.wrong.count, band.wrong.total) == (6, 4, 1, 4)
        assert found.wrong == pytest.approx(1.5)
        assert found.wrong_low < 1.5 < found.wrong_high <= 6
        table = ann.quality.calibration()
        assert (table.judged, sum(b.from_audit for b in table.bands)) == (4, 4)
    assert not problems(tmp_path)


def test_the_same_draw_request_draws_once(tmp_path):
    with served(tmp_path) as server, desk(server, "ann") as (ann,):
        fill(ann.mpi)
        ann.clear()
        first = ann.quality.draw_second_reviews(2, request_id="draw-1")
        again = ann.quality.draw_second_reviews(2, request_id="draw-1")
        assert first == again
        assert len(list(ann.mpi.tasks())) == 2


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda q: q.calibration(band_bits=40), "band_bits"),
        (lambda q: q.backlog(9_999), "days"),
        (lambda q: q.seed_known_answers(0), "count"),
        (lambda q: q.draw_audits(0), "count_per_band"),
        (lambda q: q.draw_second_reviews(-1), "count"),
        (lambda q: q.save_known_answer("cannot_tell", task_id="1"), "resolution"),
        (lambda q: q.save_known_answer("same_person"), "task_id"),
        (lambda q: q.labels("x"), "page_token"),
    ],
)
def test_a_bad_field_is_named(quality, call, field):
    with pytest.raises(ClientError) as refused:
        call(quality)
    assert field in [violation.field for violation in refused.value.violations]


def test_every_figure_of_an_empty_index_says_that_there_is_nothing(quality):
    assert not quality.rates().HasField("all")
    assert quality.agreement().agreement.total == 0
    assert quality.audit().links == 0
    assert quality.calibration().judged == 0
    assert quality.stewards().all.resolved == 0
    assert not quality.backlog().ages
    assert not quality.labels().labels


@pytest.fixture(scope="module")
def quality(tmp_path_factory: pytest.TempPathFactory):
    with served(tmp_path_factory.mktemp("empty")) as server, desk(server, "ann") as (ann,):
        yield ann.quality
