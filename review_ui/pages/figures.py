"""Figures: how good people and machine are, as charts."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from review_ui import charts
from review_ui.asked import Asked

DAYS: Final = (7, 30, 90, 365)


def figures(asked: Asked) -> Response:
    """Everything that the index measures about its stewards and itself."""
    said = asked.query.get("days", "")
    days = int(said) if said.isdigit() and int(said) in DAYS else 30
    seen = asked.desk.figures(days)
    rates = (seen.rates_all, *seen.rates)
    return asked.page(
        "figures.html",
        seen=seen,
        stewards=(seen.all, *seen.stewards),
        days=days,
        choices=DAYS,
        throughput=charts.throughput(seen.days),
        backlog=charts.backlog(seen.days),
        points=charts.calibration(seen.calibration.bands),
        spans={name: charts.spans(rates, name) for name in ("duplicates", "overlaps", "overlays")},
        definitions=dict(seen.definitions),
        ages=("< 1 day", "< 1 week", "< 30 days", "< 90 days", "older"),
    )
