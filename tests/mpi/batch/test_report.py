"""The report of a run: its figures are those of the tables, and nobody can be read from it."""

import random
import re
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from blocking.plan import default_plan
from matching.expectation import Band, Estimate, Expectation
from matching.model import default_model
from mpi.batch.pages import about, bits, count, people, percent, small
from mpi.batch.pipeline import Chosen, Training, matched, standardized
from mpi.batch.profile import FileRead, profile
from mpi.batch.report import ReportContext, write_report
from mpi.batch.report_examples import groups
from mpi.batch.report_facts import facts
from mpi.batch.stages import Stages
from mpi.files.demographics import Dates

COLUMNS = (
    "source",
    "local_id",
    "given_name",
    "family_name",
    "birth_date",
    "sex",
    "ssn",
    "phone",
    "address_line",
    "city",
    "postal_code",
)
MODEL = default_model()


def _letters(random_: random.Random, length: int) -> str:
    return "".join(random_.choice("abcdefghijklmnoprstuvw") for _ in range(length))


def _records() -> list[dict[str, str]]:
    """Invented people of marked names in two sources, some of them in both, with twins and
    fathers and sons among them."""
    random_ = random.Random(4)
    rows: list[dict[str, str]] = []
    for number in range(260):
        row = {
            "source": random_.choice(("NORTH", "SOUTH")),
            "local_id": f"{number:04}",
            "given_name": "Zzphi" + _letters(random_, 4),
            "family_name": "Zzphi" + _letters(random_, 6),
            "birth_date": f"{random_.randint(1930, 2010)}-{random_.randint(1, 12):02}-"
            f"{random_.randint(2, 28):02}",
            "sex": random_.choice("FM"),
            "ssn": f"{random_.randint(101, 665)}-{random_.randint(10, 99)}-"
            f"{random_.randint(1000, 9999)}",
            "phone": f"312-{random_.randint(200, 999)}-{random_.randint(1000, 9999)}",
            "address_line": f"{random_.randint(1, 9999)} Zzphi{_letters(random_, 5)} St",
            "city": "Zzphitown",
            "postal_code": f"{random_.randint(60001, 62999)}",
        }
        rows.append(row)
        if number % 3 == 0:
            rows.append(_again(row, number, random_))
        if number % 13 == 0:
            twin = row | {"local_id": f"t{number}", "given_name": "Zzphi" + _letters(random_, 7)}
            rows.append(twin | {"ssn": ""})
        if number % 17 == 0:
            year = int(row["birth_date"][:4]) + 27
            son = row | {"local_id": f"s{number}", "birth_date": f"{year}-03-04", "ssn": ""}
            rows.append(son)
    return rows


def _again(row: dict[str, str], number: int, random_: random.Random) -> dict[str, str]:
    """The same human once more, with less said or something mistaken."""
    again = row | {"source": "SOUTH", "local_id": f"9{number:04}"}
    for column in random_.sample(("ssn", "phone", "address_line", "postal_code"), number % 4):
        again[column] = ""
    if number % 6 == 0:
        again["given_name"] = row["given_name"][:-1] + "x"
    if number % 9 == 0:
        again["birth_date"] = row["birth_date"][:-1] + "1"
    return again


def _run(rows: list[dict[str, str]]) -> duckdb.DuckDBPyConnection:
    rows = sorted(rows, key=lambda row: (row["source"], row["local_id"]))
    con = duckdb.connect(config={"threads": 2})
    declared = ", ".join(f"{column} VARCHAR" for column in COLUMNS)
    con.execute(f"CREATE TABLE said (row_id BIGINT, {declared})")
    if rows:
        marks = ", ".join("?" * (len(COLUMNS) + 1))
        con.executemany(
            f"INSERT INTO said VALUES ({marks})",
            [[place, *(row[column] for column in COLUMNS)] for place, row in enumerate(rows)],
        )
    stages = Stages()
    standardized(con, Dates(), stages)
    matched(con, Chosen(MODEL, default_plan(), "shipped", "it ships"), Training.NEVER, stages)
    return con


@pytest.fixture(scope="module")
def run():
    with _run(_records()) as con:
        yield con


