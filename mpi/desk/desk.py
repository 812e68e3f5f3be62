"""Desk: everything that stewards do with the index, one method each.

Writes go to the index's writer, as all writes do, so that nothing a steward does waits for a load
to end; reads and previews run on snapshots of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar, cast

from mpi.act import Act
from mpi.desk import claiming, filters, judging, showing, sources, timeline, undoing
from mpi.desk.claiming import Wanted
from mpi.desk.fields import everything
from mpi.desk.opening import Opened, open_by_hand
from mpi.desk.policy import DeskPolicy
from mpi.desk.previewing import Preview, Stage, rehearsed
from mpi.desk.resolving import Asked, resolve
from mpi.desk.sheets import TaskSheets, task_sheets
from mpi.desk.showing import ShownJudgement, ShownPage, ShownTask
from mpi.desk.splitting import split
from mpi.desk.timeline import ShownDecision, Timeline
from mpi.domain.answers import Caller, Changed
from mpi.domain.eid import Pool
from mpi.domain.event import FieldRevealed
from mpi.domain.judgement import Verdict
from mpi.domain.record import RecordKey
from mpi.domain.task import Why
from mpi.domain.tasks_asked import Order, SavedFilter, TaskCounts, TaskFilter, TaskQuery
from mpi.errors import NotFound, RecordNotFound, TaskNotFound
from mpi.matcher import Matcher
from mpi.store.base import DecisionQuery, Reader, Store, Transaction
from mpi.store.view import View

T = TypeVar("T")
Run = Callable[[Act], Changed]


class Write(Protocol):
    """Queues a write, as `PatientIndex` does."""

    def __call__(
        self, method: str, asked: object, run: Callable[[Act], T], answer: type[T], caller: Caller
    ) -> Future[T]: ...


@dataclass(frozen=True, slots=True)
class DoNotLink:
    """A page of the pairs that are judged different; `next_before` 0: no more."""

    judgements: tuple[ShownJudgement, ...]
    next_before: int
    total: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an answer did, and the task that its steward has now; 0 for none."""

    changed: Changed
    next: int


