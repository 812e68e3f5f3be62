"""The sentences of `Reader` about persons, decisions and events, asked during and after a write."""

from __future__ import annotations

from datetime import timedelta

from mpi.domain.judgement import Verdict
from mpi.domain.task import TaskKind, TaskStatus


def nothing(acts):
    return None


# Persons.


def test_answers_none_for_an_eid_that_was_never_minted(reading, kit):
    assert reading(nothing, lambda r, _: r.eid(kit.eid_of(1))) is None


def test_answers_those_eids_that_were_never_minted_in_the_order_asked(reading, kit):
    eids = [kit.eid_of(n) for n in (3, 1, 2)]
    unused = reading(lambda a: a.arrive("1", "LEE"), lambda r, _: r.unused(eids))
    assert unused == (eids[0], eids[2])


def test_a_retired_eid_leads_to_its_survivor_and_has_no_members(reading, kit):
    def act(acts):
        ids = acts.arrive("1", "LEE"), acts.arrive("2", "LEE")
        acts.join(kit.eid_of(1), kit.eid_of(2))
        return ids

    def ask(r, ids):
        eids = [kit.eid_of(1), kit.eid_of(2)]
        return [r.eid(e) for e in eids], [r.members(e) for e in eids], ids

    (first, second), members, ids = reading(act, ask)
    assert (first.survivor, first.number, first.founder) == ("", 1, ids[0])
    assert (second.survivor, second.number, second.founder) == (kit.eid_of(1), 2, ids[1])
    assert members == [ids, ()]


def test_answers_the_eids_that_this_record_founded_oldest_first(reading, kit):
    def act(acts):
        ids = acts.arrive("1", "LEE"), acts.arrive("2", "LEE"), acts.arrive("3", "LEE")
        acts.join(kit.eid_of(1), kit.eid_of(2))
        acts.join(kit.eid_of(1), kit.eid_of(3))
        acts.hand_over(kit.eid_of(3), ids[0])
        acts.hand_over(kit.eid_of(2), ids[0])
        return ids

    founded = reading(act, lambda r, ids: [[e.number for e in r.founded(i)] for i in ids])
    assert founded == [[1, 2, 3], [], []]


def test_answers_the_persons_records_ascending_active_and_merged_ones(reading, kit):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in range(4)]
        for number in (2, 3, 4):
            acts.join(kit.eid_of(1), kit.eid_of(number))
        acts.merge(ids[1], ids[0])
        acts.delete(ids[2])
        return ids

    members, ids = reading(act, lambda r, ids: (r.members(kit.eid_of(1)), ids))
    assert members == (ids[0], ids[1], ids[3])


def test_answers_the_members_of_several(reading, kit):
    def act(acts):
        return acts.arrive("1", "LEE"), acts.arrive("2", "KIM")

    eids = [kit.eid_of(n) for n in (1, 2, 3)]
    members, ids = reading(act, lambda r, ids: (r.members_of(eids), ids))
    assert members == {eids[0]: (ids[0],), eids[1]: (ids[1],), eids[2]: ()}


def test_answers_who_ever_belonged_to_several_persons(reading, kit):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in range(3)]
        acts.join(kit.eid_of(1), kit.eid_of(2))
        acts.split(ids[1], kit.eid_of(2))
        acts.join(kit.eid_of(2), kit.eid_of(3))
        acts.delete(ids[0])
        return ids

    eids = [kit.eid_of(n) for n in (1, 2, 3, 4)]
    ever, ids = reading(act, lambda r, ids: (r.ever_members_of(eids), ids))
    assert ever == dict(zip(eids, [(ids[0], ids[1]), (ids[1], ids[2]), (ids[2],), ()], strict=True))


def test_a_split_brings_a_retired_eid_back(reading, kit):
    def act(acts):
        ids = acts.arrive("1", "LEE"), acts.arrive("2", "LEE")
        acts.join(kit.eid_of(1), kit.eid_of(2))
        acts.split(ids[1], kit.eid_of(2))
        return ids

    def ask(r, ids):
        return r.eid(kit.eid_of(2)).survivor, r.members(kit.eid_of(2)), ids[1]

    survivor, members, record = reading(act, ask)
    assert (survivor, members) == ("", (record,))


def test_answers_the_person_a_record_belonged_to_at_that_time(reading, kit):
    def act(acts):
        acts.arrive("1", "LEE")  # minutes 0 and 1
        record = acts.arrive("2", "LEE")  # minutes 2 and 3
        acts.join(kit.eid_of(1), kit.eid_of(2))  # minute 4
        acts.delete(record)  # minutes 5 and 6
        return record

    def ask(r, i):
        return [r.eid_at(i, kit.start + timedelta(minutes=m)) for m in (2, 3, 4, 5, 6, 99)]

    one, two = kit.eid_of(1), kit.eid_of(2)
    assert reading(act, ask) == ["", two, one, one, "", ""]


def test_answers_the_records_that_belonged_to_the_person_at_that_time(reading, kit):
    def act(acts):
        ids = acts.arrive("1", "LEE"), acts.arrive("2", "LEE")
        acts.join(kit.eid_of(1), kit.eid_of(2))  # minute 4
        acts.split(ids[1], kit.eid_of(2))  # minute 5
        return ids

    def ask(r, ids):
        times = [kit.start + timedelta(minutes=m) for m in (0, 1, 4, 5)]
        return [r.members_at(kit.eid_of(1), at) for at in times], ids

    found, (first, second) = reading(act, ask)
    assert found == [(), (first,), (first, second), (first,)]


# Edges and judgements.


