"""Previewing: a decision is rehearsed by its own code, and what it would do is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import cast

from mpi.act import Act
from mpi.desk import showing
from mpi.desk.four_eyes import reasons
from mpi.desk.overrides import overridden
from mpi.desk.policy import DeskPolicy
from mpi.desk.showing import ShownJudgement, ShownTask
from mpi.domain.answers import Caller, Changed, GoldenField, GoldenRecord
from mpi.domain.eid import Pool
from mpi.domain.event import (
    Event,
    Judged,
    JudgementRestored,
    JudgementRevoked,
    PersonsChanged,
    TaskEnded,
    TaskOpened,
    TaskReopened,
)
from mpi.domain.judgement import Judgement, Verdict
from mpi.domain.record import RecordKey, RecordStatus
from mpi.domain.task import ReasonCode, Task, Why
from mpi.errors import MpiError
from mpi.golden import golden
from mpi.matcher import Matcher
from mpi.store.base import Reader, Transaction
from mpi.store.rehearsal import Rehearsal
from mpi.store.view import View
from mpi.views import record_view, survivor

REHEARSED = Why(ReasonCode.OTHER, "rehearsed")


@dataclass(frozen=True, slots=True)
class PersonPreview:
    """A person before and after; `golden_after` is None for one that would be retired."""

    eid: str
    before: tuple[RecordKey, ...]
    after: tuple[RecordKey, ...]
    golden_before: GoldenRecord | None
    golden_after: GoldenRecord | None

    @property
    def golden_fields(self) -> dict[str, GoldenField]:
        return {one.field: one for one in self.golden_after.sources} if self.golden_after else {}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would do; nothing of it is written."""

    persons: tuple[PersonPreview, ...] = ()
    retired: tuple[tuple[str, str], ...] = ()  # with its survivor
    returned: tuple[str, ...] = ()
    closed: tuple[ShownTask, ...] = ()
    opened: tuple[ShownTask, ...] = ()
    reopened: tuple[ShownTask, ...] = ()
    made: tuple[ShownJudgement, ...] = ()
    revoked: tuple[ShownJudgement, ...] = ()
    notified: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: MpiError | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """What a rehearsal needs."""

    reader: View
    matcher: Matcher
    policy: DeskPolicy
    caller: Caller
    last_seq: int


def rehearsed(
    stage: Stage,
    act_of: Callable[[Transaction, DeskPolicy, Pool], Act],
    run: Callable[[Act], Changed],
    now: datetime,
) -> Preview:
    """What `run` would do to what the reader sees; a refusal is part of the preview.

    A second person is not waited for: what the decision does once it is carried out is shown.
    """
    tx = Rehearsal(stage.matcher.derive, stage.reader, stage.last_seq)
    numbers = count(1)
    pool = Pool(lambda: f"NEW-{next(numbers)}", size=1)
    alone = DeskPolicy(four_eyes=())
    act = act_of(cast("Transaction", tx), alone, pool)
    try:
        run(act)
    except MpiError as error:
        return Preview(refusal=error)
    return _told(stage, tx, act, now)


def _told(stage: Stage, tx: Rehearsal, act: Act, now: datetime) -> Preview:
    events = tx.dirty.events
    before, after = cast("Reader", stage.reader), cast("Reader", tx)
    eids = _eids(events)
    persons = tuple(_person(before, after, eid) for eid in eids)
    made = [e.payload.judgement for e in events if isinstance(e.payload, Judged)]
    revoked = [
        judgement
        for e in events
        if isinstance(e.payload, JudgementRevoked)
        and (judgement := before.judgement(e.payload.judgement))
    ]
    opened = (after.task(e.payload.task.id) for e in events if isinstance(e.payload, TaskOpened))
    reopened = (task for task in _tasks(after, events, TaskReopened) if task.is_open)

    def shown(tasks: Iterable[Task]) -> tuple[ShownTask, ...]:
        return showing.tasks(after, stage.matcher, tasks, now)

    def judged(some: Iterable[Judgement]) -> tuple[ShownJudgement, ...]:
        return tuple(showing.judgement(after, stage.matcher, one) for one in some)

    return Preview(
        persons=tuple(p for p in persons if p.before or p.after),
        retired=tuple(
            (one.eid, survivor(after, one.eid)) for one in persons if one.before and not one.after
        ),
        returned=tuple(
            one.eid
            for one in persons
            if one.after and not one.before and before.eid(one.eid) is not None
        ),
        closed=shown(_tasks(after, events, TaskEnded)),
        opened=shown(task for task in opened if task is not None and task.is_open),
        reopened=shown(reopened),
        made=judged(made),
        revoked=judged(revoked),
        notified=tuple(
            sorted({key.source for p in persons for key in (*p.before, *p.after) if _moves(p)})
        ),
        overrides=tuple(dict.fromkeys(_overrides(stage, before, made))),
        because=tuple(dict.fromkeys(_because(stage, before, act, persons))),
        warnings=tuple(_warnings(events, persons)),
    )


def _eids(events: Iterable[Event]) -> list[str]:
    found: dict[str, None] = {}
    for event in events:
        if isinstance(event.payload, PersonsChanged):
            for move in event.payload.moves:
                found |= dict.fromkeys(filter(None, (move.from_eid, move.to_eid)))
    return list(found)


def _person(before: Reader, after: Reader, eid: str) -> PersonPreview:
    known = before.eid(eid) is not None
    return PersonPreview(
        eid,
        _keys(before, eid) if known else (),
        _keys(after, eid),
        _golden(before, eid) if known else None,
        _golden(after, eid),
    )


def _keys(reader: Reader, eid: str) -> tuple[RecordKey, ...]:
    return tuple(sorted(r.key for r in reader.records(reader.members(eid)).values()))


def _golden(reader: Reader, eid: str) -> GoldenRecord | None:
    records = reader.records(reader.members(eid)).values()
    views = [record_view(reader, r) for r in records if r.status is RecordStatus.ACTIVE]
    return golden(sorted(views, key=lambda view: view.key)) if views else None


def _moves(person: PersonPreview) -> bool:
    return person.before != person.after


def _tasks(
    after: Reader, events: Iterable[Event], kind: type[TaskEnded | TaskReopened]
) -> Iterator[Task]:
    numbers = dict.fromkeys(e.payload.task for e in events if isinstance(e.payload, kind))
    for number in numbers:
        task = after.task(number)
        if task is not None and (kind is TaskReopened or not task.is_open):
            yield task


def _overrides(stage: Stage, before: Reader, made: Iterable[Judgement]) -> Iterator[str]:
    for one in made:
        records = before.records((one.left, one.right))
        if len(records) < 2:
            continue
        assessment = stage.matcher.assess(records[one.left].row, records[one.right].row)
        yield from overridden(before, stage.matcher, assessment, one.left, one.right, one.verdict)


def _because(
    stage: Stage, before: Reader, act: Act, persons: Iterable[PersonPreview]
) -> Iterator[str]:
    """Only what joins by a judgement takes a second person."""
    judged = [act.tx.judgement(number) for number in act.done.judged]
    if not any(one is not None and one.verdict is Verdict.SAME for one in judged):
        return
    for person in persons:
        ids = [i for key in person.after if (i := before.record_id(key))]
        yield from reasons(before, stage.policy, ids, act.at)


def _warnings(events: Iterable[Event], persons: Iterable[PersonPreview]) -> Iterator[str]:
    if any(isinstance(e.payload, JudgementRestored) for e in events):
        yield "judgements that were taken back would stand again"
    if not any(_moves(person) for person in persons):
        yield "nobody moves: persons stay as they are"
