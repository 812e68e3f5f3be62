"""Whatever a well-formed message says, no call ends in a fault of ours, and nothing leaks."""

import random
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from mpi.client import Client
from mpi.v1 import (
    administration_pb2,
    common_pb2,
    patient_index_pb2,
    quality_pb2,
    stewardship_pb2,
)

METHODS = [
    method
    for module in (patient_index_pb2, stewardship_pb2, quality_pb2, administration_pb2)
    for service in module.DESCRIPTOR.services_by_name.values()
    for method in service.methods
    if not method.server_streaming
]
# What takes records away comes last: the others need some.
METHODS.sort(key=lambda method: method.name in ("DeleteRecord", "MergeRecords"))
TEXTS = [
    *("", "north", "south", "1", "2", "7", "SS", "MR", "DL", "urn:south", "ZZPHI", "zzphi*"),
    *("1980-05-12", "1980", "99999999", "ZZPHI'); DROP TABLE record;--", "%", "_", "\\", '"', "*"),
    *(
        "ZZPHI\u0301\u0301\u0301",
        "\U0001f600ZZPHI",
        "\u202eZZPHI",
        "ZZPHI ß İ \u0131 \u017f",
        "王小明",
        "محمد",
    ),
    *("123-45-6789", "900-70-0000", "+1 312 555 0100", "zzphi@example.org", "60601-1234", "0" * 64),
    *(
        "-",
        ".",
        "'",
        " ",
        "Baby Boy",
        "JR",
        "O'Neil-ZZPHI Smith",
        "ZZPHI" * 51,
        "2ZW3",
        "NaN",
        "1e9",
    ),
]
DATES = ["", "1980-05-12", "1980", "1980-05", "99999999", "12 May 1980", "UNKNOWN", "05/12/80"]
HARD_TO_SATISFY = (
    *("DeleteRecord", "GetTask", "ResolveTask", "Judge", "RevokeJudgement", "DeferTask"),
    *("GetPersonTimeline", "RevealField", "SplitPerson", "UndoDecision"),
    *("DeleteKnownAnswer", "SaveKnownAnswer", "EscalateTask"),
)
NUMBERS = [0, 1, 2, 3, 5, 20, 50, 100, -1, 2**31 - 1, -(2**31)]
DOUBLES = [0.0, -0.0, 0.5, 3.0, -3.0, 1e308, float("inf"), float("nan")]
LONG = [0, 1, 1_700_000_000, 253402300799, -62135596800, 2**40, -(2**40), 2**62]


pytestmark = pytest.mark.xdist_group("fuzz")


@pytest.fixture(scope="module", autouse=True)
def _records(mpi: Client) -> None:
    """What most of the keys name."""
    for source in ("north", "south"):
        for local_id in "123":
            mpi.upsert(source, local_id, family_name=f"Family{local_id}", given_name=source)


def _filled(message: Any, rng: random.Random, depth: int = 0) -> Any:
    """Each field unset, or set to something nasty; keys mostly name a record that may be there."""
    if isinstance(message, common_pb2.RecordKey) and rng.random() < 0.9:
        message.source, message.local_id = rng.choice(("north", "south")), rng.choice("123")
        return message
    for field in message.DESCRIPTOR.fields:
        if rng.random() < 0.3 or depth > 4:
            continue
        if field.is_repeated:
            for _ in range(rng.choice((1, 1, 2, 5))):
                _add(getattr(message, field.name), field, rng, depth)
        elif field.message_type is not None:
            getattr(message, field.name).SetInParent()
            _filled(getattr(message, field.name), rng, depth + 1)
        else:
            setattr(message, field.name, _value(field, rng))
    return message


def _add(items, field: FieldDescriptor, rng: random.Random, depth: int) -> None:
    if field.message_type is not None:
        _filled(items.add(), rng, depth + 1)
    else:
        items.append(_value(field, rng))


def _value(field: FieldDescriptor, rng: random.Random) -> object:
    if field.name in ("birth_date", "death_date", "start", "end"):
        return rng.choice(DATES)
    if field.name in ("birth_order", "expected_version") and rng.random() < 0.9:
        return rng.choice((0, 1, 2))
    if field.name in ("code", "to_sources") and rng.random() < 0.5:
        return rng.choice(("north", "south"))
    kinds: dict[int, Callable[[], object]] = {
        FieldDescriptor.TYPE_STRING: lambda: rng.choice(TEXTS),
        FieldDescriptor.TYPE_BOOL: lambda: rng.random() < 0.5,
        FieldDescriptor.TYPE_ENUM: lambda: rng.choice((0, 1, 1, 2, 3, 4)),
        FieldDescriptor.TYPE_INT64: lambda: rng.choice(LONG),
        FieldDescriptor.TYPE_DOUBLE: lambda: rng.choice(DOUBLES),
        FieldDescriptor.TYPE_INT32: lambda: rng.choice(NUMBERS),
    }
    return kinds[field.type]()


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_no_message_is_a_fault_of_ours(
    method, mpi: Client, channel: grpc.Channel, log_lines: pytest.LogCaptureFixture
):
    asked = GetMessageClass(method.input_type)
    call = channel.unary_unary(f"/{method.containing_service.full_name}/{method.name}")
    rng = random.Random(method.name)
    codes = set()
    for _ in range(250 if method.name in ("UpsertRecord", "MatchPatient") else 80):
        request = _filled(asked(), rng)
        code = _code(call, request)
        faults = [r.getMessage() for r in log_lines.records if r.name == "mpi.faults"]
        assert code not in ("INTERNAL", "UNKNOWN", "DATA_LOSS"), faults
        codes.add(code)
    assert "OK" in codes or method.name in HARD_TO_SATISFY, codes
    leaks = [r.name for r in log_lines.records if "zzphi" in r.getMessage().lower()]
    assert not leaks


def _code(call: Callable[..., bytes], request: Message) -> str:
    try:
        call(request.SerializeToString(), timeout=30)
    except grpc.RpcError as error:
        return error.code().name
    return "OK"
