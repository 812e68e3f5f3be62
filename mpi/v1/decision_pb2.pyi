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

class DecisionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECISION_KIND_UNSPECIFIED: _ClassVar[DecisionKind]
    DECISION_KIND_RESOLVED: _ClassVar[DecisionKind]
    DECISION_KIND_JUDGED: _ClassVar[DecisionKind]
    DECISION_KIND_REVOKED: _ClassVar[DecisionKind]
    DECISION_KIND_SPLIT: _ClassVar[DecisionKind]
    DECISION_KIND_MERGED: _ClassVar[DecisionKind]
    DECISION_KIND_MOVED: _ClassVar[DecisionKind]
    DECISION_KIND_UNDONE: _ClassVar[DecisionKind]
    DECISION_KIND_AUTOMATIC_LINK: _ClassVar[DecisionKind]

class TimelineKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TIMELINE_KIND_UNSPECIFIED: _ClassVar[TimelineKind]
    TIMELINE_KIND_RECORD: _ClassVar[TimelineKind]
    TIMELINE_KIND_PERSON: _ClassVar[TimelineKind]
    TIMELINE_KIND_JUDGEMENT: _ClassVar[TimelineKind]
    TIMELINE_KIND_TASK: _ClassVar[TimelineKind]
    TIMELINE_KIND_SOURCE: _ClassVar[TimelineKind]
    TIMELINE_KIND_QUARANTINE: _ClassVar[TimelineKind]
    TIMELINE_KIND_REVEAL: _ClassVar[TimelineKind]
    TIMELINE_KIND_DECISION: _ClassVar[TimelineKind]
DECISION_KIND_UNSPECIFIED: DecisionKind
DECISION_KIND_RESOLVED: DecisionKind
DECISION_KIND_JUDGED: DecisionKind
DECISION_KIND_REVOKED: DecisionKind
DECISION_KIND_SPLIT: DecisionKind
DECISION_KIND_MERGED: DecisionKind
DECISION_KIND_MOVED: DecisionKind
DECISION_KIND_UNDONE: DecisionKind
DECISION_KIND_AUTOMATIC_LINK: DecisionKind
TIMELINE_KIND_UNSPECIFIED: TimelineKind
TIMELINE_KIND_RECORD: TimelineKind
TIMELINE_KIND_PERSON: TimelineKind
TIMELINE_KIND_JUDGEMENT: TimelineKind
TIMELINE_KIND_TASK: TimelineKind
TIMELINE_KIND_SOURCE: TimelineKind
TIMELINE_KIND_QUARANTINE: TimelineKind
TIMELINE_KIND_REVEAL: TimelineKind
TIMELINE_KIND_DECISION: TimelineKind

class Decision(_message.Message):
    __slots__ = ("decision_id", "kind", "actor", "confirmed_by", "at", "words", "records", "task_id", "resolution", "reason_code", "reason", "judgement_ids", "undone_by", "is_undoable", "why_not", "undoes")
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_BY_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_IDS_FIELD_NUMBER: _ClassVar[int]
    UNDONE_BY_FIELD_NUMBER: _ClassVar[int]
    IS_UNDOABLE_FIELD_NUMBER: _ClassVar[int]
    WHY_NOT_FIELD_NUMBER: _ClassVar[int]
    UNDOES_FIELD_NUMBER: _ClassVar[int]
    decision_id: str
    kind: DecisionKind
    actor: str
    confirmed_by: str
    at: _timestamp_pb2.Timestamp
    words: str
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    task_id: str
    resolution: _task_pb2.Resolution
    reason_code: _task_pb2.ReasonCode
    reason: str
    judgement_ids: _containers.RepeatedScalarFieldContainer[str]
    undone_by: str
    is_undoable: bool
    why_not: str
    undoes: str
    def __init__(self, decision_id: _Optional[str] = ..., kind: _Optional[_Union[DecisionKind, str]] = ..., actor: _Optional[str] = ..., confirmed_by: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., words: _Optional[str] = ..., records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ..., task_id: _Optional[str] = ..., resolution: _Optional[_Union[_task_pb2.Resolution, str]] = ..., reason_code: _Optional[_Union[_task_pb2.ReasonCode, str]] = ..., reason: _Optional[str] = ..., judgement_ids: _Optional[_Iterable[str]] = ..., undone_by: _Optional[str] = ..., is_undoable: _Optional[bool] = ..., why_not: _Optional[str] = ..., undoes: _Optional[str] = ...) -> None: ...

