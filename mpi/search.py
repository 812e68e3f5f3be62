"""Search by demographics (PDQ): persons that agree with every field said."""

from __future__ import annotations

from dataclasses import replace

from matching.demographics import Demographics, Name
from mpi.domain.answers import Found
from mpi.matcher import Matcher
from mpi.store.base import PersonQuery, Reader
from mpi.store.search import agrees, needles
from mpi.views import person_of_eid


def persons(reader: Reader, matcher: Matcher, asked: Demographics, limit: int) -> Found:
    """At most `limit` persons, by enterprise ID of their first matching record.

    A trailing "*" in a family or given name matches any ending.  Identifiers other than the
    social security number are looked up exactly.  Where all that was asked for stands for nothing
    (a placeholder), nobody is found.
    """
    query = _query(matcher, asked, limit)
    by_number = matcher.derive(Demographics(identifiers=asked.identifiers))
    if by_number.row.identifiers:
        wanted = needles(query)
        near = reader.candidates(by_number.keys, matcher.plan.live_limit)
        ids = [
            record.id
            for record in reader.records(near.ids).values()
            if set(by_number.row.identifiers) <= set(record.row.identifiers)
            and agrees(record.row, wanted)
        ]
    elif query == PersonQuery(limit=query.limit) or _asks_for_nothing(asked, query):
        ids = []
    else:
        ids = list(reader.find(query))
    eids = dict.fromkeys(reader.record(i).eid for i in ids)
    found = [person_of_eid(reader, eid, None) for eid in list(eids)[: limit + 1] if eid]
    return Found(tuple(found[:limit]), len(ids) > limit or len(found) > limit)


def _asks_for_nothing(asked: Demographics, query: PersonQuery) -> bool:
    """Whether a field was said that stands for nothing: nobody agrees with that."""
    name = asked.names[0] if asked.names else Name()
    said = (name.family, name.given, asked.birth_date, *(p.number for p in asked.phones[:1]))
    kept = (query.family, query.given, query.birth_date, *(query.phone for _ in asked.phones[:1]))
    return any(value and not folded for value, folded in zip(said, kept, strict=True))


def _query(matcher: Matcher, asked: Demographics, limit: int) -> PersonQuery:
    name = asked.names[0] if asked.names else Name()
    plain = replace(
        asked, names=(replace(name, family=name.family.rstrip("*"), given=name.given.rstrip("*")),)
    )
    row = matcher.derive(plain).row
    return PersonQuery(
        family=row.family + ("*" if row.family and name.family.endswith("*") else ""),
        given=row.given + ("*" if row.given and name.given.endswith("*") else ""),
        birth_date=row.birth_date,
        sex=row.sex,
        ssn=row.ssn,
        phone=row.phones[0] if row.phones else "",
        city=row.city,
        postal_code=row.postal_code,
        limit=limit + 1,
    )
