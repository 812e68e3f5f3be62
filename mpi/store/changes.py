"""What a State has changed since it was stored, and the numbers it has given."""

from __future__ import annotations

from dataclasses import dataclass, field

from mpi.domain.event import Event


@dataclass(slots=True)
class Counters:
    """The newest number given of each kind."""

    seq: int = 0
    record: int = 0
    task: int = 0
    judgement: int = 0
    eid: int = 0


@dataclass(slots=True)
class Dirty:
    """What a flush has to write.  Sets of ids; what is in a `new_` set was never written."""

    events: list[Event] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    new_records: set[int] = field(default_factory=set)
    records: set[int] = field(default_factory=set)  # new ones included
    changed: set[int] = field(default_factory=set)  # records, but for what hangs on them
    rows: set[int] = field(default_factory=set)  # records whose row or block keys changed
    new_versions: set[tuple[int, int]] = field(default_factory=set)
    versions: set[tuple[int, int]] = field(default_factory=set)
    new_eids: set[str] = field(default_factory=set)
    eids: set[str] = field(default_factory=set)
    memberships: list[tuple[int, str, Event]] = field(default_factory=list)
    new_judgements: set[int] = field(default_factory=set)
    judgements: set[int] = field(default_factory=set)
    new_tasks: set[int] = field(default_factory=set)
    tasks: set[int] = field(default_factory=set)
    answers: list[Event] = field(default_factory=list)
    new_decisions: set[int] = field(default_factory=set)
    decisions: set[int] = field(default_factory=set)
    filters: bool = False
