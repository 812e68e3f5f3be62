"""Calibration without labels: how many of some pairs are one person, told by a field set aside.

A model's weight counts fields as independent; relatives and namesakes break that.  So some pairs
that a rule holds back are looked at through one comparison at a time.  Its weight is taken off; of
the pairs that the rest still calls one person, the answers of that comparison are a mixture of how
one person's records answer (m) and how two people's do (u), and the likelihood of the answers says
which part is one person.  Where a comparison has little to say the interval is wide.

With that a trained model learns which holds its population does not need, and from which weight;
and which guards need not keep groups apart.  Where the data cannot tell, the rules stand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from matching.expectation import Estimate
from matching.guards import MAY_GIVE_WAY
from matching.levels import LEVEL_NAMES
from matching.model import GivesWay, Model

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Floats = npt.NDArray[np.float64]

CHECKS: Final = ("birth_date", "email", "middle", "ssn", "sex")
# Sex agrees between every second stranger: it says something of many pairs only.
SEX_PAIRS_MIN: Final = 1000
# What a rule reads tells nothing about the pairs that it picks.
_NUMBERS: Final = frozenset(("ssn",))
_READ: Final[dict[str, frozenset[str]]] = {
    "birth_date_unsaid": frozenset(("birth_date",)),
    "birth_date_differs": frozenset(("birth_date",)),
    "birth_date_partial": frozenset(("birth_date",)),
    "birth_day_differs": frozenset(("birth_date",)),
    "near_date_unsupported": frozenset(("birth_date", "email")),
    "namesake_possible": frozenset(("birth_date", "email")),
    "swap_unsupported": frozenset(("birth_date", "email", "middle")),
    "middle_differs": frozenset(("middle",)),
    "sex_differs": frozenset(("sex",)),
    "multiple_birth": frozenset(("birth_date",)),
    "multiple_birth_said": frozenset(("birth_date",)),
    # Who bears a father's name, or another person's, is of one sex with him.
    "generation": frozenset(("birth_date", "sex")),
    "number": frozenset(("sex",)),
    "generation_possible": frozenset(("birth_date",)),
    "sex_and_given": frozenset(("sex",)),
    "given_and_birth_date": frozenset(("birth_date",)),
    "newborn": frozenset(("birth_date", "sex")),
    # Its pairs have nothing left to be set aside; those that have prove nothing for the others.
    "half_a_name": frozenset(CHECKS),
}
_MAY_READ_SSN: Final = frozenset(
    ("generation", "generation_possible", "multiple_birth", "multiple_birth_said")
)

# Holds that are themselves a sign of two people; they need proof before they are set aside, the
# others stand aside unless the data speak against it.
SIGNS_OF_TWO: Final = frozenset(
    (
        "given_differs",
        "birth_date_differs",
        "generation_possible",
        "sex_differs",
        "death_unshared",
        "newborn_name",
        "mother_differs",
        "half_a_name",
    )
)
# What they pick are twins, or others of a family, or one person, which look alike in all that could
# be set aside.
NEVER_ASIDE: Final = frozenset(("given_repeated", "number_borrowed"))
# Stands aside with the two that it is made of, but for exceptions only: where so large a part of
# what would be linked is of its kind, the file cannot tell the members of a family apart.
FOR_EXCEPTIONS: Final = frozenset(("nobody_named",))
EXCEPTIONS_MAX: Final = 0.1
STEPS: Final = (3.0, 6.0, 10.0, 15.0)  # the weights from which a hold may stand aside
ALWAYS: Final = 20.0  # a million to one: what stands against it was a slip
PROVEN: Final = 0.8
DOUBTED: Final = 0.7
DOUBT_PAIRS_MIN: Final = 30
CHECKED_MIN: Final = 0.1  # of the pairs, that proof must rest on
LENIENT: Final = 0.85  # of the pairs of a guard that may not give way; of others, what is proof
FIRM: Final = 0.85

# A guard gives way from the lowest step from which on its pairs are one person, the lowest band of
# them included: nearly all, by many answers that speak for a good part of the pairs.
GIVES_WAY: Final = 0.98
GIVES_WAY_BAND: Final = 0.9
ALONE: Final = 0.95  # of the pairs that one hold alone stops, for it to stand aside earlier
ANSWERS_MIN: Final = 30
ANSWERS_PART_MIN: Final = 0.2

# The parts that are tried: fine near none and near all, where a file has many pairs.
_GRID: Final = 1 / (1 + np.exp(-np.linspace(-7.0, 11.5, 600)))


@dataclass(frozen=True, slots=True)
class Masked:
    """Which part of some pairs is one person; `checked` of `pairs` could be looked at."""

    part: Estimate
    pairs: int
    checked: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the population says of the rules, and of pairs without a rule by weight."""

    holds: Mapping[str, float]
    holds_alone: Mapping[str, float]
    guards: Mapping[str, GivesWay]
    lenient_guards: frozenset[str]
    found: Mapping[str, Masked]  # by rule, from the lowest step on
    gave_way: Mapping[str, Masked]  # by guard, of the pairs for which it gives way
    clean: Mapping[float, Masked]  # pairs that no rule speaks against, from each step to the next


