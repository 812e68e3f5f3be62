"""What a change of model did: the index before and after, laid side by side.

Names records by their keys and persons by their EIDs; no demographics, so it may be sent by mail.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from matching.model import Model
from mpi.domain.record import RecordKey
from mpi.domain.task import Task, TaskStatus
from mpi.store.duckdb import DuckDBStore

PAGE: Final = 10_000
SAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """An index at one moment, by record id."""

    person: Mapping[int, str]  # EID, of records that are not deleted
    members: Mapping[str, frozenset[int]]
    edges: Mapping[int, Mapping[int, float]]  # to records with a higher id
    keys: Mapping[int, RecordKey]
    tasks: Mapping[int, Task]  # open ones
    asked: frozenset[int]  # records that an open task is about
    judged: frozenset[int]  # records with a judgement that stands
    judgements: int  # that stand


def standing(store: DuckDBStore) -> Standing:
    """How the index stands now."""
    person: dict[int, str] = {}
    members: dict[str, set[int]] = defaultdict(set)
    edges: dict[int, dict[int, float]] = {}
    keys: dict[int, RecordKey] = {}
    judgements: set[int] = set()
    judged: set[int] = set()
    after, is_more = 0, True
    while is_more:
        # A snapshot keeps what it has read: one for each page, so that memory stays bounded.
        with store.snapshot() as snapshot:
            records = snapshot.records_after(after, PAGE)
            is_more = bool(records)
            snapshot.records(record.id for record in records)  # in one look-up
            for record in records:
                after = record.id
                keys[record.id] = record.key
                if not record.eid:
                    continue
                person[record.id] = record.eid
                members[record.eid].add(record.id)
                higher = {o: w for o, w in snapshot.edges(record.id).items() if o > record.id}
                if higher:
                    edges[record.id] = higher
                for judgement in snapshot.judgements(record.id):
                    if not judgement.revoked:
                        judgements.add(judgement.id)
                        judged |= {judgement.left, judgement.right}
    with store.snapshot() as snapshot:
        tasks = {t.id: t for t in snapshot.tasks(TaskStatus.OPEN, None, 0, 2**62)}
    asked = frozenset(end for task in tasks.values() for end in (task.left, task.right) if end)
    return Standing(
        person,
        {one: frozenset(some) for one, some in members.items()},
        edges,
        keys,
        tasks,
        asked,
        frozenset(judged),
        len(judgements),
    )


@dataclass(frozen=True, slots=True)
class Joined:
    """Persons that became one: `survivor` is the oldest of their EIDs."""

    survivor: str
    retired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A task that was opened or closed."""

    kind: str
    cause: str
    records: tuple[str, ...]
    enterprise_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relinked:
    """What changed, in numbers and in the first examples of each."""

    promoted: bool
    model_before: str
    digest_before: str
    model: str
    digest: str
    records: int
    persons_before: int
    persons: int
    links_before: int
    links: int
    links_new: int
    links_gone: int
    eids_retired: int
    records_moved: int  # whose EID is another one now
    persons_apart: int  # that the new model would part; each has a task, and stays one
    tasks_before: int
    tasks: int
    opened: Mapping[str, int]  # by kind
    closed: Mapping[str, int]
    judgements: int  # that stand, before as after
    seconds: float
    judged_pairs: str = ""  # what the model would do with them if nobody had judged them
    judged_warning: str = ""  # that it would link what people found to be two persons
    joined: tuple[Joined, ...] = ()  # examples from here on
    apart: tuple[Asked, ...] = ()
    asked: tuple[Asked, ...] = ()
    answered: tuple[Asked, ...] = ()


def difference(
    before: Standing,
    after: Standing,
    digest_before: str,
    name_before: str,
    model: Model,
    seconds: float,
) -> Relinked:
    """What changed between two moments of one index."""
    assert before.judgements == after.judgements, "judgements outlive every model"
    were, are = _links(before), _links(after)
    joined: dict[str, set[str]] = defaultdict(set)
    moved = 0
    for record_id, old in before.person.items():
        new = after.person[record_id]
        if new != old:
            joined[new].add(old)
            moved += 1
    opened = [task for number, task in after.tasks.items() if number not in before.tasks]
    closed = [task for number, task in before.tasks.items() if number not in after.tasks]
    # A task between two records of one person: the model would part them.
    apart = [t for t in opened if t.right and after.person[t.left] == after.person[t.right]]
    between = [task for task in opened if task not in apart]
    return Relinked(
        promoted=False,
        model_before=name_before,
        digest_before=digest_before,
        model=model.name,
        digest=model.digest,
        records=len(after.person),
        persons_before=len(before.members),
        persons=len(after.members),
        links_before=len(were),
        links=len(are),
        links_new=len(are - were),
        links_gone=len(were - are),
        eids_retired=sum(map(len, joined.values())),
        records_moved=moved,
        persons_apart=len({after.person[task.left] for task in apart}),
        tasks_before=len(before.tasks),
        tasks=len(after.tasks),
        opened=dict(Counter(str(task.kind) for task in opened)),
        closed=dict(Counter(str(task.kind) for task in closed)),
        judgements=after.judgements,
        seconds=seconds,
        joined=tuple(
            Joined(survivor, tuple(sorted(retired)))
            for survivor, retired in sorted(joined.items())[:SAMPLES]
        ),
        apart=_samples(apart, after),
        asked=_samples(between, after),
        answered=_samples(closed, after),
    )


def _links(standing: Standing) -> set[tuple[int, int]]:
    return {(left, right) for left, others in standing.edges.items() for right in others}


def _samples(tasks: list[Task], standing: Standing) -> tuple[Asked, ...]:
    shown = []
    for task in sorted(tasks, key=lambda task: (-task.weight, task.id))[:SAMPLES]:
        ends = [end for end in (task.left, task.right) if end]
        records = tuple(str(standing.keys[end]) for end in ends)
        eids = tuple(dict.fromkeys(standing.person.get(end, "") for end in ends))
        shown.append(Asked(str(task.kind), task.cause, records, eids))
    return tuple(shown)
