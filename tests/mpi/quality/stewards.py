"""Stewards who are served by a real server, over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from mpi.check import check
from mpi.client import Client
from mpi.config import Config
from mpi.server import RunningServer, build_matcher, build_store, serve
from mpi.store.duckdb import DuckDBStore
from mpi.v1 import stewardship_pb2 as steward
from mpi.v1 import stewardship_pb2_grpc as steward_grpc
from mpi.v1 import task_pb2 as tasks
from mpi.v1.common_pb2 import RecordKey

NAMES = (
    ("Ana", "Rivera"), ("Bela", "Stone"), ("Cora", "Nguyen"), ("Dora", "Okafor"),
    ("Elsa", "Lindqvist"), ("Fina", "Marchetti"),
)  # fmt: skip


@contextmanager
def served(tmp_path: Path, **settings: float) -> Iterator[RunningServer]:
    rates = {"desk_second_review_rate": 0.0, "desk_known_answer_rate": 0.0, "desk_audit_rate": 0.0}
    config = Config(data=str(tmp_path), grpc="127.0.0.1:0", **{**rates, **settings})
    with serve(config) as running:
        yield running


class Steward:
    """One steward at the desk, over the wire."""

    def __init__(self, server: RunningServer, name: str) -> None:
        self.mpi = Client.connect(server.address, actor=name)
        self.quality = self.mpi.quality
        self._stub = steward_grpc.StewardshipServiceStub(self.mpi._channel)
        self._who = (("x-actor", name),)

    def next(self) -> tasks.Task | None:
        answered = self._stub.ClaimNext(steward.ClaimNextRequest(), metadata=self._who)
        return answered.task if answered.HasField("task") else None

    def look(self, task_id: str) -> steward.GetTaskResponse:
        return self._stub.GetTask(steward.GetTaskRequest(task_id=task_id), metadata=self._who)

    def answer(
        self, task_id: str, word: str, *groups: tuple[RecordKey, ...], explained: bool = True
    ) -> steward.ResolveTaskResponse:
        request = steward.ResolveTaskRequest(
            task_id=task_id,
            resolution=tasks.Resolution.Value(f"RESOLUTION_{word.upper()}"),
            groups=[tasks.RecordGroup(records=group) for group in groups],
        )
        if explained:
            request.reason = "looked at both"
            request.reason_code = tasks.REASON_CODE_CHART_REVIEWED
        return self._stub.ResolveTask(request, metadata=self._who)

    def open(self, *records: RecordKey) -> str:
        """A question by hand; answers its number."""
        request = steward.OpenTaskRequest(records=records, reason="are these one person?")
        return self._stub.OpenTask(request, metadata=self._who).task.task_id

    def clear(self, word: str = "same_person") -> list[tasks.Task]:
        """Answers all that there is for this steward."""
        done = []
        while task := self.next():
            self.answer(task.task_id, word)
            done.append(task)
        return done

    def persons(self) -> dict[str, str]:
        return {f"{r.key.source}/{r.key.local_id}": r.enterprise_id for r in self.mpi.records()}


@contextmanager
def desk(server: RunningServer, *names: str) -> Iterator[list[Steward]]:
    stewards = [Steward(server, name) for name in names]
    try:
        yield stewards
    finally:
        for one in stewards:
            one.mpi.close()


def fill(mpi: Client, names=NAMES) -> None:
    """For each name a pair that somebody has to look at: only one of them has a birth date."""
    mpi.register_source("north")
    mpi.register_source("south")
    for number, (given, family) in enumerate(names):
        said = {"given_name": given, "family_name": family, "phone": f"21255501{number:02}"}
        mpi.upsert("north", str(number), birth_date=f"19{50 + number}-03-1{number}", **said)
        mpi.upsert("south", str(number), **said)


def looks(said: steward.GetTaskResponse) -> tuple:
    """All that a steward sees of a task and its records, but for its number and times."""
    task = tasks.Task.FromString(said.task.SerializeToString())
    for field in ("task_id", "opened_at", "due_at", "revision", "claimed_by", "claimed_until"):
        task.ClearField(field)
    task.status = tasks.TASK_STATUS_UNSPECIFIED
    return (
        task,
        list(said.sheets),
        list(said.fields),
        list(said.pairs),
        list(said.golden_now),
        said.golden_if_joined,
        list(said.judgements),
        list(said.changes),
        list(said.resolutions),
        list(said.same_overrides),
        list(said.different_overrides),
        list(said.second_person_because),
        list(said.snapshot.pairs),
        list(said.snapshot.records),
    )


def kept(data: Path) -> closing[DuckDBStore]:
    """What a stopped server's data directory keeps."""
    config = Config(data=str(data))
    return closing(build_store(config, build_matcher(config)))


def problems(data: Path) -> tuple[str, ...]:
    """What `mpi check` says of a stopped server's data."""
    with kept(data) as store:
        return check(store).problems
