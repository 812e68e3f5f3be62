"""Names as registrars type them, and the parts they stand for."""

from __future__ import annotations

import pytest

from matching.demographics import Demographics, Mother, Name, NameUse
from matching.row import MatchRow
from matching.standardize import standardize
from matching.standardize.names import ParsedName, parse_name


def row_of(*names: Name, **others) -> MatchRow:
    return standardize(Demographics(names=names, **others))


def parts(family="", given="", middle="", suffix="") -> ParsedName:
    return parse_name(Name(family, given, middle, suffix=suffix))


@pytest.mark.parametrize(
    ("said", "family"),
    [
        ("O'Brien", "OBRIEN"),
        ("O\u2019Brien", "OBRIEN"),
        ("O Brien", "OBRIEN"),
        ("O` Brien", "OBRIEN"),
        ("Mc Donald", "MCDONALD"),
        ("McDonald", "MCDONALD"),
        ("Mac Donald", "MACDONALD"),
        ("St. John", "STJOHN"),
        ("Saint John", "STJOHN"),
        ("D'Angelo", "DANGELO"),
        ("de la Cruz", "DELACRUZ"),
        ("De La Cruz", "DELACRUZ"),
        ("van der Berg", "VANDERBERG"),
        ("VANDER BERG", "VANDERBERG"),
        ("al-Hassan", "ALHASSAN"),
        ("El Sayed", "ELSAYED"),
        ("García-López", "GARCIA LOPEZ"),
        ("Garcia y Lopez", "GARCIA LOPEZ"),
        ("Garcia De Leon", "GARCIA DELEON"),
        ("Müller", "MULLER"),
        ("Weiß", "WEISS"),
        ("Sørensen", "SORENSEN"),
        ("Y\u0131lmaz", "YILMAZ"),
        ("Nguyễn", "NGUYEN"),
        ("Łukasz", "LUKASZ"),
        ("Ольга", "OLGA"),
        ("  smith\t ", "SMITH"),
        ("SMITH MD", "SMITH"),
        ("SMITH, M.D.", "SMITH"),
        ("Sm\u200bith", "SMITH"),
        ("ﬁtch", "FITCH"),
        ("Senior", "SENIOR"),
        ("Do", "DO"),
        ("Na", "NA"),
        ("Lee", "LEE"),
        ("Van", "VAN"),
    ],
)
def test_family_name_is(said, family):
    assert parts(said, "ANN").family == family


@pytest.mark.parametrize(
    ("said", "given", "middle", "other"),
    [
        ("Mary Ann", "MARY", "ANN", ("MARYANN",)),
        ("Mary-Ann", "MARY", "ANN", ("MARYANN",)),
        ("Maryann", "MARYANN", "", ()),
        ('William "Bill"', "WILLIAM", "", ("BILL",)),
        ("William “Bill”", "WILLIAM", "", ("BILL",)),
        ("William (Bill)", "WILLIAM", "", ("BILL",)),
        ("William 'Bill' J", "WILLIAM", "J", ("BILL",)),
        ("Dr. Adam", "ADAM", "", ()),
        ("Mrs Ann", "ANN", "", ()),
        ("John Q", "JOHN", "Q", ()),
        ("J.R.", "J", "R", ()),
        ("J", "J", "", ()),
        ("La Toya", "LATOYA", "", ()),
        ("Prince", "PRINCE", "", ()),
    ],
)
def test_given_name_is(said, given, middle, other):
    found = parts("SMITH", said)
    assert (found.given, found.middle, found.given_other) == (given, middle, other)


def test_further_given_names_stay_when_the_middle_name_is_taken():
    found = parts("SMITH", "Mary Ann", "K")
    assert (found.given, found.middle, found.given_other) == ("MARY", "K", ("ANN", "MARYANN"))


