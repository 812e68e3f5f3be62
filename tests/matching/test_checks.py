"""A trained model is refused where it has learnt something else than who is one person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching.checks import MATCHES_MIN, failures, sentences
from matching.em import NAMES, Patterns, Population, Shares
from matching.levels import LEVEL_NAMES
from matching.model import LevelWeight, default_model

RECORDS = 1_000
AGREEING = {
    "given": "exact",
    "household": "family_exact_home_address",
    "birth_date": "exact",
    "sex": "same",
}


@pytest.fixture
def shares():
    def each(what):
        weights = default_model().comparisons
        return {
            name: np.array([getattr(weights[name][level], what) for level in LEVEL_NAMES[name]])
            for name in NAMES
        }

    return Shares(each("m"), each("u"), each("tf_share"), prior=1e-4)


def population(*kinds):
    """So many candidates of each kind: what the comparisons answer, and how many pairs."""
    levels = np.zeros((len(kinds), len(NAMES)), dtype=np.int64)
    for place, (said, _) in enumerate(kinds):
        for name, level in said.items():
            levels[place, NAMES.index(name)] = 1 + LEVEL_NAMES[name].index(level)
    none = np.zeros(len(kinds))
    counts = np.array([count for _, count in kinds], dtype=np.float64)
    candidates = Patterns(levels, counts, none, none)
    return Population(RECORDS, candidates, Patterns(levels[:0], *[none[:0]] * 3), 0.0, 1.0)


def test_a_model_of_pairs_that_agree_passes(shares):
    assert failures(default_model(), population((AGREEING, 100)), shares) == []


def test_too_few_pairs_of_one_person_are_too_few_to_learn_from(shares):
    few = population((AGREEING, MATCHES_MIN - 1))
    (why,) = failures(default_model(), few, shares)
    assert "too few to learn from" in why


def test_pairs_that_are_no_nearer_to_one_than_to_two_cannot_tell_people_apart(shares):
    unsure = {"birth_date": "exact"}
    exact = default_model().comparisons["birth_date"]["exact"]
    shares.prior = exact.u / exact.m
    (why,) = failures(default_model(), population((unsure, 1_000)), shares)
    assert "cannot tell people apart" in why


def test_a_model_that_calls_housemates_one_person_has_learnt_families(shares):
    """As one does whose columns speak of the home and not of the human."""
    shares.m["given"][-1] = 0.5
    housemates = {**AGREEING, "given": "different"}
    (why,) = failures(default_model(), population((AGREEING, 100), (housemates, 200)), shares)
    assert "learnt families" in why


def test_a_model_of_which_a_comparison_is_turned_round_is_named(shares):
    model = default_model()
    turned = {
        level: LevelWeight(weight.u, weight.m) for level, weight in model.comparisons["sex"].items()
    }
    model = replace(model, comparisons={**model.comparisons, "sex": turned})
    found = failures(model, population((AGREEING, 100)), shares)
    assert found == ["the comparison sex is turned round"]


def test_every_check_is_a_sentence_with_its_figures(shares):
    said = sentences(default_model(), population((AGREEING, 100)), shares)
    assert len(said) == 4
    assert "100 among 499,500 pairs" in said[0]
    assert said[-1].endswith("yes")


def test_pairs_without_a_given_name_are_no_families(shares):
    nameless = {**AGREEING, "identifiers": "personal"}
    del nameless["given"]
    assert failures(default_model(), population((nameless, 100)), shares) == []
