"""Search by demographics (PDQ): persons that agree with every field said."""

from __future__ import annotations

from dataclasses import replace

from matching.demographics import Demographics, Name
from mpi.domain.answers import Found
from mpi.matcher import Matcher
from mpi.store.base import PersonQuery, Reader
from mpi.views import person_of_eid


def persons(reader: Reader, matcher: Matcher, asked: Demographics, limit: int) -> Found:
    """At most `limit` persons, by enterprise ID of their first matching record.

    A trailing "*" in a family or given name matches any ending.  Identifiers other than the
    social security number are looked up exactly.
    """
    ids = list(reader.find(_query(matcher, asked, limit)))
    if asked.identifiers:
        ids = _with_identifiers(reader, matcher, asked, ids, limit)
    eids = dict.fromkeys(reader.record(i).eid for i in ids)
    found = [person_of_eid(reader, eid, None) for eid in eids if eid]
    return Found(tuple(found[:limit]), len(ids) > limit or len(found) > limit)


def _query(matcher: Matcher, asked: Demographics, limit: int) -> PersonQuery:
    name = asked.names[0] if asked.names else Name()
    plain = replace(
        asked, names=(replace(name, family=name.family.rstrip("*"), given=name.given.rstrip("*")),)
    )
    row = matcher.derive(plain).row
    return PersonQuery(
        family=row.family + ("*" if name.family.endswith("*") else ""),
        given=row.given + ("*" if name.given.endswith("*") else ""),
        birth_date=row.birth_date,
        sex=row.sex,
        ssn=row.ssn,
        phone=row.phones[0] if row.phones else "",
        city=row.city,
        postal_code=row.postal_code,
        limit=limit + 1,
    )


def _with_identifiers(
    reader: Reader, matcher: Matcher, asked: Demographics, ids: list[int], limit: int
) -> list[int]:
    """Those of the records that carry every identifier asked for."""
    derived = matcher.derive(Demographics(identifiers=asked.identifiers))
    wanted = set(derived.row.identifiers)
    if not wanted:
        return ids
    near = reader.candidates(derived.keys, matcher.plan.live_limit)
    said_more = _query(matcher, asked, limit) != PersonQuery(limit=limit + 1)
    allowed = set(ids) if said_more else None
    return [
        record.id
        for record in reader.records(near.ids).values()
        if wanted <= set(record.row.identifiers) and (allowed is None or record.id in allowed)
    ]
