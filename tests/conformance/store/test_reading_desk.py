"""What a reader answers about tasks, decisions and filters: the desk's half of `Reader`."""

from __future__ import annotations

from datetime import timedelta

from mpi.domain.decision import DecisionKind, Effect
from mpi.domain.event import (
    Decided,
    FilterForgotten,
    FilterSaved,
    TaskAssigned,
    TaskDeferred,
    TaskEscalated,
    TaskTaken,
)
from mpi.domain.judgement import Verdict
from mpi.domain.task import TaskKind, TaskState
from mpi.domain.tasks_asked import Order, SavedFilter, TaskFilter, TaskQuery
from mpi.store.base import DecisionQuery
from mpi.store.desk import order_key

LATER = timedelta(hours=1)
EVERY = TaskFilter()


def waiting(acts, kit):
    """Four tasks: new, claimed, deferred, escalated."""
    one = acts.arrive("1", "LEE")
    other = acts.arrive("2", "LEE", source="B")
    kinds = (TaskKind.CONFLICT, TaskKind.POTENTIAL_OVERLAP) * 2
    ids = [acts.ask(one, other, kind=kind) for kind in kinds]
    acts.append(TaskTaken(ids[1], "ann", kit.start + LATER))
    acts.append(TaskDeferred(ids[2], kit.start + LATER, ""))
    acts.append(TaskEscalated(ids[3], "bob", "twins"))
    return ids


def test_answers_the_tasks_that_pass_the_filter_in_the_order_asked_for_at_most_limit(reading, kit):
    def found(reader, ids):
        def numbers(asked=EVERY, order=Order.OLDEST, **more):
            query = TaskQuery(kit.start + LATER / 2, asked, order, "ann", **more)
            return [ids.index(task.id) for task in reader.find_tasks(query)]

        return [
            numbers(),
            numbers(order=Order.NEWEST),
            numbers(limit=2),
            numbers(TaskFilter(kinds=(TaskKind.CONFLICT,))),
            numbers(TaskFilter(states=(TaskState.CLAIMED, TaskState.DEFERRED))),
            numbers(TaskFilter(mine=True)),
            numbers(TaskFilter(assignee="bob")),
            numbers(TaskFilter(unassigned=True)),
            numbers(TaskFilter(sources=("B",))),
            numbers(TaskFilter(sources=("C",))),
            numbers(only=(ids[0], ids[3]), without=(ids[3],)),
        ]

    assert reading(lambda a: waiting(a, kit), found) == [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
        [0, 1],
        [0, 2],
        [1, 2],
        [1],
        [3],
        [0, 1, 2],
        [0, 1, 2, 3],
        [],
        [0],
    ]


def test_a_page_begins_behind_the_place_in_every_order(reading, kit):
    def found(reader, ids):
        pages = []
        for order in Order:
            place, seen = None, []
            while page := reader.find_tasks(
                TaskQuery(kit.start, order=order, place=place, limit=1)
            ):
                seen.append(page[0].id)
                place = (order_key(page[0], order), page[0].id)
            pages.append(sorted(seen) == sorted(ids))
        return pages

    assert all(reading(lambda a: waiting(a, kit), found))


def test_leases_and_deferrals_count_as_they_are_at_now(reading, kit):
    def found(reader, _):
        def added(now):
            total = {}
            for one in reader.count_tasks(TaskQuery(now)).counts:
                total[str(one.state)] = total.get(str(one.state), 0) + one.count
            return total

        return added(kit.start + LATER / 2), added(kit.start + LATER)

    before, after = reading(lambda a: waiting(a, kit), found)
    assert before == {"new": 1, "claimed": 1, "deferred": 1, "escalated": 1}
    assert after == {"new": 3, "escalated": 1}


def test_answers_how_many_tasks_pass_whatever_the_limit_and_the_place(reading, kit):
    def found(reader, _):
        query = TaskQuery(kit.start, asker="bob", limit=1, place=(0.0, 1))
        return reader.count_tasks(query)

    counted = reading(lambda a: waiting(a, kit), found)
    assert (counted.total, counted.mine, counted.unassigned) == (4, 1, 3)
    assert counted.by_source == {"A": 4, "B": 4}


def test_answers_the_tasks_about_the_record_that_are_not_open_any_more_oldest_first(reading):
    def act(acts):
        record = acts.arrive("1", "LEE")
        ids = [acts.ask(record) for _ in range(3)]
        acts.end(ids[2])
        acts.end(ids[0])
        return record, ids

    record_and_ids = []
    found = reading(
        lambda a: record_and_ids.append(act(a)),
        lambda r, _: [task.id for task in r.tasks_over(record_and_ids[-1][0])],
    )
    ids = record_and_ids[-1][1]
    assert found == [ids[0], ids[2]]


