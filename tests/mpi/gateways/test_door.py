"""What the server does around every call: health, reflection, limits, deadlines, faults, logs."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status

from mpi.client import Client, ClientError, upsert_request
from mpi.config import Config
from mpi.domain.answers import Caller
from mpi.domain.source import Source
from mpi.server import SERVICES, RunningServer, serve
from mpi.v1 import administration_pb2 as admin
from mpi.v1 import administration_pb2_grpc, patient_index_pb2_grpc
from mpi.v1 import patient_index_pb2 as index

ANA = {"given_name": "Ana", "family_name": "Rivera", "birth_date": "1980-05-12"}


def _config(data: Path, **settings) -> Config:
    return Config(data=str(data), grpc="127.0.0.1:0", **settings)


def test_every_service_is_healthy_once_the_server_runs(channel: grpc.Channel):
    stub = health_pb2_grpc.HealthStub(channel)
    for service in ("", *SERVICES):
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service))
        assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_reflection_lists_every_service(channel: grpc.Channel):
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    asked = reflection_pb2.ServerReflectionRequest(list_services="")
    (answer,) = stub.ServerReflectionInfo(iter([asked]))
    listed = {service.name for service in answer.list_services_response.service}
    assert listed >= {*SERVICES, "grpc.health.v1.Health"}


def test_calls_beyond_the_rate_are_refused_and_told_when_to_come_again(tmp_path: Path):
    with (
        serve(_config(tmp_path, calls_per_s=0.5, calls_burst=3)) as running,
        grpc.insecure_channel(running.address) as channel,
    ):
        stub = administration_pb2_grpc.AdministrationServiceStub(channel)
        for _ in range(3):
            stub.ListSources(admin.ListSourcesRequest())
        with pytest.raises(grpc.RpcError) as refused:
            stub.ListSources(admin.ListSourcesRequest())
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    status = rpc_status.from_call(refused.value)
    assert status is not None
    delays = [
        info.retry_delay.ToMilliseconds()
        for detail in status.details
        if detail.Unpack(info := error_details_pb2.RetryInfo())
    ]
    assert delays
    assert 0 < delays[0] <= 2000


def test_a_write_whose_deadline_passes_while_it_waits_is_not_done(tmp_path: Path):
    with serve(_config(tmp_path)) as running, Client.connect(running.address) as mpi:
        mpi.register_source("north")
        with running.index._store.transaction():  # somebody else is writing
            first = running.index.register_source(Source("south"), Caller())
            while running.index._writer.waiting:
                time.sleep(0.01)
            with (
                Client.connect(running.address, timeout_s=0.3) as hurried,
                pytest.raises(ClientError) as refused,
            ):
                hurried.upsert("north", "1", **ANA)
        assert first.result(10)
        assert refused.value.code == "DEADLINE_EXCEEDED"
        mpi.upsert("north", "2", **ANA)
        with pytest.raises(ClientError) as absent:
            mpi.get(record=("north", "1"))
        assert absent.value.reason == "RECORD_NOT_FOUND"


def test_a_stopping_server_finishes_what_it_has_begun_and_takes_nothing_new(tmp_path: Path):
    running = serve(_config(tmp_path))
    answers: list[index.UpsertRecordResponse] = []
    with grpc.insecure_channel(running.address) as channel:
        Client(channel).register_source("north")
        stub = patient_index_pb2_grpc.PatientIndexServiceStub(channel)
        health = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest())
        assert next(health).status == health_pb2.HealthCheckResponse.SERVING
        writing = running.index._store.transaction()
        writing.__enter__()
        first = running.index.register_source(Source("south"), Caller())
        while running.index._writer.waiting:  # until the writer has taken it
            time.sleep(0.01)
        begun = threading.Thread(
            target=lambda: answers.append(
                stub.UpsertRecord(upsert_request("north", "1", **ANA), timeout=20)
            )
        )
        begun.start()
        while running.index._writer.waiting < 1:
            time.sleep(0.01)
        stop = threading.Thread(target=running.stop)
        stop.start()
        assert next(health).status == health_pb2.HealthCheckResponse.NOT_SERVING
        health.cancel()
        assert _code_of_new_calls(stub) is grpc.StatusCode.UNAVAILABLE
        writing.__exit__(None, None, None)
        assert first.result(20)
        begun.join(20)
        stop.join(20)
    assert answers[0].enterprise_id
    with serve(_config(tmp_path)) as again, Client.connect(again.address) as mpi:
        assert mpi.get(record=("north", "1")).enterprise_id == answers[0].enterprise_id


def _code_of_new_calls(stub) -> grpc.StatusCode:
    """What a new call is answered, once the server has begun to stop."""
    code = grpc.StatusCode.NOT_FOUND
    while code is grpc.StatusCode.NOT_FOUND:
        with pytest.raises(grpc.RpcError) as refused:
            stub.GetPerson(index.GetPersonRequest(enterprise_id="1"), timeout=5)
        code = refused.value.code()
    return code


def test_a_watcher_is_told_when_the_server_stops(tmp_path: Path):
    running = serve(_config(tmp_path))
    with Client.connect(running.address) as mpi:
        mpi.register_source("north")
        watching = mpi.watch()
        assert next(watching).events
        threading.Thread(target=running.stop).start()
        with pytest.raises(ClientError) as told:
            next(watching)
        assert told.value.code == "UNAVAILABLE"


def test_watchers_and_streams_have_a_limit(tmp_path: Path):
    config = _config(tmp_path, watchers_max=1, upsert_streams_max=1)
    with serve(config) as running, Client.connect(running.address) as mpi:
        mpi.register_source("north")
        first = mpi.watch()
        next(first)
        with pytest.raises(ClientError) as refused:
            next(mpi.watch())
        assert refused.value.reason == "LIMIT_REACHED"
        assert refused.value.metadata == {"limit": "watchers_max"}
        first.close()


def test_a_stream_answers_in_order_and_while_it_is_still_open(mpi: Client):
    given: list[str] = []

    def one_at_a_time():
        """Sends each record only after the one before it was answered."""
        for number in range(20):
            while len(given) < number:
                time.sleep(0.001)
            yield upsert_request("north", f"s{number}", given_name="Stream", family_name="Er")

    for answer in mpi.upsert_many(one_at_a_time(), first_sequence=100):
        assert answer.sequence == 100 + len(given)
        given.append(answer.result.enterprise_id)
    assert len(given) == 20
    many = [
        upsert_request("north", f"m{number}", family_name=f"F{number}") for number in range(1500)
    ]
    answered = list(mpi.upsert_many(many))
    assert [answer.sequence for answer in answered] == list(range(1, 1501))
    assert [answer.result.key.local_id for answer in answered] == [f"m{n}" for n in range(1500)]


def test_a_stream_that_its_caller_leaves_gives_its_place_back(tmp_path: Path):
    config = _config(tmp_path, upsert_streams_max=1)
    with serve(config) as running, Client.connect(running.address) as mpi:
        mpi.register_source("north")
        for turn in range(3):
            endless = (
                upsert_request("north", f"{turn}-{n}", family_name=f"F{n}") for n in range(10**9)
            )
            left = _begun(mpi, endless)
            left.close()


def _begun(mpi: Client, records) -> Iterator[index.UpsertRecordsResponse]:
    """A stream with its first answer; the place of the one before comes free a moment later."""
    until = time.monotonic() + 30
    while True:
        stream = mpi.upsert_many(records)
        try:
            assert next(stream).result.enterprise_id
        except ClientError as error:
            if error.reason != "LIMIT_REACHED" or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return stream


def test_a_fault_is_told_as_a_number_and_logged_without_values(
    tmp_path: Path, log_lines: pytest.LogCaptureFixture
):
    def broken() -> str:
        raise RuntimeError("ZZPHI Rivera")

    with (
        serve(_config(tmp_path), mint=broken) as running,
        Client.connect(running.address) as mpi,
    ):
        mpi.register_source("north")
        with pytest.raises(ClientError) as refused:
            mpi.upsert("north", "1", **ANA)
        (answer,) = mpi.upsert_many([upsert_request("north", "2", **ANA)])
    assert (refused.value.code, refused.value.reason) == ("INTERNAL", "INTERNAL")
    assert answer.error.code == "INTERNAL"
    faults = [json.loads(r.getMessage()) for r in log_lines.records if r.name == "mpi.faults"]
    assert [fault["incident"] for fault in faults] == [
        refused.value.metadata["incident"],
        answer.error.metadata["incident"],
    ]
    assert all(fault["error"] == "RuntimeError" and fault["trace"] for fault in faults)
    assert "ZZPHI" not in log_lines.text + str(refused.value) + str(answer.error)


def test_each_call_is_one_log_line_without_demographics(
    mpi: Client, log_lines: pytest.LogCaptureFixture
):
    mpi.upsert("north", "ZZPHI-1", given_name="ZZPHI", family_name="ZZPHI")
    mpi.match(given_name="ZZPHI", family_name="ZZPHI")
    lines = [json.loads(r.getMessage()) for r in log_lines.records if r.name == "mpi.calls"]
    assert [line["method"].partition("/")[2] for line in lines] == ["UpsertRecord", "MatchPatient"]
    assert lines[0]["source"] == "north"
    assert all(line["code"] == "OK" and line["ms"] > 0 for line in lines)
    assert "ZZPHI" not in log_lines.text


def test_the_callers_own_number_of_a_call_is_logged(
    server: RunningServer, channel: grpc.Channel, log_lines: pytest.LogCaptureFixture
):
    stub = administration_pb2_grpc.AdministrationServiceStub(channel)
    stub.ListSources(admin.ListSourcesRequest(), metadata=(("x-request-id", "call-17"),))
    assert '"request": "call-17"' in log_lines.text


def test_an_actor_must_be_a_name(server: RunningServer):
    with (
        Client.connect(server.address, actor="a b") as mpi,
        pytest.raises(ClientError) as refused,
    ):
        mpi.status()
    assert refused.value.violations[0].field == "x-actor"
