"""What people decide: judgements and their undoing, tasks, merges, moves and deletions.

A decision is appended, never changed; persons follow from it.  Undoing appends the inverse.
"""

from __future__ import annotations

from collections.abc import Iterable

from mpi.act import Act
from mpi.domain.answers import Changed
from mpi.domain.event import (
    Founded,
    Judged,
    JudgementRevoked,
    Move,
    PersonsChanged,
    QuarantineSettled,
    RecordDeleted,
    RecordMerged,
    RecordUnmerged,
)
from mpi.domain.judgement import Judgement, Origin, Verdict
from mpi.domain.record import Record, RecordKey, RecordStatus
from mpi.domain.task import Resolution, Task, TaskStatus
from mpi.errors import (
    InvalidArgument,
    JudgementContradicts,
    JudgementNotFound,
    RecordNotFound,
    TaskClosed,
    TaskNotFound,
    Violation,
)
from mpi.errors import RecordMerged as RecordMergedError
from mpi.matcher import fingerprint
from mpi.persons import Cause, settle
from mpi.resolve import link

_VERDICTS = {
    Resolution.SAME_PERSON: Verdict.SAME,
    Resolution.DIFFERENT_PERSONS: Verdict.DIFFERENT,
    Resolution.CANNOT_TELL: Verdict.UNSURE,
}


def judge(act: Act, left: RecordKey, right: RecordKey, verdict: Verdict, reason: str) -> Changed:
    """Record that two records are one person, or two, and let persons follow.

    Raises:
        RecordNotFound, JudgementContradicts, InvalidArgument (a record against itself).
    """
    a, b = known(act, left), known(act, right)
    if a.id == b.id:
        raise InvalidArgument(Violation("right", "another record than left"))
    judgement = _decide(act, a, b, verdict, Origin.STEWARD, reason, 0)
    return _follow(act, [a, b], verdict, judgement)


def revoke(act: Act, judgement_id: int, reason: str) -> Changed:
    """Undo a judgement, with everything decided in the same act; the scores speak again.

    Raises:
        JudgementNotFound: it never was, or is revoked already.
    """
    judgement = act.tx.judgement(judgement_id)
    if judgement is None or judgement.revoked:
        raise JudgementNotFound(judgement=str(judgement_id))
    touched: dict[int, None] = {}
    undone = _same_act(act, judgement)
    for one in undone:
        act.append(JudgementRevoked(one.id, act.caller.actor, reason))
        touched |= {one.left: None, one.right: None}
        if one.origin is Origin.MERGE:
            _unmerge(act, one)
    records = [act.tx.record(i) for i in touched]
    joined = any(one.verdict is Verdict.SAME for one in undone)
    settle(act, touched, Cause("judgement revoked"), {r.eid for r in records if joined and r.eid})
    _look_again(act, touched)
    return _changed(act, records, judgement_id)


def resolve(act: Act, task_id: int, resolution: Resolution, reason: str) -> Changed:
    """A steward's answer to a task.

    Raises:
        TaskNotFound, TaskClosed, InvalidArgument (the resolution does not fit the task),
        JudgementContradicts.
    """
    task = act.tx.task(task_id)
    if task is None:
        raise TaskNotFound(task=str(task_id))
    if task.status is not TaskStatus.OPEN:
        raise TaskClosed(task=str(task_id), status=str(task.status))
    if task.version:
        return _settle_update(act, task, resolution, reason)
    if resolution not in _VERDICTS:
        fitting = "SAME_PERSON, DIFFERENT_PERSONS or CANNOT_TELL for a task about two records"
        raise InvalidArgument(Violation("resolution", fitting))
    a, b = act.tx.record(task.left), act.tx.record(task.right)
    verdict = _VERDICTS[resolution]
    judgement = _decide(act, a, b, verdict, Origin.STEWARD, reason, 0)
    act.end_task(task, TaskStatus.RESOLVED, resolution, reason)
    return _follow(act, [a, b], verdict, judgement)


def merge(act: Act, survivor: RecordKey, retired: RecordKey) -> Changed:
    """The source retires one of its local ids into another (HL7 A40).

    Raises:
        RecordNotFound, RecordMerged, InvalidArgument, JudgementContradicts.
    """
    if survivor.source != retired.source:
        raise InvalidArgument(Violation("retired.source", "the survivor's source"))
    kept, gone = known(act, survivor), known(act, retired)
    if kept.id == gone.id:
        raise InvalidArgument(Violation("retired.local_id", "another local id than the survivor's"))
    if gone.status is RecordStatus.MERGED and gone.merged_into == kept.id:
        return _changed(act, [kept], 0)
    _not_merged(act, kept, gone)
    judgement = _decide(act, kept, gone, Verdict.SAME, Origin.MERGE, "merged by its source", 0)
    for task in act.tx.tasks_of(gone.id):
        if task.version:
            act.append(QuarantineSettled(gone.id, task.version, accepted=False))
            act.end_task(task, TaskStatus.SUPERSEDED, reason="merged by its source")
    act.append(RecordMerged(gone.id, kept.id))
    return _follow(act, [kept, gone], Verdict.SAME, judgement)


