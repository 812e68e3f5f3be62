"""UpsertRecords: many records in, their answers out in the same order.

A thread of its own reads ahead and hands records to the index, so that the writer always has a
full batch to commit at once; the queue between reader and answers bounds how far.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import grpc

from matching.demographics import Demographics
from mpi import validate
from mpi.domain.answers import Caller, Upserted
from mpi.domain.record import RecordKey
from mpi.errors import InvalidArgument, MpiError, ResourceExhausted, Unavailable
from mpi.gateways.grpc import wire
from mpi.gateways.grpc.calls import DEADLINE_DEFAULT_S, answer
from mpi.gateways.grpc.decoding import Malformed
from mpi.gateways.grpc.interceptor import actor_of
from mpi.gateways.grpc.rate import TokenBucket
from mpi.gateways.grpc.reading import Reading
from mpi.gateways.grpc.status import error_in_stream, fault
from mpi.index import PatientIndex
from mpi.v1 import patient_index_pb2 as pb

IN_FLIGHT_MAX: Final = 1024
_POLL_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Said:
    """An upsert as it came through the door, valid."""

    key: RecordKey
    demographics: Demographics
    event_time: datetime | None
    expected_version: int
    request_id: str


def read_upsert(request: pb.UpsertRecordRequest) -> Said:
    """The request's content.

    Raises:
        InvalidArgument
    """
    reading = Reading()
    event_time = reading.moment(request, "event_time")
    reading.violations += validate.event_time_violations(event_time, datetime.now(UTC))
    said = Said(
        reading.key(request.key, "key"),
        reading.demographics(request.demographics),
        event_time,
        reading.count(request.expected_version, "expected_version", 0, 2**31 - 1),
        reading.request_id(request.request_id),
    )
    reading.done()
    return said


class UpsertStreams:
    """All streams of a server; at most `streams_max` at a time."""

    def __init__(
        self,
        index: PatientIndex,
        rate: TokenBucket,
        stopping: threading.Event,
        streams_max: int,
        in_flight_max: int = IN_FLIGHT_MAX,
    ) -> None:
        self._index = index
        self._rate = rate
        self._stopping = stopping
        self._places = threading.BoundedSemaphore(streams_max)
        self._in_flight_max = in_flight_max

    def serve(
        self, requests: Iterator[pb.UpsertRecordsRequest | Malformed], context: grpc.ServicerContext
    ) -> Iterator[pb.UpsertRecordsResponse]:
        if not self._places.acquire(blocking=False):
            raise ResourceExhausted(limit="upsert_streams_max")
        stream = _Stream(
            self._index, self._rate, self._stopping, actor_of(context), self._in_flight_max
        )
        try:
            threading.Thread(
                target=stream.read, args=(requests,), name="upsert-stream", daemon=True
            ).start()
            yield from stream.answers()
        finally:
            stream.close()
            self._places.release()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A request that was handed to the index, or refused before."""

    sequence: int
    future: Future[Upserted] | None
    caller: Caller
    error: MpiError | None = None


class _Stream:
    """One stream: `read` runs in its reader thread, `answers` in the call's own."""

    def __init__(
        self,
        index: PatientIndex,
        rate: TokenBucket,
        stopping: threading.Event,
        actor: str,
        in_flight_max: int,
    ) -> None:
        self._index = index
        self._rate = rate
        self._stopping = stopping
        self._actor = actor
        # None ends the stream, an error breaks it off; both after everything before them.
        self._queue: queue.Queue[_Waiting | MpiError | None] = queue.Queue(in_flight_max)
        self._closed = threading.Event()

    def close(self) -> None:
        self._closed.set()

    def read(self, requests: Iterator[pb.UpsertRecordsRequest | Malformed]) -> None:
        end: MpiError | None = None
        try:
            for request in requests:
                if self._stopping.is_set():
                    end = Unavailable()
                    break
                self._rate.wait()
                if not self._put(self._hand_over(request)):
                    return
        except MpiError as error:
            end = error
        except Exception as error:  # noqa: BLE001 (the caller went away, or a fault of ours)
            if not isinstance(error, grpc.RpcError) and not self._closed.is_set():
                end = fault(error)
        self._put(end)

    def answers(self) -> Iterator[pb.UpsertRecordsResponse]:
        while True:
            try:
                waiting = self._queue.get(timeout=_POLL_S)
            except queue.Empty:
                if self._stopping.is_set():
                    raise Unavailable from None
                continue
            if waiting is None:
                return
            if isinstance(waiting, MpiError):
                raise waiting
            yield self._answered(waiting)

    def _hand_over(self, request: pb.UpsertRecordsRequest | Malformed) -> _Waiting:
        caller = Caller(self._actor, "", time.monotonic() + DEADLINE_DEFAULT_S)
        if isinstance(request, Malformed):
            error = InvalidArgument(*request.violations)
            if request.message is None:
                raise error  # there is no telling which request it was
            sequence = getattr(request.message, "sequence", 0)
            return _Waiting(sequence, None, caller, error)
        try:
            said = read_upsert(request.record)
            caller = Caller(self._actor, said.request_id, caller.deadline)
            future = self._index.upsert(
                said.key, said.demographics, said.event_time, caller, said.expected_version
            )
        except MpiError as error:
            return _Waiting(request.sequence, None, caller, error)
        return _Waiting(request.sequence, future, caller)

    def _answered(self, waiting: _Waiting) -> pb.UpsertRecordsResponse:
        error = waiting.error
        if waiting.future is not None:
            try:
                result = wire.upserted(answer(waiting.future, waiting.caller))
                return pb.UpsertRecordsResponse(sequence=waiting.sequence, result=result)
            except MpiError as refused:
                error = refused
            except Exception as unexpected:  # noqa: BLE001 (it must not end the stream)
                error = fault(unexpected)
        assert error is not None
        return pb.UpsertRecordsResponse(sequence=waiting.sequence, error=error_in_stream(error))

    def _put(self, item: _Waiting | MpiError | None) -> bool:
        """Whether the item was taken; False once nobody answers any more."""
        while not self._closed.is_set():
            try:
                self._queue.put(item, timeout=_POLL_S)
            except queue.Full:
                continue
            return True
        return False
