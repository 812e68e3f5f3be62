"""`mpi quality`: the figures on the console, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mpi.cli import main
from mpi.client import Client
from mpi.config import Config
from mpi.server import serve


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An index in which a steward has answered one of two questions."""
    config = Config(
        data=str(tmp_path_factory.mktemp("data")), grpc="127.0.0.1:0", desk_second_review_rate=1.0
    )
    with serve(config) as running, Client.connect(running.address, actor="ann") as mpi:
        mpi.register_source("north")
        mpi.register_source("south")
        for number, family in enumerate(("Rivera", "Okafor")):
            said = {"given_name": "Ana", "family_name": family, "phone": f"212555010{number}"}
            mpi.upsert("north", str(number), birth_date=f"195{number}-03-11", **said)
            mpi.upsert("south", str(number), **said)
        first, _ = mpi.tasks()
        mpi.resolve(first.task_id, "same_person")
        yield running.address


def run(address: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as done:
        main(["quality", *arguments, "--server", address])
    assert not done.value.code
    return capsys.readouterr().out


def test_every_figure_is_shown_with_the_words_that_say_what_it_means(address, capsys):
    said = run(address, capsys)
    for title in (
        "What stewards did",
        "What waits",
        "How far people agree",
        "What the model claims",
        "Wrong automatic links",
        "Duplicates, overlaps, overlays",
        "Duplicates created",
    ):
        assert title in said
    assert "ann" in said
    assert "AHIMA" in said
    assert "Waiting: 1 second review and 0 known answers." in said


def test_json_has_numbers_for_numbers_and_nothing_for_what_is_not_known(address, capsys):
    said = json.loads(run(address, capsys, "--json"))
    assert said["stewards"]["all"]["resolved"] == 1
    assert said["rates"]["all"]["overlaps"] == {
        "count": 1, "total": 3, "share": 1 / 3, "low": 1 / 3, "high": 1 / 3,
    }  # fmt: skip
    assert said["agreement"]["kappa"] is None
    assert said["calibration"]["bands"][0]["weight_from"] is None
    assert said["calibration"]["bands"][-1]["probability_before"] == 1.0
    assert said["backlog"]["ages"][0]["kind"] == "potential_overlap"


def test_what_is_measured_with_is_drawn_kept_and_seeded(address, capsys, tmp_path: Path):
    known = tmp_path / "known.csv"
    known.write_text(
        "left_source,left_local_id,right_source,right_local_id,verdict\nnorth,0,south,1,different\n"
    )
    assert "0 second reviews opened, of 0 answers" in run(address, capsys, "review")
    assert "0 tasks opened, to tell of" in run(address, capsys, "audit", "--per-band", "5")
    assert "1 known answer kept" in run(address, capsys, "know", str(known))
    assert "1 known answer seeded" in run(address, capsys, "seed")
    assert "0 known answers made" in run(address, capsys, "learn")
