"""Overlays: an update that looks like another human is accepted, rejected or moved."""

from __future__ import annotations

from mpi.act import Act
from mpi.desk.judging import follow, pass_judgement
from mpi.desk.sources import leave
from mpi.domain.decision import Versioned
from mpi.domain.eid import normalized
from mpi.domain.event import QuarantineSettled, RecordStored
from mpi.domain.judgement import Origin, Verdict
from mpi.domain.record import Disposition, Record, RecordKey, RecordStatus, Version
from mpi.domain.task import Answer, MoveTo, Resolution, Task, Why
from mpi.errors import (
    EidNotFound,
    InvalidArgument,
    NothingQuarantined,
    RecordMerged,
    Violation,
)
from mpi.resolve import content_digest, link
from mpi.views import survivor


def settle_update(act: Act, task: Task, answer: Answer, why: Why) -> list[int]:
    """Settle the update that waits; answers the records touched.

    Raises:
        NothingQuarantined, EidNotFound, RecordMerged, InvalidArgument.
    """
    record = act.tx.record(task.left)
    if record.quarantined != task.version:
        raise NothingQuarantined(record=str(record.key))
    if answer.resolution is Resolution.REJECT_UPDATE:
        _set(act, record, task.version, Disposition.REJECTED, record.version)
        return [record.id]
    if answer.resolution is Resolution.ACCEPT_UPDATE:
        _accept(act, record, task.version)
        return [record.id]
    assert answer.to is not None, "a move has a target"
    if answer.to.source:
        return _to_record(act, record, task.version, answer.to)
    return _to_person(act, record, task.version, answer.to, why)


def _accept(act: Act, record: Record, version: int) -> None:
    _set(act, record, version, Disposition.CURRENT, version)
    _link(act, record.id, "update accepted")


def _to_record(act: Act, record: Record, version: int, to: MoveTo) -> list[int]:
    """The source used the wrong local id: the update becomes a version of the right one."""
    key = RecordKey(to.source, to.local_id)
    if key.source != record.key.source:
        raise InvalidArgument(Violation("move_to.record.source", "the update's source"))
    if key == record.key:
        raise InvalidArgument(Violation("move_to.record", "another record than the update's"))
    said = act.tx.version(record.id, version)
    _set(act, record, version, Disposition.REJECTED, record.version)
    record_id = act.tx.record_id(key)
    if record_id:
        number = _further(act, record_id, said)
    else:
        record_id, number = act.tx.next_record_id(), 1
        _store(act, record_id, key, number, said)
    act.done.records[record_id] = None
    _link(act, record_id, "update moved here")
    return [record.id, record_id]


def _further(act: Act, record_id: int, said: Version) -> int:
    """The update as the newest version of a record that there is."""
    target = act.tx.record(record_id)
    if target.status is RecordStatus.MERGED:
        kept = act.tx.record(target.merged_into).key
        raise RecordMerged(record=str(target.key), survivor=str(kept))
    number = target.versions + 1
    before = target.version
    _store(act, record_id, target.key, number, said)
    if target.status is RecordStatus.ACTIVE:
        act.done.versions.append(
            Versioned(
                record_id,
                number,
                Disposition.QUARANTINED,
                Disposition.CURRENT,
                before,
                number,
                was_new=True,
            )
        )
    return number


def _store(act: Act, record_id: int, key: RecordKey, number: int, said: Version) -> None:
    act.append(
        RecordStored(
            record_id,
            key,
            number,
            Disposition.CURRENT,
            said.demographics,
            said.event_time,
            content_digest(said.demographics),
        )
    )
    act.forget(record_id)
    if number == 1:
        act.done.versions.append(
            Versioned(
                record_id, 1, Disposition.QUARANTINED, Disposition.CURRENT, 0, 1, was_new=True
            )
        )


def _to_person(act: Act, record: Record, version: int, to: MoveTo, why: Why) -> list[int]:
    """The local id names another human now: the update is right, and its record moves."""
    target: Record | None = None
    if not to.new_person:
        found = act.tx.eid(normalized(to.eid))
        if found is None:
            raise EidNotFound
        eid = survivor(act.tx, found.eid)
        if eid == record.eid:
            raise InvalidArgument(
                Violation("move_to.enterprise_id", "another person than the record's")
            )
        members = act.tx.members(eid)
        target = act.tx.record(members[0]) if members else None
        if target is None:
            raise EidNotFound
    home = record.eid
    parted = leave(act, record)
    _set(act, record, version, Disposition.CURRENT, version)
    made = list(parted)
    if target is not None:
        first = parted[0].act if parted else 0
        made.append(pass_judgement(act, record, target, Verdict.SAME, Origin.STEWARD, why, first))
    _link(act, record.id, "update moved")
    follow(act, made, {home} if parted else set())
    return [record.id, *([target.id] if target else []), *(j.left for j in parted)]


def _set(act: Act, record: Record, version: int, disposition: Disposition, current: int) -> None:
    said = Versioned(
        record.id, version, Disposition.QUARANTINED, disposition, record.version, current
    )
    act.append(QuarantineSettled(record.id, version, disposition is Disposition.CURRENT))
    act.done.versions.append(said)
    act.done.records[record.id] = None
    act.forget(record.id)


def _link(act: Act, record_id: int, cause: str) -> None:
    demographics = act.tx.version(record_id).demographics
    link(act, record_id, act.matcher.derive(demographics).keys, cause)
