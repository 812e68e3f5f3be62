"""Events -> messages: what a watcher is shown of the journal.  Keys, ids and reasons only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mpi.domain import event as happened
from mpi.domain.event import Event, Payload
from mpi.domain.record import RecordKey
from mpi.gateways.grpc.wire import DISPOSITIONS, JUDGEMENTS, record_key, timestamp
from mpi.v1 import common_pb2 as common
from mpi.v1 import patient_index_pb2 as index

Keys = Mapping[int, RecordKey]


def records_of(events: Iterable[Event]) -> Iterator[int]:
    """The ids of the records that `event` needs the keys of."""
    for one in events:
        yield from _records(one.payload)


def event(one: Event, keys: Keys) -> index.Event | None:
    """The event as a watcher sees it; None for one that is the index's own business."""
    message = index.Event(
        sequence=one.seq, at=timestamp(one.at), actor=one.actor, request_id=one.request_id
    )
    return message if _fill(message, one.payload, keys) else None


def _records(payload: Payload) -> Iterator[int]:
    match payload:
        case happened.QuarantineSettled() | happened.RecordUnmerged() | happened.RecordDeleted():
            yield payload.record
        case happened.TaskOpened(task):
            yield from task.records
        case happened.VersionSet():
            yield payload.record
        case happened.Judged(judgement):
            yield judgement.left
            yield judgement.right
        case happened.RecordMerged():
            yield payload.retired
            yield payload.survivor
        case _:
            return


def _fill(message: index.Event, payload: Payload, keys: Keys) -> bool:
    match payload:
        case happened.SourceRegistered():
            message.source_registered.source = payload.source.code
        case happened.RecordStored():
            message.record_stored.record.CopyFrom(record_key(payload.key))
            message.record_stored.version = payload.version
            message.record_stored.disposition = DISPOSITIONS[payload.disposition]
        case happened.QuarantineSettled():
            message.quarantine_settled.record.CopyFrom(_key(payload.record, keys))
            message.quarantine_settled.version = payload.version
            message.quarantine_settled.accepted = payload.accepted
        case happened.VersionSet():
            message.record_stored.record.CopyFrom(_key(payload.record, keys))
            message.record_stored.version = payload.version
            message.record_stored.disposition = DISPOSITIONS[payload.disposition]
        case happened.PersonsChanged():
            message.persons_changed.CopyFrom(_persons_changed(payload))
        case happened.TaskOpened(task):
            message.task_opened.task_id = str(task.id)
            message.task_opened.records.extend(_key(one, keys) for one in task.records)
        case happened.TaskEnded():
            message.task_ended.task_id = str(payload.task)
        case happened.Judged(judgement):
            message.judged.judgement_id = str(judgement.id)
            message.judged.records.extend(
                _key(one, keys) for one in (judgement.left, judgement.right)
            )
            message.judged.judgement = JUDGEMENTS[judgement.verdict]
        case happened.JudgementRevoked():
            message.judgement_revoked.judgement_id = str(payload.judgement)
        case happened.RecordMerged():
            message.record_merged.retired.CopyFrom(_key(payload.retired, keys))
            message.record_merged.survivor.CopyFrom(_key(payload.survivor, keys))
        case happened.RecordUnmerged():
            message.record_unmerged.record.CopyFrom(_key(payload.record, keys))
        case happened.RecordDeleted():
            message.record_deleted.record.CopyFrom(_key(payload.record, keys))
        case _:
            return False
    return True


def _persons_changed(payload: happened.PersonsChanged) -> index.PersonsChanged:
    return index.PersonsChanged(
        cause=payload.cause,
        moves=[
            index.RecordMoved(
                record=record_key(move.key),
                from_enterprise_id=move.from_eid,
                to_enterprise_id=move.to_eid,
            )
            for move in payload.moves
        ],
        retired=[
            index.EnterpriseIdRetired(enterprise_id=one.eid, survivor_enterprise_id=one.survivor)
            for one in payload.retired
        ],
    )


def _key(record: int, keys: Keys) -> common.RecordKey:
    return record_key(keys[record])