def test_answers_decisions_newest_first_at_most_limit(reading):
    def act(acts):
        record = acts.arrive("1", "LEE")
        effect = Effect(records=(record,))
        kinds = (DecisionKind.JUDGED, DecisionKind.SPLIT, DecisionKind.JUDGED)
        return record, [acts.append(Decided(kind, effect)).seq for kind in kinds]

    def found(reader, told):
        record, ids = told
        return (
            [d.id for d in reader.decisions(DecisionQuery())] == ids[::-1],
            [d.id for d in reader.decisions(DecisionQuery(before=ids[2], limit=1))] == [ids[1]],
            [d.id for d in reader.decisions(DecisionQuery(kinds=(DecisionKind.SPLIT,)))]
            == [ids[1]],
            reader.decisions(DecisionQuery(by="nobody")) == (),
            reader.decision(ids[0]).kind is DecisionKind.JUDGED,
            reader.decision(ids[2] + 1) is None,
            set(reader.decisions_at((*ids, 99))) == set(ids),
            set(ids) <= set(reader.noted(record)),
        )

    assert all(reading(act, found))


def test_a_decision_that_is_undone_says_by_which_and_stands_again_when_that_is_undone(reading):
    def act(acts):
        record = acts.arrive("1", "LEE")
        effect = Effect(records=(record,))
        first = acts.append(Decided(DecisionKind.JUDGED, effect)).seq
        undo = acts.append(Decided(DecisionKind.UNDONE, effect, undoes=first)).seq
        again = acts.append(Decided(DecisionKind.UNDONE, effect, undoes=undo)).seq
        return first, undo, again

    def found(reader, ids):
        return [reader.decision(i).undone_by for i in ids], ids

    undone_by, ids = reading(act, found)
    assert undone_by == [0, ids[2], 0]


def test_answers_every_change_of_person_of_some_records_in_the_order_of_the_journal(reading, kit):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in (1, 2)]
        acts.join(kit.eid_of(1), kit.eid_of(2))
        return ids

    def found(reader, ids):
        return [(one.record, one.eid) for one in reader.memberships(ids)], ids

    changes, ids = reading(act, found)
    first, second = kit.eid_of(1), kit.eid_of(2)
    assert changes == [(ids[0], first), (ids[1], second), (ids[1], first)]


def test_answers_the_journal_entries_with_these_numbers_ascending(reading):
    found = reading(lambda a: a.arrive("1", "LEE"), lambda r, _: r.events_at((2, 1, 2)))
    assert [event.seq for event in found] == [1, 2]


def test_answers_the_entries_by_which_records_came_to_a_person_that_had_some(reading, kit):
    def act(acts):
        for n in (1, 2, 3):
            acts.arrive(str(n), "LEE")
        acts.join(kit.eid_of(1), kit.eid_of(2))
        acts.join(kit.eid_of(1), kit.eid_of(3))

    def found(reader, _):
        newest, older = reader.links_before(0, 9)
        return newest.seq > older.seq, [e.seq for e in reader.links_before(newest.seq, 9)] == [
            older.seq
        ]

    assert reading(act, found) == (True, True)


def test_answers_the_judgements_that_stand_newest_first_at_most_limit(reading):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in (1, 2, 3)]
        made = [acts.judge(ids[0], other, verdict=Verdict.DIFFERENT) for other in ids[1:]]
        acts.judge(ids[1], ids[2], verdict=Verdict.SAME)
        made.append(acts.judge(ids[1], ids[2], verdict=Verdict.DIFFERENT))
        acts.revoke(made[1])
        return made

    def found(reader, made):
        every = [one.id for one in reader.standing(Verdict.DIFFERENT, 0, 9)]
        return (
            every == [made[2], made[0]],
            [one.id for one in reader.standing(Verdict.DIFFERENT, made[2], 9)] == [made[0]],
            reader.count_standing(Verdict.DIFFERENT) == len(every),
            reader.standing(Verdict.DIFFERENT, 0, 9, by="nobody") == (),
        )

    assert all(reading(act, found))


def test_answers_the_kept_filters_by_owner_and_name(reading):
    kept = [SavedFilter(owner, name, TaskFilter(mine=True), Order.DUE) for owner, name in NAMES]

    def act(acts):
        for one in kept:
            acts.append(FilterSaved(one))
        acts.append(FilterForgotten("bob", "old"))

    found = reading(act, lambda r, _: r.filters())
    assert found == (kept[2], kept[1])


NAMES = (("bob", "old"), ("bob", "mine"), ("", "all"))


def test_an_assigned_task_is_found_by_its_assignee(reading, kit):
    def act(acts):
        record = acts.arrive("1", "LEE")
        task = acts.ask(record)
        acts.append(TaskAssigned(task, "ann"))
        return task

    def found(reader, task):
        query = TaskQuery(kit.start, TaskFilter(assignee="ann"))
        return [one.id for one in reader.find_tasks(query)] == [task]

    assert reading(act, found)
