"""QualityService: how good people and machine are."""

# ruff: noqa: N802 (the methods' names are the contract's)

from __future__ import annotations

from typing import Any, Final

import grpc

from mpi.errors import Violation
from mpi.gateways.grpc import desk_wire, quality_wire
from mpi.gateways.grpc.calls import answer, caller
from mpi.gateways.grpc.reading import Reading
from mpi.quality.lots import SETTLED
from mpi.quality.measures import Measures
from mpi.quality.service import Quality, Span
from mpi.v1 import quality_pb2 as pb
from mpi.v1 import quality_pb2_grpc

PAGE_DEFAULT: Final = 50
PAGE_MAX: Final = 500
LABELS_DEFAULT: Final = 500
LABELS_MAX: Final = 1000
DAYS_DEFAULT: Final = 30
DAYS_MAX: Final = 366
DRAWN_MAX: Final = 500
SEEDED_MAX: Final = 100
AUDITS_MAX: Final = 1000
BAND_BITS_MIN: Final = 0.5
BAND_BITS_MAX: Final = 10.0


class QualityServicer(quality_pb2_grpc.QualityServiceServicer):
    """Decode, validate, ask, encode."""

    def __init__(self, quality: Quality, measures: Measures) -> None:
        self._quality = quality
        self._measures = measures

    def DrawSecondReviews(
        self, request: pb.DrawSecondReviewsRequest, context: grpc.ServicerContext
    ) -> pb.DrawSecondReviewsResponse:
        reading = Reading()
        count = reading.count(request.count, "count", 0, DRAWN_MAX)
        span = _span(reading, request)
        kinds = tuple(
            reading.required_enum(desk_wire.TASK_KINDS, number, f"kinds[{place}]")
            for place, number in enumerate(request.kinds)
        )
        actor = reading.text(request.actor, "actor")
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        future = self._measures.draw_reviews(count, span, kinds, actor, on_behalf)
        drawn = answer(future, on_behalf)
        return pb.DrawSecondReviewsResponse(drawn=drawn.drawn, eligible=drawn.eligible)

    def SaveKnownAnswer(
        self, request: pb.SaveKnownAnswerRequest, context: grpc.ServicerContext
    ) -> pb.SaveKnownAnswerResponse:
        reading = Reading()
        resolution = reading.required_enum(desk_wire.RESOLUTIONS, request.resolution, "resolution")
        if resolution not in SETTLED:
            expected = "SAME_PERSON or DIFFERENT_PERSONS"
            reading.violations.append(Violation("resolution", expected))
        reason = reading.reason(request.reason)
        on_behalf = caller(context, reading.request_id(request.request_id))
        if request.HasField("left") or request.HasField("right"):
            left, right = reading.key(request.left, "left"), reading.key(request.right, "right")
            if request.task_id:
                reading.violations.append(Violation("task_id", "nothing, beside two records"))
            reading.done()
            future = self._measures.keep_pair(left, right, resolution, reason, on_behalf)
        else:
            task_id = reading.number(request.task_id, "task_id")
            reading.done()
            future = self._measures.keep_answered(task_id, resolution, reason, on_behalf)
        kept = answer(future, on_behalf)
        return pb.SaveKnownAnswerResponse(
            known_answer=quality_wire.known_answer(self._quality.known_view(kept))
        )

    def LearnKnownAnswers(
        self, request: pb.LearnKnownAnswersRequest, context: grpc.ServicerContext
    ) -> pb.LearnKnownAnswersResponse:
        reading = Reading()
        count = _required(reading, request.count, "count", DRAWN_MAX)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        learnt = answer(self._measures.learn(count, on_behalf), on_behalf)
        return pb.LearnKnownAnswersResponse(learnt=learnt)

    def DeleteKnownAnswer(
        self, request: pb.DeleteKnownAnswerRequest, context: grpc.ServicerContext
    ) -> pb.DeleteKnownAnswerResponse:
        reading = Reading()
        number = reading.number(request.known_answer_id, "known_answer_id")
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        answer(self._measures.forget(number, on_behalf), on_behalf)
        return pb.DeleteKnownAnswerResponse()

    def SeedKnownAnswers(
        self, request: pb.SeedKnownAnswersRequest, context: grpc.ServicerContext
    ) -> pb.SeedKnownAnswersResponse:
        reading = Reading()
        count = _required(reading, request.count, "count", SEEDED_MAX)
        assignee = reading.text(request.assignee, "assignee")
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        seeded = answer(self._measures.seed(count, assignee, on_behalf), on_behalf)
        return pb.SeedKnownAnswersResponse(seeded=seeded)

    def DrawAudits(
        self, request: pb.DrawAuditsRequest, context: grpc.ServicerContext
    ) -> pb.DrawAuditsResponse:
        reading = Reading()
        count = _required(reading, request.count_per_band, "count_per_band", AUDITS_MAX)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        drawn = answer(self._measures.draw_audits(count, on_behalf), on_behalf)
        return pb.DrawAuditsResponse(drawn=drawn.drawn, links=drawn.eligible)

    def GetAgreement(
        self, request: pb.GetAgreementRequest, _: grpc.ServicerContext
    ) -> pb.GetAgreementResponse:
        reading = Reading()
        span, actor = _span(reading, request), reading.text(request.actor, "actor")
        reading.done()
        return quality_wire.agreement(self._quality.checked(span, actor))

    def ListDisagreements(
        self, request: pb.ListDisagreementsRequest, _: grpc.ServicerContext
    ) -> pb.ListDisagreementsResponse:
        reading = Reading()
        span, actor = _span(reading, request), reading.text(request.actor, "actor")
        size = reading.count(request.page_size, "page_size", PAGE_DEFAULT, PAGE_MAX)
        start = reading.token(request.page_token, "page_token")
        reading.done()
        found = self._quality.disagreements(span, actor)
        return pb.ListDisagreementsResponse(
            disagreements=[quality_wire.disagreement(one) for one in found[start : start + size]],
            next_page_token=str(start + size) if start + size < len(found) else "",
        )

    def ListKnownAnswers(
        self, request: pb.ListKnownAnswersRequest, _: grpc.ServicerContext
    ) -> pb.ListKnownAnswersResponse:
        reading = Reading()
        size = reading.count(request.page_size, "page_size", PAGE_DEFAULT, PAGE_MAX)
        after = reading.token(request.page_token, "page_token")
        reading.done()
        found = self._quality.known(after, size + 1)
        return pb.ListKnownAnswersResponse(
            known_answers=[quality_wire.known_answer(one) for one in found[:size]],
            next_page_token=str(found[size - 1].known.id) if len(found) > size else "",
        )

    def GetCalibration(
        self, request: pb.GetCalibrationRequest, _: grpc.ServicerContext
    ) -> pb.GetCalibrationResponse:
        reading = Reading()
        span = _span(reading, request)
        bits = request.band_bits
        if bits and not BAND_BITS_MIN <= bits <= BAND_BITS_MAX:
            reading.violations.append(Violation("band_bits", "a number from 0.5 to 10, or 0"))
        reading.done()
        return quality_wire.calibration(
            self._quality.calibration(span, bits, weighted=request.weighted)
        )

    def GetAuditEstimate(
        self, request: pb.GetAuditEstimateRequest, _: grpc.ServicerContext
    ) -> pb.GetAuditEstimateResponse:
        reading = Reading()
        span = _span(reading, request)
        reading.done()
        return quality_wire.audit(self._quality.audit(span))

    def GetStewardFigures(
        self, request: pb.GetStewardFiguresRequest, _: grpc.ServicerContext
    ) -> pb.GetStewardFiguresResponse:
        reading = Reading()
        span, actor = _span(reading, request), reading.text(request.actor, "actor")
        reading.done()
        return quality_wire.stewards(self._quality.work(span, actor))

    def GetBacklog(
        self, request: pb.GetBacklogRequest, _: grpc.ServicerContext
    ) -> pb.GetBacklogResponse:
        reading = Reading()
        days = reading.count(request.days, "days", DAYS_DEFAULT, DAYS_MAX)
        reading.done()
        return quality_wire.backlog(self._quality.backlog(days))

    def GetRates(self, _: pb.GetRatesRequest, __: grpc.ServicerContext) -> pb.GetRatesResponse:
        return quality_wire.rates(self._quality.rates())

    def ListLabels(
        self, request: pb.ListLabelsRequest, _: grpc.ServicerContext
    ) -> pb.ListLabelsResponse:
        reading = Reading()
        size = reading.count(request.page_size, "page_size", LABELS_DEFAULT, LABELS_MAX)
        after = reading.token(request.page_token, "page_token")
        reading.done()
        page = self._quality.labels(after, size)
        return pb.ListLabelsResponse(
            labels=[quality_wire.label(one) for one in page.labels],
            next_page_token=str(page.next_after) if page.next_after else "",
        )


def _span(reading: Reading, request: Any) -> Span:
    """The request's period."""
    inner = Reading()
    span = Span(inner.moment(request.period, "from"), inner.moment(request.period, "before"))
    reading.violations += [
        Violation(f"period.{one.field}", one.expected) for one in inner.violations
    ]
    return span


def _required(reading: Reading, number: int, path: str, most: int) -> int:
    """A count that must be said."""
    if not 1 <= number <= most:
        reading.violations.append(Violation(path, f"a number from 1 to {most}"))
    return number
