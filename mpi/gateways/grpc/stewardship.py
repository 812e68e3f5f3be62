"""StewardshipService: tasks, judgements and explanations."""

# ruff: noqa: N802 (the methods' names are the contract's)

from __future__ import annotations

from typing import Final

import grpc

from mpi.gateways.grpc import wire
from mpi.gateways.grpc.calls import answer, caller
from mpi.gateways.grpc.reading import Reading
from mpi.index import PatientIndex
from mpi.v1 import stewardship_pb2 as pb
from mpi.v1 import stewardship_pb2_grpc

PAGE_DEFAULT: Final = 50
PAGE_MAX: Final = 500


class StewardshipServicer(stewardship_pb2_grpc.StewardshipServiceServicer):
    """Decode, validate, ask the index, encode."""

    def __init__(self, index: PatientIndex) -> None:
        self._index = index

    def ListTasks(
        self, request: pb.ListTasksRequest, _: grpc.ServicerContext
    ) -> pb.ListTasksResponse:
        reading = Reading()
        status = reading.enum(wire.TASK_STATUSES, request.status, "status")
        kind = reading.enum(wire.TASK_KINDS, request.kind, "kind")
        size = reading.count(request.page_size, "page_size", PAGE_DEFAULT, PAGE_MAX)
        after = reading.token(request.page_token, "page_token")
        reading.done()
        page = self._index.tasks(status, kind, after, size)
        return pb.ListTasksResponse(
            tasks=[wire.task(task, keys) for task, keys in zip(page.tasks, page.keys, strict=True)],
            next_page_token=str(page.next_after) if page.next_after else "",
        )

    def GetTask(self, request: pb.GetTaskRequest, _: grpc.ServicerContext) -> pb.GetTaskResponse:
        reading = Reading()
        task_id = reading.number(request.task_id, "task_id")
        reading.done()
        return wire.task_view(self._index.task(task_id))

    def ResolveTask(
        self, request: pb.ResolveTaskRequest, context: grpc.ServicerContext
    ) -> pb.ResolveTaskResponse:
        reading = Reading()
        task_id = reading.number(request.task_id, "task_id")
        resolution = reading.required_enum(wire.RESOLUTIONS, request.resolution, "resolution")
        reason = reading.reason(request.reason)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        changed = answer(self._index.resolve(task_id, resolution, reason, on_behalf), on_behalf)
        return pb.ResolveTaskResponse(changes=wire.changes(changed))

    def Judge(self, request: pb.JudgeRequest, context: grpc.ServicerContext) -> pb.JudgeResponse:
        reading = Reading()
        left = reading.key(request.left, "left")
        right = reading.key(request.right, "right")
        verdict = reading.required_enum(wire.JUDGEMENTS, request.judgement, "judgement")
        reason = reading.reason(request.reason)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        changed = answer(self._index.judge(left, right, verdict, reason, on_behalf), on_behalf)
        return pb.JudgeResponse(changes=wire.changes(changed))

    def RevokeJudgement(
        self, request: pb.RevokeJudgementRequest, context: grpc.ServicerContext
    ) -> pb.RevokeJudgementResponse:
        reading = Reading()
        judgement_id = reading.number(request.judgement_id, "judgement_id")
        reason = reading.reason(request.reason)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        changed = answer(self._index.revoke(judgement_id, reason, on_behalf), on_behalf)
        return pb.RevokeJudgementResponse(changes=wire.changes(changed))

    def ExplainPair(
        self, request: pb.ExplainPairRequest, _: grpc.ServicerContext
    ) -> pb.ExplainPairResponse:
        reading = Reading()
        left = reading.key(request.left, "left")
        right = reading.key(request.right, "right")
        reading.done()
        return wire.explanation(self._index.explain(left, right))
