"""Training finds the shares that pairs were drawn with, at the scale of the whole population."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching.em import NAMES, Patterns, Population, fitted
from matching.levels import LEVEL_NAMES
from matching.model import default_model

RECORDS = 5_000
ALL_PAIRS = RECORDS * (RECORDS - 1) / 2
MATCHES = 5_000
BROUGHT_TOGETHER = 20_000  # pairs of two people that blocking brings
AT_RANDOM = 200_000
HOUSEHOLD = NAMES.index("household")
BOTH_SAID = [place for place, name in enumerate(LEVEL_NAMES["household"]) if "unsaid" not in name]
HOUSEMATE = LEVEL_NAMES["household"].index("family_exact_home_address_phone")
UNSAID_HOME = LEVEL_NAMES["household"].index("family_exact_home_unsaid")
SWAPPED = LEVEL_NAMES["given"].index("swapped")


def shares_of(what, sway, dice):
    """The base model's m or u, each level swayed by chance."""
    found = {}
    for name in NAMES:
        base = [
            getattr(default_model().comparisons[name][level], what) for level in LEVEL_NAMES[name]
        ]
        swayed = np.array(base) * np.exp(sway * dice.standard_normal(len(base)))
        if name == "household":
            keep = np.isin(np.arange(len(base)), BOTH_SAID)
            swayed = np.where(keep, swayed, 0.0)
        found[name] = swayed / swayed.sum()
    return found


def drawn(shares, count, dice, unsaid=0.2):
    """Levels of so many pairs, the comparisons independent of each other."""
    levels = np.zeros((count, len(NAMES)), dtype=np.int64)
    for place, name in enumerate(NAMES):
        levels[:, place] = 1 + dice.choice(len(shares[name]), count, p=shares[name])
        if name not in ("given", "household"):
            levels[dice.random(count) < unsaid, place] = 0
    return levels


def patterns(levels):
    alike, pairs = np.unique(levels, axis=0, return_counts=True)
    none = np.zeros(len(alike))
    return Patterns(alike, pairs.astype(np.float64), none, none)


class World:
    """Pairs of known shares: a file of which all is known."""

    def __init__(self, seed, matches=MATCHES):
        self.dice = np.random.default_rng(seed)
        self.m = shares_of("m", 0.5, self.dice)
        self.u = shares_of("u", 0.5, self.dice)
        self.one = drawn(self.m, matches, self.dice)
        self.two = drawn(self.u, BROUGHT_TOGETHER, self.dice)
        self.random = drawn(self.u, AT_RANDOM, self.dice)

    def population(self, *more):
        candidates = patterns(np.concatenate([self.one, self.two, *more]))
        return Population(RECORDS, candidates, patterns(self.random), 0.0, 1.0)

    def fitted(self, *more):
        return fitted(self.population(*more), default_model(), self.u["given"][0])


@pytest.fixture(scope="module")
def world():
    return World(1)


@pytest.fixture(scope="module")
def found(world):
    return world.fitted()


def test_the_prior_is_that_of_all_pairs_of_the_population(found):
    assert found.prior == pytest.approx(MATCHES / ALL_PAIRS, rel=0.03)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "household"])
def test_the_shares_of_true_pairs_are_found_within_two_hundredths(world, found, name):
    assert found.m[name] == pytest.approx(world.m[name], abs=0.02)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "household"])
def test_the_shares_of_chance_are_found_within_a_tenth_where_they_are_seen(world, found, name):
    often = world.u[name] * AT_RANDOM > 1_000
    assert often.any()
    assert found.u[name][often] == pytest.approx(world.u[name][often], rel=0.1)


def test_what_true_housemates_and_families_share_is_found(world, found):
    swayed = world.m["household"][BOTH_SAID]
    assert found.m["household"][BOTH_SAID] == pytest.approx(swayed, abs=0.03)


def test_a_small_file_barely_moves_the_base():
    small = World(2, matches=5)
    base = default_model().comparisons
    now = fitted(
        replace(small.population(), records=100), default_model(), base["given"]["exact"].u
    )
    for name in NAMES:
        if name != "household":
            start = np.array([base[name][level].m for level in LEVEL_NAMES[name]])
            assert now.m[name] == pytest.approx(start / start.sum(), abs=0.1), name


