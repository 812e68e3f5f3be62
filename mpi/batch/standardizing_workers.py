"""Standardizes distinct values, few at once here, many in processes beside this one.

The processes are programs of their own that talk over pipes, not forks: the database's threads
would not survive a fork.  The answers come in the order of the questions, whoever was faster.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Final, Self

import pyarrow as pa

from mpi.batch.standardizing_values import JOBS
from mpi.files.demographics import Dates

CHUNK: Final = 20_000  # values in one question
HERE_MAX: Final = 10_000  # so many values are faster done than a process is started
PROCESSES_MAX: Final = 8


class Workers:
    """`submit` takes the distinct values of a job and answers futures of its chunks."""

    def __init__(self, dates: Dates, processes: int | None = None) -> None:
        self._dates = dates
        wanted = processes if processes is not None else (os.cpu_count() or 1)
        self._count = min(wanted, PROCESSES_MAX) if sys.executable else 0
        self._threads = ThreadPoolExecutor(max_workers=max(1, self._count))
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        self._started: list[_Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        for process in self._started:
            process.stop()

    def submit(self, job: str, asked: pa.Table) -> list[Future[pa.Table]]:
        """The answers to all of `asked`, in order."""
        chunks = [asked.slice(start, CHUNK) for start in range(0, asked.num_rows, CHUNK)]
        if self._count < 2 or (asked.num_rows <= HERE_MAX and not self._started):
            return self._here(job, chunks)
        try:
            self._start()
        except OSError:  # no process may be started here; slower, and the same
            self._count = 0
            return self._here(job, chunks)
        return [self._threads.submit(self._asked_beside, job, chunk) for chunk in chunks]

    def _here(self, job: str, chunks: list[pa.Table]) -> list[Future[pa.Table]]:
        return [self._threads.submit(JOBS[job].run, chunk, self._dates) for chunk in chunks]

    def _start(self) -> None:
        while len(self._started) < self._count:
            process = _Process(self._dates)
            self._started.append(process)
            self._idle.put(process)

    def _asked_beside(self, job: str, chunk: pa.Table) -> pa.Table:
        process = self._idle.get()
        try:
            return process.ask(job, chunk)
        finally:
            self._idle.put(process)


class _Process:
    """One process beside this one."""

    def __init__(self, dates: Dates) -> None:
        path = os.pathsep.join(part or str(Path.cwd()) for part in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._from = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()
        self._to.send(dates)

    def ask(self, job: str, chunk: pa.Table) -> pa.Table:
        try:
            self._to.send_bytes(job.encode())
            self._to.send_bytes(_packed(chunk))
            return _unpacked(self._from.recv_bytes())
        except (EOFError, OSError):
            raise RuntimeError(
                "a process that standardizes ended too early; is there enough memory?"
            ) from None

    def stop(self) -> None:
        """It has nothing to bring to an end, so it is not asked to."""
        self._to.close()
        self._from.close()
        self._process.kill()
        self._process.wait()


def _packed(table: pa.Table) -> memoryview:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return memoryview(sink.getvalue())


def _unpacked(said: bytes) -> pa.Table:
    with pa.ipc.open_stream(said) as stream:
        return stream.read_all()


def serve(asked: Connection, answered: Connection) -> None:
    """Answers questions until there are no more."""
    dates = asked.recv()
    while True:
        try:
            job = asked.recv_bytes().decode()
        except EOFError:
            return
        answered.send_bytes(_packed(JOBS[job].run(_unpacked(asked.recv_bytes()), dates)))


if __name__ == "__main__":
    # Whoever started this one is told of an interrupt, too, and ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr
    serve(Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False))
