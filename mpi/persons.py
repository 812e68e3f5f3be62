"""Settling persons: what a change of records, edges or judgements does to who is whom.

`settle` takes the whole neighbourhood of the changed records (everything reachable by edges, SAME
judgements or a shared person), asks `matching.grouping` how it should be grouped, and then only
joins: current persons that the grouping puts wholly into one person become one.  A person that
the grouping would split is left as it is, with a task: the machine only joins, people split.
Persons named in `resplit` are the exception, since there a person has just decided.

Why the order of arrival does not matter: the last record of a neighbourhood to arrive settles all
of it, and the grouping depends on the records alone.  If it refuses nothing, everybody is joined;
if it refuses something, a task is open, whatever came first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from matching.grouping import Grouping, Refusal
from mpi.act import Act
from mpi.asking import drop_pairs, is_about_one_person, is_asked, is_dismissed
from mpi.domain.event import Founded, Move, PersonsChanged, Retired
from mpi.domain.person import Eid
from mpi.domain.record import RecordKey
from mpi.domain.task import AskedPair, TaskKind
from mpi.neighbourhood import Neighbourhood


@dataclass(frozen=True, slots=True)
class Cause:
    """Why persons are settled: `subject` is the record that changed; `fresh` are the records with
    which it has an edge that is new or has another weight than before."""

    words: str
    subject: int = 0
    fresh: frozenset[int] = frozenset()


# By the home of each record as the grouping has it, the piece that it lies in.
Pieces = Callable[[Mapping[int, int]], Mapping[int, int]]


def settle(
    act: Act,
    seeds: Iterable[int],
    cause: Cause,
    resplit: Collection[str] = (),
    pieces: Pieces | None = None,
) -> None:
    """Join what belongs together around the seeds; open tasks for what is contested.

    `pieces`: how the persons in `resplit` fall apart, or come together, before anything is joined;
    without it they fall apart along the grouping.
    """
    near = Neighbourhood(act, seeds)
    if near.cut:
        _leave_alone(act, near, cause)
        return
    canonical = near.grouping()
    home = {key: n for n, person in enumerate(canonical.persons) for key in person}
    placed = pieces({near.ids[key]: n for key, n in home.items()}) if pieces else {}
    starts = near.starting_groups(home, resplit, placed)
    together, straddling = _joins(starts, home)
    for records in _taken_in(near, together, straddling):
        eids = {near.records[key].eid for key in records}
        if len(eids) > 1 or "" in eids or eids & set(resplit):
            _name(act, near, records, cause.words)
    _close_answered(act, near, home)
    for records in straddling:
        _task_for_straddling(act, near, records, home, canonical, cause)
    for refusal in canonical.refused:
        _task_for_refusal(
            act,
            near,
            refusal,
            canonical.persons[home[refusal.left]],
            canonical.persons[home[refusal.right]],
            cause,
        )
    _task_for_waiting(act, cause)


def place(act: Act, around: Iterable[int], words: str, pieces: Pieces) -> None:
    """Let whole persons fall apart, or come together, as they are placed; the machine joins nothing
    meanwhile, so that what it joins afterwards is a step of its own."""
    near = Neighbourhood(act, around)
    if near.cut:
        return
    placed = pieces(near.homes())
    parts: dict[int, list[RecordKey]] = {}
    for key in sorted(near.records):
        if near.ids[key] in placed:
            parts.setdefault(placed[near.ids[key]], []).append(key)
    for records in parts.values():
        _name(act, near, records, words)


def _leave_alone(act: Act, near: Neighbourhood, cause: Cause) -> None:
    """A limit was reached: nobody is joined, and the subject's strongest edge becomes a task."""
    for key, record in near.records.items():
        if not record.eid:
            _name(act, near, [key], cause.words)
    edges = act.tx.edges(cause.subject) if cause.subject else {}
    if edges:
        other = max(edges, key=lambda i: (edges[i], -i))
        if not is_asked(act, [cause.subject], [other]):
            act.open_task(
                TaskKind.CONFLICT,
                min(cause.subject, other),
                max(cause.subject, other),
                "a strong pair whose groups disagree: too many records",
                act.assess(cause.subject, other),
            )


def _joins(
    starts: list[list[RecordKey]], home: dict[RecordKey, int]
) -> tuple[list[list[RecordKey]], list[list[RecordKey]]]:
    """Persons as they are to be, and those among them that the grouping would split."""
    together: dict[int, list[RecordKey]] = {}
    straddling: list[list[RecordKey]] = []
    for records in starts:
        homes = {home[key] for key in records}
        if len(homes) == 1:
            together.setdefault(homes.pop(), []).extend(records)
        else:
            straddling.append(sorted(records))
    return [sorted(records) for records in together.values()], straddling


def _taken_in(
    near: Neighbourhood, together: list[list[RecordKey]], straddling: list[list[RecordKey]]
) -> list[list[RecordKey]]:
    """Persons as they are to be: a person that is contested in itself still takes in those who
    agree with the whole of it."""
    left = list(together)
    for contested in straddling:
        near_it = sorted(left, key=lambda records: -near.strongest_edge(records, contested))
        for records in near_it:
            if near.would_join(records, contested):
                contested.extend(records)
                left.remove(records)
    return left + straddling


