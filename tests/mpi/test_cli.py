"""The command line: what it prints, what it exits with, and that its reference page is whole."""

from __future__ import annotations

import csv
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest
import typer.main

from mpi.cli import app, main
from mpi.client import Client
from mpi.config import Config
from mpi.example import _HOW_TO_CALL, PEOPLE
from mpi.server import RunningServer, serve

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference" / "cli.md"
PEOPLE_CSV = """source,local_id,given_name,family_name,birth_date,sex,ssn,city
north,1,Ana,Rivera,1980-05-12,F,219-09-9999,Chicago
south,7,Ana,Rivera,1980-05-12,F,219-09-9999,Chicago
north,2,Ben,Stone,1991-11-02,M,,Boston
"""


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with serve(Config(data=str(tmp_path / "var"), grpc="127.0.0.1:0")) as running:
        yield running


@pytest.fixture
def mpi(monkeypatch, capsys) -> Callable[..., Said]:
    """Runs a command, and answers its exit code and what it printed."""

    def run(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as exited:
            main(list(arguments))
        said = capsys.readouterr()
        return Said(int(exited.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def at(server: RunningServer, mpi, tmp_path: Path) -> Callable[..., Said]:
    """Runs a command against a server that holds three records."""
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE_CSV, encoding="utf-8")
    loaded = mpi("load", str(file), "--register-source", "--server", server.address)
    assert loaded.code == 0, loaded
    return lambda *arguments: mpi(*arguments, "--server", server.address)


def test_load_shows_what_it_recognised_and_what_it_does_not_use(server, mpi, tmp_path: Path):
    file = tmp_path / "people.csv"
    file.write_text("mrn,fname,lname,dob,shoe_size\n1,Ana,Rivera,1980-05-12,38\n")
    said = mpi(
        "load", str(file), "--source", "north", "--register-source", "--server", server.address
    )
    assert said.code == 0
    assert "family_name <- lname" in said.out and "not used: shoe_size" in said.out
    assert "1 created" in said.out


def test_get_shows_a_person_by_record_and_by_enterprise_id(at):
    by_record = at("get", "north/1")
    eid = re.search(r"Person (\w{12})", by_record.out)[1]
    assert "Ana Rivera" in by_record.out and "north/1" in by_record.out
    assert at("get", eid).out == by_record.out


def test_match_shows_grade_weight_and_evidence(at):
    said = at("match", "--given", "Ana", "--family", "Rivera", "--birth-date", "1980-05-12")
    assert said.code == 0
    assert "grade" in said.out and "the birth date is the same" in said.out


def test_match_of_nobody_says_so(at):
    assert "Nobody" in at("match", "--family", "Zzyzx", "--birth-date", "1900-07-07").out


def test_tasks_lists_what_waits(at):
    assert at("tasks").code == 0
    assert "No tasks" in at("tasks", "--status", "resolved").out


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_export_equals_what_was_loaded(at, server, tmp_path: Path, name: str):
    to = tmp_path / name
    assert "3 records" in at("export", "--out", str(to)).out
    rows = _rows(to)
    assert {(row["source"], row["local_id"]) for row in rows} == {
        ("north", "1"),
        ("south", "7"),
        ("north", "2"),
    }
    with Client.connect(server.address) as client:
        for row in rows:
            person = client.get(record=(row["source"], row["local_id"]))
            assert person.enterprise_id == row["enterprise_id"]
    assert [path.name for path in tmp_path.glob("*.new")] == []


def test_export_from_the_data_equals_export_from_the_server(at, server, mpi, tmp_path: Path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    at("export", "--out", str(one))
    server.stop()
    assert mpi("export", "--data", str(tmp_path / "var"), "--out", str(two)).code == 0
    assert one.read_text() == two.read_text()


def test_check_finds_all_well_and_can_rebuild(at, server, mpi, tmp_path: Path):
    server.stop()
    assert mpi("check", "--data", str(tmp_path / "var")).code == 0
    said = mpi("check", "--data", str(tmp_path / "var"), "--rebuild")
    assert said.code == 0 and "written anew" in said.out and "All is well" in said.out


def test_check_of_spoiled_data_exits_with_1(at, server, mpi, tmp_path: Path):
    import duckdb

    server.stop()
    with duckdb.connect(str(tmp_path / "var" / "index.duckdb")) as spoiling:
        spoiling.execute("DELETE FROM membership")
    said = mpi("check", "--data", str(tmp_path / "var"))
    assert said.code == 1 and "problems" in said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("get", "north/404"), "RECORD_NOT_FOUND"),
        (("get", "NOSUCHEID"), "NOT_FOUND"),
        (("match", "--family", "x" * 300), "at most 256"),
        (("load", "nowhere.csv"), "nowhere.csv"),
        (("load", "nowhere.csv", "--mapping", "nowhere.toml"), "nowhere.toml"),
        (("export", "--out", "/nowhere/at/all.csv"), "/nowhere/at"),
    ],
)
def test_an_error_is_one_line_and_exit_code_2(at, arguments: tuple[str, ...], said: str):
    failed = at(*arguments)
    assert failed.code == 2
    assert said in failed.err and failed.err.count("\n") == 1 and failed.err.startswith("mpi: ")