@pytest.mark.parametrize(
    ("family", "given", "middle", "suffix", "expected"),
    [
        ("Smith Jr", "John", "", "", "JR"),
        ("Smith, Jr.", "John", "", "", "JR"),
        ("Smith (Jr)", "John", "", "", "JR"),
        ("Smith III", "John", "", "", "III"),
        ("Smith 2nd", "John", "", "", "II"),
        ("Smith Senior", "John", "", "", "SR"),
        ("Smith", "John Jr", "", "", "JR"),
        ("Smith", "John", "Jr", "", "JR"),
        ("Smith", "John", "A IV", "", "IV"),
        ("Smith", "John", "", "Junior", "JR"),
        ("Smith", "John", "", "3rd", "III"),
        ("Smith", "John", "", "MD", ""),
        ("Smith", "John", "V", "", ""),
        ("Smith", "John V", "", "", ""),
        ("Smith, Jr, John", "", "", "", "JR"),
    ],
)
def test_suffix_is(family, given, middle, suffix, expected):
    found = parts(family, given, middle, suffix)
    assert found.suffix == expected
    assert found.family == "SMITH" and found.given == "JOHN"


@pytest.mark.parametrize("field", ["family", "given"])
def test_last_first_middle_in_one_field_is_parted(field):
    found = parts(**{field: "Smith, John Quincy"})
    assert (found.family, found.given, found.middle) == ("SMITH", "JOHN", "QUINCY")


@pytest.mark.parametrize("said", ["Smith (nee Jones)", "Smith née Jones", "Smith f/k/a Jones"])
def test_maiden_name_in_the_family_name_is_another_family_name(said):
    found = parts(said, "Ann")
    assert (found.family, found.family_other) == ("SMITH", ("JONES",))


def test_particles_can_be_left_out():
    assert parts("de la Cruz", "Ann").family_other == ("CRUZ",)
    assert parts("McDonald", "Ann").family_other == ()
    assert parts("Mc Donald", "Ann").family_other == ()


def test_alias_and_maiden_names_are_alternatives():
    row = row_of(
        Name("Smith", "Ann"),
        Name("Jones", "Annie", use=NameUse.MAIDEN),
        Name("Smith", "Nan", use=NameUse.ALIAS),
    )
    assert (row.given, row.given_other) == ("ANN", ("ANNIE", "NAN"))
    assert (row.family, row.family_other) == ("SMITH", ("JONES",))


def test_the_legal_name_is_the_name_wherever_it_stands():
    row = row_of(Name("Jones", "Ann", use=NameUse.MAIDEN), Name("Smith", "Ann"))
    assert (row.family, row.family_other) == ("SMITH", ("JONES",))


def test_names_of_other_scripts_are_kept_and_transliterated():
    row = row_of(Name("Иванов", "Пётр"))
    assert (row.given, row.family) == ("PETR", "IVANOV")
    assert (row.given_native, row.family_native) == ("пётр", "иванов")
    assert row_of(Name("张", "伟")).family == "ZHANG"
    assert row_of(Name("Müller", "Jörg")).family_native == ""


@pytest.mark.parametrize(
    ("family", "given", "middle", "newborn"),
    [
        ("Smith", "BABY BOY", "", "BABY BOY"),
        ("Smith", "BABYGIRL", "", "BABYGIRL"),
        ("Smith", "Baby", "Boy", "BABY BOY"),
        ("Smith", "B/B", "", "BB"),
        ("Smith", "BB JANE", "", "BB JANE"),
        ("Smith", "BG", "", "BG"),
        ("Smith", "Newborn", "", "NEWBORN"),
        ("Smith", "Infant of Mary", "", "INFANT OF MARY"),
        ("Smith", "Girl A", "", "GIRL A"),
        ("Smith", "BOY 2", "", "BOY 2"),
        ("Smith", "Twin B", "", "TWIN B"),
        ("Smith", "TwinB", "", "TWINB"),
        ("Smith", "Judys Girl", "", "JUDYS GIRL"),
        ("Smith", "Judy's Baby Boy", "", "JUDYS BABY BOY"),
        ("Smith BoyA", "", "", "BOYA"),
        ("Smith Baby Girl", "", "", "BABY GIRL"),
    ],
)
def test_temporary_newborn_name_is_no_given_name(family, given, middle, newborn):
    found = parts(family, given, middle)
    assert (found.newborn_name, found.given, found.middle) == (newborn, "", "")
    assert found.family == "SMITH"


@pytest.mark.parametrize(
    "given", ["Boyce", "Babette", "Girlie", "Twinkle", "Bo", "Babak", "Boyd", "Boye", "Infante"]
)
def test_a_name_that_only_opens_like_a_newborns_is_a_name(given):
    assert parts("Boyd", given).newborn_name == ""


