"""What every servicer needs: on whose behalf, until when, and the answer of a write."""

from __future__ import annotations

import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Final, TypeVar, cast

import grpc

from mpi.domain.answers import Caller
from mpi.gateways.grpc.interceptor import actor_of
from mpi.gateways.grpc.status import DeadlineExceeded

T = TypeVar("T")

# A caller that sets no deadline waits this long, and no thread longer.
DEADLINE_DEFAULT_S: Final = 60.0


def caller(context: grpc.ServicerContext, request_id: str = "") -> Caller:
    """On whose behalf the call is made, and until when."""
    left_s = cast("float | None", context.time_remaining())
    left_s = DEADLINE_DEFAULT_S if left_s is None else min(left_s, DEADLINE_DEFAULT_S)
    return Caller(actor_of(context), request_id, time.monotonic() + left_s)


def answer(future: Future[T], on_behalf: Caller) -> T:
    """The write's answer, once it is durable.

    Raises:
        DeadlineExceeded: it is not durable yet; it may still become so.
    """
    assert on_behalf.deadline is not None
    try:
        return future.result(timeout=max(0.0, on_behalf.deadline - time.monotonic()))
    except FutureTimeoutError:
        future.cancel()
        raise DeadlineExceeded from None
