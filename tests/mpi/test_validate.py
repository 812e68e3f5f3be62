"""What a request may hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.demographics import Address, Demographics, Identifier, Name, Phone
from matching.standardize import standardize
from mpi import validate
from mpi.domain.record import RecordKey
from mpi.domain.source import Source

ANA = Demographics(names=(Name("Rivera", "Ana"),), birth_date="1980-05-12")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _fields(said: Demographics) -> list[str]:
    return [violation.field for violation in validate.demographics_violations(said)]


def test_every_violation_is_named_at_once():
    said = Demographics(
        names=(Name("Riv\tera"), Name(given="x" * 257)),
        birth_date="31 February 1980",
        identifiers=(Identifier("", ""),),
        addresses=(Address(lines=("ok", "a\nb"), city="\x7f"),),
        phones=(Phone(""),),
        emails=(" ",),
        birth_order=21,
    )
    assert _fields(said) == [
        "demographics.names[0].family",
        "demographics.names[1].given",
        "demographics.birth_date",
        "demographics.identifiers[0].type",
        "demographics.identifiers[0].value",
        "demographics.addresses[0].lines[1]",
        "demographics.addresses[0].city",
        "demographics.phones[0].number",
        "demographics.emails[0]",
        "demographics.birth_order",
    ]


@pytest.mark.parametrize(
    ("text", "is_accepted"),
    [
        ("1861-02-79", True),
        ("1040-07-04", True),
        ("", True),
        ("02/79/1861", False),
        ("18610279", False),
        ("9999-99-99", False),
        ("Unknown", False),
    ],
)
def test_a_garbled_birth_date_is_written_year_first_with_one_slip(text: str, is_accepted: bool):
    found = _fields(replace(ANA, birth_date_garbled=text))
    assert found == ([] if is_accepted else ["demographics.birth_date_garbled"])


@pytest.mark.parametrize(
    "text",
    [
        *("1980", "1980-05", "1980-05-12", "19800512", "05/12/1980", "12 May 1980", "5/12/80"),
        *("1980-05-12T10:00:00Z", "20200229", "May 12, 1980"),
        # What people type when they know none: kept, and treated as missing.
        *("9999-12-31", "00000000", "0000-00-00", "99/99/9999", "UNKNOWN", "N/A", "1900-01-01"),
    ],
)
def test_a_date_that_people_write_is_accepted(text: str):
    assert not _fields(replace(ANA, birth_date=text))


@pytest.mark.parametrize("text", ["1980-02-30", "1980-13-32", "yesterday", "12/32/1980", "8 12"])
def test_a_date_that_cannot_be_is_refused(text: str):
    assert _fields(replace(ANA, birth_date=text)) == ["demographics.birth_date"]


def test_an_unknown_patient_is_accepted_and_an_empty_record_is_not():
    assert not _fields(Demographics(names=(Name("DOE", "JOHN"),)))
    assert not _fields(Demographics(names=(Name("Rivera", "BABY BOY"),)))
    assert _fields(Demographics()) == ["demographics"]
    assert _fields(Demographics(language="en", race=("2106-3",))) == ["demographics"]


def test_names_of_every_script_are_accepted():
    for family in ("Muñoz", "Ōno", "王", "Иванов", "O\u2019Neil", "بن علي", "a\u200db", "ß" * 256):
        assert not _fields(replace(ANA, names=(Name(family),)))


def test_a_local_id_is_kept_as_it_is_and_never_trimmed():
    assert not validate.key_violations(RecordKey("north", "A/1^&é 9"), "key")
    for local_id in ("", " 1", "1 ", "x" * 129, "1\n2"):
        (violation,) = validate.key_violations(RecordKey("north", local_id), "key")
        assert violation.field == "key.local_id"


def test_a_source_code_is_a_plain_word():
    for code in ("north", "st.mary_2", "0", "A-1", "x" * 64):
        assert not validate.source_violations(Source(code))
    for code in ("", "a b", "-a", "é", "x" * 65, "a/b"):
        assert validate.source_violations(Source(code))
    assert validate.source_violations(Source("a", oid="1.02"))
    assert not validate.source_violations(Source("a", oid="2.16.840.1.113883"))


def test_an_event_time_may_be_a_day_ahead_and_no_more():
    assert not validate.event_time_violations(None, NOW)
    assert not validate.event_time_violations(NOW + timedelta(hours=23), NOW)
    assert validate.event_time_violations(NOW + timedelta(days=2), NOW)


@given(st.text(max_size=80))
def test_a_violation_never_tells_the_value(text: str):
    said = Demographics(names=(Name(text, text),), birth_date=text, emails=(text,))
    for violation in validate.demographics_violations(said):
        assert len(text) < 8 or text not in violation.field + violation.expected


@given(st.text(max_size=70))
def test_a_date_that_is_accepted_can_be_standardized(text: str):
    said = replace(ANA, birth_date=text)
    if not _fields(said):
        assert standardize(said).birth_date.isdigit() or not standardize(said).birth_date
