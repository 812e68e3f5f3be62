"""A first load: files of records into an empty index, through the batch path instead of the door.

The index then answers as if the rows had come one by one in the order of their record keys: the
same records, versions, edges, persons, tasks and kinds of journal entries.  It is made in a folder
of its own and takes its place under its name when it is whole; a load that is broken off leaves
the index as it was.

rows -> match rows and block keys -> pairs -> verdicts -> persons -> tasks -> journal and tables.
"""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa

from blocking.plan import with_plan
from blocking.rules import candidate_pairs
from matching.demographics import Demographics
from mpi.batch.reading import Looked, forget_gathered, gather
from mpi.batch.reading_columns import KEY, in_order, told
from mpi.batch.standardizing import standardize_table
from mpi.config import Config
from mpi.domain import eid
from mpi.domain.answers import Caller, Upserted
from mpi.domain.event import SourceRegistered
from mpi.domain.record import RecordKey
from mpi.domain.source import Source
from mpi.errors import MpiError, SourceUnknown
from mpi.files.columns import Layout
from mpi.files.demographics import Dates
from mpi.files.load import LoadError
from mpi.files.reading import Broken, Table
from mpi.files.rejects import REJECTED, Reject, RejectsFile
from mpi.index import PatientIndex
from mpi.initial_persons import decide_all, settle_all, tasks
from mpi.initial_rows import ORDINAL, ROWS_MAX, About, Chunk, prepared, schema
from mpi.initial_workers import Helpers
from mpi.initial_writing import Context, Written, mint_eids, waiting, write_index
from mpi.journal import GENESIS, moment
from mpi.matcher import Matcher
from mpi.model_in_use import adopt
from mpi.server import build_store, given_model, locked, matcher_of, utc_now
from mpi.store.duckdb import DuckDBStore
from mpi.store.staging import BLOCK_KEPT, Staging
from mpi.writer import Writer

CHUNK: Final = 10_000  # rows that are prepared together
FORK_FROM: Final = 20_000  # rows; fewer are done sooner than a process is started
# A block of so many of the records that a plan allows is held to be too common: the index has to
# be able to grow, and who meets in a block that has outgrown the plan's limit waits for a steward.
CROWDED_FROM: Final = 0.5
FURTHER_AT_A_TIME: Final = 256
ACTOR: Final = "cli"

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class File:
    """One file, as it was looked at."""

    table: Table
    layout: Layout
    rejects: Path


@dataclass(frozen=True, slots=True)
class Options:
    source: str = ""  # of rows that do not name one
    register_source: bool = False
    dates: Dates = field(default_factory=Dates)
    processes: int = 0  # 0: as many as there are processors


@dataclass(frozen=True, slots=True)
class InitialLoad:
    """`counts`: what became of the rows; `seconds` by stage."""

    counts: dict[str, int]
    records: int
    persons: int
    tasks: int
    entries: int
    too_common: int  # block keys that so many records share that nobody is compared by them
    seconds: dict[str, float]


