"""`mpi review-ui`, and `mpi serve --web`."""

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from mpi.config import Config, ConfigError
from mpi.web import commands, page_beside
from review_ui.users import Users

MPI = (sys.executable, "-m", "mpi")


def _mpi(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MPI, *arguments], input=said, capture_output=True, text=True, timeout=60, check=False
    )


def test_users_are_added_shown_and_removed_at_the_command_line(tmp_path: Path):
    where = ("--data", str(tmp_path))
    added = _mpi("review-ui", "user", "add", "ann", *where, said="correct horse battery\n")
    assert (added.returncode, added.stdout.strip()) == (0, "ann may sign in.")
    made = _mpi("review-ui", "user", "add", "ben", "--generate", *where)
    password = re.search(r"Password: (\S+)", made.stdout)
    assert password
    assert Users(tmp_path).verified("ben", password[1])
    assert _mpi("review-ui", "user", "list", *where).stdout.split() == ["ann", "ben"]
    assert _mpi("review-ui", "user", "remove", "ann", *where).returncode == 0
    assert Users(tmp_path).names() == ["ben"]


def test_what_cannot_be_is_one_line_and_exit_code_2(tmp_path: Path):
    short = _mpi("review-ui", "user", "add", "ann", "--data", str(tmp_path), said="short\n")
    assert short.returncode == 2
    assert short.stderr.strip() == "mpi: password: expected 12 to 256 characters"
    gone = _mpi("review-ui", "user", "remove", "ann", "--data", str(tmp_path))
    assert (gone.returncode, gone.stderr.count("\n")) == (2, 1)
    open_to_all = _mpi("review-ui", "--web", "0.0.0.0:0", "--data", str(tmp_path))
    assert open_to_all.returncode == 2
    assert "web: expected a loopback address" in open_to_all.stderr


def test_one_process_serves_the_index_and_the_page_and_both_stop(tmp_path: Path):
    command = [*MPI, "serve", "--data", str(tmp_path), "--grpc", "127.0.0.1:0"]
    with subprocess.Popen(
        [*command, "--web", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        address = ""
        while not address:
            line = process.stderr.readline()
            assert line, "it ended before the page was there"
            found = re.search(r"the page is at (http://\S+)", line)
            address = found[1] if found else ""
        with urllib.request.urlopen(f"{address}/sign-in", timeout=20) as answer:  # noqa: S310
            assert b"Sign in" in answer.read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_without_the_setting_there_is_no_page(tmp_path: Path):
    with page_beside(Config(data=str(tmp_path)), "127.0.0.1:1") as page:
        assert page is None
    with pytest.raises(ConfigError, match="web"):
        Config(web="0.0.0.0:8080")


def test_the_page_offers_its_command_by_name():
    assert "review-ui" in dict(commands())
