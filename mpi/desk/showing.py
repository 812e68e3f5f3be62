"""Showing: tasks and judgements with the keys and persons that a steward knows them by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from mpi.desk.overrides import guard_words
from mpi.domain.judgement import Judgement
from mpi.domain.record import Record, RecordKey
from mpi.domain.task import Check, Task, TaskState
from mpi.domain.tasks_asked import TaskCounts, TaskQuery
from mpi.matcher import Matcher, fingerprint
from mpi.store.base import Reader
from mpi.store.desk import order_key

_EVERY = 2**62


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task as it stands at a time; `keys` of its records by record id."""

    task: Task
    state: TaskState
    keys: Mapping[int, RecordKey]
    eids: tuple[str, ...]
    guards: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownJudgement:
    judgement: Judgement
    left: RecordKey
    right: RecordKey
    is_evidence_changed: bool


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page of tasks; `next` is where the next one begins, None for no more."""

    tasks: tuple[ShownTask, ...]
    next: tuple[float, int] | None
    total: int


def page(reader: Reader, matcher: Matcher, query: TaskQuery) -> ShownPage:
    """A page of the tasks that pass, and how many pass in all."""
    query = narrowed(reader, query)
    found = reader.find_tasks(replace(query, limit=query.limit + 1))
    shown = found[: query.limit]
    place = None
    if len(found) > query.limit:
        place = (order_key(shown[-1], query.order), shown[-1].id)
    total = reader.count_tasks(replace(query, place=None)).total
    return ShownPage(tasks(reader, matcher, shown, query.now), place, total)


def counts(reader: Reader, query: TaskQuery) -> TaskCounts:
    return reader.count_tasks(narrowed(reader, query))


def narrowed(reader: Reader, query: TaskQuery) -> TaskQuery:
    """The query with a person or a record as the ids of the tasks about it."""
    f = query.filter
    if not f.eid and not f.source:
        return query
    records: Iterable[int] = reader.members(f.eid) if f.eid else ()
    if f.source:
        wanted = reader.record_id(RecordKey(f.source, f.local_id))
        records = [wanted] if wanted and (not f.eid or wanted in records) else []
    ids = {
        task.id
        for record in records
        for task in (*reader.tasks_of(record), *reader.tasks_over(record))
    }
    return replace(query, only=tuple(sorted(ids)))


def tasks(
    reader: Reader, matcher: Matcher, some: Iterable[Task], now: datetime
) -> tuple[ShownTask, ...]:
    wanted = list(some)
    records = reader.records({record for task in wanted for record in task.records})
    return tuple(_shown(matcher, task, records, now) for task in wanted)


def task(reader: Reader, matcher: Matcher, one: Task, now: datetime) -> ShownTask:
    return tasks(reader, matcher, [one], now)[0]


def judgement(reader: Reader, matcher: Matcher, one: Judgement) -> ShownJudgement:
    records = reader.records((one.left, one.right))
    left, right = records[one.left], records[one.right]
    now = fingerprint(matcher.assess(left.row, right.row))
    return ShownJudgement(one, left.key, right.key, one.fingerprint not in ("", now))


def _shown(matcher: Matcher, one: Task, records: Mapping[int, Record], now: datetime) -> ShownTask:
    keys = {i: records[i].key for i in one.records}
    if one.check is not Check.NONE:
        # A blind check shows what there was, as if nothing had happened since.
        eids = dict.fromkeys(then.eid for then in one.then)
    else:
        eids = dict.fromkeys(records[i].eid for i in one.records if records[i].eid)
    guards: dict[str, None] = {}
    held: dict[str, None] = {}
    for pair in one.pairs:
        if pair.right:
            found = matcher.assess(records[pair.left].row, records[pair.right].row)
            guards |= dict.fromkeys(guard_words(matcher, found.guards))
            held |= dict.fromkeys(guard_words(matcher, found.held))
    return ShownTask(one, one.state_at(now), keys, tuple(eids), tuple(guards), tuple(held))
