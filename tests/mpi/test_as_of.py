"""As-of queries: whose was this record, and what did it say, at that time?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mpi.client import Client
from mpi.config import Config
from mpi.server import serve

SAID = {
    "given_name": "Annelise",
    "family_name": "Thorvaldsen",
    "birth_date": "1974-06-19",
    "sex": "female",
    "ssn": "473-28-9051",
}
OVERLAY = {
    "given_name": "Ruth",
    "family_name": "Okafor",
    "birth_date": "1951-02-03",
    "sex": "female",
}
RECORD = ("north", "1")


def given_then(mpi: Client, at: datetime) -> str:
    return mpi.get(record=RECORD, as_of=at).records[0].demographics.names[0].given


def test_a_held_update_counts_from_its_acceptance_not_from_its_arrival(tmp_path: Path):
    with (
        serve(Config(data=str(tmp_path), grpc="127.0.0.1:0")) as running,
        Client.connect(running.address, wait_s=10) as mpi,
    ):
        mpi.register_source("north")
        mpi.upsert(*RECORD, **SAID)
        mpi.upsert(*RECORD, **OVERLAY)
        held = datetime.now(UTC)
        (task,) = [task for task in mpi.tasks() if len(task.records) == 1]
        mpi.resolve(task.task_id, "accept_update")
        accepted = datetime.now(UTC)
        assert given_then(mpi, held) == "Annelise"
        assert given_then(mpi, accepted) == "Ruth"
        assert mpi.get(record=RECORD).records[0].demographics.names[0].given == "Ruth"
