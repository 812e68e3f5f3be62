"""Training on files without labels, from match rows and candidate pairs to a model or a reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from blocking.plan import default_plan
from blocking.rules import candidate_pairs
from matching.batch import prepare
from matching.calibration import Calibration
from matching.checks import MATCHES_MIN
from matching.model import GivesWay, default_model, parse, save, sealed
from matching.train import LINK, LINK_UNDATED, Trained, _accepted, train
from mpi.batch.standardizing import standardize_table
from mpi.files.demographics import Dates

PEOPLE = Path(__file__).parents[1] / "data" / "pseudopeople.parquet"
FAMILIES = f"FROM '{PEOPLE}' WHERE md5_number(family_name) % 36 = 0"


@contextmanager
def database(
    records: str, order: str = "row_id", *, dated: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Standardized rows and candidate pairs of some records, whose rows lie in some order."""
    with duckdb.connect(config={"threads": 2}) as con:
        con.execute(
            "CREATE TABLE said AS FROM ("
            "  SELECT row_number() OVER (ORDER BY source, local_id) - 1 AS row_id,"
            f" * EXCLUDE (race{'' if dated else ', birth_date'}) {records}) ORDER BY {order}"
        )
        standardize_table(con, Dates(), processes=1)
        prepare(con)
        candidate_pairs(con, default_plan())
        yield con


