"""The card of a model, as used on some files: what it is, what it weighs, what it claims."""

from __future__ import annotations

from collections.abc import Iterator

from matching.expectation import Estimate, Expectation
from matching.levels import COMPARISONS
from matching.model import Model
from mpi.batch.pipeline import Chosen
from mpi.batch.reading import ReadResult


def card(chosen: Chosen, read: ReadResult) -> str:
    """The card as Markdown; it holds counts and weights, no value of any record."""
    return "\n".join(
        [
            *_origin(chosen, read),
            *_set_aside(chosen.model),
            *_claims(chosen.expectation),
            *_weights(chosen.model),
        ]
    )


def _origin(chosen: Chosen, read: ReadResult) -> Iterator[str]:
    model = chosen.model
    yield f"# Model {model.name}"
    yield ""
    yield {
        "shipped": "The model that ships with the product.",
        "given": "A model given to the run.",
        "trained": "Trained, without labels, on the records of the run.",
    }[chosen.origin]
    yield f"Why this one: {chosen.reason}."
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| digest | `{model.digest}` |"
    yield f"| standardizer | {model.standardizer_version} |"
    yield f"| blocking plan | {model.blocking_plan_version} |"
    yield f"| records it was used on | {read.records:,} |"
    yield f"| prior | {model.prior_log2:.2f} bits |"
    yield f"| link from | {model.thresholds.link:.2f} bits |"
    yield f"| review from | {model.thresholds.review:.2f} bits |"
    yield f"| contradiction below | {model.thresholds.contradiction:.2f} bits |"
    yield f"| groups must agree above | {model.thresholds.group_cut:.2f} bits |"
    yield ""
    if chosen.checks:
        yield "## What was checked"
        yield ""
        yield from (f"- {check}" for check in chosen.checks)
        yield ""


def _set_aside(model: Model) -> Iterator[str]:
    if not model.holds and not model.guards and not model.lenient_guards:
        return
    yield "## What its population sets aside"
    yield ""
    yield "A hold stands aside from the weight on that is given here; one that is not named"
    yield "always stands.  A guard gives way from a weight on where nothing else speaks against the"
    yield "pair, or beside holds that stand aside.  A lenient guard forbids the links for which it"
    yield "does not give way, and no longer keeps apart groups that agree otherwise.  One that can"
    yield "be outvoted does neither, where enough sure pairs across the groups stand against it."
    yield ""
    yield "| rule | |"
    yield "|---|---|"
    yield from (f"| {hold} | from {bits:.0f} bits |" for hold, bits in sorted(model.holds.items()))
    for hold, at in sorted(model.holds_alone.items()):
        yield f"| {hold}, alone | from {at:.0f} bits |"
    for guard, way in sorted(model.guards.items()):
        for where, bits in (("alone", way.alone), ("beside holds", way.beside)):
            if bits is not None:
                yield f"| {guard}, {where} | gives way from {bits:.0f} bits |"
        if way.outvoted:
            yield f"| {guard} | outvoted between groups |"
    yield from (f"| {guard} | lenient |" for guard in sorted(model.lenient_guards))
    yield ""


def _claims(expectation: Expectation | None) -> Iterator[str]:
    if expectation is None:
        return
    yield "## What it claims of its own answers"
    yield ""
    if expectation.method:
        yield expectation.method
        yield ""
    yield "| | estimate | 90 % interval |"
    yield "|---|---|---|"
    rows = (
        (f"false links among {expectation.links:,}", expectation.false_links),
        ("pairs missed though compared", expectation.missed_pairs),
        ("pairs never compared", expectation.missed_by_blocking),
    )
    for what, estimate in rows:
        if isinstance(estimate, Estimate):
            interval = f"{estimate.low:,.1f} to {estimate.high:,.1f}"
            yield f"| {what} | {estimate.value:,.1f} | {interval} |"
    yield ""


def _weights(model: Model) -> Iterator[str]:
    yield "## Weights"
    yield ""
    yield "Bits that a level adds to the log2 odds; m and u are how often it is seen among true"
    yield "pairs and among random ones."
    for comparison in COMPARISONS:
        yield ""
        yield f"### {comparison.name}"
        yield ""
        yield "| level | m | u | bits |"
        yield "|---|---|---|---|"
        for level in comparison.levels:
            said = model.comparisons[comparison.name][level.name]
            yield f"| {level.name} | {said.m:.3g} | {said.u:.3g} | {said.weight_log2:+.2f} |"
    yield ""
