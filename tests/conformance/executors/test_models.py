"""A whole model gives a pair the same weight and the same verdict, online and in bulk."""

import dataclasses
import random

import duckdb
import pytest
from splink import DuckDBAPI, Linker

from matching import batch
from matching.household_sql import macros
from matching.levels import COMPARISONS
from matching.model import default_model
from matching.online import Sieve, score

TOLERANCE = 1e-9
EVERYTHING = -10_000.0


def _trained():
    """A model as training might give it: other weights, other frequencies, another prior."""
    rng = random.Random(9)
    shipped = default_model()
    comparisons = {
        name: {
            level: dataclasses.replace(
                weight,
                m=min(1.0, weight.m * rng.uniform(0.3, 3)),
                u=min(1.0, weight.u * rng.uniform(0.3, 3)),
                tf_share=weight.tf_share * rng.random() if name != "given" else rng.random(),
            )
            for level, weight in levels.items()
        }
        for name, levels in shipped.comparisons.items()
    }
    frequencies = {
        name: dataclasses.replace(each, u_exact=each.u_exact * 1.7, unseen=each.unseen / 3)
        for name, each in shipped.frequencies.items()
    }
    return dataclasses.replace(
        shipped,
        comparisons=comparisons,
        frequencies=frequencies,
        prior_log2=-17.3,
        digest="trained",
    )


MODELS = {"shipped": default_model, "trained": _trained}


@pytest.fixture(scope="module", params=MODELS)
def model(request):
    return MODELS[request.param]()


@pytest.fixture(scope="module")
def online(model, made_pairs):
    return [score(left, right, model) for left, right in made_pairs]


@pytest.fixture(scope="module")
def bulk(model, con):
    batch.score_pairs(con, model, EVERYTHING)
    return con.sql("FROM scored ORDER BY l").to_arrow_table().to_pylist()


def test_a_pair_weighs_the_same_online_and_in_bulk(online, bulk):
    assert len(bulk) == len(online)
    worst = max(abs(one.weight - other["weight"]) for one, other in zip(online, bulk, strict=True))
    assert worst <= TOLERANCE


@pytest.mark.parametrize("least", [-18.0, 0.0, 5.5])
def test_a_hopeless_pair_weighs_less_than_was_asked(model, made_pairs, online, least):
    found = [Sieve(left, model, least).levels(right) for left, right in made_pairs]
    hopeless = [levels is None for levels in found]
    assert all(one.weight < least for one, is_so in zip(online, hopeless, strict=True) if is_so)
    assert sum(hopeless) > 0.8 * sum(one.weight < least - 8 for one in online)
    for (left, right), levels, one in zip(made_pairs, found, online, strict=True):
        if levels is not None:
            assert score(left, right, model, levels) == one


def test_each_comparison_weighs_the_same_online_and_in_bulk(online, bulk):
    for one, other in zip(online, bulk, strict=True):
        said = {evidence.comparison: evidence.weight_log2 for evidence in one.evidence}
        for comparison in COMPARISONS:
            found = other[f"weight_{comparison.name}"]
            assert abs(found - said.get(comparison.name, 0.0)) <= TOLERANCE


def test_a_pair_falls_on_the_same_side_of_every_threshold(model, online, bulk):
    limits = model.thresholds
    for limit in (limits.contradiction, limits.review, limits.link):
        assert [one.weight >= limit for one in online] == [
            other["weight"] >= limit for other in bulk
        ]


def test_what_weighs_less_than_the_floor_is_left_out(model, con, bulk):
    floor = model.thresholds.contradiction
    batch.score_pairs(con, model, floor)
    kept = con.sql("FROM scored ORDER BY l").to_arrow_table().to_pylist()
    assert kept == [row for row in bulk if row["weight"] >= floor]
    assert 0 < len(kept) < len(bulk)


def test_plain_splink_gives_the_same_weights(model, con, bulk):
    """The settings are all that is needed: a Linker of Splink's own, and its predict."""
    some = 2_000
    own = duckdb.connect()
    compared = con.sql(f"FROM compared WHERE row_id < {2 * some}").to_arrow_table()
    for macro in macros():
        own.execute(macro)
    own.register("some_compared", compared)
    own.execute("CREATE TABLE compared AS FROM some_compared")
    batch.frequency_tables(own, model)
    database = DuckDBAPI(connection=own)
    settings = batch.splink_settings(model)
    linker = Linker(database.register("compared"), settings, validate_settings=False)
    for each in model.frequencies.values():
        linker.table_management.register_term_frequency_lookup(
            database.register(f"frequencies_{each.column}"), each.column
        )
    own.execute(
        "CREATE TABLE blocked AS SELECT '0' AS match_key, 2 * i AS join_key_l,"
        " 2 * i + 1 AS join_key_r FROM range(?) t(i)",
        [some],
    )
    linker.table_management.register_blocked_pairs_for_predict(database.register("blocked"))
    predicted = linker.inference.predict()
    weights = own.execute(
        f"SELECT match_weight FROM {predicted.physical_name} ORDER BY row_id_l"
    ).fetchall()
    own.close()
    assert len(weights) == some
    worst = max(
        abs(weight - row["weight"]) for (weight,), row in zip(weights, bulk[:some], strict=True)
    )
    assert worst <= TOLERANCE
