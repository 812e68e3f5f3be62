"""What stewards did and what waits, by small journals with figures worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mpi.domain.task import Resolution, TaskKind
from mpi.quality.history import Fold
from mpi.quality.work import backlog, times, work

SAME, DIFFERENT = Resolution.SAME_PERSON, Resolution.DIFFERENT_PERSONS
HOUR = 3_600.0


def test_times_are_counted_from_the_opening_and_from_the_claim(journal):
    one = journal.ask()
    two = journal.ask(3, 4, TaskKind.CONFLICT)
    journal.after(hours=1).take(one, "ann")
    journal.after(minutes=2).answer(one, "ann")
    journal.after(hours=5).answer(two, "ann", DIFFERENT)
    done = work(journal.history).everybody
    assert done.resolved == 2
    assert done.to_resolve.middle == pytest.approx((1 + 2 / 60 + 6 + 2 / 60) / 2 * HOUR)
    assert done.to_handle.middle == pytest.approx(120)
    assert done.answers == {SAME: 1, DIFFERENT: 1}


def test_nine_of_ten_took_at_most_so_long():
    found = times(range(1, 21))
    assert (found.middle, found.most) == (10.5, 18)
    assert times([]).most is None


def test_renewing_a_claim_is_not_taking_it_anew_but_another_stewards_claim_is(journal):
    task = journal.ask()
    journal.take(task, "ann")
    journal.after(minutes=10).take(task, "ann")
    journal.after(minutes=10).take(task, "bob")
    journal.after(minutes=3).answer(task, "bob")
    assert work(journal.history).everybody.to_handle.middle == 180


def test_an_undone_answer_is_reversed_until_the_undoing_is_undone(journal):
    task = journal.ask()
    decision = journal.answer(task, "ann")
    assert work(journal.history).everybody.reversed == 0
    undoing = journal.undo(decision, "ann", task)
    done = work(journal.history)
    assert (done.everybody.reversed, done.everybody.reversed_by_oneself) == (1, 1)
    assert len(journal.history.waiting) == 1
    journal.undo(undoing, "bob")
    assert work(journal.history).everybody.reversed == 0


def test_a_revoked_judgement_reverses_the_answer_that_made_it(journal):
    journal.answer(journal.ask(), "ann")
    journal.answer(journal.ask(3, 4), "ann")
    journal.revoke(1, by="bob")
    done = work(journal.history).stewards
    assert [(d.steward, d.resolved, d.reversed, d.reversed_by_oneself) for d in done] == [
        ("ann", 2, 1, 0)
    ]


def test_a_task_answered_undone_and_answered_again_is_two_answers(journal):
    task = journal.ask()
    journal.undo(journal.answer(task, "ann"), "bob", task)
    journal.after(hours=2).answer(task, "bob", DIFFERENT)
    answers = journal.history.answers
    assert [(a.by, a.is_reversed) for a in answers] == [("ann", True), ("bob", False)]
    assert (answers[1].at - answers[1].asked_at) == timedelta(hours=2)


def test_a_pair_that_is_asked_about_again_is_counted(journal):
    journal.answer(journal.ask(), "ann")
    journal.answer(journal.ask(2, 1), "ann")
    journal.answer(journal.ask(1, 3), "ann")
    assert work(journal.history).everybody.asked_again == 1


def test_a_second_person_who_does_not_confirm_is_counted_against_who_proposed(journal):
    refused, confirmed, moved = journal.ask(), journal.ask(3, 4), journal.ask(5, 6)
    journal.propose(refused, "ann")
    journal.refuse(refused, "bob")
    journal.propose(confirmed, "ann")
    journal.answer(confirmed, "bob", proposed_by="ann")
    journal.propose(moved, "ann")
    journal.refuse(moved, "ann")  # withdrawn by herself
    done = {d.steward: d for d in work(journal.history).stewards}
    assert (done["ann"].second_refused, done["ann"].second_answered) == (1, 2)
    assert work(journal.history).everybody.second_answered == 2


def test_what_only_looks_like_work_is_not_counted(journal):
    task = journal.ask()
    journal.answer(task, "ann")
    journal.answer(journal.check(task.id), "bob")
    journal.answer(journal.check(1, known=True), "bob")
    journal.check(task.id)
    history = journal.history
    assert [d.steward for d in work(history).stewards] == ["ann"]
    assert backlog(history, journal.now, 1).ages == ()
    assert backlog(history, journal.now, 1).days[0].opened == 1
    assert (len(history.checks), len(history.checks_waiting)) == (2, 1)


def test_a_span_and_a_steward_narrow(journal):
    journal.answer(journal.ask(), "ann")
    later = journal.after(days=2).now
    journal.answer(journal.ask(3, 4), "ann")
    journal.answer(journal.ask(5, 6), "bob")
    assert work(journal.history, since=later).everybody.resolved == 2
    assert work(journal.history, before=later).everybody.resolved == 1
    narrowed = work(journal.history, since=later, steward="ann")
    assert (narrowed.everybody.resolved, narrowed.everybody.steward) == (1, "ann")


def test_answers_in_time_are_those_before_the_due_time(journal):
    due = journal.now + timedelta(hours=1)
    early, late, free = journal.ask(due_at=due), journal.ask(3, 4, due_at=due), journal.ask(5, 6)
    journal.answer(early, "ann")
    journal.after(hours=2).answer(late, "ann")
    journal.answer(free, "ann")
    done = work(journal.history).everybody
    assert (done.in_time, done.with_due_time, done.resolved) == (1, 2, 3)


def test_the_backlog_is_what_came_less_what_went_day_by_day(journal):
    old, gone = journal.ask(), journal.ask(3, 4)
    journal.after(days=3).answer(journal.ask(5, 6), "ann")
    journal.supersede(gone)
    journal.ask(7, 8, TaskKind.CONFLICT, due_at=journal.now + timedelta(hours=1))
    journal.after(days=1)
    found = backlog(journal.history, journal.now, 3)
    assert [(d.day, d.opened, d.resolved, d.superseded, d.waiting) for d in found.days] == [
        (date(2026, 3, 3), 0, 0, 0, 2),
        (date(2026, 3, 4), 2, 1, 1, 2),
        (date(2026, 3, 5), 0, 0, 0, 2),
    ]
    conflict, duplicate = found.ages
    assert (duplicate.waiting, duplicate.oldest_s, duplicate.by_age) == (
        1,
        96 * HOUR,
        (0, 1, 0, 0, 0),
    )
    assert (conflict.kind, conflict.overdue, conflict.by_age) == (
        TaskKind.CONFLICT,
        1,
        (0, 1, 0, 0, 0),
    )
    assert old.id in {w.task.id for w in journal.history.waiting}


def test_a_journal_can_be_folded_piece_by_piece(journal):
    task = journal.ask()
    journal.take(task, "ann")
    decision = journal.answer(task, "ann")
    journal.undo(decision, "bob", task)
    fold = Fold()
    for event in journal.events:
        fold.take([event])
        fold.history()
    assert fold.history() == journal.history
    assert fold.seq == len(journal.events)
