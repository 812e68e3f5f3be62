"""Errors -> google.rpc.Status: the one place where an error becomes something on the wire."""

from __future__ import annotations

import json
import logging
import traceback
import uuid
from typing import Final

import grpc
from google.protobuf import any_pb2
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from mpi.errors import InvalidArgument, MpiError, SourceUnknown
from mpi.v1 import common_pb2 as common

log = logging.getLogger("mpi.faults")

DOMAIN: Final = "mpi.v1"


class DeadlineExceeded(MpiError):
    """The caller's deadline passed first; a write may still happen."""

    code = "DEADLINE_EXCEEDED"
    reason = "DEADLINE_EXCEEDED"


def status(error: MpiError, retry_after_s: float = 0.0) -> status_pb2.Status:
    """The error with its details: reason, fields at fault, and when to come again."""
    details: list[Message] = [
        error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=_metadata(error))
    ]
    if isinstance(error, InvalidArgument):
        details.append(
            error_details_pb2.BadRequest(
                field_violations=[
                    error_details_pb2.BadRequest.FieldViolation(
                        field=one.field, description=f"expected {one.expected}"
                    )
                    for one in error.violations
                ]
            )
        )
    if field := _metadata(error).get("field"):
        details.append(
            error_details_pb2.PreconditionFailure(
                violations=[
                    error_details_pb2.PreconditionFailure.Violation(
                        type=error.reason, subject=field, description=str(error)
                    )
                ]
            )
        )
    if retry_after_s > 0:
        delay = Duration()
        delay.FromMilliseconds(max(1, round(retry_after_s * 1000)))
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    return status_pb2.Status(
        code=grpc.StatusCode[error.code].value[0],
        message=str(error),
        details=[_packed(detail) for detail in details],
    )


def error_in_stream(error: MpiError) -> common.Error:
    """The error as an answer inside a stream."""
    violations = error.violations if isinstance(error, InvalidArgument) else ()
    return common.Error(
        code=error.code,
        reason="ERROR_REASON_" + error.reason,
        message=str(error),
        violations=[
            common.FieldViolation(field=one.field, expected=one.expected) for one in violations
        ],
        metadata=_metadata(error),
    )


def fault(error: BaseException) -> MpiError:
    """Logs an error that nobody expected, and answers what its caller is told: a number to look
    for in the log.

    The log shows where the error comes from, not its message, which may hold values.
    """
    incident = uuid.uuid4().hex[:12]
    frames = [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    line = {"incident": incident, "error": type(error).__name__, "trace": frames}
    log.error(json.dumps(line))
    return MpiError("a fault of this service", incident=incident)


def _metadata(error: MpiError) -> dict[str, str]:
    """The error's metadata, with the field at fault where the core leaves it to us to name it."""
    if isinstance(error, SourceUnknown):
        return {"field": "key.source", **error.metadata}
    return error.metadata


def _packed(message: Message) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed
