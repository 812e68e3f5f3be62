"""Grouping: edges and judgements -> persons.  One pure function, used by batch and by the index.

Edges are taken strongest first, judgements SAME before all.  Two groups join on an edge only if
they agree as groups: no pair across them is judged DIFFERENT, no pair contradicts outright, and
the mean weight over all their cross pairs is above the cut (average linkage, Sokal & Michener
1958, with a veto).  A contradiction that a guard only infers is outvoted where the model says so:
one garbled record parts no two groups whose other records agree.  So one stray edge never chains
two families together.  An edge that is not taken is refused, with its reason; the caller makes a
task of it.  Nothing else joins anything.

The answer depends on the records' names, never on the order in which anything arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, Generic, Protocol, TypeVar


class Ordered(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...
    def __hash__(self) -> int: ...


N = TypeVar("N", bound=Ordered)


@dataclass(frozen=True, slots=True)
class Link(Generic[N]):
    """An automatic edge: a pair at or above the link threshold with no guard against it."""

    left: N
    right: N
    weight: float


class Contradiction(IntEnum):
    """Whether a pair keeps the groups apart that it crosses."""

    NONE = 0
    INFERRED = 1  # a guard infers two people from fields that may be garbled
    OUTRIGHT = 2  # a record says so, or the weight is below the contradiction threshold


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a pair says of the two groups it crosses."""

    weight: float  # log2 odds
    contradicts: Contradiction


@dataclass(frozen=True, slots=True)
class Rules:
    """When two groups agree.

    Weights are clipped to `floor` and `clip`, so that no pair outvotes the rest.
    """

    cut: float
    floor: float = -12.0
    clip: float = 12.0
    size_max: int = 400
    # An inferred contradiction is outvoted by so many pairs that weigh at least `sure`; 0: never.
    outvoted_by: int = 0
    sure: float = 6.0


@dataclass(frozen=True, slots=True)
class Refusal(Generic[N]):
    """An edge that was not taken.  `against` is the pair that stood in its way."""

    left: N
    right: N
    weight: float
    reason: str  # judged, contradiction, groups disagree, too many records
    against: tuple[N, N]


@dataclass(frozen=True, slots=True)
class Grouping(Generic[N]):
    persons: tuple[tuple[N, ...], ...]  # each ascending, by their first record
    refused: tuple[Refusal[N], ...]  # between different persons, strongest first


def group(
    records: Iterable[N],
    links: Iterable[Link[N]],
    same: Collection[tuple[N, N]],
    different: Collection[tuple[N, N]],
    agreement: Callable[[N, N], Agreement],
    rules: Rules,
) -> Grouping[N]:
    """Persons from edges and judgements.

    Args:
        records: everything to be grouped; a record without edges is a person of its own.
        links: automatic edges; both ends among `records`.
        same, different: standing judgements, as pairs of records.
        agreement: scores any pair, on demand; must be symmetric.
        rules: when groups agree.
    """
    of: dict[N, list[N]] = {record: [record] for record in records}
    parted = _Parted(different)
    refused: list[Refusal[N]] = []
    objections: dict[tuple[N, int, N, int], Refusal[N]] = {}
    for left, right in sorted(_ascending(same)):
        if of[left] is of[right]:
            continue
        barrier = parted.between(of[left], of[right])
        if barrier is None:
            _join(of, left, right)
        else:
            refused.append(Refusal(left, right, float("inf"), "judged", barrier))
    for link in sorted(map(_turned, links), key=lambda k: (-k.weight, k.left, k.right)):
        if of[link.left] is of[link.right]:
            continue
        ours, theirs = of[link.left], of[link.right]
        # Groups only grow, at their ends: these may be the two of an earlier edge, as they were.
        both = (ours[0], len(ours), theirs[0], len(theirs))
        refusal = objections.get(both)
        if refusal is None:
            refusal = _objection(link, ours, theirs, parted, agreement, rules)
        if refusal is None:
            _join(of, link.left, link.right)
        else:
            objections[both] = refusal
            refused.append(replace(refusal, left=link.left, right=link.right, weight=link.weight))
    # Each group once, however many records it has: sorting it for each of them is quadratic.
    groups = {id(members): members for members in of.values()}
    return Grouping(
        tuple(sorted(tuple(sorted(members)) for members in groups.values())),
        tuple(r for r in refused if of[r.left] is not of[r.right]),
    )


def _objection(
    link: Link[N],
    left: list[N],
    right: list[N],
    parted: _Parted[N],
    agreement: Callable[[N, N], Agreement],
    rules: Rules,
) -> Refusal[N] | None:
    """Why two groups may not join on this edge, or None."""
    barrier = parted.between(left, right)
    if barrier is not None:
        return Refusal(link.left, link.right, link.weight, "judged", barrier)
    ends = (link.left, link.right)
    if len(left) + len(right) > rules.size_max:
        return Refusal(link.left, link.right, link.weight, "too many records", ends)
    total, worst, against = 0.0, float("inf"), ends
    contradicted: list[tuple[N, N]] = []
    sure, unseen = 0, len(left) * len(right)
    for a in sorted(left):
        for b in sorted(right):
            pair, unseen = agreement(a, b), unseen - 1
            if pair.contradicts:
                contradicted.append((a, b))
                is_outvoted = pair.contradicts is Contradiction.INFERRED and rules.outvoted_by
                if not is_outvoted or sure + unseen < rules.outvoted_by * len(contradicted):
                    return Refusal(link.left, link.right, link.weight, "contradiction", (a, b))
            elif pair.weight >= rules.sure:
                sure += 1
            weight = rules.floor if pair.contradicts else pair.weight
            total += max(rules.floor, min(rules.clip, weight))
            if pair.weight < worst:
                worst, against = pair.weight, (a, b)
    if sure < rules.outvoted_by * len(contradicted):
        return Refusal(link.left, link.right, link.weight, "contradiction", contradicted[0])
    if total / (len(left) * len(right)) <= rules.cut:
        return Refusal(link.left, link.right, link.weight, "groups disagree", against)
    return None


class _Parted(Generic[N]):
    """Pairs judged DIFFERENT, looked up by either end."""

    def __init__(self, different: Collection[tuple[N, N]]) -> None:
        self._of: dict[N, set[N]] = {}
        for left, right in different:
            self._of.setdefault(left, set()).add(right)
            self._of.setdefault(right, set()).add(left)

    def between(self, left: list[N], right: list[N]) -> tuple[N, N] | None:
        if not self._of:
            return None
        far = set(right)
        for record in sorted(left):
            hit = self._of.get(record, set()) & far
            if hit:
                return record, min(hit)
        return None


def _join(of: dict[N, list[N]], left: N, right: N) -> None:
    small, large = sorted((of[left], of[right]), key=len)
    large.extend(small)
    for record in small:
        of[record] = large


def _ascending(pairs: Iterable[tuple[N, N]]) -> set[tuple[N, N]]:
    return {(b, a) if b < a else (a, b) for a, b in pairs}


def _turned(link: Link[N]) -> Link[N]:
    """The same edge, its lower record left."""
    return Link(link.right, link.left, link.weight) if link.right < link.left else link
