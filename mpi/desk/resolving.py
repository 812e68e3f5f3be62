"""Resolving: a steward's answer to a task, or the proposal of one that takes a second person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from mpi.act import Act
from mpi.asking import tend
from mpi.desk import four_eyes
from mpi.desk.claiming import free_task, is_blind_to
from mpi.desk.judging import changed, follow, pass_judgement
from mpi.desk.overlays import settle_update
from mpi.desk.overrides import blindly_overridden, explained
from mpi.domain.answers import Changed
from mpi.domain.decision import DecisionKind
from mpi.domain.event import TaskEscalated, TaskProposed
from mpi.domain.judgement import Judgement, Origin, Verdict
from mpi.domain.record import RecordKey
from mpi.domain.task import (
    Answer,
    MoveTo,
    Proposal,
    Resolution,
    Task,
    TaskKind,
    TaskStatus,
    Why,
)
from mpi.errors import InvalidArgument, OverrideUnexplained, SecondPersonNeeded, Violation
from mpi.groups import Groups
from mpi.quality.acts import after_answer

ABOUT_RECORDS = (
    Resolution.SAME_PERSON,
    Resolution.DIFFERENT_PERSONS,
    Resolution.CANNOT_TELL,
    Resolution.SOME_OF_THESE,
)
ABOUT_UPDATES = (Resolution.ACCEPT_UPDATE, Resolution.REJECT_UPDATE, Resolution.MOVE_UPDATE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A steward's answer as it comes through the door."""

    task: int
    resolution: Resolution
    why: Why
    groups: tuple[tuple[RecordKey, ...], ...] = ()
    to: MoveTo | None = None
    expected_revision: int = 0


@dataclass(frozen=True, slots=True)
class _Ruling:
    """What an answer says of one pair of records."""

    left: int
    right: int
    verdict: Verdict


def resolutions(task: Task) -> tuple[Resolution, ...]:
    """The answers that the task takes."""
    if task.version:
        return ABOUT_UPDATES
    if len(task.records) > 2 and task.kind is not TaskKind.AUTO_LINK_AUDIT:
        return ABOUT_RECORDS
    return ABOUT_RECORDS[:3]


def resolve(act: Act, asked: Asked) -> Changed:
    """A steward's answer to a task; where it takes a second person it is proposed.

    Raises:
        TaskNotFound, TaskClosed, TaskClaimed, TaskChanged, SecondPersonNeeded,
        OverrideUnexplained, JudgementContradicts, InvalidArgument (the answer does not fit).
    """
    task = free_task(act, asked.task, asked.expected_revision)
    answer = _read(act, task, asked)
    if task.check:
        return _checked(act, task, answer, asked.why)
    before = task.proposal
    why = asked.why
    if before is not None and before.by != act.caller.actor:
        if not before.answer.is_same(answer):
            return _disagreed(act, task, before)
        if not why.code:
            why = Why(before.why.code, why.text or before.why.text)
    elif before is not None and before.answer.is_same(answer):
        raise SecondPersonNeeded(task=str(task.id), proposed_by=before.by)
    if task.version:
        return _update_settled(act, task, answer, why)
    rulings = rulings_of(act, task, answer)
    explained(act, ((one.left, one.right, one.verdict) for one in rulings), why)
    confirmed = before.by if before is not None and before.by != act.caller.actor else ""
    because = () if confirmed else four_eyes.because(act, _joined(rulings))
    if because:
        four_eyes.propose(act, task, answer, because, why)
        return changed(act, [act.tx.record(i) for i in task.records], proposal=task.id)
    return _carried_out(act, task, answer, rulings, why, confirmed)


def rulings_of(act: Act, task: Task, answer: Answer) -> list[_Ruling]:
    """What the answer says, pair by pair."""
    asked = [(pair.left, pair.right) for pair in task.pairs]
    if answer.resolution is Resolution.CANNOT_TELL:
        return [_Ruling(left, right, Verdict.UNSURE) for left, right in asked]
    if answer.resolution is Resolution.SAME_PERSON:
        return _together(asked, [task.records])
    if answer.resolution is Resolution.SOME_OF_THESE:
        placed = {record for group in answer.groups for record in group}
        alone = [(record,) for record in task.records if record not in placed]
        groups = [*answer.groups, *alone]
        return [*_together(asked, groups), *_apart(asked, groups)]
    # Each person of its own: those of its records that are one person already stay together,
    # unless that is what is asked.
    if all(act.tx.record(left).eid == act.tx.record(right).eid for left, right in asked):
        return [_Ruling(left, right, Verdict.DIFFERENT) for left, right in asked]
    persons: dict[str, list[int]] = {}
    for record in task.records:
        persons.setdefault(act.tx.record(record).eid, []).append(record)
    return _apart(asked, list(persons.values()))


def _together(asked: list[tuple[int, int]], groups: Iterable[Iterable[int]]) -> list[_Ruling]:
    """As few pairs as make each group one, those that were asked about first."""
    rulings = []
    for group in groups:
        members = list(group)
        own = {record: record for record in members}
        near = [pair for pair in asked if set(pair) <= set(members)]
        for left, right in [*near, *((members[0], other) for other in members[1:])]:
            if own[left] != own[right]:
                own = {i: own[left] if root == own[right] else root for i, root in own.items()}
                rulings.append(_Ruling(left, right, Verdict.SAME))
    return rulings


