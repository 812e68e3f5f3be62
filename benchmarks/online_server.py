"""The server of the online benchmark, as a process of its own, as it runs in earnest."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from mpi.client import Client, ClientError

ROOT = Path(__file__).parents[1]


class Server:
    """`start_s`: from the start of the process to its first answer."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._place = free.getsockname()
        self.address = "{}:{}".format(*self._place)
        self._data = data
        self.start_s = 0.0

    def __enter__(self) -> Self:
        began = time.perf_counter()
        command = [sys.executable, "-m", "mpi", "serve", "--data", str(self._data)]
        self._process = subprocess.Popen(
            [*command, "--grpc", self.address],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "MPI_LOG_LEVEL": "WARNING", "MPI_CALLS_PER_S": "0"},
            cwd=ROOT,
        )
        while not self._answers():
            time.sleep(0.01)
            if self._process.poll() is not None:
                raise SystemExit("the server did not start")
        self.start_s = time.perf_counter() - began
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(120)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    @property
    def rss_mb(self) -> float:
        """All that is resident, with the pages of its files that the kernel may take back."""
        return self._status_mb("VmRSS")

    @property
    def own_mb(self) -> float:
        """What is resident and no copy of a file."""
        return self._status_mb("RssAnon")

    def _status_mb(self, name: str) -> float:
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return round(int(line.split()[1]) / 1024, 1)
        return 0.0

    @property
    def cpu_s(self) -> float:
        """Processor seconds of all its threads: what a request costs, however busy the machine."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _answers(self) -> bool:
        """Whether it matches somebody: that looks into the index.  It is asked once it listens,
        since a gRPC client that was refused lets a second pass, and more, before it tries again."""
        try:
            socket.create_connection(self._place).close()
        except OSError:
            return False
        try:
            with Client.connect(self.address, timeout_s=120) as client:
                client.match(family_name="Smith", given_name="John", birth_date="1980-01-01")
        except ClientError:
            return False
        return True
