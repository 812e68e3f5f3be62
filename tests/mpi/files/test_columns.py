"""Header recognition."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mpi.files.columns import COLUMNS, is_canonical, recognized


def test_canonical_columns_are_themselves_in_any_order():
    layout = recognized(list(reversed(COLUMNS)))
    assert {column: (column,) for column in COLUMNS} == dict(layout.parts)
    assert layout.ignored == ()


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("fname", "given_name"),
        ("First Name", "given_name"),
        ("firstName", "given_name"),
        ("PAT_FIRST_NAME", "given_name"),
        ("FIRST", "given_name"),
        ("last_name", "family_name"),
        ("Surname", "family_name"),
        ("LAST", "family_name"),
        ("DOB", "birth_date"),
        ("BIRTHDATE", "birth_date"),
        ("date_of_birth", "birth_date"),
        ("zip", "postal_code"),
        ("ZIP Code", "postal_code"),
        ("postcode", "postal_code"),
        ("street", "address_line"),
        ("address_line1", "address_line"),
        ("address_2", "address_line_2"),
        ("suburb", "city"),
        ("state_code", "state"),
        ("Gender", "sex"),
        ("gender_code", "sex"),
        ("MRN", "local_id"),
        ("rec_id", "local_id"),
        ("soc_sec_id", "identifier:NI"),
        ("Social Security Number", "ssn"),
        ("passport", "identifier:PPN"),
        ("drivers", "identifier:DL"),
        ("identifier:MR@NORTH", "identifier:MR@NORTH"),
        ("phone number", "phone"),
        ("home_phone", "phone_home"),
        ("phone_2", "phone_2"),
        ("E-mail", "email"),
        ("MAIDEN", "maiden_name"),
        ("Mother's Maiden Name", "mother_maiden_name"),
        ("source_system", "source"),
        ("race_ethnicity", "race"),
    ],
)
def test_usual_headers_are_recognised(header: str, column: str):
    assert dict(recognized([header]).parts) == {column: (header,)}


def test_what_is_not_recognised_is_shown_as_not_used():
    assert recognized(["local_id", "occupation", "Match Id"]).ignored == ("occupation", "Match Id")


def test_of_two_columns_that_say_the_same_the_first_is_taken():
    layout = recognized(["fname", "given_name"])
    assert layout.parts["given_name"] == ("fname",)
    assert layout.ignored == ("given_name",)


def test_an_id_is_the_local_id_only_where_no_other_column_is():
    assert recognized(["ID", "DOB"]).parts["local_id"] == ("ID",)
    layout = recognized(["ID", "MRN"])
    assert layout.parts["local_id"] == ("MRN",)
    assert layout.ignored == ("ID",)


def test_a_street_in_parts_is_joined_as_it_is_written():
    layout = recognized(["unit_number", "street_name", "po_box", "street_number"])
    row = layout.row({"street_number": "12", "street_name": "Elm St", "unit_number": "apt 4"})
    assert row == {"address_line": "12 Elm St apt 4"}
    assert layout.row({"po_box": "77"}) == {"address_line": "PO Box 77"}


def test_what_is_wanted_goes_before_what_is_recognised():
    layout = recognized(["dob", "zip"], {"dob": "other:dob", "zip": "-"})
    assert dict(layout.parts) == {"other:dob": ("dob",)}
    assert layout.ignored == ("zip",)


def test_empty_and_blank_values_are_left_out():
    assert recognized(["fname", "lname"]).row({"fname": "  ", "lname": " Rivera "}) == {
        "family_name": "Rivera"
    }


@pytest.mark.parametrize("column", ["identifier:", "identifier:@X", "phone_x", "name", "other:"])
def test_a_column_that_says_nothing_is_not_canonical(column: str):
    assert not is_canonical(column)


def test_every_canonical_column_is_in_the_guide():
    guide = Path(__file__).parents[3] / "docs" / "howto" / "load-a-file.md"
    named = set(re.findall(r"`([a-z_]+)`", guide.read_text(encoding="utf-8")))
    assert set(COLUMNS) <= named
