"""Lineage: who would be whom, had some decisions not been made.

The history of some records' persons is gone through again, step by step, leaving out the steps of
decisions that do not stand.  What the machine joined stays joined, also where the evidence got
weaker since: the machine never splits, so undoing a decision does not split either, unless that
decision had joined.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import combinations, groupby

from mpi.domain.decision import TAKES_BACK
from mpi.domain.event import PersonsChanged
from mpi.domain.judgement import Verdict
from mpi.store.base import Membership, Transaction

Partition = list[set[int]]

UNDONE = "undone"  # the cause of what an undoing itself moves


def pieces(
    tx: Transaction, home: Mapping[int, int], stood: Partition, after: Partition
) -> dict[int, int]:
    """By record, the number of the piece that it lies in: persons as they are, but for what going
    through history with a decision (`stood`) and without it (`after`) tells apart.

    So a decision that moved nobody moves nobody when it is taken back, also where going through
    history now, by evidence that has changed, would not give the persons that there are.
    """
    persons: dict[str, set[int]] = {}
    for record in sorted(set().union(*after)):
        persons.setdefault(tx.record(record).eid, set()).add(record)
    whole = _as_judged(tx, _changed(list(persons.values()), stood, after, home), home)
    return {record: number for number, part in enumerate(whole) for record in part}


def gone_through(
    tx: Transaction,
    around: Collection[int],
    home: Mapping[int, int],
    without: Collection[int],
    again: Collection[int] = (),
) -> Partition:
    """The persons that the history of these records gives.

    `around`: the records of whole persons.  `home`: how the scores and judgements that stand now
    would group them.  `without`: decisions left out although they stand; `again`: those that count
    although they were undone.
    """
    skipped = _steps_left_out(tx, around, without, again)
    persons: dict[int, str] = {}
    partition: Partition = []
    for seq, changes in groupby(tx.memberships(around), key=lambda one: one.seq):
        before = dict(persons)
        _apply(persons, changes)
        if seq not in skipped:
            partition = _followed(partition, before, persons, home)
        else:
            partition = _with_all(partition, persons)
    return _as_judged(tx, partition, home)


def _as_judged(tx: Transaction, partition: Partition, home: Mapping[int, int]) -> Partition:
    return [
        part for group in _judged_the_same(tx, partition) for part in _unbarred(tx, group, home)
    ]


def _changed(
    persons: Partition, stood: Partition, after: Partition, home: Mapping[int, int]
) -> Partition:
    """Persons, but for the groups that are in one of the two partitions only.

    A group that is in both keeps to the person that it is in now: where that falls apart, to the
    part with which it shares a home, or else to the oldest.
    """
    there = set().union(*after)
    same = {frozenset(group & there) for group in stood}
    parts = [set(group) for group in after if frozenset(group) not in same]
    moved = set().union(*parts)
    for person in persons:
        staying = person - moved
        if not staying:
            continue
        near = sorted((part for part in parts if part & person), key=lambda p: min(p & person))
        at_home = [part for part in near if _share_a_home(part, staying, home)]
        chosen = (at_home or near)[:1]
        parts = [part for part in parts if part not in chosen]
        parts.append(staying.union(*chosen))
    return parts


def _steps_left_out(
    tx: Transaction, around: Iterable[int], without: Collection[int], again: Collection[int]
) -> set[int]:
    """Of an undoing that stands, too, what it moved itself: what it took back is left out already.
    What the machine joined once it had been taken back is a step like any other."""
    numbers = {seq for record in around for seq in tx.noted(record)}
    skipped: set[int] = set()
    for decision in tx.decisions_at(numbers).values():
        steps = decision.effect.steps
        if decision.id in without or (decision.undone_by and decision.id not in again):
            skipped.update(steps)
        elif decision.kind in TAKES_BACK:
            skipped |= {
                event.seq
                for event in tx.events_at(steps)
                if isinstance(event.payload, PersonsChanged) and event.payload.cause == UNDONE
            }
    return skipped


def _apply(persons: dict[int, str], changes: Iterable[Membership]) -> None:
    for change in changes:
        if change.eid:
            persons[change.record] = change.eid
        else:
            persons.pop(change.record, None)


def _followed(
    partition: Partition,
    before: Mapping[int, str],
    after: Mapping[int, str],
    home: Mapping[int, int],
) -> Partition:
    """The partition after a step that changed who is whom from `before` to `after`."""
    parted = [part for group in partition for part in _parted(group, before, after)]
    known = {record for part in parted for record in part}
    parted += [{record} for record in sorted(after.keys() - known)]
    return _joined(parted, before, after, home)


def _with_all(partition: Partition, persons: Mapping[int, str]) -> Partition:
    """The partition with records that came, and without those that went, in a step left out."""
    kept = [group & persons.keys() for group in partition]
    known = {record for group in kept for record in group}
    return [g for g in kept if g] + [{record} for record in sorted(persons.keys() - known)]


def _parted(group: set[int], before: Mapping[int, str], after: Mapping[int, str]) -> Partition:
    """What was one person and is no longer falls apart; each person's oldest part stays."""
    staying: set[int] = set()
    left: Partition = []
    members = sorted(group & after.keys())
    for eid in dict.fromkeys(before.get(record, "") for record in members):
        bucket = [record for record in members if before.get(record, "") == eid]
        parts = [
            {record for record in bucket if after[record] == now}
            for now in dict.fromkeys(after[record] for record in bucket)
        ]
        staying |= parts[0]
        left += parts[1:]
    return [part for part in (staying, *left) if part]


