"""Malformed requests of the other methods; see `malformed`."""

from __future__ import annotations

from collections.abc import Iterator

from malformed import MARK, Malformed, invalid, places, valid

from mpi.v1 import administration_pb2 as admin
from mpi.v1 import patient_index_pb2 as index
from mpi.v1 import stewardship_pb2 as steward

INDEX = "PatientIndexService/"


def table() -> Iterator[Malformed]:
    for part in (_match, _search, _stewardship, _keys):
        yield from part()


def _match() -> Iterator[Malformed]:
    for place in list(places(valid()))[2:30:3]:
        asked = valid()
        next(one for one in places(asked) if one.path == place.path).put(f"{MARK}\n")
        request = index.MatchPatientRequest(demographics=asked.demographics)
        if place.path.startswith("demographics"):
            yield invalid(request, place.path, INDEX + "MatchPatient")


def _search() -> Iterator[Malformed]:
    for name in ("family", "given", "ssn", "phone", "city", "postal_code"):
        for text in (f"{MARK}\x00", MARK * 100):
            search = index.SearchPersonsRequest(**{name: text})
            yield invalid(search, name, INDEX + "SearchPersons")
    for text in ("*", " * ", "**"):
        yield invalid(index.SearchPersonsRequest(family=text), "family", INDEX + "SearchPersons")
        yield invalid(index.SearchPersonsRequest(given=text), "given", INDEX + "SearchPersons")
    yield invalid(index.SearchPersonsRequest(), "family", INDEX + "SearchPersons")
    yield invalid(
        index.SearchPersonsRequest(birth_date="32/13/80"), "birth_date", INDEX + "SearchPersons"
    )
    yield invalid(
        index.SearchPersonsRequest(family="A", page_size=-1), "page_size", INDEX + "SearchPersons"
    )
    for token in ("x", "-1", MARK, "9" * 30, "500"):
        yield invalid(
            index.SearchPersonsRequest(family="A", page_token=token),
            "page_token",
            INDEX + "SearchPersons",
        )
        if token != "500":  # noqa: S105 (a page token)
            yield invalid(
                steward.ListTasksRequest(page_token=token),
                "page_token",
                "StewardshipService/ListTasks",
            )
    yield invalid(index.GetPersonRequest(), "by", INDEX + "GetPerson")
    yield invalid(
        index.GetPersonRequest(enterprise_id=MARK * 99), "enterprise_id", INDEX + "GetPerson"
    )


def _stewardship() -> Iterator[Malformed]:
    for number in ("", "x", "-1", "0", MARK, "1.5", "٣", "9" * 19):
        yield invalid(
            steward.GetTaskRequest(task_id=number), "task_id", "StewardshipService/GetTask"
        )
        yield invalid(
            steward.ResolveTaskRequest(task_id=number, resolution=1),
            "task_id",
            "StewardshipService/ResolveTask",
        )
        yield invalid(
            steward.RevokeJudgementRequest(judgement_id=number),
            "judgement_id",
            "StewardshipService/RevokeJudgement",
        )
    for resolution in (0, 8, -1, 99):
        yield invalid(
            steward.ResolveTaskRequest(task_id="1", resolution=resolution),
            "resolution",
            "StewardshipService/ResolveTask",
        )
    for status in (8, -1, 99):
        yield invalid(
            steward.ListTasksRequest(status=status), "status", "StewardshipService/ListTasks"
        )
    for size in (-1, 501, 2**31 - 1):
        yield invalid(
            steward.ListTasksRequest(page_size=size), "page_size", "StewardshipService/ListTasks"
        )


def _keys() -> Iterator[Malformed]:
    for method, request, fields in (
        ("MergeRecords", index.MergeRecordsRequest(), ("survivor.source", "retired.local_id")),
        ("MoveRecord", index.MoveRecordRequest(), ("record.source", "to.local_id")),
        ("DeleteRecord", index.DeleteRecordRequest(), ("record.source",)),
        ("GetCrossReferences", index.GetCrossReferencesRequest(), ("record.local_id",)),
    ):
        for field in fields:
            yield invalid(request, field, INDEX + method)
    yield invalid(steward.JudgeRequest(), "left.source", "StewardshipService/Judge")
    yield invalid(steward.JudgeRequest(), "judgement", "StewardshipService/Judge")
    yield invalid(steward.ExplainPairRequest(), "right.local_id", "StewardshipService/ExplainPair")
    for source in (
        admin.Source(),
        admin.Source(code="a b"),
        admin.Source(code="x", oid="hello"),
        admin.Source(code="x", name="\n"),
    ):
        request = admin.RegisterSourceRequest(source=source)
        yield invalid(request, "source.", "AdministrationService/RegisterSource")
    yield invalid(admin.GetSourceRequest(code=MARK * 20), "code", "AdministrationService/GetSource")
