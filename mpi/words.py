"""Values of a message's enums as the words people read: UPSERT_OUTCOME_LINKED is "linked"."""

from __future__ import annotations

from typing import Any


def word(message: Any, field: str) -> str:
    """The word of an enum field; "" where it is unspecified."""
    enum = message.DESCRIPTOR.fields_by_name[field].enum_type
    number = getattr(message, field)
    if number == 0:
        return ""
    value = enum.values_by_number.get(number)
    prefix = enum.values_by_number[0].name.removesuffix("UNSPECIFIED")
    return value.name.removeprefix(prefix).lower() if value else str(number)
