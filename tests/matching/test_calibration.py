"""What a field that was set aside says of pairs, and what the rules may leave aside for it."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from matching.calibration import ALWAYS, CHECKS, GIVES_WAY, SIGNS_OF_TWO, STEPS, calibrated
from matching.guards import MAY_GIVE_WAY
from matching.levels import COMPARISONS
from matching.model import GivesWay, default_model

ANSWERED = ("birth_date", "email")
SURE = 25.0  # bits: whatever field is set aside, the rest calls such a pair one person


class Pairs:
    """Scored and decided pairs, some of them one person's, made up rule by rule."""

    def __init__(self, weight=SURE):
        self.weight = weight
        self.dice = np.random.default_rng(5)
        self.levels = {name: [] for name in CHECKS}
        self.rules = {"held": [], "guards": []}

    def add(self, kind, names, count, part, answered=ANSWERED):
        """`part` of the pairs is one person's; the fields in `answered` say so, others nothing."""
        is_one = np.arange(count) < round(part * count)
        for name in CHECKS:
            answers = np.zeros(count, dtype=np.int64)
            if name in answered:
                one, two = self.drawn(name, "m", count), self.drawn(name, "u", count)
                answers = np.where(is_one, one, two)
            self.levels[name].append(answers)
        for column, rules in self.rules.items():
            rules.extend([names.split() if column == kind else []] * count)
        return self

    def drawn(self, name, what, count):
        weights = default_model().comparisons[name]
        levels = next(each.levels for each in COMPARISONS if each.name == name)
        shares = np.array([getattr(weights[level.name], what) for level in levels])
        return 1 + self.dice.choice(len(shares), count, p=shares / shares.sum())

    def calibrated(self):
        count = len(self.rules["held"])
        ends = {"l": np.arange(count), "r": np.arange(count) + count}
        scored = {**ends, "weight": np.full(count, self.weight)}
        for name, some in self.levels.items():
            scored[f"level_{name}"] = np.concatenate(some)
            scored[f"weight_{name}"] = np.zeros(count)
        names = pa.list_(pa.string())
        rules = {column: pa.array(some, names) for column, some in self.rules.items()}
        verdicts = [
            "review" if any((h, g)) else "link" for h, g in zip(*self.rules.values(), strict=True)
        ]
        with duckdb.connect() as con:
            con.register("given_scores", pa.table(scored))
            con.register("given_weights", pa.table({**ends, "weight": scored["weight"]}))
            con.register("given_verdicts", pa.table({**ends, **rules, "verdict": verdicts}))
            con.execute("CREATE TABLE rows AS SELECT '19800512' AS birth_date")
            con.execute("CREATE TABLE scored AS FROM given_scores")
            con.execute(
                "CREATE TABLE decided AS FROM given_verdicts JOIN given_weights USING (l, r)"
            )
            return calibrated(con, default_model())


def test_the_true_part_of_a_mixture_is_found_and_its_interval_covers_it():
    pairs, parts = Pairs(), dict(enumerate(np.linspace(0.02, 0.98, 25)))
    for number, part in parts.items():
        pairs.add("held", f"mixture_{number}", 300, part)
    found = pairs.calibrated().found
    covered = 0
    for number, part in parts.items():
        masked = found[f"mixture_{number}"]
        assert masked.part.value == pytest.approx(part, abs=0.08)
        covered += masked.part.low <= part <= masked.part.high
        assert (masked.pairs, masked.checked) == (300, 600)
    assert covered >= 0.8 * len(parts)


def test_pairs_that_name_nobody_may_be_linked_as_exceptions_only():
    few = Pairs().add("held", "nobody_named", 90, 1.0).add("held", "", 910, 1.0).calibrated()
    many = Pairs().add("held", "nobody_named", 110, 1.0).add("held", "", 890, 1.0).calibrated()
    assert few.holds["nobody_named"] == STEPS[0]
    assert "nobody_named" not in many.holds


def test_a_number_that_may_be_a_relatives_is_never_enough():
    found = Pairs().add("held", "number_borrowed", 1_000, 1.0).calibrated()
    assert "number_borrowed" not in found.holds


def test_the_interval_is_wide_where_little_was_said_and_all_where_nothing_was():
    pairs = Pairs().add("held", "much", 2_000, 0.5).add("held", "little", 20, 0.5)
    found = pairs.add("held", "nothing", 2_000, 0.5, answered=()).calibrated().found
    much, little, nothing = (found[rule].part for rule in ("much", "little", "nothing"))
    assert much.high - much.low < 0.1 < little.high - little.low
    assert (nothing.low, nothing.high) == pytest.approx((0, 1), abs=0.01)


