"""The desk over gRPC: leases, revisions, two stewards, proposals, bulk, filters, masking."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from mpi.client import Client, ClientError
from mpi.client.requests import upsert_request
from mpi.config import Config
from mpi.server import RunningServer, serve
from mpi.v1 import common_pb2 as common
from mpi.v1 import stewardship_pb2 as steward
from mpi.v1 import task_pb2 as tasks

ANNE = {
    "given_name": "Annelise",
    "family_name": "Thorvaldsen",
    "birth_date": "1974-06-19",
    "sex": "female",
    "ssn": "473-28-9051",
    "phone": "6125550117",
    "address_line": "418 Lyndale Ave S",
    "city": "Minneapolis",
    "state": "MN",
    "postal_code": "55405",
}
A_MAN = {**ANNE, "sex": "male", "ssn": "501-66-2210"}
OTHERS = (
    ("Thorvaldsen", "Annelise", "Lyndale Ave"),
    ("Benhaddou", "Khadija", "Palisade Ave"),
    ("Ostrander", "Ruthanne", "Madison Ave"),
    ("Bjornstad", "Lena", "4th St"),
    ("Gallagher", "Maureen", "Savin Hill Ave"),
)
LOADED = 600
WHY = {"reason": "both were seen", "reason_code": "document_seen"}


@pytest.fixture
def server(tmp_path) -> Iterator[RunningServer]:
    config = Config(data=str(tmp_path / "index"), grpc="127.0.0.1:0", desk_audit_rate=0)
    with serve(config) as running:
        yield running


@pytest.fixture
def ann(server: RunningServer) -> Iterator[Client]:
    with Client.connect(server.address, actor="ann", wait_s=10) as client:
        for code in ("HOSP_A", "HOSP_B"):
            client.register_source(code)
        yield client


@pytest.fixture
def bob(server: RunningServer) -> Iterator[Client]:
    with Client.connect(server.address, actor="bob", wait_s=10) as client:
        yield client


def ask(client: Client, number: int = 1) -> str:
    """A task about a pair of records of its own."""
    ssns = (f"473-28-9{number}51", f"501-66-2{number}10")
    for source, ssn in zip(("HOSP_A", "HOSP_B"), ssns, strict=True):
        answer = client.upsert(source, str(number), **somebody(number, ssn))
    return answer.task_ids[0]


def somebody(number: int, ssn: str) -> dict[str, str]:
    family, given, street = OTHERS[number - 1]
    own = {
        "family_name": family,
        "given_name": given,
        "birth_date": f"19{50 + 7 * number}-0{number}-1{number}",
        "address_line": f"{100 * number} {street}",
        "phone": f"612555010{number}",
    }
    return {**ANNE, **own, "ssn": ssn}


def reason_of(call, *given, **named) -> str:
    with pytest.raises(ClientError) as refused:
        call(*given, **named)
    return refused.value.reason


def test_of_two_stewards_who_claim_one_task_one_gets_it(ann, bob):
    for number in range(1, 6):
        task_id = ask(ann, number)
        won = race(lambda client, i=task_id: client.claim(i), ann, bob)
        assert sorted(won) == ["TASK_CLAIMED", "won"]


def test_of_two_stewards_who_answer_one_task_one_decides(ann, bob):
    for number in range(1, 6):
        task_id = ask(ann, number)
        won = race(lambda client, i=task_id: client.resolve(i, "different_persons"), ann, bob)
        assert sorted(won) == ["TASK_CLOSED", "won"]
        assert len(ann.do_not_link().judgements) == number


def race(call, *clients) -> list[str]:
    """What each of several callers at the same instant was told."""

    def tried(client: Client) -> str:
        try:
            call(client)
        except ClientError as error:
            return error.reason
        return "won"

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(tried, clients))


def test_two_stewards_never_get_the_same_next_task(ann, bob):
    expected = {ask(ann, number) for number in range(1, 5)}
    got = [client.claim_next().task.task_id for client in (ann, bob, ann, bob)]
    assert set(got) == expected
    assert not ann.claim_next().HasField("task")


def then_next(client, task_id, revision=0, **wanted):
    request = steward.ResolveTaskRequest(
        task_id=task_id,
        resolution=tasks.RESOLUTION_DIFFERENT_PERSONS,
        expected_revision=revision,
        then_next=steward.ClaimNextRequest(with_sheets=True, mask=True, **wanted),
        request_id=f"answer {task_id} {revision}",
    )
    return client._call(client._steward.ResolveTask, request)


def test_an_answer_brings_the_next_task_whole_and_a_refused_one_brings_none(ann, bob):
    first, second, third = (ask(ann, number) for number in range(1, 4))
    ann.claim(first)
    assert reason_of(then_next, ann, first, revision=1) == "TASK_CHANGED"
    assert ann.task(second).task.status == tasks.TASK_STATUS_NEW
    answered = then_next(ann, first, skip_task_ids=[second])
    assert answered.task.resolution == tasks.RESOLUTION_DIFFERENT_PERSONS
    assert answered.next.task.task_id == third
    assert answered.next.sheets == ann._call(
        ann._steward.GetTask, steward.GetTaskRequest(task_id=third, mask=True)
    )
    assert answered.next.task.claimed_by == "ann"
    # Sent again, it is answered again, and takes no other task.
    assert then_next(ann, first, skip_task_ids=[second]).next.task.task_id == third
    assert bob.claim_next().task.task_id == second
    last = then_next(ann, third)
    assert not last.next.HasField("task")


def test_a_task_is_given_back_for_the_next(ann, bob):
    first, second = ask(ann, 1), ask(ann, 2)
    ann.claim(first)
    request = steward.ClaimNextRequest(instead_of_task_id=first)
    assert ann._call(ann._steward.ClaimNext, request).task.task_id == second
    assert ann.task(first).task.status == tasks.TASK_STATUS_NEW
    bob.claim(first)
    ann._call(ann._steward.ClaimNext, request)
    assert bob.task(first).task.claimed_by == "bob"


def test_what_one_steward_holds_another_does_not_answer(ann, bob):
    task_id = ask(ann)
    ann.claim(task_id)
    assert reason_of(bob.resolve, task_id, "different_persons") == "TASK_CLAIMED"
    ann.release(task_id)
    bob.resolve(task_id, "different_persons")


def test_a_claim_runs_out(tmp_path):
    config = Config(data=str(tmp_path / "index"), grpc="127.0.0.1:0", desk_lease_s=1)
    with serve(config) as running, Client.connect(running.address, actor="ann") as ann:
        ann.register_source("HOSP_A")
        ann.register_source("HOSP_B")
        task_id = ask(ann)
        until = ann.claim(task_id).task.claimed_until.ToDatetime(tzinfo=UTC)
        assert ann.task(task_id).task.status == tasks.TASK_STATUS_CLAIMED
        while datetime.now(UTC) <= until:
            pass
        assert ann.task(task_id).task.status == tasks.TASK_STATUS_NEW
        request = steward.RenewClaimRequest(task_id=task_id)
        assert reason_of(ann._call, ann._steward.RenewClaim, request) == "CLAIM_EXPIRED"


def test_a_stale_decision_is_told_what_changed(ann, bob):
    task_id = ask(ann)
    seen = ann.task(task_id).task.revision
    bob.comment(task_id, "the site was asked")
    request = steward.ResolveTaskRequest(
        task_id=task_id,
        resolution=tasks.RESOLUTION_DIFFERENT_PERSONS,
        expected_revision=seen,
    )
    with pytest.raises(ClientError) as refused:
        ann._call(ann._steward.ResolveTask, request)
    assert (refused.value.code, refused.value.reason) == ("ABORTED", "TASK_CHANGED")
    assert refused.value.metadata["current_revision"] == str(seen + 1)
    assert "commented" in refused.value.metadata["changed"]


def test_a_deferred_task_comes_back_by_itself(ann):
    task_id = ask(ann)
    ann.defer(task_id, datetime.now(UTC) + timedelta(seconds=2), "the site answers tomorrow")
    assert ann.task(task_id).task.status == tasks.TASK_STATUS_DEFERRED
    assert not ann.claim_next().HasField("task")
    until = ann.task(task_id).task.deferred_until.ToDatetime(tzinfo=UTC)
    while datetime.now(UTC) <= until:
        pass
    assert ann.claim_next().task.task_id == task_id


def test_an_escalated_task_waits_for_whom_it_was_escalated_to(ann, bob):
    task_id = ask(ann)
    ann.escalate(task_id, "bob", "twins?")
    assert not ann.claim_next().HasField("task")
    assert bob.claim_next().task.task_id == task_id


def test_a_join_across_sexes_takes_two_stewards(ann, bob):
    ann.upsert("HOSP_A", "1", **ANNE)
    ann.upsert("HOSP_B", "1", **A_MAN)
    changes = ann.judge(("HOSP_A", "1"), ("HOSP_B", "1"), "same", **WHY)
    assert not changes.decision_id
    task_id = changes.proposal_task_id
    assert ann.task(task_id).task.proposal.because == ["the sex differs"]
    assert reason_of(ann.resolve, task_id, "same_person", **WHY) == "SECOND_PERSON_NEEDED"
    assert reason_of(ann.claim, task_id) == "SECOND_PERSON_NEEDED"
    assert bob.claim_next().task.task_id == task_id
    decided = bob.resolve(task_id, "same_person")
    assert decided.decision_id
    (decision,) = bob.decisions().decisions
    assert (decision.actor, decision.confirmed_by) == ("ann", "bob")
    one, other = (ann.get(record=(source, "1")).enterprise_id for source in ("HOSP_A", "HOSP_B"))
    assert one == other


def test_two_stewards_with_two_answers_escalate(ann, bob):
    ann.upsert("HOSP_A", "1", **ANNE)
    ann.upsert("HOSP_B", "1", **A_MAN)
    task_id = ann.judge(("HOSP_A", "1"), ("HOSP_B", "1"), "same", **WHY).proposal_task_id
    assert not bob.resolve(task_id, "different_persons").decision_id
    task = ann.task(task_id).task
    assert task.status == tasks.TASK_STATUS_ESCALATED
    assert not task.HasField("proposal")


def test_many_tasks_at_once_are_answered_one_by_one(ann, bob):
    ids = [ask(ann, number) for number in range(1, 4)]
    bob.claim(ids[1])
    request = steward.ActOnTasksRequest(
        tasks=[steward.TaskReference(task_id=i) for i in ids],
        resolve=tasks.RESOLUTION_DIFFERENT_PERSONS,
        request_id="bulk-1",
    )
    answer = ann._call(ann._steward.ActOnTasks, request)
    outcomes = [one.WhichOneof("outcome") for one in answer.outcomes]
    assert outcomes == ["task", "error", "task"]
    assert answer.outcomes[1].error.metadata["claimed_by"] == "bob"
    again = ann._call(ann._steward.ActOnTasks, request)
    assert [one.decision_id for one in again.outcomes] == [
        one.decision_id for one in answer.outcomes
    ]


def test_nobody_is_joined_in_bulk_and_bulk_has_a_cap(ann):
    same = steward.ActOnTasksRequest(
        tasks=[steward.TaskReference(task_id="1")], resolve=tasks.RESOLUTION_SAME_PERSON
    )
    many = steward.ActOnTasksRequest(
        tasks=[steward.TaskReference(task_id=str(n)) for n in range(1, 102)], claim=True
    )
    for request in (same, many):
        assert reason_of(ann._call, ann._steward.ActOnTasks, request) == "FIELD_INVALID"


def test_filters_and_orders_find_what_they_say(ann):
    first, second = ask(ann, 1), ask(ann, 2)
    ann.assign(first, "bob")
    asked = tasks.TaskFilter(statuses=[tasks.TASK_STATUS_OPEN], unassigned=True)
    request = steward.ListTasksRequest(filter=asked, order=tasks.TASK_ORDER_NEWEST)
    page = ann._call(ann._steward.ListTasks, request)
    assert [one.task_id for one in page.tasks] == [second]
    assert page.total == 1
    one_each = steward.ListTasksRequest(page_size=1, order=tasks.TASK_ORDER_WEIGHT_DESCENDING)
    found = []
    while True:
        page = ann._call(ann._steward.ListTasks, one_each)
        found += [one.task_id for one in page.tasks]
        if not page.next_page_token:
            break
        one_each.page_token = page.next_page_token
    assert sorted(found) == sorted([first, second])
    stats = ann.queue_stats()
    assert (stats.total, stats.unassigned) == (2, 1)
    assert stats.by_source == {"HOSP_A": 2, "HOSP_B": 2}


def test_a_kept_filter_is_its_owners(ann, bob):
    kept = tasks.SavedFilter(name="mine", filter=tasks.TaskFilter(mine=True))
    ann._call(ann._steward.SaveFilter, steward.SaveFilterRequest(filter=kept))
    shared = tasks.SavedFilter(name="safety", filter=tasks.TaskFilter(overdue=True))
    ann._call(ann._steward.SaveFilter, steward.SaveFilterRequest(filter=shared, for_everybody=True))

    def names(client: Client) -> list[str]:
        listed = client._call(client._steward.ListFilters, steward.ListFiltersRequest())
        return [one.name for one in listed.filters]

    assert names(ann) == ["safety", "mine"]
    assert names(bob) == ["safety"]
    request = steward.DeleteFilterRequest(name="mine")
    assert reason_of(bob._call, bob._steward.DeleteFilter, request) == "FILTER_NOT_FOUND"
    ann._call(ann._steward.DeleteFilter, request)
    assert names(ann) == ["safety"]


def test_a_preview_is_what_happens_and_writes_nothing(ann):
    task_id = ask(ann)
    before = ann.status().counts["events"]
    asked = steward.ResolveTaskRequest(task_id=task_id, resolution=tasks.RESOLUTION_SAME_PERSON)
    preview = ann.preview(resolve=asked).preview
    assert ann.status().counts["events"] == before
    assert preview.overrides
    assert [one.task_id for one in preview.tasks_closed] == [task_id]
    (retired,) = preview.retired
    assert list(preview.notified_sources) == ["HOSP_A", "HOSP_B"]
    changes = ann.resolve(task_id, "same_person", **WHY)
    assert list(changes.retired_enterprise_ids) == [retired.enterprise_id]
    undone = ann.preview(undo=steward.UndoDecisionRequest(decision_id=changes.decision_id))
    assert list(undone.preview.returned_enterprise_ids) == [retired.enterprise_id]
    assert [one.task_id for one in undone.preview.tasks_reopened] == [task_id]


def test_a_task_shows_what_changed_since_it_was_opened(ann):
    task_id = ask(ann)
    said = {**somebody(1, "473-28-9151"), "city": "Saint Paul"}
    ann.upsert("HOSP_A", "1", **said)
    shown = ann.task(task_id)
    words = [one.words for one in shown.changes]
    assert "city changed" in words
    assert shown.snapshot.records[0].demographics.addresses[0].city == "Minneapolis"


def test_masked_identifiers_are_shown_on_demand_and_every_time_is_recorded(ann, bob):
    task_id = ask(ann)
    request = steward.GetTaskRequest(task_id=task_id, mask=True)
    shown = ann._call(ann._steward.GetTask, request)
    assert "473-28-9151" not in str(shown)
    (row,) = [one for one in shown.fields if one.label == "SS"]
    assert row.values[0].is_masked
    reveal = steward.RevealFieldRequest(
        record=common.RecordKey(source="HOSP_A", local_id="1"),
        field=row.values[0].field,
        task_id=task_id,
        purpose="two numbers",
        request_id="reveal-1",
    )
    assert bob._call(bob._steward.RevealField, reveal).text == "473-28-9151"
    eid = ann.get(record=("HOSP_A", "1")).enterprise_id
    seen = [one for one in ann.timeline(eid).entries if "was shown" in one.words]
    assert [one.actor for one in seen] == ["bob"]
    assert "473-28-9151" not in str(seen)


def test_stewards_and_a_bulk_load_that_streams_do_not_wait_for_each_other(ann, server):
    ids = [ask(ann, number) for number in range(1, 4)]
    rows = (
        {
            "family_name": f"Family{number}",
            "given_name": f"Given{number}",
            "birth_date": f"19{number % 100:02d}-0{1 + number % 9}-1{number % 10}",
            "address_line": f"{number} Road {number}",
            "postal_code": f"{10000 + number}",
        }
        for number in range(LOADED)
    )
    answered = []

    def load() -> int:
        records = (
            upsert_request("HOSP_B", f"bulk{number}", request_id=f"bulk{number}", **row)
            for number, row in enumerate(rows)
        )
        with Client.connect(server.address, actor="loader") as loader:
            return sum(one.HasField("result") for one in loader.upsert_many(records))

    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(load)
        for task_id in ids:
            ann.claim(task_id)
            answered.append(ann.resolve(task_id, "different_persons").decision_id)
            ann.undo(answered[-1])
        was_loading = not loading.done()
        assert loading.result() == LOADED
    assert was_loading, "the load is long enough to be beside the stewards"
    assert all(answered)
