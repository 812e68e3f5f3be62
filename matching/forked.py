"""Work on parts of what is in memory, in forked processes that see it without a copy."""

from __future__ import annotations

import os
import pickle
import signal
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def in_forks(
    work: Callable[[int, int], Answer], bounds: Sequence[int], processes: int
) -> list[Answer]:
    """`work(start, end)` of each part between two bounds, in order, `processes` at a time.

    With one process, or one part, nothing is forked.  A part whose process comes to nothing is
    worked on here, where an error can be raised.
    """
    parts = list(pairwise(bounds))
    if processes == 1 or len(parts) < 2:
        return [work(*part) for part in parts]
    answers: list[Answer] = []
    for first in range(0, len(parts), processes):
        some = parts[first : first + processes]
        children: list[_Child] = []
        try:
            children.extend(_forked(work, *part) for part in some)
            for part, child in zip(some, children, strict=True):
                said = child.answer()
                answers.append(pickle.loads(said) if said else work(*part))  # noqa: S301
        finally:
            for child in children:
                child.end()
    return answers


@dataclass(slots=True)
class _Child:
    process: int
    pipe: int
    is_over: bool = False

    def answer(self) -> bytes:
        """All that it said before it ended; nothing if it ended badly."""
        with os.fdopen(self.pipe, "rb") as pipe:
            self.pipe = -1
            said = pipe.read()
        _, status = os.waitpid(self.process, 0)
        self.is_over = True
        return said if status == 0 else b""

    def end(self) -> None:
        if self.is_over:
            return
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        self.is_over = True
        if self.pipe >= 0:
            os.close(self.pipe)


def _forked(work: Callable[[int, int], Any], start: int, end: int) -> _Child:
    ours, theirs = os.pipe()
    with warnings.catch_warnings():
        # The database's threads stay behind; the work is plain Python on what is in memory.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process:
        os.close(theirs)
        return _Child(process, ours)
    code = 1
    try:
        # The command's own handlers clean up after the command, which is not this process's to do.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.close(ours)
        said = pickle.dumps(work(start, end), protocol=5)
        with os.fdopen(theirs, "wb") as pipe:
            pipe.write(said)
        code = 0
    finally:
        os._exit(code)
