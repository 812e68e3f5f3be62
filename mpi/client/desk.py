"""DeskCalls: the stewards' desk, the same for both clients.

Each method answers the response of the call of its name, or, in the aio client, an awaitable of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from mpi.client.requests import Key, number_of, record_key, request_id_or_new, timestamp
from mpi.v1 import decision_pb2 as deciding
from mpi.v1 import stewardship_pb2 as steward
from mpi.v1 import task_pb2 as tasks


class DeskCalls:
    """See the module's docstring."""

    _steward: Any

    def _call(self, method: Any, request: Any) -> Any:
        raise NotImplementedError

    def queue_stats(self, asked: tasks.TaskFilter | None = None) -> Any:
        """How many tasks wait, by kind, status, priority and age."""
        return self._call(self._steward.GetQueueStats, steward.GetQueueStatsRequest(filter=asked))

    def open_task(self, records: Iterable[Key], reason: str = "", assignee: str = "") -> Any:
        """Asks stewards about some records."""
        request = steward.OpenTaskRequest(
            records=[record_key(one) for one in records],
            reason=reason,
            assignee=assignee,
            request_id=request_id_or_new(""),
        )
        return self._call(self._steward.OpenTask, request)

    def claim(self, task_id: str) -> Any:
        """Takes a task."""
        request = steward.ClaimTaskRequest(task_id=task_id, request_id=request_id_or_new(""))
        return self._call(self._steward.ClaimTask, request)

    def claim_next(self, asked: tasks.TaskFilter | None = None, order: str = "") -> Any:
        """Takes the first task that nobody has."""
        request = steward.ClaimNextRequest(
            filter=asked,
            order=number_of(tasks.TaskOrder, "TASK_ORDER_", order),
            request_id=request_id_or_new(""),
        )
        return self._call(self._steward.ClaimNext, request)

    def release(self, task_id: str) -> Any:
        """Gives a task back."""
        request = steward.ReleaseTaskRequest(task_id=task_id, request_id=request_id_or_new(""))
        return self._call(self._steward.ReleaseTask, request)

    def assign(self, task_id: str, assignee: str) -> Any:
        """Says whose task it is; "" for anybody's."""
        request = steward.AssignTaskRequest(
            task_id=task_id, assignee=assignee, request_id=request_id_or_new("")
        )
        return self._call(self._steward.AssignTask, request)

    def defer(self, task_id: str, until: datetime, reason: str = "") -> Any:
        """Puts a task off."""
        request = steward.DeferTaskRequest(
            task_id=task_id,
            until=timestamp(until),
            reason=reason,
            request_id=request_id_or_new(""),
        )
        return self._call(self._steward.DeferTask, request)

    def escalate(self, task_id: str, assignee: str = "", reason: str = "") -> Any:
        """Asks for somebody who knows more."""
        request = steward.EscalateTaskRequest(
            task_id=task_id,
            assignee=assignee,
            reason=reason,
            request_id=request_id_or_new(""),
        )
        return self._call(self._steward.EscalateTask, request)

    def comment(self, task_id: str, text: str) -> Any:
        """Says something about a task."""
        request = steward.AddCommentRequest(
            task_id=task_id, text=text, request_id=request_id_or_new("")
        )
        return self._call(self._steward.AddComment, request)

    def split(
        self,
        enterprise_id: str,
        groups: Iterable[Iterable[Key]],
        reason: str = "",
        reason_code: str = "",
    ) -> Any:
        """Splits a person into groups of its records, for good."""
        request = steward.SplitPersonRequest(
            enterprise_id=enterprise_id,
            groups=[record_group(group) for group in groups],
            reason=reason,
            reason_code=number_of(tasks.ReasonCode, "REASON_CODE_", reason_code),
            request_id=request_id_or_new(""),
        )
        return self._call(self._steward.SplitPerson, request)

    def undo(self, decision_id: str, reason: str = "") -> Any:
        """Undoes a decision, or an automatic link by its journal number."""
        request = steward.UndoDecisionRequest(
            decision_id=decision_id, reason=reason, request_id=request_id_or_new("")
        )
        return self._call(self._steward.UndoDecision, request)

    def preview(self, **decision: Any) -> Any:
        """What a decision would do: resolve=, judge=, revoke=, split=, undo= or move=, each with
        its own request."""
        return self._call(self._steward.PreviewDecision, steward.PreviewDecisionRequest(**decision))

    def decisions(self, actor: str = "", *, automatic: bool = False, page_token: str = "") -> Any:
        """A page of decisions, newest first; or of automatic links."""
        kinds = [deciding.DECISION_KIND_AUTOMATIC_LINK] if automatic else []
        request = steward.ListDecisionsRequest(actor=actor, kinds=kinds, page_token=page_token)
        return self._call(self._steward.ListDecisions, request)

    def do_not_link(self, page_token: str = "") -> Any:
        """A page of the pairs that are judged different persons."""
        request = steward.ListDoNotLinkRequest(page_token=page_token)
        return self._call(self._steward.ListDoNotLink, request)

    def timeline(self, enterprise_id: str, page_token: str = "") -> Any:
        """A page of what happened to a person, newest first."""
        request = steward.GetPersonTimelineRequest(
            enterprise_id=enterprise_id, page_token=page_token
        )
        return self._call(self._steward.GetPersonTimeline, request)


def record_group(keys: Iterable[Key]) -> tasks.RecordGroup:
    return tasks.RecordGroup(records=[record_key(one) for one in keys])
