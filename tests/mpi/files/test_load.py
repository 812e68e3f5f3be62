"""Loading files through the stream: what arrives, what is refused, and what a break costs."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mpi.client import Client
from mpi.config import Config
from mpi.files.columns import recognized
from mpi.files.load import LoadBroken, Loaded, Loader, LoadError, Options
from mpi.files.reading import opened
from mpi.server import RunningServer, serve

EXAMPLE = Path(__file__).parents[3] / "examples" / "data" / "people.csv"
HEADER = "local_id,given_name,family_name,birth_date,city\n"


def loader_of(client: Client, path: Path, **options) -> Loader:
    table = opened(path)
    places = {
        "state": path.with_name("load-state.json"),
        "rejects": path.with_name("rejects.csv"),
    }
    defaults = {"register_source": True, "patience_s": 0.0}
    return Loader(
        client, table, recognized(table.headers), Options(**{**places, **defaults, **options})
    )


def load(client: Client, path: Path, **options) -> Loaded:
    return loader_of(client, path, **options).run()


def rejects(path: Path) -> list[tuple[str, ...]]:
    with path.with_name("rejects.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["row"], row["local_id"], row["status"], row["field"])
            for row in csv.DictReader(file)
        ]


def example(rows: int, path: Path) -> Path:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[: rows + 1]), encoding="utf-8")
    return path


def keys(path: Path) -> set[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["source"], row["local_id"]) for row in csv.DictReader(file)}


def held(client: Client) -> dict[tuple[str, str], str]:
    return {(one.key.source, one.key.local_id): one.enterprise_id for one in client.records()}


def versions(client: Client, some: set[tuple[str, str]]) -> set[int]:
    """The version numbers of the records, as the index holds them."""
    return {
        record.version
        for key in some
        for record in client.get(record=key).records
        if (record.key.source, record.key.local_id) == key
    }


def test_what_is_in_the_file_is_in_the_index(client: Client, tmp_path: Path):
    path = example(300, tmp_path / "people.csv")
    loaded = load(client, path)
    assert loaded.rows == 300 == client.status().counts["records"]
    assert held(client).keys() == keys(path)
    assert not path.with_name("load-state.json").exists()


def test_a_file_loaded_twice_changes_nothing(client: Client, tmp_path: Path):
    path = example(100, tmp_path / "people.csv")
    load(client, path)
    persons, events = held(client), client.status().counts["persons"]
    again = load(client, path)
    assert again.counts["unchanged"] == 100
    assert held(client) == persons and client.status().counts["persons"] == events
    assert versions(client, set(list(persons)[:20])) == {1}


def test_a_row_that_is_refused_is_rejected_with_its_reason_and_the_rest_is_loaded(
    client: Client, write: Callable[..., Path]
):
    path = write(
        HEADER
        + "1,Ana,Rivera,1980-05-12,Chicago\n"
        + ",Ben,Stone,1990-01-01,Chicago\n"  # no local id
        + "3,Cleo\n"  # a line that is cut
        + f"4,{'x' * 300},Long,1970-01-01,Chicago\n"  # refused by the index
        + "5,Dan,Field,30/30/1980,Chicago\n"  # an impossible birth date
        + "6,Eve,Moss,1985-03-04,Chicago\n"
    )
    loaded = load(client, path, source="north")
    assert rejects(path) == [
        ("2", "", "rejected", "local_id"),
        ("3", "", "rejected", "row"),
        ("4", "4", "rejected", "demographics.names[0].given"),
        ("5", "5", "warning", "birth_date"),
    ]
    assert loaded.counts == {"created": 3, "rejected": 3, "warnings": 1}
    assert {local_id for _, local_id in held(client)} == {"1", "5", "6"}


def test_the_rejects_file_holds_no_demographics(client: Client, write: Callable[..., Path]):
    path = write(HEADER + f"1,ZZGIVEN{'x' * 300},ZZFAMILY,99/99/ZZ80,ZZCITY\n")
    load(client, path, source="north")
    assert "ZZ" not in path.with_name("rejects.csv").read_text(encoding="utf-8")


def test_a_legacy_record_with_an_impossible_birth_date_is_kept_as_said_with_its_year(
    client: Client, write: Callable[..., Path]
):
    load(client, write(HEADER + "1,Ana,Rivera,31/31/1980,Chicago\n"), source="north")
    (record,) = client.get(record=("north", "1")).records
    assert record.demographics.birth_date == "1980"
    (other,) = record.demographics.other
    assert (other.name, other.value) == ("birth_date_as_said", "31/31/1980")


def test_a_file_with_rejected_rows_only_comes_to_its_end(
    client: Client, write: Callable[..., Path]
):
    path = write(HEADER + ",Ana,Rivera,,\n" * 2000)
    assert load(client, path, source="north").counts == {"rejected": 2000, "warnings": 0}
    assert len(rejects(path)) == 2000


def test_an_empty_file_loads_nothing(client: Client, write: Callable[..., Path]):
    assert load(client, write(HEADER), source="north").rows == 0


def test_a_source_in_the_file_goes_before_the_one_given(client: Client, write: Callable[..., Path]):
    path = write("source,local_id,family_name\nwest,1,Rivera\n,2,Stone\n")
    load(client, path, source="north")
    assert held(client).keys() == {("west", "1"), ("north", "2")}


def test_a_source_that_is_not_registered_stops_the_load_before_it_begins(
    client: Client, write: Callable[..., Path]
):
    path = write(HEADER + "1,Ana,Rivera,,\n")
    with pytest.raises(LoadError, match="north is not registered"):
        load(client, path, source="north", register_source=False)
    with pytest.raises(LoadError, match="--source"):
        load(client, path)
    assert client.status().counts["records"] == 0


def test_a_load_that_was_killed_goes_on_and_doubles_nothing(
    server: RunningServer, client: Client, tmp_path: Path
):
    path = example(1200, tmp_path / "people.csv")
    path.write_text(
        path.read_text(encoding="utf-8") + "ssa,,Late,,Reject,,,,,,,,\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "mpi", "load", str(path), "--server", server.address]
    first = subprocess.Popen(
        [*command, "--register-source"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while client.status().counts["records"] < 300 and first.poll() is None:
        time.sleep(0.02)
    first.kill()
    first.wait()
    assert 300 <= client.status().counts["records"] < 1200, "it was killed half-way"

    second = subprocess.run(
        [*command, "--register-source"], capture_output=True, text=True, check=True
    )

    assert client.status().counts["records"] == 1200
    assert held(client).keys() == {key for key in keys(path) if key[1]}
    assert versions(client, set(list(held(client))[:400])) == {1}
    assert "1 rejected" in second.stdout
    said = path.with_name("people.csv.rejects.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",")[0] for line in said[1:]]
    assert len(rows) == len(set(rows)) and rows[-1] == "1201"


def test_ctrl_c_says_where_the_load_stopped(server: RunningServer, client: Client, tmp_path: Path):
    path = example(2000, tmp_path / "people.csv")
    # What runs in the background of a shell ignores SIGINT, and so does what it starts.
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    program = f"{heeding} from mpi.__main__ import main; main()"
    command = [sys.executable, "-c", program, "load", str(path), "--server", server.address]
    running = subprocess.Popen(
        [*command, "--register-source"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while client.status().counts["records"] < 100 and running.poll() is None:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "the same command goes on from there" in said
    assert "Traceback" not in said


def test_a_load_outlives_a_restart_of_the_server(tmp_path: Path):
    path = example(900, tmp_path / "people.csv")
    data = str(tmp_path / "var")
    first = serve(Config(data=data, grpc="127.0.0.1:0"))
    address = first.address
    try:
        with Client.connect(address) as client:
            loader = loader_of(client, path, patience_s=60.0)
            done: list[Loaded] = []
            loading = threading.Thread(target=lambda: done.append(loader.run()))
            loading.start()
            while loader.settled < 100:
                time.sleep(0.01)
            first.stop(grace_s=0)
            assert loader.settled < 900
            with serve(Config(data=data, grpc=address)):
                loading.join(timeout=120)
                assert done and done[0].rows == 900
                assert client.status().counts["records"] == 900
                assert versions(client, set(list(held(client))[:200])) == {1}
    finally:
        first.stop(grace_s=0)


def test_a_server_that_stays_away_breaks_the_load_and_it_can_be_resumed(tmp_path: Path):
    path = example(600, tmp_path / "people.csv")
    data = str(tmp_path / "var")
    first = serve(Config(data=data, grpc="127.0.0.1:0"))
    address = first.address
    try:
        with Client.connect(address) as client:
            loader = loader_of(client, path)
            stopping = threading.Thread(
                target=lambda: (_until(lambda: loader.settled > 50), first.stop(grace_s=0))
            )
            stopping.start()
            with pytest.raises(LoadBroken):
                loader.run()
            stopping.join()
        with serve(Config(data=data, grpc=address)), Client.connect(address) as client:
            second = loader_of(client, path)
            assert second.resumed_after == loader.settled > 50
            assert second.run().rows == 600
            assert client.status().counts["records"] == 600
    finally:
        first.stop(grace_s=0)


def test_progress_of_another_index_is_not_resumed(tmp_path: Path):
    path = example(200, tmp_path / "people.csv")
    state = path.with_name("load-state.json")
    with (
        serve(Config(data=str(tmp_path / "one"), grpc="127.0.0.1:0")) as one,
        Client.connect(one.address) as client,
    ):
        loader = loader_of(client, path)
        with pytest.raises(RuntimeError):
            loader.run(_stop_at(100))
    assert state.exists()
    with (
        serve(Config(data=str(tmp_path / "two"), grpc="127.0.0.1:0")) as two,
        Client.connect(two.address) as client,
    ):
        second = loader_of(client, path)
        assert second.resumed_after == 0
        second.run()
        assert client.status().counts["records"] == 200


def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        time.sleep(0.01)


def _stop_at(row: int) -> Callable[[int], None]:
    def told(settled: int) -> None:
        if settled >= row:
            raise RuntimeError

    return told
