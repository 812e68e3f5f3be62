"""How fast the index answers: a real server in a process of its own, driven over gRPC from here.

    python benchmarks/online.py --records 100000

Fills an index through the UpsertRecords stream, then measures single calls one after the other:
UpsertRecord (half new people, half perturbed copies of known ones) and MatchPatient.  Prints a
table, and as its last line everything as one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from population import Population, perturbed

from mpi.client import Client, ClientError
from mpi.v1.patient_index_pb2 import UpsertOutcome, UpsertRecordRequest

SOURCES = ("north", "south")


def main() -> None:
    options = _options()
    data = Path(tempfile.mkdtemp(prefix="mpi-bench-"))
    try:
        with _server(data) as (address, pid), Client.connect(address, wait_s=60) as mpi:
            for source in SOURCES:
                mpi.register_source(source)
            figures = _measured(mpi, pid, options)
        figures["database_mb"] = _megabytes(sum(f.stat().st_size for f in data.iterdir()))
    finally:
        shutil.rmtree(data, ignore_errors=True)
    print(json.dumps(figures))


def _measured(mpi: Client, pid: int, options: argparse.Namespace) -> dict[str, Any]:
    calls = options.calls
    people = list(islice(Population(1).people(), options.records + calls))
    known, new = people[: options.records], people[options.records :]
    rng = random.Random(2)
    records = [
        # Every fifth is somebody known already, at the other source.
        (perturbed(known[rng.randrange(n)], rng) if n % 5 == 4 else known[n]).request(
            SOURCES[n % 5 == 4], str(n)
        )
        for n in range(options.records)
    ]
    figures: dict[str, Any] = {"records": options.records, "calls": calls, **_machine()}
    figures["stream"] = _stream(mpi, records)
    figures["server_rss_mb"] = _rss_mb(pid)
    upserts = [
        (perturbed(rng.choice(known), rng) if n % 2 else new[n // 2]).request("south", f"u{n}")
        for n in range(calls)
    ]
    outcomes: Counter[str] = Counter()

    def upsert(record: UpsertRecordRequest) -> None:
        answer = mpi.upsert(record.key.source, record.key.local_id, record.demographics)
        outcomes[UpsertOutcome.Name(answer.outcome).removeprefix("UPSERT_OUTCOME_")] += 1

    figures["upsert_ms"] = _timed("UpsertRecord", upserts, upsert)
    figures["upsert_outcomes"] = dict(outcomes)
    asked = [perturbed(rng.choice(known), rng).request("south", "").demographics for _ in upserts]
    figures["match_ms"] = _timed("MatchPatient", asked, mpi.match)
    side_by_side = [
        perturbed(rng.choice(known), rng).request("south", f"p{n}") for n in range(calls)
    ]
    figures["parallel"] = _side_by_side(side_by_side, upsert, options.clients)
    figures["server_rss_mb_end"] = _rss_mb(pid)
    figures["load_end"] = round(os.getloadavg()[0], 1)
    figures["counts"] = dict(mpi.status().counts)
    print(f"{'server memory':28s} {figures['server_rss_mb_end']:8.0f} MB")
    return figures


def _stream(mpi: Client, records: list[UpsertRecordRequest]) -> dict[str, float]:
    began = last = time.perf_counter()
    refused = 0
    speeds = []
    tenth = max(1, len(records) // 10)
    for number, answer in enumerate(mpi.upsert_many(records), 1):
        refused += answer.HasField("error")
        if number % tenth == 0:
            now = time.perf_counter()
            speeds.append(round(tenth / (now - last)))
            print(f"  {number:9,d} records, {speeds[-1]:6,d} a second", file=sys.stderr)
            last = now
    seconds = time.perf_counter() - began
    print(f"{'UpsertRecords stream':28s} {len(records) / seconds:8.0f} records a second")
    return {
        "per_s": round(len(records) / seconds, 1),
        "per_s_last_tenth": speeds[-1],
        "seconds": round(seconds, 1),
        "refused": refused,
    }


def _timed(name: str, given: Iterable[Any], call: Callable[[Any], Any]) -> dict[str, float]:
    """Milliseconds of each call, one after the other, as its caller sees them."""
    taken = []
    for one in given:
        began = time.perf_counter()
        call(one)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    at = {
        f"p{p}": round(taken[min(len(taken) - 1, len(taken) * p // 100)], 2) for p in (50, 95, 99)
    }
    print(f"{name:28s} " + "  ".join(f"{p} {ms:7.2f} ms" for p, ms in at.items()))
    return {**at, "max": round(taken[-1], 2)}


def _side_by_side(
    records: list[UpsertRecordRequest], upsert: Callable[[UpsertRecordRequest], None], clients: int
) -> dict[str, float]:
    """Single calls of several callers at once, which share the writer's transactions."""
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(upsert, records))
    per_s = len(records) / (time.perf_counter() - began)
    print(f"{f'UpsertRecord, {clients} callers':28s} {per_s:8.0f} records a second")
    return {"clients": clients, "per_s": round(per_s, 1)}


class _server:  # noqa: N801 (reads as what it is: `with _server(data) as …`)
    """The server as a process of its own, as it runs in earnest."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{free.getsockname()[1]}"
        self._data = data

    def __enter__(self) -> tuple[str, int]:
        command = [sys.executable, "-m", "mpi", "serve", "--data", str(self._data)]
        self._process = subprocess.Popen(
            [*command, "--grpc", self._address],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "MPI_LOG_LEVEL": "WARNING", "MPI_CALLS_PER_S": "0"},
            cwd=Path(__file__).parents[1],
        )
        return self._address, self._process.pid

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(60)


def _rss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def _megabytes(count: int) -> float:
    return round(count / 1024 / 1024, 1)


def _machine() -> dict[str, Any]:
    model = platform.processor()
    for line in _lines(Path("/proc/cpuinfo")):
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "machine": f"{os.cpu_count()} cores, {model}",
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def _lines(path: Path) -> Iterator[str]:
    if path.exists():
        yield from path.read_text().splitlines()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=100_000, help="records to fill it with")
    parser.add_argument("--calls", type=int, default=2000, help="calls of each kind to time")
    parser.add_argument("--clients", type=int, default=8, help="callers side by side")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        main()
    except ClientError as error:
        sys.exit(str(error))
