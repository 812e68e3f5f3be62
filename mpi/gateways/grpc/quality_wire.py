"""Domain -> messages of the figures of quality."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from matching.intervals import Estimate, share
from mpi.domain.task import Resolution
from mpi.gateways.grpc import desk_wire, wire
from mpi.quality import checks, claims, work
from mpi.quality.agreement import Agreement
from mpi.quality.audit import Audit
from mpi.quality.checks import Checked
from mpi.quality.labels import Label
from mpi.quality.rates import DEFINITIONS, Part, Rates
from mpi.quality.reliability import Band, Finding, Order, probability
from mpi.quality.service import Calibrated, Disagreement, KnownView, Rated
from mpi.quality.work import Backlog, Done, Work
from mpi.v1 import quality_pb2 as pb

FINDINGS = {
    Finding.TOO_FEW: pb.CALIBRATION_FINDING_TOO_FEW,
    Finding.AS_CLAIMED: pb.CALIBRATION_FINDING_AS_CLAIMED,
    Finding.CLAIMS_TOO_MUCH: pb.CALIBRATION_FINDING_CLAIMS_TOO_MUCH,
    Finding.CLAIMS_TOO_LITTLE: pb.CALIBRATION_FINDING_CLAIMS_TOO_LITTLE,
}
ORDERS = {
    Order.TOO_FEW: pb.SCORE_ORDER_TOO_FEW,
    Order.RISES: pb.SCORE_ORDER_RISES,
    Order.FALLS: pb.SCORE_ORDER_FALLS,
}
HOUR_S = 3600.0


def agreement(said: Checked) -> pb.GetAgreementResponse:
    return pb.GetAgreementResponse(
        agreement=_agreed(said.agreement),
        kappa=_figure(said.agreement.kappa),
        known_found=_share(said.found, said.known),
        stewards=[
            pb.StewardAgreement(
                actor=one.name,
                agreement=_agreed(one.agreement),
                known_found=_share(one.found, one.known),
            )
            for one in said.stewards
        ],
        answers=[
            pb.AnswerPair(
                first=desk_wire.RESOLUTIONS[first],
                second=desk_wire.RESOLUTIONS[second],
                count=count,
            )
            for (first, second), count in sorted(said.answers.items())
        ],
        waiting=said.waiting,
        kinds=[
            pb.KindAgreement(
                kind=desk_wire.TASK_KINDS[kind], agreement=_agreed(one), kappa=_figure(one.kappa)
            )
            for kind, one in said.kinds.items()
        ],
        known_waiting=said.known_waiting,
        notes=checks.NOTES,
    )


def disagreement(said: Disagreement) -> pb.Disagreement:
    one = said.compared
    return pb.Disagreement(
        task_id="" if one.is_known else str(one.check.task.check_of),
        check_task_id=str(one.check.task.id),
        records=[wire.record_key(key) for key in said.keys],
        first=desk_wire.RESOLUTIONS[one.first],
        first_actor=one.first_by,
        second=desk_wire.RESOLUTIONS[one.check.resolution],
        second_actor=one.check.by,
        at=wire.timestamp(one.check.at),
        is_known_answer=one.is_known,
        decision_id=_id(one.first_decision),
        escalated_task_id=_id(one.third_look),
    )


def known_answer(said: KnownView) -> pb.KnownAnswer:
    return pb.KnownAnswer(
        known_answer_id=str(said.known.id),
        task_id=_id(said.known.case.id),
        records=[wire.record_key(key) for key in said.keys],
        resolution=desk_wire.RESOLUTIONS[said.known.resolution],
        reason=said.known.reason,
        actor=said.known.by,
        at=wire.timestamp(said.known.at),
        found=_share(said.found, said.answered),
    )


def calibration(said: Calibrated) -> pb.GetCalibrationResponse:
    table = said.table
    notes = list(claims.NOTES)
    if said.left_out:
        notes.append(f"{said.left_out:,} judged pairs were left out: their evidence has changed.")
    return pb.GetCalibrationResponse(
        bands=[_band(band) for band in table.bands],
        model_digest=said.model,
        brier=table.brier or 0.0,
        judged=table.judged,
        expected_error=table.expected_error or 0.0,
        notes=notes,
        reliability=table.reliability or 0.0,
        resolution=table.resolution or 0.0,
        uncertainty=table.uncertainty or 0.0,
        order=ORDERS[table.order],
        cannot_tell=said.cannot_tell,
    )


def audit(said: Audit) -> pb.GetAuditEstimateResponse:
    wrong, right = said.wrong, said.right_share
    return pb.GetAuditEstimateResponse(
        strata=[
            pb.AuditStratum(
                weight_from=-inf if one.sampled.weight_low is None else one.sampled.weight_low,
                weight_before=inf if one.sampled.weight_high is None else one.sampled.weight_high,
                links=one.sampled.pairs,
                wrong=_estimated(one.sampled.wrong, one.sampled.answered, one.wrong_share),
                cannot_tell=one.sampled.cannot_tell,
                drawn=one.sampled.drawn,
            )
            for one in said.bands
        ],
        links=said.pairs,
        wrong=wrong.value or 0.0,
        wrong_low=wrong.low or 0.0,
        wrong_high=wrong.high or 0.0,
        precision=right.value or 0.0,
        precision_low=right.low or 0.0,
        precision_high=right.high or 0.0,
        waiting=said.waiting,
        notes=claims.AUDIT_NOTES,
        drawn=said.drawn,
        answered=said.drawn - said.waiting,
    )


def stewards(said: Work) -> pb.GetStewardFiguresResponse:
    return pb.GetStewardFiguresResponse(
        all=_done(said.everybody),
        stewards=[_done(one) for one in said.stewards],
        kinds=[
            pb.KindFigures(
                kind=desk_wire.TASK_KINDS[one.kind],
                resolved=one.resolved,
                hours_median=_hours(one.to_resolve.middle),
                hours_p90=_hours(one.to_resolve.most),
                reversed=_share(one.reversed, one.resolved),
                asked_again=one.asked_again,
            )
            for one in said.kinds
            if one.kind is not None
        ],
        notes=work.NOTES,
    )


def backlog(said: Backlog) -> pb.GetBacklogResponse:
    return pb.GetBacklogResponse(
        days=[
            pb.BacklogDay(
                day=day.day.isoformat(),
                opened=day.opened,
                resolved=day.resolved,
                superseded=day.superseded,
                waiting=day.waiting,
            )
            for day in said.days
        ],
        ages=[
            pb.BacklogAge(
                kind=desk_wire.TASK_KINDS[age.kind],
                waiting=age.waiting,
                hours_median=_hours(age.age.middle),
                hours_max=age.oldest_s / HOUR_S,
                overdue=age.overdue,
                by_age=age.by_age,
            )
            for age in said.ages
        ],
    )


def rates(said: Rated) -> pb.GetRatesResponse:
    whole = next((one for one in said.rates if not one.source), None)
    return pb.GetRatesResponse(
        all=_rates(whole) if whole else None,
        sources=[_rates(one) for one in said.rates if one.source],
        definitions=[pb.Definition(figure=name, words=text) for name, text in DEFINITIONS.items()],
        created=[
            pb.DuplicatesCreated(source=one.source, month=one.month, created=_counted(one.created))
            for one in said.created
        ],
    )


def label(said: Label) -> pb.Label:
    return pb.Label(
        left=wire.record_key(said.left),
        right=wire.record_key(said.right),
        is_same=said.is_same,
        weight_log2=said.weight,
        judgement_id=str(said.judgement.id),
        is_evidence_changed=said.is_evidence_changed,
        judged_at=wire.timestamp(said.judgement.at),
        fingerprint=said.judgement.fingerprint,
        model_digest=said.judgement.model,
    )


def _band(band: Band) -> pb.CalibrationBand:
    return pb.CalibrationBand(
        weight_from=band.low,
        weight_before=band.high,
        claimed=band.claimed or 0.0,
        observed=_estimated(band.same, band.judged, band.observed),
        from_audit=band.from_audit,
        finding=FINDINGS[band.finding],
        probability_from=probability(band.low),
        probability_before=probability(band.high),
    )


def _done(said: Done) -> pb.StewardFigures:
    return pb.StewardFigures(
        actor=said.steward,
        resolved=said.resolved,
        hours_median=_hours(said.to_resolve.middle),
        hours_p90=_hours(said.to_resolve.most),
        handling_s_median=said.to_handle.middle or 0.0,
        reversed=_share(said.reversed, said.resolved),
        in_time=_share(said.in_time, said.with_due_time),
        answers=_answers(said.answers),
        reversed_by_oneself=said.reversed_by_oneself,
        per_day=said.resolved / said.days if said.days else 0.0,
        second_person_refused=_share(said.second_refused, said.second_answered),
        asked_again=said.asked_again,
    )


def _answers(counts: Mapping[Resolution, int]) -> list[pb.AnswerCount]:
    return [
        pb.AnswerCount(resolution=desk_wire.RESOLUTIONS[resolution], count=count)
        for resolution, count in sorted(counts.items())
    ]


def _rates(said: Rates) -> pb.SourceRates:
    return pb.SourceRates(
        source=said.source,
        records=said.records,
        duplicates=_counted(said.duplicates),
        overlaps=_counted(said.overlaps),
        overlays=_counted(said.overlays),
        duplicates_with_open=_counted(said.duplicates_with_open),
        overlaps_with_open=_counted(said.overlaps_with_open),
        overlays_with_open=_counted(said.overlays_with_open),
        duplicate_error=_counted(said.duplicate_error),
        merged_by_source=said.merged_by_source,
    )


def _agreed(said: Agreement) -> pb.Share:
    return _estimated(said.agreed, said.asked, said.rate)


def _share(count: int, total: int) -> pb.Share:
    return _estimated(count, total, share(count, total))


def _estimated(count: int, total: int, estimate: Estimate) -> pb.Share:
    return pb.Share(
        count=count,
        total=total,
        share=estimate.value or 0.0,
        low=estimate.low or 0.0,
        high=estimate.high or 0.0,
    )


def _counted(part: Part) -> pb.Share:
    """All were counted, none drawn: the interval is the share itself."""
    exact = part.share or 0.0
    return pb.Share(count=part.count, total=part.total, share=exact, low=exact, high=exact)


def _figure(estimate: Estimate) -> pb.Figure | None:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return None
    return pb.Figure(value=estimate.value, low=estimate.low, high=estimate.high)


def _hours(seconds: float | None) -> float:
    return (seconds or 0.0) / HOUR_S


def _id(number: int) -> str:
    return str(number) if number else ""


__all__ = [
    "agreement",
    "audit",
    "backlog",
    "calibration",
    "disagreement",
    "known_answer",
    "label",
    "rates",
    "stewards",
]
