"""Act: one write request at work, between its first look-up and its last event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from matching.online import Levels
from matching.policy import Assessment
from mpi.desk.policy import DeskPolicy, weight_of
from mpi.domain.answers import Caller
from mpi.domain.decision import DecisionKind, Effect, Ended, Versioned
from mpi.domain.eid import Pool
from mpi.domain.event import (
    Decided,
    Judged,
    JudgementRestored,
    JudgementRevoked,
    Payload,
    PersonsChanged,
    RecordMerged,
    RecordUnmerged,
    TaskEnded,
    TaskMoved,
    TaskOpened,
)
from mpi.domain.judgement import Judgement
from mpi.domain.record import RecordKey, RecordStatus
from mpi.domain.task import (
    NO_WORDS,
    AskedPair,
    Resolution,
    Seen,
    Task,
    TaskKind,
    TaskStatus,
    Then,
    Why,
)
from mpi.matcher import Matcher, fingerprint
from mpi.store.base import Transaction

_POLICY = DeskPolicy()


@dataclass(slots=True)
class Done:
    """What an act has done so far, as far as undoing needs to know."""

    judged: list[int] = field(default_factory=list)
    revoked: list[int] = field(default_factory=list)
    restored: list[int] = field(default_factory=list)
    merged: list[tuple[int, int]] = field(default_factory=list)
    unmerged: list[tuple[int, int]] = field(default_factory=list)
    versions: list[Versioned] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    reopened: list[Ended] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    records: dict[int, None] = field(default_factory=dict)
    opened: list[int] = field(default_factory=list)

    def note(self, payload: Payload, seq: int) -> None:
        match payload:
            case PersonsChanged():
                self.steps.append(seq)
                self.records |= dict.fromkeys(move.record for move in payload.moves)
            case Judged(judgement):
                self.judged.append(judgement.id)
                self.records |= {judgement.left: None, judgement.right: None}
            case JudgementRevoked():
                self.revoked.append(payload.judgement)
            case JudgementRestored():
                self.restored.append(payload.judgement)
            case RecordMerged():
                self.merged.append((payload.retired, payload.survivor))
            case TaskEnded():
                self.ended.append(payload.task)
            case TaskOpened(task):
                self.opened.append(task.id)
            case _:
                pass

    def effect(self) -> Effect:
        return Effect(
            tuple(self.judged),
            tuple(self.revoked),
            tuple(self.restored),
            tuple(self.merged),
            tuple(self.unmerged),
            tuple(self.versions),
            tuple(self.ended),
            tuple(self.reopened),
            tuple(self.steps),
            tuple(self.records),
            tuple(self.opened),
        )


@dataclass(slots=True)
class Act:
    """Every event of one request carries its time, actor and request id."""

    tx: Transaction
    matcher: Matcher
    pool: Pool
    at: datetime
    caller: Caller
    policy: DeskPolicy = _POLICY
    opened: list[int] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    done: Done = field(default_factory=Done)
    _assessed: dict[tuple[int, int], Assessment] = field(default_factory=dict)

    def append(self, payload: Payload) -> int:
        """Answers the number of the journal entry."""
        if isinstance(payload, RecordUnmerged):
            retired = self.tx.record(payload.record)
            self.done.unmerged.append((retired.id, retired.merged_into))
        event = self.tx.append(
            payload, at=self.at, actor=self.caller.actor, request_id=self.caller.request_id
        )
        self.done.note(payload, event.seq)
        return event.seq

    def decided(
        self,
        kind: DecisionKind,
        why: Why = NO_WORDS,
        *,
        task: int = 0,
        resolution: Resolution = Resolution.NONE,
        proposed_by: str = "",
        undoes: int = 0,
    ) -> int:
        """Ends the act of a decision; answers the decision's id."""
        effect = self.done.effect()
        return self.append(Decided(kind, effect, task, resolution, why, proposed_by, undoes))

    def assess(self, left: int, right: int, levels: Levels | None = None) -> Assessment:
        """The pair's assessment by its current rows, whose `levels` may be known; asked once in an
        act."""
        pair = (left, right) if left < right else (right, left)
        if pair not in self._assessed:
            rows = self.tx.records(pair)
            self._assessed[pair] = self.matcher.assess(rows[pair[0]].row, rows[pair[1]].row, levels)
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
        *,
        sample_rate: float = 0.0,
    ) -> int:
        """Answers the task's id; 0 where both ends are one record by now, and nothing is asked."""
        if right:
            ends = sorted({self.speaker(left), self.speaker(right)})
            if len(ends) == 1:
                return 0
            if ends != [left, right]:
                left, right = ends
                assessment = self.assess(left, right)
        pair = asked_pair(left, right, cause, assessment)
        task = self.task_of(self.tx.next_task_id(), kind, (pair,), version)
        task = replace(task, sample_rate=sample_rate)
        self.append(TaskOpened(task))
        self.opened.append(task.id)
        return task.id

    def speaker(self, record_id: int) -> int:
        """The record itself, or the one that it was retired into."""
        record = self.tx.record(record_id)
        while record.status is RecordStatus.MERGED:
            record = self.tx.record(record.merged_into)
        return record.id

    def task_of(
        self, number: int, kind: TaskKind, pairs: tuple[AskedPair, ...], version: int = 0
    ) -> Task:
        """A task that these pairs ask, as it is opened now."""
        told = (self.matcher.digest, self.at, self.policy)
        return task_asked(number, kind, pairs, self.then(pairs), *told, version)

    def then(self, pairs: Iterable[AskedPair]) -> tuple[Then, ...]:
        """The records of some pairs as they are."""
        ends = dict.fromkeys(end for pair in pairs for end in (pair.left, pair.right) if end)
        records = self.tx.records(ends)
        return tuple(Then(i, records[i].version, records[i].eid) for i in ends)

    def move_task(self, task: Task, pairs: Iterable[AskedPair], why: str) -> None:
        """Other pairs ask the task now; where none is left, it is superseded."""
        left = tuple(sorted(pairs, key=lambda pair: (-pair.weight, pair.left, pair.right)))
        if not left:
            self.end_task(task, TaskStatus.SUPERSEDED, reason=why)
        elif left != task.pairs:
            now = self.task_of(task.id, self._kind_of(task, left), left, task.version)
            known = {one.record: one for one in task.then}
            then = tuple(known.get(one.record, one) for one in now.then)
            matters = (now.priority, now.priority_reason)
            due = self.policy.due(now.priority, task.opened_at)
            self.append(TaskMoved(task.id, now.kind, left, then, *matters, due, why))

    def _kind_of(self, task: Task, pairs: tuple[AskedPair, ...]) -> TaskKind:
        """A question is about a duplicate as soon as one of its pairs is."""
        if task.kind not in (TaskKind.POTENTIAL_DUPLICATE, TaskKind.POTENTIAL_OVERLAP):
            return task.kind
        kinds = {
            review_kind(self.tx.record(pair.left).key, self.tx.record(pair.right).key)
            for pair in pairs
        }
        return min(kinds)  # "…duplicate" comes before "…overlap"

    def end_task(
        self,
        task: Task,
        status: TaskStatus,
        resolution: Resolution = Resolution.NONE,
        reason: str = "",
        superseded_by: int = 0,
        groups: tuple[tuple[int, ...], ...] = (),
    ) -> None:
        by = self.caller.actor if status is TaskStatus.RESOLVED else ""
        self.append(TaskEnded(task.id, status, resolution, by, reason, superseded_by, groups))
        if task.id in self.opened:
            self.opened.remove(task.id)


