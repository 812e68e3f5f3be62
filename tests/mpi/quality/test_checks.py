"""Blind second reviews and seeded known answers."""

from __future__ import annotations

import pytest

from matching.intervals import share
from mpi.domain.task import Resolution, TaskKind
from mpi.quality.checks import checked, compared

SAME, DIFFERENT = Resolution.SAME_PERSON, Resolution.DIFFERENT_PERSONS


def reviewed(journal, first, second, kind=TaskKind.POTENTIAL_DUPLICATE, by=("ann", "bob")):
    task = journal.ask(kind=kind)
    journal.answer(task, by[0], first)
    check = journal.check(task.id, kind=kind)
    journal.answer(check, by[1], second)
    return task, check


def test_agreement_overall_and_by_kind_worked_by_hand(journal):
    for _ in range(3):
        reviewed(journal, SAME, SAME)
    reviewed(journal, SAME, DIFFERENT)
    reviewed(journal, DIFFERENT, DIFFERENT, TaskKind.CONFLICT)
    found = checked(journal.history, {})
    assert (found.agreement.asked, found.agreement.agreed) == (5, 4)
    assert found.agreement.rate == share(4, 5)
    # first: 4 same, 1 different; second: 3 and 2: by chance (4 * 3 + 1 * 2) / 25.
    assert found.agreement.kappa.value == pytest.approx((0.8 - 0.56) / 0.44)
    assert found.kinds[TaskKind.CONFLICT].agreed == 1
    assert found.kinds[TaskKind.POTENTIAL_DUPLICATE].asked == 4
    assert found.answers == {(SAME, SAME): 3, (SAME, DIFFERENT): 1, (DIFFERENT, DIFFERENT): 1}


def test_a_steward_is_measured_by_first_and_second_answers_alike(journal):
    reviewed(journal, SAME, SAME)
    reviewed(journal, SAME, DIFFERENT, by=("bob", "cid"))
    found = {s.name: s.agreement for s in checked(journal.history, {}).stewards}
    assert {name: (a.agreed, a.asked) for name, a in found.items()} == {
        "ann": (1, 1),
        "bob": (1, 2),
        "cid": (0, 1),
    }


def test_known_answers_are_scored_for_each_steward(journal):
    known = {7: SAME, 8: DIFFERENT}
    journal.answer(journal.check(7, known=True), "ann", SAME)
    journal.answer(journal.check(8, known=True), "ann", SAME)
    journal.answer(journal.check(8, known=True), "bob", DIFFERENT)
    journal.check(8, known=True)
    found = checked(journal.history, known)
    assert (found.found, found.known, found.known_waiting) == (2, 3, 1)
    assert found.agreement.asked == 0
    assert {s.name: (s.found, s.known) for s in found.stewards} == {"ann": (1, 2), "bob": (1, 1)}


def test_a_known_answer_that_was_forgotten_says_nothing_any_more(journal):
    journal.answer(journal.check(7, known=True), "ann", SAME)
    assert checked(journal.history, {}).known == 0


def test_the_first_answer_is_the_one_that_stood_when_the_question_was_asked_again(journal):
    task = journal.ask()
    decision = journal.answer(task, "ann", SAME)
    check = journal.after(minutes=1).check(task.id)
    journal.after(minutes=1).undo(decision, "ann", task)
    journal.answer(task, "ann", DIFFERENT)
    journal.answer(check, "bob", SAME)
    (one,) = compared(journal.history, {})
    assert (one.first, one.first_by, one.first_decision, one.agrees) == (
        SAME,
        "ann",
        decision,
        True,
    )


def test_a_disagreement_knows_the_task_that_asks_for_a_third_look(journal):
    task, _ = reviewed(journal, SAME, DIFFERENT)
    look = journal.ask(kind=TaskKind.CONFLICT, check_of=task.id, escalated=True)
    (one,) = compared(journal.history, {})
    assert (one.agrees, one.third_look) == (False, look.id)


def test_what_waits_is_counted_and_says_nothing_yet(journal):
    task = journal.ask()
    journal.answer(task, "ann")
    journal.check(task.id)
    found = checked(journal.history, {})
    assert (found.waiting, found.agreement.asked, found.agreement.rate.value) == (1, 0, None)
