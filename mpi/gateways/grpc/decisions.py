"""StewardshipService: decisions, their previews, and looking back at them."""

# ruff: noqa: N802 (the methods' names are the contract's)

from __future__ import annotations

from dataclasses import replace
from typing import Final

import grpc

from mpi.desk.claiming import Wanted
from mpi.desk.desk import Run
from mpi.desk.judging import judge
from mpi.desk.previewing import REHEARSED, Preview
from mpi.desk.resolving import Asked, resolve
from mpi.desk.sources import move
from mpi.desk.splitting import split
from mpi.desk.undoing import revoke, undo
from mpi.domain.answers import Caller, Changed
from mpi.domain.decision import DecisionKind
from mpi.domain.record import RecordKey
from mpi.domain.task import WAITING, Why
from mpi.errors import InvalidArgument, Violation
from mpi.gateways.grpc import decision_wire, desk_reading, desk_wire, wire
from mpi.gateways.grpc.calls import answer, caller
from mpi.gateways.grpc.reading import Reading
from mpi.index import PatientIndex
from mpi.store.base import DecisionQuery
from mpi.v1 import common_pb2 as common
from mpi.v1 import stewardship_pb2 as pb
from mpi.v1 import task_pb2 as tasks

PAGE_DEFAULT: Final = 50
PAGE_MAX: Final = 500
TIMELINE_DEFAULT: Final = 100