class Preview(_message.Message):
    __slots__ = ("persons", "retired", "returned_enterprise_ids", "tasks_closed", "tasks_opened", "tasks_reopened", "judgements_made", "judgements_revoked", "notified_sources", "overrides", "second_person_because", "warnings", "refusal")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    RETIRED_FIELD_NUMBER: _ClassVar[int]
    RETURNED_ENTERPRISE_IDS_FIELD_NUMBER: _ClassVar[int]
    TASKS_CLOSED_FIELD_NUMBER: _ClassVar[int]
    TASKS_OPENED_FIELD_NUMBER: _ClassVar[int]
    TASKS_REOPENED_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENTS_MADE_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENTS_REVOKED_FIELD_NUMBER: _ClassVar[int]
    NOTIFIED_SOURCES_FIELD_NUMBER: _ClassVar[int]
    OVERRIDES_FIELD_NUMBER: _ClassVar[int]
    SECOND_PERSON_BECAUSE_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedCompositeFieldContainer[PersonPreview]
    retired: _containers.RepeatedCompositeFieldContainer[RetiredId]
    returned_enterprise_ids: _containers.RepeatedScalarFieldContainer[str]
    tasks_closed: _containers.RepeatedCompositeFieldContainer[_task_pb2.Task]
    tasks_opened: _containers.RepeatedCompositeFieldContainer[_task_pb2.Task]
    tasks_reopened: _containers.RepeatedCompositeFieldContainer[_task_pb2.Task]
    judgements_made: _containers.RepeatedCompositeFieldContainer[_task_pb2.JudgementView]
    judgements_revoked: _containers.RepeatedCompositeFieldContainer[_task_pb2.JudgementView]
    notified_sources: _containers.RepeatedScalarFieldContainer[str]
    overrides: _containers.RepeatedScalarFieldContainer[str]
    second_person_because: _containers.RepeatedScalarFieldContainer[str]
    warnings: _containers.RepeatedScalarFieldContainer[str]
    refusal: _common_pb2.Error
    def __init__(self, persons: _Optional[_Iterable[_Union[PersonPreview, _Mapping]]] = ..., retired: _Optional[_Iterable[_Union[RetiredId, _Mapping]]] = ..., returned_enterprise_ids: _Optional[_Iterable[str]] = ..., tasks_closed: _Optional[_Iterable[_Union[_task_pb2.Task, _Mapping]]] = ..., tasks_opened: _Optional[_Iterable[_Union[_task_pb2.Task, _Mapping]]] = ..., tasks_reopened: _Optional[_Iterable[_Union[_task_pb2.Task, _Mapping]]] = ..., judgements_made: _Optional[_Iterable[_Union[_task_pb2.JudgementView, _Mapping]]] = ..., judgements_revoked: _Optional[_Iterable[_Union[_task_pb2.JudgementView, _Mapping]]] = ..., notified_sources: _Optional[_Iterable[str]] = ..., overrides: _Optional[_Iterable[str]] = ..., second_person_because: _Optional[_Iterable[str]] = ..., warnings: _Optional[_Iterable[str]] = ..., refusal: _Optional[_Union[_common_pb2.Error, _Mapping]] = ...) -> None: ...

class PersonPreview(_message.Message):
    __slots__ = ("enterprise_id", "records_before", "records_after", "golden_changes", "golden_after")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDS_BEFORE_FIELD_NUMBER: _ClassVar[int]
    RECORDS_AFTER_FIELD_NUMBER: _ClassVar[int]
    GOLDEN_CHANGES_FIELD_NUMBER: _ClassVar[int]
    GOLDEN_AFTER_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    records_before: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    records_after: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    golden_changes: _containers.RepeatedCompositeFieldContainer[GoldenChange]
    golden_after: _common_pb2.GoldenRecord
    def __init__(self, enterprise_id: _Optional[str] = ..., records_before: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ..., records_after: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ..., golden_changes: _Optional[_Iterable[_Union[GoldenChange, _Mapping]]] = ..., golden_after: _Optional[_Union[_common_pb2.GoldenRecord, _Mapping]] = ...) -> None: ...

class GoldenChange(_message.Message):
    __slots__ = ("field", "label", "before", "after", "record")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    field: str
    label: str
    before: str
    after: str
    record: _common_pb2.RecordKey
    def __init__(self, field: _Optional[str] = ..., label: _Optional[str] = ..., before: _Optional[str] = ..., after: _Optional[str] = ..., record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ...) -> None: ...

class RetiredId(_message.Message):
    __slots__ = ("enterprise_id", "survivor_enterprise_id")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    SURVIVOR_ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    survivor_enterprise_id: str
    def __init__(self, enterprise_id: _Optional[str] = ..., survivor_enterprise_id: _Optional[str] = ...) -> None: ...

class TimelineEntry(_message.Message):
    __slots__ = ("sequence", "at", "actor", "kind", "words", "records", "task_id", "decision_id", "is_undoable", "enterprise_ids", "version")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    IS_UNDOABLE_FIELD_NUMBER: _ClassVar[int]
    ENTERPRISE_IDS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    at: _timestamp_pb2.Timestamp
    actor: str
    kind: TimelineKind
    words: str
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    task_id: str
    decision_id: str
    is_undoable: bool
    enterprise_ids: _containers.RepeatedScalarFieldContainer[str]
    version: int
    def __init__(self, sequence: _Optional[int] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[str] = ..., kind: _Optional[_Union[TimelineKind, str]] = ..., words: _Optional[str] = ..., records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ..., task_id: _Optional[str] = ..., decision_id: _Optional[str] = ..., is_undoable: _Optional[bool] = ..., enterprise_ids: _Optional[_Iterable[str]] = ..., version: _Optional[int] = ...) -> None: ...
