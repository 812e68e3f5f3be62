"""Addresses as people write them, and their parts after Publication 28."""

from __future__ import annotations

import pytest

from matching.demographics import Address, AddressUse, Demographics
from matching.standardize import standardize
from matching.standardize.addresses import parse_lines


@pytest.mark.parametrize(
    ("lines", "number", "street", "unit"),
    [
        (("123 Main Street",), "123", "MAIN ST", ""),
        (("123 Main St.",), "123", "MAIN ST", ""),
        (("123 N. Main St", "#4"), "123", "N MAIN ST", "4"),
        (("123 North Main Street Apt 4B",), "123", "N MAIN ST", "4B"),
        (("123 Main St, Apt. #4B",), "123", "MAIN ST", "4B"),
        (("123 Main St #4-B",), "123", "MAIN ST", "4B"),
        (("123 Main St", "Suite 200"), "123", "MAIN ST", "200"),
        (("7 Main St 4B",), "7", "MAIN ST", "4B"),
        (("Unit 5, 10 Downing St",), "10", "DOWNING ST", "5"),
        (("100 St Charles Ave Fl 3",), "100", "ST CHARLES AVE", "FL 3"),
        (("100 Saint Charles Avenue, 3rd Floor",), "100", "ST CHARLES AVE", "FL 3"),
        (("PO Box 123",), "123", "PO BOX", ""),
        (("P.O. Box 123",), "123", "PO BOX", ""),
        (("Post Office Box #123",), "123", "PO BOX", ""),
        (("5 Elm Rd", "PO Box 123"), "5", "ELM RD", ""),
        (("12 1/2 Oak Avenue",), "12 1/2", "OAK AVE", ""),
        (("12-34 43rd Ave",), "12-34", "43RD AVE", ""),
        (("12A High St",), "12A", "HIGH ST", ""),
        (("0012 High St",), "12", "HIGH ST", ""),
        (("RR 2 Box 15",), "15", "RR 2", ""),
        (("Rural Route 2, Box 15",), "15", "RR 2", ""),
        (("C/O John Smith", "5 Elm Rd"), "5", "ELM RD", ""),
        (("Kinross Farm", "5 Elm Rd"), "5", "ELM RD", ""),
        (("70", "Nevah Road"), "70", "NEVAH RD", ""),
        (("20/45 Smith St",), "45", "SMITH ST", "20"),
        (("100 Northeast Highway 20",), "100", "NE HWY 20", ""),
        (("County Road 12",), "", "COUNTY RD 12", ""),
        (("1600 Pennsylvania Avenue NW",), "1600", "PENNSYLVANIA AVE NW", ""),
        (("5 Lake View Drive",), "5", "LAKE VIEW DR", ""),
        (("1 first street",), "1", "1ST ST", ""),
        (("N123W456 Oak Rd",), "N123W456", "OAK RD", ""),
        (("Main Street",), "", "MAIN ST", ""),
        (("3 Broadway",), "3", "BROADWAY", ""),
    ],
)
def test_lines_are_parted(lines, number, street, unit):
    found = parse_lines(lines)
    assert (found.house_number, found.street, found.unit) == (number, street, unit)


def test_standard_lines_stay_as_they_are():
    for line in ("123 N MAIN ST", "12 1/2 OAK AVE", "45 ST CHARLES AVE", "12A NE HWY 20"):
        found = parse_lines((line,))
        assert f"{found.house_number} {found.street}" == line


@pytest.mark.parametrize(
    "line",
    [
        "Homeless",
        "GENERAL DELIVERY",
        "No Address",
        "no fixed abode",
        "Transient",
        "UNKNOWN",
        "N/A",
        "xxxx",
    ],
)
def test_an_address_that_stands_for_nothing_is_missing_and_listed(line):
    row = standardize(Demographics(addresses=(Address((line,), "Chicago", "IL", "60601"),)))
    assert (row.house_number, row.street, row.city) == ("", "", "CHICAGO")
    assert row.placeholders == ("street",)


@pytest.mark.parametrize(
    ("postal_code", "state", "country", "expected"),
    [
        ("62701-1234", "IL", "", "62701"),
        ("627011234", "IL", "", "62701"),
        (" 62701 ", "", "", "62701"),
        ("2139", "MA", "", "02139"),
        ("2139", "Massachusetts", "USA", "02139"),
        ("21391234", "MA", "", "02139"),
        ("0601", "", "US", "00601"),
        ("2000", "NSW", "", "2000"),
        ("6000", "WA", "AU", "6000"),
        ("6000", "WA", "", "6000"),
        ("k1a 0b1", "ON", "Canada", "K1A0B1"),
        ("SW1A 1AA", "", "GB", "SW1A1AA"),
        ("00000", "IL", "", ""),
        ("99999", "IL", "", ""),
        ("99999-9999", "IL", "", ""),
        ("UNKNOWN", "IL", "", ""),
    ],
)
def test_postal_code_is(postal_code, state, country, expected):
    address = Address((), "X CITY", state, postal_code, country)
    assert standardize(Demographics(addresses=(address,))).postal_code == expected


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("Illinois", "IL"),
        ("il", "IL"),
        ("New  York", "NY"),
        ("New South Wales", "NSW"),
        ("Ontario", "ON"),
        ("nsw", "NSW"),
        ("Île-de-France", "ILE DE FRANCE"),
        ("unknown", ""),
    ],
)
def test_state_is(said, state):
    assert standardize(Demographics(addresses=(Address(state=said),))).state == state


def test_the_first_home_address_that_has_not_ended_is_current_and_others_are_kept():
    row = standardize(
        Demographics(
            addresses=(
                Address(("9 Oak St",), "Chicago", "IL", "60601", use=AddressUse.WORK),
                Address(("1 Elm Ave",), "Chicago", "IL", "60601", end="2019-01-01"),
                Address(("2 Elm Ave", "Apt 3"), "Chicago", "IL", "60602"),
            )
        )
    )
    assert (row.house_number, row.street, row.unit) == ("2", "ELM AVE", "3")
    assert row.addresses_other == (
        "1|ELM AVE||CHICAGO|IL|60601",
        "9|OAK ST||CHICAGO|IL|60601",
    )


def test_without_a_home_the_first_address_in_use_is_current_and_an_old_one_never():
    old = Address(("1 Elm Ave",), use=AddressUse.OLD)
    work = Address(("9 Oak St",), use=AddressUse.WORK)
    assert standardize(Demographics(addresses=(old, work))).street == "OAK ST"
    row = standardize(Demographics(addresses=(old,)))
    assert (row.street, row.addresses_other) == ("", ("1|ELM AVE||||",))
