"""Views: what a reader sees of persons, records, tasks and pairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mpi.domain.answers import (
    CrossReferences,
    Explanation,
    PersonMatch,
    PersonView,
    RecordView,
)
from mpi.domain.eid import normalized
from mpi.domain.record import Record, RecordKey, RecordStatus, Version
from mpi.errors import EidNotFound, RecordNotFound
from mpi.golden import golden
from mpi.matcher import Matcher
from mpi.store.base import Reader


def person_of_eid(reader: Reader, asked: str, as_of: datetime | None) -> PersonView:
    """The person an EID names, or named at that time; a retired EID leads to its survivor.

    Raises:
        EidNotFound: no person has, or at that time had, this EID.
    """
    found = reader.eid(normalized(asked))
    if found is None:
        raise EidNotFound
    if as_of is not None:
        live = found.eid
        if not reader.members_at(live, as_of):
            live = reader.eid_at(found.founder, as_of)
        if not live:
            raise EidNotFound
        return _person_at(reader, live, found.eid, as_of)
    return _person(reader, survivor(reader, found.eid), found.eid)


def person_of_record(reader: Reader, key: RecordKey, as_of: datetime | None) -> PersonView:
    """The person a record belongs to, or belonged to at that time.

    Raises:
        RecordNotFound: the source has, or at that time had, no such record.
    """
    record_id = reader.record_id(key)
    if not record_id:
        raise RecordNotFound(record=str(key))
    if as_of is not None:
        eid = reader.eid_at(record_id, as_of)
        if not eid:
            raise RecordNotFound(record=str(key))
        return _person_at(reader, eid, eid, as_of)
    eid = reader.record(record_id).eid
    if not eid:
        raise RecordNotFound(record=str(key))
    return _person(reader, eid, eid)


def survivor(reader: Reader, eid: str) -> str:
    """The live EID that this one leads to."""
    seen = {eid}
    found = reader.eid(eid)
    while found is not None and found.survivor:
        eid = found.survivor
        assert eid not in seen, "retired EIDs never lead in a circle"
        seen.add(eid)
        found = reader.eid(eid)
    return eid


def cross_references(
    reader: Reader, key: RecordKey, to_sources: tuple[str, ...]
) -> CrossReferences:
    """The other local ids of the record's person (PIX); the asked one is not echoed."""
    record_id = reader.record_id(key)
    eid = reader.record(record_id).eid if record_id else ""
    if not eid:
        raise RecordNotFound(record=str(key))
    keys = sorted(
        record.key
        for record in reader.records(reader.members(eid)).values()
        if record.id != record_id
        and record.status is RecordStatus.ACTIVE
        and (not to_sources or record.key.source in to_sources)
    )
    return CrossReferences(eid, tuple(keys))


def record_view(reader: Reader, record: Record, version: Version | None = None) -> RecordView:
    said = version or reader.version(record.id)
    merged_into = reader.record(record.merged_into).key if record.merged_into else None
    return RecordView(
        record.key,
        record.status,
        said.version,
        said.disposition,
        said.event_time,
        said.received_at,
        record.eid,
        said.demographics,
        merged_into,
        record.quarantined,
    )


def _person(reader: Reader, eid: str, asked: str) -> PersonView:
    records = sorted(reader.records(reader.members(eid)).values(), key=lambda r: r.key)
    said = reader.current_versions(record.id for record in records)
    views = tuple(record_view(reader, record, said[record.id]) for record in records)
    active = [view for view in views if view.status is RecordStatus.ACTIVE]
    retired = {e.eid for record in records for e in reader.founded(record.id)} - {eid}
    tasks = {task.id for record in records for task in reader.tasks_of(record.id)}
    return PersonView(
        eid, asked, views, golden(active), tuple(sorted(retired)), None, tuple(sorted(tasks))
    )


def _person_at(reader: Reader, eid: str, asked: str, at: datetime) -> PersonView:
    """The person as the index knew it then: its records, each in the version it had."""
    views = []
    for record_id, versions in reader.versions(reader.members_at(eid, at)).items():
        record = reader.record(record_id)
        then = [
            (version.current_from, version.version, version)
            for version in versions
            if version.current_from is not None and version.current_from <= at
        ]
        if then:
            view = record_view(reader, record, max(then)[2])
            views.append(replace(view, eid=eid, quarantined=0))
    views.sort(key=lambda view: view.key)
    return PersonView(eid, asked, tuple(views), golden(views), (), at, ())


def best_of_each_person(matches: list[PersonMatch]) -> tuple[PersonMatch, ...]:
    """Best first; of each person only its best record."""
    ordered = sorted(matches, key=lambda m: (-m.score.weight_log2, m.record))
    best: dict[str, PersonMatch] = {}
    for match in ordered:
        best.setdefault(match.eid, match)
    return tuple(best.values())


def explanation(reader: Reader, matcher: Matcher, left: RecordKey, right: RecordKey) -> Explanation:
    """Why two records are, or are not, one person.

    Raises:
        RecordNotFound
    """
    records = []
    for key in (left, right):
        record_id = reader.record_id(key)
        if not record_id:
            raise RecordNotFound(record=str(key))
        records.append(reader.record(record_id))
    a, b = records
    assessment = matcher.assess(a.row, b.row)
    judged = tuple(
        judgement.id
        for judgement in reader.judgements(a.id)
        if b.id in (judgement.left, judgement.right) and not judgement.revoked
    )
    return Explanation(
        record_view(reader, a),
        record_view(reader, b),
        matcher.score(assessment),
        matcher.words(assessment),
        bool(a.eid) and a.eid == b.eid,
        judged,
    )
