"""Reading messages about tasks and decisions into the page's own dataclasses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mpi.words import word
from review_ui import reading
from review_ui.reading import key, keys, moment
from review_ui.seen import Version
from review_ui.seen_tasks import (
    Change,
    Comment,
    Decision,
    Done,
    Happening,
    JudgementSeen,
    PairOfSheets,
    PersonPreview,
    Preview,
    Proposal,
    QueueCount,
    QueueStats,
    SavedFilter,
    Sheet,
    Snapshot,
    Task,
    TaskFilter,
    TaskSeen,
)


def task(message: Any) -> Task:
    due_at = moment(message, "due_at")
    status = word(message, "status")
    over = status in ("resolved", "superseded")
    return Task(
        id=message.task_id,
        kind=word(message, "kind"),
        status=status,
        records=keys(message.records),
        weight=message.weight_log2,
        cause=message.cause,
        opened_at=moment(message, "opened_at"),
        revision=message.revision,
        priority=word(message, "priority"),
        priority_reason=message.priority_reason,
        eids=tuple(message.enterprise_ids),
        guards=tuple(message.guards),
        held=tuple(message.held),
        comments=tuple(Comment(one.actor, moment(one, "at"), one.text) for one in message.comments),
        resolution=word(message, "resolution"),
        closed_at=moment(message, "closed_at"),
        resolved_by=message.resolved_by,
        reason=message.reason,
        version=message.version,
        claimed_by=message.claimed_by,
        claimed_until=moment(message, "claimed_until"),
        assignee=message.assignee,
        deferred_until=moment(message, "deferred_until"),
        due_at=due_at,
        is_overdue=not over and due_at is not None and due_at < datetime.now(UTC),
        proposal=_proposal(message.proposal) if message.HasField("proposal") else None,
        decision_id=message.decision_id,
        superseded_by=message.superseded_by,
    )


def _proposal(message: Any) -> Proposal:
    return Proposal(
        by=message.proposed_by,
        at=moment(message, "proposed_at"),
        resolution=word(message, "resolution"),
        because=tuple(message.because),
        reason_code=word(message, "reason_code"),
        reason=message.reason,
        groups=tuple(keys(group.records) for group in message.groups),
    )


def task_seen(message: Any) -> TaskSeen:
    """A task with all that is needed to answer it."""
    sheets = tuple(_sheet(one) for one in message.sheets)
    return TaskSeen(
        task=task(message.task),
        sheets=sheets,
        is_truncated=message.sheets_truncated,
        fields=reading.compared(message.fields, len(sheets)),
        pairs=tuple(_pair(one) for one in message.pairs),
        golden_if_joined=reading.golden(message.golden_if_joined),
        judgements=tuple(judgement(one) for one in message.judgements),
        history=tuple(
            Happening(moment(one, "at"), one.actor, one.words) for one in message.history
        ),
        snapshot=_snapshot(message.snapshot) if message.HasField("snapshot") else None,
        changes=tuple(_change(one) for one in message.changes),
        answers=tuple(_name(message, "resolutions", number) for number in message.resolutions),
        same_overrides=tuple(message.same_overrides),
        different_overrides=tuple(message.different_overrides),
        second_person_because=tuple(message.second_person_because),
    )


def next_task(message: Any) -> TaskSeen | None:
    """The task that was taken, if there was one."""
    return task_seen(message.sheets) if message.HasField("sheets") else None


def _name(message: Any, field: str, number: int) -> str:
    """The word of one value of a repeated enum."""
    enum = message.DESCRIPTOR.fields_by_name[field].enum_type
    prefix = enum.values_by_number[0].name.removesuffix("UNSPECIFIED")
    name: str = enum.values_by_number[number].name
    return name.removeprefix(prefix).lower()


def _sheet(message: Any) -> Sheet:
    return Sheet(
        record=reading.record(message.record),
        is_held_back=message.is_held_back,
        is_in_question=message.is_in_question,
        history=tuple(
            Version(
                number=one.version,
                disposition=word(one, "disposition"),
                event_time=moment(one, "event_time"),
                received_at=moment(one, "received_at"),
                changed=tuple(one.changed_fields),
            )
            for one in message.history
        ),
    )


def _pair(message: Any) -> PairOfSheets:
    return PairOfSheets(
        left=message.left,
        right=message.right,
        score=reading.score(message.score),
        words=tuple(message.words),
        is_in_question=message.is_in_question,
        is_one_person=message.is_one_person,
        household=tuple(message.household),
    )


def _snapshot(message: Any) -> Snapshot:
    first = message.pairs[0] if message.pairs else None
    return Snapshot(
        at=moment(message, "at"),
        weight=first.weight_log2 if first else 0.0,
        evidence=reading.evidence(first.evidence) if first else (),
        records=tuple((key(one.key), one.version, one.enterprise_id) for one in message.records),
    )


def _change(message: Any) -> Change:
    record = key(message.record) if message.HasField("record") else None
    return Change(message.words, record, message.before, message.after)


def judgement(message: Any) -> JudgementSeen:
    return JudgementSeen(
        id=message.judgement_id,
        left=key(message.left),
        right=key(message.right),
        judgement=word(message, "judgement"),
        actor=message.actor,
        at=moment(message, "at"),
        reason=message.reason,
        reason_code=word(message, "reason_code"),
        is_revoked=message.is_revoked,
        is_evidence_changed=message.is_evidence_changed,
        decision_id=message.decision_id,
    )


def preview(message: Any) -> Preview:
    refusal = message.refusal.message if message.HasField("refusal") else ""
    return Preview(
        persons=tuple(_person_preview(one) for one in message.persons),
        retired=tuple((one.enterprise_id, one.survivor_enterprise_id) for one in message.retired),
        returned=tuple(message.returned_enterprise_ids),
        closed=tuple(task(one) for one in message.tasks_closed),
        opened=tuple(task(one) for one in message.tasks_opened),
        reopened=tuple(task(one) for one in message.tasks_reopened),
        made=tuple(judgement(one) for one in message.judgements_made),
        revoked=tuple(judgement(one) for one in message.judgements_revoked),
        notified=tuple(message.notified_sources),
        overrides=tuple(message.overrides),
        second_person_because=tuple(message.second_person_because),
        warnings=tuple(message.warnings),
        refusal=refusal or ("it would be refused" if message.HasField("refusal") else ""),
    )


def _person_preview(message: Any) -> PersonPreview:
    return PersonPreview(
        eid=message.enterprise_id,
        before=keys(message.records_before),
        after=keys(message.records_after),
        golden=tuple((one.label, one.before, one.after) for one in message.golden_changes),
    )


def decision(message: Any) -> Decision:
    return Decision(
        id=message.decision_id,
        kind=word(message, "kind"),
        actor=message.actor,
        confirmed_by=message.confirmed_by,
        at=moment(message, "at"),
        words=message.words,
        records=keys(message.records),
        task_id=message.task_id,
        resolution=word(message, "resolution"),
        reason_code=word(message, "reason_code"),
        reason=message.reason,
        undone_by=message.undone_by,
        is_undoable=message.is_undoable,
        why_not=message.why_not,
        undoes=message.undoes,
    )


def done(message: Any) -> Done:
    """What a write answered; each kind of write fills what it has."""
    fields = message.DESCRIPTOR.fields_by_name
    changes = message.changes
    return Done(
        decision_id=message.decision_id,
        needs_second_person="needs_second_person" in fields and message.needs_second_person,
        eids=tuple(changes.enterprise_ids),
        retired=tuple(changes.retired_enterprise_ids),
        reopened=tuple(one.task_id for one in message.tasks_reopened)
        if "tasks_reopened" in fields
        else (),
        next=next_task(message.next) if "next" in fields else None,
    )


def stats(message: Any) -> QueueStats:
    return QueueStats(
        counts=tuple(
            QueueCount(
                word(one, "kind"),
                word(one, "status"),
                word(one, "priority"),
                word(one, "age"),
                one.count,
            )
            for one in message.counts
        ),
        total=message.total,
        overdue=message.overdue,
        mine=message.mine,
        needs_second_person=message.needs_second_person,
        oldest_at=moment(message, "oldest_at"),
        by_source=dict(message.by_source),
    )


def saved_filter(message: Any) -> SavedFilter:
    return SavedFilter(
        message.name, message.owner, task_filter(message.filter), word(message, "order")
    )


def task_filter(message: Any) -> TaskFilter:
    return TaskFilter(
        statuses=tuple(_name(message, "statuses", one) for one in message.statuses),
        kinds=tuple(_name(message, "kinds", one) for one in message.kinds),
        priorities=tuple(_name(message, "priorities", one) for one in message.priorities),
        sources=tuple(message.sources),
        assignee=message.assignee,
        mine=message.mine,
        unassigned=message.unassigned,
        overdue=message.overdue,
        needs_second_person=message.needs_second_person,
        eid=message.enterprise_id,
        weight_min=message.weight_min if message.HasField("weight_min") else None,
        weight_max=message.weight_max if message.HasField("weight_max") else None,
        opened_from=moment(message, "opened_from"),
        opened_before=moment(message, "opened_before"),
    )
