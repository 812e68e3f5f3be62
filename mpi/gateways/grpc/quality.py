"""QualityService: how good people and machine are."""

# ruff: noqa: N802 (the methods' names are the contract's)

from __future__ import annotations

from typing import Any, Final

import grpc

from mpi.errors import Violation
from mpi.gateways.grpc import quality_wire
from mpi.gateways.grpc.reading import Reading
from mpi.quality.service import Quality, Span
from mpi.v1 import quality_pb2 as pb
from mpi.v1 import quality_pb2_grpc

PAGE_DEFAULT: Final = 50
PAGE_MAX: Final = 500
LABELS_DEFAULT: Final = 500
LABELS_MAX: Final = 1000
DAYS_DEFAULT: Final = 30
DAYS_MAX: Final = 366
BAND_BITS_MIN: Final = 0.5
BAND_BITS_MAX: Final = 10.0


class QualityServicer(quality_pb2_grpc.QualityServiceServicer):
    """Decode, validate, ask, encode."""

    def __init__(self, quality: Quality) -> None:
        self._quality = quality

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
