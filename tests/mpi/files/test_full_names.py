"""Full names taken apart."""

from __future__ import annotations

import pytest

from mpi.files.columns import recognized
from mpi.files.full_names import BY_COMMA, FIRST_LAST, LAST_COMMA_FIRST, LAST_FIRST, split
from mpi.files.mapping import MappingError, mapping_of

ORDER = ("given_name", "middle_name", "family_name", "suffix")


@pytest.mark.parametrize(
    ("said", "style", "parts"),
    [
        ("SMITH, JOHN ALAN", LAST_COMMA_FIRST, ("JOHN", "ALAN", "SMITH", "")),
        ("SMITH,JOHN", LAST_COMMA_FIRST, ("JOHN", "", "SMITH", "")),
        ("SMITH JR, JOHN A", LAST_COMMA_FIRST, ("JOHN", "A", "SMITH", "JR")),
        ("SMITH, JOHN A JR", LAST_COMMA_FIRST, ("JOHN", "A", "SMITH", "JR")),
        ("SMITH, JOHN, III", LAST_COMMA_FIRST, ("JOHN", "", "SMITH", "III")),
        ("SMITH", LAST_COMMA_FIRST, ("", "", "SMITH", "")),
        ("DE LA CRUZ MARIA", LAST_COMMA_FIRST, ("MARIA", "", "DE LA CRUZ", "")),
        ("SMITH JOHN ALAN", LAST_FIRST, ("JOHN", "ALAN", "SMITH", "")),
        ("John Alan Smith", FIRST_LAST, ("John", "Alan", "Smith", "")),
        ("John  Smith Jr.", FIRST_LAST, ("John", "", "Smith", "Jr.")),
        ("John Smith, Jr.", FIRST_LAST, ("John", "", "Smith", "Jr.")),
        ("Ludwig van der Berg", FIRST_LAST, ("Ludwig", "", "van der Berg", "")),
        ("Ann V", FIRST_LAST, ("Ann", "", "V", "")),
        ("Cher", FIRST_LAST, ("Cher", "", "", "")),
        ("Smith, John", BY_COMMA, ("John", "", "Smith", "")),
        ("John Smith", BY_COMMA, ("John", "", "Smith", "")),
        (" , ", BY_COMMA, ("", "", "", "")),
    ],
)
def test_a_full_name_is_taken_apart(said: str, style: str, parts: tuple[str, ...]):
    found = split(said, style)
    assert tuple(found.get(column, "") for column in ORDER) == parts


def test_a_full_name_is_recognised_only_where_nothing_says_its_parts():
    layout = recognized(["mrn", "Patient Name", "dob"])
    assert layout.row({"mrn": "1", "Patient Name": "Lee, Ann"}) == {
        "local_id": "1",
        "given_name": "Ann",
        "family_name": "Lee",
    }
    layout = recognized(["full_name", "first_name"])
    assert (layout.splits, layout.ignored) == (None, ("full_name",))


@pytest.mark.parametrize(
    ("full", "given", "family", "middle"),
    [
        ("John George Govan", "john", "GOVAN", "George"),
        ("Govan, John G", "John", "Govan", "G"),
        ("Govan John George", "John", "Govan", ""),  # another order: nothing is guessed
        ("Henry le Keux", "Henry", "Keux", ""),
        ("John Govan", "John", "Govan", ""),
        ("John George Govan", "", "Govan", "George"),
    ],
)
def test_a_full_name_says_what_stands_between_the_parts_that_it_agrees_with(
    full: str, given: str, family: str, middle: str
):
    layout = recognized(["full_name", "first_name", "surname"])
    row = layout.row({"full_name": full, "first_name": given, "surname": family})
    assert row.get("middle_name", "") == middle
    assert row["family_name"] == family
    assert recognized(["full_name", "first", "middle", "last"]).splits is None


def test_a_split_that_nobody_knows_is_refused():
    with pytest.raises(MappingError, match="Who"):
        mapping_of({"split": {"Who": "FAMILY-GIVEN"}})
