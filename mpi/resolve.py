"""The path of one record, from its demographics to its EID: consecutive lines of `upsert`.

store the version -> candidates by block key -> score -> edges -> settle persons -> review tasks.
Each callee returns a value or appends events; nobody calls back.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import msgspec

from matching.demographics import Demographics
from matching.policy import Assessment
from matching.policy import Verdict as Decision
from mpi.act import Act
from mpi.asking import drop_pairs, review, undecided
from mpi.asking_more import ask_about_numbers, audit
from mpi.domain.answers import PersonMatch, Upserted
from mpi.domain.event import Edge, EdgesFound, QuarantineSettled, RecordStored
from mpi.domain.record import Disposition, Outcome, Record, RecordKey, RecordStatus
from mpi.domain.task import REVIEWS, AskedPair, Task, TaskKind, TaskStatus
from mpi.errors import RecordMerged, VersionStale
from mpi.matcher import fingerprint
from mpi.persons import Cause, settle
from mpi.store.base import Derived

ASKS_ABOUT_ARRIVALS = (*REVIEWS, TaskKind.CONFLICT)
TOO_COMMON = "a block key is too common to look through"

_encoder = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One record as it came through the door, with what was already computed from it."""

    key: RecordKey
    demographics: Demographics
    derived: Derived
    event_time: datetime | None
    expected_version: int = 0


def upsert(act: Act, arrival: Arrival) -> Upserted:
    """Store what a source said of a record, and find out whose it is.

    Raises:
        RecordMerged: the source retired this local id.
        VersionStale: `expected_version` is not the current version.
    """
    content = content_digest(arrival.demographics)
    record_id = act.tx.record_id(arrival.key)
    if not record_id:
        return _first(act, arrival, content)
    record = act.tx.record(record_id)
    if record.status is RecordStatus.MERGED:
        raise RecordMerged(
            record=str(record.key), survivor=str(act.tx.record(record.merged_into).key)
        )
    again = _said_before(act, record, content)
    if again is not None:
        return _answer(act, record_id, again)
    if arrival.expected_version and arrival.expected_version != record.version:
        raise VersionStale(record=str(record.key), current_version=str(record.version))
    return _next(act, arrival, record, content)


def _first(act: Act, arrival: Arrival, content: str) -> Upserted:
    record_id = act.tx.next_record_id()
    _store(act, arrival, record_id, 1, Disposition.CURRENT, content)
    linking = link(act, record_id, arrival.derived.keys, "created")
    record = act.tx.record(record_id)
    if len(act.tx.members(record.eid)) > 1:
        outcome = Outcome.LINKED
    elif any(task.kind in ASKS_ABOUT_ARRIVALS for task in act.tx.tasks_of(record_id)):
        outcome = Outcome.REVIEW
    else:
        outcome = Outcome.CREATED
    return _answer(act, record_id, outcome, linking)


def _next(act: Act, arrival: Arrival, record: Record, content: str) -> Upserted:
    """A further version of a known record."""
    number = record.versions + 1
    said_at = record.event_time or record.received_at
    lives = record.status is RecordStatus.ACTIVE
    if lives and arrival.event_time and arrival.event_time < said_at:
        _store(act, arrival, record.id, number, Disposition.STALE, content)
        return _answer(act, record.id, Outcome.STALE)
    if act.matcher.contradicts_update(record.row, arrival.derived.row):
        _quarantine(act, arrival, record, number, content)
        return _answer(act, record.id, Outcome.QUARANTINED)
    _give_up_waiting(act, record)
    _store(act, arrival, record.id, number, Disposition.CURRENT, content)
    if lives and record.row == arrival.derived.row:
        return _answer(act, record.id, Outcome.UPDATED)
    linking = link(act, record.id, arrival.derived.keys, "updated")
    return _answer(act, record.id, Outcome.UPDATED, linking)


def _said_before(act: Act, record: Record, content: str) -> Outcome | None:
    """The outcome that the same content had, if it is what stands or what came last."""
    if record.content == content and record.quarantined == record.versions:
        return Outcome.QUARANTINED
    if record.status is RecordStatus.DELETED:
        return None
    if record.version == record.versions:
        return Outcome.UNCHANGED if record.content == content else None
    if act.tx.version(record.id).content == content:
        return Outcome.UNCHANGED
    if record.content != content:
        return None
    newest = act.tx.version(record.id, record.versions)
    return Outcome.STALE if newest.disposition is Disposition.STALE else None


def _store(
    act: Act, arrival: Arrival, record_id: int, number: int, disposition: Disposition, content: str
) -> None:
    act.tx.derived(arrival.demographics, arrival.derived)
    act.append(
        RecordStored(
            record_id,
            arrival.key,
            number,
            disposition,
            arrival.demographics,
            arrival.event_time,
            content,
        )
    )


