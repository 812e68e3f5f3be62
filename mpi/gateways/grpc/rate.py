"""Rate: a token bucket, shared by all calls of a server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class TokenBucket:
    """Lets `per_s` through a second, up to `burst` at once; 0 per second lets all through."""

    def __init__(
        self, per_s: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_s = per_s
        self._burst = float(burst)
        self._clock = clock
        self._tokens = float(burst)
        self._at = clock()
        self._lock = threading.Lock()

    def take(self) -> float:
        """Takes a token and answers 0, or answers how many seconds until there is one."""
        if self._per_s <= 0:
            return 0.0
        with self._lock:
            now = self._clock()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_s)
            self._at = now
            if self._tokens >= 1:
                self._tokens -= 1
                return 0.0
            return (1 - self._tokens) / self._per_s

    def wait(self) -> None:
        """Takes a token, when there is one."""
        while (seconds := self.take()) > 0:
            time.sleep(seconds)
