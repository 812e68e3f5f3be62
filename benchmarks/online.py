"""How fast the index answers: a real server and real clients, each in a process of its own.

    python benchmarks/online.py --records 100000 --folder var/bench

Builds an index with `mpi load --initial`, or uses the one that is kept in the folder, and measures:
single calls with 1, 8 and 32 clients, a stream, the worst one per cent of look-ups, memory, disk,
start, recovery after kill -9, and beside them the floor: the bare DuckDB statements of one upsert,
and a bare gRPC echo.  Prints a table; its last line is one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from online_floor import floor
from online_index import index
from online_server import ROOT, Server

PERCENTILES = (50, 95, 99, 99.9)


def main() -> None:
    options = _options()
    print(f"{_machine()}, Python {platform.python_version()}, load {_load()}")
    data = index(options.folder, options.records)
    bench = Bench(data, options.calls)
    size = sum(file.stat().st_size for file in data.glob("index.duckdb*"))
    bench.note("bytes_per_record", round(size / options.records))
    bench.floor()
    bench.echo()
    with Server(data) as server:
        bench.note("start_s", round(server.start_s, 2))
        bench.reads(server)
        bench.upserts(server)
        bench.note("server_mb", server.rss_mb)
        bench.note("server_own_mb", server.own_mb)
        bench.note("load_at_end", _load())
        server.kill()
    with Server(data) as server:
        bench.note("recover_s", round(server.start_s, 2))
    bench.headline(options.records)


class Bench:
    """Measures, prints each figure as it comes, and keeps them."""

    def __init__(self, data: Path, calls: int) -> None:
        self._data = data
        self._calls = calls
        self._seed = int(time.time())
        self._figures: dict[str, Any] = {}

    def note(self, name: str, value: float) -> None:
        self._figures[name] = value
        print(f"{name.replace('_', ' '):34s} {value:10,.2f}", flush=True)

    def floor(self) -> None:
        for name, taken in floor(self._data, min(self._calls, 500)).items():
            self._show(f"floor {name}", taken)

    def echo(self) -> None:
        command = [sys.executable, "benchmarks/online_floor.py"]
        with subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            self._show("floor gRPC echo", self._asked(address, "echo")["ms"])
            process.communicate("\n")

    def reads(self, server: Server) -> None:
        for name, kind in (
            ("GetPerson", "get"),
            ("SearchPersons", "search"),
            ("MatchPatient", "match"),
            ("MatchPatient, worst 1 %", "worst"),
        ):
            calls = self._calls // 10 if kind == "search" else self._calls
            self._measured(server, name, kind, calls)
        for clients in (8, 32):
            self._measured(server, f"MatchPatient, {clients} clients", "match", clients=clients)

    def upserts(self, server: Server) -> None:
        self._measured(server, "UpsertRecord", "upsert", 3 * self._calls)
        for clients in (8, 32):
            self._measured(server, f"UpsertRecord, {clients} clients", "upsert", clients=clients)
        self._measured(server, "UpsertRecords stream", "stream", 5 * self._calls)

    def headline(self, records: int) -> None:
        figures = self._figures
        floor_ms = figures["floor upsert"]["p50"]
        self.note("upsert_p50_to_floor", round(figures["UpsertRecord"]["p50"] / floor_ms, 2))
        print(
            json.dumps(
                {
                    "records": records,
                    "match_p50_ms": figures["MatchPatient"]["p50"],
                    "match_p99_ms": figures["MatchPatient"]["p99"],
                    "upsert_p50_ms": figures["UpsertRecord"]["p50"],
                    "upsert_p99_ms": figures["UpsertRecord"]["p99"],
                    "upsert_32_per_s": figures["UpsertRecord, 32 clients"]["per_s"],
                    "stream_per_s": figures["UpsertRecords stream"]["per_s"],
                    "server_mb": figures["server_mb"],
                    "bytes_per_record": figures["bytes_per_record"],
                    "start_s": figures["start_s"],
                    "recover_s": figures["recover_s"],
                    "floor_upsert_p50_ms": floor_ms,
                    "worst1pct_match_p99_ms": figures["MatchPatient, worst 1 %"]["p99"],
                }
            )
        )

    def _measured(
        self, server: Server, name: str, kind: str, calls: int = 0, clients: int = 1
    ) -> None:
        calls = calls or self._calls
        before = server.cpu_s
        answer = self._asked(server.address, kind, calls, clients)
        cpu_ms = (server.cpu_s - before) / calls * 1000
        self._show(name, answer["ms"], round(answer["per_s"], 1), round(cpu_ms, 2))

    def _asked(self, address: str, kind: str, calls: int = 0, clients: int = 1) -> dict[str, Any]:
        self._seed += 1
        given = (address, self._data, kind, calls or self._calls, clients, self._seed)
        command = [sys.executable, "benchmarks/online_client.py", *map(str, given)]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def _show(
        self, name: str, taken: Sequence[float], per_s: float = 0.0, cpu_ms: float = 0.0
    ) -> None:
        figures = {"per_s": per_s, "server_cpu_ms": cpu_ms}
        words = f"{name:34s}"
        ordered = sorted(taken)
        if ordered:
            for percent in PERCENTILES:
                place = min(len(ordered) - 1, int(len(ordered) * percent / 100))
                figures[f"p{percent}"] = round(ordered[place], 2)
                words += f" p{percent} {ordered[place]:8.2f}"
            figures["max"] = round(ordered[-1], 2)
            words += f" max {ordered[-1]:8.2f} ms"
        if per_s:
            words += f" {per_s:9,.1f} a second, {cpu_ms:.2f} ms of processor each"
        self._figures[name] = figures
        print(words, flush=True)


def _machine() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return f"{os.cpu_count()} cores, {line.partition(':')[2].strip()}"
    return f"{os.cpu_count()} cores, {platform.processor()}"


def _load() -> float:
    return round(os.getloadavg()[0], 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=100_000, help="records in the index")
    parser.add_argument("--calls", type=int, default=2_000, help="calls of each kind to time")
    parser.add_argument(
        "--folder", type=Path, default=Path("var/bench"), help="where indexes are kept"
    )
    options = parser.parse_args()
    options.folder = options.folder.absolute()
    return options


if __name__ == "__main__":
    main()
