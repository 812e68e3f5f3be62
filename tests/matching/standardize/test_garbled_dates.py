"""What is left of birth dates that cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.demographics import Demographics
from matching.standardize import DateError, parse_date, standardize
from matching.standardize.garbled_dates import garbled_date, is_garbled
from matching.standardize.placeholders import is_placeholder_date


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("1861-02-79", "1861-02-79"),
        ("18610279", "1861-02-79"),
        ("02/30/1980", "1980-02-30"),
        ("1980-02-30", "1980-02-30"),
        ("1040-07-04", "1040-07-04"),
        ("07/04/2980", "2980-07-04"),
        ("1O/12/2004", "2004-10-12"),
        ("|1/zO/2O04", "2004-11-20"),
        ("05/1x/1980", "1980-05-19"),
        ("5/3x/1980", "1980-05-39"),
    ],
)
def test_one_slip_leaves_the_digits(said: str, digits: str) -> None:
    assert garbled_date(said) == digits


@pytest.mark.parametrize(
    "said",
    "|Unknown|0000-05-12|99/99/9999|00/00/0000|0001-01-01|9999-12-31|1111-11-11|1980-93-79|1x80-0y-12"
    "|Missing, but age 23|12 Foo 1980|33/32/1980|1980-93-1x|1x80-05-79|19801|111111111111".split(
        "|"
    ),
)
def test_what_is_no_date_and_what_has_two_slips_leaves_nothing(said: str) -> None:
    assert garbled_date(said) == ""


def test_the_order_of_a_file_says_which_part_is_the_day() -> None:
    assert garbled_date("18-96-1911", "DMY") == "1911-96-18"
    assert garbled_date("96-18-1911", "MDY") == "1911-96-18"


@given(st.text(max_size=70))
def test_whatever_was_written_comes_to_ten_characters_or_none(said: str) -> None:
    found = garbled_date(said)
    assert found == "" or (len(found) == 10 and found.replace("-", "").isdigit())
    assert garbled_date(found) == found


@given(
    st.dates(date(1700, 1, 1), date(2200, 12, 31)).map(str),
    st.integers(0, 9),
    st.characters(categories=["Nd"], max_codepoint=127),
)
def test_a_date_that_one_digit_made_impossible_keeps_its_digits(
    day: str, place: int, digit: str
) -> None:
    slipped = day if day[place] == "-" else day[:place] + digit + day[place + 1 :]
    try:
        parse_date(slipped)
    except DateError:
        is_none = slipped.startswith("0000") or is_placeholder_date(slipped.replace("-", ""))
        assert garbled_date(slipped) == ("" if is_none else slipped)


def test_a_garbled_date_is_compared_where_no_whole_date_is_said() -> None:
    def row(birth_date: str, garbled: str) -> str:
        said = Demographics(birth_date=birth_date, birth_date_garbled=garbled)
        return standardize(said).birth_date

    assert row("1861", "1861-02-79") == row("", "1861-02-79") == "18610279"
    assert row("1980-05-12", "1861-02-79") == "19800512"
    assert row("1861", "99/99/9999") == "1861"


@pytest.mark.parametrize(
    ("compact", "answer"),
    [("18610279", True), ("10400704", True), ("19800512", False), ("198005", False), ("", False)],
)
def test_a_date_is_garbled_if_there_is_no_such_day(compact: str, answer: bool) -> None:
    assert is_garbled(compact) is answer
