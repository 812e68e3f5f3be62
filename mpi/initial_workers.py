"""Processes beside the one that loads: they do what is Python on each row, batch by batch."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final, Self, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

AHEAD: Final = 2  # batches for each process, that memory does not grow


class Helpers:
    """`map` does the work of many batches, a few ahead of whoever takes the answers.

    The processes are forked at once: made before anything here has threads, they need not fear
    that a lock is held that nobody will give back.
    """

    def __init__(self, processes: int) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._ahead = processes * AHEAD
        if processes > 1:
            self._pool = ProcessPoolExecutor(processes, mp_context=get_context("fork"))
            self._pool.submit(os.getpid).result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, work: Callable[[Asked], Answer], asked: Iterable[Asked]) -> Iterator[Answer]:
        """The answers in the order of what was asked."""
        if self._pool is None:
            yield from map(work, asked)
            return
        running: deque[Future[Answer]] = deque()
        for one in asked:
            running.append(self._pool.submit(work, one))
            if len(running) > self._ahead:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
