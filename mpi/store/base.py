"""The store contract.

Every sentence of a docstring here has a test of nearly the same words in tests/conformance/store,
run over every store.  Read `Store` first, then `Reader`, then `Transaction`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from matching.demographics import Demographics
from matching.row import MatchRow
from mpi.domain.decision import Decision, DecisionKind
from mpi.domain.event import Answered, Event, Payload
from mpi.domain.judgement import Judgement, Verdict
from mpi.domain.person import Eid
from mpi.domain.record import Record, RecordKey, Version
from mpi.domain.source import Source
from mpi.domain.task import Task, TaskKind, TaskStatus
from mpi.domain.tasks_asked import SavedFilter, TaskCounts, TaskQuery
from mpi.store.figures import FigureReader


@dataclass(frozen=True, slots=True)
class Derived:
    """What is computed from demographics: the match row and its block keys, strongest first."""

    row: MatchRow
    keys: tuple[int, ...]  # 63-bit hashes


class Deriver(Protocol):
    def __call__(self, demographics: Demographics) -> Derived: ...


@dataclass(frozen=True, slots=True)
class Candidates:
    """Record ids that share a block key with the one at hand, ascending.

    `truncated`: some were left out, so a link found among these is not proven unique.
    """

    ids: tuple[int, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class PersonQuery:
    """A search by demographics (PDQ).  Folded text; a trailing "*" matches any ending."""

    family: str = ""
    given: str = ""
    birth_date: str = ""  # YYYYMMDD, YYYYMM or YYYY: matches every date that begins with it
    sex: str = ""
    ssn: str = ""
    phone: str = ""
    city: str = ""
    postal_code: str = ""
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Membership:
    """From journal entry `seq` on, the record belongs to the person; "" for none."""

    record: int
    eid: str
    seq: int


@dataclass(frozen=True, slots=True)
class DecisionQuery:
    """Decisions with an id below `before` (0: from the newest), newest first.  What is empty does
    not narrow."""

    before: int = 0
    limit: int = 50
    by: str = ""
    kinds: tuple[DecisionKind, ...] = ()
    since: datetime | None = None


class Reader(FigureReader, Protocol):
    """One consistent view of the index."""

    def source(self, code: str) -> Source | None:
        """Answers None for a source that was never registered."""

    def sources(self) -> tuple[Source, ...]:
        """Answers all sources in the order of their codes."""

    def record_id(self, key: RecordKey) -> int:
        """Answers 0 for a key that was never stored."""

    def record(self, record_id: int) -> Record:
        """Raises KeyError for an id that was never given."""

    def records(self, record_ids: Iterable[int]) -> Mapping[int, Record]:
        """Answers those that exist, in one look-up."""

    def version(self, record_id: int, version: int = 0) -> Version:
        """Answers the current version for 0; raises KeyError for one that was never received."""

    def versions(self, record_ids: Iterable[int]) -> Mapping[int, tuple[Version, ...]]:
        """Answers every version ever received of each of some records, oldest first, in one
        look-up."""

    def current_versions(self, record_ids: Iterable[int]) -> Mapping[int, Version]:
        """Answers the current versions of those that exist, in one look-up."""

    def records_after(self, after: int, limit: int) -> tuple[Record, ...]:
        """Answers records of any status with an id above `after`, ascending, at most `limit`."""

    def find(self, query: PersonQuery) -> tuple[int, ...]:
        """Answers the ids of at most `limit` active records, ascending, that agree with every
        field said; alternatives count: a former family name, any of the phones."""

    def candidates(self, keys: Sequence[int], limit: int) -> Candidates:
        """Answers the active records that share a key; a key shared by more than `limit` records
        is skipped, and then the answer is truncated."""

    def eid(self, eid: str) -> Eid | None:
        """Answers None for an EID that was never minted."""

    def unused(self, eids: Iterable[str]) -> tuple[str, ...]:
        """Answers those that were never minted, in the order asked."""

    def founded(self, record_id: int) -> tuple[Eid, ...]:
        """Answers the EIDs that this record founded, oldest first."""

    def members(self, eid: str) -> tuple[int, ...]:
        """Answers the person's records, ascending: active and merged ones; none for a retired
        EID."""

    def members_of(self, eids: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
        """Answers the members of several, in one look-up."""

    def ever_members_of(self, eids: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
        """Answers the records that belong or ever belonged to some persons, ascending, those of
        retired EIDs too, in one look-up."""

    def eid_at(self, record_id: int, at: datetime) -> str:
        """Answers the person a record belonged to at that time, "" for none."""

    def members_at(self, eid: str, at: datetime) -> tuple[int, ...]:
        """Answers the records that belonged to the person at that time, ascending."""

    def edges(self, record_id: int) -> Mapping[int, float]:
        """Answers the record's automatic edges, seen from either side."""

    def judgements(self, record_id: int) -> tuple[Judgement, ...]:
        """Answers the judgements about the record, revoked ones included, oldest first."""

    def judgement(self, judgement_id: int) -> Judgement | None:
        """Answers None for an id that was never given."""

    def task(self, task_id: int) -> Task | None:
        """Answers None for an id that was never given."""

    def tasks_of(self, record_id: int) -> tuple[Task, ...]:
        """Answers the open tasks about the record, oldest first."""

    def tasks(
        self, status: TaskStatus | None, kind: TaskKind | None, after: int, limit: int
    ) -> tuple[Task, ...]:
        """Answers tasks with an id above `after`, ascending, at most `limit`."""

    def find_tasks(self, query: TaskQuery) -> tuple[Task, ...]:
        """Answers the tasks that pass the filter behind the place, in the order asked for, at most
        `limit`; leases and deferrals count as they are at `now`."""

    def count_tasks(self, query: TaskQuery) -> TaskCounts:
        """Answers how many tasks pass the filter, whatever the limit and the place."""

    def tasks_over(self, record_id: int) -> tuple[Task, ...]:
        """Answers the tasks about the record that are not open any more, oldest first."""

    def noted(self, record_id: int) -> tuple[int, ...]:
        """Answers the journal entries of the record's story, ascending, beside those of its
        versions and persons: judgements, decisions, merges, reveals."""

    def decision(self, decision_id: int) -> Decision | None:
        """Answers None for an id that names no decision."""

    def decisions_at(self, ids: Iterable[int]) -> Mapping[int, Decision]:
        """Answers those that are decisions, in one look-up."""

    def decisions(self, query: DecisionQuery) -> tuple[Decision, ...]:
        """Answers decisions, newest first, at most `limit`."""

    def memberships(self, record_ids: Iterable[int]) -> tuple[Membership, ...]:
        """Answers every change of person of some records, in the order of the journal."""

    def events_at(self, seqs: Iterable[int]) -> tuple[Event, ...]:
        """Answers the journal entries with these numbers, ascending."""

    def links_before(self, before: int, limit: int) -> tuple[Event, ...]:
        """Answers the entries below `before` (0: from the newest) by which records came to a
        person that had some already, newest first, at most `limit`."""

    def standing(
        self, verdict: Verdict, before: int, limit: int, by: str = ""
    ) -> tuple[Judgement, ...]:
        """Answers the judgements that stand with an id below `before` (0: from the newest), newest
        first, at most `limit`; `by` "" does not narrow."""

    def count_standing(self, verdict: Verdict, by: str = "") -> int:
        """Answers how many judgements `standing` would answer without a limit."""

    def filters(self) -> tuple[SavedFilter, ...]:
        """Answers the kept filters by owner and name."""

    def answered(self, request_id: str) -> Answered | None:
        """Answers what the request was answered, or None if the id is new or empty."""

    def events(self, after: int, limit: int) -> tuple[Event, ...]:
        """Answers journal entries with a number above `after`, ascending, at most `limit`."""

    def last_seq(self) -> int:
        """Answers the number of the newest journal entry, 0 for an empty journal."""

    def counts(self) -> Mapping[str, int]:
        """Answers how many there are of `records` (not deleted), `persons` (EIDs with records),
        `open_tasks`, `judgements` (revoked ones included) and `events`."""


