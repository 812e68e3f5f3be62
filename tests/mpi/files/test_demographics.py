"""Rows of canonical columns as Demographics."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.demographics import (
    Address,
    Identifier,
    Mother,
    Name,
    NameUse,
    Other,
    Phone,
    PhoneUse,
    Sex,
)
from mpi.files.columns import COLUMNS
from mpi.files.demographics import Dates, Reading, reading, to_demographics
from mpi.validate import demographics_violations


def test_every_column_has_its_place():
    said = to_demographics(
        {
            "prefix": "Dr",
            "given_name": "Ana",
            "middle_name": "M",
            "family_name": "Rivera",
            "suffix": "Jr",
            "previous_family_name": "Lopez",
            "maiden_name": "Diaz",
            "birth_date": "1980-05-12",
            "sex": "F",
            "ssn": "123-45-6789",
            "phone": "312 555 0123",
            "phone_2": "312 555 0124",
            "phone_work": "312 555 0125",
            "email": "ana@example.org",
            "address_line": "1 Elm St",
            "address_line_2": "Apt 4",
            "city": "Springfield",
            "state": "IL",
            "postal_code": "62701",
            "country": "US",
            "mother_maiden_name": "Soto",
            "multiple_birth": "Y",
            "birth_order": "2",
            "death_date": "2020",
            "race": "2106-3; 2054-5",
            "ethnicity": "2135-2",
            "language": "es",
            "identifier:DL": "D1",
            "identifier:MR@NORTH": "77",
            "other:ward": "4B",
        }
    )
    assert said.names == (
        Name("Rivera", "Ana", "M", "Dr", "Jr"),
        Name("Lopez", use=NameUse.PREVIOUS),
        Name("Diaz", use=NameUse.MAIDEN),
    )
    assert (said.birth_date, said.sex) == ("1980-05-12", Sex.FEMALE)
    assert said.identifiers == (
        Identifier("SS", "123-45-6789"),
        Identifier("DL", "D1"),
        Identifier("MR", "77", "NORTH"),
    )
    assert said.phones == (
        Phone("312 555 0123"),
        Phone("312 555 0124"),
        Phone("312 555 0125", PhoneUse.WORK),
    )
    assert said.addresses == (Address(("1 Elm St", "Apt 4"), "Springfield", "IL", "62701", "US"),)
    assert said.emails == ("ana@example.org",)
    assert said.mother == Mother("Soto")
    assert (said.multiple_birth, said.birth_order) == (True, 2)
    assert (said.deceased, said.death_date) == (True, "2020")
    assert (said.race, said.ethnicity, said.language) == (("2106-3", "2054-5"), ("2135-2",), "es")
    assert said.other == (Other("ward", "4B"),)


def test_an_empty_row_says_nothing():
    assert reading({}) == Reading(to_demographics({}))
    assert to_demographics({}).names == () and to_demographics({}).addresses == ()


@pytest.mark.parametrize(
    ("word", "sex"),
    [
        ("M", Sex.MALE),
        ("male", Sex.MALE),
        ("Female", Sex.FEMALE),
        ("f", Sex.FEMALE),
        ("X", Sex.OTHER),
        ("U", Sex.UNKNOWN),
        ("undisclosed", Sex.UNKNOWN),
        ("", Sex.UNSAID),
    ],
)
def test_sex_words_are_read(word: str, sex: Sex):
    assert to_demographics({"sex": word}).sex is sex


@pytest.mark.parametrize("column", ["birth_date", "death_date"])
def test_an_impossible_date_keeps_its_year_and_what_was_said_and_is_doubted(column: str):
    read = reading({"family_name": "Rivera", column: "31/31/1980"})
    assert getattr(read.demographics, column) == "1980"
    assert read.demographics.other == (Other(f"{column}_as_said", "31/31/1980"),)
    assert [doubt.field for doubt in read.doubts] == [column]
    assert "31/31" not in repr(read.doubts)
    assert read.demographics.birth_date_garbled == ("1980-31-31" if column == "birth_date" else "")


def test_a_garbled_birth_date_is_read_in_the_order_of_the_file():
    read = reading({"family_name": "Rivera", "birth_date": "31-02-1952"}, Dates("DMY"))
    assert read.demographics.birth_date == "1952"
    assert read.demographics.birth_date_garbled == "1952-02-31"


def test_words_that_cannot_be_read_are_kept_as_said_and_doubted():
    read = reading({"sex": "7", "multiple_birth": "maybe", "birth_order": "many"})
    assert {other.name for other in read.demographics.other} == {
        "sex_as_said",
        "multiple_birth_as_said",
        "birth_order_as_said",
    }
    assert read.demographics.sex is Sex.UNSAID and read.demographics.multiple_birth is None


def test_a_day_first_date_is_written_out_and_kept_as_said():
    read = reading({"birth_date": "05/12/1980"}, Dates("DMY"))
    assert read.demographics.birth_date == "1980-12-05"
    assert read.demographics.other == (Other("birth_date_as_said", "05/12/1980"),)
    assert read.doubts == ()


def test_a_month_first_date_stays_as_said():
    assert to_demographics({"birth_date": "05/12/1980"}).birth_date == "05/12/1980"


def test_dates_in_a_format_of_their_own_are_read():
    read = reading({"birth_date": "80.12.05"}, Dates(format="%y.%m.%d"))
    assert read.demographics.birth_date == "1980-12-05"
    doubted = reading({"birth_date": "5.12.80"}, Dates(format="%Y.%m.%d"))
    assert [doubt.field for doubt in doubted.doubts] == ["birth_date"]


def test_an_event_time_without_a_zone_is_utc():
    assert reading({"event_time": "2026-05-12 08:30"}).event_time == datetime(
        2026, 5, 12, 8, 30, tzinfo=UTC
    )
    assert [doubt.field for doubt in reading({"event_time": "soon"}).doubts] == ["event_time"]


@given(
    st.dictionaries(
        st.sampled_from([column for column in COLUMNS if column not in ("source", "local_id")]),
        st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40),
        min_size=1,
    )
)
def test_no_value_makes_the_index_refuse_a_row_that_has_a_family_name(row: dict[str, str]):
    assert demographics_violations(to_demographics({**row, "family_name": "Rivera"})) == ()
