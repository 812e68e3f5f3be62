"""Domain -> messages of the desk: tasks, sheets, previews, decisions, timelines."""

from __future__ import annotations

from collections.abc import Iterable

from mpi.desk.fields import Row, Said, hidden, masked
from mpi.desk.policy import DeskPolicy
from mpi.desk.sheets import Sheet, SheetPair, Since, TaskSheets
from mpi.desk.showing import ShownJudgement, ShownTask
from mpi.desk.task_words import words as event_words
from mpi.domain.answers import GoldenRecord, RecordView
from mpi.domain.event import Event
from mpi.domain.record import RecordKey
from mpi.domain.task import (
    Answer,
    AskedPair,
    MoveTo,
    Priority,
    Proposal,
    ReasonCode,
    Resolution,
    TaskKind,
    TaskState,
)
from mpi.domain.tasks_asked import Order, SavedFilter, TaskCounts, TaskFilter
from mpi.gateways.grpc import wire
from mpi.gateways.grpc.demographics_wire import demographics_to_wire
from mpi.gateways.grpc.wire import numbers, record_key, timestamp
from mpi.v1 import common_pb2 as common
from mpi.v1 import stewardship_pb2 as pb
from mpi.v1 import task_pb2 as tasks

TASK_KINDS = numbers(tasks.TaskKind, "TASK_KIND_", TaskKind)
STATES = numbers(tasks.TaskStatus, "TASK_STATUS_", TaskState)
PRIORITIES = numbers(tasks.TaskPriority, "TASK_PRIORITY_", Priority)
RESOLUTIONS = numbers(tasks.Resolution, "RESOLUTION_", Resolution)
REASON_CODES = numbers(tasks.ReasonCode, "REASON_CODE_", ReasonCode)
ORDERS = numbers(tasks.TaskOrder, "TASK_ORDER_", Order)
_AGES = (
    pb.TASK_AGE_DAY,
    pb.TASK_AGE_WEEK,
    pb.TASK_AGE_MONTH,
    pb.TASK_AGE_QUARTER,
    pb.TASK_AGE_OLDER,
)
_FOUR_EYES = {
    "sex": "the sex differs",
    "birth_date": "the birth date differs",
    "deceased": "somebody is said to have died",
    "newborn": "a newborn is among them",
}


def task(shown: ShownTask) -> tasks.Task:
    one = shown.task
    claimed = shown.state is TaskState.CLAIMED
    deferred = shown.state is TaskState.DEFERRED
    return tasks.Task(
        task_id=str(one.id),
        kind=TASK_KINDS[one.kind],
        status=STATES[shown.state],
        records=[record_key(shown.keys[i]) for i in one.records],
        weight_log2=one.weight,
        cause=one.cause,
        model_digest=one.model,
        opened_at=timestamp(one.opened_at),
        resolution=RESOLUTIONS[one.resolution],
        closed_at=timestamp(one.closed_at),
        resolved_by=one.by,
        reason=one.reason,
        version=one.version,
        revision=one.revision,
        claimed_by=one.holder if claimed else "",
        claimed_until=timestamp(one.lease_until) if claimed else None,
        assignee=one.assignee,
        deferred_until=timestamp(one.deferred_until) if deferred else None,
        priority=PRIORITIES[one.priority],
        priority_reason=one.priority_reason,
        due_at=timestamp(one.due_at),
        enterprise_ids=shown.eids,
        guards=shown.guards,
        held=shown.held,
        comments=[
            tasks.TaskComment(actor=c.actor, at=timestamp(c.at), text=c.text) for c in one.comments
        ],
        proposal=_proposal(one.proposal, shown) if one.proposal else None,
        decision_id=optional_id(one.decision),
        superseded_by=optional_id(one.superseded_by),
        sample_rate=one.sample_rate,
    )


def _proposal(said: Proposal, shown: ShownTask) -> tasks.ProposedAnswer:
    return tasks.ProposedAnswer(
        proposed_by=said.by,
        proposed_at=timestamp(said.at),
        resolution=RESOLUTIONS[said.answer.resolution],
        groups=_groups(said.answer, shown),
        move_to=_target(said.answer.to) if said.answer.to else None,
        because=said.because,
        reason_code=REASON_CODES[said.why.code],
        reason=said.why.text,
    )