def calibrated(con: DuckDBPyConnection, model: Model) -> Calibration:
    """What `scored` and `decided` say; `decided` must reach well below the review threshold.

    Pairs below it show how a field answers where it speaks against the pair.
    """
    pairs, answers = _pairs(con), _answers(con)
    holds: dict[str, float] = {}
    found: dict[str, Masked] = {}
    for rule in sorted({rule for kind, rule in pairs if kind == "hold"}):
        by_step = {step: _masked(model, answers, pairs, "hold", rule, step) for step in STEPS}
        if rule in FOR_EXCEPTIONS:
            if _is_exception(con, rule):
                holds[rule] = STEPS[0]
        elif rule not in NEVER_ASIDE:
            holds[rule] = _stands_aside(rule, by_step)
        found[rule] = by_step[STEPS[0]]
    alone = _alone(con, model, holds)
    lenient, firm = set(), set()
    for rule in sorted({rule for kind, rule in pairs if kind == "guard"}):
        masked = found[rule] = _masked(model, answers, pairs, "guard", rule, STEPS[0])
        least = PROVEN if rule in MAY_GIVE_WAY else LENIENT
        if _is_answered(masked) and masked.part.low >= least:
            lenient.add(rule)
        if _is_answered(masked) and masked.part.high < FIRM:
            firm.add(rule)  # some of its pairs are two people
    guards, gave_way = _given_way(model, answers, pairs, firm)
    clean = {
        step: _masked(model, answers, pairs, "clean", "", step, only=True)
        for step in (*STEPS, ALWAYS)
    }
    return Calibration(holds, alone, guards, frozenset(lenient), found, gave_way, clean)


def _alone(con: DuckDBPyConnection, model: Model, holds: Mapping[str, float]) -> dict[str, float]:
    """From which lower weights a hold stands aside where no other one stops the pair."""
    steps = {rule: step for rule, step in holds.items() if step > STEPS[0]}
    if not steps:
        return {}
    at = " ".join(f"WHEN '{rule}' THEN {step}" for rule, step in sorted(holds.items()))
    kinds = {
        "one hold": "SELECT l, r, min(rule) AS rule FROM (SELECT l, r, weight, unnest(held) AS rule"
        " FROM decided WHERE len(guards) = 0 AND verdict <> 'apart')"
        f" WHERE weight < CASE rule {at} ELSE 'Infinity'::DOUBLE END"
        " GROUP BY l, r HAVING count(*) = 1"
    }
    pairs, answers = _pairs(con, kinds), _answers(con, kinds)
    found = {
        rule: _shown_from(model, answers, pairs, "one hold", rule, ALONE, STEPS) for rule in steps
    }
    return {rule: step for rule, step in found.items() if step is not None and step < steps[rule]}


def _given_way(
    model: Model, answers: _Answers, pairs: _Pairs, firm: Collection[str]
) -> tuple[dict[str, GivesWay], dict[str, Masked]]:
    """From which weights guards give way, and what was found of the pairs from there on.

    Those that are `firm` are not outvoted either.
    """
    guards: dict[str, GivesWay] = {}
    found: dict[str, Masked] = {}
    for rule in sorted(MAY_GIVE_WAY):
        ways = {}
        for kind in ("alone", "beside"):
            at = ways[kind] = _shown_from(
                model, answers, pairs, kind, rule, GIVES_WAY, (*STEPS, ALWAYS)
            )
            if at is not None:
                masked = _masked(model, answers, pairs, kind, rule, at)
                found[rule] = min(masked, found.get(rule, masked), key=lambda each: each.part.low)
        guards[rule] = GivesWay(**ways, outvoted=rule not in firm)
    return guards, found


def _is_exception(con: DuckDBPyConnection, rule: str) -> bool:
    """Whether few of the pairs that might be linked are of the kind that a hold picks."""
    picked, every = con.execute(
        "SELECT count(*) FILTER (list_contains(held, ?)), count(*) FROM decided"
        " WHERE len(guards) = 0 AND verdict <> 'apart' AND weight >= ?",
        [rule, STEPS[0]],
    ).fetchall()[0]
    return bool(picked <= EXCEPTIONS_MAX * every)


def _shown_from(
    model: Model,
    answers: _Answers,
    pairs: _Pairs,
    kind: str,
    rule: str,
    least: float,
    steps: Sequence[float],
) -> float | None:
    """The lowest step from which on the pairs of a rule are shown to be one person."""
    for step in steps:
        masked = _masked(model, answers, pairs, kind, rule, step)
        band = _masked(model, answers, pairs, kind, rule, step, only=True)
        is_shown = masked.part.low >= least and band.part.low >= GIVES_WAY_BAND
        if _is_answered(masked) and is_shown:
            return step
    return None


def _is_answered(masked: Masked) -> bool:
    """Whether enough was said of the pairs for the answer to mean something."""
    return masked.checked >= max(ANSWERS_MIN, ANSWERS_PART_MIN * masked.pairs)


