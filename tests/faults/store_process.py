"""A process that writes to a DuckDB store: run by the fault tests, and killed by them.

python store_process.py loop PATH   writes until it is killed; prints each record id once it
                                    is committed
python store_process.py full PATH   writes until the disk (a limit on file size) is full, then
                                    gets more room and writes on; prints what it saw
"""

from __future__ import annotations

import hashlib
import resource
import signal
import sys
from datetime import UTC, datetime, timedelta

from matching.demographics import Demographics, Name
from matching.row import MatchRow
from mpi.domain.eid import written
from mpi.domain.event import Edge, EdgesFound, Founded, Move, PersonsChanged, RecordStored
from mpi.domain.record import Disposition, RecordKey
from mpi.errors import Unavailable
from mpi.store.base import Derived
from mpi.store.duckdb import DuckDBConfig, DuckDBStore

START = datetime(2026, 3, 1, tzinfo=UTC)


def derive(demographics):
    family = demographics.names[0].family
    keys = (f"{family}{n}".encode() for n in range(5))
    hashes = (hashlib.blake2b(key, digest_size=8).digest() for key in keys)
    return Derived(MatchRow(family=family), tuple(int.from_bytes(h, "big") >> 1 for h in hashes))


def opened(path):
    return DuckDBStore(path, derive, config=DuckDBConfig(checkpoint_threshold="256KB"))


def store_one(tx):
    """A record, a person of its own, and an edge to the record before."""
    record = tx.next_record_id()
    key = RecordKey("A", str(record))
    at = START + timedelta(seconds=tx.last_seq())

    def append(payload):
        tx.append(payload, at=at, actor="process", request_id="")

    demographics = Demographics(names=(Name(f"FAMILY{record % 7}", "X" * 200),))
    append(RecordStored(record, key, 1, Disposition.CURRENT, demographics, None, str(record)))
    if record > 1:
        append(EdgesFound(record, (Edge(record - 1, 7.5),), "model"))
    eid = written(record)
    append(PersonsChanged("new", (Move(record, key, "", eid),), (Founded(eid, record),)))
    return record


def tell(stored):
    """The ids as one line in one write, whole or not at all when the process is killed."""
    sys.stdout.write(" ".join(map(str, stored)) + "\n")
    sys.stdout.flush()


def loop(path):
    store = opened(path)
    while True:
        with store.transaction() as tx:
            stored = [store_one(tx) for _ in range(1 + tx.last_seq() % 4)]
        tell(stored)


def full(path):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = opened(path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, resource.RLIM_INFINITY))
    refused = 0
    while refused < 3:
        try:
            with store.transaction() as tx:
                stored = [store_one(tx) for _ in range(50)]
            tell(stored)
        except Unavailable:
            refused += 1
    print("refused", flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    with store.transaction() as tx:
        stored = [store_one(tx) for _ in range(50)]
    tell(stored)
    store.close()


if __name__ == "__main__":
    {"loop": loop, "full": full}[sys.argv[1]](sys.argv[2])