def test_housemates_raise_what_living_together_tells_by_chance_and_not_the_prior(world, found):
    housemates = drawn(world.u, MATCHES // 2, world.dice)
    housemates[:, HOUSEHOLD] = 1 + HOUSEMATE
    now = world.fitted(housemates)
    met = len(housemates) / ALL_PAIRS
    assert found.u["household"][HOUSEMATE] < met / 10
    assert now.u["household"][HOUSEMATE] == pytest.approx(met, rel=0.1)
    assert now.prior == pytest.approx(found.prior, rel=0.03)


def test_names_in_each_others_place_agree_once(world, found):
    """Both comparisons see a swap; together they weigh what the swap alone is worth."""
    given = NAMES.index("given")
    m, u = 0.05, 0.0005

    def with_swaps(levels, share):
        levels = levels.copy()
        chosen = world.dice.random(len(levels)) < share
        levels[chosen, given] = 1 + SWAPPED
        exact = [
            place for place in BOTH_SAID if LEVEL_NAMES["household"][place].startswith("family_e")
        ]
        at_home = [place for place in exact if "elsewhere" in LEVEL_NAMES["household"][place]]
        levels[chosen, HOUSEHOLD] = 1 + at_home[0]
        return levels

    candidates = np.concatenate([with_swaps(world.one, m), with_swaps(world.two, u)])
    chance = patterns(with_swaps(world.random, u))
    population = Population(RECORDS, patterns(candidates), chance, 0.0, 1.0)
    now = fitted(population, default_model(), world.u["given"][0])
    swap = np.log2(now.m["given"][SWAPPED] / now.u["given"][SWAPPED])
    family = np.log2(now.m["household"][UNSAID_HOME] / now.u["household"][UNSAID_HOME])
    assert swap + family == pytest.approx(np.log2(m / u), abs=1.0)
    assert family > 5


def test_another_given_name_stays_the_exception_among_true_pairs():
    """A class in which it is usual would be families, not persons."""
    families = World(3)
    given = NAMES.index("given")
    other = families.dice.random(MATCHES) < 0.6
    families.one[other, given] = len(LEVEL_NAMES["given"])
    now = families.fitted()
    assert now.m["given"][-1] <= 0.2 + 1e-9


def test_the_same_pairs_give_the_same_shares_however_often_they_are_asked(world, found):
    again = world.fitted()
    assert again.prior == found.prior
    assert all(np.array_equal(again.m[name], found.m[name]) for name in NAMES)


MIDDLE = NAMES.index("middle")


def split(world, part, says):
    """The world's pairs, of which a part is judged: what `says` of the truth."""
    levels = np.concatenate([world.one, world.two])
    truth = np.concatenate([np.ones(len(world.one)), np.zeros(len(world.two))])
    judged = np.random.default_rng(9).random(len(levels)) < part
    known = np.where(judged, says(levels, truth), np.nan)
    alike, place = np.unique(np.column_stack([levels, known]), axis=0, return_inverse=True)
    none = np.zeros(len(alike))
    candidates = Patterns(
        alike[:, :-1].astype(np.int64), np.bincount(place).astype(np.float64), none, none,
        alike[:, -1],
    )  # fmt: skip
    return Population(RECORDS, candidates, patterns(world.random), 0.0, 1.0)


def test_what_nobody_judged_changes_nothing(world, found):
    now = fitted(split(world, 0.0, lambda _, truth: truth), default_model(), world.u["given"][0])
    assert now.prior == pytest.approx(found.prior)
    assert all(now.m[name] == pytest.approx(found.m[name]) for name in NAMES)


def test_true_judgements_of_many_pairs_leave_the_shares_where_they_belong(world):
    """A judged pair speaks for itself only, so a sample of doubtful pairs distorts nothing."""

    def doubtful(levels, truth):
        far = (levels[:, MIDDLE] == len(LEVEL_NAMES["middle"])) | (levels[:, MIDDLE] == 0)
        return np.where(far, truth, np.nan)

    now = fitted(split(world, 0.8, doubtful), default_model(), world.u["given"][0])
    assert now.prior == pytest.approx(MATCHES / ALL_PAIRS, rel=0.03)
    for name in set(NAMES) - {"household"}:
        assert now.m[name] == pytest.approx(world.m[name], abs=0.02), name


def test_a_judged_pair_is_held_at_what_was_judged_whatever_its_levels_say(world, found):
    """People who find that true pairs with different middle names are not one person are heard."""
    differs = len(LEVEL_NAMES["middle"])

    def strict(levels, truth):
        return np.where(levels[:, MIDDLE] == differs, 0.0, np.nan)

    now = fitted(split(world, 1.0, strict), default_model(), world.u["given"][0])
    assert now.m["middle"][-1] < 0.2 * found.m["middle"][-1]
    assert now.prior < found.prior
