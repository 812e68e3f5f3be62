"""The floor of the online benchmark: the bare DuckDB statements of an upsert, and a gRPC echo.

The statements are those that an index in DuckDB alone could not do without: the look-up of the
record key, the fetch of the candidates' packed rows, and the durable commit of its journal entries.
They run on the index itself, but for the journal, which is a table of its own in a file beside it.
The look-up of block keys is left out, for which the index has no statement any more; so the floor
is lower than it would be.
"""

from __future__ import annotations

import random
import secrets
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import grpc

ENTRIES = 3  # of an upsert: the record, its edges or task, its person
PAYLOAD = 350  # bytes of an entry, about


def floor(data: Path, calls: int) -> dict[str, list[float]]:
    """Milliseconds by statement, and of all of them together as `upsert` and `match`."""
    taken: dict[str, list[float]] = {}
    scratch = data / "floor.duckdb"
    index = duckdb.connect(str(data / "index.duckdb"), read_only=True)
    journal = duckdb.connect(str(scratch))
    with closing(index), closing(journal):
        (layout,) = index.execute(
            "SELECT sql FROM duckdb_tables() WHERE table_name = 'journal'"
        ).fetchall()
        journal.execute(layout[0])
        journal.execute("CREATE INDEX journal_seq ON journal (seq)")
        for call, near in enumerate(_candidates(index, calls)):
            for name, ms in _one_upsert(index, journal, call, near).items():
                taken.setdefault(name, []).append(ms)
    for file in (scratch, scratch.with_suffix(".duckdb.wal")):
        file.unlink(missing_ok=True)
    taken["upsert"] = [
        sum(parts)
        for parts in zip(taken["candidates"], taken["record_key"], taken["commit"], strict=True)
    ]
    return taken


def _candidates(index: duckdb.DuckDBPyConnection, calls: int) -> list[list[int]]:
    """Of some records each: who shares a block key with it, a hundred at the most."""
    highest = _all(index, "SELECT max(id) FROM record")[0][0]
    chosen = [random.Random(call).randint(1, highest) for call in range(calls)]
    rows = dict(_all(index, f"SELECT id, keys FROM record WHERE id IN ({_listed(chosen)})"))
    keys = {i: struct.unpack(f"<{len(packed) // 8}q", packed) for i, packed in rows.items()}
    wanted = _listed({key for each in keys.values() for key in each})
    blocks: dict[int, list[int]] = {}
    statement = f"SELECT key, record FROM block_key WHERE key IN (SELECT unnest([{wanted}]))"
    for key, record in _all(index, statement):
        blocks.setdefault(key, []).append(record)
    return [
        sorted({i for key in keys.get(record, ()) for i in blocks[key] if len(blocks[key]) <= 100})
        for record in chosen
    ]


def _one_upsert(
    index: duckdb.DuckDBPyConnection,
    journal: duckdb.DuckDBPyConnection,
    call: int,
    near: list[int],
) -> dict[str, float]:
    chance = random.Random(call)
    taken = {}
    _, taken["record_key"] = _timed(
        lambda: _all(index, f"SELECT id FROM record WHERE key_hash = {chance.getrandbits(62)}")
    )
    _, taken["candidates"] = _timed(
        lambda: _all(index, f"SELECT about FROM about WHERE id IN ({_listed(near[:100])})")
    )
    _, taken["commit"] = _timed(lambda: _commit(journal, call))
    return taken


def _commit(journal: duckdb.DuckDBPyConnection, call: int) -> None:
    rows = [
        (
            *(call * ENTRIES + n, 1, "actor", "", "RecordStored"),
            *(secrets.token_bytes(size) for size in (PAYLOAD, 16, 32, 32)),
        )
        for n in range(ENTRIES)
    ]
    marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?)"] * ENTRIES)
    journal.begin()
    journal.execute(f"INSERT INTO journal VALUES {marks}", [value for row in rows for value in row])
    journal.commit()


def _timed(run: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    answer = run()
    return answer, (time.perf_counter() - began) * 1000


def _all(con: duckdb.DuckDBPyConnection, statement: str) -> list[Any]:
    return con.execute(statement).fetchall()


def _listed(numbers: Any) -> str:
    return ",".join(map(str, numbers)) or "-1"


@contextmanager
def echo_server() -> Iterator[str]:
    """A gRPC server that gives back what it gets; its address.  Run in a process of its own."""
    handler = grpc.unary_unary_rpc_method_handler(lambda request, _: request)
    server = grpc.server(ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("benchmark.Echo", {"Echo": handler}),)
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(0).wait()


if __name__ == "__main__":
    with echo_server() as address:
        print(address, flush=True)
        input()