@pytest.fixture(scope="module")
def page(run, tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(run, path, ReportContext(MODEL, profile=profile(run)))
    return path.read_text("utf-8")


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])


def test_the_counts_are_those_of_the_tables(run, page: str):
    found = facts(run, MODEL.thresholds)
    assert found.counts.records == _one(run, "SELECT count(*) FROM said")
    assert found.counts.persons == _one(run, "SELECT count(DISTINCT person) FROM persons")
    together = "FROM decided JOIN persons a ON a.row_id = l JOIN persons b ON b.row_id = r"
    same, two = "a.person = b.person", "a.person <> b.person"
    links = _one(run, f"SELECT count(*) {together} WHERE verdict = 'link' AND {same}")
    reviews = _one(run, f"SELECT count(*) {together} WHERE verdict <> 'apart' AND {two}")
    assert (found.counts.links, found.counts.reviews) == (links, reviews)
    assert links > 30
    assert reviews > 3
    for number in (found.counts.records, found.counts.persons, links, reviews):
        assert f"{number:,}" in page


def test_every_scored_pair_stands_in_one_bin_and_every_person_in_one_size(run):
    found = facts(run, MODEL.thresholds)
    assert sum(each.total for each in found.bins) == found.counts.scored
    assert sum(each.link for each in found.bins) == found.counts.links + found.counts.settled
    assert sum(each.persons for each in found.sizes) == found.counts.persons
    by_level: dict[str, int] = {}
    for (comparison, _), each in found.levels.items():
        by_level[comparison] = by_level.get(comparison, 0) + each.scored
    assert set(by_level.values()) == {found.counts.scored}


def test_duplicates_and_overlap_add_up(run):
    found = facts(run, MODEL.thresholds)
    assert sum(each.records for each in found.by_source) == found.counts.records
    both = found.overlaps["NORTH", "SOUTH"]
    assert both == found.overlaps["SOUTH", "NORTH"]
    assert all(each.overlap == both for each in found.by_source)
    assert sum(each.persons for each in found.by_source) - both == found.counts.persons


def test_the_steps_of_every_example_lead_from_the_prior_to_the_weight(run):
    found = groups(run, ReportContext(MODEL))
    examples = [each for group in found for each in group.examples]
    assert len(examples) > 10
    for each in examples:
        assert each.prior == MODEL.prior_log2
        assert each.steps[-1].after == pytest.approx(each.weight)
        assert each.low <= min(step.after for step in each.steps)
        assert each.high >= max(step.after for step in each.steps)


def test_there_are_examples_of_links_reviews_and_guards_with_their_rules(run):
    found = {group.title.partition(":")[0]: group for group in groups(run, ReportContext(MODEL))}
    assert {"Linked", "Waiting", "Guarded"} <= set(found)
    assert all(each.verdict == "link" for each in found["Linked"].examples)
    assert all(each.rules for each in found["Guarded"].examples)


def test_no_value_of_a_record_can_be_read_from_the_masked_page(run, page: str):
    assert "zzphi" not in page.lower()
    rows = run.execute(
        "SELECT ssn, phones[1], birth_date, postal_code || ' ', house_number || ' ' FROM rows"
    ).fetchall()
    text = re.sub(r"<[^>]*>", " ", page)  # what a reader sees
    for ssn, phone, birth_date, *_ in rows:
        for value in (ssn, phone, birth_date):
            if value:
                assert value not in text
        if birth_date:
            assert f"{birth_date[:4]}-{birth_date[4:6]}-{birth_date[6:]}" not in text
    for (key,) in run.execute("SELECT local_id FROM said WHERE length(local_id) > 4").fetchall():
        assert key not in text


def test_with_show_demographics_the_values_stand_there_and_the_page_warns(run, tmp_path: Path):
    path = tmp_path / "report.html"
    write_report(run, path, ReportContext(MODEL, show_demographics=True))
    text = path.read_text("utf-8")
    assert "ZZPHI" in text
    assert "shows demographics" in text