def move(act: Act, record: RecordKey, to: RecordKey) -> Changed:
    """The record belongs to the other record's person, not to its own (HL7 A43).

    Raises:
        RecordNotFound, RecordMerged, JudgementContradicts.
    """
    moved, target = known(act, record), known(act, to)
    _not_merged(act, moved, target)
    if moved.eid == target.eid:
        return _changed(act, [moved], 0)
    # Local ids that were retired into the moved one go with it.
    left_behind = [
        i
        for i in act.tx.members(moved.eid)
        if i != moved.id and act.tx.record(i).merged_into != moved.id
    ]
    first = 0
    for other in left_behind:
        parted = _decide(
            act, moved, act.tx.record(other), Verdict.DIFFERENT, Origin.MOVE, "moved", first
        )
        first = first or parted.act
    judgement = _decide(act, moved, target, Verdict.SAME, Origin.MOVE, "moved", first)
    return _follow(act, [moved, target], Verdict.SAME, judgement, {moved.eid})


def delete(act: Act, key: RecordKey) -> Changed:
    """The source withdraws a record: it leaves its person; what was said stays in the journal.

    Raises:
        RecordNotFound: also when it is deleted already.
    """
    record = known(act, key)
    members = [act.tx.record(i) for i in act.tx.members(record.eid)]
    # Local ids that were retired into it go with it: nobody could reach them any more.
    gone = [m for m in members if record.id in (m.id, m.merged_into)]
    others = [m.id for m in members if m not in gone]
    compared: dict[int, None] = dict.fromkeys(others)
    for one in gone:
        compared |= dict.fromkeys(_withdraw(act, one))
    handed: tuple[Founded, ...] = ()
    if others:
        handed = tuple(Founded(e.eid, min(others)) for one in gone for e in act.tx.founded(one.id))
    moves = tuple(Move(one.id, one.key, one.eid, "") for one in gone)
    act.append(PersonsChanged("deleted", moves, handed))
    settle(act, others, Cause("deleted"))
    _look_again(act, compared)
    return _changed(act, [act.tx.record(i) for i in others], 0)


def _withdraw(act: Act, record: Record) -> list[int]:
    """End what waits about the record, and delete it; answers whom it was compared with."""
    compared = []
    for task in act.tx.tasks_of(record.id):
        if task.version:
            act.append(QuarantineSettled(record.id, task.version, accepted=False))
        compared += [i for i in (task.left, task.right) if i not in (0, record.id)]
        act.end_task(task, TaskStatus.SUPERSEDED, reason="the record was deleted")
    act.append(RecordDeleted(record.id))
    return compared


def _look_again(act: Act, record_ids: Iterable[int]) -> None:
    """Something that stood between records is gone: score them anew, and ask what is open."""
    for record_id in record_ids:
        if act.tx.record(record_id).status is RecordStatus.ACTIVE:
            demographics = act.tx.version(record_id).demographics
            link(act, record_id, act.matcher.derive(demographics).keys, "looked at again")


def known(act: Act, key: RecordKey) -> Record:
    """The record, if it is there and not deleted."""
    record_id = act.tx.record_id(key)
    if record_id:
        record = act.tx.record(record_id)
        if record.status is not RecordStatus.DELETED:
            return record
    raise RecordNotFound(record=str(key))


def _decide(
    act: Act, a: Record, b: Record, verdict: Verdict, origin: Origin, reason: str, of_act: int
) -> Judgement:
    """Append a judgement, unless it contradicts one that stands."""
    if verdict is Verdict.SAME:
        _no_barrier(act, a, b)
    if verdict is Verdict.DIFFERENT and b.id in _judged_same(act, a.id, without=(a.id, b.id)):
        raise JudgementContradicts(left=str(a.key), right=str(b.key))
    before = _standing(act, a.id).get(b.id)
    if verdict is Verdict.DIFFERENT and before is not None and before.origin is Origin.MERGE:
        raise JudgementContradicts(left=str(a.key), right=str(b.key))  # revoke the merge
    number = act.tx.next_judgement_id()
    left, right = sorted((a, b), key=lambda record: record.id)
    judgement = Judgement(
        id=number,
        act=of_act or number,
        left=left.id,
        right=right.id,
        verdict=verdict,
        origin=origin,
        by=act.caller.actor,
        at=act.at,
        reason=reason,
        fingerprint=fingerprint(act.assess(a.id, b.id)),
        model=act.matcher.digest,
    )
    act.append(Judged(judgement))
    return judgement


