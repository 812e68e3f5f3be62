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

class UpsertOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UPSERT_OUTCOME_UNSPECIFIED: _ClassVar[UpsertOutcome]
    UPSERT_OUTCOME_CREATED: _ClassVar[UpsertOutcome]
    UPSERT_OUTCOME_LINKED: _ClassVar[UpsertOutcome]
    UPSERT_OUTCOME_REVIEW: _ClassVar[UpsertOutcome]
    UPSERT_OUTCOME_UNCHANGED: _ClassVar[UpsertOutcome]
    UPSERT_OUTCOME_UPDATED: _ClassVar[UpsertOutcome]
    UPSERT_OUTCOME_QUARANTINED: _ClassVar[UpsertOutcome]
    UPSERT_OUTCOME_STALE: _ClassVar[UpsertOutcome]
UPSERT_OUTCOME_UNSPECIFIED: UpsertOutcome
UPSERT_OUTCOME_CREATED: UpsertOutcome
UPSERT_OUTCOME_LINKED: UpsertOutcome
UPSERT_OUTCOME_REVIEW: UpsertOutcome
UPSERT_OUTCOME_UNCHANGED: UpsertOutcome
UPSERT_OUTCOME_UPDATED: UpsertOutcome
UPSERT_OUTCOME_QUARANTINED: UpsertOutcome
UPSERT_OUTCOME_STALE: UpsertOutcome

class UpsertRecordRequest(_message.Message):
    __slots__ = ("key", "demographics", "event_time", "expected_version", "request_id")
    KEY_FIELD_NUMBER: _ClassVar[int]
    DEMOGRAPHICS_FIELD_NUMBER: _ClassVar[int]
    EVENT_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    key: _common_pb2.RecordKey
    demographics: _demographics_pb2.Demographics
    event_time: _timestamp_pb2.Timestamp
    expected_version: int
    request_id: str
    def __init__(self, key: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., demographics: _Optional[_Union[_demographics_pb2.Demographics, _Mapping]] = ..., event_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expected_version: _Optional[int] = ..., request_id: _Optional[str] = ...) -> None: ...

class UpsertRecordResponse(_message.Message):
    __slots__ = ("key", "enterprise_id", "outcome", "version", "task_ids", "match", "truncated", "model_digest")
    KEY_FIELD_NUMBER: _ClassVar[int]
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    MATCH_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    key: _common_pb2.RecordKey
    enterprise_id: str
    outcome: UpsertOutcome
    version: int
    task_ids: _containers.RepeatedScalarFieldContainer[str]
    match: _common_pb2.PersonMatch
    truncated: bool
    model_digest: str
    def __init__(self, key: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., enterprise_id: _Optional[str] = ..., outcome: _Optional[_Union[UpsertOutcome, str]] = ..., version: _Optional[int] = ..., task_ids: _Optional[_Iterable[str]] = ..., match: _Optional[_Union[_common_pb2.PersonMatch, _Mapping]] = ..., truncated: _Optional[bool] = ..., model_digest: _Optional[str] = ...) -> None: ...

class UpsertRecordsRequest(_message.Message):
    __slots__ = ("sequence", "record")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    record: UpsertRecordRequest
    def __init__(self, sequence: _Optional[int] = ..., record: _Optional[_Union[UpsertRecordRequest, _Mapping]] = ...) -> None: ...

class UpsertRecordsResponse(_message.Message):
    __slots__ = ("sequence", "result", "error")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    result: UpsertRecordResponse
    error: _common_pb2.Error
    def __init__(self, sequence: _Optional[int] = ..., result: _Optional[_Union[UpsertRecordResponse, _Mapping]] = ..., error: _Optional[_Union[_common_pb2.Error, _Mapping]] = ...) -> None: ...

class MatchPatientRequest(_message.Message):
    __slots__ = ("demographics", "persons_max")
    DEMOGRAPHICS_FIELD_NUMBER: _ClassVar[int]
    PERSONS_MAX_FIELD_NUMBER: _ClassVar[int]
    demographics: _demographics_pb2.Demographics
    persons_max: int
    def __init__(self, demographics: _Optional[_Union[_demographics_pb2.Demographics, _Mapping]] = ..., persons_max: _Optional[int] = ...) -> None: ...

