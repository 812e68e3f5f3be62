"""Calls in flight: how a stopping server lets them finish while it takes no new ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from mpi.errors import Unavailable


class InFlight:
    """The calls that a server is at work on.

    gRPC's own shutdown may answer a call that comes in meanwhile with CANCELLED, which tells its
    caller nothing; so new calls are refused here first, and gRPC is shut down when none is left.
    """

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._count = 0
        self._changed = threading.Condition()

    @contextmanager
    def call(self) -> Iterator[None]:
        """One call.

        Raises:
            Unavailable: the service is stopping.
        """
        with self._changed:
            if self.stopping.is_set():
                raise Unavailable("the service is stopping")
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def drain(self, grace_s: float) -> None:
        """Takes no more calls, and waits for those in flight, as far as the grace allows."""
        with self._changed:
            self.stopping.set()
            self._changed.wait_for(lambda: self._count == 0, grace_s)
