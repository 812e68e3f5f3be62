import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from mpi.v1 import common_pb2 as _common_pb2
from mpi.v1 import demographics_pb2 as _demographics_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TaskKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_KIND_UNSPECIFIED: _ClassVar[TaskKind]
    TASK_KIND_POTENTIAL_DUPLICATE: _ClassVar[TaskKind]
    TASK_KIND_POTENTIAL_OVERLAP: _ClassVar[TaskKind]
    TASK_KIND_POTENTIAL_OVERLAY: _ClassVar[TaskKind]
    TASK_KIND_CONFLICT: _ClassVar[TaskKind]
    TASK_KIND_IDENTIFIER_CONFLICT: _ClassVar[TaskKind]
    TASK_KIND_AUTO_LINK_AUDIT: _ClassVar[TaskKind]

class TaskStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_STATUS_UNSPECIFIED: _ClassVar[TaskStatus]
    TASK_STATUS_OPEN: _ClassVar[TaskStatus]
    TASK_STATUS_RESOLVED: _ClassVar[TaskStatus]
    TASK_STATUS_SUPERSEDED: _ClassVar[TaskStatus]
    TASK_STATUS_NEW: _ClassVar[TaskStatus]
    TASK_STATUS_CLAIMED: _ClassVar[TaskStatus]
    TASK_STATUS_DEFERRED: _ClassVar[TaskStatus]
    TASK_STATUS_ESCALATED: _ClassVar[TaskStatus]

