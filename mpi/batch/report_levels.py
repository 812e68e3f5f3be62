"""What each answer of each comparison weighs, beside how often it was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from matching.compare import Comparison
from matching.household import FAMILY_WORDS, HOME_WORDS, level_name
from matching.levels import COMPARISONS
from mpi.batch.report_charts import signed_bar
from mpi.batch.report_facts import LevelCount

if TYPE_CHECKING:
    from matching.model import Model

_NONE: Final = LevelCount(0, 0)
_TITLES: Final = {
    "given": "Given name",
    "household": "Family name and home, counted together",
    "birth_date": "Birth date",
    "sex": "Sex",
    "middle": "Middle name",
    "ssn": "Social Security number",
    "identifiers": "Other identifiers",
    "email": "E-mail",
    "suffix": "Name suffix",
    "mother": "Mother",
}


@dataclass(frozen=True, slots=True)
class Answer:
    words: str
    weight_log2: float
    m: float
    u: float
    scored: int
    above: int
    bar: Markup


@dataclass(frozen=True, slots=True)
class Cell:
    """One meeting of family names and homes; `shade` from 0 to 4, for or against."""

    weight_log2: float
    m: float
    u: float
    scored: int
    shade: str


@dataclass(frozen=True, slots=True)
class Weighing:
    """One comparison of the model.  The household one has a grid, all others a list of answers."""

    name: str
    title: str
    answers: tuple[Answer, ...]
    grid: tuple[tuple[str, tuple[Cell | None, ...]], ...]  # family words -> a cell for each home
    silent: int  # scored pairs with nothing to compare
    scored: int


HOMES: Final = tuple(HOME_WORDS.values())


def weighings(model: Model, levels: Mapping[tuple[str, str], LevelCount]) -> tuple[Weighing, ...]:
    """Every comparison, in the order of the model's code."""
    every = [
        each.weight_log2 for answers in model.comparisons.values() for each in answers.values()
    ]
    low, high = min((0.0, *every)), max((0.0, *every))
    return tuple(_weighing(each, model, levels, low, high) for each in COMPARISONS)


def _weighing(
    comparison: Comparison,
    model: Model,
    levels: Mapping[tuple[str, str], LevelCount],
    low: float,
    high: float,
) -> Weighing:
    name = comparison.name
    silent = levels.get((name, ""), _NONE).scored
    scored = sum(each.scored for (which, _), each in levels.items() if which == name)
    is_grid = name == "household"
    answers = (
        ()
        if is_grid
        else tuple(
            _answer(name, level.name, level.words, model, levels, low, high)
            for level in comparison.levels
        )
    )
    grid = _grid(model, levels) if is_grid else ()
    return Weighing(name, _TITLES.get(name, name), answers, grid, silent, scored)


def _answer(
    comparison: str,
    level: str,
    words: str,
    model: Model,
    levels: Mapping[tuple[str, str], LevelCount],
    low: float,
    high: float,
) -> Answer:
    weight = model.comparisons[comparison][level]
    found = levels.get((comparison, level), _NONE)
    return Answer(
        words,
        weight.weight_log2,
        weight.m,
        weight.u,
        found.scored,
        found.above,
        signed_bar(weight.weight_log2, low, high),
    )


def _grid(
    model: Model, levels: Mapping[tuple[str, str], LevelCount]
) -> tuple[tuple[str, tuple[Cell | None, ...]], ...]:
    weights = model.comparisons["household"]
    most = max(abs(each.weight_log2) for each in weights.values()) or 1.0

    def cell(family: str, home: str) -> Cell | None:
        name = level_name(family, home)
        if name not in weights:
            return None
        found = weights[name]
        strength = min(4, round(4 * abs(found.weight_log2) / most))
        side = "for" if found.weight_log2 >= 0 else "against"
        scored = levels.get(("household", name), _NONE).scored
        return Cell(found.weight_log2, found.m, found.u, scored, f"{side}-{strength}")

    return tuple(
        (words, tuple(cell(family, home) for home in HOME_WORDS))
        for family, words in FAMILY_WORDS.items()
    )
