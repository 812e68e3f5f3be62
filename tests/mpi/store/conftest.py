"""A small deriver and records for it, for tests of stores."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from matching.demographics import Demographics, Name
from matching.row import MatchRow
from mpi.domain.eid import written
from mpi.domain.event import Founded, Move, PersonsChanged, RecordStored
from mpi.domain.record import Disposition, RecordKey
from mpi.store.base import Derived

NOON = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(name="derive")
def fixture_derive():
    """The match row and block keys of a family name; all have the key 7."""
    return _derived


@pytest.fixture(name="store_some")
def fixture_store_some():
    """`store_some(store, number)`: so many records, each a person, in transactions of their own."""
    return _store_some


def _derived(demographics):
    family = demographics.names[0].family
    return Derived(MatchRow(family=family), (sum(map(ord, family)), 7))


def _store_some(store, number):
    for _ in range(number):
        with store.transaction() as tx:
            record = tx.next_record_id()
            said = Demographics(names=(Name("LEE" + "X" * (record % 3)),))
            key = RecordKey("A", str(record))
            stored = RecordStored(record, key, 1, Disposition.CURRENT, said, None, str(record))
            eid = written(record)
            person = PersonsChanged("new", (Move(record, key, "", eid),), (Founded(eid, record),))
            for payload in (stored, person):
                tx.append(payload, at=NOON, actor="a", request_id="")