def _apart(asked: list[tuple[int, int]], groups: Sequence[Sequence[int]]) -> list[_Ruling]:
    """Between every two groups the pairs that were asked about; where none was, one."""
    rulings = []
    for one, other in combinations(groups, 2):
        between = [
            (left, right)
            for left, right in asked
            if (left in one and right in other) or (left in other and right in one)
        ]
        for left, right in between or [(one[0], other[0])]:
            rulings.append(_Ruling(left, right, Verdict.DIFFERENT))
    return rulings


def _carried_out(
    act: Act, task: Task, answer: Answer, rulings: list[_Ruling], why: Why, proposed_by: str
) -> Changed:
    _end(act, task, answer, why)
    judgements: list[Judgement] = []
    for one in sorted(rulings, key=lambda ruling: ruling.verdict is not Verdict.SAME):
        a, b = act.tx.record(one.left), act.tx.record(one.right)
        first = judgements[0].act if judgements else 0
        judgements.append(pass_judgement(act, a, b, one.verdict, Origin.STEWARD, why, first))
    follow(act, judgements)
    tend(act, task.records)
    decision = act.decided(
        DecisionKind.RESOLVED,
        why,
        task=task.id,
        resolution=answer.resolution,
        proposed_by=proposed_by,
    )
    after_answer(act, task.id)
    records = [act.tx.record(i) for i in task.records]
    return changed(act, records, judgements[0].id if judgements else 0, decision)


def _update_settled(act: Act, task: Task, answer: Answer, why: Why) -> Changed:
    _end(act, task, answer, why)
    touched = settle_update(act, task, answer, why)
    tend(act, touched)
    decision = act.decided(DecisionKind.RESOLVED, why, task=task.id, resolution=answer.resolution)
    judged = act.done.judged[0] if act.done.judged else 0
    return changed(act, [act.tx.record(i) for i in touched], judged, decision)


def _checked(act: Act, task: Task, answer: Answer, why: Why) -> Changed:
    """The answer to a blind check is counted, and changes no person."""
    if is_blind_to(act, task):
        raise SecondPersonNeeded(task=str(task.id))
    if not (why.code and why.text.strip()):
        joined = [one for one in rulings_of(act, task, answer) if one.verdict is Verdict.SAME]
        asked = [act.assess(one.left, one.right) for one in joined]
        against = blindly_overridden(act.matcher, asked, Verdict.SAME)
        if against:  # as for any other task
            raise OverrideUnexplained(overrides="; ".join(against))
    _end(act, task, answer, why)
    decision = act.decided(DecisionKind.RESOLVED, why, task=task.id, resolution=answer.resolution)
    after_answer(act, task.id)
    eids = tuple(dict.fromkeys(one.eid for one in task.then))
    return Changed(eids, (), (), 0, decision)


def _end(act: Act, task: Task, answer: Answer, why: Why) -> None:
    act.end_task(task, TaskStatus.RESOLVED, answer.resolution, why.text, groups=answer.groups)


def _disagreed(act: Act, task: Task, proposal: Proposal) -> Changed:
    """Two persons, two answers: somebody else decides."""
    act.append(TaskProposed(task.id, None))
    reason = f"{proposal.by} and {act.caller.actor} gave different answers"
    act.append(TaskEscalated(task.id, "", reason))
    return changed(act, [act.tx.record(i) for i in task.records])


def _joined(rulings: list[_Ruling]) -> list[set[int]]:
    """The groups of records that the rulings make one."""
    groups = Groups[int]()
    same = [one for one in rulings if one.verdict is Verdict.SAME]
    for one in same:
        groups.unite(one.left, one.right)
    return groups.among(end for one in same for end in (one.left, one.right))


def _read(act: Act, task: Task, asked: Asked) -> Answer:
    """The answer, if it is one that the task takes."""
    fitting = resolutions(task)
    if asked.resolution not in fitting:
        names = ", ".join(one.name for one in fitting)
        raise InvalidArgument(Violation("resolution", f"one of {names} for this task"))
    if asked.resolution is Resolution.SOME_OF_THESE:
        return Answer(asked.resolution, _groups(act, task, asked.groups))
    if asked.groups:
        raise InvalidArgument(Violation("groups", "nothing, unless with SOME_OF_THESE"))
    if (asked.resolution is Resolution.MOVE_UPDATE) != (asked.to is not None):
        raise InvalidArgument(Violation("move_to", "a target with MOVE_UPDATE, and else nothing"))
    return Answer(asked.resolution, to=asked.to)


def _groups(
    act: Act, task: Task, named: tuple[tuple[RecordKey, ...], ...]
) -> tuple[tuple[int, ...], ...]:
    groups = tuple(tuple(act.tx.record_id(key) for key in group) for group in named)
    placed = [record for group in groups for record in group]
    if not set(placed) <= set(task.records) or len(placed) != len(set(placed)):
        raise InvalidArgument(Violation("groups", "records of the task, each in one group"))
    if not any(len(group) > 1 for group in groups) or len(set(placed)) < 2:
        raise InvalidArgument(Violation("groups", "a group of two records at least"))
    if any(len(group) == len(task.records) for group in groups):
        raise InvalidArgument(Violation("groups", "some of the records; for all say SAME_PERSON"))
    return groups
