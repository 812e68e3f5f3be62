"""Judgements: who decided that two records are one person or two, when, why.  Appended only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mpi.domain.task import ReasonCode


class Verdict(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"  # joins and parts nothing; keeps the pair from being asked again


class Origin(StrEnum):
    STEWARD = "steward"
    MERGE = "merge"  # the source retired one local id into another (A40)
    MOVE = "move"  # the source or a steward moved a record to another person (A43)


@dataclass(frozen=True, slots=True)
class Judgement:
    id: int
    act: int  # judgements made in one act share the number of the first; undone together
    left: int  # record ids, left < right
    right: int
    verdict: Verdict
    origin: Origin
    by: str
    at: datetime
    reason: str
    fingerprint: str  # of the pair's evidence when it was judged; "" where it played no part
    model: str  # digest of the model that showed the evidence
    revoked: bool = False
    code: ReasonCode = ReasonCode.NONE
    decision: int = 0  # the decision that made it; 0 for one from before decisions were kept
