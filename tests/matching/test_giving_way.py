"""Under which model a guard gives way, for which pairs, and which never do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.grouping import Contradiction
from matching.guards import GUARDS, MAY_GIVE_WAY
from matching.holds import HOLDS
from matching.model import GivesWay, default_model, sealed
from matching.policy import Findings, Verdict, concluded, contradiction, default_policy

POLICY = default_policy()
LIMITS = default_model().thresholds


def model(**changes):
    return sealed(replace(default_model(), **changes))


def found(*guards, held=()):
    return Findings(guards, held, is_plainly_two=False)


def verdict(findings, weight, by):
    return concluded(findings, weight, by, POLICY)


def test_a_guard_gives_way_from_its_weight_on_and_takes_its_own_holds_along():
    by = model(guards={"number": GivesWay(alone=8.0, outvoted=True)})
    pair = found("number", held=("number_differs",))
    assert verdict(pair, 7.9, by) is Verdict.REVIEW
    assert verdict(pair, 8.0, by) is Verdict.LINK
    assert contradiction(pair, 7.9, by) is Contradiction.INFERRED
    assert contradiction(pair, 8.0, by) is Contradiction.NONE


def test_beside_another_hold_it_must_have_been_shown_and_the_hold_stand_aside_itself():
    pair = found("number", held=("near_twice",))
    alone = model(guards={"number": GivesWay(alone=8.0)}, holds={"near_twice": 10.0})
    beside = model(guards={"number": GivesWay(beside=8.0)}, holds={"near_twice": 10.0})
    assert verdict(pair, 60.0, alone) is Verdict.REVIEW
    assert verdict(pair, 9.0, beside) is Verdict.REVIEW
    assert verdict(pair, 10.0, beside) is Verdict.LINK


def test_two_guards_never_give_way():
    by = model(guards={name: GivesWay(6.0, 6.0) for name in MAY_GIVE_WAY})
    assert verdict(found("number", "generation"), 60.0, by) is Verdict.REVIEW
    assert contradiction(found("number", "generation"), 60.0, by) is Contradiction.OUTRIGHT
    ways = {name: GivesWay(6.0, 6.0, outvoted=True) for name in MAY_GIVE_WAY}
    by = model(guards=ways)
    assert contradiction(found("number", "generation"), 60.0, by) is Contradiction.INFERRED
    assert contradiction(found("number", "suffix"), 60.0, by) is Contradiction.OUTRIGHT


@pytest.mark.parametrize("guard", ["multiple_birth_said", "suffix", "newborn"])
def test_what_a_record_said_outright_stands_whatever_a_model_says(guard):
    by = model(guards={guard: GivesWay(6.0, 6.0, outvoted=True)})
    assert verdict(found(guard), 60.0, by) is Verdict.REVIEW
    assert contradiction(found(guard), 60.0, by) is Contradiction.OUTRIGHT


def test_the_shipped_model_gives_no_way():
    assert not default_model().guards
    for guard in GUARDS:
        assert verdict(found(guard.name), 60.0, default_model()) is Verdict.REVIEW


def test_guards_that_may_give_way_and_the_holds_they_take_along_exist():
    assert set(MAY_GIVE_WAY) <= {rule.name for rule in GUARDS}
    assert set().union(*MAY_GIVE_WAY.values()) <= {rule.name for rule in HOLDS}


def test_a_hold_that_alone_stops_a_pair_may_stand_aside_earlier():
    by = model(
        holds={"near_twice": 20.0, "given_unsure": 20.0, "nickname_unsure": 6.0},
        holds_alone={"near_twice": 8.0},
    )
    alone = found(held=("near_twice", "nickname_unsure"))
    assert verdict(alone, 7.9, by) is Verdict.REVIEW
    assert verdict(alone, 8.0, by) is Verdict.LINK
    two = found(held=("near_twice", "given_unsure"))
    assert verdict(two, 19.9, by) is Verdict.REVIEW
    assert verdict(two, 20.0, by) is Verdict.LINK
