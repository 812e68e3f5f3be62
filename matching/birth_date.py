"""How two birth dates compare: whole ones, and those of which only year or month was said."""

from __future__ import annotations

from jellyfish import damerau_levenshtein_distance

from matching.compare import Comparison, Level, is_one_edit, otherwise
from matching.row import MatchRow


def _birth_missing(a: MatchRow, b: MatchRow) -> bool:
    return not a.birth_date or not b.birth_date


def _birth_default(a: MatchRow, b: MatchRow) -> bool:
    return a.birth_date == b.birth_date and a.birth_date.endswith("0101") and len(a.birth_date) == 8


def _birth_exact(a: MatchRow, b: MatchRow) -> bool:
    return a.birth_date == b.birth_date and len(a.birth_date) == 8


def _birth_swapped(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    return len(x) == 8 == len(y) and x[:4] + x[6:] + x[4:6] == y


def _birth_month(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    return min(len(x), len(y)) == 6 and x[:6] == y[:6]


def _birth_year(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    return min(len(x), len(y)) == 4 and x[:4] == y[:4]


def _birth_one_digit(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    return len(x) == 8 == len(y) and is_one_edit(x, y)


def _birth_two_parts(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    if len(x) != 8 or len(y) != 8:
        return False
    return (x[:4] == y[:4]) + (x[4:6] == y[4:6]) + (x[6:] == y[6:]) == 2


def _birth_two_digits(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    return len(x) == 8 == len(y) and damerau_levenshtein_distance(x, y) <= 2


def _birth_same_year(a: MatchRow, b: MatchRow) -> bool:
    return a.birth_date[:4] == b.birth_date[:4]


def _level(a: MatchRow, b: MatchRow) -> str:
    x, y = a.birth_date, b.birth_date
    if not x or not y:
        return ""
    if len(x) == 8 == len(y):
        if x == y:
            return "default_day" if x.endswith("0101") else "exact"
        if x[:4] + x[6:] + x[4:6] == y:
            return "swapped"
        distance = damerau_levenshtein_distance(x, y)
        if distance <= 1:
            return "one_digit"
        if (x[:4] == y[:4]) + (x[4:6] == y[4:6]) + (x[6:] == y[6:]) == 2:
            return "two_parts"
        if distance <= 2:
            return "two_digits"
    else:
        said = min(len(x), len(y))
        if said == 6 and x[:6] == y[:6]:
            return "month"
        if said == 4 and x[:4] == y[:4]:
            return "year"
    return "same_year" if x[:4] == y[:4] else "different"


BIRTH_DATE = Comparison(
    "birth_date",
    _birth_missing,
    (
        Level("default_day", "the birth date is the same, on a first of January", _birth_default),
        Level("exact", "the birth date is the same", _birth_exact),
        Level("swapped", "day and month stand in each other's place", _birth_swapped),
        Level("month", "birth year and month are the same; no day was given", _birth_month),
        Level("year", "the birth year is the same; no day was given", _birth_year),
        Level("one_digit", "the birth dates differ by one digit", _birth_one_digit),
        Level("two_parts", "two of day, month and year are the same", _birth_two_parts),
        Level("two_digits", "the birth dates differ by two digits", _birth_two_digits),
        Level("same_year", "only the birth year is the same", _birth_same_year),
        Level("different", "the birth dates differ", otherwise),
    ),
    shortcut=_level,
)
