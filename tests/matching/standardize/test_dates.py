"""Dates as people and systems write them."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.demographics import Demographics
from matching.standardize import DateError, PartialDate, parse_date, standardize


@pytest.mark.parametrize(
    "said",
    [
        "1980-05-12",
        "19800512",
        "05/12/1980",
        "5/12/1980",
        "05-12-1980",
        "12 May 1980",
        "May 12, 1980",
        "12-MAY-80",
        "12MAY1980",
        "May 12th 1980",
        "12th of May 1980",
        "05/12/80",
        "1980/05/12",
        "1980.5.12",
        "1980-05-12T00:00:00Z",
        "1980-05-12 00:00:00",
        "1980-05-12T10:00:00.000+02:00",
        "198005121230",
        "19800512123000.000-0500",
        "5/12/1980 12:00:00 AM",
        "  1980-05-12 ",
        "05121980",
        "Monday, May 12, 1980",
        "12 de mayo de 1980",
        "1980 May 12",
        "\uff11\uff19\uff18\uff10-05-12",
    ],
)
def test_the_twelfth_of_may_1980_is_read(said):
    assert parse_date(said) == PartialDate(1980, 5, 12)


@pytest.mark.parametrize(
    ("said", "compact", "precision"),
    [
        ("1980", "1980", "year"),
        ("1980-05", "198005", "month"),
        ("05/1980", "198005", "month"),
        ("198005", "198005", "month"),
        ("May 1980", "198005", "month"),
        ("1980-00-00", "1980", "year"),
        ("1980-05-00", "198005", "month"),
        ("00/00/1980", "1980", "year"),
        ("00/12/1980", "198012", "month"),
        ("1980-05-12", "19800512", "day"),
    ],
)
def test_a_date_is_as_precise_as_it_was_said(said, compact, precision):
    found = parse_date(said)
    assert found is not None
    assert (found.compact, found.precision) == (compact, precision)


def test_a_year_first_date_with_day_before_month_is_read_if_it_can_be_nothing_else():
    assert parse_date("1980-25-12") == PartialDate(1980, 12, 25)
    assert parse_date("1980-05-12") == PartialDate(1980, 5, 12)


def test_the_order_decides_only_where_both_are_possible():
    assert parse_date("05/12/1980", "DMY") == PartialDate(1980, 12, 5)
    assert parse_date("25/12/1980", "MDY") == PartialDate(1980, 12, 25)
    assert parse_date("12/25/1980", "DMY") == PartialDate(1980, 12, 25)


@pytest.mark.parametrize("said", ["", "   ", "\t"])
def test_nothing_said_is_no_date(said):
    assert parse_date(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "1980-02-30",
        "1981-02-29",
        "13/13/1980",
        "1980-13-13",
        "1980-32-01",
        "19802512",
        "99/99/9999",
        "0001-01-01",
        "1111-11-11",
        "9999-12-31",
        "1699-12-31",
        "2201-01-01",
        "rubbish",
        "12 Foo 1980",
        "1/2/3",
        "0",
        "1980-05-12-01",
        "--",
        "1980-5-",
        "Mayo",
        "1" * 5000,
        "\uff12",
    ],
)
def test_an_impossible_date_is_an_error_that_does_not_show_it(said):
    with pytest.raises(DateError) as error:
        parse_date(said)
    assert "expected" in str(error.value)
    assert said not in str(error.value) or len(said) < 3
    row = standardize(Demographics(birth_date=said))
    assert (row.birth_date, row.placeholders) == ("", ("birth_date",))


@pytest.mark.parametrize("said", ["1900-01-01", "01/01/1901", "18000101", "1899-12-30"])
def test_a_default_date_is_missing_and_listed(said):
    row = standardize(Demographics(birth_date=said, death_date=said))
    assert (row.birth_date, row.death_date) == ("", "")
    assert row.placeholders == ("birth_date", "death_date")


def test_the_first_of_january_of_another_year_is_a_birth_date():
    assert standardize(Demographics(birth_date="1975-01-01")).birth_date == "19750101"


@given(st.dates(date(1700, 1, 1), date(2200, 12, 31)))
def test_every_form_of_a_date_gives_it_back(day):
    wanted = PartialDate(day.year, day.month, day.day)
    month = calendar.month_name[day.month]
    for said in (
        day.isoformat(),
        day.strftime("%Y%m%d"),
        wanted.compact,
        f"{day.day} {month} {day.year}",
        f"{month[:3]} {day.day}, {day.year}",
        f"{day.month}/{day.day}/{day.year}",
    ):
        assert parse_date(said) == wanted
    assert parse_date(f"{day.day}.{day.month}.{day.year}", "DMY") == wanted


@given(st.text())
def test_any_text_is_a_date_or_nothing_or_a_date_error(text):
    try:
        found = parse_date(text)
    except DateError:
        return
    if found is not None:
        assert parse_date(found.compact) == found
