"""The table of hard pairs through gRPC: who is one person, also by way of a chain."""

from __future__ import annotations

import random

import pytest

from mpi.client import Client
from mpi.client.requests import upsert_request
from mpi.config import Config
from mpi.server import serve
from mpi.v1 import task_pb2 as pb

SILENTLY_APART_MAX = 0.05


@pytest.fixture(scope="module", params=["a first", "b first", "shuffled"])
def answered(request, loader, tmp_path_factory):
    """Every pair as (pair, one person?, asked about?), all pairs in one index."""
    pairs = list(loader.load_pairs())
    data = tmp_path_factory.mktemp("index")
    with (
        serve(Config(data=str(data), grpc="127.0.0.1:0")) as running,
        Client.connect(running.address, wait_s=10) as client,
    ):
        client.register_source("A")
        client.register_source("B")
        for answer in client.upsert_many(requests(pairs, request.param)):
            assert not answer.HasField("error"), answer.error
        return outcomes(client, pairs)


def requests(pairs, order):
    said = [
        upsert_request("AB"[place % 2], f"{pair.id}.{place}", record)
        for pair in pairs
        for place, record in enumerate(pair.records)
    ]
    if order == "b first":
        said.reverse()
    elif order == "shuffled":
        random.Random(7).shuffle(said)
    return said


def outcomes(client, pairs):
    eids = {record.key.local_id: record.enterprise_id for record in client.records()}
    asked = {
        frozenset(key.local_id for key in task.records)
        for task in client.tasks()
        if task.kind != pb.TASK_KIND_IDENTIFIER_CONFLICT  # asks about a number, not about the two
    }
    asked_of = {frozenset(eids[name] for name in names) for names in asked}
    found = []
    for pair in pairs:
        a, b = eids[f"{pair.id}.0"], eids[f"{pair.id}.1"]
        found.append((pair, a == b, frozenset((a, b)) in asked_of))
    return found


def test_nobody_who_must_not_be_linked_is_linked_not_even_through_a_chain(answered):
    wrong = [p.id for p, one, _ in answered if one and p.label in ("NEVER_AUTO", "APART")]
    assert wrong == []


def test_true_pairs_are_hardly_ever_silently_apart(answered):
    true = [entry for entry in answered if entry[0].label in ("LINK", "LINK_OR_REVIEW")]
    silent = [pair.id for pair, one, asked in true if not one and not asked]
    assert len(silent) <= SILENTLY_APART_MAX * len(true), silent


def test_nobody_is_asked_about_pairs_that_are_plainly_two(answered):
    # A chain's own records may be asked about; the pair itself may not.
    assert [p.id for p, _, asked in answered if asked and p.label == "APART"] == []