class TaskPriority(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_PRIORITY_UNSPECIFIED: _ClassVar[TaskPriority]
    TASK_PRIORITY_LOW: _ClassVar[TaskPriority]
    TASK_PRIORITY_NORMAL: _ClassVar[TaskPriority]
    TASK_PRIORITY_HIGH: _ClassVar[TaskPriority]
    TASK_PRIORITY_SAFETY: _ClassVar[TaskPriority]

class Resolution(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESOLUTION_UNSPECIFIED: _ClassVar[Resolution]
    RESOLUTION_SAME_PERSON: _ClassVar[Resolution]
    RESOLUTION_DIFFERENT_PERSONS: _ClassVar[Resolution]
    RESOLUTION_CANNOT_TELL: _ClassVar[Resolution]
    RESOLUTION_ACCEPT_UPDATE: _ClassVar[Resolution]
    RESOLUTION_REJECT_UPDATE: _ClassVar[Resolution]
    RESOLUTION_SOME_OF_THESE: _ClassVar[Resolution]
    RESOLUTION_MOVE_UPDATE: _ClassVar[Resolution]

class ReasonCode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REASON_CODE_UNSPECIFIED: _ClassVar[ReasonCode]
    REASON_CODE_SITE_CONFIRMED: _ClassVar[ReasonCode]
    REASON_CODE_HUMAN_CONFIRMED: _ClassVar[ReasonCode]
    REASON_CODE_DOCUMENT_SEEN: _ClassVar[ReasonCode]
    REASON_CODE_CHART_REVIEWED: _ClassVar[ReasonCode]
    REASON_CODE_REGISTRATION_ERROR: _ClassVar[ReasonCode]
    REASON_CODE_RELATIVES: _ClassVar[ReasonCode]
    REASON_CODE_EARLIER_MISTAKE: _ClassVar[ReasonCode]
    REASON_CODE_OTHER: _ClassVar[ReasonCode]

class TaskOrder(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_ORDER_UNSPECIFIED: _ClassVar[TaskOrder]
    TASK_ORDER_OLDEST: _ClassVar[TaskOrder]
    TASK_ORDER_PRIORITY: _ClassVar[TaskOrder]
    TASK_ORDER_NEWEST: _ClassVar[TaskOrder]
    TASK_ORDER_WEIGHT_DESCENDING: _ClassVar[TaskOrder]
    TASK_ORDER_WEIGHT_ASCENDING: _ClassVar[TaskOrder]
    TASK_ORDER_DUE: _ClassVar[TaskOrder]
TASK_KIND_UNSPECIFIED: TaskKind
TASK_KIND_POTENTIAL_DUPLICATE: TaskKind
TASK_KIND_POTENTIAL_OVERLAP: TaskKind
TASK_KIND_POTENTIAL_OVERLAY: TaskKind
TASK_KIND_CONFLICT: TaskKind
TASK_KIND_IDENTIFIER_CONFLICT: TaskKind
TASK_KIND_AUTO_LINK_AUDIT: TaskKind
TASK_STATUS_UNSPECIFIED: TaskStatus
TASK_STATUS_OPEN: TaskStatus
TASK_STATUS_RESOLVED: TaskStatus
TASK_STATUS_SUPERSEDED: TaskStatus
TASK_STATUS_NEW: TaskStatus
TASK_STATUS_CLAIMED: TaskStatus
TASK_STATUS_DEFERRED: TaskStatus
TASK_STATUS_ESCALATED: TaskStatus
TASK_PRIORITY_UNSPECIFIED: TaskPriority
TASK_PRIORITY_LOW: TaskPriority
TASK_PRIORITY_NORMAL: TaskPriority
TASK_PRIORITY_HIGH: TaskPriority
TASK_PRIORITY_SAFETY: TaskPriority
RESOLUTION_UNSPECIFIED: Resolution
RESOLUTION_SAME_PERSON: Resolution
RESOLUTION_DIFFERENT_PERSONS: Resolution
RESOLUTION_CANNOT_TELL: Resolution
RESOLUTION_ACCEPT_UPDATE: Resolution
RESOLUTION_REJECT_UPDATE: Resolution
RESOLUTION_SOME_OF_THESE: Resolution
RESOLUTION_MOVE_UPDATE: Resolution
REASON_CODE_UNSPECIFIED: ReasonCode
REASON_CODE_SITE_CONFIRMED: ReasonCode
REASON_CODE_HUMAN_CONFIRMED: ReasonCode
REASON_CODE_DOCUMENT_SEEN: ReasonCode
REASON_CODE_CHART_REVIEWED: ReasonCode
REASON_CODE_REGISTRATION_ERROR: ReasonCode
REASON_CODE_RELATIVES: ReasonCode
REASON_CODE_EARLIER_MISTAKE: ReasonCode
REASON_CODE_OTHER: ReasonCode
TASK_ORDER_UNSPECIFIED: TaskOrder
TASK_ORDER_OLDEST: TaskOrder
TASK_ORDER_PRIORITY: TaskOrder
TASK_ORDER_NEWEST: TaskOrder
TASK_ORDER_WEIGHT_DESCENDING: TaskOrder
TASK_ORDER_WEIGHT_ASCENDING: TaskOrder
TASK_ORDER_DUE: TaskOrder

class Task(_message.Message):
    __slots__ = ("task_id", "kind", "status", "records", "weight_log2", "cause", "model_digest", "opened_at", "resolution", "closed_at", "resolved_by", "reason", "version", "revision", "claimed_by", "claimed_until", "assignee", "deferred_until", "priority", "priority_reason", "due_at", "enterprise_ids", "guards", "held", "comments", "proposal", "decision_id", "superseded_by", "sample_rate")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_LOG2_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    OPENED_AT_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    CLOSED_AT_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_BY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CLAIMED_BY_FIELD_NUMBER: _ClassVar[int]
    CLAIMED_UNTIL_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    DEFERRED_UNTIL_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_REASON_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    ENTERPRISE_IDS_FIELD_NUMBER: _ClassVar[int]
    GUARDS_FIELD_NUMBER: _ClassVar[int]
    HELD_FIELD_NUMBER: _ClassVar[int]
    COMMENTS_FIELD_NUMBER: _ClassVar[int]
    PROPOSAL_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_RATE_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    kind: TaskKind
    status: TaskStatus
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    weight_log2: float
    cause: str
    model_digest: str
    opened_at: _timestamp_pb2.Timestamp
    resolution: Resolution
    closed_at: _timestamp_pb2.Timestamp
    resolved_by: str
    reason: str
    version: int
    revision: int
    claimed_by: str
    claimed_until: _timestamp_pb2.Timestamp
    assignee: str
    deferred_until: _timestamp_pb2.Timestamp
    priority: TaskPriority
    priority_reason: str
    due_at: _timestamp_pb2.Timestamp
    enterprise_ids: _containers.RepeatedScalarFieldContainer[str]
    guards: _containers.RepeatedScalarFieldContainer[str]
    held: _containers.RepeatedScalarFieldContainer[str]
    comments: _containers.RepeatedCompositeFieldContainer[TaskComment]
    proposal: ProposedAnswer
    decision_id: str
    superseded_by: str
    sample_rate: float
    def __init__(self, task_id: _Optional[str] = ..., kind: _Optional[_Union[TaskKind, str]] = ..., status: _Optional[_Union[TaskStatus, str]] = ..., records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ..., weight_log2: _Optional[float] = ..., cause: _Optional[str] = ..., model_digest: _Optional[str] = ..., opened_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., resolution: _Optional[_Union[Resolution, str]] = ..., closed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., resolved_by: _Optional[str] = ..., reason: _Optional[str] = ..., version: _Optional[int] = ..., revision: _Optional[int] = ..., claimed_by: _Optional[str] = ..., claimed_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., assignee: _Optional[str] = ..., deferred_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., priority: _Optional[_Union[TaskPriority, str]] = ..., priority_reason: _Optional[str] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., enterprise_ids: _Optional[_Iterable[str]] = ..., guards: _Optional[_Iterable[str]] = ..., held: _Optional[_Iterable[str]] = ..., comments: _Optional[_Iterable[_Union[TaskComment, _Mapping]]] = ..., proposal: _Optional[_Union[ProposedAnswer, _Mapping]] = ..., decision_id: _Optional[str] = ..., superseded_by: _Optional[str] = ..., sample_rate: _Optional[float] = ...) -> None: ...

class TaskComment(_message.Message):
    __slots__ = ("actor", "at", "text")
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    actor: str
    at: _timestamp_pb2.Timestamp
    text: str
    def __init__(self, actor: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., text: _Optional[str] = ...) -> None: ...

class ProposedAnswer(_message.Message):
    __slots__ = ("proposed_by", "proposed_at", "resolution", "groups", "move_to", "because", "reason_code", "reason")
    PROPOSED_BY_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_AT_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    MOVE_TO_FIELD_NUMBER: _ClassVar[int]
    BECAUSE_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    proposed_by: str
    proposed_at: _timestamp_pb2.Timestamp
    resolution: Resolution
    groups: _containers.RepeatedCompositeFieldContainer[RecordGroup]
    move_to: MoveTarget
    because: _containers.RepeatedScalarFieldContainer[str]
    reason_code: ReasonCode
    reason: str
    def __init__(self, proposed_by: _Optional[str] = ..., proposed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., resolution: _Optional[_Union[Resolution, str]] = ..., groups: _Optional[_Iterable[_Union[RecordGroup, _Mapping]]] = ..., move_to: _Optional[_Union[MoveTarget, _Mapping]] = ..., because: _Optional[_Iterable[str]] = ..., reason_code: _Optional[_Union[ReasonCode, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class RecordGroup(_message.Message):
    __slots__ = ("records",)
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    def __init__(self, records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ...) -> None: ...

class MoveTarget(_message.Message):
    __slots__ = ("record", "enterprise_id", "new_person")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    NEW_PERSON_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    enterprise_id: str
    new_person: bool
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., enterprise_id: _Optional[str] = ..., new_person: _Optional[bool] = ...) -> None: ...

class TaskFilter(_message.Message):
    __slots__ = ("statuses", "kinds", "sources", "assignee", "mine", "unassigned", "weight_min", "weight_max", "opened_from", "opened_before", "priorities", "overdue", "needs_second_person", "enterprise_id", "record", "resolved_by", "closed_from")
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    MINE_FIELD_NUMBER: _ClassVar[int]
    UNASSIGNED_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_MIN_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_MAX_FIELD_NUMBER: _ClassVar[int]
    OPENED_FROM_FIELD_NUMBER: _ClassVar[int]
    OPENED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    PRIORITIES_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    NEEDS_SECOND_PERSON_FIELD_NUMBER: _ClassVar[int]
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_BY_FIELD_NUMBER: _ClassVar[int]
    CLOSED_FROM_FIELD_NUMBER: _ClassVar[int]
    statuses: _containers.RepeatedScalarFieldContainer[TaskStatus]
    kinds: _containers.RepeatedScalarFieldContainer[TaskKind]
    sources: _containers.RepeatedScalarFieldContainer[str]
    assignee: str
    mine: bool
    unassigned: bool
    weight_min: float
    weight_max: float
    opened_from: _timestamp_pb2.Timestamp
    opened_before: _timestamp_pb2.Timestamp
    priorities: _containers.RepeatedScalarFieldContainer[TaskPriority]
    overdue: bool
    needs_second_person: bool
    enterprise_id: str
    record: _common_pb2.RecordKey
    resolved_by: str
    closed_from: _timestamp_pb2.Timestamp
    def __init__(self, statuses: _Optional[_Iterable[_Union[TaskStatus, str]]] = ..., kinds: _Optional[_Iterable[_Union[TaskKind, str]]] = ..., sources: _Optional[_Iterable[str]] = ..., assignee: _Optional[str] = ..., mine: _Optional[bool] = ..., unassigned: _Optional[bool] = ..., weight_min: _Optional[float] = ..., weight_max: _Optional[float] = ..., opened_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., opened_before: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., priorities: _Optional[_Iterable[_Union[TaskPriority, str]]] = ..., overdue: _Optional[bool] = ..., needs_second_person: _Optional[bool] = ..., enterprise_id: _Optional[str] = ..., record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., resolved_by: _Optional[str] = ..., closed_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SavedFilter(_message.Message):
    __slots__ = ("name", "owner", "filter", "order")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    name: str
    owner: str
    filter: TaskFilter
    order: TaskOrder
    def __init__(self, name: _Optional[str] = ..., owner: _Optional[str] = ..., filter: _Optional[_Union[TaskFilter, _Mapping]] = ..., order: _Optional[_Union[TaskOrder, str]] = ...) -> None: ...

class RecordSheet(_message.Message):
    __slots__ = ("record", "is_held_back", "is_in_question", "history")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    IS_HELD_BACK_FIELD_NUMBER: _ClassVar[int]
    IS_IN_QUESTION_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.Record
    is_held_back: bool
    is_in_question: bool
    history: _containers.RepeatedCompositeFieldContainer[RecordVersion]
    def __init__(self, record: _Optional[_Union[_common_pb2.Record, _Mapping]] = ..., is_held_back: _Optional[bool] = ..., is_in_question: _Optional[bool] = ..., history: _Optional[_Iterable[_Union[RecordVersion, _Mapping]]] = ...) -> None: ...

class RecordVersion(_message.Message):
    __slots__ = ("version", "disposition", "event_time", "received_at", "changed_fields")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DISPOSITION_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_AT_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELDS_FIELD_NUMBER: _ClassVar[int]
    version: int
    disposition: _common_pb2.Disposition
    event_time: _timestamp_pb2.Timestamp
    received_at: _timestamp_pb2.Timestamp
    changed_fields: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, version: _Optional[int] = ..., disposition: _Optional[_Union[_common_pb2.Disposition, str]] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., received_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., changed_fields: _Optional[_Iterable[str]] = ...) -> None: ...

class FieldComparison(_message.Message):
    __slots__ = ("field", "label", "values", "differs")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    DIFFERS_FIELD_NUMBER: _ClassVar[int]
    field: str
    label: str
    values: _containers.RepeatedCompositeFieldContainer[FieldValue]
    differs: bool
    def __init__(self, field: _Optional[str] = ..., label: _Optional[str] = ..., values: _Optional[_Iterable[_Union[FieldValue, _Mapping]]] = ..., differs: _Optional[bool] = ...) -> None: ...

class FieldValue(_message.Message):
    __slots__ = ("text", "is_masked", "field")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    IS_MASKED_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    text: str
    is_masked: bool
    field: str
    def __init__(self, text: _Optional[str] = ..., is_masked: _Optional[bool] = ..., field: _Optional[str] = ...) -> None: ...

class PairOfSheets(_message.Message):
    __slots__ = ("left", "right", "score", "words", "is_in_question", "is_one_person", "household")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    IS_IN_QUESTION_FIELD_NUMBER: _ClassVar[int]
    IS_ONE_PERSON_FIELD_NUMBER: _ClassVar[int]
    HOUSEHOLD_FIELD_NUMBER: _ClassVar[int]
    left: int
    right: int
    score: _common_pb2.PairScore
    words: _containers.RepeatedScalarFieldContainer[str]
    is_in_question: bool
    is_one_person: bool
    household: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, left: _Optional[int] = ..., right: _Optional[int] = ..., score: _Optional[_Union[_common_pb2.PairScore, _Mapping]] = ..., words: _Optional[_Iterable[str]] = ..., is_in_question: _Optional[bool] = ..., is_one_person: _Optional[bool] = ..., household: _Optional[_Iterable[str]] = ...) -> None: ...

class TaskEvent(_message.Message):
    __slots__ = ("sequence", "at", "actor", "words")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    at: _timestamp_pb2.Timestamp
    actor: str
    words: str
    def __init__(self, sequence: _Optional[int] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[str] = ..., words: _Optional[str] = ...) -> None: ...

class TaskSnapshot(_message.Message):
    __slots__ = ("at", "model_digest", "pairs", "records")
    AT_FIELD_NUMBER: _ClassVar[int]
    MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    at: _timestamp_pb2.Timestamp
    model_digest: str
    pairs: _containers.RepeatedCompositeFieldContainer[SnapshotPair]
    records: _containers.RepeatedCompositeFieldContainer[SnapshotRecord]
    def __init__(self, at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., model_digest: _Optional[str] = ..., pairs: _Optional[_Iterable[_Union[SnapshotPair, _Mapping]]] = ..., records: _Optional[_Iterable[_Union[SnapshotRecord, _Mapping]]] = ...) -> None: ...

class SnapshotPair(_message.Message):
    __slots__ = ("left", "right", "weight_log2", "evidence", "cause")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_LOG2_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    left: _common_pb2.RecordKey
    right: _common_pb2.RecordKey
    weight_log2: float
    evidence: _containers.RepeatedCompositeFieldContainer[_common_pb2.FieldEvidence]
    cause: str
    def __init__(self, left: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., right: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., weight_log2: _Optional[float] = ..., evidence: _Optional[_Iterable[_Union[_common_pb2.FieldEvidence, _Mapping]]] = ..., cause: _Optional[str] = ...) -> None: ...

class SnapshotRecord(_message.Message):
    __slots__ = ("key", "version", "enterprise_id", "demographics")
    KEY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    DEMOGRAPHICS_FIELD_NUMBER: _ClassVar[int]
    key: _common_pb2.RecordKey
    version: int
    enterprise_id: str
    demographics: _demographics_pb2.Demographics
    def __init__(self, key: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., version: _Optional[int] = ..., enterprise_id: _Optional[str] = ..., demographics: _Optional[_Union[_demographics_pb2.Demographics, _Mapping]] = ...) -> None: ...

class SinceChange(_message.Message):
    __slots__ = ("words", "record", "field", "before", "after")
    WORDS_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    words: str
    record: _common_pb2.RecordKey
    field: str
    before: str
    after: str
    def __init__(self, words: _Optional[str] = ..., record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., field: _Optional[str] = ..., before: _Optional[str] = ..., after: _Optional[str] = ...) -> None: ...

class JudgementView(_message.Message):
    __slots__ = ("judgement_id", "left", "right", "judgement", "actor", "at", "reason", "reason_code", "is_revoked", "is_evidence_changed", "decision_id", "origin")
    JUDGEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    IS_REVOKED_FIELD_NUMBER: _ClassVar[int]
    IS_EVIDENCE_CHANGED_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    judgement_id: str
    left: _common_pb2.RecordKey
    right: _common_pb2.RecordKey
    judgement: _common_pb2.Judgement
    actor: str
    at: _timestamp_pb2.Timestamp
    reason: str
    reason_code: ReasonCode
    is_revoked: bool
    is_evidence_changed: bool
    decision_id: str
    origin: str
    def __init__(self, judgement_id: _Optional[str] = ..., left: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., right: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., judgement: _Optional[_Union[_common_pb2.Judgement, str]] = ..., actor: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., reason_code: _Optional[_Union[ReasonCode, str]] = ..., is_revoked: _Optional[bool] = ..., is_evidence_changed: _Optional[bool] = ..., decision_id: _Optional[str] = ..., origin: _Optional[str] = ...) -> None: ...
