"""The desk: the index as a steward's page sees it, over gRPC, on behalf of who is signed in.

The only file that makes messages; every answer leaves it as a dataclass of `seen*.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Self

import grpc

from mpi.client.errors import client_error
from mpi.client.requests import call_metadata, channel_options, timestamp
from mpi.v1 import administration_pb2 as admin
from mpi.v1 import administration_pb2_grpc as admin_grpc
from mpi.v1 import common_pb2 as common
from mpi.v1 import decision_pb2 as decisions
from mpi.v1 import demographics_pb2 as demo
from mpi.v1 import patient_index_pb2 as index
from mpi.v1 import patient_index_pb2_grpc as index_grpc
from mpi.v1 import quality_pb2 as quality
from mpi.v1 import quality_pb2_grpc as quality_grpc
from mpi.v1 import stewardship_pb2 as steward
from mpi.v1 import stewardship_pb2_grpc as steward_grpc
from mpi.v1 import task_pb2 as tasks
from review_ui import reading, reading_quality, reading_tasks
from review_ui.refusals import DeskError
from review_ui.seen import Entry, Key, Person, PersonFound, Slice
from review_ui.seen_quality import Figures
from review_ui.seen_tasks import (
    Answer,
    Decision,
    Done,
    JudgementSeen,
    Outcome,
    Policy,
    Preview,
    QueueStats,
    SavedFilter,
    Task,
    TaskFilter,
    TaskSeen,
    Wanted,
)

_TIMEOUT_S: Final = 15.0
_SEARCH_FIELDS: Final = ("family", "given", "birth_date", "ssn", "phone", "city", "postal_code")

Groups = Iterable[Iterable[Key]]


class _Services:
    """The services at one address; made once, since making their hundred calls takes time."""

    def __init__(self, channel: grpc.Channel) -> None:
        self.channel = channel
        self.index: Any = index_grpc.PatientIndexServiceStub(channel)  # type: ignore[no-untyped-call]
        self.steward: Any = steward_grpc.StewardshipServiceStub(channel)  # type: ignore[no-untyped-call]
        self.quality: Any = quality_grpc.QualityServiceStub(channel)  # type: ignore[no-untyped-call]
        self.admin: Any = admin_grpc.AdministrationServiceStub(channel)  # type: ignore[no-untyped-call]


class Desk:
    """The calls that the page makes."""

    def __init__(self, services: _Services, actor: str = "review-ui") -> None:
        self._services = services
        self._metadata = call_metadata(actor)
        self._index, self._steward = services.index, services.steward
        self._quality, self._admin = services.quality, services.admin

    @classmethod
    def connect(cls, server: str) -> Self:
        return cls(_Services(grpc.insecure_channel(server, options=channel_options())))

    def on_behalf_of(self, user: str) -> Desk:
        """The same connection, for what this user does."""
        return Desk(self._services, user)

    def close(self) -> None:
        self._services.channel.close()

    # The queue.

    def tasks(self, asked: TaskFilter, order: str, token: str = "", size: int = 50) -> Slice[Task]:
        request = steward.ListTasksRequest(
            filter=_filter(asked),
            order=_number(tasks.TaskOrder, "TASK_ORDER_", order),
            page_token=token,
            page_size=size,
        )
        page = self._call(self._steward.ListTasks, request)
        found = tuple(reading_tasks.task(one) for one in page.tasks)
        return Slice(found, page.next_page_token, page.total)

    def queue_stats(self, asked: TaskFilter | None = None) -> QueueStats:
        request = steward.GetQueueStatsRequest(filter=_filter(asked) if asked else None)
        return reading_tasks.stats(self._call(self._steward.GetQueueStats, request))

    def claim_next(self, wanted: Wanted) -> TaskSeen | None:
        """Takes the next task for the user; None if there is none."""
        request = _claim_next(wanted)
        request.request_id = _new_id()
        return reading_tasks.next_task(self._call(self._steward.ClaimNext, request))

    def filters(self) -> tuple[SavedFilter, ...]:
        page = self._call(self._steward.ListFilters, steward.ListFiltersRequest(page_size=500))
        return tuple(reading_tasks.saved_filter(one) for one in page.filters)

    def save_filter(self, name: str, asked: TaskFilter, order: str, *, for_all: bool) -> None:
        saved = tasks.SavedFilter(
            name=name, filter=_filter(asked), order=_number(tasks.TaskOrder, "TASK_ORDER_", order)
        )
        request = steward.SaveFilterRequest(
            filter=saved, for_everybody=for_all, request_id=_new_id()
        )
        self._call(self._steward.SaveFilter, request)

    def delete_filter(self, name: str, *, for_all: bool) -> None:
        request = steward.DeleteFilterRequest(
            name=name, for_everybody=for_all, request_id=_new_id()
        )
        self._call(self._steward.DeleteFilter, request)

    def act(
        self, chosen: Iterable[tuple[str, int]], reason: str, reason_code: str, **action: Any
    ) -> tuple[Outcome, ...]:
        """Does one thing to many tasks: claim=True, assign=…, defer_until=…, resolve=…"""
        if "resolve" in action:
            action["resolve"] = _number(tasks.Resolution, "RESOLUTION_", action["resolve"])
        if "defer_until" in action:
            action["defer_until"] = timestamp(action["defer_until"])
        request = steward.ActOnTasksRequest(
            tasks=[
                steward.TaskReference(task_id=task_id, expected_revision=revision)
                for task_id, revision in chosen
            ],
            reason=reason,
            reason_code=_number(tasks.ReasonCode, "REASON_CODE_", reason_code),
            request_id=_new_id(),
            **action,
        )
        return tuple(
            Outcome(one.task_id, one.error.message, one.decision_id)
            for one in self._call(self._steward.ActOnTasks, request).outcomes
        )

    # One task.

    def task(self, task_id: str) -> TaskSeen:
        request = steward.GetTaskRequest(task_id=task_id, mask=True)
        return reading_tasks.task_seen(self._call(self._steward.GetTask, request))

    def change(self, method: str, task_id: str, revision: int = 0, **fields: Any) -> None:
        """ClaimTask, RenewClaim, ReleaseTask, AssignTask, DeferTask, EscalateTask, AddComment."""
        if "until" in fields:
            fields["until"] = timestamp(fields["until"])
        if revision:
            fields["expected_revision"] = revision
        make = getattr(steward, f"{method}Request")
        request = make(task_id=task_id, request_id=_new_id(), **fields)
        self._call(getattr(self._steward, method), request)

    def resolve(self, task_id: str, answer: Answer, revision: int, wanted: Wanted) -> Done:
        """Answers a task, and takes the next one in the same call."""
        request = _resolve(task_id, answer, revision)
        request.then_next.CopyFrom(_claim_next(wanted))
        request.request_id = _new_id()
        return reading_tasks.done(self._call(self._steward.ResolveTask, request))

    def open_task(self, records: Iterable[Key], reason: str) -> str:
        """Asks about these records; answers the task, which may have been there already."""
        request = steward.OpenTaskRequest(
            records=[_key(one) for one in records], reason=reason, request_id=_new_id()
        )
        task_id: str = self._call(self._steward.OpenTask, request).task.task_id
        return task_id

    def where_to(self, task_id: str) -> tuple[PersonFound, ...]:
        """Persons that a held update may be about, best first."""
        request = steward.GetTaskRequest(task_id=task_id)
        sheets = self._call(self._steward.GetTask, request).sheets
        held = next((one.record for one in sheets if one.is_held_back), None)
        if held is None:
            return ()
        match = index.MatchPatientRequest(demographics=held.demographics, persons_max=5)
        return tuple(
            PersonFound(
                self.person(one.enterprise_id),
                one.score.weight_log2,
                reading.score(one.score).grade,
                reading.key(one.record),
            )
            for one in self._call(self._index.MatchPatient, match).matches
            if one.enterprise_id != held.enterprise_id
        )

    def reveal(self, record: Key, version: int, path: str, task_id: str, purpose: str) -> str:
        """A masked value, whole; the index records who saw it, and what for."""
        request = steward.RevealFieldRequest(
            record=_key(record),
            version=version,
            field=path,
            task_id=task_id,
            purpose=purpose,
            request_id=_new_id(),
        )
        text: str = self._call(self._steward.RevealField, request).text
        return text

    # Decisions.

    def preview_answer(self, task_id: str, answer: Answer, revision: int) -> Preview:
        return self._preview(resolve=_resolve(task_id, answer, revision))

    def preview_undo(self, decision_id: str) -> Preview:
        return self._preview(undo=steward.UndoDecisionRequest(decision_id=decision_id))

    def preview_revoke(self, judgement_id: str) -> Preview:
        return self._preview(revoke=steward.RevokeJudgementRequest(judgement_id=judgement_id))

    def preview_split(self, eid: str, groups: Groups) -> Preview:
        request = steward.PreviewSplitRequest(enterprise_id=eid, groups=_groups(groups), mask=True)
        return reading_tasks.preview(self._call(self._steward.PreviewSplit, request).preview)

    def split(self, eid: str, groups: Groups, reason: str, reason_code: str) -> Done:
        request = steward.SplitPersonRequest(
            enterprise_id=eid,
            groups=_groups(groups),
            reason=reason,
            reason_code=_number(tasks.ReasonCode, "REASON_CODE_", reason_code),
            request_id=_new_id(),
        )
        return reading_tasks.done(self._call(self._steward.SplitPerson, request))

    def undo(self, decision_id: str, reason: str = "") -> Done:
        request = steward.UndoDecisionRequest(
            decision_id=decision_id, reason=reason, request_id=_new_id()
        )
        return reading_tasks.done(self._call(self._steward.UndoDecision, request))

    def revoke(self, judgement_id: str, reason: str) -> Done:
        request = steward.RevokeJudgementRequest(
            judgement_id=judgement_id, reason=reason, request_id=_new_id()
        )
        return reading_tasks.done(self._call(self._steward.RevokeJudgement, request))

    def decisions(
        self, *, mine: bool = False, actor: str = "", kinds: Iterable[str] = (), token: str = ""
    ) -> Slice[Decision]:
        request = steward.ListDecisionsRequest(
            actor=actor,
            kinds=[_number(decisions.DecisionKind, "DECISION_KIND_", one) for one in kinds],
            mine=mine,
            page_token=token,
        )
        page = self._call(self._steward.ListDecisions, request)
        found = tuple(reading_tasks.decision(one) for one in page.decisions)
        return Slice(found, page.next_page_token)

    def do_not_link(self, token: str = "", record: Key | None = None) -> Slice[JudgementSeen]:
        request = steward.ListDoNotLinkRequest(
            page_token=token, record=_key(record) if record else None
        )
        page = self._call(self._steward.ListDoNotLink, request)
        found = tuple(reading_tasks.judgement(one) for one in page.judgements)
        return Slice(found, page.next_page_token, page.total)

    # Persons.

    def person(
        self, eid: str = "", *, record: Key | None = None, as_of: datetime | None = None
    ) -> Person:
        request = index.GetPersonRequest(as_of=timestamp(as_of), mask=True)
        if record is not None:
            request.record.CopyFrom(_key(record))
        else:
            request.enterprise_id = eid
        return reading.person(self._call(self._index.GetPerson, request).person)

    def timeline(self, eid: str, token: str = "") -> Slice[Entry]:
        request = steward.GetPersonTimelineRequest(enterprise_id=eid, page_token=token)
        page = self._call(self._steward.GetPersonTimeline, request)
        return Slice(tuple(reading.entry(one) for one in page.entries), page.next_page_token)

    def search(self, asked: Mapping[str, str], token: str = "") -> Slice[Person]:
        """Persons that agree with every field asked for; `total` is -1 where too many do."""
        request = index.SearchPersonsRequest(
            **{name: asked[name] for name in _SEARCH_FIELDS if asked.get(name)},
            sex=_number(demo.Sex, "SEX_", asked.get("sex", "")),
            page_token=token,
            page_size=25,
            mask=True,
        )
        page = self._call(self._index.SearchPersons, request)
        found = tuple(reading.person(one) for one in page.persons)
        return Slice(found, page.next_page_token, -1 if page.truncated else 0)

    # The rest.

    def policy(self) -> Policy:
        answer = self._call(self._steward.GetDeskPolicy, steward.GetDeskPolicyRequest())
        return Policy(answer.lease_s, answer.bulk_max, tuple(answer.four_eyes))

    def sources(self) -> tuple[str, ...]:
        page = self._call(self._admin.ListSources, admin.ListSourcesRequest())
        return tuple(one.code for one in page.sources)

    def figures(self, days: int) -> Figures:
        """Everything that the page of figures shows."""
        return reading_quality.figures(
            backlog=self._call(self._quality.GetBacklog, quality.GetBacklogRequest(days=days)),
            stewards=self._call(
                self._quality.GetStewardFigures, quality.GetStewardFiguresRequest()
            ),
            agreement=self._call(self._quality.GetAgreement, quality.GetAgreementRequest()),
            calibration=self._call(self._quality.GetCalibration, quality.GetCalibrationRequest()),
            audit=self._call(self._quality.GetAuditEstimate, quality.GetAuditEstimateRequest()),
            rates=self._call(self._quality.GetRates, quality.GetRatesRequest()),
        )

    def _preview(self, **decision: Any) -> Preview:
        request = steward.PreviewDecisionRequest(mask=True, **decision)
        return reading_tasks.preview(self._call(self._steward.PreviewDecision, request).preview)

    def _call(self, method: Callable[..., Any], request: Any) -> Any:
        try:
            return method(request, timeout=_TIMEOUT_S, metadata=self._metadata)
        except grpc.RpcError as error:
            raise DeskError(client_error(error)) from None


def _new_id() -> str:
    """Stays the same while a call is tried again, so that it is done once."""
    return str(uuid.uuid4())


def _key(key: Key) -> common.RecordKey:
    return common.RecordKey(source=key.source, local_id=key.local_id)


def _groups(groups: Groups) -> list[tasks.RecordGroup]:
    return [tasks.RecordGroup(records=[_key(key) for key in group]) for group in groups]


def _number(enum: Any, prefix: str, word: str) -> Any:
    """The number of an enum's value by its word; a word that is none is not sent."""
    name = prefix + word.upper()
    return enum.Value(name) if word and name in enum.keys() else 0  # noqa: SIM118 (no dict)


