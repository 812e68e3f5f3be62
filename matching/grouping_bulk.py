"""Persons of millions of records: `persons` and `refused` are made from `decided`.

The same persons as `matching.grouping.group` over everything.  Links part the records into
components, which have nothing to do with each other.  Most are plainly one person: every pair
within is known and none speaks against it.  The others are walked by `group` itself, in forked
processes; what it asks is mostly known from `decided` and `scored`, and assessed only if not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matching.deciding import Contradictions, Judge, scored_pairs
from matching.forked import in_forks
from matching.grouping import Agreement, Contradiction, Link, Refusal, Rules, group
from matching.policy import assess, group_rules
from matching.row import MatchRow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from matching.model import Model
    from matching.policy import Policy

RECORDS_AT_ONCE: Final = 200_000
WORTH_A_FORK: Final = 2_000  # records in walked components; fewer are done before a process begins

ROWS_AT_ONCE: Final = 5_000
_PARTS: Final = 8  # for each process, so that a large component keeps one of them busy only
_NOWHERE: Final = -1
_ROUNDING: Final = 1e-9  # weights equal those of the online scorer to so much

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GroupingCost:
    """What the grouping had to do, for the report."""

    links: int
    components: int  # of two records and more
    walked: int  # components that were not plainly one person
    records_max: int  # in the largest component
    assessed: int  # pairs assessed on demand
    refused: int


def group_all(
    con: DuckDBPyConnection, model: Model, policy: Policy, processes: int = 2
) -> GroupingCost:
    """Make `persons(row_id, person)` and `refused(l, r, weight, reason)` from `decided`.

    Every row of `rows` is in `persons` once; `person` is the lowest row_id of its members.
    """
    rules = group_rules(model, policy)
    number = con.execute("SELECT count(*) FROM rows").fetchall()[0][0]
    links = _read(con, "SELECT l, r, weight, contradicts FROM decided WHERE verdict = 'link'")
    home = components(number, links.left, links.right)
    sizes = np.bincount(home, minlength=number)
    plain = _plainly_one(con, home, sizes, rules)
    walked = (sizes > 1) & ~plain
    person = np.where(plain[home], home, np.arange(number))
    done = _Done([], [], 0)
    if walked.any():
        whose = np.where(walked[home], home, _NOWHERE)
        walks = _Walks(whose, links, _known(con, whose, model, policy), model, policy)
        done = walks.walk(con, processes)
    for members in done.persons:
        person[list(members)] = members[0]
    _keep(con, person, done.refused)
    return GroupingCost(
        links=len(links),
        components=int((sizes > 1).sum()),
        walked=int(walked.sum()),
        records_max=int(sizes.max(initial=0)),
        assessed=done.assessed,
        refused=len(done.refused),
    )


def components(number: int, left: Numbers, right: Numbers) -> Numbers:
    """For each of `number` records the lowest record that links lead to."""
    home = np.arange(number)
    while len(left):
        ours, theirs = home[left], home[right]
        # Every root takes the lowest root that it is linked to; then all follow their roots.
        np.minimum.at(home, np.maximum(ours, theirs), np.minimum(ours, theirs))
        while True:
            further = home[home]
            if (further == home).all():
                break
            home = further
        apart = home[left] != home[right]
        left, right = left[apart], right[apart]
    return home


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of records with what they say, as columns."""

    left: Numbers
    right: Numbers
    weight: npt.NDArray[np.float64]
    contradicts: Contradictions

    def __len__(self) -> int:
        return len(self.left)

    def part(self, which: Numbers | Flags | slice) -> _Pairs:
        return _Pairs(
            self.left[which], self.right[which], self.weight[which], self.contradicts[which]
        )


def _read(con: DuckDBPyConnection, query: str) -> _Pairs:
    found = con.execute(query).fetchnumpy()
    return _Pairs(found["l"], found["r"], found["weight"], found["contradicts"])


