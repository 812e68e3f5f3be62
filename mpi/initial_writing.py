"""The journal and the tables of a first load: everything that staging has worked out, written down.

The same events in the same order as the door would append them, record by record: the record is
stored, its edges to records before it are found, its person is founded or takes it in.  Tasks come
behind them.  Tables are the projections of these events; `mpi check` replays the one and compares
it with the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import msgspec
import pyarrow as pa

from mpi.domain.eid import Mint
from mpi.domain.event import Event, TaskOpened
from mpi.domain.task import Task
from mpi.initial_pages import MATCH_COLUMNS, Asked, entries_of, page
from mpi.initial_workers import Helpers
from mpi.journal import SALT_BYTES, Entry, chained, sealed
from mpi.store.desk import COLUMNS, columns
from mpi.store.packing import text_hash
from mpi.store.staging import Staging


@dataclass(frozen=True, slots=True)
class Written:
    records: int
    persons: int
    tasks: int
    entries: int
    linked: int  # records that are not the first of their person


@dataclass(frozen=True, slots=True)
class Context:
    """What every event of the load has in common, and where the journal stood before it."""

    at: datetime
    actor: str
    model: str  # digest
    seq: int
    head: bytes
    random: Callable[[int], bytes]


def write_index(
    staging: Staging,
    opened: Sequence[Task],
    persons: int,
    context: Context,
    helpers: Helpers,
    told: Callable[[int], None] = lambda _: None,
) -> Written:
    """Fills the attached index with everything that staging has worked out."""
    staging.write_eids()
    scribe = _Scribe(staging, context)
    count = 0
    for one in helpers.map(page, _asked(staging, context)):
        scribe.write(one.entries, one.links)
        staging.write("record", one.records)
        staging.write("about", one.abouts)
        staging.write("record_version", one.versions)
        staging.write("membership", one.memberships)
        count += one.records.num_rows
        told(count)
    told_tasks = scribe.write_tasks(opened)
    staging.write_block_keys()
    _write_tasks(staging, told_tasks)
    return Written(count, persons, len(opened), scribe.count, count - persons)


def _asked(staging: Staging, context: Context) -> Iterator[Asked]:
    after = context.seq
    for records in staging.whole_records(MATCH_COLUMNS):
        yield Asked(records, after, context.at, context.actor, context.model)
        after += entries_of(records)


def mint_eids(staging: Staging, mint: Mint, helpers: Helpers) -> int:
    """Gives each person an EID that nobody else has; answers how many there are."""
    staging.make_minted()
    count = 0
    for minted in helpers.map(partial(_minted, mint), staging.founders()):
        staging.put_minted(minted)
        count += minted.num_rows
    while again := staging.take_back_minted():
        staging.put_minted(_minted(mint, pa.record_batch({"founder": again})))
    return count


def _minted(mint: Mint, founders: pa.RecordBatch) -> pa.Table:
    eids = [mint() for _ in range(founders.num_rows)]
    return pa.table(
        {"founder": founders.column("founder"), "eid": eids, "eid_hash": list(map(text_hash, eids))}
    )


class _Scribe:
    """Chains the entries of the journal, and writes them in large pieces."""

    def __init__(self, staging: Staging, context: Context) -> None:
        self._staging = staging
        self._context = context
        self._head = context.head
        self._seq = context.seq

    @property
    def count(self) -> int:
        return self._seq - self._context.seq

    def write(self, entries: pa.Table, links: Sequence[bytes]) -> None:
        """Entries that lack their hashes."""
        hashes = []
        for link in links:
            self._head = chained(self._head, link)
            hashes.append(self._head)
        self._seq += len(hashes)
        self._staging.write("journal", entries.append_column("hash", pa.array(hashes, pa.binary())))

    def write_tasks(self, opened: Sequence[Task]) -> list[Task]:
        """Answers the tasks as they are stored: each with the entry that opened it."""
        entries: list[Entry] = []
        stored: list[Task] = []
        for task in opened:
            self._seq += 1
            stored.append(replace(task, story=(self._seq,)))
            event = Event(self._seq, self._context.at, self._context.actor, "", TaskOpened(task))
            entries.append(sealed(event, self._head, self._context.random(SALT_BYTES)))
            self._head = entries[-1].hash
        if entries:
            names = Entry.__slots__
            self._staging.write(
                "journal", pa.table({name: [getattr(e, name) for e in entries] for name in names})
            )
        return stored


def _write_tasks(staging: Staging, opened: Sequence[Task]) -> None:
    if not opened:
        return
    about = sorted({record for task in opened for record in task.records})
    sources = {record: source for record, source, *_ in staging.match_rows(about, ("given",))}
    rows = [
        (
            *columns(task, (sources[record] for record in task.records)),
            msgspec.json.encode(task).decode(),
        )
        for task in opened
    ]
    names = (*COLUMNS, "body")
    written = map(list, zip(*rows, strict=True))
    staging.write("task", pa.table(dict(zip(names, written, strict=True))))


def waiting(opened: Sequence[Task]) -> pa.Table:
    """(record, task) of every open task."""
    pairs = [(record, task.id) for task in opened for record in task.records]
    return pa.table(
        {
            "record": pa.array([record for record, _ in pairs], pa.int64()),
            "task": pa.array([task for _, task in pairs], pa.int64()),
        }
    )
