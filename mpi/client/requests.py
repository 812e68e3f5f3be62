"""Requests built from what is at hand: plain fields, dataclasses, pairs.  Used by both clients."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from matching.demographics import Demographics
from mpi.gateways.grpc.demographics_wire import demographics_to_wire
from mpi.v1 import administration_pb2 as admin
from mpi.v1 import common_pb2 as common
from mpi.v1 import demographics_pb2 as demo
from mpi.v1 import patient_index_pb2 as index
from mpi.v1 import stewardship_pb2 as steward
from mpi.v1 import task_pb2 as tasks

Said = demo.Demographics | Demographics | None
Key = common.RecordKey | tuple[str, str]

PAGE_MAX = 500


def upsert_request(
    source: str,
    local_id: str,
    said: Said = None,
    *,
    event_time: datetime | None = None,
    expected_version: int = 0,
    request_id: str = "",
    **fields: Any,
) -> index.UpsertRecordRequest:
    """One record; `said` or `fields` (see `demographics`) say what the source says."""
    return index.UpsertRecordRequest(
        key=common.RecordKey(source=source, local_id=local_id),
        demographics=message_of(said, fields),
        event_time=timestamp(event_time),
        expected_version=expected_version,
        request_id=request_id,
    )


def demographics(
    *,
    given_name: str = "",
    middle_name: str = "",
    family_name: str = "",
    suffix: str = "",
    previous_family_name: str = "",
    birth_date: str = "",
    sex: str = "",
    ssn: str = "",
    phone: str = "",
    phone_2: str = "",
    email: str = "",
    address_line: str = "",
    city: str = "",
    state: str = "",
    postal_code: str = "",
    country: str = "",
    mother_maiden_name: str = "",
    multiple_birth: bool | None = None,
    birth_order: int = 0,
    deceased: bool | None = None,
    death_date: str = "",
    race: str = "",
    ethnicity: str = "",
    language: str = "",
    identifiers: Mapping[str, str] | None = None,
) -> demo.Demographics:
    """Demographics from plain fields, named as the columns of a file.

    `sex`: male, female, other or unknown.  `identifiers`: value by type, {"DL": "D1234567"}.
    """
    said = demo.Demographics(
        birth_date=birth_date,
        sex=number_of(demo.Sex, "SEX_", sex),
        multiple_birth=multiple_birth,
        birth_order=birth_order,
        deceased=deceased,
        death_date=death_date,
        language=language,
        race=[race] if race else [],
        ethnicity=[ethnicity] if ethnicity else [],
        phones=[demo.Phone(number=number) for number in (phone, phone_2) if number],
        emails=[email] if email else [],
    )
    if family_name or given_name or middle_name or suffix:
        said.names.add(family=family_name, given=given_name, middle=middle_name, suffix=suffix)
    if previous_family_name:
        said.names.add(family=previous_family_name, use=demo.NAME_USE_PREVIOUS)
    for kind, value in {"SS": ssn, **(identifiers or {})}.items():
        if value:
            said.identifiers.add(type=kind, value=value)
    if address_line or city or state or postal_code or country:
        address = said.addresses.add(
            city=city, state=state, postal_code=postal_code, country=country
        )
        address.lines.extend([address_line] if address_line else [])
    if mother_maiden_name:
        said.mother.maiden_name = mother_maiden_name
    return said


def record_key(key: Key) -> common.RecordKey:
    """A record key from a (source, local id) pair."""
    if isinstance(key, common.RecordKey):
        return key
    source, local_id = key
    return common.RecordKey(source=source, local_id=local_id)


def message_of(said: Said, fields: Mapping[str, Any]) -> demo.Demographics:
    """Demographics as a message, whichever way they were given."""
    if said is None:
        return demographics(**fields)
    if fields:
        raise TypeError("demographics are given either whole or field by field, not both")
    return demographics_to_wire(said) if isinstance(said, Demographics) else said


def timestamp(moment: datetime | None) -> Timestamp | None:
    """A moment on the wire; one without a zone is taken as UTC."""
    if moment is None:
        return None
    message = Timestamp()
    message.FromDatetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return message


def request_id_or_new(request_id: str) -> str:
    """The caller's request id, or a new one that stays the same while the call is tried again."""
    return request_id or str(uuid.uuid4())


