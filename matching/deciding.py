"""Verdicts on millions of scored pairs: `decided` is made from `scored` and `rows`.

Word for word what `matching.policy` says of each pair, at a fraction of its cost: pairs are sorted
into classes of equal levels and equal outlines of their rows (`matching.veiled`), and the rules
are asked once for each class.  Where they want to see more than an outline, each pair of the
class is looked at by itself, in forked processes.  The weights at which a verdict changes are
found once for each set of findings, so that verdicts are comparisons of columns.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matching.forked import in_forks
from matching.levels import COMPARISONS
from matching.pair import Pair
from matching.policy import Findings, Verdict, concluded, contradiction, findings
from matching.veiled import (
    RULE_COLUMNS,
    Outlined,
    Unseen,
    VeiledPair,
    VeiledRow,
    birth_years,
    outlines,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from matching.model import Model
    from matching.policy import Policy

PAIRS_AT_ONCE: Final = 1_000_000
ROWS_AT_ONCE: Final = 250_000
WORTH_A_FORK: Final = 20_000  # pairs; fewer are done before a process has begun
CLASSES_WORTH_A_FORK: Final = 5_000
_LEVEL_BITS: Final = 6
_UNKNOWN: Final = -1

Numbers = npt.NDArray[np.int64]
Contradictions = npt.NDArray[np.int8]
_Class = tuple[int, int, int, int]  # levels, outlines of both rows, years between them


def decide(con: DuckDBPyConnection, model: Model, policy: Policy, processes: int = 2) -> None:
    """Make `decided` from `scored` and `rows`: what `matching.policy.assess` says of each pair.

    Every pair at or above the review threshold is there, with its verdict, whether it
    contradicts (`Contradiction`), and the names of its guards and holds.
    """
    limits = policy.thresholds or model.thresholds
    judge = Judge(con, model, policy, processes)
    con.execute(
        "CREATE OR REPLACE TABLE decided (l BIGINT, r BIGINT, weight DOUBLE, verdict VARCHAR,"
        " contradicts TINYINT, guards VARCHAR[], held VARCHAR[])"
    )
    for pairs in scored_pairs(con, limits.review):
        _keep(con, pairs, judge.findings_of(pairs), judge)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Some scored pairs, as columns; `levels` packs the level numbers of each into one number."""

    left: Numbers
    right: Numbers
    weight: npt.NDArray[np.float64]
    levels: Numbers

    def __len__(self) -> int:
        return len(self.left)

    def part(self, which: Numbers) -> Pairs:
        return Pairs(self.left[which], self.right[which], self.weight[which], self.levels[which])


