"""What of two values differs, and which fields agree."""

import pytest

from mpi.v1.demographics_pb2 import Demographics
from review_ui.comparing import rows
from review_ui.differences import pieces
from review_ui.reading import said
from review_ui.seen import Evidence, Field, Value


def _marked(text: str, other: str) -> list[str]:
    return [piece.text for piece in pieces(text, other) if piece.differs]


@pytest.mark.parametrize(
    ("text", "other", "marked"),
    [
        ("Maria", "Marta", ["i"]),
        ("Maria", "Mariah", []),
        ("Mariah", "Maria", ["h"]),
        ("1980-05-12", "1980-05-13", ["2"]),
        ("O'Brien", "OBRIEN", []),
        ("(612) 555-0117", "6125550117", []),
        ("Müller", "Miller", ["ü"]),
        ("Harris", "Quackenbush", ["Harris"]),
        ("Žižek", "", ["Žižek"]),
    ],
)
def test_only_the_letters_that_differ_are_marked(text: str, other: str, marked: list[str]):
    assert _marked(text, other) == marked


@pytest.mark.parametrize(("text", "other"), [("Maria", "Marta"), ("12 N Elm St", "21 Elm Street")])
def test_the_pieces_are_the_value(text: str, other: str):
    assert "".join(piece.text for piece in pieces(text, other)) == text


def _field(*columns: list[str], name: str = "given", masked: bool = False, differs: bool = False):
    values = tuple(
        tuple(Value(text, f"{name}[{n}]", masked) for n, text in enumerate(column))
        for column in columns
    )
    return Field(name, name.capitalize(), values, differs)


@pytest.mark.parametrize(
    ("columns", "agreement"),
    [
        ((["Ana"], ["ANA"]), "same"),
        ((["Maria"], ["Marta"]), "alike"),
        ((["Ana"], ["Bertha"]), "differs"),
        ((["Ana"], []), "partly"),
        ((["555-0117", "555-0142"], ["5550142"]), "same"),
        ((["Ana"], ["Ana"], ["Bertha"]), "differs"),
        ((["Ana"], [], ["Ana"]), "same"),
    ],
)
def test_agreement_is_of_all_that_say_something(columns: tuple[list[str], ...], agreement: str):
    (row,) = rows([_field(*columns)])
    assert row.agreement == agreement


def test_masked_numbers_that_look_alike_agree_only_if_the_index_says_so():
    same = _field(["•••••9051"], ["•••••9051"], masked=True)
    other = _field(["•••••9051"], ["•••••9051"], masked=True, differs=True)
    assert [row.agreement for row in rows([same, other])] == ["same", "differs"]


def test_of_several_columns_the_odd_one_is_marked():
    (row,) = rows([_field(["1980"], ["1980"], ["1981"])])
    assert [[p.differs for c in cell for p in c.pieces] for cell in row.cells] == [
        [False],
        [False],
        [False, True],
    ]


def test_where_each_says_something_else_all_are_marked():
    (row,) = rows([_field(["2016-06-28"], ["1948-08-27"], ["1970-01-02"])])
    assert all(any(p.differs for c in cell for p in c.pieces) for cell in row.cells)


def test_columns_that_are_not_asked_about_are_only_shown():
    (row,) = rows([_field(["Ana"], ["Ana"], ["Bertha"])], among=(0, 1))
    assert row.agreement == "same"
    assert not any(piece.differs for cell in row.cells for c in cell for piece in c.pieces)


def test_what_the_model_said_stands_in_the_row_that_it_speaks_of():
    household = Evidence("household", "family_exact_home_address", 8.3, "the family name is …")
    ssn = Evidence("ssn", "exact", 20.4, "the number is the same")
    fields = [
        _field(["Harris"], ["Harris"], name="family"),
        Field("identifiers[0].value", "SSN", ((), ()), differs=False),
    ]
    assert [row.evidence for row in rows(fields, [household, ssn])] == [household, ssn]


def test_two_words_of_a_code_are_never_alike():
    (row,) = rows([_field(["male"], ["female"], name="sex")])
    assert row.agreement == "differs"
    assert [[piece.differs for piece in cell.pieces] for (cell,) in row.cells] == [[True], [True]]


def test_a_birth_date_that_cannot_be_stands_where_the_birth_date_does():
    message = Demographics(birth_date="1861", birth_date_garbled="1861-02-79")
    lines = {name: value.text for name, _, value in said(message)}
    assert lines == {"birth_date": "1861-02-79"}
