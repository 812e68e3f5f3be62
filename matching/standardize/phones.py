"""Phone numbers as E.164 digits, e-mail addresses as USER@HOST."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import phonenumbers

from matching.standardize.fold import ascii_text, clipped
from matching.standardize.placeholders import is_placeholder_email, is_placeholder_phone

_NOT_DIGIT: Final = re.compile(r"\D+")
_EXTENSION: Final = re.compile(r"(?:\bEXT\w*|\bX|#)[\s.:#]*\d+\s*$|\bEXT\b.*$|(?<=\d)X\d+\s*$")
_EMAIL: Final = re.compile(r"^[A-Z0-9.!#$%&*+/=?^_{|}~-]+@[A-Z0-9-]+(?:\.[A-Z0-9-]+)*$")
NORTH_AMERICA: Final = frozenset(("US", "CA", "PR", "VI", "GU"))


def phone(number: str, region: str = "US") -> str | None:
    """E.164 digits without the plus; "" if nothing usable was said; None for a placeholder.

    A number that the library does not know as valid is kept as its digits: two records can share
    a mistyped number.
    """
    return _phone(number[:64], region)


@lru_cache(maxsize=131_072)
def _phone(number: str, region: str) -> str | None:
    said = _EXTENSION.sub("", ascii_text(number).strip())
    digits = _NOT_DIGIT.sub("", said)
    if not digits:
        return "" if not number.strip() else None
    if len(digits) < 7:
        return None if is_placeholder_phone(digits) else ""
    if len(digits) > 15:
        return ""
    found = _e164(said, digits, region)
    return None if is_placeholder_phone(found) else found


def _e164(said: str, digits: str, region: str) -> str:
    if region in NORTH_AMERICA and not said.startswith("+"):
        if len(digits) == 10 and digits[0] not in "01":
            return "1" + digits
        if len(digits) == 11 and digits[0] == "1":
            return digits
    for text, where in ((said, region), ("+" + digits, None)):
        try:
            parsed = phonenumbers.parse(text, where)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return f"{parsed.country_code}{phonenumbers.national_significant_number(parsed)}"
    return digits


def email(text: str) -> str | None:
    """USER@HOST; "" if it is no e-mail address; None for a placeholder."""
    return _email(clipped(text))


@lru_cache(maxsize=65_536)
def _email(text: str) -> str | None:
    said = ascii_text(text).strip().removeprefix("MAILTO:").strip("<>;, ")
    if not said:
        return ""
    if is_placeholder_email(said):
        return None
    return said if _EMAIL.match(said) else ""
