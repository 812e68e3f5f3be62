"""kill -9 at a random moment of a load: what was acknowledged stays, and nothing is half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from mpi.check import check
from mpi.client import Client, ClientError
from mpi.client.requests import upsert_request
from mpi.config import Config
from mpi.files.demographics import to_demographics
from mpi.server import build_matcher, build_store

SERVE = """
import sys
from mpi.config import Config
from mpi.server import serve
running = serve(Config(data=sys.argv[1], grpc="127.0.0.1:0"))
print(running.port, flush=True)
sys.stdin.read()
"""


@contextmanager
def serving(data):
    """A server in a process of its own; killed outright at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = process.stdout.readline().strip()
        assert port, "the server did not start"
        yield process, f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def load_until(address, rows, acknowledged, process=None, moment=0.0):
    """Stream rows; note every answer; kill the server after `moment` seconds."""
    with Client.connect(address, wait_s=20) as client:
        for source in sorted({row["source"] for row in rows}):
            client.register_source(source)
        requests = (
            upsert_request(row["source"], row["local_id"], to_demographics(row)) for row in rows
        )
        began = time.monotonic()
        try:
            for answer in client.upsert_many(requests):
                assert not answer.HasField("error"), answer.error
                key = answer.result.key.source, answer.result.key.local_id
                acknowledged.setdefault(key, answer.result.enterprise_id)
                if process is not None and time.monotonic() - began > moment:
                    os.kill(process.pid, signal.SIGKILL)
                    process = None
        except ClientError:
            return


def persons(address):
    with Client.connect(address, wait_s=20) as client:
        members = {}
        for record in client.records():
            key = record.key.source, record.key.local_id
            members.setdefault(record.enterprise_id, set()).add(key)
        return sorted(sorted(keys) for keys in members.values())


def kill_and_resume(data, rows, kills, random_moments):
    """Kill a load again and again, check after each, then let it end."""
    acknowledged = {}
    for _ in range(kills):
        with serving(data) as (process, address):
            load_until(address, rows, acknowledged, process, random_moments.uniform(0.0, 0.8))
        with serving(data) as (_, address), Client.connect(address, wait_s=20) as client:
            for key, eid in random_moments.sample(
                sorted(acknowledged.items()), min(40, len(acknowledged))
            ):
                person = client.get(eid)  # a retired EID leads to its survivor
                assert key in {(r.key.source, r.key.local_id) for r in person.records}
        assert verified(data) == ()
    with serving(data) as (_, address):
        load_until(address, rows, acknowledged)
        return persons(address)


def verified(data):
    config = Config(data=str(data))
    store = build_store(config, build_matcher(config))
    try:
        return check(store).problems
    finally:
        store.close()


def check_kills(rows, kills, tmp_path):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    with serving(tmp_path / "undisturbed") as (_, address):
        load_until(address, rows, {})
        undisturbed = persons(address)
    assert kill_and_resume(tmp_path / "killed", rows, kills, random.Random(seed)) == undisturbed


def test_a_load_killed_ten_times_loses_nothing_and_ends_the_same(pseudopeople, tmp_path):
    check_kills(pseudopeople.rows[:1200], 10, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_load_killed_a_hundred_times_loses_nothing_and_ends_the_same(pseudopeople, tmp_path):
    check_kills(pseudopeople.rows[:3000], 100, tmp_path)
