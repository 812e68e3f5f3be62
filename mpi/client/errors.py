"""What a client sees of a refusal: `ClientError`, read from a call's google.rpc.Status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2

STATUS_KEY = "grpc-status-details-bin"


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One field that is not what it must be: its path, and what was expected."""

    field: str
    expected: str


class ClientError(Exception):
    """The index refused a call, or could not be reached (code and reason "UNAVAILABLE").

    `code` is the canonical gRPC code by name, `reason` an ErrorReason without its prefix.
    """

    def __init__(
        self,
        code: str,
        reason: str,
        message: str = "",
        violations: tuple[FieldViolation, ...] = (),
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{reason}: {message}" if message else reason)
        self.code = code
        self.reason = reason
        self.violations = violations
        self.metadata = dict(metadata or {})


@contextmanager
def translated() -> Iterator[None]:
    """Turns an error of a call into a ClientError."""
    try:
        yield
    except grpc.RpcError as error:
        raise client_error(error) from None


def client_error(error: Any) -> ClientError:
    """The error as the index meant it; one without details keeps its code as its reason."""
    code = error.code().name
    reason = code
    violations: list[FieldViolation] = []
    metadata: dict[str, str] = {}
    for key, value in error.trailing_metadata() or ():
        if key != STATUS_KEY:
            continue
        for detail in status_pb2.Status.FromString(value).details:
            info = error_details_pb2.ErrorInfo()
            bad = error_details_pb2.BadRequest()
            if detail.Unpack(info):
                reason = info.reason
                metadata.update(info.metadata)
            elif detail.Unpack(bad):
                violations += [
                    FieldViolation(one.field, one.description) for one in bad.field_violations
                ]
    return ClientError(code, reason, error.details() or "", tuple(violations), metadata)