class Desk:
    """See the module's docstring."""

    def __init__(
        self,
        store: Store,
        write: Write,
        matcher: Matcher,
        clock: Callable[[], datetime],
        policy: DeskPolicy,
    ) -> None:
        self._store = store
        self._write = write
        self._matcher = matcher
        self._clock = clock
        self.policy = policy

    # The queue.

    def tasks(
        self,
        asked: TaskFilter,
        order: Order,
        asker: str,
        place: tuple[float, int] | None = None,
        limit: int = 50,
    ) -> ShownPage:
        """A page of tasks."""
        query = TaskQuery(self._clock(), asked, order, asker, place, limit)
        with self._store.snapshot() as reader:
            return showing.page(reader, self._matcher, query)

    def counts(self, asked: TaskFilter, asker: str) -> TaskCounts:
        """How many tasks pass."""
        query = TaskQuery(self._clock(), asked, asker=asker)
        with self._store.snapshot() as reader:
            return showing.counts(reader, query)

    def task(self, task_id: int) -> TaskSheets:
        """One task with all that is needed to answer it.

        Raises:
            TaskNotFound
        """
        with self._store.snapshot() as reader:
            return task_sheets(reader, self._matcher, self.policy, task_id, self._clock())

    def shown(self, task_id: int) -> ShownTask:
        """One task as it stands.

        Raises:
            TaskNotFound
        """
        with self._store.snapshot() as reader:
            task = reader.task(task_id)
            if task is None:
                raise TaskNotFound(task=str(task_id))
            return showing.task(reader, self._matcher, task, self._clock())

    def open(
        self, keys: tuple[RecordKey, ...], reason: str, assignee: str, caller: Caller
    ) -> Future[Opened]:
        """A task by hand about records that somebody should look at."""
        return self._write(
            "OpenTask",
            (keys, reason, assignee),
            lambda act: open_by_hand(act, keys, reason, assignee),
            Opened,
            caller,
        )

    # Work on a task; each answers the task's id, 0 for none.

    def claim(self, task_id: int, revision: int, caller: Caller) -> Future[int]:
        return self._on_task(
            "ClaimTask",
            task_id,
            (revision,),
            caller,
            lambda a: claiming.claim(a, task_id, revision).id,
        )

    def claim_next(self, wanted: Wanted, caller: Caller) -> Future[int]:
        return self._write("ClaimNext", wanted, lambda act: _next(act, wanted), int, caller)

    def renew(self, task_id: int, caller: Caller) -> Future[int]:
        return self._on_task(
            "RenewClaim", task_id, (), caller, lambda a: claiming.renew(a, task_id).id
        )

    def release(self, task_id: int, caller: Caller) -> Future[int]:
        return self._on_task(
            "ReleaseTask", task_id, (), caller, lambda a: claiming.release(a, task_id).id
        )

    def assign(self, task_id: int, assignee: str, revision: int, caller: Caller) -> Future[int]:
        return self._on_task(
            "AssignTask",
            task_id,
            (assignee, revision),
            caller,
            lambda act: claiming.assign(act, task_id, assignee, revision).id,
        )

    def defer(
        self, task_id: int, until: datetime, reason: str, revision: int, caller: Caller
    ) -> Future[int]:
        return self._on_task(
            "DeferTask",
            task_id,
            (until, reason, revision),
            caller,
            lambda act: claiming.defer(act, task_id, until, reason, revision).id,
        )

    def escalate(
        self, task_id: int, assignee: str, reason: str, revision: int, caller: Caller
    ) -> Future[int]:
        return self._on_task(
            "EscalateTask",
            task_id,
            (assignee, reason, revision),
            caller,
            lambda act: claiming.escalate(act, task_id, assignee, reason, revision).id,
        )

    def comment(self, task_id: int, text: str, caller: Caller) -> Future[int]:
        return self._on_task(
            "AddComment", task_id, (text,), caller, lambda a: claiming.comment(a, task_id, text).id
        )

    # Decisions.

    def resolve(self, asked: Asked, caller: Caller) -> Future[Changed]:
        """A steward's answer to a task."""
        return self._write("ResolveTask", asked, lambda act: resolve(act, asked), Changed, caller)

    def resolve_and_next(self, asked: Asked, wanted: Wanted, caller: Caller) -> Future[Resolved]:
        """A steward's answer to a task, and the next task for the same steward."""
        return self._write(
            "ResolveTask",
            (asked, wanted),
            lambda act: Resolved(resolve(act, asked), _next(act, wanted)),
            Resolved,
            caller,
        )

    def judge(
        self, left: RecordKey, right: RecordKey, verdict: Verdict, why: Why, caller: Caller
    ) -> Future[Changed]:
        """Somebody decides that two records are one person, or two."""
        return self._write(
            "Judge",
            (left, right, verdict, why),
            lambda act: judging.judge(act, left, right, verdict, why),
            Changed,
            caller,
        )

    def revoke(self, judgement: int, why: Why, caller: Caller) -> Future[Changed]:
        """Take back a judgement, a merge or a move."""
        return self._write(
            "RevokeJudgement",
            (judgement, why),
            lambda act: undoing.revoke(act, judgement, why),
            Changed,
            caller,
        )

    def split(
        self, eid: str, groups: tuple[tuple[RecordKey, ...], ...], why: Why, caller: Caller
    ) -> Future[Changed]:
        """A person falls apart into groups of its records."""
        return self._write(
            "SplitPerson",
            (eid, groups, why),
            lambda act: split(act, eid, groups, why),
            Changed,
            caller,
        )

    def undo(self, decision: int, why: Why, caller: Caller) -> Future[Changed]:
        """Take a decision back, or an automatic link."""
        return self._write(
            "UndoDecision",
            (decision, why),
            lambda act: undoing.undo(act, decision, why),
            Changed,
            caller,
        )

    def reopened(self, decision: int) -> tuple[ShownTask, ...]:
        """The tasks that an undoing opened again and that wait."""
        with self._store.snapshot() as reader:
            found = reader.decision(decision)
            numbers = [one.task for one in found.effect.reopened] if found else []
            tasks = [task for i in numbers if (task := reader.task(i)) and task.is_open]
            return showing.tasks(reader, self._matcher, tasks, self._clock())

    # Previews: `run` is what the decision would run.

    def preview(self, run: Run, caller: Caller) -> Preview:
        """What a decision would do; nothing is written."""
        with self._store.snapshot() as reader:
            stage = Stage(
                cast("View", reader), self._matcher, self.policy, caller, reader.last_seq()
            )

            def act_of(tx: Transaction, policy: DeskPolicy, pool: Pool) -> Act:
                return Act(tx, self._matcher, pool, self._clock(), caller, policy)

            return rehearsed(stage, act_of, run, self._clock())

    def preview_move(self, record: RecordKey, to: RecordKey, caller: Caller) -> Preview:
        return self.preview(lambda act: sources.move(act, record, to), caller)

    # Looking back.

    def decisions(self, query: DecisionQuery) -> tuple[ShownDecision, ...]:
        """Decisions, newest first, each with whether it can be undone."""
        with self._store.snapshot() as reader:
            return timeline.decisions(reader, query)

    def timeline(self, eid: str, before: int, limit: int) -> Timeline:
        """Everything that happened to a person.

        Raises:
            EidNotFound
        """
        with self._store.snapshot() as reader:
            return timeline.timeline(reader, eid, before, limit)

    def do_not_link(self, key: RecordKey | None, by: str, before: int, limit: int) -> DoNotLink:
        """Pairs that are judged different persons, newest first."""
        with self._store.snapshot() as reader:
            if key is None:
                found = reader.standing(Verdict.DIFFERENT, before, limit + 1, by)
                total = reader.count_standing(Verdict.DIFFERENT, by)
            else:
                record = reader.record_id(key)
                every = [
                    one
                    for one in reversed(reader.judgements(record) if record else ())
                    if not one.revoked and one.verdict is Verdict.DIFFERENT and by in ("", one.by)
                ]
                total = len(every)
                found = tuple(one for one in every if not before or one.id < before)[: limit + 1]
            shown = found[:limit]
            return DoNotLink(
                tuple(showing.judgement(reader, self._matcher, one) for one in shown),
                shown[-1].id if len(found) > limit else 0,
                total,
            )

    # Masked fields.

    def reveal(
        self, key: RecordKey, version: int, field: str, task: int, purpose: str, caller: Caller
    ) -> Future[int]:
        """Record that somebody sees a field; `revealed` answers it afterwards.

        Raises (through the future):
            RecordNotFound, NotFound (the record says nothing there), TaskNotFound.
        """

        def run(act: Act) -> int:
            record = judging.known(act, key)
            shown = version or record.version
            _field(act.tx, record.id, shown, field)
            if task and act.tx.task(task) is None:
                raise TaskNotFound(task=str(task))
            act.append(FieldRevealed(record.id, shown, field, task, purpose))
            return shown

        return self._write("RevealField", (key, version, field, task, purpose), run, int, caller)

    def revealed(self, key: RecordKey, version: int, field: str) -> str:
        """What the record says there."""
        with self._store.snapshot() as reader:
            record = reader.record_id(key)
            if not record:
                raise RecordNotFound(record=str(key))
            return _field(reader, record, version, field)

    # Kept filters.

    def filters(self, asker: str) -> tuple[SavedFilter, ...]:
        """The caller's own and everybody's."""
        with self._store.snapshot() as reader:
            return tuple(one for one in reader.filters() if one.owner in ("", asker))

    def save_filter(self, kept: SavedFilter, caller: Caller) -> Future[SavedFilter]:
        return self._write(
            "SaveFilter", kept, lambda act: filters.save(act, kept), SavedFilter, caller
        )

    def forget_filter(self, owner: str, name: str, caller: Caller) -> Future[int]:
        return self._write(
            "DeleteFilter", (owner, name), lambda act: filters.forget(act, owner, name), int, caller
        )

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A snapshot."""
        with self._store.snapshot() as reader:
            yield reader

    def _on_task(
        self,
        method: str,
        task_id: int,
        asked: tuple[object, ...],
        caller: Caller,
        run: Callable[[Act], int],
    ) -> Future[int]:
        return self._write(method, (task_id, *asked), run, int, caller)


def _next(act: Act, wanted: Wanted) -> int:
    task = claiming.claim_next(act, wanted)
    return task.id if task else 0


def _field(reader: Reader, record: int, version: int, field: str) -> str:
    try:
        said = reader.version(record, version).demographics
    except KeyError:
        raise NotFound("the record has no such version") from None
    for one in everything(said):
        if one.path == field:
            return one.text
    raise NotFound("the record says nothing in this field")
