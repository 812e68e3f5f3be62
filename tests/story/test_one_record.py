"""One record from the door to its enterprise ID and through its life, over real gRPC on a real
DuckDB file.  Each test goes on where the one before it ended: read them as a story."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mpi.client import Client, ClientError
from mpi.config import Config
from mpi.domain import eid
from mpi.server import RunningServer, serve
from mpi.v1 import common_pb2 as common
from mpi.v1 import patient_index_pb2 as index
from mpi.v1 import task_pb2 as tasks

pytestmark = pytest.mark.xdist_group("story")  # its tests need each other's order

ANA = {
    "given_name": "Ana",
    "family_name": "Rivera",
    "birth_date": "1980-05-12",
    "sex": "female",
    "ssn": "412-55-1234",
    "phone": "312 555 7788",
    "address_line": "12 Elm St",
    "city": "Chicago",
    "state": "IL",
    "postal_code": "60601",
}
# The same woman, as another hospital wrote her down.
ANNA = {**ANA, "given_name": "Anna", "address_line": "12 Elm Street", "phone": ""}
# Her twin sister, at the same address.
EVA = {**ANA, "given_name": "Eva", "ssn": "", "phone": ""}
# Ana again, married and moved, with only her mobile phone unchanged.
MARRIED = {
    **ANA,
    "family_name": "Gomez",
    "ssn": "",
    "address_line": "700 Lake Ave",
    "city": "Oak Park",
    "postal_code": "60302",
}

NORTH, SOUTH = ("north", "4711"), ("south", "A-9")
WEST_EVA, WEST_ANA = ("west", "W1"), ("west", "W2")


class Told:
    """What the story has told so far."""

    ana: str = ""
    eva: str = ""
    married: str = ""
    before_the_join: datetime
    same: str = ""


@pytest.fixture(scope="module")
def told() -> Told:
    return Told()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[RunningServer]:
    with serve(Config(data=str(data), grpc="127.0.0.1:0")) as running:
        yield running


@pytest.fixture(scope="module")
def mpi(server: RunningServer) -> Iterator[Client]:
    with Client.connect(server.address, actor="sam") as client:
        yield client


def test_01_sources_are_registered_before_they_may_speak(mpi: Client):
    with pytest.raises(ClientError) as refused:
        mpi.upsert(*NORTH, **ANA)
    assert (refused.value.code, refused.value.reason) == (
        "FAILED_PRECONDITION",
        "SOURCE_NOT_FOUND",
    )
    for code in ("north", "south", "west"):
        mpi.register_source(code)
    assert [source.code for source in mpi.sources()] == ["north", "south", "west"]


def test_02_a_first_record_creates_a_person(mpi: Client, told: Told):
    answer = mpi.upsert(*NORTH, **ANA)
    assert answer.outcome == index.UPSERT_OUTCOME_CREATED
    assert answer.version == 1
    assert eid.normalized(answer.enterprise_id) == answer.enterprise_id
    assert answer.model_digest
    told.ana = answer.enterprise_id


def test_03_the_same_content_again_changes_nothing(mpi: Client, told: Told):
    before = mpi.status().counts["records"]
    answer = mpi.upsert(*NORTH, **ANA)
    assert answer.outcome == index.UPSERT_OUTCOME_UNCHANGED
    assert answer.enterprise_id == told.ana
    assert mpi.status().counts["records"] == before


def test_04_a_second_source_is_linked_with_evidence(mpi: Client, told: Told):
    answer = mpi.upsert(*SOUTH, **ANNA)
    assert answer.outcome == index.UPSERT_OUTCOME_LINKED
    assert answer.enterprise_id == told.ana
    assert (answer.match.record.source, answer.match.record.local_id) == NORTH
    score = answer.match.score
    assert score.verdict == common.VERDICT_LINK
    assert score.weight_log2 > 0
    assert score.model_digest == answer.model_digest
    assert {one.comparison for one in score.evidence} >= {"given", "household", "birth_date"}


def test_05_what_the_sources_said_is_kept_exactly(mpi: Client, told: Told):
    person = mpi.get(told.ana)
    said = {record.key.source: record.demographics for record in person.records}
    assert said["north"].names[0].given == "Ana"
    assert said["south"].names[0].given == "Anna"
    assert said["north"].phones[0].number == "312 555 7788"
    assert person.golden_record.demographics.birth_date == "1980-05-12"
    assert {one.record.source for one in person.golden_record.fields} <= {"north", "south"}


def test_06_each_source_finds_the_others_local_id(mpi: Client, told: Told):
    found = mpi.cross_references(NORTH)
    assert found.enterprise_id == told.ana
    assert [(one.source, one.local_id) for one in found.records] == [SOUTH]


def test_07_matching_and_searching_write_nothing(mpi: Client, told: Told):
    before = dict(mpi.status().counts)
    assert mpi.match(**ANNA).matches[0].enterprise_id == told.ana
    assert [person.enterprise_id for person in mpi.search(family="RIV*")] == [told.ana]
    assert not list(mpi.search(family="Nobody"))
    assert dict(mpi.status().counts) == before


def test_08_a_twin_waits_for_a_steward(mpi: Client, told: Told):
    answer = mpi.upsert(*WEST_EVA, **EVA)
    assert answer.outcome == index.UPSERT_OUTCOME_REVIEW
    assert answer.enterprise_id != told.ana
    assert answer.match.score.guards
    task = mpi.task(answer.task_ids[0])
    assert task.task.kind == tasks.TASK_KIND_POTENTIAL_OVERLAP
    assert task.task.cause
    assert task.words
    assert {(record.key.source, record.key.local_id) for record in task.records} == {
        NORTH,
        WEST_EVA,
    }
    told.eva = answer.enterprise_id


def test_09_the_steward_says_that_they_are_two(mpi: Client, told: Told):
    (task,) = mpi.tasks()
    mpi.resolve(task.task_id, "different_persons", "twins, seen together")
    assert not list(mpi.tasks())
    assert mpi.task(task.task_id).task.resolved_by == "sam"
    with pytest.raises(ClientError) as refused:
        mpi.resolve(task.task_id, "same_person")
    assert refused.value.reason == "TASK_CLOSED"
    assert mpi.get(record=WEST_EVA).enterprise_id == told.eva


def test_10_a_new_family_name_waits_too_and_is_found_to_be_the_same(mpi: Client, told: Told):
    answer = mpi.upsert(*WEST_ANA, **MARRIED)
    assert answer.outcome == index.UPSERT_OUTCOME_REVIEW
    told.married = answer.enterprise_id
    told.before_the_join = datetime.now(UTC)
    changes = mpi.resolve(answer.task_ids[0], "same_person", "married in May")
    assert list(changes.enterprise_ids) == [told.ana], "on a join the older EID survives"
    assert list(changes.retired_enterprise_ids) == [told.married]
    told.same = changes.judgement_id


def test_11_a_retired_eid_leads_to_its_survivor(mpi: Client, told: Told):
    person = mpi.get(told.married)
    assert person.enterprise_id == told.ana
    assert person.asked_enterprise_id == told.married
    assert list(person.retired_enterprise_ids) == [told.married]
    assert len(person.records) == 3


def test_12_as_of_yesterday_is_as_it_was(mpi: Client, told: Told):
    then = mpi.get(told.married, as_of=told.before_the_join)
    assert then.enterprise_id == told.married
    assert [(record.key.source, record.key.local_id) for record in then.records] == [WEST_ANA]
    whose = mpi.get(record=WEST_ANA, as_of=told.before_the_join)
    assert whose.enterprise_id == told.married


def test_13_a_pair_is_explained(mpi: Client):
    explained = mpi.explain(NORTH, WEST_ANA)
    assert explained.same_person
    assert len(explained.judgement_ids) == 1
    assert explained.words


def test_14_a_judgement_can_be_taken_back_and_the_eid_returns(mpi: Client, told: Told):
    mpi.revoke(told.same, "another Ana after all")
    assert mpi.get(record=WEST_ANA).enterprise_id == told.married
    assert len(mpi.get(told.ana).records) == 2
    again = mpi.judge(NORTH, WEST_ANA, "same", "no, it was she")
    assert list(again.enterprise_ids) == [told.ana]


def test_15_an_update_that_is_somebody_else_is_quarantined(mpi: Client, told: Told):
    stranger = {
        "given_name": "Walter",
        "family_name": "Okafor",
        "birth_date": "1951-11-30",
        "sex": "male",
        "ssn": "521-44-9876",
        "address_line": "88 Harbor Rd",
        "city": "Duluth",
        "state": "MN",
        "postal_code": "55802",
    }
    answer = mpi.upsert(*SOUTH, **stranger)
    assert answer.outcome == index.UPSERT_OUTCOME_QUARANTINED
    assert answer.enterprise_id == told.ana
    serving = {r.key.source: r for r in mpi.get(told.ana).records}["south"]
    assert serving.demographics.names[0].given == "Anna", "the last good version keeps serving"
    assert serving.quarantined_version == 2
    mpi.resolve(answer.task_ids[0], "reject_update", "wrong chart")


def test_16_a_stale_edit_is_refused_with_the_current_version(mpi: Client):
    with pytest.raises(ClientError) as refused:
        mpi.upsert(*NORTH, **{**ANA, "phone": "312 555 0000"}, expected_version=7)
    assert (refused.value.code, refused.value.reason) == ("ABORTED", "VERSION_STALE")
    assert "1" in refused.value.metadata.values()


def test_17_a_source_merges_moves_and_deletes(mpi: Client, told: Told):
    mpi.upsert("north", "4712", **{**ANA, "given_name": "Ana M"})
    mpi.merge(survivor=NORTH, retired=("north", "4712"))
    with pytest.raises(ClientError) as refused:
        mpi.upsert("north", "4712", **ANA)
    assert refused.value.reason == "RECORD_MERGED"
    changes = mpi.delete(WEST_EVA)
    assert told.eva not in changes.enterprise_ids
    with pytest.raises(ClientError) as gone:
        mpi.get(record=WEST_EVA)
    assert gone.value.reason == "RECORD_NOT_FOUND"


def test_18_the_same_request_id_gets_the_first_answer_again(mpi: Client):
    first = mpi.upsert("west", "W3", given_name="Noor", family_name="Haddad", request_id="r-1")
    again = mpi.upsert("west", "W3", given_name="Noor", family_name="Haddad", request_id="r-1")
    assert again == first
    with pytest.raises(ClientError) as refused:
        mpi.upsert("west", "W4", given_name="Noor", family_name="Haddad", request_id="r-1")
    assert refused.value.reason == "REQUEST_ID_REUSED"


def test_19_the_events_tell_it_all_in_order_and_resume_from_a_cursor(mpi: Client, told: Told):
    first = next(mpi.watch())
    told_events = list(first.events)
    numbers = [one.sequence for one in told_events]
    assert numbers == sorted(set(numbers))
    kinds = [one.WhichOneof("change") for one in told_events]
    assert kinds[:3] == ["source_registered"] * 3
    assert {"record_stored", "persons_changed", "task_opened", "judged"} <= set(kinds)
    joins = [
        one.enterprise_id
        for event in told_events
        if event.WhichOneof("change") == "persons_changed"
        for one in event.persons_changed.retired
    ]
    assert told.married in joins
    assert all(one.actor == "sam" for one in told_events)

    mpi.upsert("north", "4799", given_name="Late", family_name="Comer")
    resumed = next(mpi.watch(first.cursor))
    stored = resumed.events[0].record_stored
    assert (stored.record.source, stored.record.local_id) == ("north", "4799")
    with pytest.raises(ClientError) as refused:
        next(mpi.watch("999999"))
    assert refused.value.violations[0].field == "cursor"


def test_20_everything_is_there_again_after_a_restart(
    server: RunningServer, data: Path, told: Told
):
    server.stop()
    config = Config(data=str(data), grpc="127.0.0.1:0")
    with serve(config) as again, Client.connect(again.address) as mpi:
        assert mpi.get(told.married).enterprise_id == told.ana
        assert mpi.upsert(*NORTH, **ANA).outcome == index.UPSERT_OUTCOME_UNCHANGED
        told_events = list(itertools.islice(mpi.watch(), 1))
        assert told_events[0].events
