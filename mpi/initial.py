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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final, Self

import msgspec

from matching.demographics import Demographics
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
from mpi.files.reading import Broken, Row, Table
from mpi.files.rejects import RejectsFile
from mpi.index import PatientIndex
from mpi.initial_persons import settle_all, tasks
from mpi.initial_rows import MATCH_COLUMNS, SCHEMA, About, Chunk, prepared
from mpi.initial_writing import Context, Written, waiting, write_index
from mpi.journal import GENESIS, moment
from mpi.matcher import Matcher
from mpi.model_in_use import adopt
from mpi.server import build_store, given_model, locked, matcher_of, utc_now
from mpi.store.duckdb import DuckDBStore
from mpi.store.staging import Staging
from mpi.writer import Writer

CHUNK: Final = 2_000  # rows that are prepared together
IN_FLIGHT: Final = 4  # chunks for each process
FORK_FROM: Final = 10_000  # rows; fewer are done sooner than a process is started
FURTHER_AT_A_TIME: Final = 256
ACTOR: Final = "cli"

Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class File:
    """One file, as it was looked at."""

    table: Table
    layout: Layout
    dates: Dates
    rejects: Path


@dataclass(frozen=True, slots=True)
class Options:
    source: str = ""  # of rows that do not name one
    register_source: bool = False
    processes: int = 0  # 0: as many as there are processors


@dataclass(frozen=True, slots=True)
class InitialLoad:
    """`counts`: what became of the rows; `seconds` by stage."""

    counts: dict[str, int]
    records: int
    persons: int
    tasks: int
    entries: int
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
        staging = Staging(
            self.folder / "staging.duckdb",
            self.config.duckdb_memory,
            self.config.duckdb_threads,
            SCHEMA,
        )
        with staging:
            with self._stage("reading"):
                self._read(files, known, staging)
                numbered = staging.number()
                self.counts["unchanged"] += numbered.unchanged
            with self._stage("finding pairs"):
                staging.make_rows(MATCH_COLUMNS)
                staging.make_blocks()
                staging.make_pairs(self.matcher.plan.live_limit)
            with self._stage("deciding"):
                settle_all(staging, self.matcher)
            with self._stage("writing"):
                written = self._write(staging, known)
            with self._stage("later versions"):
                self._add_later(staging)
        self._take_its_place()
        self.counts["created"] += written.persons
        self.counts["linked"] += written.linked
        return InitialLoad(
            dict(+self.counts),
            written.records,
            written.persons,
            written.tasks,
            written.entries,
            self.seconds,
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

    def _read(self, files: Sequence[File], known: tuple[Source, ...], staging: Staging) -> None:
        done = 0
        abouts = [self._about(file, known) for file in files]
        processes = self.options.processes or os.cpu_count() or 1
        if sum(file.table.rows_about for file in files) < FORK_FROM:
            processes = 1
        # Workers are forked before anything here has threads, and know the files from their birth.
        with Preparing(abouts, processes) as preparing:
            for place, file in enumerate(files):
                with closing(RejectsFile(file.rejects)) as rejects:
                    for chunk in preparing.chunks(place, file.table.rows()):
                        self._check_first(chunk)
                        staging.append(chunk.table)
                        rejects.write(chunk.rejects)
                        self.counts["rejected"] += chunk.rejected
                        self.counts["warnings"] += chunk.warned
                        self.told("reading", done + chunk.last)
                done += file.table.rows_about

    def _about(self, file: File, known: tuple[Source, ...]) -> About:
        source = self.options.source
        says_source = "source" in file.layout.parts or "source" in (file.layout.constants or {})
        if not source and not says_source:
            raise LoadError(
                f"{file.table.path}: no source column; say whose records they are (--source)"
            )
        if source and not self.options.register_source and source not in {s.code for s in known}:
            raise _not_registered(source)
        return About(
            file.layout,
            file.dates,
            source,
            known,
            self.options.register_source,
            self.matcher.derive,
            self.at,
        )

    def _check_first(self, chunk: Chunk) -> None:
        """A load that begins with an unknown source is a mistake; a stray one costs its row."""
        for one in chunk.rejects[:1]:
            if one.row == 1 and one.field == SourceUnknown.reason:
                raise _not_registered(one.source)

    # Writing.

    def _write(self, staging: Staging, known: tuple[Source, ...]) -> Written:
        seq, head = self._register(staging.sources(), known)
        opened = tasks(staging, self.matcher, 1, self.at)
        staging.put_waiting(waiting(opened))
        context = Context(
            self.at, ACTOR, self.matcher.digest, seq, head, self.mint, secrets.token_bytes
        )
        staging.attach(self.index)
        written = write_index(staging, opened, context, lambda done: self.told("writing", done))
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


_abouts: list[About] = []  # of a worker, set before it is forked


def _prepared(place: int, rows: list[Row | Broken]) -> Chunk:
    return prepared(rows, _abouts[place])


class Preparing:
    """Makes chunks of rows into what the index keeps, in several processes and in their order."""

    def __init__(self, abouts: Sequence[About], processes: int) -> None:
        _abouts[:] = abouts
        self._pool: ProcessPoolExecutor | None = None
        self._ahead = 0
        if processes > 1:
            self._pool = ProcessPoolExecutor(processes, mp_context=get_context("fork"))
            self._pool.submit(_prepared, 0, []).result()
            self._ahead = processes * IN_FLIGHT

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        _abouts.clear()

    def chunks(self, place: int, rows: Iterator[Row | Broken]) -> Iterator[Chunk]:
        if self._pool is None:
            while some := list(islice(rows, CHUNK)):
                yield _prepared(place, some)
            return
        running: deque[Future[Chunk]] = deque()
        while some := list(islice(rows, CHUNK)):
            running.append(self._pool.submit(_prepared, place, some))
            if len(running) > self._ahead:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
