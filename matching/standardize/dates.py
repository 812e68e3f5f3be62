"""Reads dates as people and systems write them, whole or in part."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from matching.standardize.fold import ascii_text

YEAR_MIN: Final = 1700  # files of the dead are matched, too
YEAR_MAX: Final = 2200
# A two-digit year below the pivot is of the 2000s, else of the 1900s.  A constant and not the
# clock, so that one text is one date for ever.
PIVOT: Final = 30

_EXPECTED: Final = (
    "expected a date such as 1980-05-12, 19800512, 05/12/1980, 12 May 1980, 1980-05 or 1980, "
    f"between {YEAR_MIN} and {YEAR_MAX}"
)


class DateError(ValueError):
    """The text is not a possible date; the message says what was expected, never the value."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year, or a day; 0 stands for a part that was not said."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    @property
    def compact(self) -> str:
        """YYYYMMDD, YYYYMM or YYYY."""
        month = f"{self.month:02d}" if self.month else ""
        day = f"{self.day:02d}" if self.day else ""
        return f"{self.year:04d}{month}{day}"


def parse_date(text: str, order: str = "MDY") -> PartialDate | None:
    """The date said by `text`; None if it says nothing; DateError if it is no possible date.

    `order` ("MDY" or "DMY") decides 05/12/1980, where either reading is possible.
    """
    if order not in ("MDY", "DMY"):
        raise ValueError('order: expected "MDY" or "DMY"')
    if len(text) > 64:
        raise DateError(_EXPECTED)
    found = _parsed(text, order)
    if isinstance(found, str):
        raise DateError(found)
    return found


_TIME: Final = re.compile(
    r"(?<=\d)(?:T|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AP]M)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$"
)
_HL7: Final = re.compile(r"^(\d{8})\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?(?:[+-]\d{4})?$")
_PARTS: Final = re.compile(r"^(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,4})$")
_TWO_PARTS: Final = re.compile(r"^(\d{1,4})[-/.](\d{1,4})$")
_DAY_WORD: Final = re.compile(
    r"^(\d{1,2})(?:ST|ND|RD|TH)?[\s\-/.,]*([A-Z]+)[\s\-/.,]*(\d{4}|\d{2})$"
)
_WORD_DAY: Final = re.compile(
    r"^([A-Z]+)[\s\-/.]*(\d{1,2})(?:ST|ND|RD|TH)?[\s\-/.,]+(\d{4}|\d{2})$"
)
_WORD_YEAR: Final = re.compile(r"^([A-Z]+)[\s\-/.,]*(\d{4})$")
_YEAR_WORD_DAY: Final = re.compile(r"^(\d{4})[\s\-/.]*([A-Z]+)[\s\-/.]*(\d{1,2})$")
_FILLER: Final = re.compile(r"\b(?:DE|DEL|OF)\b")
_WEEKDAY: Final = re.compile(r"^(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*[,.]?\s+(?=\w+\W)")
_MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            "JANUARY JAN ENERO ENE",
            "FEBRUARY FEB FEBRERO",
            "MARCH MAR MARZO",
            "APRIL APR ABRIL ABR",
            "MAY MAYO",
            "JUNE JUN JUNIO",
            "JULY JUL JULIO",
            "AUGUST AUG AGOSTO AGO",
            "SEPTEMBER SEPT SEP SEPTIEMBRE",
            "OCTOBER OCT OCTUBRE",
            "NOVEMBER NOV NOVIEMBRE",
            "DECEMBER DEC DICIEMBRE DIC",
        ),
        start=1,
    )
    for word in words.split()
}


# An error is cached as its message, for an lru_cache does not keep exceptions.
@lru_cache(maxsize=65_536)
def _parsed(text: str, order: str) -> PartialDate | str | None:
    said = ascii_text(text).strip()
    if not said:
        return None
    said = _TIME.sub("", _WEEKDAY.sub("", said)).strip()
    if hl7 := _HL7.match(said):
        said = hl7[1]
    if said.isdigit():
        return _digits(said, order)
    if parts := _PARTS.match(said):
        return _three(parts[1], parts[2], parts[3], order)
    if two := _TWO_PARTS.match(said):
        return _two(two[1], two[2])
    return _worded(" ".join(_FILLER.sub(" ", said).split()))


def _digits(said: str, order: str) -> PartialDate | str:
    if len(said) == 4:
        return _date(int(said), 0, 0)
    if len(said) == 6:
        as_month = _date(int(said[:4]), int(said[4:]), 0)
        if isinstance(as_month, PartialDate):
            return as_month
        return _three(said[:2], said[2:4], said[4:], order)
    if len(said) == 8:
        as_iso = _date(int(said[:4]), int(said[4:6]), int(said[6:]))
        if isinstance(as_iso, PartialDate):
            return as_iso
        return _three(said[:2], said[2:4], said[4:], order)
    return _EXPECTED


def _three(first: str, second: str, third: str, order: str) -> PartialDate | str:
    if len(first) >= 3:
        return _year_first(first, second, third) if len(first) == 4 else _EXPECTED
    if len(third) not in (2, 4):
        return _EXPECTED
    year = _year(third)
    one, two = int(first), int(second)
    month_first, day_first = _date(year, one, two), _date(year, two, one)
    wanted, other = (month_first, day_first) if order == "MDY" else (day_first, month_first)
    # The other reading counts only where the wanted one has no such month: 02/30 is an error,
    # not the 2nd of a 30th month.
    return wanted if isinstance(wanted, PartialDate) else other


def _year_first(year: str, second: str, third: str) -> PartialDate | str:
    """The month comes second, or third where that is the only possible reading (1980-25-12)."""
    month, day = int(second), int(third)
    if month > 12 and 1 <= day <= 12:
        month, day = day, month
    return _date(int(year), month, day)


def _two(first: str, second: str) -> PartialDate | str:
    if len(first) == 4 and len(second) <= 2:
        return _date(int(first), int(second), 0)
    if len(second) == 4 and len(first) <= 2:
        return _date(int(second), int(first), 0)
    return _EXPECTED


def _worded(said: str) -> PartialDate | str:
    if match := _DAY_WORD.match(said):
        day, word, year = match.groups()
    elif match := _WORD_DAY.match(said):
        word, day, year = match.groups()
    elif match := _YEAR_WORD_DAY.match(said):
        year, word, day = match.groups()
    elif match := _WORD_YEAR.match(said):
        (word, year), day = match.groups(), "0"
    else:
        return _EXPECTED
    month = _MONTHS.get(word, 0)
    return _date(_year(year), month, int(day)) if month else _EXPECTED


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return 2000 + year if year < PIVOT else 1900 + year


def _date(year: int, month: int, day: int) -> PartialDate | str:
    """The date if it is possible; month 0 and day 0 are parts not said."""
    if not YEAR_MIN <= year <= YEAR_MAX or not 0 <= month <= 12 or day < 0:
        return _EXPECTED
    if month == 0:
        return PartialDate(year) if day == 0 else _EXPECTED
    if day > monthrange(year, month)[1]:
        return _EXPECTED
    return PartialDate(year, month, day)
