"""Finding and counting tasks: a `TaskQuery` as parameters of the statements in read.sql."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from mpi.domain.task import Priority, Task, TaskKind, TaskState
from mpi.domain.tasks_asked import Order, TaskCount, TaskCounts, TaskFilter, TaskQuery
from mpi.journal import micros, moment
from mpi.store.desk import age_band, order_key

STATE = """(CASE WHEN status <> 'open' THEN status
     WHEN holder <> '' AND lease_us > $now_us THEN 'claimed'
     WHEN deferred_us > $now_us THEN 'deferred'
     WHEN escalated THEN 'escalated' ELSE 'new' END)"""

# What narrows, by the parameter that says so; a statement holds only what is asked, since to plan
# all of it takes longer than to look through the tasks.
_NARROWS = {
    "states": f"list_contains($states::VARCHAR[], {STATE})",
    "kinds": "list_contains($kinds::VARCHAR[], kind)",
    "priorities": "list_contains($priorities::BIGINT[], priority)",
    "sources": "len(list_intersect($sources::VARCHAR[], string_split(sources, ';'))) > 0",
    "assignee": "assignee = $assignee",
    "mine": f"$mine AND (assignee = $asker OR ({STATE} = 'claimed' AND holder = $asker))",
    "unassigned": "$unassigned AND assignee = ''",
    "weight_min": "weight >= $weight_min",
    "weight_max": "weight < $weight_max",
    "opened_from_us": "opened_us >= $opened_from_us",
    "opened_before_us": "opened_us < $opened_before_us",
    "closed_from_us": "closed_us >= $closed_from_us",
    "overdue": "$overdue AND status = 'open' AND due_us > 0 AND due_us < $now_us",
    "needs_second_person": "$needs_second_person AND proposed",
    "resolved_by": "resolved_by = $resolved_by",
    "only": "list_contains($only::BIGINT[], id)",
    "without": "NOT list_contains($without::BIGINT[], id)",
}
_PLACE_KEYS = {
    Order.OLDEST: "0::DOUBLE",
    Order.NEWEST: "-id::DOUBLE",
    Order.PRIORITY: "(CASE due_us WHEN 0 THEN 1e10 ELSE due_us / 1e6 END) - priority * 1e11",
    Order.WEIGHT_DESCENDING: "-weight",
    Order.WEIGHT_ASCENDING: "weight",
    Order.DUE: "(CASE due_us WHEN 0 THEN 1e10 ELSE due_us / 1e6 END)",
}


def rendered(statement: str, query: TaskQuery, **more: object) -> tuple[str, dict[str, object]]:
    """A statement of read.sql for this query, with the parameters that are left in it."""
    said = _parameters(query)
    asked = [sql for name, sql in _NARROWS.items() if _narrows(name, said[name])]
    statement = statement.replace("{passes}", " AND ".join(f"({sql})" for sql in asked) or "TRUE")
    statement = statement.replace("{state}", STATE)
    statement = statement.replace("{place_key}", _PLACE_KEYS[query.order])
    named = set(re.findall(r"\$(\w+)", statement))
    return statement, {name: value for name, value in {**said, **more}.items() if name in named}


def _narrows(name: str, value: object) -> bool:
    """Whether a parameter narrows: no ids at all (`only`) leave nothing, and a weight may be 0."""
    if name == "only" or name.startswith("weight"):
        return value is not None
    return bool(value)


def _parameters(query: TaskQuery) -> dict[str, Any]:
    asked = query.filter
    return {
        "now_us": micros(query.now),
        "asker": query.asker,
        "states": [str(one) for one in asked.states],
        "kinds": [str(one) for one in asked.kinds],
        "priorities": [int(one) for one in asked.priorities],
        "sources": list(asked.sources),
        "assignee": asked.assignee,
        "mine": asked.mine,
        "unassigned": asked.unassigned,
        "weight_min": asked.weight_min,
        "weight_max": asked.weight_max,
        "opened_from_us": micros(asked.opened_from) if asked.opened_from else None,
        "opened_before_us": micros(asked.opened_before) if asked.opened_before else None,
        "closed_from_us": micros(asked.closed_from) if asked.closed_from else None,
        "overdue": asked.overdue,
        "needs_second_person": asked.needs_second_person,
        "resolved_by": asked.resolved_by,
        "only": None if query.only is None else list(query.only),
        "without": list(query.without),
    }


def counted(rows: Iterable[tuple[Any, ...]]) -> TaskCounts:
    """The rows of `count_tasks`, added up."""
    counts: Counter[tuple[str, str, int, int]] = Counter()
    sources: Counter[str] = Counter()
    sums = [0, 0, 0, 0]
    oldest: int | None = None
    for kind, state, priority, age, row_sources, count, *four, first_us in rows:
        counts[kind, state, priority, age] += count
        sums = [one + more for one, more in zip(sums, four, strict=True)]
        sources.update(dict.fromkeys(filter(None, row_sources.split(";")), count))
        oldest = first_us if oldest is None else min(oldest, first_us)
    return TaskCounts(
        tuple(
            TaskCount(TaskKind(k), TaskState(s), Priority(p), a, n)
            for (k, s, p, a), n in sorted(counts.items())
        ),
        sums[0],
        sums[1],
        sums[2],
        sums[3],
        moment(oldest) if oldest is not None else None,
        dict(sorted(sources.items())),
    )


# The same in Python, for the store in memory.


def found(tasks: Iterable[Task], sources: Mapping[int, set[str]], query: TaskQuery) -> list[Task]:
    """The tasks that pass, behind the place, in the order asked for."""
    passing = [task for task in tasks if passes(task, sources[task.id], query)]
    places = sorted((order_key(task, query.order), task.id) for task in passing)
    by_id = {task.id: task for task in passing}
    shown = [p for p in places if query.place is None or p > query.place]
    return [by_id[task_id] for _, task_id in shown[: query.limit]]


def count(tasks: Iterable[Task], sources: Mapping[int, set[str]], query: TaskQuery) -> TaskCounts:
    rows = []
    for task in tasks:
        if not passes(task, sources[task.id], query):
            continue
        named = ";".join(["", *sorted(sources[task.id]), ""])
        rows.append(
            (
                str(task.kind),
                str(task.state_at(query.now)),
                int(task.priority),
                age_band(task.opened_at, query.now),
                named,
                1,
                int(_is_overdue(task, query)),
                int(_is_mine(task, query)),
                int(not task.assignee),
                int(task.proposal is not None),
                micros(task.opened_at),
            )
        )
    return counted(rows)


def passes(task: Task, sources: set[str], query: TaskQuery) -> bool:
    f = query.filter
    return (
        _is_of(task, sources, f, query)
        and (not f.mine or _is_mine(task, query))
        and not (f.unassigned and task.assignee)
        and (f.weight_min is None or task.weight >= f.weight_min)
        and (f.weight_max is None or task.weight < f.weight_max)
        and (f.opened_from is None or task.opened_at >= f.opened_from)
        and (f.opened_before is None or task.opened_at < f.opened_before)
        and (f.closed_from is None or bool(task.closed_at and task.closed_at >= f.closed_from))
        and (not f.overdue or _is_overdue(task, query))
        and (not f.needs_second_person or task.proposal is not None)
        and (query.only is None or task.id in query.only)
        and task.id not in query.without
    )


def _is_of(task: Task, sources: set[str], f: TaskFilter, query: TaskQuery) -> bool:
    return (
        (not f.states or task.state_at(query.now) in f.states)
        and (not f.kinds or task.kind in f.kinds)
        and (not f.priorities or task.priority in f.priorities)
        and (not f.sources or bool(sources & set(f.sources)))
        and f.assignee in ("", task.assignee)
        and f.resolved_by in ("", task.by)
    )


def _is_mine(task: Task, query: TaskQuery) -> bool:
    return task.assignee == query.asker or task.held_at(query.now) == query.asker


def _is_overdue(task: Task, query: TaskQuery) -> bool:
    return task.is_open and task.due_at is not None and task.due_at < query.now
