"""An index behind a real gRPC server, and files to load into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mpi.client import Client
from mpi.config import Config
from mpi.server import RunningServer, serve

Rows = list[dict[str, str]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with serve(Config(data=str(tmp_path / "var"), grpc="127.0.0.1:0")) as running:
        yield running


@pytest.fixture
def client(server: RunningServer) -> Iterator[Client]:
    with Client.connect(server.address) as connected:
        yield connected


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a text file, in UTF-8 unless told otherwise."""

    def written(text: str, name: str = "people.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return written