def _no_barrier(act: Act, a: Record, b: Record) -> None:
    """SAME must not bring together two records judged DIFFERENT, however indirectly.

    A standing DIFFERENT of this very pair is simply decided anew.
    """
    near, far = _judged_same(act, a.id), _judged_same(act, b.id)
    for record_id in near:
        for judgement in _standing(act, record_id).values():
            ends = {judgement.left, judgement.right}
            other = (ends - {record_id}).pop()
            if judgement.verdict is Verdict.DIFFERENT and other in far and ends != {a.id, b.id}:
                raise JudgementContradicts(left=str(a.key), right=str(b.key))


def _judged_same(act: Act, record_id: int, without: tuple[int, ...] = ()) -> set[int]:
    """Everything that judgements make one person with the record, itself included.

    `without`: a pair whose own judgement is left out.
    """
    seen, waiting = {record_id}, [record_id]
    while waiting:
        one = waiting.pop()
        for other, judgement in _standing(act, one).items():
            if judgement.verdict is not Verdict.SAME or {one, other} == set(without):
                continue
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def _standing(act: Act, record_id: int) -> dict[int, Judgement]:
    """By other record, the newest judgement that stands."""
    newest = {}
    for judgement in act.tx.judgements(record_id):
        if not judgement.revoked and judgement.verdict is not Verdict.UNSURE:
            other = judgement.right if judgement.left == record_id else judgement.left
            newest[other] = judgement
    return newest


def _follow(
    act: Act,
    records: list[Record],
    verdict: Verdict,
    judgement: Judgement,
    resplit: Iterable[str] = (),
) -> Changed:
    """Let persons follow a decision; persons fall apart only where the decision needs it."""
    a, b = (record.id for record in records)
    together = act.tx.record(a).eid == act.tx.record(b).eid
    again = set(resplit)
    if verdict is Verdict.DIFFERENT and together:
        again.add(records[0].eid)
    words = f"judged {verdict}"
    if verdict is not Verdict.UNSURE:
        settle(act, [a, b], Cause(words), again)
        if verdict is Verdict.SAME and act.tx.record(a).eid != act.tx.record(b).eid:
            # The groups disagree beyond the pair itself: the pair leaves what it disagrees with.
            settle(act, [a, b], Cause(words), {act.tx.record(i).eid for i in (a, b)})
    _close_between(act, a, b)
    return _changed(act, [act.tx.record(a), act.tx.record(b)], judgement.id)


def _close_between(act: Act, a: int, b: int) -> None:
    """Open tasks about the pair have been answered by the judgement."""
    for task in act.tx.tasks_of(a):
        if {task.left, task.right} == {a, b}:
            act.end_task(task, TaskStatus.SUPERSEDED, reason="judged")


def _settle_update(act: Act, task: Task, resolution: Resolution, reason: str) -> Changed:
    """Accept or reject the update that waits in quarantine."""
    if resolution not in (Resolution.ACCEPT_UPDATE, Resolution.REJECT_UPDATE):
        fitting = "ACCEPT_UPDATE or REJECT_UPDATE for a task about an update"
        raise InvalidArgument(Violation("resolution", fitting))
    accepted = resolution is Resolution.ACCEPT_UPDATE
    act.append(QuarantineSettled(task.left, task.version, accepted))
    act.end_task(task, TaskStatus.RESOLVED, resolution, reason)
    if accepted:
        demographics = act.tx.version(task.left).demographics
        link(act, task.left, act.matcher.derive(demographics).keys, "update accepted")
    return _changed(act, [act.tx.record(task.left)], 0)


def _same_act(act: Act, judgement: Judgement) -> list[Judgement]:
    """The standing judgements made in the same act; they all share a record."""
    found = {
        one.id: one
        for record_id in (judgement.left, judgement.right)
        for one in act.tx.judgements(record_id)
        if one.act == judgement.act and not one.revoked
    }
    return [found[number] for number in sorted(found)]


def _unmerge(act: Act, judgement: Judgement) -> None:
    for record_id, other in (
        (judgement.left, judgement.right),
        (judgement.right, judgement.left),
    ):
        record = act.tx.record(record_id)
        if record.status is RecordStatus.MERGED and record.merged_into == other:
            act.append(RecordUnmerged(record_id))


def _not_merged(act: Act, *records: Record) -> None:
    for record in records:
        if record.status is RecordStatus.MERGED:
            survivor = act.tx.record(record.merged_into).key
            raise RecordMergedError(record=str(record.key), survivor=str(survivor))


def _changed(act: Act, records: Iterable[Record], judgement: int) -> Changed:
    eids = dict.fromkeys(act.tx.record(record.id).eid for record in records)
    live = tuple(eid for eid in eids if eid)
    retired = tuple(e for e in dict.fromkeys(act.retired) if e not in live)
    return Changed(live, retired, tuple(act.opened), judgement)