class Transaction(Reader, Protocol):
    """A writer's view: it sees what it has appended, nobody else does until the commit.

    That holds for every question of `Reader`, those that look through whole tables included.
    """

    def next_record_id(self) -> int: ...
    def next_task_id(self) -> int: ...
    def next_judgement_id(self) -> int: ...
    def next_eid_number(self) -> int: ...

    def prefetch(
        self,
        keys: Iterable[RecordKey],
        block_keys: Iterable[int],
        request_ids: Iterable[str] = (),
        limit: int = 100,
    ) -> None:
        """Changes no answer; makes the look-ups of a whole micro-batch one statement each.
        `limit` is the one that `candidates` will be asked with."""

    def derived(self, demographics: Demographics, derived: Derived) -> None:
        """Tells what was already computed for demographics that are about to be appended."""

    def append(self, payload: Payload, *, at: datetime, actor: str, request_id: str) -> Event:
        """Numbers the entry without a gap, chains its hash, and applies it to every projection."""


class Store(Protocol):
    """Keeps the journal and its projections."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """One at a time.  Leaving the block commits durably, all or nothing; an exception
        inside it, or a commit that fails, leaves the store as it was.  A commit that fails, and
        a transaction after `close`, raise Unavailable."""

    def snapshot(self) -> AbstractContextManager[Reader]:
        """A consistent view that no later commit changes; runs beside a transaction."""

    def close(self) -> None:
        """Waits for a running transaction, and for some seconds for running snapshots; nothing
        acknowledged is lost."""
