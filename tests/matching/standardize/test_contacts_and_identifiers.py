"""Phones, e-mail addresses, SSNs and other identifiers."""

from __future__ import annotations

import pytest

from matching.demographics import Address, Demographics, Identifier, Mother, Phone, Sex
from matching.standardize import standardize


def phones(*numbers: str, country: str = ""):
    return standardize(
        Demographics(
            phones=tuple(Phone(number) for number in numbers),
            addresses=(Address(country=country),) if country else (),
        )
    )


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("(312) 555-2368", "13125552368"),
        ("312.555.2368", "13125552368"),
        ("1-312-555-2368", "13125552368"),
        ("+1 312 555 2368", "13125552368"),
        ("13125552368", "13125552368"),
        ("312-555-2368 x12", "13125552368"),
        ("312-555-2368 ext. 12", "13125552368"),
        ("+44 20 7946 0958", "442079460958"),
        ("+61 2 9374 4000", "61293744000"),
        ("٣١٢٥٥٥٢٣٦٨", "13125552368"),
    ],
)
def test_phone_is(said, number):
    assert phones(said).phones == (number,)
    assert phones(number).phones == (number,)


def test_a_national_number_is_read_by_the_rules_of_the_addresss_country():
    assert phones("(02) 9374 4000", country="AU").phones == ("61293744000",)


@pytest.mark.parametrize(
    "said",
    [
        "000-000-0000",
        "999-999-9999",
        "1234567890",
        "5555555",
        "312-555-5555",
        "111-111-1111",
        "none",
        "0",
    ],
)
def test_a_phone_that_stands_for_nothing_is_missing_and_listed(said):
    row = phones(said)
    assert (row.phones, row.placeholders) == ((), ("phones",))


def test_phones_are_distinct_and_sorted():
    assert phones("773-234-5679", "312-234-5678", "(312) 234-5678").phones == (
        "13122345678",
        "17732345679",
    )


@pytest.mark.parametrize(
    ("said", "email"),
    [
        (" Ann.Lee@Example.org ", "ANN.LEE@EXAMPLE.ORG"),
        ("mailto:a@b.co", "A@B.CO"),
        ("no at sign", ""),
        ("a@b@c", ""),
        ("o'brien@x.com", ""),
        ("<a@b.co>", "A@B.CO"),
    ],
)
def test_email_is(said, email):
    row = standardize(Demographics(emails=(said,)))
    assert row.emails == ((email,) if email else ())


@pytest.mark.parametrize(
    "said",
    [
        "none@none.com",
        "noemail@clinic.org",
        "no-email@x.com",
        "test@test.com",
        "unknown@gmail.com",
        "donotreply@x.org",
        "noreply@x.org",
        "N/A",
        "refused@refused.com",
        "na@na.com",
    ],
)
def test_an_email_that_stands_for_nothing_is_missing_and_listed(said):
    row = standardize(Demographics(emails=(said,)))
    assert (row.emails, row.placeholders) == ((), ("emails",))


def of_ssn(value: str):
    return standardize(Demographics(identifiers=(Identifier("SS", value),)))


@pytest.mark.parametrize("said", ["398-05-3413", "398053413", "398 05 3413", " 398-05-3413 "])
def test_ssn_is_nine_digits_and_gives_the_last_four(said):
    row = of_ssn(said)
    assert (row.ssn, row.ssn_last4, row.identifiers) == ("398053413", "3413", ())


def test_a_leading_zero_that_a_spreadsheet_took_comes_back():
    assert of_ssn("48081234").ssn == "048081234"


@pytest.mark.parametrize("said", ["XXX-XX-3413", "***-**-3413", "3413", "xxxxx3413", "000-00-3413"])
def test_a_masked_ssn_gives_the_last_four_only(said):
    row = of_ssn(said)
    assert (row.ssn, row.ssn_last4, row.placeholders) == ("", "3413", ())


@pytest.mark.parametrize(
    "said",
    [
        "999-99-9999",
        "000-00-0000",
        "111111111",
        "123-45-6789",
        "078-05-1120",
        "219-09-9999",
        "666-12-3456",
        "000-12-3456",
        "123-00-4567",
        "123-45-0000",
        "XXX-XX-XXXX",
        "unknown",
        "12345",
        "1234567890123",
        "987-65-4321",
    ],
)
def test_an_ssn_that_was_never_issued_is_missing_and_listed(said):
    row = of_ssn(said)
    assert (row.ssn, row.ssn_last4, row.identifiers) == ("", "", ())
    assert row.placeholders == ("ssn",)


def test_a_taxpayer_number_in_the_ssn_field_is_another_identifier():
    row = of_ssn("912-70-1234")
    assert (row.ssn, row.ssn_last4, row.identifiers) == ("", "", ("ITIN||912701234",))


def test_identifiers_keep_type_and_authority_and_lose_punctuation():
    row = standardize(
        Demographics(
            identifiers=(
                Identifier("mr", "00-12 3a", "Mercy Hosp."),
                Identifier("DL", "b123-4567", "IL"),
                Identifier("NI", "9102917"),
            )
        )
    )
    assert row.identifiers == ("DL|IL|B1234567", "MR|MERCYHOSP|00123A", "NI||9102917")


@pytest.mark.parametrize(
    "value", ["0000000", "999999", "123456789", "UNKNOWN", "N/A", "none", "-", "XXXX"]
)
def test_an_identifier_that_stands_for_nothing_is_missing_and_listed(value):
    row = standardize(Demographics(identifiers=(Identifier("MB", value, "AETNA"),)))
    assert (row.identifiers, row.placeholders) == ((), ("identifiers",))


def test_sex_is_male_or_female_or_missing():
    assert [standardize(Demographics(sex=sex)).sex for sex in Sex] == ["", "M", "F", "", ""]


def test_mother_and_birth_order_are_read():
    row = standardize(
        Demographics(
            mother=Mother("de la Cruz", "Ana María", Identifier("MR", "00-7", "Mercy")),
            multiple_birth=True,
            birth_order=2,
        )
    )
    assert (row.mother_family, row.mother_given) == ("DELACRUZ", "ANA")
    assert (row.mother_identifier, row.multiple_birth, row.birth_order) == ("MR|MERCY|007", "Y", 2)
    assert standardize(Demographics(multiple_birth=False)).multiple_birth == "N"
    assert standardize(Demographics()).multiple_birth == ""
