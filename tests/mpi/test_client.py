"""The Python client against a real server: plain fields, errors, retries, asyncio."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from matching.demographics import Demographics, Identifier, Name, NameUse, Sex
from mpi.client import AioClient, Client, ClientError, demographics, upsert_request
from mpi.config import Config
from mpi.gateways.grpc.demographics_wire import demographics_from_wire
from mpi.server import RunningServer, serve
from mpi.v1 import patient_index_pb2 as index

ANA = {"given_name": "Ana", "family_name": "Rivera", "birth_date": "1980-05-12"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    config = Config(data=str(tmp_path_factory.mktemp("data")), grpc="127.0.0.1:0")
    with serve(config) as running:
        with Client.connect(running.address) as mpi:
            mpi.register_source("north", "North Hospital")
        yield running


@pytest.fixture
def mpi(server: RunningServer) -> Iterator[Client]:
    with Client.connect(server.address) as client:
        yield client


def test_plain_fields_say_the_same_as_the_dataclass():
    said = Demographics(
        names=(Name("Rivera", "Ana"), Name(family="Lopez", use=NameUse.PREVIOUS)),
        sex=Sex.FEMALE,
        identifiers=(Identifier("SS", "412-55-1234"), Identifier("DL", "D1")),
        multiple_birth=False,
    )
    message = demographics(
        given_name="Ana",
        family_name="Rivera",
        previous_family_name="Lopez",
        sex="female",
        ssn="412-55-1234",
        identifiers={"DL": "D1"},
        multiple_birth=False,
    )
    assert demographics_from_wire(message, "", []) == said


def test_a_field_that_does_not_exist_is_a_mistake_of_the_program(mpi: Client):
    with pytest.raises(TypeError, match="surname"):
        mpi.upsert("north", "1", surname="Rivera")
    with pytest.raises(ValueError, match="male, female"):
        mpi.upsert("north", "1", sex="f", **ANA)
    with pytest.raises(TypeError, match="whole or field by field"):
        mpi.upsert("north", "1", Demographics(), **ANA)


def test_an_error_says_its_code_its_reason_and_its_fields(mpi: Client):
    with pytest.raises(ClientError) as refused:
        mpi.upsert("north", "1", given_name="a\nb", birth_date="1980-02-30")
    assert refused.value.code == "INVALID_ARGUMENT"
    assert refused.value.reason == "FIELD_INVALID"
    assert [one.field for one in refused.value.violations] == [
        "demographics.names[0].given",
        "demographics.birth_date",
    ]
    with pytest.raises(ClientError) as unknown:
        mpi.get("2222-2222-2222")
    assert (unknown.value.code, unknown.value.reason) == ("NOT_FOUND", "EID_NOT_FOUND")


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path):
    with pytest.raises(ClientError) as refused:
        Client.connect("127.0.0.1:1", wait_s=0.2)
    assert refused.value.code == "UNAVAILABLE"


def test_a_write_that_meets_a_restart_is_tried_again_and_done_once(tmp_path: Path):
    config = Config(data=str(tmp_path), grpc="127.0.0.1:0")
    with serve(config) as first, Client.connect(first.address) as mpi:
        mpi.register_source("north")
        address = first.address
        first.stop()
        back = Config(data=str(tmp_path), grpc=address)
        running: list[RunningServer] = []
        later = threading.Timer(0.5, lambda: running.append(serve(back)))
        later.start()
        answer = mpi.upsert("north", "1", **ANA)
        later.join()
        assert answer.outcome == index.UPSERT_OUTCOME_CREATED
        assert mpi.status().counts["records"] == 1
        running[0].stop()


def test_every_call_of_the_client_works_in_asyncio_too(server: RunningServer):
    async def story() -> None:
        async with AioClient.connect(server.address, actor="aio") as mpi:
            await mpi.register_source("aio")
            one = await mpi.upsert("aio", "1", said=None, event_time=datetime.now(UTC), **ANA)
            requests = [upsert_request("aio", f"{n}", family_name=f"Fa{n}mily") for n in (2, 3)]
            answers = [answer async for answer in mpi.upsert_many(requests)]
            assert [answer.sequence for answer in answers] == [1, 2]
            assert (await mpi.match(**ANA)).matches[0].enterprise_id
            found = {person.enterprise_id async for person in mpi.search(family="Rivera")}
            assert one.enterprise_id in found
            assert (await mpi.get(one.enterprise_id)).records
            assert not (await mpi.cross_references(("aio", "2"))).records
            async for batch in mpi.watch():
                assert batch.events
                break
            judged = await mpi.judge(("aio", "2"), ("aio", "3"), "same", "test")
            assert (await mpi.explain(("aio", "2"), ("aio", "3"))).same_person
            await mpi.revoke(judged.judgement_id)
            await mpi.move(("aio", "2"), ("aio", "3"))
            await mpi.merge(("aio", "3"), ("aio", "2"))
            await mpi.delete(("aio", "1"))
            listed = [task.task_id async for task in mpi.tasks(status="")]
            assert listed == sorted(listed, key=int)
            assert "aio" in [source.code async for source in mpi.sources()]
            assert (await mpi.source("aio")).code == "aio"
            assert (await mpi.status()).counts["records"]
            with pytest.raises(ClientError) as refused:
                await mpi.task("999")
            assert refused.value.reason == "TASK_NOT_FOUND"

    asyncio.run(story())


def test_both_clients_offer_the_same_calls():
    assert {name for name in vars(Client) if name[0] != "_"} == {
        name for name in vars(AioClient) if name[0] != "_"
    }
