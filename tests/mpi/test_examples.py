"""The example programs work against a running server."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mpi.config import Config
from mpi.server import RunningServer, serve

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    data = tmp_path_factory.mktemp("data")
    with serve(Config(data=str(data), grpc="127.0.0.1:0")) as running:
        yield running


def test_the_first_call_links_two_records(server: RunningServer):
    command = [sys.executable, str(EXAMPLES / "first_call.py"), server.address]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "The clinic's record: CREATED" in said
    assert "The laboratory's record: LINKED" in said
    assert "example-clinic/4711, example-lab/L-99" in said
    assert "demographics.birth_date" in said


def test_a_watcher_goes_on_after_a_break(server: RunningServer, tmp_path: Path):
    cursor = tmp_path / "cursor"
    command = [sys.executable, str(EXAMPLES / "watch_events.py"), server.address, str(cursor)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("1 source_registered")
        until = time.monotonic() + 20
        while not cursor.exists() and time.monotonic() < until:
            time.sleep(0.05)
        process.terminate()
    assert int(cursor.read_text()) > 1
