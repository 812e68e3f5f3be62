import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from mpi.v1 import common_pb2 as _common_pb2
from mpi.v1 import decision_pb2 as _decision_pb2
from mpi.v1 import task_pb2 as _task_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TaskAge(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_AGE_UNSPECIFIED: _ClassVar[TaskAge]
    TASK_AGE_DAY: _ClassVar[TaskAge]
    TASK_AGE_WEEK: _ClassVar[TaskAge]
    TASK_AGE_MONTH: _ClassVar[TaskAge]
    TASK_AGE_QUARTER: _ClassVar[TaskAge]
    TASK_AGE_OLDER: _ClassVar[TaskAge]
TASK_AGE_UNSPECIFIED: TaskAge
TASK_AGE_DAY: TaskAge
TASK_AGE_WEEK: TaskAge
TASK_AGE_MONTH: TaskAge
TASK_AGE_QUARTER: TaskAge
TASK_AGE_OLDER: TaskAge

class ListTasksRequest(_message.Message):
    __slots__ = ("status", "kind", "page_size", "page_token", "filter", "order")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    status: _task_pb2.TaskStatus
    kind: _task_pb2.TaskKind
    page_size: int
    page_token: str
    filter: _task_pb2.TaskFilter
    order: _task_pb2.TaskOrder
    def __init__(self, status: _Optional[_Union[_task_pb2.TaskStatus, str]] = ..., kind: _Optional[_Union[_task_pb2.TaskKind, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., filter: _Optional[_Union[_task_pb2.TaskFilter, _Mapping]] = ..., order: _Optional[_Union[_task_pb2.TaskOrder, str]] = ...) -> None: ...

class ListTasksResponse(_message.Message):
    __slots__ = ("tasks", "next_page_token", "total")
    TASKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[_task_pb2.Task]
    next_page_token: str
    total: int
    def __init__(self, tasks: _Optional[_Iterable[_Union[_task_pb2.Task, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., total: _Optional[int] = ...) -> None: ...

class GetQueueStatsRequest(_message.Message):
    __slots__ = ("filter",)
    FILTER_FIELD_NUMBER: _ClassVar[int]
    filter: _task_pb2.TaskFilter
    def __init__(self, filter: _Optional[_Union[_task_pb2.TaskFilter, _Mapping]] = ...) -> None: ...

class GetQueueStatsResponse(_message.Message):
    __slots__ = ("counts", "total", "overdue", "mine", "unassigned", "needs_second_person", "oldest_at", "by_source")
    class BySourceEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    MINE_FIELD_NUMBER: _ClassVar[int]
    UNASSIGNED_FIELD_NUMBER: _ClassVar[int]
    NEEDS_SECOND_PERSON_FIELD_NUMBER: _ClassVar[int]
    OLDEST_AT_FIELD_NUMBER: _ClassVar[int]
    BY_SOURCE_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[QueueCount]
    total: int
    overdue: int
    mine: int
    unassigned: int
    needs_second_person: int
    oldest_at: _timestamp_pb2.Timestamp
    by_source: _containers.ScalarMap[str, int]
    def __init__(self, counts: _Optional[_Iterable[_Union[QueueCount, _Mapping]]] = ..., total: _Optional[int] = ..., overdue: _Optional[int] = ..., mine: _Optional[int] = ..., unassigned: _Optional[int] = ..., needs_second_person: _Optional[int] = ..., oldest_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., by_source: _Optional[_Mapping[str, int]] = ...) -> None: ...

class QueueCount(_message.Message):
    __slots__ = ("kind", "status", "priority", "age", "count")
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    AGE_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    kind: _task_pb2.TaskKind
    status: _task_pb2.TaskStatus
    priority: _task_pb2.TaskPriority
    age: TaskAge
    count: int
    def __init__(self, kind: _Optional[_Union[_task_pb2.TaskKind, str]] = ..., status: _Optional[_Union[_task_pb2.TaskStatus, str]] = ..., priority: _Optional[_Union[_task_pb2.TaskPriority, str]] = ..., age: _Optional[_Union[TaskAge, str]] = ..., count: _Optional[int] = ...) -> None: ...

class GetTaskRequest(_message.Message):
    __slots__ = ("task_id", "mask")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    MASK_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    mask: bool
    def __init__(self, task_id: _Optional[str] = ..., mask: _Optional[bool] = ...) -> None: ...

class GetTaskResponse(_message.Message):
    __slots__ = ("task", "records", "score", "words", "sheets", "sheets_truncated", "fields", "pairs", "golden_if_joined", "golden_now", "judgements", "history", "snapshot", "changes", "resolutions", "same_overrides", "different_overrides", "second_person_because")
    TASK_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    SHEETS_FIELD_NUMBER: _ClassVar[int]
    SHEETS_TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    GOLDEN_IF_JOINED_FIELD_NUMBER: _ClassVar[int]
    GOLDEN_NOW_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENTS_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    RESOLUTIONS_FIELD_NUMBER: _ClassVar[int]
    SAME_OVERRIDES_FIELD_NUMBER: _ClassVar[int]
    DIFFERENT_OVERRIDES_FIELD_NUMBER: _ClassVar[int]
    SECOND_PERSON_BECAUSE_FIELD_NUMBER: _ClassVar[int]
    task: _task_pb2.Task
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.Record]
    score: _common_pb2.PairScore
    words: _containers.RepeatedScalarFieldContainer[str]
    sheets: _containers.RepeatedCompositeFieldContainer[_task_pb2.RecordSheet]
    sheets_truncated: bool
    fields: _containers.RepeatedCompositeFieldContainer[_task_pb2.FieldComparison]
    pairs: _containers.RepeatedCompositeFieldContainer[_task_pb2.PairOfSheets]
    golden_if_joined: _common_pb2.GoldenRecord
    golden_now: _containers.RepeatedCompositeFieldContainer[_common_pb2.GoldenRecord]
    judgements: _containers.RepeatedCompositeFieldContainer[_task_pb2.JudgementView]
    history: _containers.RepeatedCompositeFieldContainer[_task_pb2.TaskEvent]
    snapshot: _task_pb2.TaskSnapshot
    changes: _containers.RepeatedCompositeFieldContainer[_task_pb2.SinceChange]
    resolutions: _containers.RepeatedScalarFieldContainer[_task_pb2.Resolution]
    same_overrides: _containers.RepeatedScalarFieldContainer[str]
    different_overrides: _containers.RepeatedScalarFieldContainer[str]
    second_person_because: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ..., records: _Optional[_Iterable[_Union[_common_pb2.Record, _Mapping]]] = ..., score: _Optional[_Union[_common_pb2.PairScore, _Mapping]] = ..., words: _Optional[_Iterable[str]] = ..., sheets: _Optional[_Iterable[_Union[_task_pb2.RecordSheet, _Mapping]]] = ..., sheets_truncated: _Optional[bool] = ..., fields: _Optional[_Iterable[_Union[_task_pb2.FieldComparison, _Mapping]]] = ..., pairs: _Optional[_Iterable[_Union[_task_pb2.PairOfSheets, _Mapping]]] = ..., golden_if_joined: _Optional[_Union[_common_pb2.GoldenRecord, _Mapping]] = ..., golden_now: _Optional[_Iterable[_Union[_common_pb2.GoldenRecord, _Mapping]]] = ..., judgements: _Optional[_Iterable[_Union[_task_pb2.JudgementView, _Mapping]]] = ..., history: _Optional[_Iterable[_Union[_task_pb2.TaskEvent, _Mapping]]] = ..., snapshot: _Optional[_Union[_task_pb2.TaskSnapshot, _Mapping]] = ..., changes: _Optional[_Iterable[_Union[_task_pb2.SinceChange, _Mapping]]] = ..., resolutions: _Optional[_Iterable[_Union[_task_pb2.Resolution, str]]] = ..., same_overrides: _Optional[_Iterable[str]] = ..., different_overrides: _Optional[_Iterable[str]] = ..., second_person_because: _Optional[_Iterable[str]] = ...) -> None: ...

class OpenTaskRequest(_message.Message):
    __slots__ = ("records", "reason", "assignee", "request_id")
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    reason: str
    assignee: str
    request_id: str
    def __init__(self, records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ..., reason: _Optional[str] = ..., assignee: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class OpenTaskResponse(_message.Message):
    __slots__ = ("task", "is_new")
    TASK_FIELD_NUMBER: _ClassVar[int]
    IS_NEW_FIELD_NUMBER: _ClassVar[int]
    task: _task_pb2.Task
    is_new: bool
    def __init__(self, task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ..., is_new: _Optional[bool] = ...) -> None: ...

class ClaimTaskRequest(_message.Message):
    __slots__ = ("task_id", "expected_revision", "request_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    expected_revision: int
    request_id: str
    def __init__(self, task_id: _Optional[str] = ..., expected_revision: _Optional[int] = ..., request_id: _Optional[str] = ...) -> None: ...

class ClaimTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: _task_pb2.Task
    def __init__(self, task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ...) -> None: ...

class ClaimNextRequest(_message.Message):
    __slots__ = ("filter", "order", "skip_task_ids", "request_id", "instead_of_task_id", "with_sheets", "mask")
    FILTER_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    SKIP_TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    INSTEAD_OF_TASK_ID_FIELD_NUMBER: _ClassVar[int]
    WITH_SHEETS_FIELD_NUMBER: _ClassVar[int]
    MASK_FIELD_NUMBER: _ClassVar[int]
    filter: _task_pb2.TaskFilter
    order: _task_pb2.TaskOrder
    skip_task_ids: _containers.RepeatedScalarFieldContainer[str]
    request_id: str
    instead_of_task_id: str
    with_sheets: bool
    mask: bool
    def __init__(self, filter: _Optional[_Union[_task_pb2.TaskFilter, _Mapping]] = ..., order: _Optional[_Union[_task_pb2.TaskOrder, str]] = ..., skip_task_ids: _Optional[_Iterable[str]] = ..., request_id: _Optional[str] = ..., instead_of_task_id: _Optional[str] = ..., with_sheets: _Optional[bool] = ..., mask: _Optional[bool] = ...) -> None: ...

class ClaimNextResponse(_message.Message):
    __slots__ = ("task", "remaining", "sheets")
    TASK_FIELD_NUMBER: _ClassVar[int]
    REMAINING_FIELD_NUMBER: _ClassVar[int]
    SHEETS_FIELD_NUMBER: _ClassVar[int]
    task: _task_pb2.Task
    remaining: int
    sheets: GetTaskResponse
    def __init__(self, task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ..., remaining: _Optional[int] = ..., sheets: _Optional[_Union[GetTaskResponse, _Mapping]] = ...) -> None: ...

class RenewClaimRequest(_message.Message):
    __slots__ = ("task_id", "request_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    request_id: str
    def __init__(self, task_id: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class RenewClaimResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: _task_pb2.Task
    def __init__(self, task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ...) -> None: ...

class ReleaseTaskRequest(_message.Message):
    __slots__ = ("task_id", "request_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    request_id: str
    def __init__(self, task_id: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ReleaseTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: _task_pb2.Task
    def __init__(self, task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ...) -> None: ...

class AssignTaskRequest(_message.Message):
    __slots__ = ("task_id", "assignee", "expected_revision", "request_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    assignee: str
    expected_revision: int
    request_id: str
    def __init__(self, task_id: _Optional[str] = ..., assignee: _Optional[str] = ..., expected_revision: _Optional[int] = ..., request_id: _Optional[str] = ...) -> None: ...

class AssignTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: _task_pb2.Task
    def __init__(self, task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ...) -> None: ...

class DeferTaskRequest(_message.Message):
    __slots__ = ("task_id", "until", "reason", "expected_revision", "request_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    until: _timestamp_pb2.Timestamp
    reason: str
    expected_revision: int
    request_id: str
    def __init__(self, task_id: _Optional[str] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., expected_revision: _Optional[int] = ..., request_id: _Optional[str] = ...) -> None: ...

class DeferTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: _task_pb2.Task
    def __init__(self, task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ...) -> None: ...

class EscalateTaskRequest(_message.Message):
    __slots__ = ("task_id", "assignee", "reason", "expected_revision", "request_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    assignee: str
    reason: str
    expected_revision: int
    request_id: str
    def __init__(self, task_id: _Optional[str] = ..., assignee: _Optional[str] = ..., reason: _Optional[str] = ..., expected_revision: _Optional[int] = ..., request_id: _Optional[str] = ...) -> None: ...

class EscalateTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: _task_pb2.Task
    def __init__(self, task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ...) -> None: ...

class AddCommentRequest(_message.Message):
    __slots__ = ("task_id", "text", "request_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    text: str
    request_id: str
    def __init__(self, task_id: _Optional[str] = ..., text: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class AddCommentResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: _task_pb2.Task
    def __init__(self, task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ...) -> None: ...

class TaskReference(_message.Message):
    __slots__ = ("task_id", "expected_revision")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    expected_revision: int
    def __init__(self, task_id: _Optional[str] = ..., expected_revision: _Optional[int] = ...) -> None: ...

class ActOnTasksRequest(_message.Message):
    __slots__ = ("tasks", "claim", "release", "assign", "defer_until", "escalate", "resolve", "reason", "reason_code", "request_id")
    TASKS_FIELD_NUMBER: _ClassVar[int]
    CLAIM_FIELD_NUMBER: _ClassVar[int]
    RELEASE_FIELD_NUMBER: _ClassVar[int]
    ASSIGN_FIELD_NUMBER: _ClassVar[int]
    DEFER_UNTIL_FIELD_NUMBER: _ClassVar[int]
    ESCALATE_FIELD_NUMBER: _ClassVar[int]
    RESOLVE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[TaskReference]
    claim: bool
    release: bool
    assign: str
    defer_until: _timestamp_pb2.Timestamp
    escalate: str
    resolve: _task_pb2.Resolution
    reason: str
    reason_code: _task_pb2.ReasonCode
    request_id: str
    def __init__(self, tasks: _Optional[_Iterable[_Union[TaskReference, _Mapping]]] = ..., claim: _Optional[bool] = ..., release: _Optional[bool] = ..., assign: _Optional[str] = ..., defer_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., escalate: _Optional[str] = ..., resolve: _Optional[_Union[_task_pb2.Resolution, str]] = ..., reason: _Optional[str] = ..., reason_code: _Optional[_Union[_task_pb2.ReasonCode, str]] = ..., request_id: _Optional[str] = ...) -> None: ...

class ActOnTasksResponse(_message.Message):
    __slots__ = ("outcomes",)
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[TaskOutcome]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[TaskOutcome, _Mapping]]] = ...) -> None: ...

class TaskOutcome(_message.Message):
    __slots__ = ("task_id", "task", "error", "decision_id")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    task: _task_pb2.Task
    error: _common_pb2.Error
    decision_id: str
    def __init__(self, task_id: _Optional[str] = ..., task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ..., error: _Optional[_Union[_common_pb2.Error, _Mapping]] = ..., decision_id: _Optional[str] = ...) -> None: ...

class SaveFilterRequest(_message.Message):
    __slots__ = ("filter", "for_everybody", "request_id")
    FILTER_FIELD_NUMBER: _ClassVar[int]
    FOR_EVERYBODY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    filter: _task_pb2.SavedFilter
    for_everybody: bool
    request_id: str
    def __init__(self, filter: _Optional[_Union[_task_pb2.SavedFilter, _Mapping]] = ..., for_everybody: _Optional[bool] = ..., request_id: _Optional[str] = ...) -> None: ...

class SaveFilterResponse(_message.Message):
    __slots__ = ("filter",)
    FILTER_FIELD_NUMBER: _ClassVar[int]
    filter: _task_pb2.SavedFilter
    def __init__(self, filter: _Optional[_Union[_task_pb2.SavedFilter, _Mapping]] = ...) -> None: ...

class ListFiltersRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFiltersResponse(_message.Message):
    __slots__ = ("filters", "next_page_token")
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    filters: _containers.RepeatedCompositeFieldContainer[_task_pb2.SavedFilter]
    next_page_token: str
    def __init__(self, filters: _Optional[_Iterable[_Union[_task_pb2.SavedFilter, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteFilterRequest(_message.Message):
    __slots__ = ("name", "for_everybody", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FOR_EVERYBODY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    for_everybody: bool
    request_id: str
    def __init__(self, name: _Optional[str] = ..., for_everybody: _Optional[bool] = ..., request_id: _Optional[str] = ...) -> None: ...

class DeleteFilterResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ResolveTaskRequest(_message.Message):
    __slots__ = ("task_id", "resolution", "reason", "request_id", "expected_revision", "reason_code", "groups", "move_to", "then_next")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_REVISION_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    MOVE_TO_FIELD_NUMBER: _ClassVar[int]
    THEN_NEXT_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    resolution: _task_pb2.Resolution
    reason: str
    request_id: str
    expected_revision: int
    reason_code: _task_pb2.ReasonCode
    groups: _containers.RepeatedCompositeFieldContainer[_task_pb2.RecordGroup]
    move_to: _task_pb2.MoveTarget
    then_next: ClaimNextRequest
    def __init__(self, task_id: _Optional[str] = ..., resolution: _Optional[_Union[_task_pb2.Resolution, str]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ..., expected_revision: _Optional[int] = ..., reason_code: _Optional[_Union[_task_pb2.ReasonCode, str]] = ..., groups: _Optional[_Iterable[_Union[_task_pb2.RecordGroup, _Mapping]]] = ..., move_to: _Optional[_Union[_task_pb2.MoveTarget, _Mapping]] = ..., then_next: _Optional[_Union[ClaimNextRequest, _Mapping]] = ...) -> None: ...

class ResolveTaskResponse(_message.Message):
    __slots__ = ("changes", "decision_id", "needs_second_person", "task", "next")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    NEEDS_SECOND_PERSON_FIELD_NUMBER: _ClassVar[int]
    TASK_FIELD_NUMBER: _ClassVar[int]
    NEXT_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    decision_id: str
    needs_second_person: bool
    task: _task_pb2.Task
    next: ClaimNextResponse
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ..., decision_id: _Optional[str] = ..., needs_second_person: _Optional[bool] = ..., task: _Optional[_Union[_task_pb2.Task, _Mapping]] = ..., next: _Optional[_Union[ClaimNextResponse, _Mapping]] = ...) -> None: ...

class JudgeRequest(_message.Message):
    __slots__ = ("left", "right", "judgement", "reason", "request_id", "reason_code")
    LEFT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    left: _common_pb2.RecordKey
    right: _common_pb2.RecordKey
    judgement: _common_pb2.Judgement
    reason: str
    request_id: str
    reason_code: _task_pb2.ReasonCode
    def __init__(self, left: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., right: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., judgement: _Optional[_Union[_common_pb2.Judgement, str]] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ..., reason_code: _Optional[_Union[_task_pb2.ReasonCode, str]] = ...) -> None: ...

class JudgeResponse(_message.Message):
    __slots__ = ("changes", "decision_id", "proposal")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    PROPOSAL_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    decision_id: str
    proposal: _task_pb2.Task
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ..., decision_id: _Optional[str] = ..., proposal: _Optional[_Union[_task_pb2.Task, _Mapping]] = ...) -> None: ...

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
    __slots__ = ("changes", "decision_id")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    decision_id: str
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ..., decision_id: _Optional[str] = ...) -> None: ...

class SplitPersonRequest(_message.Message):
    __slots__ = ("enterprise_id", "groups", "reason", "reason_code", "request_id")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    groups: _containers.RepeatedCompositeFieldContainer[_task_pb2.RecordGroup]
    reason: str
    reason_code: _task_pb2.ReasonCode
    request_id: str
    def __init__(self, enterprise_id: _Optional[str] = ..., groups: _Optional[_Iterable[_Union[_task_pb2.RecordGroup, _Mapping]]] = ..., reason: _Optional[str] = ..., reason_code: _Optional[_Union[_task_pb2.ReasonCode, str]] = ..., request_id: _Optional[str] = ...) -> None: ...

class SplitPersonResponse(_message.Message):
    __slots__ = ("changes", "decision_id")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    decision_id: str
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ..., decision_id: _Optional[str] = ...) -> None: ...

class PreviewSplitRequest(_message.Message):
    __slots__ = ("enterprise_id", "groups", "mask")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    MASK_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    groups: _containers.RepeatedCompositeFieldContainer[_task_pb2.RecordGroup]
    mask: bool
    def __init__(self, enterprise_id: _Optional[str] = ..., groups: _Optional[_Iterable[_Union[_task_pb2.RecordGroup, _Mapping]]] = ..., mask: _Optional[bool] = ...) -> None: ...

class PreviewSplitResponse(_message.Message):
    __slots__ = ("preview",)
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    preview: _decision_pb2.Preview
    def __init__(self, preview: _Optional[_Union[_decision_pb2.Preview, _Mapping]] = ...) -> None: ...

class PreviewDecisionRequest(_message.Message):
    __slots__ = ("resolve", "judge", "revoke", "split", "undo", "move", "mask")
    RESOLVE_FIELD_NUMBER: _ClassVar[int]
    JUDGE_FIELD_NUMBER: _ClassVar[int]
    REVOKE_FIELD_NUMBER: _ClassVar[int]
    SPLIT_FIELD_NUMBER: _ClassVar[int]
    UNDO_FIELD_NUMBER: _ClassVar[int]
    MOVE_FIELD_NUMBER: _ClassVar[int]
    MASK_FIELD_NUMBER: _ClassVar[int]
    resolve: ResolveTaskRequest
    judge: JudgeRequest
    revoke: RevokeJudgementRequest
    split: SplitPersonRequest
    undo: UndoDecisionRequest
    move: PreviewMove
    mask: bool
    def __init__(self, resolve: _Optional[_Union[ResolveTaskRequest, _Mapping]] = ..., judge: _Optional[_Union[JudgeRequest, _Mapping]] = ..., revoke: _Optional[_Union[RevokeJudgementRequest, _Mapping]] = ..., split: _Optional[_Union[SplitPersonRequest, _Mapping]] = ..., undo: _Optional[_Union[UndoDecisionRequest, _Mapping]] = ..., move: _Optional[_Union[PreviewMove, _Mapping]] = ..., mask: _Optional[bool] = ...) -> None: ...

class PreviewMove(_message.Message):
    __slots__ = ("record", "to")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    to: _common_pb2.RecordKey
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., to: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ...) -> None: ...

class PreviewDecisionResponse(_message.Message):
    __slots__ = ("preview",)
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    preview: _decision_pb2.Preview
    def __init__(self, preview: _Optional[_Union[_decision_pb2.Preview, _Mapping]] = ...) -> None: ...

class UndoDecisionRequest(_message.Message):
    __slots__ = ("decision_id", "reason", "reason_code", "request_id")
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    decision_id: str
    reason: str
    reason_code: _task_pb2.ReasonCode
    request_id: str
    def __init__(self, decision_id: _Optional[str] = ..., reason: _Optional[str] = ..., reason_code: _Optional[_Union[_task_pb2.ReasonCode, str]] = ..., request_id: _Optional[str] = ...) -> None: ...

class UndoDecisionResponse(_message.Message):
    __slots__ = ("changes", "decision_id", "tasks_reopened")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    TASKS_REOPENED_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    decision_id: str
    tasks_reopened: _containers.RepeatedCompositeFieldContainer[_task_pb2.Task]
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ..., decision_id: _Optional[str] = ..., tasks_reopened: _Optional[_Iterable[_Union[_task_pb2.Task, _Mapping]]] = ...) -> None: ...

class ListDecisionsRequest(_message.Message):
    __slots__ = ("actor", "kinds", "since", "page_size", "page_token", "mine")
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    MINE_FIELD_NUMBER: _ClassVar[int]
    actor: str
    kinds: _containers.RepeatedScalarFieldContainer[_decision_pb2.DecisionKind]
    since: _timestamp_pb2.Timestamp
    page_size: int
    page_token: str
    mine: bool
    def __init__(self, actor: _Optional[str] = ..., kinds: _Optional[_Iterable[_Union[_decision_pb2.DecisionKind, str]]] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., mine: _Optional[bool] = ...) -> None: ...

class ListDecisionsResponse(_message.Message):
    __slots__ = ("decisions", "next_page_token")
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    decisions: _containers.RepeatedCompositeFieldContainer[_decision_pb2.Decision]
    next_page_token: str
    def __init__(self, decisions: _Optional[_Iterable[_Union[_decision_pb2.Decision, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListDoNotLinkRequest(_message.Message):
    __slots__ = ("record", "actor", "page_size", "page_token")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    actor: str
    page_size: int
    page_token: str
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., actor: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDoNotLinkResponse(_message.Message):
    __slots__ = ("judgements", "next_page_token", "total")
    JUDGEMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    judgements: _containers.RepeatedCompositeFieldContainer[_task_pb2.JudgementView]
    next_page_token: str
    total: int
    def __init__(self, judgements: _Optional[_Iterable[_Union[_task_pb2.JudgementView, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., total: _Optional[int] = ...) -> None: ...

class GetPersonTimelineRequest(_message.Message):
    __slots__ = ("enterprise_id", "page_size", "page_token")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    page_size: int
    page_token: str
    def __init__(self, enterprise_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class GetPersonTimelineResponse(_message.Message):
    __slots__ = ("enterprise_id", "entries", "next_page_token")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    entries: _containers.RepeatedCompositeFieldContainer[_decision_pb2.TimelineEntry]
    next_page_token: str
    def __init__(self, enterprise_id: _Optional[str] = ..., entries: _Optional[_Iterable[_Union[_decision_pb2.TimelineEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

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

class RevealFieldRequest(_message.Message):
    __slots__ = ("record", "version", "field", "task_id", "purpose", "request_id")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    version: int
    field: str
    task_id: str
    purpose: str
    request_id: str
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., version: _Optional[int] = ..., field: _Optional[str] = ..., task_id: _Optional[str] = ..., purpose: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class RevealFieldResponse(_message.Message):
    __slots__ = ("text",)
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class GetDeskPolicyRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetDeskPolicyResponse(_message.Message):
    __slots__ = ("lease_s", "bulk_max", "four_eyes", "audit_rate", "second_review_rate", "due")
    LEASE_S_FIELD_NUMBER: _ClassVar[int]
    BULK_MAX_FIELD_NUMBER: _ClassVar[int]
    FOUR_EYES_FIELD_NUMBER: _ClassVar[int]
    AUDIT_RATE_FIELD_NUMBER: _ClassVar[int]
    SECOND_REVIEW_RATE_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    lease_s: int
    bulk_max: int
    four_eyes: _containers.RepeatedScalarFieldContainer[str]
    audit_rate: float
    second_review_rate: float
    due: _containers.RepeatedCompositeFieldContainer[DueTime]
    def __init__(self, lease_s: _Optional[int] = ..., bulk_max: _Optional[int] = ..., four_eyes: _Optional[_Iterable[str]] = ..., audit_rate: _Optional[float] = ..., second_review_rate: _Optional[float] = ..., due: _Optional[_Iterable[_Union[DueTime, _Mapping]]] = ...) -> None: ...

class DueTime(_message.Message):
    __slots__ = ("priority", "hours")
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    priority: _task_pb2.TaskPriority
    hours: int
    def __init__(self, priority: _Optional[_Union[_task_pb2.TaskPriority, str]] = ..., hours: _Optional[int] = ...) -> None: ...