def _groups(answer: Answer, shown: ShownTask) -> list[tasks.RecordGroup]:
    return [
        tasks.RecordGroup(records=[record_key(shown.keys[i]) for i in group])
        for group in answer.groups
    ]


def _target(to: MoveTo) -> tasks.MoveTarget:
    if to.source:
        return tasks.MoveTarget(record=record_key(RecordKey(to.source, to.local_id)))
    if to.eid:
        return tasks.MoveTarget(enterprise_id=to.eid)
    return tasks.MoveTarget(new_person=True)


def counts(said: TaskCounts) -> pb.GetQueueStatsResponse:
    return pb.GetQueueStatsResponse(
        counts=[
            pb.QueueCount(
                kind=TASK_KINDS[one.kind],
                status=STATES[one.state],
                priority=PRIORITIES[one.priority],
                age=_AGES[one.age],
                count=one.count,
            )
            for one in said.counts
        ],
        total=said.total,
        overdue=said.overdue,
        mine=said.mine,
        unassigned=said.unassigned,
        needs_second_person=said.needs_second_person,
        oldest_at=timestamp(said.oldest_at),
        by_source=said.by_source,
    )


def sheets(found: TaskSheets, *, mask: bool) -> pb.GetTaskResponse:
    asked = [one for one in found.sheets if one.is_in_question][:2]
    first = found.pairs[0] if found.pairs else None
    return pb.GetTaskResponse(
        task=task(found.shown),
        records=[record(one.view, mask=mask) for one in asked],
        score=wire.pair_score(first.score) if first else None,
        words=first.words if first else (),
        sheets=[_sheet(one, mask=mask) for one in found.sheets],
        sheets_truncated=found.is_cut,
        fields=[_row(row, mask=mask) for row in found.rows],
        pairs=[_pair(pair) for pair in found.pairs],
        golden_if_joined=golden(found.golden_if_joined, mask=mask),
        golden_now=[golden(one, mask=mask) for one in found.golden_now],
        judgements=[judgement(one) for one in found.judgements],
        history=[_event(event) for event in found.history],
        snapshot=_snapshot(found, mask=mask),
        changes=[_since(one, mask=mask) for one in found.since],
        resolutions=[RESOLUTIONS[one] for one in found.resolutions],
        same_overrides=found.same_overrides,
        different_overrides=found.different_overrides,
        second_person_because=found.because,
    )


def record(view: RecordView, *, mask: bool) -> common.Record:
    message = wire.record(view)
    if mask:
        message.demographics.CopyFrom(demographics_to_wire(masked(view.demographics)))
    return message


def golden(best: GoldenRecord, *, mask: bool) -> common.GoldenRecord:
    message = wire.golden(best)
    if mask:
        message.demographics.CopyFrom(demographics_to_wire(masked(best.demographics)))
    return message


def _sheet(one: Sheet, *, mask: bool) -> tasks.RecordSheet:
    return tasks.RecordSheet(
        record=record(one.view, mask=mask),
        is_held_back=one.is_held_back,
        is_in_question=one.is_in_question,
        history=[
            tasks.RecordVersion(
                version=old.version.version,
                disposition=wire.DISPOSITIONS[old.version.disposition],
                event_time=timestamp(old.version.event_time),
                received_at=timestamp(old.version.received_at),
                changed_fields=old.changed,
            )
            for old in one.history
        ],
    )


def _row(row: Row, *, mask: bool) -> tasks.FieldComparison:
    path = next(one.path for one in row.values if one is not None)
    return tasks.FieldComparison(
        field=path,
        label=row.label,
        values=[value(one, mask=mask) for one in row.values],
        differs=row.differs,
    )


def value(one: Said | None, *, mask: bool) -> tasks.FieldValue:
    if one is None:
        return tasks.FieldValue()
    is_masked = mask and one.is_secret
    return tasks.FieldValue(
        text=hidden(one.text) if is_masked else one.text, is_masked=is_masked, field=one.path
    )


def _pair(pair: SheetPair) -> tasks.PairOfSheets:
    return tasks.PairOfSheets(
        left=pair.left,
        right=pair.right,
        score=wire.pair_score(pair.score),
        words=pair.words,
        is_in_question=pair.is_in_question,
        is_one_person=pair.is_one_person,
        household=pair.household,
    )


