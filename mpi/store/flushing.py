"""Flusher: the thread that has what is pending written into the tables, beside the writer."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Flusher:
    """Calls `flush` some seconds after it was told that something is pending, or at once if told
    that it is urgent.  `flush` raises nothing."""

    def __init__(self, flush: Callable[[], None], wait_s: float) -> None:
        self._flush = flush
        self._wait_s = wait_s
        self._changed = threading.Condition()
        self._is_told = False
        self._is_urgent = False
        self._is_closing = False
        self._thread: threading.Thread | None = None

    def tell(self, *, is_urgent: bool) -> None:
        """Something is pending."""
        with self._changed:
            if self._is_closing or (self._is_told and self._is_urgent >= is_urgent):
                return
            self._is_told = True
            self._is_urgent |= is_urgent
            if self._thread is None:  # a store that nobody writes to needs none
                self._thread = threading.Thread(target=self._run, name="mpi-flusher", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Waits for a flush that is running; flushes no more."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_told or self._is_closing)
                self._changed.wait_for(lambda: self._is_urgent or self._is_closing, self._wait_s)
                if self._is_closing:
                    return
                self._is_told = self._is_urgent = False
            self._flush()
