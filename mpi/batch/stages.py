"""The stages of a run: which one is at work, how long each took."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Protocol


class Audience(Protocol):
    """Who is told about the stages while they run."""

    def begins(self, stage: str) -> None: ...

    def ends(self, stage: str, seconds: float, said: str) -> None:
        """`said` is what came of it, in a few words."""


class Nobody:
    def begins(self, stage: str) -> None: ...

    def ends(self, stage: str, seconds: float, said: str) -> None: ...


class Stages:
    """Measures stages, one after the other, and tells an audience."""

    def __init__(self, audience: Audience | None = None) -> None:
        self._audience = audience or Nobody()
        self.seconds: dict[str, float] = {}

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[Said]:
        """One stage; what is put into the answer's `text` is told at its end."""
        said = Said()
        self._audience.begins(name)
        began = time.monotonic()
        yield said
        seconds = time.monotonic() - began
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds
        self._audience.ends(name, seconds, said.text)


class Said:
    def __init__(self) -> None:
        self.text = ""
