"""Act: one write request at work, between its first look-up and its last event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from matching.policy import Assessment
from mpi.domain.answers import Caller
from mpi.domain.eid import Pool
from mpi.domain.event import Payload, TaskEnded, TaskOpened
from mpi.domain.judgement import Judgement
from mpi.domain.record import RecordKey
from mpi.domain.task import Resolution, Task, TaskKind, TaskStatus
from mpi.matcher import Matcher, fingerprint
from mpi.store.base import Transaction


@dataclass(slots=True)
class Act:
    """Every event of one request carries its time, actor and request id."""

    tx: Transaction
    matcher: Matcher
    pool: Pool
    at: datetime
    caller: Caller
    opened: list[int] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    _assessed: dict[tuple[int, int], Assessment] = field(default_factory=dict)

    def append(self, payload: Payload) -> None:
        self.tx.append(
            payload, at=self.at, actor=self.caller.actor, request_id=self.caller.request_id
        )

    def assess(self, left: int, right: int) -> Assessment:
        """The pair's assessment by its current rows; asked once in an act."""
        pair = (left, right) if left < right else (right, left)
        if pair not in self._assessed:
            rows = self.tx.records(pair)
            self._assessed[pair] = self.matcher.assess(rows[pair[0]].row, rows[pair[1]].row)
        return self._assessed[pair]

    def forget(self, record_id: int) -> None:
        """The record's row changed: what was assessed with it no longer holds."""
        self._assessed = {p: a for p, a in self._assessed.items() if record_id not in p}

    def open_task(
        self,
        kind: TaskKind,
        left: int,
        right: int,
        cause: str,
        assessment: Assessment | None,
        version: int = 0,
    ) -> int:
        task = Task(
            id=self.tx.next_task_id(),
            kind=kind,
            left=left,
            right=right,
            weight=assessment.weight if assessment else 0.0,
            fingerprint=fingerprint(assessment) if assessment else "",
            cause=cause,
            model=self.matcher.digest,
            opened_at=self.at,
            version=version,
        )
        self.append(TaskOpened(task))
        self.opened.append(task.id)
        return task.id

    def end_task(
        self,
        task: Task,
        status: TaskStatus,
        resolution: Resolution = Resolution.NONE,
        reason: str = "",
    ) -> None:
        by = self.caller.actor if status is TaskStatus.RESOLVED else ""
        self.append(TaskEnded(task.id, status, resolution, by, reason))
        if task.id in self.opened:
            self.opened.remove(task.id)


def review_kind(left: RecordKey, right: RecordKey) -> TaskKind:
    """A duplicate lies within one source, an overlap between two (AHIMA's senses)."""
    if left.source == right.source:
        return TaskKind.POTENTIAL_DUPLICATE
    return TaskKind.POTENTIAL_OVERLAP


def standing_between(act: Act, left: int, right: int) -> Judgement | None:
    for judgement in reversed(act.tx.judgements(left)):
        if not judgement.revoked and right in (judgement.left, judgement.right):
            return judgement
    return None