def _quarantine(act: Act, arrival: Arrival, record: Record, number: int, content: str) -> None:
    """Acknowledge the update, keep serving the last good version, and ask a steward."""
    _give_up_waiting(act, record)
    _store(act, arrival, record.id, number, Disposition.QUARANTINED, content)
    act.open_task(
        TaskKind.POTENTIAL_OVERLAY,
        record.id,
        0,
        "the update looks like another human than the last good version",
        act.matcher.assess(record.row, arrival.derived.row),
        version=number,
    )


def _give_up_waiting(act: Act, record: Record) -> None:
    """What waited in quarantine is overtaken by what the source says now."""
    for task in act.tx.tasks_of(record.id):
        if task.version:
            act.end_task(task, TaskStatus.SUPERSEDED, reason="a newer update came")
            act.append(QuarantineSettled(record.id, task.version, accepted=False))


@dataclass(frozen=True, slots=True)
class Linking:
    """What the candidates of one record said."""

    best: int  # record id; 0: no candidate is worth a look
    truncated: bool


def link(act: Act, record_id: int, keys: tuple[int, ...], cause: str) -> Linking:
    """Score the record against its candidates, and settle who is whom around it."""
    act.forget(record_id)
    candidates = act.tx.candidates(keys, act.matcher.plan.live_limit)
    found = _assessed(act, record_id, candidates.ids)
    edges = {
        other: assessment.weight
        for other, assessment in found
        if assessment.verdict is Decision.LINK and not candidates.truncated
    }
    before = dict(act.tx.edges(record_id))
    if edges != before:
        ordered = tuple(Edge(other, edges[other]) for other in sorted(edges))
        act.append(EdgesFound(record_id, ordered, act.matcher.digest))
    fresh = frozenset(other for other, w in edges.items() if before.get(other) != w)
    close_gone(act, record_id)
    persons = {i: act.tx.record(i).eid for i in (record_id, *edges)}
    settle(act, [record_id, *before], Cause(cause, record_id, fresh))
    review(act, record_id, _for_review(found, candidates.truncated))
    ask_about_numbers(act, record_id, candidates.ids)
    audit(act, record_id, persons, edges)
    return Linking(found[0][0] if found else 0, candidates.truncated)


def _assessed(act: Act, record_id: int, others: tuple[int, ...]) -> list[tuple[int, Assessment]]:
    """Candidates that are not plainly apart, best first; ties by record key."""
    sieve = act.matcher.sieve(act.tx.record(record_id).row)
    found = []
    for other, record in act.tx.records(others).items():
        levels = None if other == record_id else sieve.levels(record.row)
        if levels is None:
            continue
        assessment = act.assess(record_id, other, levels)
        if assessment.verdict is not Decision.APART:
            found.append((other, assessment))
    return sorted(found, key=lambda pair: (-pair[1].weight, act.tx.record(pair[0]).key))


def _for_review(found: list[tuple[int, Assessment]], truncated: bool) -> list[tuple[int, str]]:
    asked = []
    for other, assessment in found:
        if assessment.verdict is Decision.REVIEW:
            asked.append((other, undecided(assessment.guards, assessment.held)))
        elif truncated:
            asked.append((other, TOO_COMMON))
    return asked


def close_gone(act: Act, record_id: int) -> None:
    """Open questions about the record whose reason its new content, or a new model, took away."""
    for task in act.tx.tasks_of(record_id):
        if task.kind in REVIEWS:
            gone = [
                pair
                for pair in task.pairs
                if record_id in (pair.left, pair.right) and _no_longer_alike(act, task, pair)
            ]
            drop_pairs(act, task, gone, "the records no longer look alike")


def _no_longer_alike(act: Act, task: Task, pair: AskedPair) -> bool:
    """A pair that never looked alike was asked about by somebody, who still wants to know."""
    now = act.assess(pair.left, pair.right)
    is_as_asked = task.model == act.matcher.digest and pair.fingerprint == fingerprint(now)
    return now.verdict is Decision.APART and not is_as_asked


def _answer(act: Act, record_id: int, outcome: Outcome, linking: Linking | None = None) -> Upserted:
    record = act.tx.record(record_id)
    match = None
    if linking is not None and linking.best:
        other = act.tx.record(linking.best)
        match = PersonMatch(
            other.eid, other.key, act.matcher.score(act.assess(record_id, linking.best))
        )
    waiting = tuple(task.id for task in act.tx.tasks_of(record_id))
    return Upserted(
        record.key,
        record.eid,
        outcome,
        record.version,
        waiting,
        match,
        linking is not None and linking.truncated,
        act.matcher.digest,
    )


def content_digest(demographics: Demographics) -> str:
    """Names the content of a version: two that say the same have the same digest."""
    return content_of(encoded(demographics))


def encoded(demographics: Demographics) -> bytes:
    """As the journal writes them."""
    return _encoder.encode(demographics)


def content_of(said: bytes) -> str:
    """`content_digest` of demographics that are encoded."""
    return hashlib.sha256(said).hexdigest()[:32]
