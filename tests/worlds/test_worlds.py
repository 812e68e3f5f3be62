"""Every golden world, through gRPC on a DuckDB file.  See README.md for what a world is."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from mpi.client import Client, ClientError
from mpi.config import Config
from mpi.files.demographics import to_demographics
from mpi.server import serve
from mpi.v1 import common_pb2, patient_index_pb2, task_pb2

WORLDS = sorted(Path(__file__).parent.glob("*.yaml"))
ORDERS_MAX = 6


def worlds():
    for path in WORLDS:
        yield pytest.param(yaml.load(path.read_text("utf-8"), yaml.BaseLoader), id=path.stem)  # noqa: S506


def test_there_are_at_least_forty_worlds():
    assert len(WORLDS) >= 40


@pytest.mark.parametrize("world", list(worlds()))
def test_world(world, tmp_path):
    with served(tmp_path / "index") as client:
        play(client, world, world["steps"])
        assert persons(client) == expected_persons(world), world["claim"]
        if "open_tasks" in world:
            assert open_tasks(client) == expected_tasks(world), world["claim"]


@pytest.mark.parametrize("world", [w for w in worlds() if w.values[0].get("any_order") == "true"])
def test_world_in_any_order(world, tmp_path):
    orders = list(itertools.permutations(world["steps"]))[1:]
    for number, steps in enumerate(orders[:: max(1, len(orders) // ORDERS_MAX)]):
        with served(tmp_path / str(number)) as client:
            play(client, world, [{"upsert": step["upsert"]} for step in steps])
            assert persons(client) == expected_persons(world), world["claim"]


@contextmanager
def served(data, four_eyes=""):
    """A client of an empty index of its own; two stewards at work and samples have worlds and
    tests of their own."""
    with (
        serve(
            Config(data=str(data), grpc="127.0.0.1:0", desk_four_eyes=four_eyes, desk_audit_rate=0)
        ) as running,
        Client.connect(running.address, wait_s=10) as client,
    ):
        yield client


def play(client, world, steps):
    for code in world["sources"]:
        client.register_source(code)
    judgements = {}
    for number, step in enumerate(steps):
        expected = step.get("error")
        refused = None
        try:
            take(client, step, judgements)
        except ClientError as error:
            refused = {"code": error.code, "reason": error.reason}
        assert refused == expected, f"step {number}"


def take(client, step, judgements):
    if "upsert" in step:
        upsert(client, dict(step["upsert"]), step.get("outcome"))
    elif "merge" in step:
        client.merge(key(step["merge"]["survivor"]), key(step["merge"]["retired"]))
    elif "move" in step:
        client.move(key(step["move"]["record"]), key(step["move"]["to"]))
    elif "delete" in step:
        client.delete(key(step["delete"]["record"]))
    elif "judge" in step:
        said = step["judge"]
        changes = client.judge(key(said["a"]), key(said["b"]), said["verdict"].lower(), **why(said))
        judgements[said.get("as", "")] = changes.judgement_id
        judgements["decision " + said.get("as", "")] = changes.decision_id
    elif "split" in step:
        said = step["split"]
        eid = client.get(record=key(said["person_of"])).enterprise_id
        groups = [[key(name) for name in group] for group in said["groups"]]
        judgements[said.get("as", "")] = client.split(eid, groups).decision_id
    elif "undo" in step:
        name = step["undo"]
        number = judgements.get(f"decision {name}") or judgements.get(name) or link_of(client, name)
        undone = client.undo(number)
        judgements[f"undo of {name}"] = undone.decision_id
    elif "revoke" in step:
        client.revoke(judgements[step["revoke"]])
    else:
        resolve(client, step["resolve"], judgements)


def link_of(client, name):
    """The automatic link that brought a record to its person."""
    source, local_id = key(name)
    for one in client.decisions(automatic=True).decisions:
        if any((k.source, k.local_id) == (source, local_id) for k in one.records):
            return one.decision_id
    raise AssertionError(f"no automatic link of {name}")


def upsert(client, said, outcome):
    record = key(said.pop("record"))
    event_time = said.pop("event_time", None)
    at = datetime.fromisoformat(event_time) if event_time else None
    # A file's reader would set an impossible date aside; a world says it to the service itself.
    demographics = replace(to_demographics(said), birth_date=said.get("birth_date", ""))
    answer = client.upsert(*record, demographics, event_time=at)
    if outcome:
        name = patient_index_pb2.UpsertOutcome.Name(answer.outcome)
        assert name == f"UPSERT_OUTCOME_{outcome}", f"{'/'.join(record)}: {name}"


def resolve(client, said, decisions):
    wanted = task_of(said["task"])
    ids = [task.task_id for task in client.tasks() if shown(task) == wanted]
    assert len(ids) == 1, f"no such open task: {wanted}; open are {open_tasks(client)}"
    groups = [[key(name) for name in group] for group in said.get("groups", ())]
    to = {name: target(name, value) for name, value in said.get("to", {}).items()}
    move_to = task_pb2.MoveTarget(**to) if to else None
    changes = client.resolve(
        ids[0], said["resolution"].lower(), groups=groups, move_to=move_to, **why(said)
    )
    decisions[said.get("as", "")] = changes.decision_id


def target(name, value):
    if name == "record":
        source, local_id = key(value)
        return common_pb2.RecordKey(source=source, local_id=local_id)
    return value == "true" if name == "new_person" else value


def why(said):
    """A steward says why, unless the world is about one who does not."""
    return {} if "unexplained" in said else {"reason": "seen", "reason_code": "document_seen"}


def persons(client):
    members = {}
    for record in client.records():
        name = f"{record.key.source}/{record.key.local_id}"
        members.setdefault(record.enterprise_id, set()).add(name)
    return sorted(sorted(names) for names in members.values())


def expected_persons(world):
    return sorted(sorted(names) for names in world["persons"])


def open_tasks(client):
    return sorted(shown(task) for task in client.tasks())


def expected_tasks(world):
    return sorted(task_of(task) for task in world["open_tasks"])


def shown(task):
    kind = task_pb2.TaskKind.Name(task.kind).removeprefix("TASK_KIND_")
    return kind, tuple(sorted(f"{k.source}/{k.local_id}" for k in task.records))


def task_of(said):
    return said["kind"], tuple(sorted(said["of"]))


def key(text):
    source, _, local_id = text.partition("/")
    return source, local_id