class DecisionCalls:
    """Half of the servicer; see stewardship.py for the other one."""

    def __init__(self, index: PatientIndex) -> None:
        self._index = index
        self.desk = index.desk

    def _task(self, task_id: int) -> tasks.Task:
        return desk_wire.task(self.desk.shown(task_id))

    def _next(
        self, taken: int, wanted: Wanted, request: pb.ClaimNextRequest, on_behalf: Caller
    ) -> pb.ClaimNextResponse:
        """The task that was taken, 0 for none, as it was asked for."""
        if request.with_sheets:
            if not taken:
                return pb.ClaimNextResponse()
            sheets = desk_wire.sheets(self.desk.task(taken), mask=request.mask)
            return pb.ClaimNextResponse(task=sheets.task, sheets=sheets)
        waiting = replace(wanted.filter, states=wanted.filter.states or WAITING[:1])
        rest = self.desk.counts(waiting, on_behalf.actor).total
        return pb.ClaimNextResponse(task=self._task(taken) if taken else None, remaining=rest)

    def ResolveTask(
        self, request: pb.ResolveTaskRequest, context: grpc.ServicerContext
    ) -> pb.ResolveTaskResponse:
        reading = Reading()
        asked = desk_reading.resolving(reading, request)
        wanted = None
        if request.HasField("then_next"):
            wanted = desk_reading.wanted(reading, request.then_next, "then_next.")
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        following = None
        if wanted is None:
            changed = answer(self.desk.resolve(asked, on_behalf), on_behalf)
        else:
            both = answer(self.desk.resolve_and_next(asked, wanted, on_behalf), on_behalf)
            changed = both.changed
            following = self._next(both.next, wanted, request.then_next, on_behalf)
        return pb.ResolveTaskResponse(
            changes=wire.changes(changed),
            decision_id=_token(changed),
            needs_second_person=bool(changed.proposal),
            task=self._task(asked.task),
            next=following,
        )

    def Judge(self, request: pb.JudgeRequest, context: grpc.ServicerContext) -> pb.JudgeResponse:
        reading = Reading()
        left = reading.key(request.left, "left")
        right = reading.key(request.right, "right")
        verdict = reading.required_enum(wire.JUDGEMENTS, request.judgement, "judgement")
        why = desk_reading.why(reading, request)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        changed = answer(self.desk.judge(left, right, verdict, why, on_behalf), on_behalf)
        return pb.JudgeResponse(
            changes=wire.changes(changed),
            decision_id=_token(changed),
            proposal=self._task(changed.proposal) if changed.proposal else None,
        )

    def RevokeJudgement(
        self, request: pb.RevokeJudgementRequest, context: grpc.ServicerContext
    ) -> pb.RevokeJudgementResponse:
        reading = Reading()
        judgement_id = reading.number(request.judgement_id, "judgement_id")
        why = Why(text=reading.reason(request.reason))
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        changed = answer(self.desk.revoke(judgement_id, why, on_behalf), on_behalf)
        return pb.RevokeJudgementResponse(
            changes=wire.changes(changed), decision_id=_token(changed)
        )

    def SplitPerson(
        self, request: pb.SplitPersonRequest, context: grpc.ServicerContext
    ) -> pb.SplitPersonResponse:
        reading = Reading()
        eid = reading.text(request.enterprise_id, "enterprise_id")
        groups = desk_reading.groups(reading, request.groups, "groups")
        why = desk_reading.why(reading, request)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        changed = answer(self.desk.split(eid, groups, why, on_behalf), on_behalf)
        return pb.SplitPersonResponse(changes=wire.changes(changed), decision_id=_token(changed))

    def UndoDecision(
        self, request: pb.UndoDecisionRequest, context: grpc.ServicerContext
    ) -> pb.UndoDecisionResponse:
        reading = Reading()
        decision = reading.number(request.decision_id, "decision_id")
        why = desk_reading.why(reading, request)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        changed = answer(self.desk.undo(decision, why, on_behalf), on_behalf)
        return pb.UndoDecisionResponse(
            changes=wire.changes(changed),
            decision_id=_token(changed),
            tasks_reopened=[desk_wire.task(one) for one in self.desk.reopened(changed.decision)],
        )

    # Previews.

    def PreviewSplit(
        self, request: pb.PreviewSplitRequest, context: grpc.ServicerContext
    ) -> pb.PreviewSplitResponse:
        reading = Reading()
        groups = desk_reading.groups(reading, request.groups, "groups")
        eid = reading.text(request.enterprise_id, "enterprise_id")
        reading.done()
        found = self.desk.preview(lambda act: split(act, eid, groups, REHEARSED), caller(context))
        return pb.PreviewSplitResponse(preview=decision_wire.preview(found, mask=request.mask))

    def PreviewDecision(
        self, request: pb.PreviewDecisionRequest, context: grpc.ServicerContext
    ) -> pb.PreviewDecisionResponse:
        reading = Reading()
        run = _rehearsal(reading, request)
        reading.done()
        found = self._rehearsed(run, context)
        return pb.PreviewDecisionResponse(preview=decision_wire.preview(found, mask=request.mask))

    def _rehearsed(self, run: Run, context: grpc.ServicerContext) -> Preview:
        found = self.desk.preview(run, caller(context))
        if isinstance(found.refusal, InvalidArgument):
            raise found.refusal  # a request that says nothing that could be rehearsed
        return found

    # Looking back.

    def ListDecisions(
        self, request: pb.ListDecisionsRequest, context: grpc.ServicerContext
    ) -> pb.ListDecisionsResponse:
        reading = Reading()
        by = desk_reading.actor(reading, request.actor, "actor")
        kinds = tuple(
            kind
            for number in request.kinds[: desk_reading.MANY_MAX]
            if (kind := reading.enum(decision_wire.DECISION_KINDS, number, "kinds")) is not None
        )
        if DecisionKind.AUTOMATIC_LINK in kinds and len(set(kinds)) > 1:
            reading.violations.append(Violation("kinds", "AUTOMATIC_LINK alone, or others"))
        since = reading.moment(request, "since")
        size = reading.count(request.page_size, "page_size", PAGE_DEFAULT, PAGE_MAX)
        before = reading.token(request.page_token, "page_token")
        reading.done()
        if request.mine:
            by = caller(context).actor
        query = DecisionQuery(before, size + 1, by, tuple(dict.fromkeys(kinds)), since)
        found = self.desk.decisions(query)
        return pb.ListDecisionsResponse(
            decisions=[decision_wire.decision(one) for one in found[:size]],
            next_page_token=str(found[size - 1].decision.id) if len(found) > size else "",
        )

    def ListDoNotLink(
        self, request: pb.ListDoNotLinkRequest, _: grpc.ServicerContext
    ) -> pb.ListDoNotLinkResponse:
        reading = Reading()
        key = reading.key(request.record, "record") if request.HasField("record") else None
        by = desk_reading.actor(reading, request.actor, "actor")
        size = reading.count(request.page_size, "page_size", PAGE_DEFAULT, PAGE_MAX)
        before = reading.token(request.page_token, "page_token")
        reading.done()
        found = self.desk.do_not_link(key, by, before, size)
        return pb.ListDoNotLinkResponse(
            judgements=[desk_wire.judgement(one) for one in found.judgements],
            next_page_token=str(found.next_before) if found.next_before else "",
            total=found.total,
        )

    def GetPersonTimeline(
        self, request: pb.GetPersonTimelineRequest, _: grpc.ServicerContext
    ) -> pb.GetPersonTimelineResponse:
        reading = Reading()
        eid = reading.text(request.enterprise_id, "enterprise_id")
        size = reading.count(request.page_size, "page_size", TIMELINE_DEFAULT, PAGE_MAX)
        before = reading.token(request.page_token, "page_token")
        reading.done()
        found = self.desk.timeline(eid, before, size)
        return pb.GetPersonTimelineResponse(
            enterprise_id=found.eid,
            entries=[decision_wire.entry(one) for one in found.entries],
            next_page_token=str(found.next_before) if found.next_before else "",
        )

    def ExplainPair(
        self, request: pb.ExplainPairRequest, _: grpc.ServicerContext
    ) -> pb.ExplainPairResponse:
        reading = Reading()
        left = reading.key(request.left, "left")
        right = reading.key(request.right, "right")
        reading.done()
        return wire.explanation(self._index.explain(left, right))

    def RevealField(
        self, request: pb.RevealFieldRequest, context: grpc.ServicerContext
    ) -> pb.RevealFieldResponse:
        reading = Reading()
        key = reading.key(request.record, "record")
        version = desk_reading.revision(reading, request.version, "version")
        field = reading.text(request.field, "field")
        if not field:
            reading.violations.append(Violation("field", "a path into the demographics"))
        task = reading.number(request.task_id, "task_id") if request.task_id else 0
        purpose = request.purpose
        reading.reason(purpose)
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        shown = answer(self.desk.reveal(key, version, field, task, purpose, on_behalf), on_behalf)
        return pb.RevealFieldResponse(text=self.desk.revealed(key, shown, field))


