"""What is left of a date that cannot be: 31 February, the 12th of a 96th month, the year 1040.

Such a date is one slip away from the one that was meant.  It is never shown as a date; but its
digits tell as much as those of a date with a slip that happens to be possible.
"""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache
from typing import Final

from matching.standardize.dates import YEAR_MAX, YEAR_MIN
from matching.standardize.fold import ascii_text
from matching.standardize.placeholders import is_placeholder_date

_YEAR_FIRST: Final = re.compile(r"^(\d{4})(?:[-/.]\d{1,2}[-/.]\d{1,2}|\d{4})$")
_YEAR_LAST: Final = re.compile(r"^\d{1,2}[-/.]\d{1,2}[-/.](\d{4})$")


def year_of(text: str) -> str:
    """The year of a date whose day or month is impossible (1861-02-79), or "" if none is plain."""
    said = ascii_text(text[:64]).strip()
    match = _YEAR_FIRST.match(said) or _YEAR_LAST.match(said)
    return match[1] if match and YEAR_MIN <= int(match[1]) <= YEAR_MAX else ""


# Letters that scanners, and people who copy by hand, take digits for.
_LOOKALIKES: Final = str.maketrans("OILZSGB|!", "011256811")
_SHAPES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?P<year>[0-9A-Z]{4})([-/.]?)(?P<one>[0-9A-Z]{2})\2(?P<two>[0-9A-Z]{2})$",
        r"^(?P<one>[0-9A-Z]{1,2})([-/.])(?P<two>[0-9A-Z]{1,2})\2(?P<year>[0-9A-Z]{4})$",
    )
)
# An unreadable character counts as a digit that no day and no month begins with.
_UNREADABLE: Final = "9"
_FINE: Final = (2000, 1, 1)


def garbled_date(text: str, order: str = "MDY") -> str:
    """The digits of a date with one slip that made it impossible, as 1861-02-79, or "".

    "" as well for what is no date at all (99/99/9999).  `order` as in `parse_date`.
    """
    said = ascii_text(text[:64]).strip().translate(_LOOKALIKES)
    match = next((found for shape in _SHAPES if (found := shape.match(said))), None)
    if match is None:
        return ""
    parts = [match["year"], match["one"].zfill(2), match["two"].zfill(2)]
    if match.re is _SHAPES[1] and order == "DMY":
        parts[1:] = parts[:0:-1]
    unreadable = sum(not character.isdigit() for character in "".join(parts))
    # A part that has such a character is wrong by that alone.
    judged = (
        int(part) if part.isdigit() else fine for part, fine in zip(parts, _FINE, strict=True)
    )
    year, month, day = (re.sub(r"\D", _UNREADABLE, part) for part in parts)
    slips = unreadable + _impossible_parts(*judged)
    if slips > 1 or year == "0000" or is_placeholder_date(f"{year}{month}{day}"):
        return ""
    return f"{year}-{month}-{day}"


@lru_cache(maxsize=65_536)
def is_garbled(compact: str) -> bool:
    """Whether YYYYMMDD is no day that is; a date of which only a part was said never is."""
    return len(compact) == len("YYYYMMDD") and bool(
        _impossible_parts(int(compact[:4]), int(compact[4:6]), int(compact[6:]))
    )


def _impossible_parts(year: int, month: int, day: int) -> int:
    wrong = (not YEAR_MIN <= year <= YEAR_MAX) + (not 1 <= month <= 12) + (not 1 <= day <= 31)
    if not wrong and day > monthrange(year, month)[1]:
        return 1
    return wrong