def test_a_server_that_is_not_there_is_one_line(mpi, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    failed = mpi("get", "north/1", "--server", f"127.0.0.1:{port}")
    assert (failed.code, failed.err.count("\n")) == (2, 1)
    assert "does not answer" in failed.err


def test_a_bind_that_others_can_reach_must_be_asked_for(mpi, tmp_path: Path):
    failed = mpi("serve", "--data", str(tmp_path / "var"), "--grpc", "0.0.0.0:0")
    assert failed.code == 2 and "insecure_bind" in failed.err


def test_a_port_that_is_taken_is_one_line(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        failed = _mpi("serve", "--data", str(tmp_path), "--grpc", address)
    assert failed.code == 2
    assert failed.err.count("\n") == 1 and "taken" in failed.err


def test_data_in_use_is_one_line(server, tmp_path: Path):
    failed = _mpi("check", "--data", str(tmp_path / "var"))
    assert failed.code == 2 and failed.err.count("\n") == 1


def test_there_is_no_index_where_none_was_made(mpi, tmp_path: Path):
    failed = mpi("check", "--data", str(tmp_path / "nothing"))
    assert failed.code == 2 and "no index" in failed.err
    assert not (tmp_path / "nothing").exists()


def test_what_make_run_prints_works(server, mpi, tmp_path: Path, capsys):
    some = _some_people(tmp_path / "people.csv")
    assert mpi("load", str(some), "--register-source", "--server", server.address).code == 0
    said = _HOW_TO_CALL.replace("ADDRESS", server.address)
    python = re.search(r"( {4}from mpi.*?)\nor with", said, re.DOTALL)[1]
    exec(re.sub(r"^ {4}", "", python, flags=re.MULTILINE), {})  # noqa: S102
    eid, _, records = capsys.readouterr().out.partition(" ")
    assert len(eid) == 12 and records.count("'") > 2, "it joins the records that are there"
    command = re.search(r"\.venv/bin/mpi (match .*)", said)[1].split()
    assert "certain" in mpi(*command).out or "probable" in mpi(*command).out


@pytest.mark.parametrize("options", [(), ("--initial", "--data", "var")])
def test_a_load_of_a_file_without_local_ids_is_refused_before_it_begins(
    server, mpi, tmp_path: Path, monkeypatch, options: tuple[str, ...]
):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("MPI_SERVER", server.address)
    (here / "people.csv").write_text("Ana,Rivera,1980-05-12\nBen,Stone,1991-11-02\n")
    said = mpi("load", "people.csv", "--source", "north", *options)
    assert said.code == 2 and "no column is recognised as the local id" in said.err
    assert "Rivera" not in said.out + said.err
    assert [path.name for path in here.iterdir()] == ["people.csv"]


def test_the_tour_of_the_readme_works(server, mpi, tmp_path: Path, capsys, monkeypatch):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    monkeypatch.setenv("MPI_SERVER", server.address)
    monkeypatch.chdir(tmp_path)
    _some_people(tmp_path / "examples" / "data" / "people.csv")
    shutil.copy(PEOPLE.with_name("people.truth.csv"), tmp_path / "examples" / "data")
    commands = re.findall(r"^\.venv/bin/mpi (.*)$", readme, re.MULTILINE)
    (load,) = (command for command in commands if command.startswith("load"))
    assert mpi(*load.split()).code == 0, "the load, which comes last in the tour"
    (python,) = re.findall(r"^```python\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    exec(python.replace("127.0.0.1:50051", server.address), {})  # noqa: S102
    assert "ssa pseu0010457" in capsys.readouterr().out
    for command in commands:
        assert mpi(*command.split()).code == 0, command


def test_pages_link_to_what_is_there():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_and_option_is_in_the_reference():
    page = REFERENCE.read_text(encoding="utf-8")
    section = r"^## mpi ([\w-]+)\n(.*?)(?=^## |\Z)"
    sections = dict(re.findall(section, page, re.DOTALL | re.MULTILINE))
    commands = typer.main.get_command(app).commands
    assert sections.keys() == commands.keys()
    for name, command in commands.items():
        options = _options(command)
        documented = set(re.findall(r"`(--[a-z-]+)", sections[name]))
        assert documented == options - {"--help"}, name


def _options(command: Any) -> set[str]:
    """The options of a command, and of those below it."""
    said = [(*one.opts, *one.secondary_opts) for one in command.params]
    below = [_options(one) for one in getattr(command, "commands", {}).values()]
    return {option for opts in said for option in opts if option[:2] == "--"}.union(*below)


def _rows(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _some_people(path: Path) -> Path:
    """Part of the example population, with the family that the pages speak of."""
    lines = PEOPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines[:300] + [line for line in lines[300:] if "Deljanin" in line]))
    return path


def _mpi(*arguments: str) -> Said:
    """Runs a command in a process of its own."""
    command = [sys.executable, "-m", "mpi", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return Said(ran.returncode, ran.stdout, ran.stderr)


def test_a_command_line_starts_without_the_modules_of_all_its_commands():
    heavy = ("numpy", "pyarrow", "duckdb", "splink", "grpc", "matching")
    asked = f"import sys, mpi.cli; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert not done.stdout.split()
