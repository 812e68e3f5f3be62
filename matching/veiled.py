"""Rows of which only the outline is known, so that the rules can decide whole classes of pairs.

Millions of pairs look alike to the guards and holds: the same levels, the same columns said, the
same sex.  A class of them is decided once, by the real rules, on two `VeiledRow`s that know
which columns are said and little else.  A rule that asks for more than the outline gets `Unseen`,
and the class must be decided pair by pair.  So an answer never depends on what was not seen, and
no rule is written twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NoReturn

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matching.pair import COMMUNITY_MIDDLES, Pair
from matching.standardize.dates import YEAR_MAX, YEAR_MIN
from matching.standardize.garbled_dates import is_garbled

# The columns that the rules read; tests hold that there are no others.
RULE_COLUMNS: Final = (
    "given",
    "family",
    "middle",
    "suffix",
    "birth_date",
    "death_date",
    "sex",
    "ssn",
    "identifiers",
    "phones",
    "street",
    "unit",
    "multiple_birth",
    "birth_order",
    "newborn_name",
    "mother_family",
)
_LISTS: Final = frozenset({"identifiers", "phones"})
# Columns whose very value belongs to the outline, because they have few.
_VALUES: Final = {"sex": ("", "F", "M"), "multiple_birth": ("", "N", "Y")}
_BIRTH_ORDERS: Final = 7  # 0 … 6; a higher one is said, but veiled
_YEARS_MAX: Final = 127
_YEAR_UNSAID: Final = -1

Outlines = npt.NDArray[np.int32]


class Unseen(Exception):
    """A rule asks for something that an outline does not show."""


class _Said:
    """A value that is there, and nothing more is known of it.

    Each is an object of its own, so that no two are the same by identity.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return True

    def _unseen(self, *_: object) -> NoReturn:
        raise Unseen

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _unseen
    __hash__ = __len__ = __iter__ = __contains__ = __getitem__ = _unseen
    __int__ = __str__ = __repr__ = __format__ = __add__ = __sub__ = _unseen

    def __getattr__(self, name: str) -> NoReturn:
        raise Unseen


class VeiledRow:
    """Stands for every row of one outline, where a MatchRow is asked for."""

    __slots__ = (*RULE_COLUMNS, "is_birth_date_garbled", "is_middle_communal")

    def __init__(self, outline: int) -> None:
        for column, codes in _LAYOUT:
            outline, code = divmod(outline, codes)
            setattr(self, column, self._value(column, code))
        outline, is_garbled = divmod(outline, 2)
        self.is_birth_date_garbled = bool(is_garbled)
        self.is_middle_communal = bool(outline)

    @staticmethod
    def _value(column: str, code: int) -> object:
        if column in _VALUES:
            values = _VALUES[column]
            return values[code] if code < len(values) else _Said()
        if column == "birth_order":
            return code if code < _BIRTH_ORDERS else _Said()
        if code:
            return _Said()
        return () if column in _LISTS else ""


def _codes(column: str) -> int:
    """How many states of a column an outline tells apart."""
    if column in _VALUES:
        return len(_VALUES[column]) + 1
    return _BIRTH_ORDERS + 1 if column == "birth_order" else 2


_LAYOUT: Final = tuple((column, _codes(column)) for column in RULE_COLUMNS)


@dataclass(frozen=True)
class VeiledPair(Pair):
    """A pair of outlines; what the two rows say together is given, where it is a number."""

    years: int

    def __post_init__(self) -> None:
        known = self.__dict__  # where cached properties keep their answers
        if self.years < _YEARS_MAX:
            known["birth_years_between"] = self.years
        left, right = self.left, self.right
        assert isinstance(left, VeiledRow)
        assert isinstance(right, VeiledRow)
        known["is_birth_date_garbled"] = left.is_birth_date_garbled != right.is_birth_date_garbled
        known["are_middles_communal"] = left.is_middle_communal and right.is_middle_communal


@dataclass(frozen=True, slots=True)
class Outlined:
    """The outlines and birth years of rows, by row_id."""

    outlines: Outlines
    years: npt.NDArray[np.int16]

    def years_between(
        self, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """Years between two birth years; 0 if one was not said; capped."""
        ours, theirs = self.years[left].astype(np.int64), self.years[right].astype(np.int64)
        said = (ours != _YEAR_UNSAID) & (theirs != _YEAR_UNSAID)
        return np.where(said, np.minimum(np.abs(ours - theirs), _YEARS_MAX), 0)


def outlines(rows: pa.Table) -> Outlines:
    """The outline of each row of a table with the columns of RULE_COLUMNS."""
    total = np.zeros(rows.num_rows, dtype=np.int32)
    factor = 1
    for column, codes in _LAYOUT:
        total += factor * _coded(column, rows.column(column))
        factor *= codes
    dates = rows.column("birth_date")
    garbled = [each for each in pc.unique(dates).to_pylist() if is_garbled(each)]
    total += factor * _numbers(pc.is_in(dates, value_set=pa.array(garbled, pa.string())))
    factor *= 2
    communal = pc.is_in(rows.column("middle"), value_set=pa.array(sorted(COMMUNITY_MIDDLES)))
    total += factor * _numbers(communal)
    return total


def _coded(column: str, said: pa.ChunkedArray) -> Outlines:
    if column == "birth_order":
        numbers = _numbers(said)
        return np.where((numbers >= 0) & (numbers < _BIRTH_ORDERS), numbers, _BIRTH_ORDERS)
    if column in _VALUES:
        place = pc.index_in(said, value_set=pa.array(_VALUES[column]))
        return _numbers(pc.fill_null(place, len(_VALUES[column])))
    if column in _LISTS:
        return _numbers(pc.greater(pc.list_value_length(said), 0))
    return _numbers(pc.not_equal(said, ""))


def _numbers(column: pa.ChunkedArray) -> Outlines:
    return np.asarray(column.to_numpy(), dtype=np.int32)


def birth_years(rows: pa.Table) -> npt.NDArray[np.int16]:
    """The birth year of each row, or a mark that none was said, or none that can be."""
    years = pc.utf8_slice_codeunits(rows.column("birth_date"), 0, 4)
    said = pc.if_else(pc.equal(years, ""), str(_YEAR_UNSAID), years)
    found = np.asarray(pc.cast(said, pa.int16()).to_numpy(), dtype=np.int16)
    return np.where((found >= YEAR_MIN) & (found <= YEAR_MAX), found, np.int16(_YEAR_UNSAID))
