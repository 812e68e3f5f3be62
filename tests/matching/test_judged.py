"""Judged pairs against what a model would do with them, and training with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.judged import JudgedPair, judged_links
from matching.model import default_model
from matching.policy import default_policy

MODEL = default_model()
LINK = MODEL.thresholds.link


def pair(same: bool, weight: float = LINK + 3, guards=(), held=()):
    return JudgedPair(same, weight, guards, held)


def test_only_pairs_that_the_model_would_link_are_held_against_it():
    held = ("given_differs",)
    model = replace(MODEL, holds={"given_differs": LINK + 1})
    judged = [
        pair(True), pair(False), pair(True, LINK - 1), pair(False, guards=("multiple_birth",)),
        pair(True, held=held), pair(False, LINK + 0.5, held=held),
    ]  # fmt: skip
    found = judged_links(judged, model, default_policy())
    assert (found.judged, found.links, found.same) == (6, 3, 2)
    assert found.claimed == pytest.approx(1 / (1 + 2 ** -(LINK + 3)))


def test_a_model_that_links_what_people_found_to_be_two_is_refused_with_the_figures():
    found = judged_links([pair(True)] * 6 + [pair(False)] * 14, MODEL, default_policy())
    assert "of 20 judged pairs that it would link, people found 6" in found.failure
    assert "6 of these are one person" in found.sentence


def test_a_few_judgements_refuse_nothing():
    found = judged_links([pair(False)] * 9, MODEL, default_policy())
    assert found.failure == ""


def test_a_model_that_does_as_it_claims_passes():
    found = judged_links([pair(True)] * 60, MODEL, default_policy())
    assert found.failure == ""
    assert judged_links([], MODEL, default_policy()).sentence == "0 judged pairs it would link 0"