def judgement(shown: ShownJudgement) -> tasks.JudgementView:
    one = shown.judgement
    return tasks.JudgementView(
        judgement_id=str(one.id),
        left=record_key(shown.left),
        right=record_key(shown.right),
        judgement=wire.JUDGEMENTS[one.verdict],
        actor=one.by,
        at=timestamp(one.at),
        reason=one.reason,
        reason_code=REASON_CODES[one.code],
        is_revoked=one.revoked,
        is_evidence_changed=shown.is_evidence_changed,
        decision_id=optional_id(one.decision),
        origin=str(one.origin),
    )


def _event(event: Event) -> tasks.TaskEvent:
    return tasks.TaskEvent(
        sequence=event.seq, at=timestamp(event.at), actor=event.actor, words=event_words(event)
    )


def _snapshot(found: TaskSheets, *, mask: bool) -> tasks.TaskSnapshot:
    one = found.shown.task
    return tasks.TaskSnapshot(
        at=timestamp(one.opened_at),
        model_digest=one.model,
        pairs=[_asked(pair, found.shown) for pair in one.pairs],
        records=[
            tasks.SnapshotRecord(
                key=record_key(view.key),
                version=view.version,
                enterprise_id=view.eid,
                demographics=demographics_to_wire(
                    masked(view.demographics) if mask else view.demographics
                ),
            )
            for view in found.then
        ],
    )


def _asked(pair: AskedPair, shown: ShownTask) -> tasks.SnapshotPair:
    return tasks.SnapshotPair(
        left=record_key(shown.keys[pair.left]),
        right=record_key(shown.keys[pair.right]) if pair.right else None,
        weight_log2=pair.weight,
        evidence=[
            common.FieldEvidence(comparison=s.comparison, level=s.level, weight_log2=s.weight)
            for s in pair.seen
        ],
        cause=pair.cause,
    )


def _since(one: Since, *, mask: bool) -> tasks.SinceChange:
    hide = mask and one.is_secret
    return tasks.SinceChange(
        words=one.words,
        record=record_key(one.key) if one.key else None,
        field=one.field,
        before=hidden(one.before) if hide and one.before else one.before,
        after=hidden(one.after) if hide and one.after else one.after,
    )


# Filters and the policy.


def saved_filter(kept: SavedFilter) -> tasks.SavedFilter:
    return tasks.SavedFilter(
        name=kept.name,
        owner=kept.owner,
        filter=task_filter(kept.filter),
        order=ORDERS[kept.order],
    )


def task_filter(said: TaskFilter) -> tasks.TaskFilter:
    return tasks.TaskFilter(
        statuses=[STATES[one] for one in said.states],
        kinds=[TASK_KINDS[one] for one in said.kinds],
        sources=said.sources,
        assignee=said.assignee,
        mine=said.mine,
        unassigned=said.unassigned,
        weight_min=said.weight_min,
        weight_max=said.weight_max,
        opened_from=timestamp(said.opened_from),
        opened_before=timestamp(said.opened_before),
        priorities=[PRIORITIES[one] for one in said.priorities],
        overdue=said.overdue,
        needs_second_person=said.needs_second_person,
        enterprise_id=said.eid,
        record=record_key(RecordKey(said.source, said.local_id)) if said.source else None,
        resolved_by=said.resolved_by,
        closed_from=timestamp(said.closed_from),
    )


def policy(rules: DeskPolicy) -> pb.GetDeskPolicyResponse:
    return pb.GetDeskPolicyResponse(
        lease_s=rules.lease_s,
        bulk_max=rules.bulk_max,
        four_eyes=list(_four_eyes(rules)),
        audit_rate=rules.audit_rate,
        second_review_rate=rules.second_review_rate,
        due=[
            pb.DueTime(priority=PRIORITIES[priority], hours=hours)
            for priority, hours in rules.due_hours.items()
        ],
    )


def _four_eyes(rules: DeskPolicy) -> Iterable[str]:
    for name in rules.four_eyes:
        yield _FOUR_EYES.get(name, f"it would have more than {rules.four_eyes_records} records")


def optional_id(number: int) -> str:
    return str(number) if number else ""
