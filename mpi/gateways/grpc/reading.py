"""Reading: messages -> domain, collecting everything that is wrong on the way.

A servicer reads all the fields it needs and then calls `done`, which raises one InvalidArgument
that names every field at fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from google.protobuf.timestamp_pb2 import Timestamp

from matching.demographics import Demographics
from mpi import validate
from mpi.domain.record import RecordKey
from mpi.domain.source import Source
from mpi.errors import InvalidArgument, Violation
from mpi.gateways.grpc.demographics_wire import demographics_from_wire
from mpi.v1 import administration_pb2 as admin
from mpi.v1 import common_pb2 as common
from mpi.v1 import demographics_pb2 as demo

M = TypeVar("M")

_NUMBER_DIGITS_MAX: Final = 18  # fits 63 bits


class Reading:
    """One request being read."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def done(self) -> None:
        if self.violations:
            raise InvalidArgument(*self.violations)

    def demographics(self, message: demo.Demographics, path: str = "demographics") -> Demographics:
        said = demographics_from_wire(message, path, self.violations)
        self.violations += validate.demographics_violations(said, path)
        return said

    def key(self, message: common.RecordKey, path: str) -> RecordKey:
        key = RecordKey(message.source, message.local_id)
        self.violations += validate.key_violations(key, path)
        return key

    def source(self, message: admin.Source) -> Source:
        source = Source(message.code, message.name, message.oid, message.uri, message.protected)
        self.violations += validate.source_violations(source)
        return source

    def source_code(self, text: str, path: str) -> str:
        self.violations += validate.source_code_violations(text, path)
        return text

    def request_id(self, text: str) -> str:
        self.violations += validate.request_id_violations(text)
        return text

    def reason(self, text: str) -> str:
        self.violations += validate.reason_violations(text)
        return text

    def text(self, text: str, path: str) -> str:
        self.violations += validate.text_violations(text, path)
        return text

    def date(self, text: str, path: str) -> str:
        self.violations += validate.date_violations(text, path)
        return text

    def moment(self, request: Any, field: str) -> datetime | None:
        """A time that may be unset."""
        if not request.HasField(field):
            return None
        stamp: Timestamp = getattr(request, field)
        try:
            return stamp.ToDatetime(tzinfo=UTC)
        except (ValueError, OverflowError):
            self.violations.append(Violation(field, "a time of the years 1 to 9999"))
            return None

    def enum(self, members: Mapping[M, int], number: int, path: str) -> M | None:
        """The member with this number; None for 0, which says nothing."""
        for member, its in members.items():
            if its == number and its != 0:
                return member
        if number != 0:
            self.violations.append(Violation(path, "a value of its enum"))
        return None

    def required_enum(self, members: Mapping[M, int], number: int, path: str) -> M:
        found = self.enum(members, number, path)
        if found is None:
            if number == 0:
                self.violations.append(Violation(path, "not to be unspecified"))
            return next(iter(members))
        return found

    def number(self, text: str, path: str) -> int:
        """The number behind an id that is text on the wire."""
        if text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS_MAX and int(text):
            return int(text)
        self.violations.append(Violation(path, "an id that this index gave"))
        return 0

    def token(self, text: str, path: str) -> int:
        """Where a page begins, or a cursor stands; 0 for the beginning."""
        if not text or text == "0":
            return 0
        if text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS_MAX:
            return int(text)
        self.violations.append(Violation(path, "one that this index gave"))
        return 0

    def count(self, number: int, path: str, default: int, count_max: int) -> int:
        """How many, where 0 means the default."""
        if 0 <= number <= count_max:
            return number or default
        self.violations.append(Violation(path, f"a number from 1 to {count_max}, or 0"))
        return default
