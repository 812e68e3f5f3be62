"""WatchEvents: the journal as it grows, from a cursor on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Final

import grpc

from mpi.errors import InvalidArgument, ResourceExhausted, Unavailable, Violation
from mpi.gateways.grpc.event_wire import event, records_of
from mpi.index import PatientIndex
from mpi.v1 import patient_index_pb2 as pb

EVENTS_AT_ONCE: Final = 500
SILENCE_MAX_S: Final = 15.0
_POLL_S: Final = 0.5


class Watching:
    """All watchers of a server; each holds a thread, so at most `watchers_max` at a time."""

    def __init__(self, index: PatientIndex, stopping: threading.Event, watchers_max: int) -> None:
        self._index = index
        self._stopping = stopping
        self._places = threading.BoundedSemaphore(watchers_max)

    def serve(
        self, after: int, from_now: bool, context: grpc.ServicerContext
    ) -> Iterator[pb.WatchEventsResponse]:
        if not self._places.acquire(blocking=False):
            raise ResourceExhausted(limit="watchers_max")
        try:
            yield from self._follow(self._begin(after, from_now), context)
        finally:
            self._places.release()

    def _begin(self, after: int, from_now: bool) -> int:
        if from_now:
            return self._index.last_seq()
        if after and not self._index.events(after - 1, 1):
            raise InvalidArgument(Violation("cursor", "one that this index gave"))
        return after

    def _follow(
        self, after: int, context: grpc.ServicerContext
    ) -> Iterator[pb.WatchEventsResponse]:
        spoke_at = time.monotonic()
        while context.is_active():
            if self._stopping.is_set():
                raise Unavailable
            happened = self._index.events(after, EVENTS_AT_ONCE)
            if happened:
                after = happened[-1].seq
                keys = self._index.keys(set(records_of(happened)))
                shown = [message for one in happened if (message := event(one, keys))]
            elif time.monotonic() - spoke_at > SILENCE_MAX_S:
                shown = []
            else:
                self._index.wait_for_events(after, _POLL_S)
                continue
            if shown or not happened:
                spoke_at = time.monotonic()
                yield pb.WatchEventsResponse(events=shown, cursor=str(after))
