"""The figures of `mpi quality` as tables on the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isinf
from typing import Any

from rich.table import Table
from rich.text import Text

from mpi.cli_common import out
from mpi.cli_files import counted
from mpi.words import word

AGES = ("< 1 day", "< 7 days", "< 30 days", "< 90 days", "older")


def show_all(figures: Mapping[str, Any]) -> None:
    """Every figure, with the words that say what it means."""
    _stewards(figures["stewards"])
    _backlog(figures["backlog"])
    _agreement(figures["agreement"])
    _calibration(figures["calibration"])
    _audit(figures["audit"])
    _rates(figures["rates"])


def _stewards(said: Any) -> None:
    rows = [
        (
            one.actor or "all",
            f"{one.resolved:,}",
            f"{one.per_day:.1f}",
            f"{one.hours_median:.1f}",
            f"{one.hours_p90:.1f}",
            f"{one.handling_s_median:.0f}",
            share(one.reversed),
            share(one.second_person_refused),
            f"{one.asked_again:,}",
        )
        for one in (*said.stewards, said.all)
        if one.resolved or one.second_person_refused.total
    ]
    _table(
        "What stewards did",
        ("steward", "answers", "a day", "hours (median)", "hours (9 of 10)", "handling s",
         "reversed", "second person said no", "asked again"),
        rows,
    )  # fmt: skip
    _table(
        "By kind",
        ("kind", "answers", "hours (median)", "hours (9 of 10)", "reversed", "asked again"),
        [
            (
                _kind(one),
                f"{one.resolved:,}",
                f"{one.hours_median:.1f}",
                f"{one.hours_p90:.1f}",
                share(one.reversed),
                f"{one.asked_again:,}",
            )
            for one in said.kinds
        ],
        said.notes,
    )


def _backlog(said: Any) -> None:
    _table(
        "What waits",
        ("kind", "waits", *AGES, "oldest, days", "overdue"),
        [
            (
                _kind(one),
                f"{one.waiting:,}",
                *(f"{count:,}" for count in one.by_age),
                f"{one.hours_max / 24:.1f}",
                f"{one.overdue:,}",
            )
            for one in said.ages
        ],
    )
    _table(
        "Day by day",
        ("day (UTC)", "opened", "answered", "superseded", "waiting"),
        [
            (d.day, f"{d.opened:,}", f"{d.resolved:,}", f"{d.superseded:,}", f"{d.waiting:,}")
            for d in said.days
        ],
    )


def _agreement(said: Any) -> None:
    rows = [(_kind(one), share(one.agreement), figure(one, "kappa"), "") for one in said.kinds]
    rows += [(one.actor, share(one.agreement), "", share(one.known_found)) for one in said.stewards]
    rows.append(("all", share(said.agreement), figure(said, "kappa"), share(said.known_found)))
    reviews = counted(said.waiting, "second review")
    waits = f"Waiting: {reviews} and {counted(said.known_waiting, 'known answer')}."
    _table(
        "How far people agree",
        ("", "same answer", "kappa", "known answers found"),
        rows if said.agreement.total or said.known_found.total else [],
        (*said.notes, waits),
    )


def _calibration(said: Any) -> None:
    rows = [
        (
            f"{band.probability_from:.1%} to {band.probability_before:.1%}",
            f"{band.observed.total:,}",
            f"{band.claimed:.1%}",
            share(band.observed),
            word(band, "finding").replace("_", " "),
        )
        for band in said.bands
        if band.observed.total
    ]
    notes = list(said.notes)
    if said.judged:
        notes.insert(
            0,
            f"Brier score {said.brier:.4f} = reliability {said.reliability:.4f} - resolution"
            f" {said.resolution:.4f} + uncertainty {said.uncertainty:.4f}; by score: "
            + word(said, "order").replace("_", " "),
        )
    _table(
        "What the model claims",
        ("claimed between", "judged", "claimed", "found to be one person", "so it is"),
        rows,
        notes,
    )


def _audit(said: Any) -> None:
    rows = [
        (
            _stretch(one.weight_from, one.weight_before),
            f"{one.links:,}",
            f"{one.drawn:,}",
            share(one.wrong),
            f"{one.cannot_tell:,}",
        )
        for one in said.strata
    ]
    notes = list(said.notes)
    if said.answered:
        notes.insert(
            0,
            f"About {said.wrong:,.0f} of {said.links:,} automatic links are wrong"
            f" ({said.wrong_low:,.0f} to {said.wrong_high:,.0f}); precision {said.precision:.3%}"
            f" ({said.precision_low:.3%} to {said.precision_high:.3%}).",
        )
    _table(
        "Wrong automatic links",
        ("weight", "links", "drawn", "wrong", "cannot tell"),
        rows,
        notes,
    )


def _rates(said: Any) -> None:
    whole = [said.all] if said.HasField("all") else []
    _table(
        "Duplicates, overlaps, overlays",
        ("source", "records", "duplicates", "with open", "duplicate error", "overlaps",
         "with open", "overlays", "with open"),
        [
            (
                one.source or "all",
                f"{one.records:,}",
                *(
                    _part(part)
                    for part in (
                        one.duplicates,
                        one.duplicates_with_open,
                        one.duplicate_error,
                        one.overlaps,
                        one.overlaps_with_open,
                        one.overlays,
                        one.overlays_with_open,
                    )
                ),
            )
            for one in (*said.sources, *whole)
        ],
        [f"{one.figure.replace('_', ' ')}: {one.words}" for one in said.definitions],
    )  # fmt: skip
    _table(
        "Duplicates created",
        ("month (UTC)", "source", "new records", "duplicates"),
        [
            (one.month, one.source, f"{one.created.total:,}", _part(one.created))
            for one in said.created
        ],
    )


def share(said: Any) -> str:
    """A share with its interval: "91.0% (85.2% to 94.7%), 91 of 100"."""
    if not said.total:
        return "-"
    interval = f"({said.low:.1%} to {said.high:.1%})"
    return f"{said.share:.1%} {interval}, {said.count:,} of {said.total:,}"


def figure(message: Any, field: str) -> str:
    if not message.HasField(field):
        return "-"
    said = getattr(message, field)
    return f"{said.value:.2f} ({said.low:.2f} to {said.high:.2f})"


def _stretch(low: float, high: float) -> str:
    """A stretch of weights; one of its ends may be open."""
    if isinf(low):
        return f"below {high:.0f} bits"
    return f"{low:.0f} bits and more" if isinf(high) else f"{low:.0f} to {high:.0f} bits"


def _part(said: Any) -> str:
    return f"{said.share:.2%} ({said.count:,})" if said.total else "-"


def _kind(message: Any) -> str:
    return word(message, "kind").replace("_", " ")


def _table(
    title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str] = ()
) -> None:
    out.print()
    out.print(title, style="bold", highlight=False)
    if not rows:
        out.print("  nothing to say yet", highlight=False)
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for header in headers:
            table.add_column(header, overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        out.print(table)
    for note in notes:
        out.print(f"  {note}", markup=False, highlight=False)
