"""Reading messages about quality into the page's own dataclasses."""

from __future__ import annotations

from typing import Any

from mpi.words import word
from review_ui.seen_quality import (
    Age,
    Agreement,
    Audit,
    Band,
    Calibration,
    Day,
    Figure,
    Figures,
    Rates,
    Share,
    Steward,
    StewardAgreement,
)


def figures(
    backlog: Any, stewards: Any, agreement: Any, calibration: Any, audit: Any, rates: Any
) -> Figures:
    return Figures(
        days=tuple(
            Day(one.day, one.opened, one.resolved, one.superseded, one.waiting)
            for one in backlog.days
        ),
        ages=tuple(
            Age(
                word(one, "kind"),
                one.waiting,
                one.hours_median,
                one.hours_max,
                one.overdue,
                tuple(one.by_age),
            )
            for one in backlog.ages
        ),
        all=_steward(stewards.all),
        stewards=tuple(_steward(one) for one in stewards.stewards),
        agreement=_agreement(agreement),
        calibration=_calibration(calibration),
        audit=_audit(audit),
        rates_all=_rates(rates.all),
        rates=tuple(_rates(one) for one in rates.sources),
        definitions=tuple((one.figure, one.words) for one in rates.definitions),
    )


def _share(message: Any) -> Share:
    return Share(message.count, message.total, message.share, message.low, message.high)


def _steward(message: Any) -> Steward:
    return Steward(
        message.actor,
        message.resolved,
        message.hours_median,
        message.hours_p90,
        message.handling_s_median,
        _share(message.reversed),
        _share(message.in_time),
        message.per_day,
    )


def _agreement(message: Any) -> Agreement:
    kappa = message.kappa
    return Agreement(
        agreement=_share(message.agreement),
        kappa=Figure(kappa.value, kappa.low, kappa.high) if message.HasField("kappa") else None,
        known_found=_share(message.known_found),
        waiting=message.waiting,
        stewards=tuple(
            StewardAgreement(one.actor, _share(one.agreement), _share(one.known_found))
            for one in message.stewards
        ),
        notes=tuple(message.notes),
    )


def _calibration(message: Any) -> Calibration:
    return Calibration(
        bands=tuple(
            Band(
                one.probability_from,
                one.probability_before,
                one.claimed,
                _share(one.observed),
                word(one, "finding"),
            )
            for one in message.bands
        ),
        brier=message.brier,
        judged=message.judged,
        order=word(message, "order"),
        notes=tuple(message.notes),
    )


def _audit(message: Any) -> Audit:
    return Audit(
        links=message.links,
        drawn=message.drawn,
        answered=message.answered,
        waiting=message.waiting,
        wrong=Figure(message.wrong, message.wrong_low, message.wrong_high),
        precision=Figure(message.precision, message.precision_low, message.precision_high),
        notes=tuple(message.notes),
    )


def _rates(message: Any) -> Rates:
    return Rates(
        message.source,
        message.records,
        _share(message.duplicates),
        _share(message.overlaps),
        _share(message.overlays),
        _share(message.duplicates_with_open),
        _share(message.overlaps_with_open),
        _share(message.overlays_with_open),
    )