def _stands_aside(rule: str, by_step: Mapping[float, Masked]) -> float:
    """The weight from which a hold stands aside."""
    for step, masked in by_step.items():
        if rule in SIGNS_OF_TWO:
            enough = masked.checked >= CHECKED_MIN * masked.pairs
            if masked.pairs and enough and masked.part.low >= PROVEN:
                return step
        elif masked.checked < DOUBT_PAIRS_MIN or masked.part.high >= DOUBTED:
            return step
    return ALWAYS


_Pairs = dict[tuple[str, str], dict[float, int]]
_Answers = dict[tuple[str, str, str], list[tuple[int, float, int]]]

# Pairs that one guard stops, and how many holds say more than it does.
_GUARD_ONLY: Final = "SELECT l, r, guards[1] AS rule FROM decided WHERE len(guards) = 1"
_BESIDES: Final = "CASE guards[1] {} ELSE len(held) END".format(
    " ".join(
        f"WHEN '{guard}' THEN len(list_filter(held, lambda each: NOT"
        f" list_contains({sorted(holds)}, each)))"
        for guard, holds in sorted(MAY_GIVE_WAY.items())
    )
)

_KINDS: Final = {
    "hold": "SELECT l, r, unnest(held) AS rule FROM decided"
    " WHERE len(guards) = 0 AND verdict <> 'apart'",
    "guard": "SELECT l, r, unnest(guards) AS rule FROM decided",
    "alone": f"{_GUARD_ONLY} AND {_BESIDES} = 0",
    "beside": f"{_GUARD_ONLY} AND {_BESIDES} > 0",
    "clean": "SELECT l, r, '' AS rule FROM decided"
    " WHERE len(guards) = 0 AND len(held) = 0 AND verdict <> 'apart'",
}


def _step(weight: str) -> str:
    """The highest step that a weight reaches, in SQL."""
    cases = " ".join(
        f"WHEN {weight} >= {step} THEN {step}" for step in sorted((*STEPS, ALWAYS), reverse=True)
    )
    return f"CASE {cases} END"


def _pairs(con: DuckDBPyConnection, kinds: Mapping[str, str] = _KINDS) -> _Pairs:
    """How many pairs of each rule reach which step."""
    found: _Pairs = {}
    for kind, some in kinds.items():
        rows = con.execute(
            f"SELECT rule, {_step('weight')} AS step, count(*)"
            f" FROM ({some}) JOIN scored USING (l, r) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        for rule, step, count in rows:
            steps = found.setdefault((kind, rule), {})
            if step is not None:
                steps[float(step)] = int(count)
    return found


def _answers(con: DuckDBPyConnection, kinds: Mapping[str, str] = _KINDS) -> _Answers:
    """(level, step without this comparison, pairs) by kind, rule and comparison."""
    found: _Answers = {}
    for kind, some in kinds.items():
        for check in CHECKS:
            rest = _step(f"weight - weight_{check}")
            rows = con.execute(
                f"SELECT rule, level_{check}, {rest} AS step, count(*)"
                f" FROM ({some}) JOIN scored USING (l, r)"
                f" WHERE level_{check} > 0 AND weight - weight_{check} >= {STEPS[0]}"
                " GROUP BY ALL ORDER BY ALL"
            ).fetchall()
            for rule, level, step, count in rows:
                found.setdefault((kind, rule, check), []).append((level, float(step), count))
    return found


def _masked(
    model: Model,
    answers: _Answers,
    pairs: _Pairs,
    kind: str,
    rule: str,
    step: float,
    *,
    only: bool = False,
) -> Masked:
    """What the fields set aside say of the pairs of a rule from a step on, or `only` at it."""

    def is_meant(at: float) -> bool:
        return at == step if only else at >= step

    reached = sum(count for at, count in pairs.get((kind, rule), {}).items() if is_meant(at))
    likelihood, checked = np.zeros(len(_GRID)), 0
    read = _READ.get(rule, frozenset())
    if kind != "clean" and rule not in _MAY_READ_SSN:
        read |= _NUMBERS
    for check in CHECKS:
        if check in read:
            continue
        m, u = _answered(model, check)
        answered = answers.get((kind, rule, check), ())
        if check == "sex" and sum(n for _, at, n in answered if at >= step) < SEX_PAIRS_MIN:
            continue
        counts = np.zeros(len(m))
        for level, at, count in answered:
            if is_meant(at):
                counts[level - 1] += count
        checked += int(counts.sum())
        likelihood += np.log(np.outer(_GRID, m) + np.outer(1 - _GRID, u)) @ counts
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    below = np.cumsum(weight)
    part = Estimate(
        value=float(weight @ _GRID),
        low=float(_GRID[int(np.searchsorted(below, 0.05))]),
        high=float(_GRID[min(len(_GRID) - 1, int(np.searchsorted(below, 0.95)))]),
    )
    return Masked(part, reached, checked)


def _answered(model: Model, check: str) -> tuple[Floats, Floats]:
    """How one person's records answer, and how two people's do."""
    weights = [model.comparisons[check][level] for level in LEVEL_NAMES[check]]
    m, u = np.array([each.m for each in weights]), np.array([each.u for each in weights])
    return m / m.sum(), u / u.sum()