def test_a_hold_that_is_a_sign_of_two_needs_proof_before_it_stands_aside():
    pairs = Pairs().add("held", "given_differs", 300, 0.97)
    pairs.add("held", "sex_differs", 300, 0.5)
    pairs.add("held", "mother_differs", 300, 1.0, answered=())
    assert {"given_differs", "sex_differs", "mother_differs"} <= SIGNS_OF_TWO
    holds = pairs.calibrated().holds
    assert holds["given_differs"] == STEPS[0]
    assert holds["sex_differs"] == ALWAYS
    assert holds["mother_differs"] == ALWAYS


def test_another_hold_stands_aside_unless_the_data_speak_for_it():
    pairs = Pairs().add("held", "given_unsure", 300, 0.3)
    pairs.add("held", "nickname_unsure", 300, 0.9)
    pairs.add("held", "near_twice", 300, 0.3, answered=())
    holds = pairs.calibrated().holds
    assert holds["given_unsure"] == ALWAYS
    assert holds["nickname_unsure"] == STEPS[0]
    assert holds["near_twice"] == STEPS[0]


def test_a_guard_that_the_data_show_wrong_becomes_lenient_and_no_other():
    pairs = Pairs().add("guards", "number", 100, 1.0)
    pairs.add("guards", "given_and_birth_date", 100, 0.3, answered=("email",))
    pairs.add("guards", "multiple_birth", 5, 1.0, answered=("email",))
    pairs.add("guards", "generation", 100, 1.0, answered=())
    assert pairs.calibrated().lenient_guards == {"number"}


def test_a_hold_may_stand_aside_earlier_where_it_alone_stops_a_pair():
    pairs = Pairs(weight=12.0).add("held", "given_differs", 400, 1.0, answered=("email",))
    pairs.add("held", "given_differs sex_differs", 800, 0.0, answered=("email",))
    calibrated = pairs.calibrated()
    assert calibrated.holds["given_differs"] == calibrated.holds["sex_differs"] == ALWAYS
    assert calibrated.holds_alone == {"given_differs": 10.0}


def test_a_guard_gives_way_where_many_answers_show_its_pairs_to_be_one_person():
    pairs = Pairs().add("guards", "number", 200, 1.0)
    pairs.add("guards", "given_and_birth_date", 200, 0.9, answered=("email",))
    pairs.add("guards", "multiple_birth", 20, 1.0, answered=("email",))
    pairs.add("guards", "generation", 200, 1.0, answered=())
    calibrated = pairs.calibrated()
    ways = {name: way.alone for name, way in calibrated.guards.items() if way != GivesWay()}
    assert ways.pop("number") == ALWAYS  # no pair below was seen
    assert set(ways.values()) == {None}
    assert calibrated.gave_way["number"].part.low >= GIVES_WAY


def test_a_guard_that_states_what_a_record_said_never_gives_way():
    pairs = Pairs()
    for guard in ("multiple_birth_said", "suffix", "newborn"):
        pairs.add("guards", guard, 300, 1.0, answered=("email",))
    assert set(pairs.calibrated().guards) == set(MAY_GIVE_WAY)


def test_a_guard_of_which_some_pairs_are_two_people_is_never_outvoted():
    pairs = Pairs().add("guards", "number", 200, 0.5)
    pairs.add("guards", "generation", 200, 1.0)
    pairs.add("guards", "sex_and_given", 200, 1.0, answered=())
    guards = pairs.calibrated().guards
    assert not guards["number"].outvoted
    assert guards["generation"].outvoted
    assert guards["sex_and_given"].outvoted


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        ("birth_date_differs", "birth_date"),
        ("middle_differs", "middle"),
        ("namesake_possible", "email"),
        ("given_unsure", "ssn"),
    ],
)
def test_what_a_rule_reads_tells_nothing_of_the_pairs_that_it_picks(rule, read):
    found = Pairs().add("held", rule, 300, 0.5, answered=(read,)).calibrated().found
    assert found[rule].checked == 0


def test_the_sex_is_asked_of_many_pairs_only():
    """Every second stranger has the same one."""
    pairs = Pairs().add("held", "few", 200, 0.5, answered=("sex",))
    found = pairs.add("held", "many", 5_000, 0.5, answered=("sex",)).calibrated().found
    assert found["few"].checked == 0
    assert found["many"].part.value == pytest.approx(0.5, abs=0.1)


def test_pairs_without_a_rule_are_looked_at_by_their_weight():
    pairs = Pairs().add("held", "given_unsure", 50, 0.0)
    clean = pairs.add("clean", "", 400, 0.95).calibrated().clean
    assert set(clean) == {*STEPS, ALWAYS}
    assert clean[ALWAYS].part.value == pytest.approx(0.95, abs=0.05)
    assert clean[STEPS[0]].checked == 0