def tables(con: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


@pytest.fixture(scope="module")
def families() -> Iterator[duckdb.DuckDBPyConnection]:
    with database(FAMILIES) as con:
        yield con


@pytest.fixture(scope="module")
def trained(families: duckdb.DuckDBPyConnection) -> tuple[Trained, set[str], set[str]]:
    """What training says, and the tables before and after."""
    before = tables(families)
    return train(families, default_model()), before, tables(families)


def test_a_model_that_passes_its_checks_is_accepted_and_says_on_what(trained):
    found, _, _ = trained
    assert found.is_accepted
    assert found.model.name == "trained"
    assert found.model.digest != default_model().digest
    assert found.matches > MATCHES_MIN
    assert len(found.checks) == 4
    assert found.calibration is not None


def test_the_expected_pairs_of_one_person_are_about_as_many_as_there_are(trained, families):
    truth = PEOPLE.with_name("pseudopeople.truth.parquet")
    (there,) = families.execute(
        "SELECT sum(n * (n - 1) // 2) FROM (SELECT count(*) AS n FROM said"
        f" JOIN '{truth}' USING (source, local_id) GROUP BY person)"
    ).fetchall()[0]
    assert trained[0].matches == pytest.approx(there, rel=0.1)


def test_no_hold_stands_aside_below_the_link_threshold(trained):
    model = trained[0].model
    assert model.thresholds.link == LINK
    assert model.holds
    assert all(weight >= LINK for weight in model.holds.values())


def test_more_is_asked_of_a_link_where_no_birth_date_tells_namesakes_apart():
    with database(FAMILIES, dated=False) as con:
        model = train(con, default_model()).model
    assert model.name == "trained"
    assert model.thresholds.link == LINK_UNDATED > LINK
    ways = [at for way in model.guards.values() for at in (way.alone, way.beside) if at is not None]
    weights = [*model.holds.values(), *model.holds_alone.values(), *ways]
    assert all(weight >= LINK_UNDATED for weight in weights)


@pytest.mark.parametrize("link", [LINK, LINK_UNDATED])
def test_no_rule_gives_way_to_a_weight_that_is_not_linked(link):
    limits = replace(default_model().thresholds, link=link)
    model = sealed(replace(default_model(), thresholds=limits, holds={}, holds_alone={}, guards={}))
    low, high = GivesWay(alone=3.0, beside=None), GivesWay(alone=None, beside=15.0)
    found = Calibration(
        holds={"a": 3.0, "b": 10.0},
        holds_alone={"b": 3.0},
        guards={"number": low, "generation": high},
        lenient_guards=frozenset(),
        found={},
        gave_way={},
        clean={},
    )
    accepted = _accepted(model, found)
    assert accepted.holds == {"a": link, "b": 10.0}
    assert accepted.holds_alone == {"b": link}
    assert accepted.guards == {"number": replace(low, alone=link), "generation": high}


def test_training_leaves_the_pairs_and_no_other_table_behind(trained, families):
    _, before, after = trained
    assert after == before
    (count,) = families.execute("SELECT count(*) FROM pairs").fetchall()[0]
    assert count == candidate_pairs(families, default_plan()).pairs


def test_a_trained_model_is_written_and_read_as_it_is(trained, tmp_path):
    model = trained[0].model
    save(model, tmp_path / "ours.json")
    assert parse((tmp_path / "ours.json").read_bytes()).digest == model.digest


def test_judged_pairs_are_trained_with_and_held_against_the_model(trained, families):
    """Sixty pairs of one person that the model would link, and as many of two persons."""
    truth = PEOPLE.with_name("pseudopeople.truth.parquet")
    judged = families.sql(
        "WITH known AS (SELECT row_id, person FROM said"
        f" JOIN '{truth}' USING (source, local_id)),"
        " pairs_known AS (SELECT l, r, a.person = b.person AS same FROM pairs"
        " JOIN known a ON a.row_id = l JOIN known b ON b.row_id = r)"
        " (FROM pairs_known WHERE same ORDER BY l, r LIMIT 60)"
        " UNION ALL (FROM pairs_known WHERE NOT same ORDER BY l, r LIMIT 60)"
    ).to_arrow_table()
    found = train(families, default_model(), judged=judged)
    assert found.is_accepted
    assert found.model.digest != trained[0].model.digest
    assert "judged pairs it would link" in found.checks[-1]
    assert not {name for name in tables(families) if "training" in name or "judged" in name}


def test_a_model_that_links_what_people_found_to_be_two_persons_is_refused(families):
    """Whoever judged these was wrong; but a model that claims otherwise is not used unseen."""
    judged = families.sql(
        "SELECT l, r, false AS same FROM pairs JOIN said a ON a.row_id = l"
        " JOIN said b ON b.row_id = r WHERE a.given_name = b.given_name"
        " AND a.family_name = b.family_name AND a.birth_date = b.birth_date ORDER BY l, r LIMIT 60"
    ).to_arrow_table()
    found = train(families, default_model(), judged=judged)
    assert not found.is_accepted
    assert "people found 0 to be one person" in found.reason
    assert found.model is default_model()


def test_names_that_few_bear_get_no_frequency_of_their_own(trained):
    """Neither a slip of the pen nor a rare name of somebody stands in the artefact."""
    base, model = default_model(), trained[0].model
    for name, frequencies in model.frequencies.items():
        known = base.frequencies[name].values.keys()
        assert known <= frequencies.values.keys()
        added = frequencies.values.keys() - known
        assert len(added) < 0.01 * len(known)


def test_the_same_records_give_the_same_model_whatever_the_order_of_their_rows():
    some = f"FROM '{PEOPLE}' WHERE md5_number(family_name) % 90 = 0"
    digests = set()
    for order in ("row_id", "row_id DESC", "md5(row_id::VARCHAR)"):
        with database(some, order) as con:
            found = train(con, default_model())
            assert found.is_accepted
            digests.add(found.model.digest)
    assert len(digests) == 1


def test_fifty_records_are_refused_with_a_reason():
    """Forty people, ten of them twice, teach too little about duplicates."""
    truth = PEOPLE.with_name("pseudopeople.truth.parquet")
    fifty = (
        "FROM (SELECT * EXCLUDE (person, of_person, of_record) FROM ("
        "  SELECT *, dense_rank() OVER (ORDER BY md5(person::VARCHAR)) AS of_person,"
        "    row_number() OVER (PARTITION BY person ORDER BY source, local_id) AS of_record"
        f"  FROM '{PEOPLE}' AS p JOIN '{truth}' AS t USING (source, local_id)"
        ") WHERE of_person <= 40 AND of_record <= if(of_person <= 10, 2, 1))"
    )
    with database(fifty) as con:
        found = train(con, default_model())
        assert len(con.execute("FROM rows").fetchall()) in range(45, 51)
        assert "pairs" in tables(con)
        assert not {name for name in tables(con) if "training" in name}
    assert not found.is_accepted
    assert found.model is default_model()
    assert "too few to learn from" in found.reason
    assert found.checks


def test_records_that_never_meet_are_refused_with_a_reason(families):
    families.execute("BEGIN")
    families.execute("DELETE FROM pairs")
    found = train(families, default_model())
    families.execute("ROLLBACK")
    assert (found.is_accepted, found.model) == (False, default_model())
    assert found.reason == "no two records could be compared"
