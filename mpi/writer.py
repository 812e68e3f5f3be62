"""Writer: one thread that drains a queue of writes, a micro-batch to a transaction.

A lone request commits at once, and a thousand waiting ones share a few transactions and their
fsyncs.  A future gets its result only after the commit is durable, and a batch gives exactly what
its requests one by one would: as soon as one of them spoils the shared transaction, it is rolled
back and each runs in a transaction of its own.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from mpi.domain.record import RecordKey
from mpi.errors import MpiError, ResourceExhausted, Unavailable
from mpi.store.base import Store, Transaction

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    run: Callable[[Transaction], Any]
    future: Future[Any]
    keys: tuple[RecordKey, ...]
    block_keys: tuple[int, ...]
    request_id: str
    deadline: float | None


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: Any = None
    error: BaseException | None = None


class Writer:
    """See the module's docstring."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float] = time.monotonic,
        *,
        batch_max: int = 256,
        queue_max: int = 10_000,
        candidates_max: int = 100,
    ) -> None:
        self._store = store
        self._clock = clock
        self._batch_max = batch_max
        self._queue_max = queue_max
        self._candidates_max = candidates_max
        self._queue: deque[_Request] = deque()
        self._changed = threading.Condition()
        self._is_closing = False
        self._thread = threading.Thread(target=self._drain, name="mpi-writer", daemon=True)
        self._thread.start()

    def submit(
        self,
        run: Callable[[Transaction], T],
        *,
        keys: Sequence[RecordKey] = (),
        block_keys: Sequence[int] = (),
        request_id: str = "",
        deadline: float | None = None,
    ) -> Future[T]:
        """Queues a write; `keys`, `block_keys` and `request_id` say what it will look up.

        `run` may be called twice, the first time in a transaction that is rolled back; what it
        raises is what the future raises.  It is not called at all once its future is cancelled,
        or the `deadline` (of the clock) has passed.
        """
        future: Future[T] = Future()
        request = _Request(run, future, tuple(keys), tuple(block_keys), request_id, deadline)
        with self._changed:
            if self._is_closing:
                raise Unavailable("the service is stopping")
            if len(self._queue) >= self._queue_max:
                raise ResourceExhausted(f"more than {self._queue_max} writes are waiting")
            self._queue.append(request)
            self._changed.notify()
        return future

    @property
    def waiting(self) -> int:
        """How many writes are queued."""
        return len(self._queue)

    def close(self, grace_s: float = 10.0) -> None:
        """Takes no more writes; finishes those that are queued, as far as the grace allows."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join(grace_s)
        with self._changed:
            left = list(self._queue)
            self._queue.clear()
        for request in left:
            if request.future.set_running_or_notify_cancel():
                request.future.set_exception(Unavailable("the service is stopping"))
        self._thread.join()  # a transaction that has begun is not cut off

    def _drain(self) -> None:
        while batch := self._next_batch():
            wanted = [request for request in batch if self._is_wanted(request)]
            if not wanted:
                continue
            outcomes = self._together(wanted)
            for request, outcome in zip(wanted, outcomes, strict=True):
                if outcome.error is None:
                    request.future.set_result(outcome.value)
                else:
                    request.future.set_exception(outcome.error)

    def _next_batch(self) -> list[_Request]:
        """What is waiting now; waits for a first one, never for more.  Empty once closed."""
        with self._changed:
            while not self._queue and not self._is_closing:
                self._changed.wait()
            size = min(len(self._queue), self._batch_max)
            return [self._queue.popleft() for _ in range(size)]

    def _is_wanted(self, request: _Request) -> bool:
        if not request.future.set_running_or_notify_cancel():
            return False
        if request.deadline is not None and self._clock() > request.deadline:
            request.future.set_exception(
                Unavailable("the deadline passed before the write began; nothing was changed")
            )
            return False
        return True

    def _together(self, requests: list[_Request]) -> list[_Outcome]:
        """The outcomes, after the commit; falls back to one by one."""
        try:
            with self._store.transaction() as transaction:
                self._prefetch(transaction, requests)
                outcomes = [_attempted(transaction, request) for request in requests]
        except BaseException as error:  # noqa: BLE001 -- whatever it is, somebody waits for it
            if len(requests) == 1:
                return [_Outcome(error=error)]
            _log.warning(
                "a batch of %d is written one by one after %s", len(requests), type(error).__name__
            )
            return [outcome for request in requests for outcome in self._together([request])]
        return outcomes

    def _prefetch(self, transaction: Transaction, requests: list[_Request]) -> None:
        transaction.prefetch(
            [key for request in requests for key in request.keys],
            [key for request in requests for key in request.block_keys],
            [request.request_id for request in requests],
            self._candidates_max,
        )


def _attempted(transaction: Transaction, request: _Request) -> _Outcome:
    """An error raised before anything was appended fails only its own request."""
    before = transaction.last_seq()
    try:
        return _Outcome(request.run(transaction))
    except MpiError as error:
        if transaction.last_seq() != before:
            raise
        return _Outcome(error=error)