def test_the_same_run_gives_the_same_page_whatever_the_order_of_rows(page: str, tmp_path: Path):
    rows = _records()
    random.Random(9).shuffle(rows)
    with _run(rows) as con:
        path = tmp_path / "report.html"
        write_report(con, path, ReportContext(MODEL, profile=profile(con)))
    assert path.read_text("utf-8") == page


class _Strict(HTMLParser):
    """Fails on what is not closed in order, and on anything from elsewhere."""

    EMPTY = frozenset(("meta", "br", "rect", "line", "path"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.captions = self.tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "img", "iframe"), tag
        assert not any(name in ("src", "onclick", "onload") for name, _ in attrs)
        assert all((value or "").startswith("#") for name, value in attrs if name == "href")
        if tag == "svg":
            said = dict(attrs)
            assert said.get("aria-hidden") == "true" or said.get("aria-label")
        self.captions += tag == "caption"
        self.tables += tag == "table"
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            assert self.open.pop() == tag


def test_the_page_needs_nothing_from_elsewhere_and_every_table_has_a_caption(page: str):
    found = _Strict()
    found.feed(page)
    assert found.open == []
    assert found.tables == found.captions > 10
    assert "http://" not in page
    assert "https://" not in page
    assert "url(" not in page


def test_everything_that_the_context_says_is_in_the_page_and_escaped(run, tmp_path: Path):
    path = tmp_path / "report.html"
    expectation = Expectation(
        method="Estimated from the weights.",
        false_links=Estimate(3.2, 1.1, 9.5),
        missed_pairs=Estimate(220, 180, 300),
        missed_by_blocking=Estimate(14, 3, 60),
        links=1000,
        bands=(Band(5.5, 10, 100, 0.97, Estimate(0.965, 0.95, 0.98)),),
    )
    context = ReportContext(
        MODEL,
        model_origin="trained",
        model_reason="there are pairs enough",
        model_checks=("The prior agrees.",),
        files=(FileRead("a<b.csv", 12, 3, 1, {"sex": ("Gen<der",)}, ("junk&",), {"a key": 3}),),
        stages={"read": 1.25, "score": 80.0},
        expectation=expectation,
        warnings=("Mind the <gap>.",),
        versions={"splink": "5.0.0"},
    )
    write_report(run, path, context)
    text = path.read_text("utf-8")
    _Strict().feed(text)
    for said in (
        "A model was trained on these records, since there are pairs enough.",
        "The prior agrees.",
        "a&lt;b.csv",
        "Gen&lt;der",
        "junk&amp;",
        "Mind the &lt;gap&gt;.",
        "1 min 20",
        "Estimated from the weights.",
        "99.7",  # the precision that the expectation claims
        "96.5",
        "3 rows were rejected",
    ):
        assert said in text.replace("\u202f", " "), said


def test_a_run_without_records_or_pairs_still_has_a_report(tmp_path: Path):
    for rows in ([], _records()[:1]):
        with _run(rows) as con:
            write_report(con, tmp_path / "report.html", ReportContext(MODEL, profile=profile(con)))
    assert "There are no pairs to show." in (tmp_path / "report.html").read_text("utf-8")


def test_little_linked_is_said_first(tmp_path: Path):
    apart = [row for row in _records() if row["local_id"].isdigit() and len(row["local_id"]) == 4]
    with _run(apart) as con:
        write_report(con, tmp_path / "report.html", ReportContext(MODEL))
    assert "Little was linked" in (tmp_path / "report.html").read_text("utf-8")


def test_numbers_are_written_for_people():
    thin = "\u202f"
    assert count(1234567.4) == "1,234,567"
    assert percent(0.0) == f"0{thin}%"
    assert percent(0.00001) == f"<{thin}0.1{thin}%"
    assert percent(0.99999) == f">{thin}99.9{thin}%"
    assert percent(1.0) == f"100{thin}%"
    assert bits(-3.25) == "\u22123.2"
    assert bits(0.0) == "0.0"
    assert about(0.034) == "under 0.1"
    assert about(1234.5) == "1,234"
    assert people(0.2) == "fewer than 1"
    assert small(0.5) == "0.5"
    assert small(2e-5) == "1 in 50,000"