@pytest.mark.parametrize(
    ("given", "mother"),
    [
        ("BB Jane", "JANE"),
        ("Infant of Mary", "MARY"),
        ("Judys Girl", "JUDY"),
        ("Baby Boy", ""),
        ("Girl A", ""),
        ("Baby Girl 2 of Ann", "ANN"),
    ],
)
def test_mother_is_read_from_the_newborns_name(given, mother):
    assert row_of(Name("Smith", given)).mother_given == mother
    assert row_of(Name("Smith", given), mother=Mother(given="Eve")).mother_given == "EVE"


@pytest.mark.parametrize(
    "said",
    [
        "UNKNOWN",
        "unk",
        "None",
        "N/A",
        "n.a.",
        "Test",
        "ANONYMOUS",
        "No Name",
        "XXX",
        "ZZZ",
        "xx",
        "Patient",
        "NFN",
        "Refused",
        "Unknown Male",
        "test 12",
        "NOT GIVEN",
        "AAAA",
        "123",
        "Null",
    ],
)
def test_a_name_that_stands_for_nothing_is_missing_and_listed(said):
    row = row_of(Name("Smith", said))
    assert row.given == "" and row.family == "SMITH"
    assert "given" in row.placeholders


@pytest.mark.parametrize("said", ["Brother", "Señora", "hija", "Man of the house", "Lady in house"])
def test_what_somebody_is_to_the_household_is_no_given_name(said):
    assert row_of(Name("Smith", said)).given == ""


@pytest.mark.parametrize(
    ("given", "family", "found"),
    [
        ("Man of", "the House", ("", "")),
        ("Lady of the", "House", ("", "HOUSE")),
        ("Moh", "Dancer", ("", "DANCER")),
        ("Youngest", "Dancer", ("", "DANCER")),
        ("Goh", "Tan", ("GOH", "TAN")),
        ("Donna", "Lady of House", ("DONNA", "")),
        ("Mary", "House", ("MARY", "HOUSE")),
        ("Mary", "Hillhouse", ("MARY", "HILLHOUSE")),
    ],
)
def test_what_somebody_is_to_the_household_is_no_name_in_two_fields_either(given, family, found):
    said = parts(family=family, given=given)
    assert (said.given, said.family) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Christ:an", "CHRISTIAN"),
        ("Wi1liams", "WILLIAMS"),
        ("8evard", "BEVARD"),
        ("Ange|", "ANGEL"),
        ("J0hn", "JOHN"),
        ("jame5", "JAME5"),
        ("Maria1", "MARIA1"),
        ("1st", "1ST"),
    ],
)
def test_digits_and_marks_inside_a_name_are_the_letters_they_look_like(said, found):
    assert parts(given=said).given == found
    assert parts(family=said).family == found


def test_the_number_of_a_newborn_stays_a_number():
    assert parts(family="Smith", given="Twin1of2").given == "TWIN1OF2"


def test_a_kinship_word_that_people_are_called_by_is_a_name():
    assert row_of(Name("Nguyen", "Son")).given == "SON"
    assert row_of(Name("Rossi", "Nino")).given == "NINO"


@pytest.mark.parametrize(
    ("family", "given"),
    [
        ("Doe", "John"),
        ("DOE", "Jane"),
        ("Trauma", "Zulu"),
        ("Unknown", "Unknown"),
        ("Test", "Mary"),
    ],
)
def test_a_made_up_person_has_no_name(family, given):
    row = row_of(Name(family, given))
    assert (row.given, row.family) == ("", "")
    assert {"given", "family"} <= set(row.placeholders)


def test_doe_is_a_name_for_everyone_else():
    assert row_of(Name("Doe", "Richard")).family == "DOE"
    assert row_of(Name("Doe", "Richard")).given == "RICHARD"


def test_what_stands_for_nothing_is_no_alternative_either():
    row = row_of(Name("Smith", "Ann"), Name("Unknown", "Baby Girl", use=NameUse.ALIAS))
    assert (row.given_other, row.family_other, row.newborn_name) == ((), (), "")
