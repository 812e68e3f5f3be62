"""`mpi evaluate`: persons held against a file that knows the truth, as tables or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from mpi.cli_common import out, problem

if TYPE_CHECKING:
    from matching.intervals import Estimate
    from mpi.batch.evaluation_results import (
        Accuracy,
        Evaluation,
        Grouping,
        Pairs,
        Persons,
        Reviews,
    )


def evaluate(
    persons: Annotated[
        Path, typer.Option(help="Who was found to be whom: persons.parquet of `mpi dedupe`.")
    ],
    truth: Annotated[
        Path, typer.Option(help="Who is whom: a record key, and entity_id, cluster or the like.")
    ],
    pairs: Annotated[
        Path | None, typer.Option(help="pairs.parquet of `mpi dedupe`: what waits in review.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            help="Groups of people: sex, age, race, ethnicity, language, name_length, "
            "name_spelling, family_names, missing, source, or any column.  [default: all]"
        ),
    ] = None,
    data: Annotated[
        list[Path] | None, typer.Option(help="The file with the records, to make groups from.")
    ] = None,
    today: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="Ages are as of this day.  [default: today]")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """How right are the persons that were found?

    Precision, recall and F1 by pairs and B-cubed, with intervals of 95 %, by group of people too.
    """
    from mpi.batch.evaluation import EvaluationError, Question
    from mpi.batch.evaluation import evaluate as evaluated

    try:
        day = datetime.fromisoformat(today).date() if today else datetime.now(tz=UTC).date()
    except ValueError:
        raise typer.Exit(problem("--today: expected YYYY-MM-DD")) from None
    question = Question(persons, truth, pairs, tuple(by or ()), tuple(data or ()), day)
    try:
        evaluation = evaluated(question)
    except EvaluationError as error:
        raise typer.Exit(problem(str(error))) from None
    if as_json:
        typer.echo(json.dumps(evaluation.as_json(), indent=2))
    else:
        show(evaluation)


def show(evaluation: Evaluation) -> None:
    """The evaluation as tables."""
    out.print(f"{evaluation.records:,} records with a known person", highlight=False)
    if evaluation.absent:
        said = f"  {evaluation.absent:,} of them are in no found person, and count as missed"
        out.print(said, highlight=False)
    if evaluation.unlabelled:
        said = f"  {evaluation.unlabelled:,} further records have no known person, and are left out"
        out.print(said, highlight=False)
    _put(_accuracy(evaluation))
    _put(_persons(evaluation.persons))
    whole = evaluation.persons
    out.print(
        f"{whole.exact:,} persons are exactly right; found ones that mix several true ones: "
        f"{whole.mixed:,}; true ones that are split: {whole.split:,}",
        highlight=False,
    )
    if evaluation.reviews is not None:
        _show_reviews(evaluation.reviews, evaluation.pairs)
    _show_groupings(evaluation.groupings)


def _table(title: str) -> Table:
    return Table(
        title=f"\n{title}",
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        caption_style="",
        header_style="",
        box=None,
        pad_edge=False,
        min_width=len(title),
    )


def _put(table: Table) -> None:
    """A table, its caption below it as lines of their own, which are not broken to its width."""
    caption, table.caption = table.caption, None
    out.print(table)
    if caption:
        out.print(caption, markup=False, highlight=False, soft_wrap=True)


def _accuracy(evaluation: Evaluation) -> Table:
    table = _table("How right")
    for header in ("", "precision", "recall", "F1"):
        table.add_column(header, justify="left" if not header else "right", no_wrap=True)
    table.add_row("by pairs", *_cells(evaluation.pairwise))
    table.add_row("B-cubed", *_cells(evaluation.b_cubed))
    pairs = evaluation.pairs
    table.caption = (
        f"{pairs.right:,.0f} right pairs, {pairs.false:,.0f} false, {pairs.missed:,.0f} missed; "
        "intervals of 95 %, by person"
    )
    return table


def _cells(accuracy: Accuracy) -> tuple[str, str, str]:
    return (share(accuracy.precision), share(accuracy.recall), share(accuracy.f1))


def share(estimate: Estimate) -> str:
    """0.9876 (.9801 to .9932), or a dash where there was nothing to count."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "-"
    return f"{estimate.value:.4f} ({_short(estimate.low)} to {_short(estimate.high)})"


def _short(value: float) -> str:
    return f"{value:.4f}".replace("0.", ".", 1)


