"""The neighbourhood of some records: everything that could be one person with them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from itertools import pairwise
from math import inf
from typing import Final

from matching.grouping import Agreement, Grouping, Link, group
from mpi.act import Act
from mpi.domain.judgement import Judgement, Verdict
from mpi.domain.record import Record, RecordKey, RecordStatus
from mpi.groups import Groups

NEIGHBOURHOOD_MAX: Final = 2_000  # records; a larger one is not settled automatically


class Neighbourhood:
    """Everything that could be one person with the seeds, by record key."""

    def __init__(self, act: Act, seeds: Iterable[int]) -> None:
        self._act = act
        self._judgements: dict[int, Judgement] = {}
        self.records: dict[RecordKey, Record] = {}
        self._weights: dict[tuple[RecordKey, RecordKey], float] = {}
        self.cut = False  # the neighbourhood is larger than the limit
        self._walk(seeds)
        self.ids = {key: record.id for key, record in self.records.items()}

    def grouping(self) -> Grouping[RecordKey]:
        links = [Link(left, right, w) for (left, right), w in self._weights.items()]
        return group(
            self.records,
            links,
            self._judged(Verdict.SAME),
            self._judged(Verdict.DIFFERENT),
            self._agreement,
            self._act.matcher.rules,
        )

    def homes(self) -> dict[int, int]:
        """By record id, the person that the grouping would put it into."""
        return {self.ids[key]: n for n, one in enumerate(self.grouping().persons) for key in one}

    def ties(self, records: list[RecordKey]) -> tuple[tuple[int, int], ...]:
        """By which pairs of records, by id, several persons become one: their strongest links, as
        few as it takes (Kruskal's spanning tree)."""
        side: dict[RecordKey, Hashable] = {key: self.records[key].eid or key for key in records}
        groups = Groups[Hashable]()
        links = [
            (-weight, pair)
            for pair, weight in self._weights.items()
            if pair[0] in side and pair[1] in side and side[pair[0]] != side[pair[1]]
        ]
        return tuple(
            (self.ids[left], self.ids[right])
            for _, (left, right) in sorted(links)
            if groups.unite(side[left], side[right])
        )

    def strongest_edge(self, some: list[RecordKey], others: list[RecordKey]) -> float:
        """The weight of the strongest edge between two groups; minus infinity for none."""
        return max((link.weight for link in self._between(some, others)), default=-inf)

    def would_join(self, some: list[RecordKey], others: list[RecordKey]) -> bool:
        """Whether two groups, each taken as one, agree with one another."""
        links = self._between(some, others)
        if not links:
            return False
        grouping = group(
            [*some, *others],
            links,
            [*pairwise(some), *pairwise(others)],
            [
                (a, b)
                for a, b in self._judged(Verdict.DIFFERENT)
                if (a in some and b in others) or (a in others and b in some)
            ],
            self._agreement,
            self._act.matcher.rules,
        )
        return len(grouping.persons) == 1

    def _between(self, some: list[RecordKey], others: list[RecordKey]) -> list[Link[RecordKey]]:
        return [
            Link(left, right, weight)
            for (left, right), weight in self._weights.items()
            if (left in some and right in others) or (left in others and right in some)
        ]

    def starting_groups(
        self, home: dict[RecordKey, int], resplit: Collection[str], placed: Mapping[int, int]
    ) -> list[list[RecordKey]]:
        """Current persons; those to be split again fall apart along the grouping, and what is
        placed lies in its piece."""
        groups: dict[tuple[str, object], list[RecordKey]] = {}
        for key, record in self.records.items():
            part: object = key if not record.eid else None
            if record.eid in resplit:
                part = home[key]
            place = ("", placed[record.id]) if record.id in placed else (record.eid, part)
            groups.setdefault(place, []).append(key)
        return list(groups.values())

    def _walk(self, seeds: Iterable[int]) -> None:
        tx = self._act.tx
        waiting, seen = list(seeds), set[int]()
        by_id: dict[int, Record] = {}
        edges: dict[tuple[int, int], float] = {}
        while waiting:
            batch = [i for i in dict.fromkeys(waiting) if i not in seen]
            seen.update(batch)
            waiting = []
            if len(seen) > NEIGHBOURHOOD_MAX:
                self.cut = True
                break
            for record_id, record in tx.records(batch).items():
                if record.status is RecordStatus.DELETED:
                    continue
                by_id[record_id] = record
                if record.eid:
                    waiting += tx.members(record.eid)
                for other, weight in tx.edges(record_id).items():
                    edges[min(record_id, other), max(record_id, other)] = weight
                    waiting.append(other)
                for judgement in tx.judgements(record_id):
                    if judgement.revoked:
                        continue
                    self._judgements[judgement.id] = judgement
                    if judgement.verdict is Verdict.SAME:
                        waiting += [judgement.left, judgement.right]
        self.records = {record.key: record for record in by_id.values()}
        self._weights = {
            (by_id[a].key, by_id[b].key): weight
            for (a, b), weight in edges.items()
            if a in by_id and b in by_id
        }
        self._by_id = by_id

    def _judged(self, verdict: Verdict) -> list[tuple[RecordKey, RecordKey]]:
        """Pairs whose newest standing judgement is this one."""
        newest: dict[tuple[int, int], Judgement] = {}
        for number in sorted(self._judgements):
            judgement = self._judgements[number]
            if judgement.verdict is not Verdict.UNSURE:  # that one joins and parts nothing
                newest[judgement.left, judgement.right] = judgement
        return [
            (self._by_id[a].key, self._by_id[b].key)
            for (a, b), judgement in newest.items()
            if judgement.verdict is verdict and a in self._by_id and b in self._by_id
        ]

    def _agreement(self, left: RecordKey, right: RecordKey) -> Agreement:
        assessment = self._act.assess(self.records[left].id, self.records[right].id)
        return Agreement(assessment.weight, assessment.contradicts)
