"""The reference model of the desk's property test: what must be true whatever happened.

It knows nothing of scores.  It keeps who was said to exist, what was decided and still stands, and
how persons were before anything was decided; everything else is asked of the index.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from mpi.domain.record import RecordKey

Pair = frozenset[RecordKey]
Partition = frozenset[frozenset[RecordKey]]


@dataclass
class Deed:
    """One decision: what it says of pairs, whether it stands, what it undid (0 for nothing)."""

    number: int
    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()
    retired: RecordKey | None = None
    stands: bool = True
    undoes: int = 0


@dataclass
class Model:
    records: set[RecordKey] = field(default_factory=set)
    deeds: dict[int, Deed] = field(default_factory=dict)
    # Persons before the first deed; None once something came after a deed.
    before: Partition | None = None
    holders: dict[int, str] = field(default_factory=dict)  # task -> who has claimed it

    def arrived(self, key: RecordKey) -> None:
        self.records.add(key)
        if self.deeds:
            self.before = None

    def decides(self, persons: Partition) -> None:
        """Just before a deed."""
        if not self.deeds:
            self.before = persons

    def did(self, deed: Deed) -> None:
        self.deeds[deed.number] = deed

    def undid(self, number: int, by: int) -> None:
        """The deed stands no more; where it was an undoing, what it undid stands again, and so
        on down the chain.  Undone is always the chain's last one, whichever was asked for."""
        undoing = {deed.undoes: deed.number for deed in self.deeds.values()}
        while number in undoing:
            number = undoing[number]
        self.deeds[by] = Deed(by, undoes=number)
        stands = False
        while number:
            deed = self.deeds[number]
            deed.stands = stands
            number, stands = deed.undoes, not stands

    def standing(self) -> list[Deed]:
        return [deed for deed in self.deeds.values() if deed.stands]

    def decisions_that_stand(self) -> list[Deed]:
        """Deeds that say something, without the undoings."""
        return [deed for deed in self.standing() if not deed.undoes]

    @property
    def retired(self) -> set[RecordKey]:
        return {deed.retired for deed in self.decisions_that_stand() if deed.retired is not None}

    def verdicts(self) -> dict[Pair, str]:
        """What was said last of each pair and still stands."""
        said: dict[Pair, str] = {}
        for deed in sorted(self.decisions_that_stand(), key=lambda one: one.number):
            said |= dict.fromkeys(deed.same, "same")
            said |= dict.fromkeys(deed.different, "different")
        return said

    def crossed(self, persons: Partition) -> list[Pair]:
        """Pairs that are not as people said: different ones together, or the same ones apart."""
        person = {key: group for group in persons for key in group}
        return [
            pair
            for pair, verdict in self.verdicts().items()
            if (len({person[key] for key in pair}) == 1) is not (verdict == "same")
        ]

    def all_undone(self) -> bool:
        return not self.decisions_that_stand()


def partition(eids: dict[RecordKey, str]) -> Partition:
    groups: dict[str, set[RecordKey]] = defaultdict(set)
    for key, eid in eids.items():
        groups[eid].add(key)
    return frozenset(frozenset(group) for group in groups.values())
