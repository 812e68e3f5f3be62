"""Timeline: everything that happened to a person and its records; and decisions, as listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mpi.desk.task_words import decision_words
from mpi.desk.task_words import words as task_words
from mpi.domain.decision import Decision, DecisionKind, Effect
from mpi.domain.eid import normalized
from mpi.domain.event import (
    Decided,
    Event,
    FieldRevealed,
    Judged,
    JudgementRestored,
    JudgementRevoked,
    PersonsChanged,
    QuarantineSettled,
    RecordDeleted,
    RecordMerged,
    RecordStored,
    RecordUnmerged,
    VersionSet,
)
from mpi.domain.record import Disposition, RecordKey
from mpi.errors import EidNotFound
from mpi.store.base import DecisionQuery, Reader
from mpi.views import survivor

_RECORDS_SHOWN = 50


class TimelineKind(StrEnum):
    RECORD = "record"
    PERSON = "person"
    JUDGEMENT = "judgement"
    TASK = "task"
    SOURCE = "source"
    QUARANTINE = "quarantine"
    REVEAL = "reveal"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    event: Event
    kind: TimelineKind
    words: str
    keys: tuple[RecordKey, ...] = ()
    task: int = 0
    decision: int = 0
    is_undoable: bool = False
    eids: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    eid: str
    entries: tuple[Entry, ...]
    next_before: int  # 0: no more


@dataclass(frozen=True, slots=True)
class ShownDecision:
    decision: Decision
    words: str
    keys: tuple[RecordKey, ...]
    why_not: str  # "": it can be undone


def timeline(reader: Reader, asked: str, before: int, limit: int) -> Timeline:
    """What happened to the person's records, newest first.

    Raises:
        EidNotFound
    """
    found = reader.eid(normalized(asked))
    if found is None:
        raise EidNotFound
    eid = survivor(reader, found.eid)
    records = reader.members(eid) or (found.founder,)
    tasks = {
        task.id: task
        for record in records
        for task in (*reader.tasks_of(record), *reader.tasks_over(record))
    }
    seqs = {change.seq for change in reader.memberships(records)}
    seqs |= {one.seq for versions in reader.versions(records).values() for one in versions}
    seqs |= {seq for record in records for seq in reader.noted(record)}
    seqs |= {seq for task in tasks.values() for seq in task.story}
    wanted = sorted((s for s in seqs if not before or s < before), reverse=True)
    shown = wanted[:limit]
    events = {event.seq: event for event in reader.events_at(shown)}
    decided = {
        step: decision
        for decision in reader.decisions_at(seqs).values()
        for step in decision.effect.steps
    }
    entries = tuple(_entry(reader, events[seq], decided) for seq in shown)
    return Timeline(eid, entries, shown[-1] if len(wanted) > limit else 0)


def decisions(reader: Reader, query: DecisionQuery) -> tuple[ShownDecision, ...]:
    """Decisions, newest first; automatic links only where they are asked for alone."""
    if query.kinds == (DecisionKind.AUTOMATIC_LINK,):
        return _automatic(reader, query)
    return tuple(shown_decision(reader, one) for one in reader.decisions(query))


def shown_decision(reader: Reader, one: Decision) -> ShownDecision:
    why_not = f"undone by decision {one.undone_by}" if one.undone_by else ""
    said = Decided(one.kind, one.effect, one.task, one.resolution, one.why, "", one.undoes)
    return ShownDecision(one, decision_words(said), _keys(reader, one.effect.records), why_not)


def _automatic(reader: Reader, query: DecisionQuery) -> tuple[ShownDecision, ...]:
    found: list[ShownDecision] = []
    before = query.before
    while len(found) < query.limit:
        events = reader.links_before(before, query.limit)
        if not events:
            break
        for event in events:
            if query.since is not None and event.at < query.since:
                return tuple(found)
            shown = _link(reader, event)
            if shown is not None and len(found) < query.limit:
                found.append(shown)
        before = events[-1].seq
    return tuple(found)


def _link(reader: Reader, event: Event) -> ShownDecision | None:
    """An automatic link as a decision; None for one that a decision made."""
    assert isinstance(event.payload, PersonsChanged), "links are changes of persons"
    came = [move.record for move in event.payload.moves if move.to_eid]
    seqs = {seq for record in came for seq in reader.noted(record)}
    if any(event.seq in one.effect.steps for one in reader.decisions_at(seqs).values()):
        return None
    eids = {reader.record(record).eid for record in came} - {""}
    apart = not any(len(reader.members(eid)) > len(came) for eid in eids)
    decision = Decision(
        event.seq,
        DecisionKind.AUTOMATIC_LINK,
        "",
        event.at,
        Effect(records=tuple(came), steps=(event.seq,)),
    )
    words = f"linked automatically: {event.payload.cause}"
    why_not = "the records are not one person any more" if apart else ""
    return ShownDecision(decision, words, _keys(reader, came), why_not)


def _entry(reader: Reader, event: Event, decided: Mapping[int, Decision]) -> Entry:
    payload = event.payload
    match payload:
        case RecordStored():
            return Entry(
                event,
                TimelineKind.RECORD,
                f"{payload.key}: version {payload.version} came{_fate(payload.disposition)}",
                (payload.key,),
                version=payload.version,
            )
        case PersonsChanged():
            return _persons(reader, event, payload, decided)
        case Judged(judgement):
            keys = _keys(reader, (judgement.left, judgement.right))
            words = f"{_pair(keys)} judged {judgement.verdict}"
            return Entry(event, TimelineKind.JUDGEMENT, words, keys)
        case JudgementRevoked() | JudgementRestored():
            one = reader.judgement(payload.judgement)
            keys = _keys(reader, (one.left, one.right)) if one else ()
            fate = "taken back" if isinstance(payload, JudgementRevoked) else "stands again"
            return Entry(event, TimelineKind.JUDGEMENT, f"judgement of {_pair(keys)} {fate}", keys)
        case RecordMerged():
            keys = _keys(reader, (payload.retired, payload.survivor))
            return Entry(event, TimelineKind.SOURCE, f"{keys[0]} retired into {keys[1]}", keys)
        case RecordUnmerged() | RecordDeleted():
            keys = _keys(reader, (payload.record,))
            fate = "deleted" if isinstance(payload, RecordDeleted) else "no longer retired"
            return Entry(event, TimelineKind.SOURCE, f"{keys[0]} {fate}", keys)
        case QuarantineSettled() | VersionSet():
            keys = _keys(reader, (payload.record,))
            words = f"{keys[0]}: version {payload.version} {_settled(payload)}"
            return Entry(event, TimelineKind.QUARANTINE, words, keys, version=payload.version)
        case FieldRevealed():
            keys = _keys(reader, (payload.record,))
            words = f"{payload.field} of {keys[0]} was shown"
            return Entry(event, TimelineKind.REVEAL, words, keys, payload.task)
        case Decided():
            decision = reader.decision(event.seq)
            keys = _keys(reader, payload.effect.records)
            undoable = decision is not None and not decision.undone_by
            words = decision_words(payload)
            return Entry(
                event, TimelineKind.DECISION, words, keys, payload.task, event.seq, undoable
            )
        case _:
            return _task(event)


def _persons(
    reader: Reader, event: Event, changed: PersonsChanged, decided: Mapping[int, Decision]
) -> Entry:
    eids = dict.fromkeys(
        eid for move in changed.moves for eid in (move.to_eid, move.from_eid) if eid
    )
    keys = tuple(move.key for move in changed.moves)[:_RECORDS_SHOWN]
    arrived = all(not move.from_eid for move in changed.moves)
    made = {founded.eid for founded in changed.founded}
    what = ", ".join(str(key) for key in keys[:3]) + (" …" if len(keys) > 3 else "")
    if all(not move.to_eid for move in changed.moves):
        words = f"{what} left: {changed.cause}"
    elif arrived and made:
        words = f"{what} became a person of its own"
    else:
        words = f"{what} came to {', '.join(eids)[:40]}: {changed.cause}"
    decision = decided.get(event.seq)
    if decision is not None:
        number, undoable = decision.id, not decision.undone_by
    else:
        shown = None if made or (not arrived and not changed.retired) else _link(reader, event)
        number, undoable = (event.seq, not shown.why_not) if shown else (0, False)
    return Entry(event, TimelineKind.PERSON, words, keys, 0, number, undoable, tuple(eids))


def _task(event: Event) -> Entry:
    payload = event.payload
    number = getattr(payload, "task", 0)
    task = number if isinstance(number, int) else number.id
    return Entry(event, TimelineKind.TASK, f"task {task}: {task_words(event)}", task=task)


def _keys(reader: Reader, record_ids: Iterable[int]) -> tuple[RecordKey, ...]:
    wanted = list(record_ids)[:_RECORDS_SHOWN]
    records = reader.records(wanted)
    return tuple(records[i].key for i in wanted if i in records)


def _pair(keys: Iterable[RecordKey]) -> str:
    return " and ".join(str(key) for key in keys)


def _fate(disposition: Disposition) -> str:
    return {
        Disposition.CURRENT: "",
        Disposition.QUARANTINED: ", and was held back",
        Disposition.REJECTED: ", and was rejected",
        Disposition.STALE: ", older than what was there",
    }[disposition]


def _settled(payload: QuarantineSettled | VersionSet) -> str:
    if isinstance(payload, QuarantineSettled):
        return "was accepted" if payload.accepted else "was rejected"
    return f"is {payload.disposition} again"