def _plainly_one(con: DuckDBPyConnection, home: Numbers, sizes: Numbers, rules: Rules) -> Flags:
    """Which components are one person without a walk.

    Where all pairs within are known, none contradicts and each alone is above the cut, no edge
    can be refused.
    """
    found = con.execute(
        "SELECT l, r FROM decided WHERE contradicts = 0 AND least(weight, ?) > ?",
        [rules.clip, rules.cut + _ROUNDING],
    ).fetchnumpy()
    homes = home[found["l"]]
    within = homes[homes == home[found["r"]]]
    good = np.bincount(within, minlength=len(home))
    one: Flags = (sizes > 1) & (sizes <= rules.size_max) & (good == sizes * (sizes - 1) // 2)
    return one


def _known(con: DuckDBPyConnection, home: Numbers, model: Model, policy: Policy) -> _Pairs:
    """What is known already of the pairs within components that are to be walked."""
    limits = policy.thresholds or model.thresholds
    records = np.flatnonzero(home != _NOWHERE)
    con.register("walked", pa.table({"row_id": records, "home": home[records]}))
    joined = (
        " JOIN walked a ON a.row_id = l JOIN walked b ON b.row_id = r AND b.home = a.home WHERE"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE scored_within AS SELECT scored.* FROM scored {joined}"
        f" weight < {limits.review}"
    )
    parts = [
        _read(con, f"SELECT l, r, weight, contradicts FROM decided {joined} true"),
        _read(
            con,
            f"SELECT l, r, weight, {int(Contradiction.OUTRIGHT)}::TINYINT AS contradicts"
            " FROM scored_within"
            f" WHERE weight < {limits.contradiction}",
        ),
    ]
    con.unregister("walked")
    judge = Judge(con, model, policy)
    for pairs in scored_pairs(con, limits.contradiction, "scored_within"):
        found = judge.by_class(pairs)
        seen = np.flatnonzero(found >= 0)
        some = pairs.part(seen)
        apart = judge.contradictions(some.weight, found[seen])
        parts.append(_Pairs(some.left, some.right, some.weight, apart))
    con.execute("DROP TABLE scored_within")
    return _Pairs(
        np.concatenate([each.left for each in parts]),
        np.concatenate([each.right for each in parts]),
        np.concatenate([each.weight for each in parts]),
        np.concatenate([each.contradicts for each in parts]),
    )


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of walking some components."""

    persons: list[tuple[int, ...]]
    refused: list[Refusal[int]]
    assessed: int


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Pairs by component: those of the n-th are from `at[n]` to `at[n + 1]`."""

    pairs: _Pairs
    at: Numbers

    @classmethod
    def by(cls, whose: Numbers, homes: Numbers, pairs: _Pairs) -> _Sorted:
        of = whose[pairs.left]
        inside = np.flatnonzero(of != _NOWHERE)
        order = inside[np.argsort(of[inside], kind="stable")]
        return cls(pairs.part(order), np.append(np.searchsorted(of[order], homes), len(order)))

    def of(self, number: int) -> zip[tuple[int, int, float, int]]:
        part = self.pairs.part(slice(self.at[number], self.at[number + 1]))
        columns = (part.left, part.right, part.weight, part.contradicts)
        return zip(*(column.tolist() for column in columns), strict=True)


class _Walks:
    """The components that `group` must look at."""

    def __init__(
        self, whose: Numbers, links: _Pairs, known: _Pairs, model: Model, policy: Policy
    ) -> None:
        self._model = model
        self._policy = policy
        self._rules = group_rules(model, policy)
        records = np.flatnonzero(whose != _NOWHERE)
        self._records = records[np.argsort(whose[records], kind="stable")]
        homes, begins = np.unique(whose[self._records], return_index=True)
        self._at = np.append(begins, len(records))
        self._links = _Sorted.by(whose, homes, links)
        self._known = _Sorted.by(whose, homes, known)
        self._rows: pa.Table = None
        self._row_ids: Numbers = records[:0]

    def walk(self, con: DuckDBPyConnection, processes: int) -> _Done:
        """Group every component."""
        done = _Done([], [], 0)
        number = len(self._at) - 1
        for start, end in pairwise(self._bounds(0, number, RECORDS_AT_ONCE)):
            self._load(con, start, end)
            records = int(self._at[end] - self._at[start])
            forks = processes if records >= WORTH_A_FORK else 1
            bounds = self._bounds(start, end, 1 + records // (forks * _PARTS))
            for part in in_forks(self._group_some, bounds, forks):
                done.persons.extend(part.persons)
                done.refused.extend(part.refused)
                done = _Done(done.persons, done.refused, done.assessed + part.assessed)
        return done

    def _bounds(self, start: int, end: int, records: int) -> list[int]:
        """Cuts components into parts of so many records; a larger one is a part of its own."""
        cuts = np.arange(self._at[start], self._at[end], records)
        places = np.searchsorted(self._at[start:end], cuts) + start
        return [*np.unique(places).tolist(), end]

    def _load(self, con: DuckDBPyConnection, start: int, end: int) -> None:
        """Fetch the rows of components where some pair is not known."""
        sizes = np.diff(self._at[start : end + 1])
        known = np.diff(self._known.at[start : end + 1])
        needed = np.repeat(known < sizes * (sizes - 1) // 2, sizes)
        self._row_ids = np.sort(self._records[self._at[start] : self._at[end]][needed])
        con.register("needed", pa.table({"row_id": self._row_ids}))
        self._rows = con.sql(
            f"SELECT {', '.join(f'rows.{each}' for each in _COLUMNS)}"
            " FROM rows JOIN needed USING (row_id) ORDER BY row_id"
        ).to_arrow_table()
        con.unregister("needed")

    def _group_some(self, start: int, end: int) -> _Done:
        persons: list[tuple[int, ...]] = []
        refused: list[Refusal[int]] = []
        assessed = 0
        for first, last in pairwise(self._bounds(start, end, ROWS_AT_ONCE)):
            known = _Known(self._match_rows(first, last), self._model, self._policy)
            for number in range(first, last):
                known.pairs = {
                    (left, right): Agreement(weight, _CONTRADICTIONS[contradicts])
                    for left, right, weight, contradicts in self._known.of(number)
                }
                links = [Link(each[0], each[1], each[2]) for each in self._links.of(number)]
                records = self._records[self._at[number] : self._at[number + 1]].tolist()
                grouping = group(records, links, (), (), known, self._rules)
                persons.extend(each for each in grouping.persons if len(each) > 1)
                refused.extend(grouping.refused)
            assessed += known.assessed
        return _Done(persons, refused, assessed)

    def _match_rows(self, start: int, end: int) -> dict[int, MatchRow]:
        records = np.sort(self._records[self._at[start] : self._at[end]])
        wanted = np.intersect1d(records, self._row_ids, assume_unique=True)
        table = self._rows.take(pa.array(np.searchsorted(self._row_ids, wanted)))
        columns = [
            map(tuple, said) if column in _TUPLES else said
            for column in _COLUMNS
            for said in (table.column(column).to_pylist(),)
        ]
        rows = (MatchRow(*values) for values in zip(*columns, strict=True))
        return dict(zip(wanted.tolist(), rows, strict=True))


class _Known:
    """The agreement of any pair of one component: known, or assessed and remembered."""

    def __init__(self, rows: Mapping[int, MatchRow], model: Model, policy: Policy) -> None:
        self.pairs: dict[tuple[int, int], Agreement] = {}
        self.assessed = 0
        self._rows = rows
        self._model = model
        self._policy = policy

    def __call__(self, left: int, right: int) -> Agreement:
        pair = (left, right) if left < right else (right, left)
        found = self.pairs.get(pair)
        if found is None:
            rows = self._rows[pair[0]], self._rows[pair[1]]
            said = assess(*rows, self._model, self._policy)
            found = self.pairs[pair] = Agreement(said.weight, said.contradicts)
            self.assessed += 1
        return found


_CONTRADICTIONS: Final = tuple(Contradiction)  # by their numbers
_COLUMNS: Final = MatchRow.__struct_fields__
_TUPLES: Final = frozenset(
    each for each in _COLUMNS if isinstance(getattr(MatchRow(), each), tuple)
)


def _keep(con: DuckDBPyConnection, person: Numbers, refused: list[Refusal[int]]) -> None:
    con.register("made", pa.table({"row_id": np.arange(len(person)), "person": person}))
    con.execute("CREATE OR REPLACE TABLE persons AS FROM made")
    con.unregister("made")
    columns = {
        "l": pa.array([each.left for each in refused], pa.int64()),
        "r": pa.array([each.right for each in refused], pa.int64()),
        "weight": pa.array([each.weight for each in refused], pa.float64()),
        "reason": pa.array([each.reason for each in refused], pa.string()),
    }
    con.register("made", pa.table(columns))
    con.execute("CREATE OR REPLACE TABLE refused AS FROM made")
    con.unregister("made")
