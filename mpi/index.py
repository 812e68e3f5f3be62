"""PatientIndex: everything the index can do, one method each.  Start reading here.

Writes are handed to the micro-batching writer and answered through a future after the commit is
durable; reads run beside it on snapshots of their own.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import datetime
from typing import TypeVar

import msgspec

from matching.demographics import Demographics
from matching.policy import Verdict as Decision
from mpi import search, views
from mpi.act import Act
from mpi.desk import sources
from mpi.desk.desk import Desk
from mpi.desk.policy import DeskPolicy
from mpi.domain.answers import (
    Caller,
    Changed,
    CrossReferences,
    Explanation,
    Found,
    Matched,
    PersonMatch,
    PersonView,
    Upserted,
)
from mpi.domain.eid import Mint, Pool
from mpi.domain.event import Answered, Event, SourceRegistered
from mpi.domain.identifier import foreign_identifier
from mpi.domain.record import Record, RecordKey
from mpi.domain.source import Source
from mpi.errors import AuthorityForeign, RequestIdReused, SourceUnknown
from mpi.matcher import Matcher
from mpi.quality.measures import Measures
from mpi.quality.service import Quality
from mpi.resolve import Arrival, upsert
from mpi.store.base import Store, Transaction
from mpi.writer import Writer

T = TypeVar("T")
_encoder = msgspec.json.Encoder(order="deterministic")
_POLICY = DeskPolicy()


class PatientIndex:
    """The master patient index.  Thread-safe; built once, by `mpi.server`."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        matcher: Matcher,
        clock: Callable[[], datetime],
        mint: Mint,
        policy: DeskPolicy = _POLICY,
    ) -> None:
        self._store = store
        self._writer = writer
        self._matcher = matcher
        self._clock = clock
        self._pool = Pool(mint)
        self._written = threading.Condition()
        self._commits = 0  # writes answered; only ever compared
        self._policy = policy
        self.desk = Desk(store, self._write, matcher, clock, policy)
        self.quality = Quality(store, matcher, clock)
        self.measures = Measures(self.quality, store, self._write, policy)

    @property
    def matcher(self) -> Matcher:
        return self._matcher

    # Sources.

    def register_source(self, source: Source, caller: Caller) -> Future[Source]:
        """Register a source, or change its description; its code names it for ever."""

        def run(act: Act) -> Source:
            if act.tx.source(source.code) != source:
                act.append(SourceRegistered(source))
            return source

        return self._write("RegisterSource", source, run, Source, caller)

    def sources(self) -> tuple[Source, ...]:
        with self._store.snapshot() as reader:
            return reader.sources()

    # Records.

    def upsert(
        self,
        key: RecordKey,
        demographics: Demographics,
        event_time: datetime | None,
        caller: Caller,
        expected_version: int = 0,
    ) -> Future[Upserted]:
        """What a source says of one of its patients; answered with whose record it is.

        Raises (through the future):
            SourceUnknown, AuthorityForeign, RecordMerged, VersionStale, RequestIdReused.
        """
        derived = self._matcher.derive(demographics)
        arrival = Arrival(key, demographics, derived, event_time, expected_version)

        def run(act: Act) -> Upserted:
            _accept_source(act.tx, key, demographics)
            return upsert(act, arrival)

        asked = (key, demographics, event_time, expected_version)
        return self._write(
            "UpsertRecord", asked, run, Upserted, caller, keys=(key,), block_keys=derived.keys
        )

    def merge(self, survivor: RecordKey, retired: RecordKey, caller: Caller) -> Future[Changed]:
        """A source retires one of its local ids into another (HL7 A40)."""
        return self._write(
            "MergeRecords",
            (survivor, retired),
            lambda act: sources.merge(act, survivor, retired),
            Changed,
            caller,
        )

    def move(self, record: RecordKey, to: RecordKey, caller: Caller) -> Future[Changed]:
        """A record belongs to another record's person (HL7 A43)."""
        return self._write(
            "MoveRecord",
            (record, to),
            lambda act: sources.move(act, record, to),
            Changed,
            caller,
        )

    def delete(self, record: RecordKey, caller: Caller) -> Future[Changed]:
        """A source withdraws a record; what it said stays in the journal."""
        return self._write(
            "DeleteRecord", record, lambda act: sources.delete(act, record), Changed, caller
        )

    # Looking up.

    def match(self, demographics: Demographics, limit: int = 10) -> Matched:
        """Who could this be?  Writes nothing."""
        derived = self._matcher.derive(demographics)
        sieve = self._matcher.sieve(derived.row)
        with self._store.snapshot() as reader:
            near = reader.candidates(derived.keys, self._matcher.plan.live_limit)
            matches = []
            for record in reader.records(near.ids).values():
                levels = sieve.levels(record.row)
                if levels is None:
                    continue
                assessment = self._matcher.assess(derived.row, record.row, levels)
                if assessment.verdict is not Decision.APART:
                    score = self._matcher.score(assessment)
                    matches.append(PersonMatch(record.eid, record.key, score))
        best = views.best_of_each_person(matches)
        return Matched(best[:limit], near.truncated, self._matcher.digest)

    def search(self, asked: Demographics, limit: int = 50) -> Found:
        """Persons that agree with every field said (PDQ); "*" ends a name of unknown ending."""
        with self._store.snapshot() as reader:
            return search.persons(reader, self._matcher, asked, limit)

    def get(
        self, *, eid: str = "", key: RecordKey | None = None, as_of: datetime | None = None
    ) -> PersonView:
        """The person of an EID or of a record, now or as of a time.

        Raises:
            EidNotFound, RecordNotFound
        """
        with self._store.snapshot() as reader:
            if key is not None:
                return views.person_of_record(reader, key, as_of)
            return views.person_of_eid(reader, eid, as_of)

    def cross_references(self, key: RecordKey, to_sources: tuple[str, ...] = ()) -> CrossReferences:
        """The other local ids of the record's person (PIX).

        Raises:
            RecordNotFound
        """
        with self._store.snapshot() as reader:
            return views.cross_references(reader, key, to_sources)

    def events(self, after: int, limit: int = 500) -> tuple[Event, ...]:
        """Journal entries behind a cursor, oldest first."""
        with self._store.snapshot() as reader:
            return reader.events(after, limit)

    def last_seq(self) -> int:
        """The number of the newest journal entry."""
        with self._store.snapshot() as reader:
            return reader.last_seq()

    def wait_for_events(self, after: int, timeout_s: float) -> bool:
        """Wait until there is an entry behind the cursor; False when the time is over."""
        seen = self._commits
        if self.last_seq() > after:
            return True
        with self._written:
            # Only the counter is looked at here: the writer waits for this lock to tell.
            self._written.wait_for(lambda: self._commits != seen, timeout_s)
        return self.last_seq() > after

    def keys(self, record_ids: Iterable[int]) -> dict[int, RecordKey]:
        """The record keys of internal record ids."""
        with self._store.snapshot() as reader:
            return {i: record.key for i, record in reader.records(record_ids).items()}

    def records(self, after: int, limit: int) -> tuple[Record, ...]:
        """Records of any status, in the order they first came, from an internal id on."""
        with self._store.snapshot() as reader:
            return reader.records_after(after, limit)

    def counts(self) -> dict[str, int]:
        with self._store.snapshot() as reader:
            return dict(reader.counts())

    # Stewardship.

    def explain(self, left: RecordKey, right: RecordKey) -> Explanation:
        """Why two records are, or are not, one person.

        Raises:
            RecordNotFound
        """
        with self._store.snapshot() as reader:
            return views.explanation(reader, self._matcher, left, right)

    def _write(
        self,
        method: str,
        asked: object,
        run: Callable[[Act], T],
        answer: type[T],
        caller: Caller,
        keys: tuple[RecordKey, ...] = (),
        block_keys: tuple[int, ...] = (),
    ) -> Future[T]:
        """Queue a write.  The same request id gives the first answer again."""
        digest = _digest(method, asked) if caller.request_id else ""

        def once(tx: Transaction) -> T:
            if caller.request_id:
                before = tx.answered(caller.request_id)
                if before is not None and before.digest != digest:
                    raise RequestIdReused
                if before is not None:
                    return msgspec.json.decode(before.answer, type=answer)
            act = Act(tx, self._matcher, self._pool, self._clock(), caller, self._policy)
            result = run(act)
            if caller.request_id:
                act.append(Answered(method, digest, _encoder.encode(result)))
            return result

        future = self._writer.submit(
            once,
            keys=keys,
            block_keys=block_keys,
            request_id=caller.request_id,
            deadline=caller.deadline,
        )
        future.add_done_callback(self._tell)
        return future

    def _tell(self, _: Future[T]) -> None:
        with self._written:
            self._commits += 1
            self._written.notify_all()


def _accept_source(tx: Transaction, key: RecordKey, demographics: Demographics) -> None:
    """Only a registered source speaks, and not with another source's protected identifiers."""
    if tx.source(key.source) is None:
        raise SourceUnknown(source=key.source)
    place = foreign_identifier(key.source, demographics, tx.sources())
    if place:
        raise AuthorityForeign(field=place)


def _digest(method: str, asked: object) -> str:
    return hashlib.sha256(_encoder.encode((method, asked))).hexdigest()[:32]
