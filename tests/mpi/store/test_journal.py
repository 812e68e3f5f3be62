"""The journal's entries: they come back as they were, and nothing in them can be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.demographics import Address, Demographics, Identifier, Mother, Name, Phone, Sex
from mpi.domain.event import Answered, Edge, EdgesFound, Event, RecordStored, TaskOpened
from mpi.domain.record import Disposition, RecordKey
from mpi.domain.task import Task, TaskKind
from mpi.errors import DataCorrupt
from mpi.journal import GENESIS, micros, moment, opened, problems, sealed

AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
SALT = bytes(range(16))

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
demographics = st.builds(
    Demographics,
    names=st.tuples(st.builds(Name, text, text)),
    birth_date=text,
    sex=st.sampled_from(Sex),
    identifiers=st.tuples(st.builds(Identifier, text, text)),
    addresses=st.tuples(st.builds(Address, lines=st.tuples(text, text), city=text)),
    phones=st.tuples(st.builds(Phone, text)),
    mother=st.builds(Mother, text, identifier=st.none() | st.builds(Identifier, text, text)),
    multiple_birth=st.none() | st.booleans(),
)
payloads = (
    st.builds(
        RecordStored,
        record=st.integers(1, 2**53),
        key=st.builds(RecordKey, text, text),
        version=st.integers(1, 9),
        disposition=st.sampled_from(Disposition),
        demographics=demographics,
        event_time=st.none() | moments,
        content=text,
    )
    | st.builds(
        EdgesFound,
        record=st.integers(1, 2**53),
        edges=st.tuples(st.builds(Edge, st.integers(1, 2**53), st.floats(-99, 99))),
        model=text,
    )
    | st.builds(Answered, method=text, digest=text, answer=st.binary(max_size=50))
)


def chain(*payloads):
    entries, previous = [], GENESIS
    for number, payload in enumerate(payloads, 1):
        entry = sealed(Event(number, AT, "desk", "", payload), previous, SALT)
        entries.append(entry)
        previous = entry.hash
    return entries


def answered(count=4):
    return chain(*(Answered("Method", str(n), b"") for n in range(count)))


@given(payloads, moments, text, text)
def test_an_event_comes_back_as_it_was(payload, at, actor, request_id):
    event = Event(1, at, actor, request_id, payload)
    entry = sealed(event, GENESIS, SALT)
    assert opened(entry) == event
    assert list(problems([entry])) == []


@given(moments)
def test_times_are_exact_to_the_microsecond(at):
    assert moment(micros(at)) == at


def test_an_event_time_keeps_the_zone_it_was_said_in():
    said = datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=-6)))
    task = Task(1, TaskKind.CONFLICT, 1, 2, 1.5, "", "", "", said)
    (entry,) = chain(TaskOpened(task))
    assert opened(entry).payload.task.opened_at.isoformat() == said.isoformat()


def test_a_whole_journal_has_no_problems():
    assert list(problems(answered())) == []


@pytest.mark.parametrize(
    "change",
    [
        {"at_us": 5},
        {"actor": "somebody else"},
        {"request_id": "another"},
        {"type": "Judged"},
        {"payload_hash": bytes(32)},
        {"hash": bytes(32)},
        {"payload": b'{"method":"Method","digest":"9","answer":""}'},
        {"salt": bytes(16)},
        {"payload": b"{}"},
    ],
)
def test_a_changed_entry_is_found(change):
    entries = answered()
    entries[1] = replace(entries[1], **change)
    found = list(problems(entries))
    assert found
    assert "entry 2" in " ".join(found)


def test_a_lost_entry_is_found():
    entries = answered()
    del entries[1]
    assert list(problems(entries)) == [
        "journal: entry 3 follows entry 1",
        "journal: entry 3 does not continue the hash chain",
    ]


def test_two_entries_in_each_others_place_are_found():
    entries = answered()
    entries[1], entries[2] = entries[2], entries[1]
    assert list(problems(entries))


def test_an_erased_payload_leaves_the_chain_whole():
    entries = answered()
    entries[1] = replace(entries[1], payload=None, salt=None)
    assert list(problems(entries)) == []
    with pytest.raises(DataCorrupt):
        opened(entries[1])


def test_a_payload_with_an_unknown_field_is_found():
    payload = b'{"method":"Method","digest":"1","answer":"","more":1}'
    entry = answered()[0]
    entry = replace(entry, payload=payload, payload_hash=sha256(SALT + payload).digest())
    assert "journal: entry 1 has a payload with unknown fields" in list(problems([entry]))


def test_no_error_about_a_payload_quotes_it():
    entry = replace(answered()[0], type="RecordStored", payload=b'{"record":"ZZPHI"}')
    with pytest.raises(DataCorrupt) as raised:
        opened(entry)
    assert "ZZPHI" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert "ZZPHI" not in repr(entry)


def test_a_task_of_an_older_journal_that_names_a_hashed_number_is_no_problem():
    task = Task(1, TaskKind.IDENTIFIER_CONFLICT, 1, 2, 0.0, "", "", "", AT)
    entries = chain(TaskOpened(replace(task, identifier=77)))
    assert b'"identifier":77' in entries[0].payload
    assert list(problems(entries)) == []
