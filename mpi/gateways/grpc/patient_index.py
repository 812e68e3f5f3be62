"""PatientIndexService: records in, persons out."""

# ruff: noqa: N802 (the methods' names are the contract's)

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import grpc

from matching.demographics import (
    Address,
    Demographics,
    Identifier,
    Name,
    Phone,
)
from mpi.desk.fields import masked_person
from mpi.errors import InvalidArgument, Violation
from mpi.gateways.grpc import wire
from mpi.gateways.grpc.calls import answer, caller
from mpi.gateways.grpc.demographics_wire import SEXES, enum_from_wire
from mpi.gateways.grpc.reading import Reading
from mpi.gateways.grpc.streams import UpsertStreams, read_upsert
from mpi.gateways.grpc.watching import Watching
from mpi.index import PatientIndex
from mpi.v1 import patient_index_pb2 as pb
from mpi.v1 import patient_index_pb2_grpc

MATCHES_DEFAULT: Final = 10
MATCHES_MAX: Final = 100
PAGE_DEFAULT: Final = 50
PAGE_MAX: Final = 100
SEARCH_MAX: Final = 500
RECORDS_DEFAULT: Final = 1_000
RECORDS_MAX: Final = 10_000
TO_SOURCES_MAX: Final = 64


class PatientIndexServicer(patient_index_pb2_grpc.PatientIndexServiceServicer):
    """Decode, validate, ask the index, encode."""

    def __init__(self, index: PatientIndex, streams: UpsertStreams, watching: Watching) -> None:
        self._index = index
        self._streams = streams
        self._watching = watching

    def UpsertRecord(
        self, request: pb.UpsertRecordRequest, context: grpc.ServicerContext
    ) -> pb.UpsertRecordResponse:
        said = read_upsert(request)
        on_behalf = caller(context, request.request_id)
        future = self._index.upsert(
            said.key, said.demographics, said.event_time, on_behalf, said.expected_version
        )
        return wire.upserted(answer(future, on_behalf))

    def UpsertRecords(
        self, requests: Iterator[pb.UpsertRecordsRequest], context: grpc.ServicerContext
    ) -> Iterator[pb.UpsertRecordsResponse]:
        return self._streams.serve(requests, context)

    def MatchPatient(
        self, request: pb.MatchPatientRequest, _: grpc.ServicerContext
    ) -> pb.MatchPatientResponse:
        reading = Reading()
        demographics = reading.demographics(request.demographics)
        limit = reading.count(request.persons_max, "persons_max", MATCHES_DEFAULT, MATCHES_MAX)
        reading.done()
        matched = self._index.match(demographics, limit)
        return pb.MatchPatientResponse(
            matches=[wire.person_match(one) for one in matched.persons],
            truncated=matched.truncated,
            model_digest=matched.model,
        )

    def SearchPersons(
        self, request: pb.SearchPersonsRequest, _: grpc.ServicerContext
    ) -> pb.SearchPersonsResponse:
        reading = Reading()
        asked = _asked(request, reading)
        size = reading.count(request.page_size, "page_size", PAGE_DEFAULT, PAGE_MAX)
        skip = reading.token(request.page_token, "page_token")
        if skip >= SEARCH_MAX:
            reading.violations.append(Violation("page_token", "one that this index gave"))
        reading.done()
        until = min(skip + size, SEARCH_MAX)
        found = self._index.search(asked, min(until + 1, SEARCH_MAX))
        more = len(found.persons) > until
        return pb.SearchPersonsResponse(
            persons=[
                wire.person(masked_person(one) if request.mask else one)
                for one in found.persons[skip:until]
            ],
            next_page_token=str(until) if more else "",
            truncated=found.truncated and not more,
        )

    def GetPerson(
        self, request: pb.GetPersonRequest, _: grpc.ServicerContext
    ) -> pb.GetPersonResponse:
        reading = Reading()
        as_of = reading.moment(request, "as_of")
        by = request.WhichOneof("by")
        key = reading.key(request.record, "record") if by == "record" else None
        eid = reading.text(request.enterprise_id, "enterprise_id")
        reading.done()
        if key is None and not eid:
            raise InvalidArgument(Violation("by", "an enterprise_id or a record"))
        view = self._index.get(eid=eid, key=key, as_of=as_of)
        if request.mask:
            view = masked_person(view)
        return pb.GetPersonResponse(person=wire.person(view))

    def GetCrossReferences(
        self, request: pb.GetCrossReferencesRequest, _: grpc.ServicerContext
    ) -> pb.GetCrossReferencesResponse:
        reading = Reading()
        key = reading.key(request.record, "record")
        if len(request.to_sources) > TO_SOURCES_MAX:
            reading.violations.append(Violation("to_sources", f"at most {TO_SOURCES_MAX}"))
        to_sources = tuple(
            reading.source_code(code, f"to_sources[{place}]")
            for place, code in enumerate(request.to_sources[:TO_SOURCES_MAX])
        )
        reading.done()
        found = self._index.cross_references(key, to_sources)
        return pb.GetCrossReferencesResponse(
            enterprise_id=found.eid, records=[wire.record_key(one) for one in found.keys]
        )

    def ListRecords(
        self, request: pb.ListRecordsRequest, _: grpc.ServicerContext
    ) -> pb.ListRecordsResponse:
        reading = Reading()
        size = reading.count(request.page_size, "page_size", RECORDS_DEFAULT, RECORDS_MAX)
        after = reading.token(request.page_token, "page_token")
        reading.done()
        found = self._index.records(after, size)
        return pb.ListRecordsResponse(
            records=[wire.record_person(one) for one in found if one.eid],
            next_page_token=str(found[-1].id) if len(found) == size else "",
        )

    def MergeRecords(
        self, request: pb.MergeRecordsRequest, context: grpc.ServicerContext
    ) -> pb.MergeRecordsResponse:
        reading = Reading()
        survivor = reading.key(request.survivor, "survivor")
        retired = reading.key(request.retired, "retired")
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        changed = answer(self._index.merge(survivor, retired, on_behalf), on_behalf)
        return pb.MergeRecordsResponse(changes=wire.changes(changed))

    def MoveRecord(
        self, request: pb.MoveRecordRequest, context: grpc.ServicerContext
    ) -> pb.MoveRecordResponse:
        reading = Reading()
        record = reading.key(request.record, "record")
        to = reading.key(request.to, "to")
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        changed = answer(self._index.move(record, to, on_behalf), on_behalf)
        return pb.MoveRecordResponse(changes=wire.changes(changed))

    def DeleteRecord(
        self, request: pb.DeleteRecordRequest, context: grpc.ServicerContext
    ) -> pb.DeleteRecordResponse:
        reading = Reading()
        record = reading.key(request.record, "record")
        on_behalf = caller(context, reading.request_id(request.request_id))
        reading.done()
        changed = answer(self._index.delete(record, on_behalf), on_behalf)
        return pb.DeleteRecordResponse(changes=wire.changes(changed))

    def WatchEvents(
        self, request: pb.WatchEventsRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.WatchEventsResponse]:
        reading = Reading()
        after = reading.token(request.cursor, "cursor")
        if request.cursor and request.from_now:
            reading.violations.append(Violation("from_now", "not together with a cursor"))
        reading.done()
        return self._watching.serve(after, request.from_now, context)


def _asked(request: pb.SearchPersonsRequest, reading: Reading) -> Demographics:
    """The search as demographics of which only a few fields are said."""
    family, given = reading.text(request.family, "family"), reading.text(request.given, "given")
    city = reading.text(request.city, "city")
    postal_code = reading.text(request.postal_code, "postal_code")
    ssn, phone = reading.text(request.ssn, "ssn"), reading.text(request.phone, "phone")
    asked = Demographics(
        names=(Name(family, given),) if family or given else (),
        birth_date=reading.date(request.birth_date, "birth_date"),
        sex=enum_from_wire(SEXES, request.sex, "sex", reading.violations),
        identifiers=(Identifier("SS", ssn),) if ssn else (),
        addresses=(Address(city=city, postal_code=postal_code),) if city or postal_code else (),
        phones=(Phone(phone),) if phone else (),
    )
    for name, path in ((family, "family"), (given, "given")):
        if name and not name.strip("* "):
            reading.violations.append(Violation(path, "a letter before the *"))
    if asked == Demographics() and not reading.violations:
        reading.violations.append(Violation("family", "at least one field to search by"))
    return asked
