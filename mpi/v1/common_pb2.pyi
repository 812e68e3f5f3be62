import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from mpi.v1 import demographics_pb2 as _demographics_pb2
from mpi.v1 import error_reason_pb2 as _error_reason_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RecordStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECORD_STATUS_UNSPECIFIED: _ClassVar[RecordStatus]
    RECORD_STATUS_ACTIVE: _ClassVar[RecordStatus]
    RECORD_STATUS_MERGED: _ClassVar[RecordStatus]
    RECORD_STATUS_DELETED: _ClassVar[RecordStatus]

class Disposition(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DISPOSITION_UNSPECIFIED: _ClassVar[Disposition]
    DISPOSITION_CURRENT: _ClassVar[Disposition]
    DISPOSITION_QUARANTINED: _ClassVar[Disposition]
    DISPOSITION_REJECTED: _ClassVar[Disposition]
    DISPOSITION_STALE: _ClassVar[Disposition]

class Grade(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GRADE_UNSPECIFIED: _ClassVar[Grade]
    GRADE_CERTAIN: _ClassVar[Grade]
    GRADE_PROBABLE: _ClassVar[Grade]
    GRADE_POSSIBLE: _ClassVar[Grade]
    GRADE_CERTAINLY_NOT: _ClassVar[Grade]

class Verdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERDICT_UNSPECIFIED: _ClassVar[Verdict]
    VERDICT_LINK: _ClassVar[Verdict]
    VERDICT_REVIEW: _ClassVar[Verdict]
    VERDICT_APART: _ClassVar[Verdict]

class Judgement(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    JUDGEMENT_UNSPECIFIED: _ClassVar[Judgement]
    JUDGEMENT_SAME: _ClassVar[Judgement]
    JUDGEMENT_DIFFERENT: _ClassVar[Judgement]
    JUDGEMENT_UNSURE: _ClassVar[Judgement]
RECORD_STATUS_UNSPECIFIED: RecordStatus
RECORD_STATUS_ACTIVE: RecordStatus
RECORD_STATUS_MERGED: RecordStatus
RECORD_STATUS_DELETED: RecordStatus
DISPOSITION_UNSPECIFIED: Disposition
DISPOSITION_CURRENT: Disposition
DISPOSITION_QUARANTINED: Disposition
DISPOSITION_REJECTED: Disposition
DISPOSITION_STALE: Disposition
GRADE_UNSPECIFIED: Grade
GRADE_CERTAIN: Grade
GRADE_PROBABLE: Grade
GRADE_POSSIBLE: Grade
GRADE_CERTAINLY_NOT: Grade
VERDICT_UNSPECIFIED: Verdict
VERDICT_LINK: Verdict
VERDICT_REVIEW: Verdict
VERDICT_APART: Verdict
JUDGEMENT_UNSPECIFIED: Judgement
JUDGEMENT_SAME: Judgement
JUDGEMENT_DIFFERENT: Judgement
JUDGEMENT_UNSURE: Judgement

class RecordKey(_message.Message):
    __slots__ = ("source", "local_id")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    LOCAL_ID_FIELD_NUMBER: _ClassVar[int]
    source: str
    local_id: str
    def __init__(self, source: _Optional[str] = ..., local_id: _Optional[str] = ...) -> None: ...

class Record(_message.Message):
    __slots__ = ("key", "status", "version", "disposition", "event_time", "received_at", "enterprise_id", "demographics", "merged_into", "quarantined_version")
    KEY_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DISPOSITION_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_AT_FIELD_NUMBER: _ClassVar[int]
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    DEMOGRAPHICS_FIELD_NUMBER: _ClassVar[int]
    MERGED_INTO_FIELD_NUMBER: _ClassVar[int]
    QUARANTINED_VERSION_FIELD_NUMBER: _ClassVar[int]
    key: RecordKey
    status: RecordStatus
    version: int
    disposition: Disposition
    event_time: _timestamp_pb2.Timestamp
    received_at: _timestamp_pb2.Timestamp
    enterprise_id: str
    demographics: _demographics_pb2.Demographics
    merged_into: RecordKey
    quarantined_version: int
    def __init__(self, key: _Optional[_Union[RecordKey, _Mapping]] = ..., status: _Optional[_Union[RecordStatus, str]] = ..., version: _Optional[int] = ..., disposition: _Optional[_Union[Disposition, str]] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., received_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., enterprise_id: _Optional[str] = ..., demographics: _Optional[_Union[_demographics_pb2.Demographics, _Mapping]] = ..., merged_into: _Optional[_Union[RecordKey, _Mapping]] = ..., quarantined_version: _Optional[int] = ...) -> None: ...

class PairScore(_message.Message):
    __slots__ = ("weight_log2", "probability", "grade", "verdict", "evidence", "guards", "held", "model_digest")
    WEIGHT_LOG2_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    GRADE_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    GUARDS_FIELD_NUMBER: _ClassVar[int]
    HELD_FIELD_NUMBER: _ClassVar[int]
    MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    weight_log2: float
    probability: float
    grade: Grade
    verdict: Verdict
    evidence: _containers.RepeatedCompositeFieldContainer[FieldEvidence]
    guards: _containers.RepeatedScalarFieldContainer[str]
    held: _containers.RepeatedScalarFieldContainer[str]
    model_digest: str
    def __init__(self, weight_log2: _Optional[float] = ..., probability: _Optional[float] = ..., grade: _Optional[_Union[Grade, str]] = ..., verdict: _Optional[_Union[Verdict, str]] = ..., evidence: _Optional[_Iterable[_Union[FieldEvidence, _Mapping]]] = ..., guards: _Optional[_Iterable[str]] = ..., held: _Optional[_Iterable[str]] = ..., model_digest: _Optional[str] = ...) -> None: ...

class FieldEvidence(_message.Message):
    __slots__ = ("comparison", "level", "weight_log2", "note")
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_LOG2_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    comparison: str
    level: str
    weight_log2: float
    note: str
    def __init__(self, comparison: _Optional[str] = ..., level: _Optional[str] = ..., weight_log2: _Optional[float] = ..., note: _Optional[str] = ...) -> None: ...

class PersonMatch(_message.Message):
    __slots__ = ("enterprise_id", "record", "score")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    record: RecordKey
    score: PairScore
    def __init__(self, enterprise_id: _Optional[str] = ..., record: _Optional[_Union[RecordKey, _Mapping]] = ..., score: _Optional[_Union[PairScore, _Mapping]] = ...) -> None: ...

class Person(_message.Message):
    __slots__ = ("enterprise_id", "asked_enterprise_id", "records", "golden_record", "retired_enterprise_ids", "as_of", "task_ids")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    ASKED_ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    GOLDEN_RECORD_FIELD_NUMBER: _ClassVar[int]
    RETIRED_ENTERPRISE_IDS_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    asked_enterprise_id: str
    records: _containers.RepeatedCompositeFieldContainer[Record]
    golden_record: GoldenRecord
    retired_enterprise_ids: _containers.RepeatedScalarFieldContainer[str]
    as_of: _timestamp_pb2.Timestamp
    task_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, enterprise_id: _Optional[str] = ..., asked_enterprise_id: _Optional[str] = ..., records: _Optional[_Iterable[_Union[Record, _Mapping]]] = ..., golden_record: _Optional[_Union[GoldenRecord, _Mapping]] = ..., retired_enterprise_ids: _Optional[_Iterable[str]] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., task_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class GoldenRecord(_message.Message):
    __slots__ = ("demographics", "fields")
    DEMOGRAPHICS_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    demographics: _demographics_pb2.Demographics
    fields: _containers.RepeatedCompositeFieldContainer[GoldenField]
    def __init__(self, demographics: _Optional[_Union[_demographics_pb2.Demographics, _Mapping]] = ..., fields: _Optional[_Iterable[_Union[GoldenField, _Mapping]]] = ...) -> None: ...

class GoldenField(_message.Message):
    __slots__ = ("field", "record", "version")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    field: str
    record: RecordKey
    version: int
    def __init__(self, field: _Optional[str] = ..., record: _Optional[_Union[RecordKey, _Mapping]] = ..., version: _Optional[int] = ...) -> None: ...

class PersonChanges(_message.Message):
    __slots__ = ("enterprise_ids", "retired_enterprise_ids", "task_ids", "judgement_id", "decision_id", "proposal_task_id")
    ENTERPRISE_IDS_FIELD_NUMBER: _ClassVar[int]
    RETIRED_ENTERPRISE_IDS_FIELD_NUMBER: _ClassVar[int]
    TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    PROPOSAL_TASK_ID_FIELD_NUMBER: _ClassVar[int]
    enterprise_ids: _containers.RepeatedScalarFieldContainer[str]
    retired_enterprise_ids: _containers.RepeatedScalarFieldContainer[str]
    task_ids: _containers.RepeatedScalarFieldContainer[str]
    judgement_id: str
    decision_id: str
    proposal_task_id: str
    def __init__(self, enterprise_ids: _Optional[_Iterable[str]] = ..., retired_enterprise_ids: _Optional[_Iterable[str]] = ..., task_ids: _Optional[_Iterable[str]] = ..., judgement_id: _Optional[str] = ..., decision_id: _Optional[str] = ..., proposal_task_id: _Optional[str] = ...) -> None: ...

class Error(_message.Message):
    __slots__ = ("code", "reason", "message", "violations", "metadata")
    class MetadataEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    code: str
    reason: _error_reason_pb2.ErrorReason
    message: str
    violations: _containers.RepeatedCompositeFieldContainer[FieldViolation]
    metadata: _containers.ScalarMap[str, str]
    def __init__(self, code: _Optional[str] = ..., reason: _Optional[_Union[_error_reason_pb2.ErrorReason, str]] = ..., message: _Optional[str] = ..., violations: _Optional[_Iterable[_Union[FieldViolation, _Mapping]]] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...

class FieldViolation(_message.Message):
    __slots__ = ("field", "expected")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_FIELD_NUMBER: _ClassVar[int]
    field: str
    expected: str
    def __init__(self, field: _Optional[str] = ..., expected: _Optional[str] = ...) -> None: ...