def load_initial(
    config: Config,
    files: Sequence[File],
    options: Options,
    told: Told = lambda _stage, _done: None,
    clock: Callable[[], datetime] = utc_now,
    mint: eid.Mint = eid.mint,
) -> InitialLoad:
    """Fills the empty index of a stopped server.

    Raises:
        StartError: a server has the data open.
        LoadError: the index holds records already, or a source is not registered.
    """
    with locked(Path(config.data)):
        folder = Path(config.data) / "filling"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            # An index without records has not been scored: it may have any model.
            matcher = matcher_of(given_model(config))
            load = _Load(config, matcher, folder, options, told, clock(), mint)
            with _uncollected():
                return load.run(files)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class _Load:
    config: Config
    matcher: Matcher
    folder: Path
    options: Options
    told: Told
    at: datetime
    mint: eid.Mint
    seconds: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def index(self) -> Path:
        return self.folder / self.config.database.name

    def run(self, files: Sequence[File]) -> InitialLoad:
        known = self._begun()
        looked = [self._looked(file, known) for file in files]
        about = About(self.options.dates, known, self.options.register_source, self.at)
        # Before the database has threads.
        with Helpers(self._processes(files)) as helpers, self._staging(looked) as staging:
            with self._stage("reading"):
                self._read(files, looked, about, staging, helpers)
                staging.arrived()
                numbered = staging.number()
                self.counts["unchanged"] += numbered.unchanged
            with self._stage("standardizing"):
                staging.make_said(_columns(looked))
                standardize_table(staging.con, self.options.dates, self.options.processes or None)
            with self._stage("finding pairs"):
                self._find_pairs(staging)
            with self._stage("deciding"):
                decide_all(staging, self.matcher)
                settle_all(staging, self.matcher)
            with self._stage("writing"):
                written = self._write(staging, known, helpers)
            with self._stage("later versions"):
                self._add_later(staging)
        self._take_its_place()
        with self._stage("preparing look-ups"):
            self._prepare()
        self.counts["created"] += written.persons
        self.counts["linked"] += written.linked
        return InitialLoad(
            dict(+self.counts),
            written.records,
            written.persons,
            written.tasks,
            written.entries,
            len(self.matcher.plan.too_common),
            self.seconds,
        )

    @property
    def _crowd(self) -> int:
        """So many records may share a block key and still be compared by it."""
        return int(self.matcher.plan.live_limit * CROWDED_FROM)

    def _processes(self, files: Sequence[File]) -> int:
        if sum(file.table.rows_about for file in files) < FORK_FROM:
            return 1
        return self.options.processes or os.cpu_count() or 1

    def _staging(self, looked: Sequence[Looked]) -> Staging:
        return Staging(
            self.folder / "staging.duckdb",
            self.config.duckdb_memory,
            self.config.duckdb_threads,
            schema((*KEY, *_columns(looked))),
        )

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        self.told(name, 0)
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began

    def _begun(self) -> tuple[Source, ...]:
        """Copies the index as it stands, and answers the sources that it knows."""
        with closing(build_store(self.config, self.matcher)) as store, store.snapshot() as snapshot:
            if snapshot.records_after(0, 1):
                raise LoadError(
                    f"the index in {self.config.data} holds records already: load without "
                    "--initial, or into another directory"
                )
            known = snapshot.sources()
        shutil.copyfile(self.config.database, self.index)
        return known

    # Reading.

    def _read(
        self,
        files: Sequence[File],
        looked: Sequence[Looked],
        about: About,
        staging: Staging,
        helpers: Helpers,
    ) -> None:
        done = 0
        broken = gather(staging.con, looked, self.folder).broken
        for place, file in enumerate(files):
            rows = _rows(staging, place)
            unread = deque(broken[place])
            with closing(RejectsFile(file.rejects)) as rejects:
                for chunk in helpers.map(partial(prepared, about=about), rows):
                    self._check_first(chunk)
                    staging.append(chunk.table)
                    self._reject(_until(unread, chunk.last), rejects)
                    rejects.write(chunk.rejects)
                    self.counts["rejected"] += chunk.rejected
                    self.counts["warnings"] += chunk.warned
                    self.told("reading", done + chunk.last)
                self._reject(unread, rejects)
            done += file.table.rows_about
        forget_gathered(staging.con, looked)

    def _reject(self, lines: Iterable[Broken], rejects: RejectsFile) -> None:
        found = tuple(Reject(one.number, "", "", REJECTED, "row", one.expected) for one in lines)
        rejects.write(found)
        self.counts["rejected"] += len(found)

    def _looked(self, file: File, known: tuple[Source, ...]) -> Looked:
        source = self.options.source
        looked = Looked(file.table, file.layout, source)
        if not source and not looked.names_sources:
            raise LoadError(
                f"{file.table.path}: no source column; say whose records they are (--source)"
            )
        if source and not self.options.register_source and source not in {s.code for s in known}:
            raise _not_registered(source)
        if looked.is_numbered:
            raise LoadError(f"{file.table.path}: no column is recognised as the local id")
        return looked

    def _check_first(self, chunk: Chunk) -> None:
        """A load that begins with an unknown source is a mistake; a stray one costs its row."""
        for one in chunk.rejects[:1]:
            if one.row == 1 and one.field == SourceUnknown.reason:
                raise _not_registered(one.source)

    # Matching.

    def _find_pairs(self, staging: Staging) -> None:
        """Who is compared with whom.  What is too common to compare by is known from here on,
        and stays with the index: it is part of its model."""
        plan = self.matcher.plan
        plan_now = replace(plan, live_limit=self._crowd)
        found = candidate_pairs(staging.con, plan_now, BLOCK_KEPT)
        if found.over_full:
            plan = replace(plan, too_common=plan.too_common | found.over_full)
            self.matcher = matcher_of(with_plan(self.matcher.model, plan))

    # Writing.

    def _write(self, staging: Staging, known: tuple[Source, ...], helpers: Helpers) -> Written:
        seq, head = self._register(staging.sources(), known)
        persons = mint_eids(staging, self.mint, helpers)
        opened = tasks(staging, self.matcher, self.config.desk_policy, self.at, self._crowd)
        staging.put_waiting(waiting(opened))
        context = Context(self.at, ACTOR, self.matcher.digest, seq, head, secrets.token_bytes)
        staging.make_edges()
        staging.attach(self.index)
        written = write_index(
            staging, opened, persons, context, helpers, lambda done: self.told("writing", done)
        )
        staging.detach()
        return written

    def _register(self, codes: Sequence[str], known: tuple[Source, ...]) -> tuple[int, bytes]:
        """Registers the sources that are new; answers where the journal stands."""
        new = sorted(set(codes) - {source.code for source in known})
        with closing(self._opened()) as store:
            if new:
                with store.transaction() as tx:
                    for code in new:
                        payload = SourceRegistered(Source(code))
                        tx.append(payload, at=self.at, actor=ACTOR, request_id="")
            with store.snapshot() as snapshot:
                seq = snapshot.last_seq()
                last = snapshot.entries(seq - 1, 1)
        return seq, last[0].hash if last else GENESIS

    def _opened(self) -> DuckDBStore:
        """The index that is being made, as the service opens it."""
        return build_store(replace(self.config, data=str(self.folder)), self.matcher)

    def _add_later(self, staging: Staging) -> None:
        """Further versions of a record come as they would have come through the door."""
        later = staging.further_rows()
        first = next(later, None)
        if first is None:
            return
        with closing(self._opened()) as store, closing(Writer(store)) as writer:
            index = PatientIndex(store, writer, self.matcher, utc_now, self.mint)
            rows = chain([first], later)
            while some := list(islice(rows, FURTHER_AT_A_TIME)):
                for answer in [self._upsert(index, *row) for row in some]:
                    try:
                        self.counts[str(answer.result().outcome)] += 1
                    except MpiError:
                        self.counts["rejected"] += 1

    def _upsert(
        self, index: PatientIndex, source: str, local_id: str, said_at_us: int | None, said: bytes
    ) -> Future[Upserted]:
        demographics = msgspec.json.decode(said, type=Demographics)
        said_at = None if said_at_us is None else moment(said_at_us)
        return index.upsert(RecordKey(source, local_id), demographics, said_at, Caller(ACTOR))

    def _take_its_place(self) -> None:
        """From here on it is the index."""
        with self.index.open("rb") as file:
            os.fsync(file.fileno())
        adopt(Path(self.config.data), self.matcher.model)
        self.index.replace(self.config.database)
        directory = os.open(self.config.data, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def _prepare(self) -> None:
        """So that the server's first start finds what it holds beside the tables."""
        with closing(build_store(self.config, self.matcher)) as store:
            store.wait_held()


def _not_registered(source: str) -> LoadError:
    return LoadError(f"the source {source} is not registered: check it, or add --register-source")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Millions of small values, none of them in a circle: looking for circles is a quarter of
    the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _columns(looked: Sequence[Looked]) -> tuple[str, ...]:
    """The canonical columns of all files, besides the record key."""
    return in_order(told(one.layout) for one in looked)


def _rows(staging: Staging, place: int) -> Iterator[pa.RecordBatch]:
    """The rows of one file, as they are read."""
    # The view is there for this connection only.
    found = staging.con.sql(
        f"SELECT {place * ROWS_MAX} + number AS {ORDINAL}, * EXCLUDE (file, number)"  # noqa: S608
        f" FROM gathered WHERE file = {place}"
    )
    yield from found.to_arrow_reader(CHUNK)


def _until(broken: deque[Broken], last: int) -> Iterator[Broken]:
    while broken and broken[0].number <= last:
        yield broken.popleft()
