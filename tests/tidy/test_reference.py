"""Every error reason and every setting is in the contract and in the reference."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import grpc
import pytest

from mpi import server
from mpi.config import ENVIRONMENT_PREFIX, Config
from mpi.errors import MpiError
from mpi.gateways.grpc import interceptor, status
from mpi.v1 import error_reason_pb2

# Where errors are defined outside of mpi.errors: importing them makes them known here.
ELSEWHERE = (server, interceptor, status)
REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
REASONS = [
    name.removeprefix("ERROR_REASON_")
    for name in error_reason_pb2.ErrorReason.keys()  # noqa: SIM118 (an enum, no dict)
    if not name.endswith("UNSPECIFIED")
]


def _errors(base: type[MpiError] = MpiError) -> Iterator[type[MpiError]]:
    yield base
    for error in base.__subclasses__():
        yield from _errors(error)


@pytest.mark.parametrize("error", sorted(set(_errors()), key=lambda e: e.__name__))
def test_an_error_has_a_sentence_a_code_and_a_reason_of_the_contract(error: type[MpiError]):
    assert error.__doc__
    assert error.code in grpc.StatusCode.__members__
    assert error.reason in REASONS


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_raised_somewhere_and_explained_with_its_code(reason: str):
    raised = {error.code for error in _errors() if error.reason == reason}
    assert raised, "nothing raises it"
    page = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{reason}` \|.*$", page, re.MULTILINE)
    assert all(code in row for code in raised)


def test_the_reference_explains_no_reason_that_is_gone():
    page = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == set(REASONS)


@pytest.mark.parametrize("setting", fields(Config), ids=lambda setting: setting.name)
def test_a_setting_is_explained_with_its_default(setting):
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    name = ENVIRONMENT_PREFIX + setting.name.upper()
    (row,) = re.findall(rf"^\| `{setting.name}` \| `{name}` \|.*$", page, re.MULTILINE)
    default = "" if setting.default == "" else f"`{setting.default}`"
    assert f"| {default} |".replace("|  |", "| |") in row


def test_the_reference_explains_no_setting_that_is_gone():
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([a-z_0-9]+)` \| `MPI_", page, re.MULTILINE)
    assert sorted(named) == sorted(setting.name for setting in fields(Config))
