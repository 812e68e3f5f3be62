"""A thousand malformed requests: each is refused, says which field is wrong, and leaks nothing."""

import json
from collections.abc import Iterator

import grpc
import malformed
import malformed_elsewhere
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from mpi.client import Client
from mpi.v1 import patient_index_pb2 as index

TABLE = [*malformed.table(), *malformed_elsewhere.table()]


def test_the_table_holds_more_than_a_thousand_requests():
    assert len({(one.method, one.data, one.field) for one in TABLE}) >= 1000


def test_the_request_that_they_are_made_from_is_accepted(mpi: Client, channel: grpc.Channel):
    call = channel.unary_unary(f"/mpi.v1.{malformed.UPSERT}")
    answer = index.UpsertRecordResponse.FromString(call(malformed.valid().SerializeToString()))
    assert answer.enterprise_id


def test_each_is_refused_by_name_and_nothing_leaks(
    mpi: Client, channel: grpc.Channel, log_lines: pytest.LogCaptureFixture
):
    before = dict(mpi.status().counts)
    faults = []
    for number, one in enumerate(TABLE):
        call = channel.unary_unary(f"/mpi.v1.{one.method}")
        try:
            call(one.data, timeout=30)
        except grpc.RpcError as error:
            faults += [
                f"{number} {one.method} {one.field}: {fault}" for fault in _check(one, error)
            ]
        else:
            faults.append(f"{number} {one.method} {one.field}: accepted")
    assert not faults, f"{len(faults)} of {len(TABLE)}\n" + "\n".join(faults[:40])
    assert dict(mpi.status().counts) == before, "nothing was written"
    leaks = [record.name for record in log_lines.records if malformed.MARK in record.getMessage()]
    assert not leaks
    lines = [json.loads(r.getMessage()) for r in log_lines.records if r.name == "mpi.calls"]
    assert {"method", "code", "ms", "request"} <= set(lines[0])
    assert not [line for line in lines if line["code"] == "INTERNAL"]


def _check(one, error: grpc.RpcError) -> Iterator[str]:
    code = error.code().name
    if code not in one.codes:
        yield f"{code} {error.details()}"
    whole = repr(error.trailing_metadata()) + (error.details() or "")
    if malformed.MARK in whole:
        yield "the error tells a value"
    if one.field and one.field not in " ".join(_named(error)):
        yield f"the field is not named, but {list(_named(error))}"


def _named(error: grpc.RpcError) -> Iterator[str]:
    status = rpc_status.from_call(error)
    for detail in status.details if status else ():
        bad, pre = error_details_pb2.BadRequest(), error_details_pb2.PreconditionFailure()
        if detail.Unpack(bad):
            yield from (violation.field for violation in bad.field_violations)
        elif detail.Unpack(pre):
            yield from (violation.subject for violation in pre.violations)


def test_in_a_stream_each_is_refused_in_its_place_and_the_stream_goes_on(
    mpi: Client, channel: grpc.Channel, log_lines: pytest.LogCaptureFixture
):
    bad = [
        one for one in TABLE if one.method == malformed.UPSERT and one.field not in ("", "request")
    ]
    requests = []
    for sequence, one in enumerate(bad, 1):
        head = index.UpsertRecordsRequest(sequence=sequence).SerializeToString()
        size = len(one.data)
        varint = bytes([size >> shift & 0x7F | 0x80 for shift in (0, 7, 14)] + [size >> 21])
        requests.append(head + b"\x12" + varint + one.data)
    good = malformed.valid()
    requests.append(index.UpsertRecordsRequest(sequence=0, record=good).SerializeToString())
    stream = channel.stream_stream("/mpi.v1.PatientIndexService/UpsertRecords")
    answers = [index.UpsertRecordsResponse.FromString(data) for data in stream(iter(requests))]
    assert len(answers) == len(requests)
    for sequence, (one, answer) in enumerate(zip(bad, answers, strict=False), 1):
        assert answer.sequence == sequence
        assert answer.error.code in one.codes
        named = [violation.field for violation in answer.error.violations]
        named += answer.error.metadata.values()
        assert one.field.split("#")[0] in " ".join(named)
        assert malformed.MARK not in str(answer.error)
    assert answers[-1].result.enterprise_id
    assert not [r for r in log_lines.records if malformed.MARK in r.getMessage()]