def _name(act: Act, near: Neighbourhood, records: list[RecordKey], cause: str) -> None:
    """Give a person its EID: the oldest that one of its records founded, or a new one."""
    members = [act.tx.record(near.ids[key]) for key in records]
    founded = sorted(
        (eid for member in members for eid in act.tx.founded(member.id)), key=lambda e: e.number
    )
    minted: tuple[Founded, ...] = ()
    if founded:
        primary = founded[0].eid
    else:
        primary = act.pool.take(act.tx.unused)
        minted = (Founded(primary, min(member.id for member in members)),)
    retired = _retirements(founded, primary)
    moves = tuple(
        Move(member.id, member.key, member.eid, primary)
        for member in members
        if member.eid != primary
    )
    if moves or minted or retired:
        ties = near.ties(records) if len(records) > 1 else ()
        act.append(PersonsChanged(cause, moves, minted, retired, ties))
        act.retired += [change.eid for change in retired if change.survivor]


def _retirements(founded: list[Eid], primary: str) -> tuple[Retired, ...]:
    changes = []
    for eid in founded:
        survivor = "" if eid.eid == primary else primary
        if eid.survivor != survivor:
            changes.append(Retired(eid.eid, survivor))
    return tuple(changes)


def _close_answered(act: Act, near: Neighbourhood, home: dict[RecordKey, int]) -> None:
    """Tasks about two records that are one person now have been answered, unless contested; so
    has a conflict between two records that the grouping now puts together."""
    done: set[int] = set()
    for record_id in near.ids.values():
        for task in act.tx.tasks_of(record_id):
            if not task.right or task.id in done or is_about_one_person(task):
                continue
            done.add(task.id)
            gone = [pair for pair in task.pairs if _is_answered(act, pair, home)]
            drop_pairs(act, task, gone, "one person now")


def _is_answered(act: Act, pair: AskedPair, home: dict[RecordKey, int]) -> bool:
    left, right = act.tx.record(pair.left), act.tx.record(pair.right)
    agreed = left.key in home and home[left.key] == home.get(right.key)
    return left.eid == right.eid and agreed


def _task_for_straddling(
    act: Act,
    near: Neighbourhood,
    records: list[RecordKey],
    home: dict[RecordKey, int],
    canonical: Grouping[RecordKey],
    cause: Cause,
) -> None:
    """A person that the scores would no longer put together: ask, split nothing."""
    for refusal in canonical.refused:
        if refusal.left in records and refusal.right in records:
            return  # the refusal itself becomes the task
    ids = [near.ids[key] for key in records]
    subject = cause.subject if cause.subject in ids else ids[0]
    own = home[act.tx.record(subject).key]
    others = [key for key in records if home[key] != own]
    best = max(others, key=lambda key: (act.assess(subject, near.ids[key]).weight, key))
    other = near.ids[best]
    if is_asked(act, [subject], [other]) or is_dismissed(act, subject, other):
        return
    words = "the record's evidence for its person got weaker"
    act.open_task(
        TaskKind.POTENTIAL_OVERLAY,
        min(subject, other),
        max(subject, other),
        words,
        act.assess(subject, other),
    )


def _task_for_refusal(
    act: Act,
    near: Neighbourhood,
    refusal: Refusal[RecordKey],
    left: tuple[RecordKey, ...],
    right: tuple[RecordKey, ...],
    cause: Cause,
) -> None:
    """An edge that was not taken is contested: ask, unless somebody has decided."""
    a, b = near.ids[refusal.left], near.ids[refusal.right]
    if refusal.reason == "judged" and not _is_fresh(cause, a, b):
        return
    if is_asked(act, [near.ids[k] for k in left], [near.ids[k] for k in right]):
        return
    if is_dismissed(act, a, b):
        return
    if act.tx.record(a).eid == act.tx.record(b).eid:
        words = f"one person here, but the groups would not be joined now: {refusal.reason}"
    else:
        words = f"a strong pair whose groups disagree: {refusal.reason}"
    act.open_task(TaskKind.CONFLICT, min(a, b), max(a, b), words, act.assess(a, b))


def _task_for_waiting(act: Act, cause: Cause) -> None:
    """The subject's edge to a person that is itself contested waits with it, and says so."""
    if not cause.fresh:
        return
    mine = act.tx.record(cause.subject).eid
    members = act.tx.members(mine)
    for other in sorted(cause.fresh, key=lambda i: (-act.assess(cause.subject, i).weight, i)):
        theirs = act.tx.record(other).eid
        if theirs == mine or is_dismissed(act, cause.subject, other):
            continue
        if not is_asked(act, members, act.tx.members(theirs)):
            left, right = sorted((cause.subject, other))
            words = "a strong pair, but the other person is contested"
            act.open_task(TaskKind.CONFLICT, left, right, words, act.assess(left, right))


def _is_fresh(cause: Cause, a: int, b: int) -> bool:
    return (a == cause.subject and b in cause.fresh) or (b == cause.subject and a in cause.fresh)
