"""Records: what one source says about one of its patients, under one local id."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from matching.demographics import Demographics
from matching.row import MatchRow


class RecordKey(msgspec.Struct, frozen=True, order=True, gc=False):
    """Names a record for ever."""

    source: str
    local_id: str

    def __str__(self) -> str:
        return f"{self.source}/{self.local_id}"


class RecordStatus(StrEnum):
    ACTIVE = "active"
    MERGED = "merged"  # the source retired the local id into another one (HL7 A40)
    DELETED = "deleted"


class Disposition(StrEnum):
    """What became of one received version."""

    CURRENT = "current"
    QUARANTINED = "quarantined"  # contradicts the last good version; a steward decides
    REJECTED = "rejected"  # was quarantined; a steward said that it is about another human
    STALE = "stale"  # its event time is older than the current version's


class Outcome(StrEnum):
    """What an upsert did."""

    CREATED = "created"
    LINKED = "linked"
    REVIEW = "review"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    QUARANTINED = "quarantined"
    STALE = "stale"


class Record(msgspec.Struct, frozen=True, gc=False):
    """The current state of a record, without its demographics (those are in its versions)."""

    id: int  # internal, never shown
    key: RecordKey
    status: RecordStatus
    version: int  # the current version; 1 is the first
    versions: int  # how many were received, stale and quarantined ones included
    event_time: datetime | None  # of the current version, as the source said it
    received_at: datetime
    content: str  # digest of the newest received content
    eid: str  # "" while deleted
    row: MatchRow
    merged_into: int = 0  # record id of the survivor
    quarantined: int = 0  # the version that waits for a steward; 0: none

    def __repr__(self) -> str:
        return f"Record({self.key}, v{self.version}, {self.status})"


class Version(msgspec.Struct, frozen=True, gc=False):
    """One version of a record, as the source said it."""

    record: int
    version: int
    disposition: Disposition
    demographics: Demographics
    event_time: datetime | None
    received_at: datetime
    content: str
    seq: int  # the journal entry that brought it
    current_from: datetime | None = None  # since when it was, or had been, the current version