def scored_pairs(con: DuckDBPyConnection, floor: float, table: str = "scored") -> Iterator[Pairs]:
    """The pairs of `scored` at or above a weight, so many at once as memory bears."""
    packed = "0::BIGINT"
    for comparison in COMPARISONS:
        packed = f"({packed} << {_LEVEL_BITS}) | level_{comparison.name}::BIGINT"
    said = con.execute(f"SELECT count(*), min(l), max(l) FROM {table} WHERE weight >= ?", [floor])
    number, lowest, highest = said.fetchall()[0]
    if not number:
        return
    steps = -(-number // PAIRS_AT_ONCE)
    bounds = np.linspace(lowest, highest + 1, steps + 1).astype(np.int64)
    for start, end in pairwise(bounds.tolist()):
        found = con.execute(
            f"SELECT l, r, weight, {packed} AS levels FROM {table}"
            " WHERE weight >= ? AND l >= ? AND l < ?",
            [floor, start, end],
        ).fetchnumpy()
        yield Pairs(found["l"], found["r"], found["weight"], found["levels"])


def level_names(packed: int) -> dict[str, str]:
    """The levels of a pair by name of the comparison, as `matching.online.score` gives them."""
    names = {}
    for comparison in reversed(COMPARISONS):
        packed, level = packed >> _LEVEL_BITS, packed & ((1 << _LEVEL_BITS) - 1)
        if level:
            names[comparison.name] = comparison.levels[level - 1].name
    return names


class Judge:
    """Says what the rules find of scored pairs; what it finds of a class it remembers."""

    def __init__(
        self, con: DuckDBPyConnection, model: Model, policy: Policy, processes: int = 2
    ) -> None:
        self._con = con
        self._model = model
        self._policy = policy
        self._processes = processes
        self._outlined = _outlined(con)
        self._classes: dict[_Class, int] = {}
        self._numbers: dict[Findings, int] = {}
        self.known: list[Findings] = []  # by number

    def findings_of(self, pairs: Pairs) -> Numbers:
        """For each pair the place in `known` of what the rules find."""
        found = self.by_class(pairs)
        unseen = np.flatnonzero(found == _UNKNOWN)
        if len(unseen):
            unseen = unseen[np.argsort(pairs.left[unseen], kind="stable")]
            found[unseen] = self._by_pair(pairs.part(unseen))
        return found

    def verdicts(self, weight: npt.NDArray[np.float64], found: Numbers) -> Numbers:
        """0 for apart, 1 for review, 2 for link."""
        steps = [self._steps(each) for each in self.known]
        review, link = (np.array(at, dtype=np.float64) for at in zip(*steps, strict=True))
        return (weight >= review[found]).astype(np.int64) + (weight >= link[found])

    def contradictions(self, weight: npt.NDArray[np.float64], found: Numbers) -> Contradictions:
        """Whether each pair keeps the groups apart that it crosses."""

        def joins(each: Findings) -> float:
            if not each.guards:
                return -inf
            return lowest_where(lambda weight: not contradiction(each, weight, self._model))

        least = np.array([joins(each) for each in self.known], dtype=np.float64)
        below = [contradiction(each, -inf, self._model) for each in self.known]
        apart: Contradictions = np.where(
            weight < least[found], np.array(below, dtype=np.int8)[found], np.int8(0)
        )
        return apart

    def by_class(self, pairs: Pairs) -> Numbers:
        """The same, or -1 where a class does not say enough."""
        outline = self._outlined.outlines
        key = np.empty(
            len(pairs),
            dtype=[("levels", "i8"), ("left", "i4"), ("right", "i4"), ("years", "i8")],
        )
        key["levels"] = pairs.levels
        ours, theirs = outline[pairs.left], outline[pairs.right]
        # A verdict is the same whichever record stands left, which leaves half of the classes.
        key["left"], key["right"] = np.minimum(ours, theirs), np.maximum(ours, theirs)
        key["years"] = self._outlined.years_between(pairs.left, pairs.right)
        order = np.lexsort([key[name] for name in ("years", "right", "left", "levels")])
        begins = np.ones(len(pairs), dtype=bool)
        begins[1:] = key[order[1:]] != key[order[:-1]]
        classes = key[order[begins]].tolist()
        self._look_at([each for each in classes if each not in self._classes])
        answers = [self._classes[each] for each in classes]
        found = np.empty(len(pairs), dtype=np.int64)
        found[order] = np.array(answers, dtype=np.int64)[np.cumsum(begins) - 1]
        return found

    def _look_at(self, classes: list[_Class]) -> None:
        processes = self._processes if len(classes) >= CLASSES_WORTH_A_FORK else 1
        bounds = np.linspace(0, len(classes), processes + 1).astype(int).tolist()
        for (start, end), (known, places) in zip(
            pairwise(bounds),
            in_forks(lambda start, end: self._of_classes(classes[start:end]), bounds, processes),
            strict=True,
        ):
            numbers = [self._number(each) for each in known]
            for each, place in zip(classes[start:end], places, strict=True):
                self._classes[each] = numbers[place] if place >= 0 else _UNKNOWN

    def _of_classes(self, classes: list[_Class]) -> tuple[list[Findings], list[int]]:
        """What the rules find of pairs of these classes: each finding once, and places; -1 where a
        class does not say enough."""
        known: dict[Findings, int] = {}
        places = []
        names = {each: level_names(each) for each in {levels for levels, *_ in classes}}
        rows: Any = {each: VeiledRow(each) for each in {o for _, *both, _ in classes for o in both}}
        for levels, left, right, years in classes:
            try:
                pair = VeiledPair(rows[left], rows[right], names[levels], self._model, years)
                found = findings(pair, self._policy)
            except (Unseen, TypeError, AttributeError):
                places.append(_UNKNOWN)
            else:
                places.append(known.setdefault(found, len(known)))
        return list(known), places

    def _number(self, found: Findings) -> int:
        number = self._numbers.setdefault(found, len(self.known))
        if number == len(self.known):
            self.known.append(found)
        return number

    def _by_pair(self, pairs: Pairs) -> Numbers:
        """Each pair by itself; pairs must be ascending by their left row."""
        found = np.empty(len(pairs), dtype=np.int64)
        for start in range(0, len(pairs), ROWS_AT_ONCE):
            some = np.arange(start, min(start + ROWS_AT_ONCE, len(pairs)))
            work = _Work(self._con, pairs.part(some), self._model, self._policy)
            processes = self._processes if len(some) >= WORTH_A_FORK else 1
            bounds = np.linspace(0, len(some), processes + 1).astype(int).tolist()
            answers = in_forks(work.answers, bounds, processes)
            place = [
                (np.array([self._number(each) for each in known], dtype=np.int64), numbers)
                for known, numbers in answers
            ]
            found[some] = np.concatenate([known[numbers] for known, numbers in place])
        return found

    def _steps(self, found: Findings) -> tuple[float, float]:
        """The lowest weights at which the verdict is review, and at which it is link."""

        def verdict(weight: float) -> Verdict:
            return concluded(found, weight, self._model, self._policy)

        return (
            lowest_where(lambda weight: verdict(weight) is not Verdict.APART),
            lowest_where(lambda weight: verdict(weight) is Verdict.LINK),
        )


def _outlined(con: DuckDBPyConnection) -> Outlined:
    """The outlines of all rows, which must be numbered from 0 without a gap."""
    number = con.execute("SELECT count(*) FROM rows").fetchall()[0][0]
    outlined = Outlined(np.zeros(number, dtype=np.int32), np.zeros(number, dtype=np.int16))
    for start in range(0, number, ROWS_AT_ONCE):
        rows: pa.Table = con.sql(
            f"SELECT row_id, {', '.join(RULE_COLUMNS)} FROM rows WHERE row_id >= ? AND row_id < ?",
            params=[start, start + ROWS_AT_ONCE],
        ).to_arrow_table()
        place = rows.column("row_id").to_numpy()
        outlined.outlines[place] = outlines(rows)
        outlined.years[place] = birth_years(rows)
    return outlined


class _RuleRow:
    """The columns of a MatchRow that rules read; quicker to make by the million."""

    __slots__ = RULE_COLUMNS


class _Work:
    """Some pairs and the rows that they join, to be looked at one by one."""

    def __init__(self, con: DuckDBPyConnection, pairs: Pairs, model: Model, policy: Policy) -> None:
        self.pairs = pairs
        self._model = model
        self._policy = policy
        self._needed = np.unique(np.concatenate([pairs.left, pairs.right]))
        wanted = pa.table({"row_id": self._needed})
        con.register("wanted", wanted)
        self._rows: pa.Table = con.sql(
            f"SELECT {', '.join(f'rows.{each}' for each in RULE_COLUMNS)}"
            " FROM rows JOIN wanted USING (row_id) ORDER BY row_id"
        ).to_arrow_table()
        con.unregister("wanted")

    def answers(self, start: int, end: int) -> tuple[list[Findings], Numbers]:
        """What the rules find of the pairs from `start` to `end`: each finding once, and places."""
        pairs = self.pairs.part(np.arange(start, end))
        rows = self._rows_of(pairs)
        levels: dict[int, Mapping[str, str]] = {
            int(each): level_names(int(each)) for each in np.unique(pairs.levels)
        }
        numbers: dict[Findings, int] = {}
        found = np.empty(len(pairs), dtype=np.int64)
        asked = zip(pairs.left.tolist(), pairs.right.tolist(), pairs.levels.tolist(), strict=True)
        for place, (left, right, packed) in enumerate(asked):
            pair = Pair(rows[left], rows[right], levels[packed], self._model)  # type: ignore[arg-type]
            found[place] = numbers.setdefault(findings(pair, self._policy), len(numbers))
        return list(numbers), found

    def _rows_of(self, pairs: Pairs) -> dict[int, _RuleRow]:
        needed = np.unique(np.concatenate([pairs.left, pairs.right]))
        table = self._rows.take(pa.array(np.searchsorted(self._needed, needed)))
        made = [_RuleRow() for _ in needed]
        for column in RULE_COLUMNS:
            for row, value in zip(made, table.column(column).to_pylist(), strict=True):
                setattr(row, column, value)
        return dict(zip(needed.tolist(), made, strict=True))


def lowest_where(holds: Callable[[float], bool]) -> float:
    """The lowest weight at which something holds that, once it holds, holds for all higher ones.

    `inf` where it never does.  Doubles in order are whole numbers in order, so that the search is
    exact.
    """
    low, high = _rank(-inf), _rank(inf)
    if holds(_double(low)):
        return -inf
    if not holds(_double(high)):
        return inf
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(_double(middle)) else (middle, high)
    return _double(high)


def _rank(value: float) -> int:
    bits: int = struct.unpack("<q", struct.pack("<d", value))[0]
    return bits if bits >= 0 else -(bits & 0x7FFF_FFFF_FFFF_FFFF)


def _double(rank: int) -> float:
    bits = rank if rank >= 0 else -rank - 0x8000_0000_0000_0000
    value: float = struct.unpack("<d", struct.pack("<q", bits))[0]
    return value


def _keep(con: DuckDBPyConnection, pairs: Pairs, found: Numbers, judge: Judge) -> None:
    """Append the decided pairs."""
    verdicts = ("apart", "review", "link")
    con.register(
        "some_decided",
        pa.table(
            {
                "l": pairs.left,
                "r": pairs.right,
                "weight": pairs.weight,
                "verdict": judge.verdicts(pairs.weight, found),
                "contradicts": judge.contradictions(pairs.weight, found),
                "found": found,
            }
        ),
    )
    con.register(
        "some_findings",
        pa.table(
            {
                "found": pa.array(range(len(judge.known)), pa.int64()),
                "guards": pa.array(
                    [list(each.guards) for each in judge.known], pa.list_(pa.string())
                ),
                "held": pa.array([list(each.held) for each in judge.known], pa.list_(pa.string())),
            }
        ),
    )
    con.execute(
        f"INSERT INTO decided SELECT l, r, weight, {list(verdicts)}[verdict + 1],"
        " contradicts, guards, held FROM some_decided JOIN some_findings USING (found)"
    )
    con.unregister("some_decided")
    con.unregister("some_findings")