class MatchPatientResponse(_message.Message):
    __slots__ = ("matches", "truncated", "model_digest")
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    matches: _containers.RepeatedCompositeFieldContainer[_common_pb2.PersonMatch]
    truncated: bool
    model_digest: str
    def __init__(self, matches: _Optional[_Iterable[_Union[_common_pb2.PersonMatch, _Mapping]]] = ..., truncated: _Optional[bool] = ..., model_digest: _Optional[str] = ...) -> None: ...

class SearchPersonsRequest(_message.Message):
    __slots__ = ("family", "given", "birth_date", "sex", "ssn", "phone", "city", "postal_code", "page_size", "page_token", "mask")
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DATE_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    SSN_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    CITY_FIELD_NUMBER: _ClassVar[int]
    POSTAL_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    MASK_FIELD_NUMBER: _ClassVar[int]
    family: str
    given: str
    birth_date: str
    sex: _demographics_pb2.Sex
    ssn: str
    phone: str
    city: str
    postal_code: str
    page_size: int
    page_token: str
    mask: bool
    def __init__(self, family: _Optional[str] = ..., given: _Optional[str] = ..., birth_date: _Optional[str] = ..., sex: _Optional[_Union[_demographics_pb2.Sex, str]] = ..., ssn: _Optional[str] = ..., phone: _Optional[str] = ..., city: _Optional[str] = ..., postal_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., mask: _Optional[bool] = ...) -> None: ...

