"""Bytes -> request messages, refusing what protobuf would silently drop.

A field of the wrong wire type, or one that this server does not know, is an unknown field to
protobuf and would be lost.  What a source said is never lost silently, so it is refused instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf.message import DecodeError, Message
from google.protobuf.unknown_fields import UnknownFieldSet

from mpi.errors import Violation

VIOLATIONS_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Malformed:
    """Bytes that are not the message they should be; `message` is what could be read of it."""

    violations: tuple[Violation, ...]
    message: Message | None = None


def strict(parse: Callable[[bytes], Message]) -> Callable[[bytes], Message | Malformed]:
    """A deserializer that never raises: gRPC would answer INTERNAL if it did."""

    def deserialize(data: bytes) -> Message | Malformed:
        try:
            message = parse(data)
        except (DecodeError, ValueError, RecursionError):
            # Also what text that is no UTF-8 gives; protobuf does not say in which field.
            return Malformed((Violation("request", "a well-formed message with text in UTF-8"),))
        size = message.ByteSize()
        message.DiscardUnknownFields()
        if message.ByteSize() == size:
            return message
        found = parse(data)
        violations: list[Violation] = []
        _unknown(found, "", violations)
        return Malformed(tuple(violations[:VIOLATIONS_MAX]), message)

    return deserialize


def _unknown(message: Any, path: str, violations: list[Violation]) -> None:
    known = message.DESCRIPTOR.fields_by_number
    for field in UnknownFieldSet(message):  # type: ignore[attr-defined]
        descriptor = known.get(field.field_number)
        if descriptor is not None:
            violations.append(Violation(path + descriptor.name, "another wire type"))
        else:
            name = f"{path}#{field.field_number}"
            violations.append(Violation(name, "no field that this server does not know"))
    for descriptor, value in message.ListFields():
        if descriptor.message_type is None or descriptor.message_type.GetOptions().map_entry:
            continue
        if descriptor.is_repeated:
            for place, item in enumerate(value):
                _unknown(item, f"{path}{descriptor.name}[{place}].", violations)
        else:
            _unknown(value, f"{path}{descriptor.name}.", violations)
