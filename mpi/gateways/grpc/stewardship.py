"""StewardshipService: the queue and work on tasks; decisions are in decisions.py."""

# ruff: noqa: N802 (the methods' names are the contract's)

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, Final

import grpc

from mpi.desk.opening import RECORDS_MAX
from mpi.desk.resolving import Asked
from mpi.domain.answers import Caller, Changed
from mpi.domain.task import WAITING
from mpi.domain.tasks_asked import SavedFilter, TaskFilter
from mpi.errors import MpiError, Violation
from mpi.gateways.grpc import desk_reading, desk_wire
from mpi.gateways.grpc.calls import answer, caller
from mpi.gateways.grpc.decisions import DecisionCalls
from mpi.gateways.grpc.reading import Reading
from mpi.gateways.grpc.status import error_in_stream
from mpi.v1 import stewardship_pb2 as pb
from mpi.v1 import stewardship_pb2_grpc
from mpi.v1 import task_pb2 as tasks

PAGE_DEFAULT: Final = 50
PAGE_MAX: Final = 500
FILTERS_DEFAULT: Final = 100
COMMENT_MAX: Final = 1000


class StewardshipServicer(DecisionCalls, stewardship_pb2_grpc.StewardshipServiceServicer):
    """Decode, validate, ask the desk, encode."""

    def ListTasks(
        self, request: pb.ListTasksRequest, context: grpc.ServicerContext
    ) -> pb.ListTasksResponse:
        reading = Reading()
        asked = desk_reading.task_filter(reading, request)
        order = desk_reading.order(reading, request.order)
        if request.status:
            wanted = tasks.TaskFilter(statuses=[request.status])
            states = desk_reading.filter_of(reading, wanted, "status").states
            asked = replace(asked, states=states)
        kind = reading.enum(desk_wire.TASK_KINDS, request.kind, "kind")
        if kind is not None:
            asked = replace(asked, kinds=(kind,))
        size = reading.count(request.page_size, "page_size", PAGE_DEFAULT, PAGE_MAX)
        place = desk_reading.place(reading, request.page_token)
        reading.done()
        page = self.desk.tasks(asked, order, caller(context).actor, place, size)
        return pb.ListTasksResponse(
            tasks=[desk_wire.task(one) for one in page.tasks],
            next_page_token=desk_reading.place_token(page.next),
            total=page.total,
        )

    def GetQueueStats(
        self, request: pb.GetQueueStatsRequest, context: grpc.ServicerContext
    ) -> pb.GetQueueStatsResponse:
        reading = Reading()
        asked = desk_reading.task_filter(reading, request)
        reading.done()
        if not request.HasField("filter"):
            asked = TaskFilter(states=WAITING)
        return desk_wire.counts(self.desk.counts(asked, caller(context).actor))

    def GetTask(self, request: pb.GetTaskRequest, _: grpc.ServicerContext) -> pb.GetTaskResponse:
        reading = Reading()
        task_id = reading.number(request.task_id, "task_id")
        reading.done()
        return desk_wire.sheets(self.desk.task(task_id), mask=request.mask)

    def OpenTask(
        self, request: pb.OpenTaskRequest, context: grpc.ServicerContext
    ) -> pb.OpenTaskResponse:
        reading = Reading()
        if not 2 <= len(request.records) <= RECORDS_MAX:
            reading.violations.append(Violation("records", f"2 to {RECORDS_MAX} records"))
        keys = tuple(
            reading.key(key, f"records[{place}]")
            for place, key in enumerate(request.records[:RECORDS_MAX])
        )
        reason = reading.reason(request.reason)
        assignee = desk_reading.actor(reading, request.assignee, "assignee")
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        opened = answer(self.desk.open(keys, reason, assignee, on_behalf), on_behalf)
        return pb.OpenTaskResponse(task=self._task(opened.task), is_new=opened.is_new)

    def ClaimTask(
        self, request: pb.ClaimTaskRequest, context: grpc.ServicerContext
    ) -> pb.ClaimTaskResponse:
        reading = Reading()
        task_id, revision = self._seen(reading, request)
        task = self._done(
            reading, request, context, lambda on: self.desk.claim(task_id, revision, on)
        )
        return pb.ClaimTaskResponse(task=task)

    def ClaimNext(
        self, request: pb.ClaimNextRequest, context: grpc.ServicerContext
    ) -> pb.ClaimNextResponse:
        reading = Reading()
        wanted = desk_reading.wanted(reading, request)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        taken = answer(self.desk.claim_next(wanted, on_behalf), on_behalf)
        return self._next(taken, wanted, request, on_behalf)

    def RenewClaim(
        self, request: pb.RenewClaimRequest, context: grpc.ServicerContext
    ) -> pb.RenewClaimResponse:
        reading = Reading()
        task_id = reading.number(request.task_id, "task_id")
        task = self._done(reading, request, context, lambda on: self.desk.renew(task_id, on))
        return pb.RenewClaimResponse(task=task)

    def ReleaseTask(
        self, request: pb.ReleaseTaskRequest, context: grpc.ServicerContext
    ) -> pb.ReleaseTaskResponse:
        reading = Reading()
        task_id = reading.number(request.task_id, "task_id")
        task = self._done(reading, request, context, lambda on: self.desk.release(task_id, on))
        return pb.ReleaseTaskResponse(task=task)

    def AssignTask(
        self, request: pb.AssignTaskRequest, context: grpc.ServicerContext
    ) -> pb.AssignTaskResponse:
        reading = Reading()
        task_id, revision = self._seen(reading, request)
        assignee = desk_reading.actor(reading, request.assignee, "assignee")
        task = self._done(
            reading, request, context, lambda on: self.desk.assign(task_id, assignee, revision, on)
        )
        return pb.AssignTaskResponse(task=task)

    def DeferTask(
        self, request: pb.DeferTaskRequest, context: grpc.ServicerContext
    ) -> pb.DeferTaskResponse:
        reading = Reading()
        task_id, revision = self._seen(reading, request)
        until = reading.moment(request, "until")
        if until is None:
            reading.violations.append(Violation("until", "a time later than now, within a year"))
        reason = reading.reason(request.reason)
        reading.done()
        assert until is not None, "its absence is a violation"
        task = self._done(
            reading,
            request,
            context,
            lambda on: self.desk.defer(task_id, until, reason, revision, on),
        )
        return pb.DeferTaskResponse(task=task)

    def EscalateTask(
        self, request: pb.EscalateTaskRequest, context: grpc.ServicerContext
    ) -> pb.EscalateTaskResponse:
        reading = Reading()
        task_id, revision = self._seen(reading, request)
        assignee = desk_reading.actor(reading, request.assignee, "assignee")
        reason = reading.reason(request.reason)
        task = self._done(
            reading,
            request,
            context,
            lambda on: self.desk.escalate(task_id, assignee, reason, revision, on),
        )
        return pb.EscalateTaskResponse(task=task)

    def AddComment(
        self, request: pb.AddCommentRequest, context: grpc.ServicerContext
    ) -> pb.AddCommentResponse:
        reading = Reading()
        task_id = reading.number(request.task_id, "task_id")
        if not 1 <= len(request.text.strip()) <= COMMENT_MAX:
            reading.violations.append(Violation("text", f"1 to {COMMENT_MAX} characters"))
        task = self._done(
            reading, request, context, lambda on: self.desk.comment(task_id, request.text, on)
        )
        return pb.AddCommentResponse(task=task)

    # Many tasks at once.

    def ActOnTasks(
        self, request: pb.ActOnTasksRequest, context: grpc.ServicerContext
    ) -> pb.ActOnTasksResponse:
        reading = Reading()
        most = self.desk.policy.bulk_max
        if not 1 <= len(request.tasks) <= most:
            reading.violations.append(Violation("tasks", f"1 to {most} tasks"))
        references = [
            (
                reading.number(one.task_id, f"tasks[{place}].task_id"),
                desk_reading.revision(
                    reading, one.expected_revision, f"tasks[{place}].expected_revision"
                ),
            )
            for place, one in enumerate(request.tasks[:most])
        ]
        act = self._action(reading, request)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        asked = []
        for task_id, revision in references:
            key = f"{on_behalf.request_id[:100]}#{task_id}" if on_behalf.request_id else ""
            asked.append((task_id, act(task_id, revision, replace(on_behalf, request_id=key))))
        return pb.ActOnTasksResponse(
            outcomes=[self._outcome(task_id, future, on_behalf) for task_id, future in asked]
        )

    def _action(
        self, reading: Reading, request: pb.ActOnTasksRequest
    ) -> Callable[[int, int, Caller], Future[Any]]:
        """What is to be done to each task."""
        why = desk_reading.why(reading, request)
        desk = self.desk
        match request.WhichOneof("action"):
            case "claim":
                return desk.claim
            case "release":
                return lambda task, _, on: desk.release(task, on)
            case "assign":
                assignee = desk_reading.actor(reading, request.assign, "assign")
                return lambda task, revision, on: desk.assign(task, assignee, revision, on)
            case "defer_until":
                until = reading.moment(request, "defer_until")
                if until is not None:
                    return lambda task, seen, on: desk.defer(task, until, why.text, seen, on)
            case "escalate":
                to = desk_reading.actor(reading, request.escalate, "escalate")
                return lambda task, seen, on: desk.escalate(task, to, why.text, seen, on)
            case "resolve":
                resolution = desk_reading.bulk_resolution(reading, request.resolve)
                return lambda task, seen, on: desk.resolve(
                    Asked(task, resolution, why, expected_revision=seen), on
                )
            case _:
                reading.violations.append(Violation("action", "something to do"))
        return desk.claim

    def _outcome(self, task_id: int, future: Future[Any], on_behalf: Caller) -> pb.TaskOutcome:
        try:
            found = answer(future, on_behalf)
        except MpiError as error:
            return pb.TaskOutcome(task_id=str(task_id), error=error_in_stream(error))
        decision = found.decision if isinstance(found, Changed) else 0
        return pb.TaskOutcome(
            task_id=str(task_id),
            task=self._task(task_id),
            decision_id=str(decision) if decision else "",
        )

    # Filters and the policy.

    def SaveFilter(
        self, request: pb.SaveFilterRequest, context: grpc.ServicerContext
    ) -> pb.SaveFilterResponse:
        reading = Reading()
        said = request.filter
        name = desk_reading.filter_name(reading, said.name, "filter.name")
        asked = desk_reading.filter_of(reading, said.filter, "filter.filter")
        order = desk_reading.order(reading, said.order)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        owner = "" if request.for_everybody else on_behalf.actor
        kept = SavedFilter(owner, name, asked, order)
        answer(self.desk.save_filter(kept, on_behalf), on_behalf)
        return pb.SaveFilterResponse(filter=desk_wire.saved_filter(kept))

    def ListFilters(
        self, request: pb.ListFiltersRequest, context: grpc.ServicerContext
    ) -> pb.ListFiltersResponse:
        reading = Reading()
        size = reading.count(request.page_size, "page_size", FILTERS_DEFAULT, PAGE_MAX)
        begin = reading.token(request.page_token, "page_token")
        reading.done()
        kept = self.desk.filters(caller(context).actor)
        return pb.ListFiltersResponse(
            filters=[desk_wire.saved_filter(one) for one in kept[begin : begin + size]],
            next_page_token=str(begin + size) if len(kept) > begin + size else "",
        )

    def DeleteFilter(
        self, request: pb.DeleteFilterRequest, context: grpc.ServicerContext
    ) -> pb.DeleteFilterResponse:
        reading = Reading()
        name = desk_reading.filter_name(reading, request.name, "name")
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        owner = "" if request.for_everybody else on_behalf.actor
        answer(self.desk.forget_filter(owner, name, on_behalf), on_behalf)
        return pb.DeleteFilterResponse()

    def GetDeskPolicy(
        self, request: pb.GetDeskPolicyRequest, _: grpc.ServicerContext
    ) -> pb.GetDeskPolicyResponse:
        del request
        return desk_wire.policy(self.desk.policy)

    def _seen(self, reading: Reading, request: Any) -> tuple[int, int]:
        """(task id, revision)"""
        task_id = reading.number(request.task_id, "task_id")
        return task_id, desk_reading.revision(reading, request.expected_revision)

    def _done(
        self,
        reading: Reading,
        request: Any,
        context: grpc.ServicerContext,
        act: Callable[[Caller], Future[int]],
    ) -> tasks.Task:
        """The task after some work on it."""
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        return self._task(answer(act(on_behalf), on_behalf))