def _filter(asked: TaskFilter) -> tasks.TaskFilter:
    return tasks.TaskFilter(
        statuses=[_number(tasks.TaskStatus, "TASK_STATUS_", one) for one in asked.statuses],
        kinds=[_number(tasks.TaskKind, "TASK_KIND_", one) for one in asked.kinds],
        priorities=[_number(tasks.TaskPriority, "TASK_PRIORITY_", one) for one in asked.priorities],
        sources=asked.sources,
        assignee=asked.assignee,
        mine=asked.mine,
        unassigned=asked.unassigned,
        overdue=asked.overdue,
        needs_second_person=asked.needs_second_person,
        enterprise_id=asked.eid,
        weight_min=asked.weight_min,
        weight_max=asked.weight_max,
        opened_from=timestamp(asked.opened_from),
        opened_before=timestamp(asked.opened_before),
    )


def _claim_next(wanted: Wanted) -> steward.ClaimNextRequest:
    return steward.ClaimNextRequest(
        filter=_filter(wanted.filter),
        order=_number(tasks.TaskOrder, "TASK_ORDER_", wanted.order),
        skip_task_ids=wanted.skipped,
        instead_of_task_id=wanted.instead_of,
        with_sheets=True,
        mask=True,
    )


def _resolve(task_id: str, answer: Answer, revision: int) -> steward.ResolveTaskRequest:
    request = steward.ResolveTaskRequest(
        task_id=task_id,
        resolution=_number(tasks.Resolution, "RESOLUTION_", answer.resolution),
        reason=answer.reason,
        reason_code=_number(tasks.ReasonCode, "REASON_CODE_", answer.reason_code),
        groups=_groups(answer.groups),
        expected_revision=revision,
    )
    if answer.to_record is not None:
        request.move_to.record.CopyFrom(_key(answer.to_record))
    elif answer.to_eid:
        request.move_to.enterprise_id = answer.to_eid
    elif answer.to_new_person:
        request.move_to.new_person = True
    return request