def asked_pair(left: int, right: int, cause: str, assessment: Assessment | None) -> AskedPair:
    """A pair that asks, with its evidence as it is now."""
    if assessment is None:
        return AskedPair(left, right, 0.0, "", cause)
    seen = tuple(Seen(e.comparison, e.level, round(e.weight_log2, 3)) for e in assessment.evidence)
    return AskedPair(left, right, assessment.weight, fingerprint(assessment), cause, seen)


def task_asked(
    number: int,
    kind: TaskKind,
    pairs: tuple[AskedPair, ...],
    then: tuple[Then, ...],
    model: str,
    at: datetime,
    policy: DeskPolicy,
    version: int = 0,
) -> Task:
    """A task that is opened for these pairs, between records as they are."""
    matters = weight_of(kind, is_within=is_within(then))
    first = pairs[0]
    task = Task(
        id=number,
        kind=kind,
        left=first.left,
        right=first.right,
        weight=first.weight,
        fingerprint=first.fingerprint,
        cause=first.cause,
        model=model,
        opened_at=at,
        version=version,
        then=then,
        priority=matters.priority,
        priority_reason=matters.why,
        due_at=policy.due(matters.priority, at),
    )
    return task.asked_by(pairs)


def is_within(then: tuple[Then, ...]) -> bool:
    """Whether the records in question are one person."""
    return len(then) > 1 and len({one.eid for one in then}) == 1


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
