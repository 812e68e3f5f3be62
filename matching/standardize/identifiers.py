"""Social security numbers and the other identifiers of a record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from matching.demographics import Identifier
from matching.standardize.fold import ascii_text, compact
from matching.standardize.placeholders import is_placeholder_identifier, is_placeholder_ssn

_NOT_DIGIT: Final = re.compile(r"\D+")
_MASKED: Final = re.compile(r"^[X*#?]{1,5}[-\s.]*[X*#?]{0,2}[-\s.]*(\d{4})$")
SSN_TYPES: Final = frozenset(("SS", "SSN"))


@dataclass(frozen=True, slots=True)
class ParsedIdentifiers:
    ssn: str = ""
    ssn_last4: str = ""
    others: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()


def parse_identifiers(identifiers: tuple[Identifier, ...]) -> ParsedIdentifiers:
    """The first valid SSN, its last four digits, and all other identifiers as one text each."""
    ssn = last4 = ""
    others: set[str] = set()
    placeholders: list[str] = []
    for identifier in identifiers:
        if compact(identifier.type) not in SSN_TYPES:
            text = identifier_text(identifier)
            if text:
                others.add(text)
            elif text is None:
                placeholders.append("identifiers")
            continue
        digits, four = _ssn_parts(identifier.value)
        if len(digits) == 9 and digits[0] == "9":
            others.add(f"ITIN||{digits}")
            continue
        if not digits and not four and identifier.value.strip():
            placeholders.append("ssn")
        ssn = ssn or digits
        last4 = last4 or four
    return ParsedIdentifiers(
        ssn, ssn[-4:] or last4, tuple(sorted(others)), tuple(dict.fromkeys(placeholders))
    )


def identifier_text(identifier: Identifier) -> str | None:
    """TYPE|AUTHORITY|VALUE; "" if no value was said; None for a placeholder."""
    value = compact(identifier.value)
    if not value:
        return "" if not identifier.value.strip() else None
    if is_placeholder_identifier(value):
        return None
    return f"{compact(identifier.type)}|{compact(identifier.authority)}|{value}"


def _ssn_parts(value: str) -> tuple[str, str]:
    """(nine digits or empty, last four or empty) of an SSN as said, placeholders left out."""
    said = ascii_text(value).strip()
    if masked := _MASKED.match(said):
        four = masked[1]
        return "", "" if four in ("0000", "9999") else four
    if re.search(r"[A-Z]", said):
        return "", ""
    digits = _NOT_DIGIT.sub("", said)
    if len(digits) == 4:
        return "", "" if digits in ("0000", "9999") else digits
    if len(digits) == 8:
        digits = "0" + digits  # a spreadsheet took the leading zero
    if len(digits) != 9:
        return "", ""
    if digits[:5] in ("00000", "99999") and digits[5:] not in ("0000", "9999"):
        return "", digits[5:]  # another way to say only the last four
    return ("", "") if is_placeholder_ssn(digits) else (digits, digits[5:])
