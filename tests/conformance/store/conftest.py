"""The stores under test, and `Acts`: short words for what can be appended to a transaction."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from matching.demographics import Demographics, Name, Phone
from matching.row import MatchRow
from mpi.domain.eid import ALPHABET, check_symbol
from mpi.domain.event import (
    Answered,
    Edge,
    EdgesFound,
    Founded,
    Judged,
    JudgementRevoked,
    Move,
    PersonsChanged,
    QuarantineSettled,
    RecordDeleted,
    RecordMerged,
    RecordStored,
    RecordUnmerged,
    Retired,
    SourceRegistered,
    TaskEnded,
    TaskOpened,
)
from mpi.domain.judgement import Judgement, Origin, Verdict
from mpi.domain.record import Disposition, RecordKey
from mpi.domain.source import Source
from mpi.domain.task import Resolution, Task, TaskKind, TaskStatus
from mpi.store.base import Derived
from mpi.store.duckdb import DuckDBConfig, DuckDBStore
from mpi.store.memory import MemoryStore

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def block_key(text):
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def derive(demographics):
    """Keys: one of the family name, and one of family and given name."""
    name, *others = demographics.names
    row = MatchRow(
        given=name.given,
        family=name.family,
        family_other=tuple(other.family for other in others),
        birth_date=demographics.birth_date,
        sex={"male": "M", "female": "F"}.get(demographics.sex, ""),
        phones=tuple(phone.number for phone in demographics.phones),
    )
    return Derived(row, (block_key(f"{name.family}/{name.given}"), block_key(name.family)))


def eid_of(number):
    """A well-formed EID for each number; not ascending with it, as real ones are not."""
    body = "".join(ALPHABET[(number * (place + 7) + place * place) % 31] for place in range(8))
    body += "".join(ALPHABET[number // 31**place % 31] for place in range(3))
    return body + check_symbol(body)


def said(family, given="ANNA", *, former="", birth_date="", phones=(), sex=""):
    names = (Name(family, given), Name(former)) if former else (Name(family, given),)
    return Demographics(
        names=names, birth_date=birth_date, phones=tuple(Phone(p) for p in phones), sex=sex
    )


class Acts:
    """Appends to a transaction; each act happens a minute after the one before."""

    def __init__(self, tx):
        self.tx = tx

    def now(self):
        return START + timedelta(minutes=self.tx.last_seq())

    def append(self, payload, request_id=""):
        return self.tx.append(payload, at=self.now(), actor="desk", request_id=request_id)

    def register(self, code, **described):
        self.append(SourceRegistered(Source(code, **described)))

    def arrive(self, local_id, family, given="ANNA", source="A", **others):
        """A new record in a new person of its own; answers its id."""
        record_id = self.tx.next_record_id()
        key = RecordKey(source, local_id)
        demographics = said(family, given, **others)
        self._stored(record_id, key, 1, Disposition.CURRENT, demographics)
        eid = eid_of(self.tx.next_eid_number())
        moves, founded = (Move(record_id, key, "", eid),), (Founded(eid, record_id),)
        self.append(PersonsChanged("created", moves, founded))
        return record_id

    def update(self, record_id, family, given="ANNA", disposition=Disposition.CURRENT, **others):
        record = self.tx.record(record_id)
        number = record.versions + 1
        self._stored(record_id, record.key, number, disposition, said(family, given, **others))

    def _stored(self, record_id, key, number, disposition, demographics):
        content = f"{key}-{number}"
        stored = RecordStored(
            record_id, key, number, disposition, demographics, self.now(), content
        )
        self.append(stored)

    def settle(self, record_id, *, accepted):
        version = self.tx.record(record_id).quarantined
        self.append(QuarantineSettled(record_id, version, accepted))

    def link(self, left, right, weight=9.0):
        """A new edge beside those that the record has."""
        edges = {**self.tx.edges(left), right: weight}
        found = tuple(Edge(other, w) for other, w in sorted(edges.items()))
        self.append(EdgesFound(left, found, "model"))

    def unlink(self, record_id):
        self.append(EdgesFound(record_id, (), "model"))

    def join(self, survivor, retired):
        """All records of one person into another."""
        records = self.tx.records(self.tx.members(retired)).values()
        moves = tuple(Move(r.id, r.key, retired, survivor) for r in records)
        self.append(PersonsChanged("joined", moves, retired=(Retired(retired, survivor),)))

    def split(self, record_id, eid):
        """A record back into the person that it once founded."""
        record = self.tx.record(record_id)
        moves = (Move(record_id, record.key, record.eid, eid),)
        self.append(PersonsChanged("split", moves, retired=(Retired(eid, ""),)))

    def hand_over(self, eid, record_id):
        self.append(PersonsChanged("deleted", (), (Founded(eid, record_id),)))

    def judge(self, left, right, verdict=Verdict.DIFFERENT):
        number = self.tx.next_judgement_id()
        judgement = Judgement(
            id=number,
            act=number,
            left=min(left, right),
            right=max(left, right),
            verdict=verdict,
            origin=Origin.STEWARD,
            by="steward",
            at=self.now(),
            reason="looked at both",
            fingerprint="print",
            model="model",
        )
        self.append(Judged(judgement))
        return number

    def revoke(self, judgement_id):
        self.append(JudgementRevoked(judgement_id, "steward", "was wrong"))

    def ask(self, left, right=0, kind=TaskKind.POTENTIAL_DUPLICATE):
        number = self.tx.next_task_id()
        task = Task(number, kind, left, right, 5.5, "print", "twins?", "model", self.now())
        self.append(TaskOpened(task))
        return number

    def end(self, task_id, status=TaskStatus.RESOLVED, resolution=Resolution.SAME_PERSON):
        self.append(TaskEnded(task_id, status, resolution, "steward", "sure"))

    def merge(self, retired, survivor):
        self.append(RecordMerged(retired, survivor))

    def unmerge(self, record_id):
        self.append(RecordUnmerged(record_id))

    def delete(self, record_id):
        record = self.tx.record(record_id)
        moves = (Move(record_id, record.key, record.eid, ""),)
        self.append(RecordDeleted(record_id))
        self.append(PersonsChanged("deleted", moves))

    def answer(self, request_id, answer=b"yes"):
        self.append(Answered("UpsertRecord", "digest", answer), request_id)


class Reopening:
    """A DuckDB file that is closed and opened again after every transaction, unless somebody
    reads in it."""

    def __init__(self, path):
        self._path = path
        self._one_at_a_time = threading.Lock()
        self._snapshots = 0
        self._store = DuckDBStore(path, derive)

    @contextmanager
    def transaction(self):
        with self._one_at_a_time:
            with self._store.transaction() as tx:
                yield tx
            if not self._snapshots:
                self._store.close()
                self._store = DuckDBStore(self._path, derive)

    @contextmanager
    def snapshot(self):
        self._snapshots += 1
        try:
            with self._store.snapshot() as snapshot:
                yield snapshot
        finally:
            self._snapshots -= 1

    def close(self):
        with self._one_at_a_time:
            self._store.close()


class Flushing(DuckDBStore):
    """A DuckDB file whose tables have everything, and whose writer remembers nothing; look-ups
    are held in memory."""

    def __init__(self, path, derive):
        super().__init__(path, derive, config=DuckDBConfig(kept_max=-1, held=True))

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            yield tx
        self.flush()


OPEN = {
    "memory": lambda path: MemoryStore(derive),
    "duckdb in memory": lambda path: DuckDBStore(":memory:", derive),
    "duckdb that keeps nothing": lambda path: DuckDBStore(
        path, derive, config=DuckDBConfig(kept_max=-1)
    ),
    "duckdb that flushes after every transaction": lambda path: Flushing(path, derive),
    "duckdb reopened": Reopening,
}


@pytest.fixture(params=OPEN)
def store(request, tmp_path):
    """Each test of a contract sentence runs over each of these."""
    opened = OPEN[request.param](str(tmp_path / "index.duckdb"))
    yield opened
    opened.close()


@pytest.fixture
def acting(store):
    """`with acting() as acts:` is a transaction."""

    @contextmanager
    def in_transaction():
        with store.transaction() as tx:
            yield Acts(tx)

    return in_transaction


@pytest.fixture(params=["in the transaction", "after it"])
def reading(request, store):
    """`reading(acts, ask)`: asks in the transaction itself, and in a snapshot after it."""

    def reading(act, ask):
        with store.transaction() as tx:
            acts = Acts(tx)
            done = act(acts)
            if request.param == "in the transaction":
                return ask(tx, done)
        with store.snapshot() as snapshot:
            return ask(snapshot, done)

    return reading


@pytest.fixture
def kit():
    """What the tests of this folder share, since test modules import nothing from each other."""
    return Kit


class Kit:
    Acts = Acts
    open = OPEN
    start = START
    derive = staticmethod(derive)
    block_key = staticmethod(block_key)
    eid_of = staticmethod(eid_of)
    said = staticmethod(said)
    changed = staticmethod(replace)