class SearchPersonsResponse(_message.Message):
    __slots__ = ("persons", "next_page_token", "truncated")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedCompositeFieldContainer[_common_pb2.Person]
    next_page_token: str
    truncated: bool
    def __init__(self, persons: _Optional[_Iterable[_Union[_common_pb2.Person, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., truncated: _Optional[bool] = ...) -> None: ...

class GetPersonRequest(_message.Message):
    __slots__ = ("enterprise_id", "record", "as_of", "mask")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    RECORD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    MASK_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    record: _common_pb2.RecordKey
    as_of: _timestamp_pb2.Timestamp
    mask: bool
    def __init__(self, enterprise_id: _Optional[str] = ..., record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., mask: _Optional[bool] = ...) -> None: ...

class GetPersonResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: _common_pb2.Person
    def __init__(self, person: _Optional[_Union[_common_pb2.Person, _Mapping]] = ...) -> None: ...

class GetCrossReferencesRequest(_message.Message):
    __slots__ = ("record", "to_sources")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    TO_SOURCES_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    to_sources: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., to_sources: _Optional[_Iterable[str]] = ...) -> None: ...

class GetCrossReferencesResponse(_message.Message):
    __slots__ = ("enterprise_id", "records")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    def __init__(self, enterprise_id: _Optional[str] = ..., records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ...) -> None: ...

class ListRecordsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRecordsResponse(_message.Message):
    __slots__ = ("records", "next_page_token")
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    records: _containers.RepeatedCompositeFieldContainer[RecordPerson]
    next_page_token: str
    def __init__(self, records: _Optional[_Iterable[_Union[RecordPerson, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RecordPerson(_message.Message):
    __slots__ = ("key", "enterprise_id", "status")
    KEY_FIELD_NUMBER: _ClassVar[int]
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    key: _common_pb2.RecordKey
    enterprise_id: str
    status: _common_pb2.RecordStatus
    def __init__(self, key: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., enterprise_id: _Optional[str] = ..., status: _Optional[_Union[_common_pb2.RecordStatus, str]] = ...) -> None: ...

class MergeRecordsRequest(_message.Message):
    __slots__ = ("survivor", "retired", "request_id")
    SURVIVOR_FIELD_NUMBER: _ClassVar[int]
    RETIRED_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    survivor: _common_pb2.RecordKey
    retired: _common_pb2.RecordKey
    request_id: str
    def __init__(self, survivor: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., retired: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class MergeRecordsResponse(_message.Message):
    __slots__ = ("changes",)
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ...) -> None: ...

class MoveRecordRequest(_message.Message):
    __slots__ = ("record", "to", "request_id")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    to: _common_pb2.RecordKey
    request_id: str
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., to: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class MoveRecordResponse(_message.Message):
    __slots__ = ("changes",)
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ...) -> None: ...

class DeleteRecordRequest(_message.Message):
    __slots__ = ("record", "request_id")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    request_id: str
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class DeleteRecordResponse(_message.Message):
    __slots__ = ("changes",)
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    changes: _common_pb2.PersonChanges
    def __init__(self, changes: _Optional[_Union[_common_pb2.PersonChanges, _Mapping]] = ...) -> None: ...

class WatchEventsRequest(_message.Message):
    __slots__ = ("cursor", "from_now")
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    FROM_NOW_FIELD_NUMBER: _ClassVar[int]
    cursor: str
    from_now: bool
    def __init__(self, cursor: _Optional[str] = ..., from_now: _Optional[bool] = ...) -> None: ...

class WatchEventsResponse(_message.Message):
    __slots__ = ("events", "cursor")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[Event]
    cursor: str
    def __init__(self, events: _Optional[_Iterable[_Union[Event, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ("sequence", "at", "actor", "request_id", "source_registered", "record_stored", "quarantine_settled", "persons_changed", "task_opened", "task_ended", "judged", "judgement_revoked", "record_merged", "record_unmerged", "record_deleted")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_REGISTERED_FIELD_NUMBER: _ClassVar[int]
    RECORD_STORED_FIELD_NUMBER: _ClassVar[int]
    QUARANTINE_SETTLED_FIELD_NUMBER: _ClassVar[int]
    PERSONS_CHANGED_FIELD_NUMBER: _ClassVar[int]
    TASK_OPENED_FIELD_NUMBER: _ClassVar[int]
    TASK_ENDED_FIELD_NUMBER: _ClassVar[int]
    JUDGED_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_REVOKED_FIELD_NUMBER: _ClassVar[int]
    RECORD_MERGED_FIELD_NUMBER: _ClassVar[int]
    RECORD_UNMERGED_FIELD_NUMBER: _ClassVar[int]
    RECORD_DELETED_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    at: _timestamp_pb2.Timestamp
    actor: str
    request_id: str
    source_registered: SourceRegistered
    record_stored: RecordStored
    quarantine_settled: QuarantineSettled
    persons_changed: PersonsChanged
    task_opened: TaskOpened
    task_ended: TaskEnded
    judged: Judged
    judgement_revoked: JudgementRevoked
    record_merged: RecordMerged
    record_unmerged: RecordUnmerged
    record_deleted: RecordDeleted
    def __init__(self, sequence: _Optional[int] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[str] = ..., request_id: _Optional[str] = ..., source_registered: _Optional[_Union[SourceRegistered, _Mapping]] = ..., record_stored: _Optional[_Union[RecordStored, _Mapping]] = ..., quarantine_settled: _Optional[_Union[QuarantineSettled, _Mapping]] = ..., persons_changed: _Optional[_Union[PersonsChanged, _Mapping]] = ..., task_opened: _Optional[_Union[TaskOpened, _Mapping]] = ..., task_ended: _Optional[_Union[TaskEnded, _Mapping]] = ..., judged: _Optional[_Union[Judged, _Mapping]] = ..., judgement_revoked: _Optional[_Union[JudgementRevoked, _Mapping]] = ..., record_merged: _Optional[_Union[RecordMerged, _Mapping]] = ..., record_unmerged: _Optional[_Union[RecordUnmerged, _Mapping]] = ..., record_deleted: _Optional[_Union[RecordDeleted, _Mapping]] = ...) -> None: ...

class SourceRegistered(_message.Message):
    __slots__ = ("source",)
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    source: str
    def __init__(self, source: _Optional[str] = ...) -> None: ...

class RecordStored(_message.Message):
    __slots__ = ("record", "version", "disposition")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DISPOSITION_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    version: int
    disposition: _common_pb2.Disposition
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., version: _Optional[int] = ..., disposition: _Optional[_Union[_common_pb2.Disposition, str]] = ...) -> None: ...

class QuarantineSettled(_message.Message):
    __slots__ = ("record", "version", "accepted")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    version: int
    accepted: bool
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., version: _Optional[int] = ..., accepted: _Optional[bool] = ...) -> None: ...

class PersonsChanged(_message.Message):
    __slots__ = ("cause", "moves", "retired")
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    MOVES_FIELD_NUMBER: _ClassVar[int]
    RETIRED_FIELD_NUMBER: _ClassVar[int]
    cause: str
    moves: _containers.RepeatedCompositeFieldContainer[RecordMoved]
    retired: _containers.RepeatedCompositeFieldContainer[EnterpriseIdRetired]
    def __init__(self, cause: _Optional[str] = ..., moves: _Optional[_Iterable[_Union[RecordMoved, _Mapping]]] = ..., retired: _Optional[_Iterable[_Union[EnterpriseIdRetired, _Mapping]]] = ...) -> None: ...

class RecordMoved(_message.Message):
    __slots__ = ("record", "from_enterprise_id", "to_enterprise_id")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    FROM_ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    TO_ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    from_enterprise_id: str
    to_enterprise_id: str
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., from_enterprise_id: _Optional[str] = ..., to_enterprise_id: _Optional[str] = ...) -> None: ...

class EnterpriseIdRetired(_message.Message):
    __slots__ = ("enterprise_id", "survivor_enterprise_id")
    ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    SURVIVOR_ENTERPRISE_ID_FIELD_NUMBER: _ClassVar[int]
    enterprise_id: str
    survivor_enterprise_id: str
    def __init__(self, enterprise_id: _Optional[str] = ..., survivor_enterprise_id: _Optional[str] = ...) -> None: ...

class TaskOpened(_message.Message):
    __slots__ = ("task_id", "records")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    def __init__(self, task_id: _Optional[str] = ..., records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ...) -> None: ...

class TaskEnded(_message.Message):
    __slots__ = ("task_id",)
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    def __init__(self, task_id: _Optional[str] = ...) -> None: ...

class Judged(_message.Message):
    __slots__ = ("judgement_id", "records", "judgement")
    JUDGEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    JUDGEMENT_FIELD_NUMBER: _ClassVar[int]
    judgement_id: str
    records: _containers.RepeatedCompositeFieldContainer[_common_pb2.RecordKey]
    judgement: _common_pb2.Judgement
    def __init__(self, judgement_id: _Optional[str] = ..., records: _Optional[_Iterable[_Union[_common_pb2.RecordKey, _Mapping]]] = ..., judgement: _Optional[_Union[_common_pb2.Judgement, str]] = ...) -> None: ...

class JudgementRevoked(_message.Message):
    __slots__ = ("judgement_id",)
    JUDGEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    judgement_id: str
    def __init__(self, judgement_id: _Optional[str] = ...) -> None: ...

class RecordMerged(_message.Message):
    __slots__ = ("retired", "survivor")
    RETIRED_FIELD_NUMBER: _ClassVar[int]
    SURVIVOR_FIELD_NUMBER: _ClassVar[int]
    retired: _common_pb2.RecordKey
    survivor: _common_pb2.RecordKey
    def __init__(self, retired: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ..., survivor: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ...) -> None: ...

class RecordUnmerged(_message.Message):
    __slots__ = ("record",)
    RECORD_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ...) -> None: ...

class RecordDeleted(_message.Message):
    __slots__ = ("record",)
    RECORD_FIELD_NUMBER: _ClassVar[int]
    record: _common_pb2.RecordKey
    def __init__(self, record: _Optional[_Union[_common_pb2.RecordKey, _Mapping]] = ...) -> None: ...
