"""The card of a model says what a site has to know before it trusts it."""

from __future__ import annotations

from dataclasses import replace

from blocking.plan import default_plan
from matching.expectation import Estimate, Expectation
from matching.model import GivesWay, Model, default_model
from mpi.batch.model_card import card
from mpi.batch.pipeline import Chosen
from mpi.batch.reading import ReadResult
from mpi.files.demographics import Dates

READ = ReadResult((), (), 1_234, 0, 0, Dates())


def written(model: Model, **more: object) -> str:
    chosen = Chosen(model, default_plan(), "trained", "it passed", ("a check",))
    return card(replace(chosen, **more), READ)  # type: ignore[arg-type]


def test_it_names_what_the_population_sets_aside():
    model = replace(
        default_model(),
        holds={"given_unsure": 6.0},
        guards={"number": GivesWay(alone=3.0, outvoted=True)},
        lenient_guards=frozenset(("generation",)),
    )
    said = written(model)
    assert "| given_unsure | from 6 bits |" in said
    assert "| number, alone | gives way from 3 bits |" in said
    assert "| number | outvoted between groups |" in said
    assert "| generation | lenient |" in said
    assert "sets aside" not in written(default_model())


def test_it_says_origin_checks_claims_and_the_weight_of_every_level():
    claimed = Expectation("by a method", Estimate(2.0, 1.0, 3.0), links=100)
    said = written(default_model(), expectation=claimed)
    for text in (default_model().digest, "1,234", "- a check", "false links among 100 | 2.0"):
        assert text in said
    for comparison, levels in default_model().comparisons.items():
        assert f"### {comparison}" in said
        assert all(f"| {level} |" in said for level in levels)
