"""What holds for any demographics whatever."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as with_other
from rich.pretty import pretty_repr

from matching.demographics import (
    Address,
    AddressUse,
    Demographics,
    Identifier,
    Mother,
    Name,
    NameUse,
    Phone,
    Sex,
)
from matching.row import MatchRow
from matching.standardize import standardize
from matching.standardize.fold import fold
from matching.standardize.garbled_dates import is_garbled
from matching.standardize.nicknames import canonical, is_nickname_of
from matching.standardize.placeholders import is_placeholder_name

_SAID = (
    "Mary Ann|O'Brien|de la Cruz|Smith, Jr.|UNKNOWN|BABY BOY|BB Jane|Müller|Иванов|张伟|محمد|N/A"
    "|Dr. J.R.|12"
    '|William "Bill"|(nee Jones)|ST|Mc|van der|XXX|123 N Main St Apt 4|PO Box 7|#4'
    "|12 1/2 Oak|1900-01-01"
    "|05/12/1980|999-99-9999|XXX-XX-1234|62701-1234|(312) 234-5678|a@b.co|\x00|\u200b|'|\"|-|,|("
).split("|")
words = st.one_of(
    st.sampled_from(_SAID),
    st.text(max_size=30),
    st.lists(st.sampled_from(_SAID), max_size=4).map(" ".join),
)
names = st.builds(Name, words, words, words, words, words, st.sampled_from(NameUse))
addresses = st.builds(
    Address,
    st.lists(words, max_size=3).map(tuple),
    words,
    words,
    words,
    st.sampled_from(("", "US", "AU", "Canada", "xx")),
    st.sampled_from(AddressUse),
    words,
    words,
)
identifiers = st.builds(Identifier, st.sampled_from(("SS", "MR", "dl", "", "é")), words, words)
people = st.builds(
    Demographics,
    names=st.lists(names, max_size=3).map(tuple),
    birth_date=words,
    sex=st.sampled_from(Sex),
    identifiers=st.lists(identifiers, max_size=3).map(tuple),
    addresses=st.lists(addresses, max_size=3).map(tuple),
    phones=st.lists(st.builds(Phone, words), max_size=2).map(tuple),
    emails=st.lists(words, max_size=2).map(tuple),
    mother=st.builds(Mother, words, words, st.none() | identifiers),
    death_date=words,
    birth_order=st.integers(),
    birth_date_garbled=words | st.from_regex(r"[0-9O]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
)


@given(people)
@settings(max_examples=400, deadline=None)
def test_any_demographics_give_an_ascii_row_without_placeholders(said):
    row = standardize(said)
    assert standardize(said) == row
    for name in MatchRow.__struct_fields__:
        value = getattr(row, name)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and not name.endswith("_native"):
                assert text.isascii() and text.isprintable() and text == text.strip()
        if isinstance(value, tuple) and name != "placeholders":
            assert list(value) == sorted(set(value)) and "" not in value
    for name in (row.given, row.family, row.middle):
        assert not is_placeholder_name(name)
    assert set(row.placeholders) <= set(MatchRow.__struct_fields__)


@given(people)
@settings(max_examples=400, deadline=None)
def test_standardizing_a_standardized_name_changes_nothing(said):
    row = standardize(said)
    name = Name(row.family, row.given, row.middle, suffix=row.suffix)
    again = standardize(Demographics(names=(name,)))
    assert (again.family, again.given, again.suffix) == (row.family, row.given, row.suffix)
    assert again.middle == row.middle


@given(people)
@settings(max_examples=300, deadline=None)
def test_standardizing_standardized_values_changes_nothing(said):
    at_home = tuple(replace(address, country="") for address in said.addresses)
    row = standardize(replace(said, addresses=at_home))
    again = standardize(
        Demographics(
            birth_date=row.birth_date,
            birth_date_garbled=row.birth_date if is_garbled(row.birth_date) else "",
            death_date=row.death_date,
            identifiers=(Identifier("SS", row.ssn or row.ssn_last4),),
            emails=row.emails,
            addresses=(Address((), row.city, row.state, row.postal_code),),
        )
    )
    for column in ("birth_date", "death_date", "ssn", "ssn_last4", "emails", "city", "state"):
        assert getattr(again, column) == getattr(row, column), column


@given(st.text())
def test_folding_is_idempotent_and_ascii(text):
    folded = fold(text)
    assert folded.isascii() and folded == folded.upper() and fold(folded) == folded


def test_letter_case_and_surrounding_blanks_do_not_matter():
    said = Demographics(
        names=(Name("de la Cruz", "Mary ann", "k", suffix="jr."),),
        addresses=(Address(("12 north main street apt 4b",), "saint paul", "minnesota", "55101"),),
    )
    shouted = Demographics(
        names=(Name(" DE LA CRUZ ", "MARY ANN", " K", suffix="JR"),),
        addresses=(
            Address(("12 NORTH MAIN STREET APT 4B ",), "SAINT PAUL ", "MINNESOTA", "55101"),
        ),
    )
    assert standardize(said) == standardize(shouted)


def test_a_megabyte_of_name_is_cut_and_not_chewed():
    row = standardize(Demographics(names=(Name("ж" * 1_000_000, "A " * 500_000),)))
    assert len(row.family) <= 200 and len(row.middle) <= 200


def test_a_row_is_the_same_in_every_process():
    program = (
        "from matching.demographics import *\n"
        "from matching.standardize import standardize\n"
        "r = standardize(Demographics(names=(Name('Garcia', 'Ann \"Bill\" Lee'),"
        " Name('B', 'Z', use=NameUse.ALIAS), Name('C', 'Y', use=NameUse.ALIAS)),"
        " emails=('b@c.de', 'a@c.de')))\n"
        "print([getattr(r, f) for f in r.__struct_fields__])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_a_row_shows_no_demographics():
    row = standardize(Demographics(names=(Name("Quux", "Zaphod"),)))
    assert "QUUX" not in repr(row) and "QUUX" not in repr(with_other(row, given=""))
    assert "QUUX" not in pretty_repr(row)


def test_a_nickname_stands_for_its_formal_names_and_no_further():
    assert is_nickname_of("BILL", "WILLIAM") and is_nickname_of("WILLIAM", "BILL")
    assert is_nickname_of("PEPE", "JOSE") and is_nickname_of("LUPE", "GUADALUPE")
    assert is_nickname_of("PEGGY", "MARGARET")
    assert not is_nickname_of("BILL", "RICHARD")
    # CHRIS is short for both, which does not make them one.
    assert not is_nickname_of("CHRISTOPHER", "CHRISTINA")
    assert not is_nickname_of("ANN", "ANN") and not is_nickname_of("", "WILLIAM")
    assert "WILLIAM" in canonical("BILL") and "BILL" in canonical("BILL")
    assert canonical("") == () and canonical("XYZZY") == ("XYZZY",)
