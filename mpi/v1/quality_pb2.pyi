import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from mpi.v1 import common_pb2 as _common_pb2
from mpi.v1 import task_pb2 as _task_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CalibrationFinding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALIBRATION_FINDING_UNSPECIFIED: _ClassVar[CalibrationFinding]
    CALIBRATION_FINDING_TOO_FEW: _ClassVar[CalibrationFinding]
    CALIBRATION_FINDING_AS_CLAIMED: _ClassVar[CalibrationFinding]
    CALIBRATION_FINDING_CLAIMS_TOO_MUCH: _ClassVar[CalibrationFinding]
    CALIBRATION_FINDING_CLAIMS_TOO_LITTLE: _ClassVar[CalibrationFinding]

class ScoreOrder(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCORE_ORDER_UNSPECIFIED: _ClassVar[ScoreOrder]
    SCORE_ORDER_TOO_FEW: _ClassVar[ScoreOrder]
    SCORE_ORDER_RISES: _ClassVar[ScoreOrder]
    SCORE_ORDER_FALLS: _ClassVar[ScoreOrder]
CALIBRATION_FINDING_UNSPECIFIED: CalibrationFinding
CALIBRATION_FINDING_TOO_FEW: CalibrationFinding
CALIBRATION_FINDING_AS_CLAIMED: CalibrationFinding
CALIBRATION_FINDING_CLAIMS_TOO_MUCH: CalibrationFinding
CALIBRATION_FINDING_CLAIMS_TOO_LITTLE: CalibrationFinding
SCORE_ORDER_UNSPECIFIED: ScoreOrder
SCORE_ORDER_TOO_FEW: ScoreOrder
SCORE_ORDER_RISES: ScoreOrder
SCORE_ORDER_FALLS: ScoreOrder

class Share(_message.Message):
    __slots__ = ("count", "total", "share", "low", "high")
    COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    count: int
    total: int
    share: float
    low: float
    high: float
    def __init__(self, count: _Optional[int] = ..., total: _Optional[int] = ..., share: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class Figure(_message.Message):
    __slots__ = ("value", "low", "high")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    value: float
    low: float
    high: float
    def __init__(self, value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class Period(_message.Message):
    __slots__ = ("before",)
    FROM_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    before: _timestamp_pb2.Timestamp
    def __init__(self, before: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., **kwargs) -> None: ...

class DrawSecondReviewsRequest(_message.Message):
    __slots__ = ("count", "period", "kinds", "actor", "request_id")
    COUNT_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    count: int
    period: Period
    kinds: _containers.RepeatedScalarFieldContainer[_task_pb2.TaskKind]
    actor: str
    request_id: str
    def __init__(self, count: _Optional[int] = ..., period: _Optional[_Union[Period, _Mapping]] = ..., kinds: _Optional[_Iterable[_Union[_task_pb2.TaskKind, str]]] = ..., actor: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class DrawSecondReviewsResponse(_message.Message):
    __slots__ = ("drawn", "eligible")
    DRAWN_FIELD_NUMBER: _ClassVar[int]
    ELIGIBLE_FIELD_NUMBER: _ClassVar[int]
    drawn: int
    eligible: int
    def __init__(self, drawn: _Optional[int] = ..., eligible: _Optional[int] = ...) -> None: ...

class SaveKnownAnswerRequest(_message.Message):
    __slots__ = ("task_id", "resolution", "reason", "request_id", "left", "right")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    resolution: _task_pb2.Resolution
    reason: str
    request_id: str
    left: _common_pb2.RecordKey
    right: _common_pb2.RecordKey
    def __init__(self, task_id: _Optional[str] = ..., resolution: _Optional[_Union[_task_pb2.Resolution, str]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ..., left: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., right: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ...) -> None: ...

class SaveKnownAnswerResponse(_message.Message):
    __slots__ = ("known_answer",)
    KNOWN_ANSWER_FIELD_NUMBER: _ClassVar[int]
    known_answer: KnownAnswer
    def __init__(self, known_answer: _Optional[_Union[KnownAnswer, _Mapping]] = ...) -> None: ...

class KnownAnswer(_message.Message):
    __slots__ = ("task_id", "records", "resolution", "reason", "actor", "at", "found", "known_answer_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    KNOWN_ANSWER_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    resolution: _task_pb2.Resolution
    reason: str
    actor: str
    at: _timestamp_pb2.Timestamp
    found: Share
    known_answer_id: str
    def __init__(self, task_id: _Optional[str] = ..., records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ..., resolution: _Optional[_Union[_task_pb2.Resolution, str]] = ..., reason: _Optional[str] = ..., actor: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., found: _Optional[_Union[Share, _Mapping]] = ..., known_answer_id: _Optional[str] = ...) -> None: ...

class LearnKnownAnswersRequest(_message.Message):
    __slots__ = ("count", "request_id")
    COUNT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    count: int
    request_id: str
    def __init__(self, count: _Optional[int] = ..., request_id: _Optional[str] = ...) -> None: ...

class LearnKnownAnswersResponse(_message.Message):
    __slots__ = ("learnt",)
    LEARNT_FIELD_NUMBER: _ClassVar[int]
    learnt: int
    def __init__(self, learnt: _Optional[int] = ...) -> None: ...

class ListKnownAnswersRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListKnownAnswersResponse(_message.Message):
    __slots__ = ("known_answers", "next_page_token")
    KNOWN_ANSWERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    known_answers: _containers.RepeatedCompositeFieldContainer[KnownAnswer]
    next_page_token: str
    def __init__(self, known_answers: _Optional[_Iterable[_Union[KnownAnswer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteKnownAnswerRequest(_message.Message):
    __slots__ = ("known_answer_id", "request_id")
    KNOWN_ANSWER_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    known_answer_id: str
    request_id: str
    def __init__(self, known_answer_id: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class DeleteKnownAnswerResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SeedKnownAnswersRequest(_message.Message):
    __slots__ = ("count", "assignee", "request_id")
    COUNT_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    count: int
    assignee: str
    request_id: str
    def __init__(self, count: _Optional[int] = ..., assignee: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class SeedKnownAnswersResponse(_message.Message):
    __slots__ = ("seeded",)
    SEEDED_FIELD_NUMBER: _ClassVar[int]
    seeded: int
    def __init__(self, seeded: _Optional[int] = ...) -> None: ...

class GetAgreementRequest(_message.Message):
    __slots__ = ("period", "actor")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    period: Period
    actor: str
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ..., actor: _Optional[str] = ...) -> None: ...

class GetAgreementResponse(_message.Message):
    __slots__ = ("agreement", "kappa", "known_found", "stewards", "answers", "waiting", "kinds", "known_waiting", "notes")
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    KAPPA_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FOUND_FIELD_NUMBER: _ClassVar[int]
    STEWARDS_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    KNOWN_WAITING_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    agreement: Share
    kappa: Figure
    known_found: Share
    stewards: _containers.RepeatedCompositeFieldContainer[StewardAgreement]
    answers: _containers.RepeatedCompositeFieldContainer[AnswerPair]
    waiting: int
    kinds: _containers.RepeatedCompositeFieldContainer[KindAgreement]
    known_waiting: int
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, agreement: _Optional[_Union[Share, _Mapping]] = ..., kappa: _Optional[_Union[Figure, _Mapping]] = ..., known_found: _Optional[_Union[Share, _Mapping]] = ..., stewards: _Optional[_Iterable[_Union[StewardAgreement, _Mapping]]] = ..., answers: _Optional[_Iterable[_Union[AnswerPair, _Mapping]]] = ..., waiting: _Optional[int] = ..., kinds: _Optional[_Iterable[_Union[KindAgreement, _Mapping]]] = ..., known_waiting: _Optional[int] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class KindAgreement(_message.Message):
    __slots__ = ("kind", "agreement", "kappa")
    KIND_FIELD_NUMBER: _ClassVar[int]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    KAPPA_FIELD_NUMBER: _ClassVar[int]
    kind: _task_pb2.TaskKind
    agreement: Share
    kappa: Figure
    def __init__(self, kind: _Optional[_Union[_task_pb2.TaskKind, str]] = ..., agreement: _Optional[_Union[Share, _Mapping]] = ..., kappa: _Optional[_Union[Figure, _Mapping]] = ...) -> None: ...

class StewardAgreement(_message.Message):
    __slots__ = ("actor", "agreement", "known_found")
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FOUND_FIELD_NUMBER: _ClassVar[int]
    actor: str
    agreement: Share
    known_found: Share
    def __init__(self, actor: _Optional[str] = ..., agreement: _Optional[_Union[Share, _Mapping]] = ..., known_found: _Optional[_Union[Share, _Mapping]] = ...) -> None: ...

class AnswerPair(_message.Message):
    __slots__ = ("first", "second", "count")
    FIRST_FIELD_NUMBER: _ClassVar[int]
    SECOND_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    first: _task_pb2.Resolution
    second: _task_pb2.Resolution
    count: int
    def __init__(self, first: _Optional[_Union[_task_pb2.Resolution, str]] = ..., second: _Optional[_Union[_task_pb2.Resolution, str]] = ..., count: _Optional[int] = ...) -> None: ...

class ListDisagreementsRequest(_message.Message):
    __slots__ = ("period", "actor", "page_size", "page_token")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    period: Period
    actor: str
    page_size: int
    page_token: str
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ..., actor: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDisagreementsResponse(_message.Message):
    __slots__ = ("disagreements", "next_page_token")
    DISAGREEMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    disagreements: _containers.RepeatedCompositeFieldContainer[Disagreement]
    next_page_token: str
    def __init__(self, disagreements: _Optional[_Iterable[_Union[Disagreement, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Disagreement(_message.Message):
    __slots__ = ("task_id", "check_task_id", "records", "first", "first_actor", "second", "second_actor", "at", "is_known_answer", "decision_id", "escalated_task_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    CHECK_TASK_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    FIRST_FIELD_NUMBER: _ClassVar[int]
    FIRST_ACTOR_FIELD_NUMBER: _ClassVar[int]
    SECOND_FIELD_NUMBER: _ClassVar[int]
    SECOND_ACTOR_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    IS_KNOWN_ANSWER_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    ESCALATED_TASK_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    check_task_id: str
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    first: _task_pb2.Resolution
    first_actor: str
    second: _task_pb2.Resolution
    second_actor: str
    at: _timestamp_pb2.Timestamp
    is_known_answer: bool
    decision_id: str
    escalated_task_id: str
    def __init__(self, task_id: _Optional[str] = ..., check_task_id: _Optional[str] = ..., records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ..., first: _Optional[_Union[_task_pb2.Resolution, str]] = ..., first_actor: _Optional[str] = ..., second: _Optional[_Union[_task_pb2.Resolution, str]] = ..., second_actor: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., is_known_answer: _Optional[bool] = ..., decision_id: _Optional[str] = ..., escalated_task_id: _Optional[str] = ...) -> None: ...

class GetCalibrationRequest(_message.Message):
    __slots__ = ("period", "band_bits", "weighted")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    BAND_BITS_FIELD_NUMBER: _ClassVar[int]
    WEIGHTED_FIELD_NUMBER: _ClassVar[int]
    period: Period
    band_bits: float
    weighted: bool
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ..., band_bits: _Optional[float] = ..., weighted: _Optional[bool] = ...) -> None: ...

class GetCalibrationResponse(_message.Message):
    __slots__ = ("bands", "model_digest", "brier", "judged", "expected_error", "notes", "reliability", "resolution", "uncertainty", "order", "cannot_tell")
    BANDS_FIELD_NUMBER: _ClassVar[int]
    MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    BRIER_FIELD_NUMBER: _ClassVar[int]
    JUDGED_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_ERROR_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    RELIABILITY_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    UNCERTAINTY_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    CANNOT_TELL_FIELD_NUMBER: _ClassVar[int]
    bands: _containers.RepeatedCompositeFieldContainer[CalibrationBand]
    model_digest: str
    brier: float
    judged: int
    expected_error: float
    notes: _containers.RepeatedScalarFieldContainer[str]
    reliability: float
    resolution: float
    uncertainty: float
    order: ScoreOrder
    cannot_tell: int
    def __init__(self, bands: _Optional[_Iterable[_Union[CalibrationBand, _Mapping]]] = ..., model_digest: _Optional[str] = ..., brier: _Optional[float] = ..., judged: _Optional[int] = ..., expected_error: _Optional[float] = ..., notes: _Optional[_Iterable[str]] = ..., reliability: _Optional[float] = ..., resolution: _Optional[float] = ..., uncertainty: _Optional[float] = ..., order: _Optional[_Union[ScoreOrder, str]] = ..., cannot_tell: _Optional[int] = ...) -> None: ...

class CalibrationBand(_message.Message):
    __slots__ = ("weight_from", "weight_before", "claimed", "observed", "from_audit", "finding", "probability_from", "probability_before")
    WEIGHT_FROM_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_BEFORE_FIELD_NUMBER: _ClassVar[int]
    CLAIMED_FIELD_NUMBER: _ClassVar[int]
    OBSERVED_FIELD_NUMBER: _ClassVar[int]
    FROM_AUDIT_FIELD_NUMBER: _ClassVar[int]
    FINDING_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FROM_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_BEFORE_FIELD_NUMBER: _ClassVar[int]
    weight_from: float
    weight_before: float
    claimed: float
    observed: Share
    from_audit: int
    finding: CalibrationFinding
    probability_from: float
    probability_before: float
    def __init__(self, weight_from: _Optional[float] = ..., weight_before: _Optional[float] = ..., claimed: _Optional[float] = ..., observed: _Optional[_Union[Share, _Mapping]] = ..., from_audit: _Optional[int] = ..., finding: _Optional[_Union[CalibrationFinding, str]] = ..., probability_from: _Optional[float] = ..., probability_before: _Optional[float] = ...) -> None: ...

class DrawAuditsRequest(_message.Message):
    __slots__ = ("count_per_band", "request_id")
    COUNT_PER_BAND_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    count_per_band: int
    request_id: str
    def __init__(self, count_per_band: _Optional[int] = ..., request_id: _Optional[str] = ...) -> None: ...

class DrawAuditsResponse(_message.Message):
    __slots__ = ("drawn", "links")
    DRAWN_FIELD_NUMBER: _ClassVar[int]
    LINKS_FIELD_NUMBER: _ClassVar[int]
    drawn: int
    links: int
    def __init__(self, drawn: _Optional[int] = ..., links: _Optional[int] = ...) -> None: ...

class GetAuditEstimateRequest(_message.Message):
    __slots__ = ("period",)
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    period: Period
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ...) -> None: ...

class GetAuditEstimateResponse(_message.Message):
    __slots__ = ("strata", "links", "wrong", "wrong_low", "wrong_high", "precision", "precision_low", "precision_high", "waiting", "notes", "drawn", "answered")
    STRATA_FIELD_NUMBER: _ClassVar[int]
    LINKS_FIELD_NUMBER: _ClassVar[int]
    WRONG_FIELD_NUMBER: _ClassVar[int]
    WRONG_LOW_FIELD_NUMBER: _ClassVar[int]
    WRONG_HIGH_FIELD_NUMBER: _ClassVar[int]
    PRECISION_FIELD_NUMBER: _ClassVar[int]
    PRECISION_LOW_FIELD_NUMBER: _ClassVar[int]
    PRECISION_HIGH_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    DRAWN_FIELD_NUMBER: _ClassVar[int]
    ANSWERED_FIELD_NUMBER: _ClassVar[int]
    strata: _containers.RepeatedCompositeFieldContainer[AuditStratum]
    links: int
    wrong: float
    wrong_low: float
    wrong_high: float
    precision: float
    precision_low: float
    precision_high: float
    waiting: int
    notes: _containers.RepeatedScalarFieldContainer[str]
    drawn: int
    answered: int
    def __init__(self, strata: _Optional[_Iterable[_Union[AuditStratum, _Mapping]]] = ..., links: _Optional[int] = ..., wrong: _Optional[float] = ..., wrong_low: _Optional[float] = ..., wrong_high: _Optional[float] = ..., precision: _Optional[float] = ..., precision_low: _Optional[float] = ..., precision_high: _Optional[float] = ..., waiting: _Optional[int] = ..., notes: _Optional[_Iterable[str]] = ..., drawn: _Optional[int] = ..., answered: _Optional[int] = ...) -> None: ...

class AuditStratum(_message.Message):
    __slots__ = ("weight_from", "weight_before", "links", "wrong", "cannot_tell", "drawn")
    WEIGHT_FROM_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_BEFORE_FIELD_NUMBER: _ClassVar[int]
    LINKS_FIELD_NUMBER: _ClassVar[int]
    WRONG_FIELD_NUMBER: _ClassVar[int]
    CANNOT_TELL_FIELD_NUMBER: _ClassVar[int]
    DRAWN_FIELD_NUMBER: _ClassVar[int]
    weight_from: float
    weight_before: float
    links: int
    wrong: Share
    cannot_tell: int
    drawn: int
    def __init__(self, weight_from: _Optional[float] = ..., weight_before: _Optional[float] = ..., links: _Optional[int] = ..., wrong: _Optional[_Union[Share, _Mapping]] = ..., cannot_tell: _Optional[int] = ..., drawn: _Optional[int] = ...) -> None: ...

class GetStewardFiguresRequest(_message.Message):
    __slots__ = ("period", "actor")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    period: Period
    actor: str
    def __init__(self, period: _Optional[_Union[Period, _Mapping]] = ..., actor: _Optional[str] = ...) -> None: ...

class GetStewardFiguresResponse(_message.Message):
    __slots__ = ("all", "stewards", "kinds", "notes")
    ALL_FIELD_NUMBER: _ClassVar[int]
    STEWARDS_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    all: StewardFigures
    stewards: _containers.RepeatedCompositeFieldContainer[StewardFigures]
    kinds: _containers.RepeatedCompositeFieldContainer[KindFigures]
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, all: _Optional[_Union[StewardFigures, _Mapping]] = ..., stewards: _Optional[_Iterable[_Union[StewardFigures, _Mapping]]] = ..., kinds: _Optional[_Iterable[_Union[KindFigures, _Mapping]]] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class StewardFigures(_message.Message):
    __slots__ = ("actor", "resolved", "hours_median", "hours_p90", "handling_s_median", "reversed", "in_time", "answers", "reversed_by_oneself", "per_day", "second_person_refused", "asked_again")
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_FIELD_NUMBER: _ClassVar[int]
    HOURS_MEDIAN_FIELD_NUMBER: _ClassVar[int]
    HOURS_P90_FIELD_NUMBER: _ClassVar[int]
    HANDLING_S_MEDIAN_FIELD_NUMBER: _ClassVar[int]
    REVERSED_FIELD_NUMBER: _ClassVar[int]
    IN_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    REVERSED_BY_ONESELF_FIELD_NUMBER: _ClassVar[int]
    PER_DAY_FIELD_NUMBER: _ClassVar[int]
    SECOND_PERSON_REFUSED_FIELD_NUMBER: _ClassVar[int]
    ASKED_AGAIN_FIELD_NUMBER: _ClassVar[int]
    actor: str
    resolved: int
    hours_median: float
    hours_p90: float
    handling_s_median: float
    reversed: Share
    in_time: Share
    answers: _containers.RepeatedCompositeFieldContainer[AnswerCount]
    reversed_by_oneself: int
    per_day: float
    second_person_refused: Share
    asked_again: int
    def __init__(self, actor: _Optional[str] = ..., resolved: _Optional[int] = ..., hours_median: _Optional[float] = ..., hours_p90: _Optional[float] = ..., handling_s_median: _Optional[float] = ..., reversed: _Optional[_Union[Share, _Mapping]] = ..., in_time: _Optional[_Union[Share, _Mapping]] = ..., answers: _Optional[_Iterable[_Union[AnswerCount, _Mapping]]] = ..., reversed_by_oneself: _Optional[int] = ..., per_day: _Optional[float] = ..., second_person_refused: _Optional[_Union[Share, _Mapping]] = ..., asked_again: _Optional[int] = ...) -> None: ...

class AnswerCount(_message.Message):
    __slots__ = ("resolution", "count")
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    resolution: _task_pb2.Resolution
    count: int
    def __init__(self, resolution: _Optional[_Union[_task_pb2.Resolution, str]] = ..., count: _Optional[int] = ...) -> None: ...

class KindFigures(_message.Message):
    __slots__ = ("kind", "resolved", "hours_median", "hours_p90", "reversed", "asked_again")
    KIND_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_FIELD_NUMBER: _ClassVar[int]
    HOURS_MEDIAN_FIELD_NUMBER: _ClassVar[int]
    HOURS_P90_FIELD_NUMBER: _ClassVar[int]
    REVERSED_FIELD_NUMBER: _ClassVar[int]
    ASKED_AGAIN_FIELD_NUMBER: _ClassVar[int]
    kind: _task_pb2.TaskKind
    resolved: int
    hours_median: float
    hours_p90: float
    reversed: Share
    asked_again: int
    def __init__(self, kind: _Optional[_Union[_task_pb2.TaskKind, str]] = ..., resolved: _Optional[int] = ..., hours_median: _Optional[float] = ..., hours_p90: _Optional[float] = ..., reversed: _Optional[_Union[Share, _Mapping]] = ..., asked_again: _Optional[int] = ...) -> None: ...

class GetBacklogRequest(_message.Message):
    __slots__ = ("days",)
    DAYS_FIELD_NUMBER: _ClassVar[int]
    days: int
    def __init__(self, days: _Optional[int] = ...) -> None: ...

class GetBacklogResponse(_message.Message):
    __slots__ = ("days", "ages")
    DAYS_FIELD_NUMBER: _ClassVar[int]
    AGES_FIELD_NUMBER: _ClassVar[int]
    days: _containers.RepeatedCompositeFieldContainer[BacklogDay]
    ages: _containers.RepeatedCompositeFieldContainer[BacklogAge]
    def __init__(self, days: _Optional[_Iterable[_Union[BacklogDay, _Mapping]]] = ..., ages: _Optional[_Iterable[_Union[BacklogAge, _Mapping]]] = ...) -> None: ...

class BacklogDay(_message.Message):
    __slots__ = ("day", "opened", "resolved", "superseded", "waiting")
    DAY_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    day: str
    opened: int
    resolved: int
    superseded: int
    waiting: int
    def __init__(self, day: _Optional[str] = ..., opened: _Optional[int] = ..., resolved: _Optional[int] = ..., superseded: _Optional[int] = ..., waiting: _Optional[int] = ...) -> None: ...

class BacklogAge(_message.Message):
    __slots__ = ("kind", "waiting", "hours_median", "hours_max", "overdue", "by_age")
    KIND_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    HOURS_MEDIAN_FIELD_NUMBER: _ClassVar[int]
    HOURS_MAX_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    BY_AGE_FIELD_NUMBER: _ClassVar[int]
    kind: _task_pb2.TaskKind
    waiting: int
    hours_median: float
    hours_max: float
    overdue: int
    by_age: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, kind: _Optional[_Union[_task_pb2.TaskKind, str]] = ..., waiting: _Optional[int] = ..., hours_median: _Optional[float] = ..., hours_max: _Optional[float] = ..., overdue: _Optional[int] = ..., by_age: _Optional[_Iterable[int]] = ...) -> None: ...

class GetRatesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetRatesResponse(_message.Message):
    __slots__ = ("all", "sources", "definitions", "created")
    ALL_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    DEFINITIONS_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    all: SourceRates
    sources: _containers.RepeatedCompositeFieldContainer[SourceRates]
    definitions: _containers.RepeatedCompositeFieldContainer[Definition]
    created: _containers.RepeatedCompositeFieldContainer[DuplicatesCreated]
    def __init__(self, all: _Optional[_Union[SourceRates, _Mapping]] = ..., sources: _Optional[_Iterable[_Union[SourceRates, _Mapping]]] = ..., definitions: _Optional[_Iterable[_Union[Definition, _Mapping]]] = ..., created: _Optional[_Iterable[_Union[DuplicatesCreated, _Mapping]]] = ...) -> None: ...

class Definition(_message.Message):
    __slots__ = ("figure", "words")
    FIGURE_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    figure: str
    words: str
    def __init__(self, figure: _Optional[str] = ..., words: _Optional[str] = ...) -> None: ...

class DuplicatesCreated(_message.Message):
    __slots__ = ("source", "month", "created")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    MONTH_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    source: str
    month: str
    created: Share
    def __init__(self, source: _Optional[str] = ..., month: _Optional[str] = ..., created: _Optional[_Union[Share, _Mapping]] = ...) -> None: ...

class SourceRates(_message.Message):
    __slots__ = ("source", "records", "duplicates", "overlaps", "overlays", "duplicates_with_open", "overlaps_with_open", "overlays_with_open", "duplicate_error", "merged_by_source")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    OVERLAPS_FIELD_NUMBER: _ClassVar[int]
    OVERLAYS_FIELD_NUMBER: _ClassVar[int]
    DUPLICATES_WITH_OPEN_FIELD_NUMBER: _ClassVar[int]
    OVERLAPS_WITH_OPEN_FIELD_NUMBER: _ClassVar[int]
    OVERLAYS_WITH_OPEN_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_ERROR_FIELD_NUMBER: _ClassVar[int]
    MERGED_BY_SOURCE_FIELD_NUMBER: _ClassVar[int]
    source: str
    records: int
    duplicates: Share
    overlaps: Share
    overlays: Share
    duplicates_with_open: Share
    overlaps_with_open: Share
    overlays_with_open: Share
    duplicate_error: Share
    merged_by_source: int
    def __init__(self, source: _Optional[str] = ..., records: _Optional[int] = ..., duplicates: _Optional[_Union[Share, _Mapping]] = ..., overlaps: _Optional[_Union[Share, _Mapping]] = ..., overlays: _Optional[_Union[Share, _Mapping]] = ..., duplicates_with_open: _Optional[_Union[Share, _Mapping]] = ..., overlaps_with_open: _Optional[_Union[Share, _Mapping]] = ..., overlays_with_open: _Optional[_Union[Share, _Mapping]] = ..., duplicate_error: _Optional[_Union[Share, _Mapping]] = ..., merged_by_source: _Optional[int] = ...) -> None: ...

class ListLabelsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListLabelsResponse(_message.Message):
    __slots__ = ("labels", "next_page_token")
    LABELS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    labels: _containers.RepeatedCompositeFieldContainer[Label]
    next_page_token: str
    def __init__(self, labels: _Optional[_Iterable[_Union[Label, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Label(_message.Message):
    __slots__ = ("left", "right", "is_same", "weight_log2", "judgement_id", "is_evidence_changed", "judged_at", "fingerprint", "model_digest")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    IS_SAME_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_LOG2_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    IS_EVIDENCE_CHANGED_FIELD_NUMBER: _ClassVar[int]
    JUDGED_AT_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    left: _common_pb2.RecordKey
    right: _common_pb2.RecordKey
    is_same: bool
    weight_log2: float
    judgement_id: str
    is_evidence_changed: bool
    judged_at: _timestamp_pb2.Timestamp
    fingerprint: str
    model_digest: str
    def __init__(self, left: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., right: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., is_same: _Optional[bool] = ..., weight_log2: _Optional[float] = ..., judgement_id: _Optional[str] = ..., is_evidence_changed: _Optional[bool] = ..., judged_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., fingerprint: _Optional[str] = ..., model_digest: _Optional[str] = ...) -> None: ...
