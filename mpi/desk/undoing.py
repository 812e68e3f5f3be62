"""Undoing: a decision is taken back by appending its inverse, also after later changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mpi.act import Act
from mpi.asking import tend
from mpi.desk.judging import changed, follow, judged_same, pass_judgement, standing
from mpi.desk.lineage import Lineage, as_judged, chain, ever_one
from mpi.desk.sources import look_again, retire, withdraw
from mpi.domain.answers import Changed
from mpi.domain.decision import Decision, DecisionKind, Effect, Ended, Versioned
from mpi.domain.event import (
    Event,
    JudgementRestored,
    JudgementRevoked,
    PersonsChanged,
    RecordUnmerged,
    TaskEnded,
    TaskReopened,
    VersionSet,
)
from mpi.domain.judgement import Judgement, Origin, Verdict
from mpi.domain.record import Disposition, RecordStatus
from mpi.domain.task import Task, TaskStatus, Why
from mpi.errors import (
    DecisionNotFound,
    DecisionUndone,
    JudgementNotFound,
    ResourceExhausted,
    UndoBlocked,
)
from mpi.persons import Cause, place, settle
from mpi.resolve import link

JUDGEMENTS_MAX = 2_000  # that one split or undoing may make


def undo(act: Act, decision_id: int, why: Why) -> Changed:
    """Take a decision back, or judge the two sides of an automatic link different persons.

    Raises:
        DecisionNotFound, DecisionUndone, UndoBlocked, JudgementContradicts.
    """
    decision = act.tx.decision(decision_id)
    if decision is None:
        return _undo_link(act, _link(act, decision_id), why)
    if decision.undone_by:
        raise DecisionUndone(decision=str(decision_id), undone_by=str(decision.undone_by))
    return _take_back(act, _newest(act, decision), DecisionKind.UNDONE, why)


def revoke(act: Act, judgement_id: int, why: Why) -> Changed:
    """Undo a judgement, with everything decided in the same act; the scores speak again.

    Raises:
        JudgementNotFound: it never was, or is revoked already.
    """
    judgement = act.tx.judgement(judgement_id)
    if judgement is None or judgement.revoked:
        raise JudgementNotFound(judgement=str(judgement_id))
    made_by = act.tx.decision(judgement.decision) if judgement.decision else None
    # One from before decisions were kept has none.
    decision = _newest(act, made_by) if made_by else _of_one_act(act, judgement)
    taken = _take_back(act, decision, DecisionKind.REVOKED, why)
    return replace(taken, judgement=judgement_id)


def _newest(act: Act, decision: Decision) -> Decision:
    """The last of a decision, the undoing of it, the undoing of that, and so on: who takes any of
    them back that stands takes back the last one.

    So each is undone once at most, the chain never forks, and what the last one took back cannot
    come back by undoing an older one.
    """
    noted = {seq for record in decision.effect.records for seq in act.tx.noted(record)}
    undoing = {one.undoes: one for one in act.tx.decisions_at(noted).values() if one.undoes}
    while decision.id in undoing:
        decision = undoing[decision.id]
    return decision


def _take_back(act: Act, decision: Decision, kind: DecisionKind, why: Why) -> Changed:
    effect = decision.effect
    before = act.tx.last_seq()
    act.done.records |= dict.fromkeys(effect.records)
    _judgements_back(act, effect)
    _not_contradicted(act, effect.records)
    moved = _versions_back(act, effect)
    _tasks_back(act, effect)
    around = ever_one(act.tx, (*effect.records, *moved))
    lineage = Lineage(act.tx, around, before, None if decision.id else decision)
    persons = lineage.persons(*chain(act.tx, decision))
    place(act, around, "undone", lambda home: as_judged(act.tx, persons, home))
    settle(act, act.done.records, Cause("looked at again"))
    live = [i for i in dict.fromkeys((*effect.records, *moved)) if act.tx.record(i).eid]
    tend(act, live)
    look_again(act, live)
    number = act.decided(
        kind, why, task=decision.task, resolution=decision.resolution, undoes=decision.id
    )
    return changed(act, [act.tx.record(i) for i in live], decision=number)


def _judgements_back(act: Act, effect: Effect) -> None:
    for number in (*effect.judged, *effect.restored):
        judgement = act.tx.judgement(number)
        if judgement is not None and not judgement.revoked:
            act.append(JudgementRevoked(number, act.caller.actor, "undone"))
    for retired, survivor in effect.merged:
        record = act.tx.record(retired)
        if record.status is RecordStatus.MERGED and record.merged_into == survivor:
            act.append(RecordUnmerged(retired))
    for number in effect.revoked:
        judgement = act.tx.judgement(number)
        if judgement is not None and judgement.revoked:
            act.append(JudgementRestored(number))
    for retired, survivor in effect.unmerged:
        gone, kept = act.tx.record(retired), act.tx.record(survivor)
        if gone.status is kept.status is RecordStatus.ACTIVE:
            retire(act, gone, kept)


def _not_contradicted(act: Act, record_ids: Iterable[int]) -> None:
    """What stands again, an older judgement that a newer one had overruled included, must not say
    otherwise than what was judged since."""
    for record_id in record_ids:
        one = judged_same(act, record_id)
        for member in one:
            for other, judgement in standing(act, member).items():
                if judgement.verdict is Verdict.DIFFERENT and other in one:
                    raise UndoBlocked(judgement=str(judgement.id), decision=str(judgement.decision))


def _versions_back(act: Act, effect: Effect) -> list[int]:
    """Versions count for what they did before, where nothing newer came since."""
    touched = []
    for said in reversed(effect.versions):
        record = act.tx.record(said.record)
        if record.status is not RecordStatus.ACTIVE or record.version != said.current_after:
            continue
        if said.was_new and said.version == 1:
            withdraw(act, record)
            continue
        waits = said.before is Disposition.QUARANTINED
        if waits and record.quarantined not in (0, said.version):
            continue
        set_version(
            act,
            Versioned(
                said.record,
                said.version,
                said.after,
                Disposition.REJECTED if said.was_new else said.before,
                said.current_after,
                said.current_before,
            ),
        )
        link_again(act, said.record)
        touched.append(said.record)
    return touched


def set_version(act: Act, said: Versioned) -> None:
    """A version counts for something else from now on."""
    act.append(VersionSet(said.record, said.version, said.after, said.current_after))
    act.done.versions.append(said)
    act.done.records[said.record] = None
    act.forget(said.record)


def link_again(act: Act, record_id: int) -> None:
    """The record says something else than before."""
    demographics = act.tx.version(record_id).demographics
    link(act, record_id, act.matcher.derive(demographics).keys, "undone")


def _tasks_back(act: Act, effect: Effect) -> None:
    """What the decision had answered waits again; what an undoing had opened ends as it had."""
    for number in effect.opened:
        task = act.tx.task(number)
        if task is not None and task.is_open:
            act.end_task(task, TaskStatus.SUPERSEDED, reason="what opened it was undone")
    for number in effect.ended:
        task = act.tx.task(number)
        if task is not None and not task.is_open and _can_wait(act, task):
            act.done.reopened.append(
                Ended(task.id, task.status, task.resolution, task.by, task.reason, task.groups)
            )
            act.append(TaskReopened(task.id, act.then(task.pairs)))
    for one in effect.reopened:
        task = act.tx.task(one.task)
        if task is not None and task.is_open:
            act.append(
                TaskEnded(
                    one.task, one.status, one.resolution, one.by, one.reason, groups=one.groups
                )
            )


def _can_wait(act: Act, task: Task) -> bool:
    """Whether there is still something to ask."""
    records = [act.tx.record(i) for i in task.records]
    if any(record.status is not RecordStatus.ACTIVE for record in records):
        return False
    return not task.version or records[0].quarantined == task.version


def _of_one_act(act: Act, judgement: Judgement) -> Decision:
    """A judgement's act as a decision.  Its steps are not known, but for what it joined: so where
    it joined, the scores say how its persons fall apart."""
    found = {
        one.id: one
        for record_id in (judgement.left, judgement.right)
        for one in act.tx.judgements(record_id)
        if one.act == judgement.act and not one.revoked
    }
    ends = dict.fromkeys(end for one in found.values() for end in (one.left, one.right))
    merged = tuple(
        (record.id, record.merged_into)
        for one in found.values()
        if one.origin is Origin.MERGE
        for record in (act.tx.record(one.left), act.tx.record(one.right))
        if record.status is RecordStatus.MERGED and record.merged_into in (one.left, one.right)
    )
    at = [change.seq for change in act.tx.memberships(ends)]
    times = {event.seq: event.at for event in act.tx.events_at(at)}
    steps = tuple(seq for seq, moment in times.items() if moment == judgement.at)
    effect = Effect(judged=tuple(sorted(found)), merged=merged, steps=steps, records=tuple(ends))
    return Decision(0, DecisionKind.JUDGED, judgement.by, judgement.at, effect)


def _link(act: Act, seq: int) -> Event:
    """The journal entry of an automatic link."""
    if 0 < seq <= act.tx.last_seq():
        for event in act.tx.events_at((seq,)):
            if isinstance(event.payload, PersonsChanged) and event.payload.moves:
                return event
    raise DecisionNotFound(decision=str(seq))


def _undo_link(act: Act, event: Event, why: Why) -> Changed:
    """The two sides of an automatic link are judged different persons."""
    assert isinstance(event.payload, PersonsChanged), "that is what was looked for"
    came = {move.record: move.to_eid for move in event.payload.moves if move.to_eid}
    sides = []
    for record_id, eid in came.items():
        now = act.tx.record(record_id).eid
        there = [
            i for i in act.tx.members(now) if i not in came and _was_in(act, i, eid, event.seq)
        ]
        sides += [(record_id, other) for other in there if now]
    if not sides:
        raise UndoBlocked("the records are not one person any more", link=str(event.seq))
    if len(sides) > JUDGEMENTS_MAX:
        raise ResourceExhausted(limit="judgements_max", judgements_max=str(JUDGEMENTS_MAX))
    judgements: list[Judgement] = []
    for left, right in sides:
        a, b = act.tx.record(left), act.tx.record(right)
        first = judgements[0].act if judgements else 0
        judgements.append(pass_judgement(act, a, b, Verdict.DIFFERENT, Origin.STEWARD, why, first))
    follow(act, judgements)
    number = act.decided(DecisionKind.SPLIT, why)
    ends = dict.fromkeys(end for pair in sides for end in pair)
    return changed(act, [act.tx.record(i) for i in ends], judgements[0].id, number)


def _was_in(act: Act, record_id: int, eid: str, seq: int) -> bool:
    """Whether the record belonged to the person just before a journal entry."""
    last = ""
    for change in act.tx.memberships((record_id,)):
        if change.seq < seq:
            last = change.eid
    return last == eid