def test_answers_the_records_automatic_edges_seen_from_either_side(reading):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in range(3)]
        acts.link(ids[0], ids[1], 9.25)
        acts.link(ids[2], ids[1], 8.5)
        return ids

    edges, (a, b, c) = reading(act, lambda r, ids: ([dict(r.edges(i)) for i in ids], ids))
    assert edges == [{b: 9.25}, {a: 9.25, c: 8.5}, {b: 8.5}]


def test_edges_found_anew_take_the_place_of_all_earlier_ones(reading):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in range(3)]
        acts.link(ids[0], ids[1])
        acts.link(ids[1], ids[2])
        acts.unlink(ids[0])
        return ids

    edges, (_, b, c) = reading(act, lambda r, ids: ([dict(r.edges(i)) for i in ids], ids))
    assert edges == [{}, {c: 9.0}, {b: 9.0}]


def test_answers_the_judgements_about_the_record_revoked_ones_included_oldest_first(reading):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in range(3)]
        given = acts.judge(ids[1], ids[0]), acts.judge(ids[0], ids[2], Verdict.SAME)
        acts.revoke(given[0])
        return ids, given

    def ask(r, done):
        return [[(j.id, j.revoked) for j in r.judgements(i)] for i in done[0]], done[1]

    found, (first, second) = reading(act, ask)
    assert found == [[(first, True), (second, False)], [(first, True)], [(second, False)]]


def test_answers_none_for_a_judgement_id_that_was_never_given(reading):
    assert reading(nothing, lambda r, _: r.judgement(1)) is None


# Tasks.


def test_answers_none_for_a_task_id_that_was_never_given(reading):
    assert reading(nothing, lambda r, _: r.task(1)) is None


def test_answers_the_open_tasks_about_the_record_oldest_first(reading):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in range(2)]
        tasks = [acts.ask(ids[0], ids[1]), acts.ask(ids[0]), acts.ask(*ids)]
        acts.end(tasks[0])
        return ids, tasks

    def ask(r, done):
        return [[t.id for t in r.tasks_of(i)] for i in done[0]], done[1]

    found, (_, second, third) = reading(act, ask)
    assert found == [[second, third], [third]]


def test_an_ended_task_says_how_it_ended(reading, kit):
    def act(acts):
        task = acts.ask(acts.arrive("1", "LEE"))
        acts.end(task)
        return task

    task = reading(act, lambda r, i: r.task(i))
    assert (task.status, task.by, task.reason) == (TaskStatus.RESOLVED, "steward", "sure")
    assert task.closed_at == kit.start + timedelta(minutes=3)
    assert task.weight == 5.5


def test_answers_tasks_with_an_id_above_after_ascending_at_most_limit(reading):
    def act(acts):
        record = acts.arrive("1", "LEE")
        overlay = TaskKind.POTENTIAL_OVERLAY
        tasks = [acts.ask(record, kind=kind) for kind in (overlay, TaskKind.CONFLICT) * 3]
        acts.end(tasks[2])
        return tasks

    asked = [
        (None, None, 0, 100),
        (None, None, 2, 2),
        (TaskStatus.OPEN, TaskKind.POTENTIAL_OVERLAY, 0, 100),
        (TaskStatus.RESOLVED, None, 0, 100),
        (TaskStatus.OPEN, TaskKind.CONFLICT, 2, 1),
    ]
    found = reading(act, lambda r, _: [[t.id for t in r.tasks(*q)] for q in asked])
    assert found == [[1, 2, 3, 4, 5, 6], [3, 4], [1, 5], [3], [4]]


# Answers, events, counts.


def test_answers_what_the_request_was_answered_or_none_if_the_id_is_new_or_empty(reading):
    def act(acts):
        acts.answer("one", b"\x00first")
        acts.answer("two", b"second")

    found = reading(act, lambda r, _: [r.answered(i) for i in ("one", "two", "three", "")])
    assert [a and a.answer for a in found] == [b"\x00first", b"second", None, None]
    assert (found[0].method, found[0].digest) == ("UpsertRecord", "digest")


def test_answers_journal_entries_with_a_number_above_after_ascending_at_most_limit(reading):
    def act(acts):
        return [acts.arrive(str(n), "LEE") for n in range(3)]

    found = reading(act, lambda r, _: (r.events(0, 99), r.events(2, 3), r.events(6, 1)))
    assert [e.seq for e in found[0]] == [1, 2, 3, 4, 5, 6]
    assert found[1] == found[0][2:5]
    assert found[2] == ()


def test_an_event_comes_back_as_it_was_appended(reading, kit):
    event = reading(
        lambda a: a.arrive("1", "LEE", birth_date="1980", phones=("1",)),
        lambda r, _: r.events(0, 1)[0],
    )
    assert event.payload.demographics == kit.said("LEE", birth_date="1980", phones=("1",))
    assert (event.at, event.actor, event.type) == (kit.start, "desk", "RecordStored")


def test_answers_the_number_of_the_newest_journal_entry_0_for_an_empty_journal(reading, store):
    with store.snapshot() as snapshot:
        assert snapshot.last_seq() == 0
    assert reading(lambda a: a.arrive("1", "LEE"), lambda r, _: r.last_seq()) == 2


def test_answers_how_many_there_are(reading, kit):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in range(4)]
        acts.join(kit.eid_of(1), kit.eid_of(2))
        acts.merge(ids[1], ids[0])
        acts.delete(ids[3])
        acts.revoke(acts.judge(ids[0], ids[2]))
        acts.end(acts.ask(ids[0]))
        acts.ask(ids[0])

    assert reading(act, lambda r, _: dict(r.counts())) == {
        "records": 3,
        "persons": 2,
        "open_tasks": 1,
        "judgements": 1,
        "events": 17,
    }
