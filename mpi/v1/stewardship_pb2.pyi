import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from mpi.v1 import common_pb2 as _common_pb2
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

class TaskStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_STATUS_UNSPECIFIED: _ClassVar[TaskStatus]
    TASK_STATUS_OPEN: _ClassVar[TaskStatus]
    TASK_STATUS_RESOLVED: _ClassVar[TaskStatus]
    TASK_STATUS_SUPERSEDED: _ClassVar[TaskStatus]

class Resolution(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESOLUTION_UNSPECIFIED: _ClassVar[Resolution]
    RESOLUTION_SAME_PERSON: _ClassVar[Resolution]
    RESOLUTION_DIFFERENT_PERSONS: _ClassVar[Resolution]
    RESOLUTION_CANNOT_TELL: _ClassVar[Resolution]
    RESOLUTION_ACCEPT_UPDATE: _ClassVar[Resolution]
    RESOLUTION_REJECT_UPDATE: _ClassVar[Resolution]
TASK_KIND_UNSPECIFIED: TaskKind
TASK_KIND_POTENTIAL_DUPLICATE: TaskKind
TASK_KIND_POTENTIAL_OVERLAP: TaskKind
TASK_KIND_POTENTIAL_OVERLAY: TaskKind
TASK_KIND_CONFLICT: TaskKind
TASK_STATUS_UNSPECIFIED: TaskStatus
TASK_STATUS_OPEN: TaskStatus
TASK_STATUS_RESOLVED: TaskStatus
TASK_STATUS_SUPERSEDED: TaskStatus
RESOLUTION_UNSPECIFIED: Resolution
RESOLUTION_SAME_PERSON: Resolution
RESOLUTION_DIFFERENT_PERSONS: Resolution
RESOLUTION_CANNOT_TELL: Resolution
RESOLUTION_ACCEPT_UPDATE: Resolution
RESOLUTION_REJECT_UPDATE: Resolution

class Task(_message.Message):
    __slots__ = ("task_id", "kind", "status", "records", "weight_log2", "cause", "model_digest", "opened_at", "resolution", "closed_at", "resolved_by", "reason", "version")
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
    def __init__(self, task_id: _Optional[str] = ..., kind: _Optional[_Union[TaskKind, str]] = ..., status: _Optional[_Union[TaskStatus, str]] = ..., records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ..., weight_log2: _Optional[float] = ..., cause: _Optional[str] = ..., model_digest: _Optional[str] = ..., opened_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., resolution: _Optional[_Union[Resolution, str]] = ..., closed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., resolved_by: _Optional[str] = ..., reason: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class ListTasksRequest(_message.Message):
    __slots__ = ("status", "kind", "page_size", "page_token")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    status: TaskStatus
    kind: TaskKind
    page_size: int
    page_token: str
    def __init__(self, status: _Optional[_Union[TaskStatus, str]] = ..., kind: _Optional[_Union[TaskKind, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTasksResponse(_message.Message):
    __slots__ = ("tasks", "next_page_token")
    TASKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[Task]
    next_page_token: str
    def __init__(self, tasks: _Optional[_Iterable[_Union[Task, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetTaskRequest(_message.Message):
    __slots__ = ("task_id",)
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    def __init__(self, task_id: _Optional[str] = ...) -> None: ...

class GetTaskResponse(_message.Message):
    __slots__ = ("task", "records", "score", "words")
    TASK_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    task: Task
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.Record]
    score: _common_pb2.PairScore
    words: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ..., records: _Optional[_Iterable[_Union[_common_pb2.Record, _Mapping]]] = ..., score: _Optional[_Union[_common_pb2.PairScore, _Mapping]] = ..., words: _Optional[_Iterable[str]] = ...) -> None: ...

class ResolveTaskRequest(_message.Message):
    __slots__ = ("task_id", "resolution", "reason", "request_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    resolution: Resolution
    reason: str
    request_id: str
    def __init__(self, task_id: _Optional[str] = ..., resolution: _Optional[_Union[Resolution, str]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ResolveTaskResponse(_message.Message):
    __slots__ = ("changes",)
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ...) -> None: ...

class JudgeRequest(_message.Message):
    __slots__ = ("left", "right", "judgement", "reason", "request_id")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    left: _common_pb2.RecordKey
    right: _common_pb2.RecordKey
    judgement: _common_pb2.Judgement
    reason: str
    request_id: str
    def __init__(self, left: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., right: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., judgement: _Optional[_Union[_common_pb2.Judgement, str]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class JudgeResponse(_message.Message):
    __slots__ = ("changes",)
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ...) -> None: ...

class RevokeJudgementRequest(_message.Message):
    __slots__ = ("judgement_id", "reason", "request_id")
    JUDGEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    judgement_id: str
    reason: str
    request_id: str
    def __init__(self, judgement_id: _Optional[str] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class RevokeJudgementResponse(_message.Message):
    __slots__ = ("changes",)
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ...) -> None: ...

class ExplainPairRequest(_message.Message):
    __slots__ = ("left", "right")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    left: _common_pb2.RecordKey
    right: _common_pb2.RecordKey
    def __init__(self, left: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., right: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ...) -> None: ...

class ExplainPairResponse(_message.Message):
    __slots__ = ("left", "right", "score", "words", "same_person", "judgement_ids")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    SAME_PERSON_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_IDS_FIELD_NUMBER: _ClassVar[int]
    left: _common_pb2.Record
    right: _common_pb2.Record
    score: _common_pb2.PairScore
    words: _containers.RepeatedScalarFieldContainer[str]
    same_person: bool
    judgement_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, left: _Optional[_Union[_common_pb2.Record, _Mapping]] = ..., right: _Optional[_Union[_common_pb2.Record, _Mapping]] = ..., score: _Optional[_Union[_common_pb2.PairScore, _Mapping]] = ..., words: _Optional[_Iterable[str]] = ..., same_person: _Optional[bool] = ..., judgement_ids: _Optional[_Iterable[str]] = ...) -> None: ...
