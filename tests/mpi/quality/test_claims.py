"""From answered tasks to the model's claims, and to the number of wrong links."""

from __future__ import annotations

import pytest

from mpi.domain.task import Resolution, TaskKind
from mpi.quality.audit import LINK_BANDS
from mpi.quality.claims import audited, band_of, claims

SAME, DIFFERENT = Resolution.SAME_PERSON, Resolution.DIFFERENT_PERSONS
CANNOT_TELL = Resolution.CANNOT_TELL
AUDIT = TaskKind.AUTO_LINK_AUDIT


def never(_judgement):
    return None


def test_a_claim_is_the_weight_that_the_pair_was_asked_with(journal):
    journal.answer(journal.ask(weight=2.5), "ann")
    journal.answer(journal.ask(3, 4, weight=-1.0), "ann", DIFFERENT)
    journal.answer(journal.ask(5, 6), "ann", CANNOT_TELL)
    found = claims(journal.history, "model", never)
    assert [(one.weight, one.is_same) for one in found.judged] == [(2.5, True), (-1.0, False)]
    assert (found.cannot_tell, found.left_out) == (1, 0)


def test_an_answer_that_was_undone_claims_nothing(journal):
    journal.undo(journal.answer(journal.ask(), "ann"), "bob")
    assert claims(journal.history, "model", never).judged == ()


def test_a_pair_judged_under_another_model_is_scored_anew_or_left_out(journal):
    journal.answer(journal.ask(weight=2.5), "ann")
    journal.answer(journal.ask(3, 4), "ann")
    found = claims(journal.history, "other", lambda one: 7.5 if one.left == 1 else None)
    assert [one.weight for one in found.judged] == [7.5]
    assert found.left_out == 1


def test_a_sampled_link_stands_for_those_it_was_drawn_from_if_asked(journal):
    journal.answer(journal.ask(kind=AUDIT, weight=12.0, sample_rate=0.02), "ann")
    (plain,) = claims(journal.history, "model", never).judged
    (weighed,) = claims(journal.history, "model", never, weighted=True).judged
    assert (plain.is_audit, plain.stands_for, weighed.stands_for) == (True, 1.0, 50.0)


def test_what_belongs_to_no_asked_pair_is_no_claim(journal):
    task = journal.ask(kind=TaskKind.POTENTIAL_OVERLAY, left=1, right=0)
    journal.answer(task, "ann", Resolution.ACCEPT_UPDATE)
    assert claims(journal.history, "model", never).judged == ()


def test_wrong_links_are_told_by_band(journal):
    for number in range(20):
        task = journal.ask(number * 2 + 1, number * 2 + 2, AUDIT, weight=4.0, sample_rate=0.1)
        journal.answer(task, "ann", DIFFERENT if number == 0 else SAME)
    journal.answer(journal.ask(91, 92, AUDIT, weight=25.0), "ann", CANNOT_TELL)
    journal.ask(93, 94, AUDIT, weight=25.0)
    found = audited(journal.history, [200, 0, 0, 0, 1_000])
    weak, strong = found.bands
    assert (weak.sampled.right, weak.sampled.wrong, weak.sampled.pairs) == (19, 1, 200)
    assert (strong.sampled.drawn, strong.sampled.cannot_tell, found.waiting) == (2, 1, 1)
    assert found.wrong.value == pytest.approx(10)
    assert found.wrong.high > 200 * weak.wrong_share.high


def test_a_link_that_was_superseded_or_not_yet_answered_again_is_not_counted_as_right(journal):
    gone = journal.ask(kind=AUDIT, weight=4.0)
    journal.supersede(gone)
    again = journal.ask(3, 4, AUDIT, weight=4.0)
    journal.undo(journal.answer(again, "ann", SAME), "bob", again)
    found = audited(journal.history, [50, 0, 0, 0, 0])
    assert (found.drawn, found.answered, found.waiting) == (1, 0, 1)


def test_bands_hold_every_weight():
    assert [band_of(w) for w in (-3.0, 3.0, 5.9, 6.0, 14.9, 15.0, 99.0)] == [0, 0, 0, 1, 2, 3, 4]
    assert len(LINK_BANDS) == 5
