"""State: the index as a pure function of its events.

`append` is the only way anything changes, and `apply` the only place that says what an event
does; `mpi check` replays the journal through it and compares.  A State is a `View`: it loads what
it needs from what is stored, and `dirty` names what has changed since the last flush.  With
nothing stored, a State is the whole index in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from matching.demographics import Demographics
from mpi.domain.event import (
    Answered,
    EdgesFound,
    Event,
    FieldRevealed,
    KnownAnswerForgotten,
    KnownAnswerSaved,
    ModelPromoted,
    Payload,
    PersonsChanged,
    QuarantineSettled,
    RecordDeleted,
    RecordMerged,
    RecordStored,
    RecordUnmerged,
    SourceRegistered,
    VersionSet,
)
from mpi.domain.person import Eid
from mpi.domain.record import Disposition, Record, RecordKey, RecordStatus, Version
from mpi.store import desk
from mpi.store.base import Derived, Deriver, Membership
from mpi.store.changes import Dirty
from mpi.store.desk_state import DeskState
from mpi.store.view import Hanging, Stored


class State(DeskState):
    """See the module's docstring."""

    def __init__(self, derive: Deriver, stored: Stored) -> None:
        super().__init__(stored)
        self._derive = derive
        self._ready: dict[int, tuple[Demographics, Derived]] = {}

    def last_seq(self) -> int:
        return self.counters.seq

    @property
    def moved(self) -> Mapping[int, Mapping[int, bool]]:
        """Block key -> record -> whether it is in the block now: what is not stored so yet."""
        return self._moved

    @property
    def size(self) -> int:
        """How much is kept here, in things of some hundred bytes to a few thousand."""
        return len(self._records) + len(self._versions) + len(self._ids) + len(self._blocks)

    def flushed(self) -> None:
        """What was dirty is stored now."""
        self.dirty = Dirty()
        self._moved = {}
        self._ready = {}

    def next_record_id(self) -> int:
        return self.counters.record + 1

    def next_task_id(self) -> int:
        return self.counters.task + 1

    def next_judgement_id(self) -> int:
        return self.counters.judgement + 1

    def next_eid_number(self) -> int:
        return self.counters.eid + 1

    def prefetch(
        self,
        keys: Iterable[RecordKey],
        block_keys: Iterable[int],
        request_ids: Iterable[str] = (),
        limit: int = 100,
    ) -> None:
        self._load_answers(i for i in request_ids if i)
        known = list(keys)
        self._load_ids(known)
        wanted = set(block_keys)
        self._load_blocks(wanted, limit)
        near = {self._ids[key] for key in known if self._ids[key]}
        for key in wanted & self._blocks.keys():
            if len(block := self._blocks[key]) <= limit:
                near |= block
        self._load_records(near)
        # The rest that is around them is asked for record by record, which a shelf makes cheap;
        # what only the tables have is fetched for all of a batch at once.
        if len(known) > 1:
            self._load_judgements({j for i in near for j in self._judged(i)})

    def memberships(self, record_ids: Iterable[int]) -> tuple[Membership, ...]:
        wanted = set(record_ids)
        fresh = (
            Membership(record_id, eid, event.seq)
            for record_id, eid, event in self.dirty.memberships
            if record_id in wanted
        )
        found = {*super().memberships(wanted), *fresh}
        return tuple(sorted(found, key=lambda one: (one.seq, one.record)))

    def events_at(self, seqs: Iterable[int]) -> tuple[Event, ...]:
        wanted = set(seqs)
        fresh = {event.seq: event for event in self.dirty.events if event.seq in wanted}
        found = (*super().events_at(wanted - fresh.keys()), *fresh.values())
        return tuple(sorted(found, key=lambda event: event.seq))

    def derived(self, demographics: Demographics, derived: Derived) -> None:
        self._ready[id(demographics)] = (demographics, derived)

    def append(self, payload: Payload, *, at: datetime, actor: str, request_id: str) -> Event:
        event = Event(self.counters.seq + 1, at, actor, request_id, payload)
        self.apply(event)
        self.dirty.events.append(event)
        return event

    def apply(self, event: Event) -> None:
        """What an event does to the state.  Replay calls this; live writes go through `append`."""
        assert event.seq == self.counters.seq + 1, "journal numbers have no gap"
        self.counters.seq = event.seq
        payload = event.payload
        match payload:
            case RecordStored():
                self._store_version(event, payload)
            case EdgesFound():
                self._set_edges(payload)
            case PersonsChanged():
                self._change_persons(event, payload)
            case RecordMerged():
                record = self.record(payload.retired)
                self._put_record(
                    replace(record, status=RecordStatus.MERGED, merged_into=payload.survivor)
                )
                self._set_keys(record.id, ())
            case RecordUnmerged():
                record = self.record(payload.record)
                self._put_record(replace(record, status=RecordStatus.ACTIVE, merged_into=0))
                self._rederive(record.id)
            case RecordDeleted():
                record = self.record(payload.record)
                self._put_record(
                    replace(record, status=RecordStatus.DELETED, quarantined=0, merged_into=0)
                )
                self._set_keys(record.id, ())
                self._set_edges(EdgesFound(record.id, (), ""))
            case QuarantineSettled():
                self._settle_quarantine(event, payload)
            case VersionSet():
                self._set_version(event, payload)
            case SourceRegistered():
                self._known_sources()[payload.source.code] = payload.source
                self.dirty.sources.add(payload.source.code)
            case ModelPromoted() | FieldRevealed() | KnownAnswerSaved() | KnownAnswerForgotten():
                # A promotion's edges come in events of their own; a reveal is only noted, and known
                # answers are read from the journal.
                pass
            case Answered():
                self._answers[event.request_id] = payload
                self.dirty.answers.append(event)
            case _:
                self._apply_desk(event, payload)
        self._note(desk.noted(payload), event.seq)

    # What the events do, one function each.

    def _store_version(self, event: Event, stored: RecordStored) -> None:
        self._put_version(
            Version(
                stored.record,
                stored.version,
                stored.disposition,
                stored.demographics,
                stored.event_time,
                event.at,
                stored.content,
                event.seq,
                event.at if stored.disposition is Disposition.CURRENT else None,
            )
        )
        if stored.version == 1:
            self.counters.record = stored.record
            self._ids[stored.key] = stored.record
            derived = self._derived(stored.demographics)
            self._put_record(
                Record(
                    stored.record,
                    stored.key,
                    RecordStatus.ACTIVE,
                    1,
                    1,
                    stored.event_time,
                    event.at,
                    stored.content,
                    "",
                    derived.row,
                )
            )
            self.dirty.new_records.add(stored.record)
            self._keys[stored.record] = ()
            self._set_keys(stored.record, derived.keys)
            return
        record = replace(
            self.record(stored.record), versions=stored.version, content=stored.content
        )
        if stored.disposition is Disposition.QUARANTINED:
            record = replace(record, quarantined=stored.version)
        self._put_record(record)
        if stored.disposition is Disposition.CURRENT:
            self._make_current(stored.record, stored.version)

    def _settle_quarantine(self, event: Event, settled: QuarantineSettled) -> None:
        assert settled.version, "a version that waits has a number"
        version = self.version(settled.record, settled.version)
        record = self.record(settled.record)
        if record.quarantined == settled.version:
            self._put_record(replace(record, quarantined=0))
        if settled.accepted:
            self._put_version(
                replace(version, disposition=Disposition.CURRENT, current_from=event.at)
            )
            self._make_current(settled.record, settled.version)
        else:
            self._put_version(replace(version, disposition=Disposition.REJECTED))

    def _set_version(self, event: Event, said: VersionSet) -> None:
        version = self.version(said.record, said.version)
        since = version.current_from
        if said.current == said.version and since is None:
            since = event.at
        self._put_version(replace(version, disposition=said.disposition, current_from=since))
        waits = said.version if said.disposition is Disposition.QUARANTINED else 0
        record = self.record(said.record)
        if waits or record.quarantined == said.version:
            self._put_record(replace(record, quarantined=waits))
        if said.current != record.version:
            self._make_current(said.record, said.current)

    def _make_current(self, record_id: int, number: int) -> None:
        version = self.version(record_id, number)
        self._put_record(
            replace(
                self.record(record_id),
                status=RecordStatus.ACTIVE,
                version=number,
                event_time=version.event_time,
                received_at=version.received_at,
            )
        )
        self._rederive(record_id)

    def _rederive(self, record_id: int) -> None:
        derived = self._derived(self.version(record_id).demographics)
        self._put_record(replace(self.record(record_id), row=derived.row))
        self._set_keys(record_id, derived.keys)

    def _set_keys(self, record_id: int, keys: tuple[int, ...]) -> None:
        self._load_keys(record_id)
        old = self._keys[record_id]
        self._keys[record_id] = keys
        self._put_row(record_id)
        self._move(set(old) - set(keys), record_id, is_here=False)
        self._move(set(keys) - set(old), record_id, is_here=True)

    def _move(self, keys: Iterable[int], record_id: int, *, is_here: bool) -> None:
        # A block need not be loaded to be changed: the change is laid over it when it is.
        for key in keys:
            self._moved.setdefault(key, {})[record_id] = is_here
            if key in self._blocks:
                block = self._blocks[key]
                (block.add if is_here else block.discard)(record_id)
            elif key in self._fat:
                self._fat[key] += 1 if is_here else -1

    def _set_edges(self, found: EdgesFound) -> None:
        self._load_records({found.record, *(edge.other for edge in found.edges)})
        hanging = self._hanging(found.record)
        before = set(hanging.edges)
        self._load_records(before)
        for other in before:
            del self._hanging(other).edges[found.record]
        hanging.edges = {edge.other: edge.weight for edge in found.edges}
        for edge in found.edges:
            self._hanging(edge.other).edges[found.record] = edge.weight
        touched = before | hanging.edges.keys()
        self.dirty.records |= touched | ({found.record} if touched else set())

    def _change_persons(self, event: Event, changed: PersonsChanged) -> None:
        for founded in changed.founded:
            self._found(founded.eid, founded.record)
        for retired in changed.retired:
            self._put_eid(replace(self._known_eid(retired.eid), survivor=retired.survivor))
        for move in changed.moves:
            record = self.record(move.record)
            assert record.eid == move.from_eid, "a record leaves the person that it belongs to"
            if move.to_eid:
                self._load_ever((move.to_eid,))
                self._ever[move.to_eid].add(move.record)
            self._put_record(replace(record, eid=move.to_eid))
            self.dirty.memberships.append((move.record, move.to_eid, event))

    def _found(self, eid: str, record_id: int) -> None:
        known = self.eid(eid)
        if known is None:
            self.counters.eid += 1
            self.dirty.new_eids.add(eid)
            self._ever[eid] = set()
            known = Eid(eid, self.counters.eid, record_id)
        else:
            self._hanging(known.founder).founded.discard(eid)
            self.dirty.records.add(known.founder)
            known = replace(known, founder=record_id)
        self._hanging(record_id).founded.add(eid)
        self.dirty.records.add(record_id)
        self._put_eid(known)

    # Puts: change one thing, and remember that it must be written.

    def _put_record(self, record: Record) -> None:
        if record.id not in self._records:
            self._hung[record.id] = Hanging()
        self._records[record.id] = record
        self.dirty.records.add(record.id)
        self.dirty.changed.add(record.id)

    def _put_row(self, record_id: int) -> None:
        self.dirty.records.add(record_id)
        self.dirty.rows.add(record_id)

    def _put_version(self, version: Version) -> None:
        place = (version.record, version.version)
        if place not in self._versions:
            self.dirty.new_versions.add(place)
        self._versions[place] = version
        self.dirty.versions.add(place)

    def _put_eid(self, eid: Eid) -> None:
        self._eids[eid.eid] = eid
        self.dirty.eids.add(eid.eid)

    def _derived(self, demographics: Demographics) -> Derived:
        ready = self._ready.pop(id(demographics), None)
        if ready is not None and ready[0] is demographics:
            return ready[1]
        return self._derive(demographics)

    def _known_eid(self, eid: str) -> Eid:
        known = self.eid(eid)
        assert known is not None, "only an EID that was minted is retired"
        return known
