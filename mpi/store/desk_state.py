"""DeskState: what the desk's events change: judgements, tasks, decisions, kept filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mpi.domain.decision import Decision
from mpi.domain.event import (
    Decided,
    Event,
    FilterForgotten,
    FilterSaved,
    Judged,
    JudgementRestored,
    JudgementRevoked,
    TaskOpened,
)
from mpi.domain.judgement import Judgement
from mpi.domain.task import Task
from mpi.store import desk
from mpi.store.changes import Counters, Dirty
from mpi.store.view import Stored, View

DeskEvent = (
    TaskOpened
    | desk.TaskChange
    | Judged
    | JudgementRevoked
    | JudgementRestored
    | Decided
    | FilterSaved
    | FilterForgotten
)


class DeskState(View):
    """The desk's half of `State`."""

    def __init__(self, stored: Stored) -> None:
        super().__init__(stored)
        self.counters = Counters()
        self.dirty = Dirty()

    def _apply_desk(self, event: Event, payload: DeskEvent) -> None:
        match payload:
            case TaskOpened():
                self._put_task(replace(payload.task, story=(event.seq,)))
            case Judged():
                self._put_judgement(payload.judgement)
            case JudgementRevoked() | JudgementRestored():
                judgement = self._known_judgement(payload.judgement)
                revoked = isinstance(payload, JudgementRevoked)
                self._put_judgement(replace(judgement, revoked=revoked))
                self._note((judgement.left, judgement.right), event.seq)
            case Decided():
                self._decide(event, payload)
            case FilterSaved(kept):
                self._known_filters()[kept.owner, kept.name] = kept
                self.dirty.filters = True
            case FilterForgotten():
                del self._known_filters()[payload.owner, payload.name]
                self.dirty.filters = True
            case _:
                task = self.task(payload.task)
                assert task is not None, "only a task that was opened changes"
                self._put_task(desk.changed(task, event, payload))

    def _decide(self, event: Event, said: Decided) -> None:
        self._put_decision(
            Decision(
                event.seq,
                said.kind,
                event.actor,
                event.at,
                said.effect,
                said.task,
                said.resolution,
                said.why,
                said.proposed_by,
                said.undoes,
            ),
            is_new=True,
        )
        # What an undone undoing had undone stands again, and so on down the chain.
        undone, by, is_undone = self.decision(said.undoes), event.seq, True
        while undone is not None:
            self._put_decision(replace(undone, undone_by=by if is_undone else 0))
            by, is_undone = undone.id, not is_undone
            undone = self.decision(undone.undoes)
        for number in said.effect.judged:
            self._put_judgement(replace(self._known_judgement(number), decision=event.seq))
        for number in said.effect.ended:
            task = self.task(number)
            assert task is not None, "what a decision ended was open"
            self._put_task(replace(task, decision=event.seq))

    def _put_task(self, task: Task) -> None:
        if task.id > self.counters.task:
            self.counters.task = task.id
            self.dirty.new_tasks.add(task.id)
        before = self._tasks.get(task.id)
        self._tasks[task.id] = task
        self.dirty.tasks.add(task.id)
        # A blind check only looks like a question about its records.
        about = set() if task.check else set(task.records)
        touched = about | set(before.records if before and not before.check else ())
        self._load_records(touched)
        for record_id in touched:
            is_in = record_id in about
            hanging = self._hanging(record_id)
            waits, is_over = hanging.waiting, hanging.over
            (waits.add if is_in and task.is_open else waits.discard)(task.id)
            (is_over.add if is_in and not task.is_open else is_over.discard)(task.id)
        self.dirty.records |= touched

    def _put_decision(self, decision: Decision, *, is_new: bool = False) -> None:
        if is_new:
            self.dirty.new_decisions.add(decision.id)
        self._decisions[decision.id] = decision
        self.dirty.decisions.add(decision.id)

    def _note(self, record_ids: Iterable[int], seq: int) -> None:
        wanted = list(record_ids)
        self._load_records(wanted)
        for record_id in wanted:
            self._hanging(record_id).noted.add(seq)
            self.dirty.records.add(record_id)

    def _put_judgement(self, judgement: Judgement) -> None:
        if judgement.id > self.counters.judgement:
            self.counters.judgement = judgement.id
            self.dirty.new_judgements.add(judgement.id)
        self._judgements[judgement.id] = judgement
        self.dirty.judgements.add(judgement.id)
        self._load_records((judgement.left, judgement.right))
        for record_id in (judgement.left, judgement.right):
            self._hanging(record_id).judged.add(judgement.id)
            self.dirty.records.add(record_id)

    def _known_judgement(self, number: int) -> Judgement:
        known = self.judgement(number)
        assert known is not None, "only a judgement that was passed is revoked"
        return known
