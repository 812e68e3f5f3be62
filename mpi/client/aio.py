"""AioClient: the index, from a program built on asyncio.  Mirrors `Client` method by method."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import grpc

from mpi.client import requests
from mpi.client.desk import DeskCalls
from mpi.client.errors import translated
from mpi.client.quality import QualityCalls
from mpi.client.requests import Key, Said, record_key, request_id_or_new
from mpi.v1 import administration_pb2 as admin
from mpi.v1 import administration_pb2_grpc as admin_grpc
from mpi.v1 import common_pb2 as common
from mpi.v1 import patient_index_pb2 as index
from mpi.v1 import patient_index_pb2_grpc as index_grpc
from mpi.v1 import stewardship_pb2 as steward
from mpi.v1 import stewardship_pb2_grpc as steward_grpc
from mpi.v1 import task_pb2 as tasks_pb2


class AioClient(DeskCalls):
    """One connection, used within one event loop."""

    def __init__(
        self, channel: grpc.aio.Channel, *, timeout_s: float = 30.0, actor: str = ""
    ) -> None:
        self._channel = channel
        self._timeout_s = timeout_s
        self._metadata = requests.call_metadata(actor)
        self._index: Any = index_grpc.PatientIndexServiceStub(channel)  # type: ignore[no-untyped-call]
        self._steward: Any = steward_grpc.StewardshipServiceStub(channel)  # type: ignore[no-untyped-call]
        self._admin: Any = admin_grpc.AdministrationServiceStub(channel)  # type: ignore[no-untyped-call]
        self.quality = QualityCalls(channel, self._call)

    @classmethod
    def connect(cls, address: str, *, timeout_s: float = 30.0, actor: str = "") -> Self:
        """Connects at the first call."""
        channel = grpc.aio.insecure_channel(address, options=requests.channel_options())
        return cls(channel, timeout_s=timeout_s, actor=actor)

    async def close(self) -> None:
        await self._channel.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.close()

    # Records.

    async def upsert(
        self,
        source: str,
        local_id: str,
        said: Said = None,
        *,
        event_time: datetime | None = None,
        expected_version: int = 0,
        request_id: str = "",
        **fields: Any,
    ) -> index.UpsertRecordResponse:
        """Stores what a source says, and answers whom it is about."""
        request = requests.upsert_request(
            source,
            local_id,
            said,
            event_time=event_time,
            expected_version=expected_version,
            request_id=request_id_or_new(request_id),
            **fields,
        )
        return await self._call(self._index.UpsertRecord, request)  # type: ignore[no-any-return]

    async def upsert_many(
        self, records: Iterable[index.UpsertRecordRequest], *, first_sequence: int = 1
    ) -> AsyncIterator[index.UpsertRecordsResponse]:
        """Streams records; answers come in their order, numbered from `first_sequence` on, each
        with a result or an error.  Never tried again by itself: send what was not answered."""
        call = self._index.UpsertRecords(
            (
                index.UpsertRecordsRequest(sequence=sequence, record=record)
                for sequence, record in enumerate(records, first_sequence)
            ),
            metadata=self._metadata,
        )
        async for answer in _stream(call):
            yield answer

    async def merge(
        self, survivor: Key, retired: Key, request_id: str = ""
    ) -> common.PersonChanges:
        """Retires a local id into another one of the same source."""
        request = index.MergeRecordsRequest(
            survivor=record_key(survivor),
            retired=record_key(retired),
            request_id=request_id_or_new(request_id),
        )
        return await self._changes(self._index.MergeRecords, request)

    async def move(self, record: Key, to: Key, request_id: str = "") -> common.PersonChanges:
        """Moves a record to the person of another record."""
        request = index.MoveRecordRequest(
            record=record_key(record), to=record_key(to), request_id=request_id_or_new(request_id)
        )
        return await self._changes(self._index.MoveRecord, request)

    async def delete(self, record: Key, request_id: str = "") -> common.PersonChanges:
        """Withdraws a record."""
        request = index.DeleteRecordRequest(
            record=record_key(record), request_id=request_id_or_new(request_id)
        )
        return await self._changes(self._index.DeleteRecord, request)

    # Looking up.

    async def match(
        self, said: Said = None, *, persons_max: int = 0, **fields: Any
    ) -> index.MatchPatientResponse:
        """Persons that these demographics may be about, best first; writes nothing."""
        request = index.MatchPatientRequest(
            demographics=requests.message_of(said, fields), persons_max=persons_max
        )
        return await self._call(self._index.MatchPatient, request)  # type: ignore[no-any-return]

    async def search(self, **asked: Any) -> AsyncIterator[common.Person]:
        """Persons that agree with every field of SearchPersonsRequest asked for, page by page."""
        while True:
            page = await self._call(self._index.SearchPersons, index.SearchPersonsRequest(**asked))
            for one in page.persons:
                yield one
            if not page.next_page_token:
                return
            asked["page_token"] = page.next_page_token

    async def get(
        self, enterprise_id: str = "", *, record: Key | None = None, as_of: datetime | None = None
    ) -> common.Person:
        """One person, by enterprise ID or by one of its records; now, or as of a time."""
        request = requests.get_person(enterprise_id, record, as_of)
        return (await self._call(self._index.GetPerson, request)).person  # type: ignore[no-any-return]

    async def cross_references(
        self, record: Key, to_sources: Iterable[str] = ()
    ) -> index.GetCrossReferencesResponse:
        """The other records of the person that a record belongs to."""
        request = index.GetCrossReferencesRequest(
            record=record_key(record), to_sources=list(to_sources)
        )
        return await self._call(self._index.GetCrossReferences, request)  # type: ignore[no-any-return]

    async def watch(
        self, cursor: str = "", *, from_now: bool = False
    ) -> AsyncIterator[index.WatchEventsResponse]:
        """Follows what changes, for ever; keep each answer's cursor to resume from."""
        request = index.WatchEventsRequest(cursor=cursor, from_now=from_now)
        async for answer in _stream(self._index.WatchEvents(request, metadata=self._metadata)):
            yield answer

    async def records(self) -> AsyncIterator[index.RecordPerson]:
        """Every record with the person it belongs to, page by page."""
        token = ""
        while True:
            request = index.ListRecordsRequest(page_size=5_000, page_token=token)
            page = await self._call(self._index.ListRecords, request)
            for one in page.records:
                yield one
            token = page.next_page_token
            if not token:
                return

    # Stewardship.

    async def tasks(self, status: str = "open", kind: str = "") -> AsyncIterator[tasks_pb2.Task]:
        """Tasks, oldest first, page by page; `status` "" means every one."""
        token = ""
        while True:
            request = requests.list_tasks(status, kind, token)
            page = await self._call(self._steward.ListTasks, request)
            for one in page.tasks:
                yield one
            token = page.next_page_token
            if not token:
                return

    async def task(self, task_id: str) -> steward.GetTaskResponse:
        """One task, with the records it is about and their score."""
        request = steward.GetTaskRequest(task_id=task_id)
        return await self._call(self._steward.GetTask, request)  # type: ignore[no-any-return]

    async def resolve(
        self,
        task_id: str,
        resolution: str,
        reason: str = "",
        request_id: str = "",
        *,
        reason_code: str = "",
        groups: Iterable[Iterable[Key]] = (),
        move_to: tasks_pb2.MoveTarget | None = None,
    ) -> common.PersonChanges:
        """Answers a task: same_person, different_persons, cannot_tell or some_of_these (with
        groups); of a held update accept_update, reject_update or move_update (with move_to)."""
        request = requests.resolve_task(
            task_id, resolution, reason, request_id, reason_code, groups, move_to
        )
        return await self._changes(self._steward.ResolveTask, request)

    async def judge(
        self,
        left: Key,
        right: Key,
        judgement: str,
        reason: str = "",
        request_id: str = "",
        *,
        reason_code: str = "",
    ) -> common.PersonChanges:
        """Says that two records are the "same" person, "different" ones, or "unsure"."""
        request = requests.judge(left, right, judgement, reason, request_id, reason_code)
        return await self._changes(self._steward.Judge, request)

    async def revoke(
        self, judgement_id: str, reason: str = "", request_id: str = ""
    ) -> common.PersonChanges:
        """Takes a judgement back."""
        request = steward.RevokeJudgementRequest(
            judgement_id=judgement_id, reason=reason, request_id=request_id_or_new(request_id)
        )
        return await self._changes(self._steward.RevokeJudgement, request)

    async def explain(self, left: Key, right: Key) -> steward.ExplainPairResponse:
        """How alike two records are, in numbers and words."""
        request = steward.ExplainPairRequest(left=record_key(left), right=record_key(right))
        return await self._call(self._steward.ExplainPair, request)  # type: ignore[no-any-return]

    # Administration.

    async def register_source(
        self,
        code: str,
        name: str = "",
        *,
        oid: str = "",
        uri: str = "",
        protected: bool = False,
        request_id: str = "",
    ) -> admin.Source:
        """Registers a source, or describes it anew."""
        request = requests.register_source(code, name, oid, uri, protected, request_id)
        return (await self._call(self._admin.RegisterSource, request)).source  # type: ignore[no-any-return]

    async def sources(self) -> AsyncIterator[admin.Source]:
        """Every source in the order of their codes, page by page."""
        token = ""
        while True:
            request = admin.ListSourcesRequest(page_token=token)
            page = await self._call(self._admin.ListSources, request)
            for one in page.sources:
                yield one
            token = page.next_page_token
            if not token:
                return

    async def source(self, code: str) -> admin.Source:
        """One source."""
        request = admin.GetSourceRequest(code=code)
        return (await self._call(self._admin.GetSource, request)).source  # type: ignore[no-any-return]

    async def status(self) -> admin.GetIndexStatusResponse:
        """How much the index holds, and what it runs with."""
        request = admin.GetIndexStatusRequest()
        return await self._call(self._admin.GetIndexStatus, request)  # type: ignore[no-any-return]

    async def _changes(self, method: Any, request: Any) -> common.PersonChanges:
        return (await self._call(method, request)).changes  # type: ignore[no-any-return]

    async def _call(self, method: Any, request: Any) -> Any:
        with translated():
            return await method(request, timeout=self._timeout_s, metadata=self._metadata)


async def _stream(call: Any) -> AsyncIterator[Any]:
    """The call's answers; the server is told when the caller wants no more of them."""
    try:
        with translated():
            async for answer in call:
                yield answer
    finally:
        call.cancel()