def get_person(
    enterprise_id: str, record: Key | None, as_of: datetime | None
) -> index.GetPersonRequest:
    request = index.GetPersonRequest(as_of=timestamp(as_of))
    if record is not None:
        request.record.CopyFrom(record_key(record))
    else:
        request.enterprise_id = enterprise_id
    return request


def list_tasks(status: str, kind: str, page_token: str) -> steward.ListTasksRequest:
    return steward.ListTasksRequest(
        status=number_of(tasks.TaskStatus, "TASK_STATUS_", status),
        kind=number_of(tasks.TaskKind, "TASK_KIND_", kind),
        page_size=PAGE_MAX,
        page_token=page_token,
    )


def resolve_task(
    task_id: str,
    resolution: str,
    reason: str,
    request_id: str,
    reason_code: str = "",
    groups: Iterable[Iterable[Key]] = (),
    move_to: tasks.MoveTarget | None = None,
) -> steward.ResolveTaskRequest:
    return steward.ResolveTaskRequest(
        task_id=task_id,
        resolution=number_of(tasks.Resolution, "RESOLUTION_", resolution),
        reason=reason,
        request_id=request_id_or_new(request_id),
        reason_code=number_of(tasks.ReasonCode, "REASON_CODE_", reason_code),
        groups=[tasks.RecordGroup(records=[record_key(one) for one in group]) for group in groups],
        move_to=move_to,
    )


def judge(
    left: Key, right: Key, judgement: str, reason: str, request_id: str, reason_code: str = ""
) -> steward.JudgeRequest:
    return steward.JudgeRequest(
        left=record_key(left),
        right=record_key(right),
        judgement=number_of(common.Judgement, "JUDGEMENT_", judgement),
        reason=reason,
        reason_code=number_of(tasks.ReasonCode, "REASON_CODE_", reason_code),
        request_id=request_id_or_new(request_id),
    )


def register_source(
    code: str, name: str, oid: str, uri: str, protected: bool, request_id: str
) -> admin.RegisterSourceRequest:
    return admin.RegisterSourceRequest(
        source=admin.Source(code=code, name=name, oid=oid, uri=uri, protected=protected),
        request_id=request_id_or_new(request_id),
    )


def call_metadata(actor: str) -> tuple[tuple[str, str], ...]:
    return (("x-actor", actor),) if actor else ()


def channel_options() -> list[tuple[str, Any]]:
    """Calls that are not streams are tried again while the service is unavailable.

    Each of them is idempotent: reads change nothing, and writes carry a request id.
    """
    services = (
        "PatientIndexService",
        "StewardshipService",
        "QualityService",
        "AdministrationService",
    )
    streams = [
        {"service": "mpi.v1.PatientIndexService", "method": method}
        for method in ("UpsertRecords", "WatchEvents")
    ]
    config = {
        "methodConfig": [
            {"name": streams},
            {
                "name": [{"service": f"mpi.v1.{service}"} for service in services],
                "retryPolicy": {
                    "maxAttempts": 5,
                    "initialBackoff": "0.2s",
                    "maxBackoff": "3s",
                    "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            },
        ]
    }
    return [
        ("grpc.service_config", json.dumps(config)),
        ("grpc.max_receive_message_length", 64 * 1024 * 1024),
        ("grpc.initial_reconnect_backoff_ms", 200),
        ("grpc.min_reconnect_backoff_ms", 200),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
    ]


def number_of(enum: Any, prefix: str, word: str) -> Any:
    """The number of an enum's value by its word, in upper or lower case."""
    if not word:
        return 0
    try:
        return enum.Value(prefix + word.upper())
    except ValueError:
        words = ", ".join(name.removeprefix(prefix).lower() for name in enum.keys())  # noqa: SIM118
        raise ValueError(f"expected one of: {words}") from None
