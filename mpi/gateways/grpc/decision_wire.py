"""Domain -> messages of the desk: previews, decisions, timelines."""

from __future__ import annotations

from mpi.desk.fields import everything
from mpi.desk.previewing import PersonPreview, Preview
from mpi.desk.timeline import Entry, ShownDecision, TimelineKind
from mpi.domain.decision import DecisionKind
from mpi.gateways.grpc import wire
from mpi.gateways.grpc.desk_wire import (
    REASON_CODES,
    RESOLUTIONS,
    golden,
    judgement,
    optional_id,
    task,
    value,
)
from mpi.gateways.grpc.status import error_in_stream
from mpi.gateways.grpc.wire import numbers, record_key, timestamp
from mpi.v1 import decision_pb2 as deciding
from mpi.v1 import task_pb2 as tasks

DECISION_KINDS = numbers(deciding.DecisionKind, "DECISION_KIND_", DecisionKind)
TIMELINE_KINDS = numbers(deciding.TimelineKind, "TIMELINE_KIND_", TimelineKind)


def preview(said: Preview, *, mask: bool) -> deciding.Preview:
    return deciding.Preview(
        persons=[_person(one, mask=mask) for one in said.persons],
        retired=[
            deciding.RetiredId(enterprise_id=eid, survivor_enterprise_id=to)
            for eid, to in said.retired
        ],
        returned_enterprise_ids=said.returned,
        tasks_closed=[task(one) for one in said.closed],
        tasks_opened=[_unborn(task(one)) for one in said.opened],
        tasks_reopened=[task(one) for one in said.reopened],
        judgements_made=[judgement(one) for one in said.made],
        judgements_revoked=[judgement(one) for one in said.revoked],
        notified_sources=said.notified,
        overrides=said.overrides,
        second_person_because=said.because,
        warnings=said.warnings,
        refusal=error_in_stream(said.refusal) if said.refusal else None,
    )


def _unborn(one: tasks.Task) -> tasks.Task:
    """The number that a task has in a rehearsal is nobody's."""
    one.ClearField("task_id")
    return one


def _person(one: PersonPreview, *, mask: bool) -> deciding.PersonPreview:
    return deciding.PersonPreview(
        enterprise_id=one.eid,
        records_before=[record_key(key) for key in one.before],
        records_after=[record_key(key) for key in one.after],
        golden_changes=_golden_changes(one, mask=mask),
        golden_after=golden(one.golden_after, mask=mask) if one.golden_after else None,
    )


def _golden_changes(one: PersonPreview, *, mask: bool) -> list[deciding.GoldenChange]:
    """What differs between the golden records, field by field."""
    if one.golden_before is None or one.golden_after is None:
        return []
    before = {said.row: said for said in everything(one.golden_before.demographics)}
    after = {said.row: said for said in everything(one.golden_after.demographics)}
    changes = []
    for row in {**before, **after}:
        was, now = before.get(row), after.get(row)
        if (was.text if was else "") == (now.text if now else ""):
            continue
        there = now or was
        assert there is not None, "one of them says something"
        source = one.golden_fields.get(there.path.partition(".")[0]) if now else None
        changes.append(
            deciding.GoldenChange(
                field=there.path,
                label=there.label,
                before=value(was, mask=mask).text,
                after=value(now, mask=mask).text,
                record=record_key(source.record) if source else None,
            )
        )
    return changes


# Decisions and timelines.


def decision(shown: ShownDecision) -> deciding.Decision:
    one = shown.decision
    return deciding.Decision(
        decision_id=str(one.id),
        kind=DECISION_KINDS[one.kind],
        actor=one.proposed_by or one.by,
        confirmed_by=one.by if one.proposed_by else "",
        at=timestamp(one.at),
        words=shown.words,
        records=[record_key(key) for key in shown.keys],
        task_id=optional_id(one.task),
        resolution=RESOLUTIONS[one.resolution],
        reason_code=REASON_CODES[one.why.code],
        reason=one.why.text,
        judgement_ids=wire.ids(one.effect.judged),
        undone_by=optional_id(one.undone_by),
        is_undoable=not shown.why_not,
        why_not=shown.why_not,
        undoes=optional_id(one.undoes),
    )


def entry(one: Entry) -> deciding.TimelineEntry:
    return deciding.TimelineEntry(
        sequence=one.event.seq,
        at=timestamp(one.event.at),
        actor=one.event.actor,
        kind=TIMELINE_KINDS[one.kind],
        words=one.words,
        records=[record_key(key) for key in one.keys],
        task_id=optional_id(one.task),
        decision_id=optional_id(one.decision),
        is_undoable=one.is_undoable,
        enterprise_ids=one.eids,
        version=one.version,
    )
