"""A real server on a real DuckDB file for the tests of a module, and ways to call it."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest

from mpi.client import Client
from mpi.config import Config
from mpi.server import RunningServer, serve

sys.path.append(str(Path(__file__).parent))  # for the tables beside the tests


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    config = Config(data=str(tmp_path_factory.mktemp("data")), grpc="127.0.0.1:0")
    with serve(config) as running:
        yield running


@pytest.fixture(scope="module")
def channel(server: RunningServer) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(server.address) as opened:
        yield opened


@pytest.fixture(scope="module")
def mpi(server: RunningServer) -> Iterator[Client]:
    with Client.connect(server.address) as client:
        client.register_source("north")
        client.register_source(
            "south", oid="2.16.840.1.113883.19.5", uri="urn:south", protected=True
        )
        yield client


@pytest.fixture
def log_lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that any logger says, down to DEBUG."""
    caplog.set_level(logging.DEBUG)
    return caplog
