"""What sources decide about their own local ids: merges (A40), moves (A43) and deletions."""

from __future__ import annotations

from collections.abc import Iterable

from mpi.act import Act
from mpi.asking import tend
from mpi.desk.judging import changed, follow, known, not_merged, pass_judgement
from mpi.domain.answers import Changed
from mpi.domain.decision import DecisionKind, Versioned
from mpi.domain.event import (
    Founded,
    Move,
    PersonsChanged,
    QuarantineSettled,
    RecordDeleted,
    RecordMerged,
)
from mpi.domain.judgement import Judgement, Origin, Verdict
from mpi.domain.record import Disposition, Record, RecordKey, RecordStatus
from mpi.domain.task import TaskStatus, Why
from mpi.errors import InvalidArgument, Violation
from mpi.persons import Cause, settle
from mpi.resolve import link

_MERGED = Why(text="merged by its source")
_MOVED = Why(text="moved")


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
        return changed(act, [kept])
    not_merged(act, kept, gone)
    judgement = pass_judgement(act, kept, gone, Verdict.SAME, Origin.MERGE, _MERGED)
    retire(act, gone, kept)
    follow(act, [judgement])
    tend(act, [gone.id])
    decision = act.decided(DecisionKind.MERGED, _MERGED)
    return changed(act, [kept, gone], judgement.id, decision)


def retire(act: Act, gone: Record, kept: Record) -> None:
    """The local id speaks no more; an update of it that waits is rejected."""
    for task in act.tx.tasks_of(gone.id):
        if task.version:
            act.append(QuarantineSettled(gone.id, task.version, accepted=False))
            act.done.versions.append(
                Versioned(
                    gone.id,
                    task.version,
                    Disposition.QUARANTINED,
                    Disposition.REJECTED,
                    gone.version,
                    gone.version,
                )
            )
            act.end_task(task, TaskStatus.SUPERSEDED, reason="merged by its source")
    act.append(RecordMerged(gone.id, kept.id))


def move(act: Act, record: RecordKey, to: RecordKey) -> Changed:
    """The record belongs to the other record's person, not to its own (HL7 A43).

    Raises:
        RecordNotFound, RecordMerged, JudgementContradicts.
    """
    moved, target = known(act, record), known(act, to)
    not_merged(act, moved, target)
    if moved.eid == target.eid:
        return changed(act, [moved])
    judgements = leave(act, moved)
    first = judgements[0].act if judgements else 0
    judgement = pass_judgement(act, moved, target, Verdict.SAME, Origin.MOVE, _MOVED, first)
    follow(act, [*judgements, judgement], {moved.eid})
    decision = act.decided(DecisionKind.MOVED, _MOVED)
    return changed(act, [moved, target], judgement.id, decision)


def leave(act: Act, moved: Record) -> list[Judgement]:
    """Judge the record different from all others of its person; local ids that were retired into
    it go with it."""
    parted: list[Judgement] = []
    for other in act.tx.members(moved.eid):
        if other == moved.id or act.tx.record(other).merged_into == moved.id:
            continue
        first = parted[0].act if parted else 0
        left_behind = act.tx.record(other)
        parted.append(
            pass_judgement(act, moved, left_behind, Verdict.DIFFERENT, Origin.MOVE, _MOVED, first)
        )
    return parted


def delete(act: Act, key: RecordKey) -> Changed:
    """The source withdraws a record: it leaves its person; what was said stays in the journal.

    Raises:
        RecordNotFound: also when it is deleted already.
    """
    record = known(act, key)
    others = withdraw(act, record)
    return changed(act, [act.tx.record(i) for i in others])


def withdraw(act: Act, record: Record) -> list[int]:
    """Delete the record; answers the other records of its person."""
    members = [act.tx.record(i) for i in act.tx.members(record.eid)]
    # Local ids that were retired into it go with it: nobody could reach them any more.
    gone = [m for m in members if record.id in (m.id, m.merged_into)]
    others = [m.id for m in members if m not in gone]
    compared: dict[int, None] = dict.fromkeys(others)
    for one in gone:
        compared |= dict.fromkeys(_delete(act, one))
    handed: tuple[Founded, ...] = ()
    if others:
        handed = tuple(Founded(e.eid, min(others)) for one in gone for e in act.tx.founded(one.id))
    moves = tuple(Move(one.id, one.key, one.eid, "") for one in gone)
    act.append(PersonsChanged("deleted", moves, handed))
    tend(act, [*others, *(one.id for one in gone)])
    settle(act, others, Cause("deleted"))
    look_again(act, compared)
    return others


def look_again(act: Act, record_ids: Iterable[int]) -> None:
    """Something that stood between records is gone: score them anew, and ask what is open."""
    for record_id in record_ids:
        if act.tx.record(record_id).status is RecordStatus.ACTIVE:
            demographics = act.tx.version(record_id).demographics
            link(act, record_id, act.matcher.derive(demographics).keys, "looked at again")


def _delete(act: Act, record: Record) -> list[int]:
    """Settle what waits of the record, and delete it; answers whom it was compared with."""
    compared = []
    for task in act.tx.tasks_of(record.id):
        if task.version:
            act.append(QuarantineSettled(record.id, task.version, accepted=False))
            act.end_task(task, TaskStatus.SUPERSEDED, reason="the record was deleted")
        compared += [i for i in task.records if i != record.id]
    act.append(RecordDeleted(record.id))
    return compared
