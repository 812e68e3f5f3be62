"""History: what people were asked, and what they answered, folded from the journal.

`Fold` takes the entries of TYPES in their order, so it can go on where it stopped.  Everything that
the other modules of this package count is an `Answer` or a `Waiting` of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from mpi.domain.event import (
    Decided,
    Event,
    Judged,
    TaskEnded,
    TaskMoved,
    TaskOpened,
    TaskProposed,
    TaskReopened,
    TaskTaken,
)
from mpi.domain.judgement import Judgement
from mpi.domain.task import AskedPair, Proposal, Resolution, Task, TaskKind, TaskStatus
from mpi.store.base import Reader

PAGE: Final = 20_000  # entries or records at a time
TYPES: Final = (
    "TaskOpened",
    "TaskMoved",
    "TaskTaken",
    "TaskEnded",
    "TaskReopened",
    "TaskProposed",
    "Judged",
    "Decided",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A steward's answer to a task.  `reversed_by` is "" while it stands."""

    task: Task  # as it was asked
    asked_at: datetime  # opened, or opened again
    at: datetime
    by: str
    resolution: Resolution
    taken_at: datetime | None = None  # since when the steward held it
    is_again: bool = False  # it asked about a pair that had been answered before
    decision: int = 0
    judged: tuple[Judgement, ...] = ()
    proposed_by: str = ""  # where it took two
    reversed_by: str = ""
    is_reversed: bool = False
    groups: tuple[tuple[int, ...], ...] = ()  # of SOME_OF_THESE

    @property
    def said(self) -> str:
        """The answer in one word, the same for two that say the same of the same records."""
        parts = sorted(tuple(sorted(group)) for group in self.groups if len(group) > 1)
        return " ".join((self.resolution, *map(str, parts)))

    @property
    def kind(self) -> TaskKind:
        return self.task.kind


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits; `since` is when it was opened, or opened again."""

    task: Task
    since: datetime


@dataclass(frozen=True, slots=True)
class Came:
    """A task came to wait, or ceased to."""

    at: datetime
    what: str  # opened, resolved or superseded
    kind: TaskKind


@dataclass(frozen=True, slots=True)
class Refusal:
    """A second person did not confirm what somebody had proposed."""

    at: datetime
    proposed_by: str
    by: str


@dataclass(frozen=True, slots=True)
class History:
    """Real work in `answers`, `waiting` and `flow`; what only looked like work in `checks`."""

    answers: tuple[Answer, ...]
    waiting: tuple[Waiting, ...]
    flow: tuple[Came, ...]
    refusals: tuple[Refusal, ...]
    checks: tuple[Answer, ...]
    checks_waiting: tuple[Task, ...]


@dataclass(slots=True)
class _Asked:
    """A task on its way through the journal."""

    task: Task
    since: datetime
    is_again: bool
    is_open: bool = True
    taken_by: str = ""
    taken_at: datetime | None = None
    proposal: Proposal | None = None


@dataclass(slots=True)
class Fold:
    """See the module's docstring."""

    seq: int = 0  # of the last entry taken in
    _tasks: dict[int, _Asked] = field(default_factory=dict)
    _answers: dict[int, list[Answer]] = field(default_factory=dict)  # by task
    _flow: list[Came] = field(default_factory=list)
    _refusals: list[Refusal] = field(default_factory=list)
    _answered_pairs: set[tuple[int, int]] = field(default_factory=set)
    _judgements: dict[int, Judgement] = field(default_factory=dict)
    _decision_of: dict[int, int] = field(default_factory=dict)  # judgement -> decision
    _undoes: dict[int, int] = field(default_factory=dict)  # undoing -> what it undid
    _reversed: dict[int, str] = field(default_factory=dict)  # decision -> by whom

    def take(self, events: Iterable[Event]) -> None:
        """Take in the next entries; those of other types are passed over."""
        for event in events:
            self.seq = event.seq
            match event.payload:
                case TaskOpened(task):
                    self._open(event, task)
                case TaskMoved() as moved:
                    asked = self._tasks[moved.task]
                    asked.task = replace(asked.task.asked_by(moved.pairs), kind=moved.kind)
                case TaskTaken() as taken:
                    self._take(event, taken)
                case TaskProposed() as proposed:
                    self._propose(event, proposed)
                case TaskEnded() as ended:
                    self._end(event, ended)
                case TaskReopened() as reopened:
                    self._reopen(event, self._tasks[reopened.task])
                case Judged(judgement):
                    self._judgements[judgement.id] = judgement
                case Decided() as decided:
                    self._decide(event, decided)
                case _:
                    pass

    def history(self) -> History:
        """What all entries up to now say."""
        all_answers = [
            replace(
                answer,
                is_reversed=answer.decision in self._reversed,
                reversed_by=self._reversed.get(answer.decision, ""),
            )
            for answers in self._answers.values()
            for answer in answers
        ]
        all_answers.sort(key=lambda answer: answer.at)
        open_now = [asked for asked in self._tasks.values() if asked.is_open]
        return History(
            answers=tuple(a for a in all_answers if not a.task.check),
            waiting=tuple(Waiting(a.task, a.since) for a in open_now if not a.task.check),
            flow=tuple(self._flow),
            refusals=tuple(self._refusals),
            checks=tuple(a for a in all_answers if a.task.check),
            checks_waiting=tuple(a.task for a in open_now if a.task.check),
        )

    def _open(self, event: Event, task: Task) -> None:
        is_again = not task.check and any(_ends(p) in self._answered_pairs for p in task.pairs)
        self._tasks[task.id] = _Asked(task, event.at, is_again)
        self._came(event, task, "opened")

    def _take(self, event: Event, taken: TaskTaken) -> None:
        asked = self._tasks[taken.task]
        if taken.holder != asked.taken_by:  # renewing a claim is not taking it anew
            asked.taken_by = taken.holder
            asked.taken_at = event.at if taken.holder else None

    def _propose(self, event: Event, proposed: TaskProposed) -> None:
        asked = self._tasks[proposed.task]
        before, asked.proposal = asked.proposal, proposed.proposal
        if before is not None and proposed.proposal is None and event.actor != before.by:
            self._refusals.append(Refusal(event.at, before.by, event.actor))

    def _end(self, event: Event, ended: TaskEnded) -> None:
        asked = self._tasks[ended.task]
        asked.is_open = False
        self._came(event, asked.task, ended.status.value)
        if ended.status is TaskStatus.RESOLVED:
            held = asked.taken_at if asked.taken_by == ended.by else None
            answers = self._answers.setdefault(ended.task, [])
            answers.append(
                Answer(
                    asked.task,
                    asked.since,
                    event.at,
                    ended.by,
                    ended.resolution,
                    held,
                    asked.is_again,
                    groups=ended.groups,
                )
            )
            if not asked.task.check:
                self._answered_pairs.update(map(_ends, asked.task.pairs))
        asked.taken_by, asked.taken_at, asked.proposal = "", None, None

    def _reopen(self, event: Event, asked: _Asked) -> None:
        asked.is_open, asked.since = True, event.at
        self._came(event, asked.task, "opened")

    def _decide(self, event: Event, decided: Decided) -> None:
        effect = decided.effect
        self._decision_of.update(dict.fromkeys(effect.judged, event.seq))
        if decided.task in self._answers:
            *before, answer = self._answers[decided.task]
            answered = replace(
                answer,
                decision=event.seq,
                judged=tuple(self._judgements[i] for i in effect.judged),
                proposed_by=decided.proposed_by,
            )
            self._answers[decided.task] = [*before, answered]
        for judgement in effect.revoked:
            if judgement in self._decision_of:
                self._reversed[self._decision_of[judgement]] = event.actor
        for judgement in effect.restored:
            self._reversed.pop(self._decision_of.get(judgement, 0), None)
        if decided.undoes:
            self._undoes[event.seq] = decided.undoes
            if decided.undoes in self._undoes:  # an undoing undone: what it had undone stands
                self._reversed.pop(self._undoes[decided.undoes], None)
            else:
                self._reversed[decided.undoes] = event.actor

    def _came(self, event: Event, task: Task, what: str) -> None:
        if not task.check:
            self._flow.append(Came(event.at, what, task.kind))


def folded(events: Sequence[Event]) -> History:
    """The history of a whole journal."""
    fold = Fold()
    fold.take(events)
    return fold.history()


def events_of(reader: Reader, types: tuple[str, ...], after: int) -> Iterator[Event]:
    """All journal entries of some types behind one."""
    while page := reader.events_of(types, after, PAGE):
        yield from page
        after = page[-1].seq


def is_within(at: datetime, since: datetime | None, before: datetime | None) -> bool:
    return (since is None or at >= since) and (before is None or at < before)


def _ends(pair: AskedPair) -> tuple[int, int]:
    return (min(pair.left, pair.right), max(pair.left, pair.right))
