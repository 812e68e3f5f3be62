"""Lineage: what holds persons together, so that who would be whom without some decisions is known.

Two persons that become one are tied by a pair of records; a person that falls apart has its ties
cut.  A tie that the machine made when a source said something holds for good: the machine never
splits, also where the evidence gets weaker.  A tie or a cut that came with a decision counts while
that decision stands.  What the machine tied when a decision was taken back came about by whatever
stood then, and counts while all of it does.  So persons are the components of the ties that hold,
which decisions stand is all that undoing changes, and the order does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from mpi.domain.decision import TAKES_BACK, Decision
from mpi.domain.event import PersonsChanged
from mpi.domain.judgement import Verdict
from mpi.groups import Groups
from mpi.neighbourhood import NEIGHBOURHOOD_MAX
from mpi.store.base import Reader

Partition = list[set[int]]
Owners = frozenset[int]  # decisions that must all stand


def ever_one(reader: Reader, records: Iterable[int]) -> list[int]:
    """The records that ever were one person with these, directly or through others, ascending."""
    found, eids = set[int](), set[str]()
    waiting = set(records)
    while waiting and len(found) <= NEIGHBOURHOOD_MAX:
        found |= waiting
        fresh = {one.eid for one in reader.memberships(waiting) if one.eid} - eids
        eids |= fresh
        ever = reader.ever_members_of(fresh).values()
        waiting = {record for some in ever for record in some} - found
    return sorted(found)


def chain(reader: Reader, decision: Decision) -> tuple[set[int], set[int]]:
    """(what stands no more, what stands again) when a decision is taken back: what an undone
    undoing had undone stands again, and so on down the chain."""
    sides: tuple[set[int], set[int]] = (set(), set())
    one: Decision | None = decision
    turn = 0
    while one is not None:
        sides[turn].add(one.id)
        turn = 1 - turn
        one = reader.decision(one.undoes)
    return sides


@dataclass(slots=True)
class _Tie:
    ends: tuple[int, int]
    owners: Owners
    cuts: list[Owners] = field(default_factory=list)

    def holds(self, standing: Collection[int]) -> bool:
        return self.owners.issubset(standing) and not any(
            cut.issubset(standing) for cut in self.cuts
        )


class Lineage:
    """The ties of some records up to a journal entry, and the decisions that stand then.

    `records` are whole, as `ever_one` finds them.  `of_old`: a decision from before decisions were
    kept, made up of its judgements, whose steps are its own.
    """

    def __init__(
        self, reader: Reader, records: Collection[int], until: int, of_old: Decision | None = None
    ) -> None:
        self._reader = reader
        self._records = frozenset(records)
        self._ties: list[_Tie] = []
        self._persons: dict[int, str] = {}
        self._standing: set[int] = set()
        self._go_through(until, of_old)

    def persons(self, without: Collection[int], again: Collection[int]) -> Partition:
        """The persons that there would be, by ties alone, if `without` did not stand and `again`
        did; of records that belong to a person now."""
        standing = (self._standing - set(without)) | set(again)
        groups = Groups[int]()
        for tie in self._holding(standing):
            groups.unite(*tie.ends)
        known = self._reader.records(self._records)
        return groups.among(i for i in sorted(self._records) if known[i].eid)

    def _go_through(self, until: int, of_old: Decision | None) -> None:
        noted = {seq for record in self._records for seq in self._reader.noted(record)}
        decisions = dict(self._reader.decisions_at(noted))
        owner = {step: one.id for one in decisions.values() for step in one.effect.steps}
        if of_old is not None:
            owner |= dict.fromkeys(of_old.effect.steps, of_old.id)
            self._standing.add(of_old.id)
        changes: dict[int, dict[int, str]] = {}
        for change in self._reader.memberships(self._records):
            changes.setdefault(change.seq, {})[change.record] = change.eid
        by = {
            event.seq: event.payload.ties
            for event in self._reader.events_at(changes)
            if isinstance(event.payload, PersonsChanged)
        }
        pairs: list[tuple[int, int]] = []
        for seq in sorted(changes.keys() | decisions.keys()):
            if seq > until:
                break
            self._persons |= changes.get(seq, {})
            pairs += by.get(seq, ())
            if seq in decisions:
                owners = self._decided(decisions[seq])
            elif owner.get(seq):
                continue  # what the act came to is seen at its end
            else:
                owners = frozenset({owner[seq]} if seq in owner else ())
            self._follow(owners, pairs)
            pairs = []

    def _decided(self, decision: Decision) -> Owners:
        """Whose the ties and cuts are that come with it."""
        if decision.kind in TAKES_BACK:
            taken_back = self._reader.decision(decision.undoes)
            gone, again = chain(self._reader, taken_back) if taken_back else (set(), set())
            self._standing = (self._standing - gone) | again | {decision.id}
            return frozenset(self._standing)
        self._standing.add(decision.id)
        owners = frozenset({decision.id})
        for number in decision.effect.judged:
            one = self._reader.judgement(number)
            if one is not None and one.verdict is Verdict.SAME:
                self._tie(one.left, one.right, owners)
        return owners

    def _follow(self, owners: Owners, pairs: Iterable[tuple[int, int]]) -> None:
        """Cut and tie until the ties that hold give the persons that there are."""
        groups = self._cut(owners)
        for one, other in pairs:
            if self._are_one(one, other) and groups.unite(one, other):
                self._tie(one, other, owners)
        persons: dict[str, list[int]] = {}
        for record, eid in self._persons.items():
            if eid:
                persons.setdefault(eid, []).append(record)
        for members in persons.values():
            for one, other in pairwise(sorted(members)):
                if groups.unite(one, other):
                    self._tie(one, other, owners)

    def _cut(self, owners: Owners) -> Groups[int]:
        """Cut what would hold persons together that are several; answers what holds still.

        A record that was deleted still holds the others together.
        """
        groups = Groups[int]()
        holding = list(self._holding(self._standing))
        through_gone = [tie for tie in holding if not all(map(self._persons.get, tie.ends))]
        for tie in holding:
            if tie in through_gone:
                continue
            if self._are_one(*tie.ends):
                groups.unite(*tie.ends)
            else:
                tie.cuts.append(owners)
        person = {groups.of(record): eid for record, eid in self._persons.items() if eid}
        for tie in through_gone:
            sides = [groups.of(end) for end in tie.ends]
            eids = {person[side] for side in sides if side in person}
            if len(eids) > 1:
                tie.cuts.append(owners)
            elif groups.unite(*tie.ends) and eids:
                person[groups.of(tie.ends[0])] = eids.pop()
        return groups

    def _tie(self, one: int, other: int, owners: Owners) -> None:
        if {one, other} <= self._records:
            self._ties.append(_Tie((one, other), owners))

    def _holding(self, standing: Collection[int]) -> Iterator[_Tie]:
        return (tie for tie in self._ties if tie.holds(standing))

    def _are_one(self, one: int, other: int) -> bool:
        eid = self._persons.get(one)
        return bool(eid) and eid == self._persons.get(other)


def as_judged(reader: Reader, persons: Partition, home: Mapping[int, int]) -> dict[int, int]:
    """By record, the number of the piece that it lies in: persons, but that judgements that stand
    are kept.  `home`: how scores and judgements that stand would group them."""
    pieces = [
        piece
        for group in _judged_the_same(reader, persons)
        for piece in _unbarred(reader, group, home)
    ]
    return {record: number for number, piece in enumerate(pieces) for record in piece}


def _judged_the_same(reader: Reader, partition: Partition) -> Partition:
    """What a judgement that stands makes one is one, whatever made it so when it was judged."""
    verdicts = {
        (judgement.left, judgement.right): judgement.verdict
        for group in partition
        for record in group
        for judgement in reader.judgements(record)
        if not judgement.revoked and judgement.verdict is not Verdict.UNSURE
    }
    groups = Groups[int]()
    for group in partition:
        for one, other in pairwise(group):
            groups.unite(one, other)
    known = set().union(*partition)
    for pair, verdict in verdicts.items():
        if verdict is Verdict.SAME and known.issuperset(pair):
            groups.unite(*pair)
    return groups.among(sorted(known))


def _unbarred(reader: Reader, group: set[int], home: Mapping[int, int]) -> Partition:
    """The group, or its homes where a judgement stands between two of its records."""
    barred = any(
        not judgement.revoked
        and judgement.verdict is Verdict.DIFFERENT
        and {judgement.left, judgement.right} <= group
        for record in group
        for judgement in reader.judgements(record)
    )
    if not barred:
        return [group]
    homes: dict[int, set[int]] = {}
    for record in sorted(group):
        homes.setdefault(home.get(record, -record), set()).add(record)
    return list(homes.values())