def _joined(
    partition: Partition,
    before: Mapping[int, str],
    after: Mapping[int, str],
    home: Mapping[int, int],
) -> Partition:
    """Persons that became one: those of their parts that belong together do."""
    for eid in dict.fromkeys(after.values()):
        members = {record for record, now in after.items() if now == eid}
        sides: dict[object, set[int]] = {}
        for record in sorted(members):
            sides.setdefault(before.get(record, record), set()).add(record)
        for one, other in combinations(sides.values(), 2):
            partition = _bridged(partition, one, other, home)
    return partition


def _bridged(
    partition: Partition, one: set[int], other: set[int], home: Mapping[int, int]
) -> Partition:
    near = [part for part in partition if part & one]
    far = [part for part in partition if part & other]
    if any(part in far for part in near):
        return partition
    pairs = [(a, b) for a in near for b in far if _share_a_home(a, b, home)]
    if not pairs:
        pairs = [(min(near, key=min), min(far, key=min))]
    for a, b in pairs:
        united = [part for part in partition if part & (a | b)]
        partition = [part for part in partition if part not in united]
        partition.append(set().union(*united))
    return partition


def _share_a_home(one: set[int], other: set[int], home: Mapping[int, int]) -> bool:
    return bool({home[i] for i in one if i in home} & {home[i] for i in other if i in home})


def _judged_the_same(tx: Transaction, partition: Partition) -> Partition:
    """What a judgement that stands makes one is one, whatever made it so when it was judged."""
    verdicts = {
        (judgement.left, judgement.right): judgement.verdict
        for group in partition
        for record in group
        for judgement in tx.judgements(record)
        if not judgement.revoked and judgement.verdict is not Verdict.UNSURE
    }
    for pair, verdict in verdicts.items():
        if verdict is Verdict.SAME:
            united = [group for group in partition if group & set(pair)]
            partition = [group for group in partition if group not in united]
            partition.append(set().union(*united))
    return partition


def _unbarred(tx: Transaction, group: set[int], home: Mapping[int, int]) -> Partition:
    """The group, or its homes where a judgement stands between two of its records."""
    barred = any(
        not judgement.revoked
        and judgement.verdict is Verdict.DIFFERENT
        and {judgement.left, judgement.right} <= group
        for record in group
        for judgement in tx.judgements(record)
    )
    if not barred:
        return [group]
    homes: dict[int, set[int]] = {}
    for record in sorted(group):
        homes.setdefault(home.get(record, -record), set()).add(record)
    return list(homes.values())
