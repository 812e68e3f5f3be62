"""The calls of QualityService, for both clients: `client.quality.rates()`.

Each method answers the message of `mpi.v1.quality_pb2`; of the client on asyncio, something to
await.  A time without a zone is taken as UTC; None does not narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from math import isfinite
from typing import Any

import grpc

from mpi.client import requests
from mpi.client.requests import Key, record_key, request_id_or_new
from mpi.v1 import quality_pb2 as pb
from mpi.v1 import quality_pb2_grpc
from mpi.v1 import task_pb2 as tasks

LABELS_PAGE = 1000


class QualityCalls:
    """See the module's docstring."""

    def __init__(self, channel: grpc.Channel | grpc.aio.Channel, call: Callable[..., Any]) -> None:
        self._stub: Any = quality_pb2_grpc.QualityServiceStub(channel)  # type: ignore[no-untyped-call]
        self._call = call

    def agreement(
        self, since: datetime | None = None, before: datetime | None = None, actor: str = ""
    ) -> Any:
        """How far two stewards answer alike, and how often known answers were found."""
        request = pb.GetAgreementRequest(period=period(since, before), actor=actor)
        return self._call(self._stub.GetAgreement, request)

    def disagreements(
        self,
        since: datetime | None = None,
        before: datetime | None = None,
        actor: str = "",
        page_token: str = "",
    ) -> Any:
        """A page of the checks whose answer is not the first one, newest first."""
        request = pb.ListDisagreementsRequest(
            period=period(since, before), actor=actor, page_token=page_token
        )
        return self._call(self._stub.ListDisagreements, request)

    def calibration(
        self,
        since: datetime | None = None,
        before: datetime | None = None,
        *,
        band_bits: float = 0.0,
        weighted: bool = False,
    ) -> Any:
        """What the model claims of judged pairs, against what was judged."""
        request = pb.GetCalibrationRequest(
            period=period(since, before), band_bits=band_bits, weighted=weighted
        )
        return self._call(self._stub.GetCalibration, request)

    def audit(self, since: datetime | None = None, before: datetime | None = None) -> Any:
        """How many automatic links are wrong."""
        request = pb.GetAuditEstimateRequest(period=period(since, before))
        return self._call(self._stub.GetAuditEstimate, request)

    def stewards(
        self, since: datetime | None = None, before: datetime | None = None, actor: str = ""
    ) -> Any:
        """What stewards did."""
        request = pb.GetStewardFiguresRequest(period=period(since, before), actor=actor)
        return self._call(self._stub.GetStewardFigures, request)

    def backlog(self, days: int = 0) -> Any:
        """How the backlog went, and how old it is."""
        return self._call(self._stub.GetBacklog, pb.GetBacklogRequest(days=days))

    def rates(self) -> Any:
        """Duplicates, overlaps and overlays, with their definitions."""
        return self._call(self._stub.GetRates, pb.GetRatesRequest())

    def labels(self, page_token: str = "") -> Any:
        """A page of judged pairs to train with."""
        request = pb.ListLabelsRequest(page_size=LABELS_PAGE, page_token=page_token)
        return self._call(self._stub.ListLabels, request)

    def known_answers(self, page_token: str = "") -> Any:
        """A page of the known answers."""
        request = pb.ListKnownAnswersRequest(page_token=page_token)
        return self._call(self._stub.ListKnownAnswers, request)

    def save_known_answer(
        self,
        resolution: str,
        *,
        task_id: str = "",
        pair: tuple[Key, Key] | None = None,
        reason: str = "",
        request_id: str = "",
    ) -> Any:
        """Says that the answer to a past task, or about two records, is known: "same_person" or
        "different_persons"."""
        request = pb.SaveKnownAnswerRequest(
            task_id=task_id,
            resolution=requests.number_of(tasks.Resolution, "RESOLUTION_", resolution),
            reason=reason,
            left=record_key(pair[0]) if pair else None,
            right=record_key(pair[1]) if pair else None,
            request_id=request_id_or_new(request_id),
        )
        return self._call(self._stub.SaveKnownAnswer, request)

    def learn_known_answers(self, count: int, request_id: str = "") -> Any:
        """Makes known answers of what two stewards answered alike."""
        request = pb.LearnKnownAnswersRequest(count=count, request_id=request_id_or_new(request_id))
        return self._call(self._stub.LearnKnownAnswers, request)

    def delete_known_answer(self, known_answer_id: str, request_id: str = "") -> Any:
        """Forgets a known answer."""
        request = pb.DeleteKnownAnswerRequest(
            known_answer_id=known_answer_id, request_id=request_id_or_new(request_id)
        )
        return self._call(self._stub.DeleteKnownAnswer, request)

    def seed_known_answers(self, count: int, assignee: str = "", request_id: str = "") -> Any:
        """Puts known answers among the tasks."""
        request = pb.SeedKnownAnswersRequest(
            count=count, assignee=assignee, request_id=request_id_or_new(request_id)
        )
        return self._call(self._stub.SeedKnownAnswers, request)

    def draw_second_reviews(
        self,
        count: int = 0,
        *,
        since: datetime | None = None,
        before: datetime | None = None,
        kinds: Iterable[str] = (),
        actor: str = "",
        request_id: str = "",
    ) -> Any:
        """Asks some answered questions again, of other stewards; 0: as many as the policy says."""
        request = pb.DrawSecondReviewsRequest(
            count=count,
            period=period(since, before),
            kinds=[requests.number_of(tasks.TaskKind, "TASK_KIND_", kind) for kind in kinds],
            actor=actor,
            request_id=request_id_or_new(request_id),
        )
        return self._call(self._stub.DrawSecondReviews, request)

    def draw_audits(self, count_per_band: int, request_id: str = "") -> Any:
        """Asks about some automatic links, so many of each band of weights."""
        request = pb.DrawAuditsRequest(
            count_per_band=count_per_band, request_id=request_id_or_new(request_id)
        )
        return self._call(self._stub.DrawAudits, request)


def period(since: datetime | None, before: datetime | None) -> pb.Period:
    said = {"from": requests.timestamp(since), "before": requests.timestamp(before)}
    return pb.Period(**{name: at for name, at in said.items() if at is not None})


def plain(message: Any) -> dict[str, Any]:
    """A message as plain values, for JSON: every field, named as in the contract.  A time is text,
    an enum its word; a message that is unset is None, and so is an end that is open."""
    return {
        field.name: _plain_field(message, field)
        for field in message.DESCRIPTOR.fields
        if field.containing_oneof is None
    }


def _plain_field(message: Any, field: Any) -> Any:
    value = getattr(message, field.name)
    if field.is_repeated:
        return [_plain_value(one, field) for one in value]
    if field.message_type is not None and not message.HasField(field.name):
        return None
    return _plain_value(value, field)


def _plain_value(value: Any, field: Any) -> Any:
    if field.message_type is not None:
        return value.ToJsonString() if hasattr(value, "ToJsonString") else plain(value)
    if field.enum_type is not None:
        prefix = field.enum_type.values_by_number[0].name.removesuffix("UNSPECIFIED")
        named = field.enum_type.values_by_number.get(value)
        return named.name.removeprefix(prefix).lower() if named else str(value)
    return None if isinstance(value, float) and not isfinite(value) else value