def _rehearsal(reading: Reading, request: pb.PreviewDecisionRequest) -> Run:
    """The decision as its own code would make it."""
    match request.WhichOneof("decision"):
        case "resolve":
            asked = desk_reading.resolving(reading, request.resolve, "resolve.")
            rehearsed = Asked(
                asked.task,
                asked.resolution,
                REHEARSED,
                asked.groups,
                asked.to,
                asked.expected_revision,
            )
            return lambda act: resolve(act, rehearsed)
        case "judge":
            keys = _keys(reading, request.judge.left, request.judge.right, "judge.")
            verdict = reading.required_enum(
                wire.JUDGEMENTS, request.judge.judgement, "judge.judgement"
            )
            return lambda act: judge(act, *keys, verdict, REHEARSED)
        case "revoke":
            judgement = reading.number(request.revoke.judgement_id, "revoke.judgement_id")
            return lambda act: revoke(act, judgement, REHEARSED)
        case "split":
            groups = desk_reading.groups(reading, request.split.groups, "split.groups")
            eid = reading.text(request.split.enterprise_id, "split.enterprise_id")
            return lambda act: split(act, eid, groups, REHEARSED)
        case "undo":
            decision = reading.number(request.undo.decision_id, "undo.decision_id")
            return lambda act: undo(act, decision, REHEARSED)
        case "move":
            keys = _keys(reading, request.move.record, request.move.to, "move.", ("record", "to"))
            return lambda act: move(act, *keys)
        case _:
            reading.violations.append(Violation("decision", "one of its fields"))
            return lambda _: Changed((), (), ())


def _keys(
    reading: Reading,
    one: common.RecordKey,
    other: common.RecordKey,
    path: str,
    names: tuple[str, str] = ("left", "right"),
) -> tuple[RecordKey, RecordKey]:
    return reading.key(one, path + names[0]), reading.key(other, path + names[1])


def _token(changed: Changed) -> str:
    return str(changed.decision) if changed.decision else ""
