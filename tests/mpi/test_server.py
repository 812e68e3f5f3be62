"""Starting and stopping the service."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mpi.client import Client
from mpi.config import Config, ConfigError
from mpi.machine import memory_there
from mpi.server import StartError, modest_memory, serve


def test_a_data_directory_has_one_server(tmp_path: Path):
    config = Config(data=str(tmp_path), grpc="127.0.0.1:0")
    with serve(config), pytest.raises(StartError, match="in use by another server"):
        serve(config)
    serve(config).stop()


def test_a_taken_port_is_said_and_the_data_directory_is_free_again(tmp_path: Path):
    with serve(Config(data=str(tmp_path / "one"), grpc="127.0.0.1:0")) as running:
        other = Config(data=str(tmp_path / "two"), grpc=running.address)
        with pytest.raises(StartError, match="cannot listen"):
            serve(other)
    serve(other).stop()


def test_a_data_directory_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match="cannot write"):
        serve(Config(data=str(tmp_path / "file" / "data"), grpc="127.0.0.1:0"))


def test_a_model_that_is_none_is_said_and_the_data_directory_is_free_again(tmp_path: Path):
    (tmp_path / "model.json").write_text("{}")
    for model in ("model.json", "absent.json"):
        config = Config(data=str(tmp_path), grpc="127.0.0.1:0", model=str(tmp_path / model))
        with pytest.raises(StartError, match="cannot be loaded"):
            serve(config)
    serve(Config(data=str(tmp_path), grpc="127.0.0.1:0")).stop()


def test_duckdb_gets_modest_memory_unless_somebody_says_how_much(tmp_path: Path):
    config = Config(data=str(tmp_path), grpc="127.0.0.1:0", duckdb_threads=4)
    assert modest_memory(config) == "500MB"
    with config.database.open("wb") as file:
        file.truncate(16_000_000_000)  # a hole, which takes no place
    assert modest_memory(config) == "2100MB"
    with config.database.open("wb") as file:
        file.truncate(12_000_000_000_000)  # as no machine's memory
    assert modest_memory(config) == f"{memory_there() * 4 // 5 // 10**6}MB"
    config.database.unlink()
    for said, memory in (("", "500MB"), ("1GB", "1GB")):
        with serve(replace(config, duckdb_memory=said)) as running:
            assert running.config.duckdb_memory == memory


def test_without_access_control_only_loopback_is_listened_at():
    for address in ("0.0.0.0:1", "192.168.1.9:1", "example.org:1", "[::]:1"):
        with pytest.raises(ConfigError, match="loopback"):
            Config(grpc=address)
        assert Config(grpc=address, insecure_bind=True)
    for address in ("localhost:1", "127.0.0.1:1", "[::1]:1", "127.8.8.8:1"):
        assert Config(grpc=address)


def test_a_given_setting_wins_over_the_environment_and_that_over_the_default():
    environment = {"MPI_GRPC": "127.0.0.1:1", "MPI_WORKERS": "40", "MPI_INSECURE_BIND": "true"}
    config = Config.load(environment, grpc="127.0.0.1:2", data=None)
    assert (config.grpc, config.workers, config.insecure_bind) == ("127.0.0.1:2", 40, True)
    assert config.data == Config().data


@pytest.mark.parametrize(
    "environment",
    [
        {"MPI_WORKERS": "many"},
        {"MPI_WORKERS": "3"},
        {"MPI_INSECURE_BIND": "perhaps"},
        {"MPI_GRPC": "nowhere"},
        {"MPI_LOG_LEVEL": "LOUD"},
        {"MPI_CALLS_PER_S": "-1"},
    ],
)
def test_a_setting_that_cannot_be_is_named(environment: dict[str, str]):
    (name,) = environment
    with pytest.raises(ConfigError, match=name.removeprefix("MPI_").lower()):
        Config.load(environment)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_service_gracefully(tmp_path: Path, number: signal.Signals):
    program = (
        "import sys; from mpi.config import Config; from mpi import server;"
        "server.logging.basicConfig(level='INFO', stream=sys.stdout, format='%(message)s');"
        "server.run(Config(data=sys.argv[1], grpc='127.0.0.1:0'))"
    )
    with subprocess.Popen(
        [sys.executable, "-u", "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[2].rstrip(",")
        with Client.connect(address, wait_s=10) as mpi:
            mpi.register_source("north")
        process.send_signal(number)
        said = process.stdout.read()
        assert process.wait(20) == 0
    assert "stopping" in said
    with (
        serve(Config(data=str(tmp_path), grpc="127.0.0.1:0")) as again,
        Client.connect(again.address) as mpi,
    ):
        assert [source.code for source in mpi.sources()] == ["north"]
