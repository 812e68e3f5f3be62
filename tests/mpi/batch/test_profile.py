"""The profile of files: every finding is planted, and nothing else is found."""

from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from matching.standardize.garbled_dates import is_garbled
from mpi.batch.masking import DOT, compared, masked
from mpi.batch.profile import FileRead, Profile, profile, write_profile
from mpi.batch.profile_validity import is_garbled as in_sql
from mpi.batch.standardizing import standardize_table
from mpi.cli import app
from mpi.files.demographics import Dates

GIVENS = (
    "Anna Bruno Clara Diego Elena Fritz Greta Hugo Ines Jonas Karla Louis Mina Nils Olga".split()
)
FAMILIES = "Adler Brandt Castro Dorn Ebert Falk Gomez Hahn Ibarra Jost Kern Lopez Moreno".split()
COLUMNS = (
    "source",
    "local_id",
    "given_name",
    "family_name",
    "birth_date",
    "sex",
    "ssn",
    "phone",
    "email",
    "address_line",
    "city",
    "state",
    "postal_code",
)


def _people(count: int, source: str = "NORTH") -> list[dict[str, str]]:
    """So many different people, each with all columns, nothing shared beyond chance."""
    return [
        {
            "source": source,
            "local_id": f"{i:05}",
            "given_name": GIVENS[i % len(GIVENS)],
            "family_name": FAMILIES[(i // 3) % len(FAMILIES)] + FAMILIES[i % len(FAMILIES)].lower(),
            "birth_date": f"{1940 + i % 70}-{1 + i % 12:02}-{2 + i % 27:02}",
            "sex": "FM"[i % 2],
            "ssn": f"{101 + i % 500}-{11 + i % 80}-{1001 + i}",
            "phone": f"312-{200 + i % 700}-{1000 + i}",
            "email": f"someone{i}@example.org",
            "address_line": f"{10 + i} Oak St",
            "city": "Springfield",
            "state": "IL",
            "postal_code": f"{60001 + i % 900}",
        }
        for i in range(count)
    ]


def _profiled(rows: list[dict[str, str]], **options: bool) -> Profile:
    columns = [c for c in COLUMNS if any(c in row for row in rows)] or COLUMNS[:4]
    rows = sorted(rows, key=lambda row: (row["source"], row["local_id"]))
    con = duckdb.connect()
    declared = ", ".join(f'"{column}" VARCHAR' for column in columns)
    con.execute(f"CREATE TABLE said (row_id BIGINT, {declared})")
    if rows:
        marks = ", ".join("?" * (len(columns) + 1))
        con.executemany(
            f"INSERT INTO said VALUES ({marks})",
            [[place, *(row.get(column) for column in columns)] for place, row in enumerate(rows)],
        )
    standardize_table(con, Dates(), 1)
    return profile(con, **options)


@pytest.fixture(scope="module")
def clean() -> Profile:
    return _profiled(_people(600))


def test_clean_records_raise_no_warning_and_nothing_is_over_shared(clean: Profile):
    assert clean.warnings == ()
    assert clean.shared == ()
    assert clean.placeholders == ()
    assert clean.keys_twice == 0


def test_what_is_said_is_usable_a_placeholder_or_not_understood():
    rows = _people(200)
    for row in rows[:20]:
        row["ssn"] = "999-99-9999"
        row["birth_date"] = "31/31/1980"
        row["phone"] = "000-000-0000"
        row["email"] = "none@none.com"
    found = _profiled(rows)
    for each in found.validity:
        assert each.said == each.usable + each.placeholder + each.not_understood
        assert each.partial <= each.usable


def test_dates_that_cannot_be_are_counted_and_warned_of():
    rows = _people(200)
    for row in rows[:20]:
        row["birth_date"] = "02/30/1980"
    found = _profiled(rows)
    assert found.garbled_dates == 20
    assert found.validity_total["birth date"].partial == 20
    assert any("10% of the birth dates cannot be" in warning for warning in found.warnings)


def test_sql_and_the_standardizer_mean_the_same_by_a_date_that_cannot_be():
    days = [f"{y:04}{m:02}{d:02}" for y in (0, 1699, 1700, 1900, 2000, 2201) for m in range(14)
            for d in (0, 1, 28, 29, 30, 31, 32)]  # fmt: skip
    with duckdb.connect() as con:
        con.register("days", pa.table({"day": [*days, "", "1980", "198002"]}))
        sql = con.execute(f"SELECT day, {in_sql('day')} FROM days").fetchall()
    assert sql == [(day, is_garbled(day)) for day, _ in sql]


def test_blanks_and_nulls_are_not_said_and_each_source_is_counted_alone():
    rows = [*_people(120), *_people(150, "SOUTH")]
    for row in rows:
        if row["source"] == "SOUTH":
            row["phone"] = ""
    del rows[0]["email"]
    found = _profiled(rows)
    said = {each.column: each.by_source for each in found.said}
    assert said["phone"] == {"NORTH": 120, "SOUTH": 0}
    assert said["email"] == {"NORTH": 119, "SOUTH": 150}
    assert any("SOUTH never says phone" in warning for warning in found.warnings)


def test_a_default_date_is_a_placeholder_and_no_date_at_all_is_not_understood():
    rows = _people(100)
    for row in rows[:7]:
        row["birth_date"] = "1900-01-01"
    for row in rows[7:10]:
        row["birth_date"] = "in spring"
    found = _profiled(rows).validity_total["birth date"]
    assert (found.said, found.placeholder, found.not_understood) == (100, 7, 3)


def test_years_initials_and_last_fours_are_usable_in_part():
    rows = _people(100)
    for row in rows[:4]:
        row |= {"birth_date": "1980", "given_name": "A", "ssn": "1234"}
    found = _profiled(rows).validity_total
    assert found["birth date"].partial == found["given name"].partial == found["SSN"].partial == 4


def test_a_word_for_sex_that_is_unknown_stands_for_nothing_and_a_strange_one_is_named():
    rows = _people(100)
    for row in rows[:5]:
        row["sex"] = "unknown"
    for row in rows[5:17]:
        row["sex"] = "2"
    found = _profiled(rows)
    sex = found.validity_total["sex"]
    assert (sex.usable, sex.placeholder, sex.not_understood) == (83, 5, 12)
    meanings = {word.said: word.meaning for word in found.words["sex"]}
    assert meanings["F"] == "female"
    assert meanings["2"] == ""
    assert any("[values.sex]" in warning for warning in found.warnings)


def test_a_filler_is_shown_but_a_number_never_issued_is_masked():
    rows = _people(100)
    for row in rows[:9]:
        row["ssn"] = "999-99-9999"
    rows[10]["ssn"] = rows[11]["ssn"] = "868-00-6087"
    (found,) = _profiled(rows).placeholders
    assert found.what == "SSN"
    assert found.total == 11
    assert found.examples == (("999-99-9999", 9), (f"{DOT * 3}-{DOT * 2}-{DOT * 4}", 2))


def test_a_clinics_phone_is_over_shared_and_a_familys_is_not():
    rows = _people(400)
    for row in rows[:60]:
        row["phone"] = "312-555-7777"
    for row in rows[100:106]:
        row["phone"] = "312-555-8888"
    (found,) = _profiled(rows, show_demographics=True).shared
    assert (found.what, found.value, found.records) == ("phone", "13125557777", 60)
    assert found.people_least >= 10
    assert found.expected < 2
    assert DOT in _profiled(rows).shared[0].value


def test_one_ssn_under_many_names_is_found_and_one_person_misspelt_is_not():
    rows = _people(200)
    for row in rows[:8]:
        row["ssn"] = "219-44-1234"
    person = {"given_name": "Anna", "family_name": "Kern", "birth_date": "1950-02-03"}
    for row in rows[50:58]:
        row |= {**person, "ssn": "350-44-1234"}
    rows[51]["given_name"] = "Ana"
    rows[52]["family_name"] = "Kernn"
    found = _profiled(rows)
    assert [(each.what, each.records) for each in found.shared] == [("SSN", 8)]
    assert any("1 SSN is used by three or more" in warning for warning in found.warnings)


def test_a_birth_date_far_above_its_neighbours_is_found():
    rows = _people(900)
    for row in rows[::20]:
        row["birth_date"] = "1977-07-07"
    (found,) = _profiled(rows, show_demographics=True).shared
    assert (found.what, found.value, found.records) == ("birth date", "1977-07-07", 45)
    assert found.expected < 2


def test_a_test_name_on_many_birth_dates_is_found():
    rows = _people(600)
    for row in rows[::20]:
        row |= {"given_name": "Zelda", "family_name": "Demorow"}
    (found,) = _profiled(rows, show_demographics=True).shared
    assert (found.what, found.value) == ("whole name", "ZELDA DEMOROW")


def test_duplicates_are_counted_within_each_source_and_over_all():
    rows = _people(100)
    again = [{**row, "local_id": f"9{row['local_id']}"} for row in rows[:5]]
    elsewhere = [{**row, "source": "SOUTH"} for row in rows[10:20]]
    elsewhere[0]["ssn"] = "350-44-1234"
    found = {each.source: each for each in _profiled([*rows, *again, *elsewhere]).alike}
    assert (found["NORTH"].surplus, found["SOUTH"].surplus, found[""].surplus) == (5, 0, 15)
    assert (found[""].ssn_agrees, found[""].ssn_differs) == (14, 1)


def test_without_birth_dates_it_says_that_little_will_be_linked():
    rows = _people(100)
    for row in rows:
        del row["birth_date"]
    assert any("hardly be told apart" in warning for warning in _profiled(rows).warnings)


def test_names_and_dates_alone_are_said_to_be_not_enough():
    kept = ("source", "local_id", "given_name", "family_name", "birth_date")
    rows = [{column: row[column] for column in kept} for row in _people(100)]
    assert any("rarely enough" in warning for warning in _profiled(rows).warnings)


def test_many_small_sources_are_counted_together():
    rows = [row for n in range(30) for row in _people(10 + n, f"S{n:02}")]
    found = _profiled(rows)
    assert len(found.records) == 10
    assert found.total == len(rows)
    assert found.records["all others"] == sum(10 + n for n in range(21))


def test_no_records_make_a_profile_that_says_so(tmp_path: Path):
    found = _profiled([])
    assert found.warnings == ("There are no records.",)
    write_profile(found, (), tmp_path / "page.html")


class _Strict(HTMLParser):
    """Fails on what is not closed in order, and on anything from elsewhere."""

    EMPTY = frozenset(("meta", "br", "rect", "line", "path", "!doctype"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "img", "iframe"), tag
        assert not any(name in ("src", "onclick", "onload") for name, _ in attrs)
        assert all((value or "").startswith("#") for name, value in attrs if name == "href")
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            assert self.open.pop() == tag


def _check_page(text: str) -> None:
    page = _Strict()
    page.feed(text)
    assert page.open == []
    assert "http://" not in text
    assert "https://" not in text
    assert "url(" not in text


def test_the_page_needs_nothing_from_elsewhere_and_escapes_what_files_say(tmp_path: Path):
    rows = _people(60, "<script>alert(1)</script>")
    for row in rows[:30]:
        row["phone"] = "312-555-7777"
    files = (FileRead("a<b.csv", 60, 1, 0, {"given_name": ("<i>first",)}, ("<b>",), {"a key": 1}),)
    page = tmp_path / "page.html"
    write_profile(_profiled(rows), files, page)
    _check_page(page.read_text("utf-8"))
    assert list(tmp_path.iterdir()) == [page]


def test_the_masked_page_shows_no_value_of_a_record_and_the_open_one_does(tmp_path: Path):
    rows = _people(300)
    for row in rows[:40]:
        row |= {"phone": "312-555-7777", "email": "zzphi@zzphi.example", "ssn": "219-44-1234"}
    masked_page, shown_page = tmp_path / "masked.html", tmp_path / "shown.html"
    write_profile(_profiled(rows), (), masked_page)
    write_profile(_profiled(rows, show_demographics=True), (), shown_page, show_demographics=True)
    text, shown = masked_page.read_text("utf-8"), shown_page.read_text("utf-8")
    for value in ("5557777", "zzphi", "ZZPHI", "219441234", "219-44-1234"):
        assert value not in text
    assert "13125557777" in shown
    assert "shows demographics" in shown


def test_the_command_shows_tables_and_writes_the_page(tmp_path: Path):
    rows = _people(80)
    file = tmp_path / "north.csv"
    lines = [",".join(COLUMNS), *(",".join(row[column] for column in COLUMNS) for row in rows)]
    file.write_text("\n".join(lines), encoding="utf-8")
    page = tmp_path / "page.html"
    done = CliRunner().invoke(app, ["profile", str(file), "--out", str(page)])
    assert done.exit_code == 0, done.output
    assert "How many records say it" in done.output
    _check_page(page.read_text("utf-8"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["north.csv", "page.html"]


@given(st.text(max_size=60))
def test_a_masked_value_holds_no_digit_and_no_letter_but_first_ones(value: str):
    hidden = masked(value)
    assert not any(sign.isdigit() for sign in hidden)
    letters = sum(sign.isalnum() for sign in hidden)
    words = sum(
        sign.isalnum() and (place == 0 or not value[place - 1].isalnum())
        for place, sign in enumerate(value)
    )
    assert letters <= words


@given(st.text(max_size=40), st.text(max_size=40))
def test_two_values_side_by_side_are_the_masked_values_in_parts(left: str, right: str):
    found = compared(left, right, show=False)
    if left == right:
        assert found.same
        assert found.left == ()
    else:
        assert "".join(part.text for part in found.left) == masked(left)
        assert "".join(part.text for part in found.right) == masked(right)


def test_the_digits_that_differ_are_marked():
    found = compared("1980-05-12", "1980-06-12", show=False)
    marked = [part.differs for part in found.left]
    assert sum(marked) == 1
    assert "".join(part.text for part in found.left) == f"{DOT * 4}-{DOT * 2}-{DOT * 2}"
