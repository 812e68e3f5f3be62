"""What a report needs to be told: everything that is not in the tables of the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from matching.expectation import Expectation
from matching.model import Model
from mpi.batch.profile_facts import FileRead, Profile


class KeyCost(Protocol):
    """What one key of the blocking plan cost."""

    @property
    def name(self) -> str: ...
    @property
    def records(self) -> int: ...
    @property
    def keys(self) -> int: ...
    @property
    def pairs(self) -> int: ...
    @property
    def blocks_skipped(self) -> int: ...
    @property
    def block_max(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The facts of one run.

    `model_origin` is "shipped", "trained" or "given"; `model_reason` says why that one, as what
    follows "since".  `expectation` is what the model claims of itself, if anything.  Warnings are
    whole sentences for people.  Without `show_demographics` no value of a record is in the page.
    """

    model: Model
    model_origin: str = "shipped"
    model_reason: str = ""
    model_checks: tuple[str, ...] = ()  # what training looked at, a sentence each
    files: tuple[FileRead, ...] = ()
    stages: Mapping[str, float] = field(default_factory=dict)  # stage -> seconds, in order
    blocking: Sequence[KeyCost] = ()
    expectation: Expectation | None = None
    profile: Profile | None = None
    warnings: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)  # what -> version
    examples_max: int = 3  # of each kind and weight band
    show_demographics: bool = False