def _persons(persons: Persons) -> Table:
    table = _table("Persons by number of records")
    for header in ("records", "found", "true"):
        table.add_column(header, justify="right")
    for row in persons.sizes:
        table.add_row(row.size, f"{row.found:,}", f"{row.true:,}")
    table.add_row("persons", f"{persons.found:,}", f"{persons.true:,}", style="bold")
    table.add_row("the largest", f"{persons.largest_found:,}", f"{persons.largest_true:,}")
    return table


def _show_reviews(reviews: Reviews, pairs: Pairs) -> None:
    waits = (
        f"{reviews.pairs:,} pairs wait in review, {reviews.per_1000_records:,.1f} per 1,000 "
        f"records; {reviews.true_pairs:,} of them are true"
    )
    lines = [waits]
    if pairs.missed:
        lines.append(
            f"  {reviews.missed_waiting:,} of {pairs.missed:,.0f} missed pairs are among them; "
            f"answered rightly they close {reviews.missed_closed:,.0f}"
        )
    if reviews.recall_after is not None and reviews.completeness_least is not None:
        lines.append(f"  recall after review {reviews.recall_after:.4f}")
        lines.append(f"  true pairs that were compared: at least {reviews.completeness_least:.4f}")
    for line in lines:
        out.print(line, highlight=False)
    if reviews.reasons:
        table = _table("Why pairs wait")
        for header in ("rule", "pairs", "for it alone", "truly one person"):
            table.add_column(header, justify="left" if header == "rule" else "right")
        for reason in reviews.reasons:
            counts = (f"{reason.pairs:,}", f"{reason.alone:,}")
            table.add_row(reason.rule, *counts, share(reason.true))
        _put(table)
    if not reviews.calibration:
        return
    table = _table("What claimed probabilities were worth")
    for header in ("decision", "claimed", "pairs", "claimed on average", "truly one person"):
        table.add_column(header, justify="right" if header != "decision" else "left")
    for band in reviews.calibration:
        claimed = f"{band.claimed:.5f}"
        table.add_row(band.decision, band.band, f"{band.pairs:,}", claimed, share(band.true))
    _put(table)


def _show_groupings(groupings: Sequence[Grouping]) -> None:
    missing = [each for each in groupings if each.column.endswith(" said")]
    for grouping in (each for each in groupings if each not in missing):
        table = _table(f"By {grouping.column}")
        waits = any(group.waiting_per_1000 is not None for group in grouping.groups)
        headers = ["group", "records", "true pairs", "precision", "recall"]
        for header in (*headers, *(["waiting per 1,000"] if waits else [])):
            table.add_column(header, justify="left" if header == "group" else "right")
        for group in grouping.groups:
            cells = [group.name, f"{group.records:,}", f"{group.pairs.true:,.0f}"]
            cells += [share(group.pairwise.precision), share(group.pairwise.recall)]
            if group.waiting_per_1000 is not None:
                cells.append(f"{group.waiting_per_1000:,.1f}")
            table.add_row(*cells)
        table.caption = "\n".join(
            f"{gap.measure}: {gap.best} above {gap.worst} by {_gap(gap.difference)}"
            for gap in grouping.gaps
            if gap.difference.value
        )
        _put(table)

    if missing:
        _put(_missing(missing))


def _missing(groupings: Sequence[Grouping]) -> Table:
    """One line for each field: how those fare who lack it, beside those who have it."""
    from matching.intervals import NOTHING
    from mpi.batch.evaluation_results import Accuracy

    table = _table("By what is missing")
    for header in ("field", "without", "precision without", "with", "recall without", "with"):
        table.add_column(header, justify="left" if header == "field" else "right")
    for grouping in groupings:
        groups = {group.name: group.pairwise for group in grouping.groups}
        records = {group.name: group.records for group in grouping.groups}
        nobody = Accuracy(NOTHING, NOTHING, NOTHING)
        lacks, has = groups.get("no", nobody), groups.get("yes", nobody)
        table.add_row(
            grouping.column.removesuffix(" said"),
            f"{records.get('no', 0):,}",
            *(share(lacks.precision), _alone(has.precision)),
            *(share(lacks.recall), _alone(has.recall)),
        )
    return table


def _alone(estimate: Estimate) -> str:
    return "-" if estimate.value is None else f"{estimate.value:.4f}"


def _gap(difference: Estimate) -> str:
    if difference.value is None or difference.low is None or difference.high is None:
        return "-"
    interval = f"({difference.low:+.4f} to {difference.high:+.4f})"
    sure = "" if difference.low > 0 else ", which may be chance"
    return f"{difference.value:.4f} {interval}{sure}"
