"""Blocks in memory say what a set for each key would, whatever came in and left in what order."""

from __future__ import annotations

import time

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpi.store import blocks
from mpi.store.blocks import Blocks, Segment, read

KEYS = (1, 2, 3, 2**63 - 1)
WRITTEN = st.lists(
    st.dictionaries(st.tuples(st.sampled_from(KEYS), st.integers(1, 6)), st.booleans(), max_size=8),
    max_size=12,
)


def segment(moves: dict[tuple[int, int], bool]) -> Segment:
    return Segment.of((key, record, here) for (key, record), here in moves.items())


def table(entries: list[tuple[int, int]]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("CREATE TABLE block_key (key BIGINT, record BIGINT)")
    if entries:
        con.executemany("INSERT INTO block_key VALUES (?, ?)", entries)
    return con


@given(st.sets(st.tuples(st.sampled_from(KEYS), st.integers(1, 6))), WRITTEN, st.integers(1, 7))
def test_blocks_are_what_was_read_and_what_was_written_since(first, written, count):
    held = Blocks((segment(dict.fromkeys(first, True)),))
    model = {key: {r for k, r in first if k == key} for key in KEYS}
    for moves in written:
        held = held.with_more(segment(moves))
        for (key, record), here in moves.items():
            (model[key].add if here else model[key].discard)(record)
    found = held.blocks([*KEYS, 77], count)
    assert not found.get(77)
    for key, block in model.items():
        seen = set(found.get(key, ()))
        assert seen <= block
        assert seen == block or len(seen) >= count


@pytest.mark.parametrize("at_once", [1, 3, 1000])
def test_a_table_is_read_in_parts_as_in_one(monkeypatch, at_once):
    monkeypatch.setattr(blocks, "SORTED_AT_ONCE", at_once)
    entries = [(key, record) for record in range(1, 5) for key in reversed(KEYS)]
    held = Blocks((read(table(entries)),))
    assert {k: set(v) for k, v in held.blocks(KEYS, 9).items()} == {k: {1, 2, 3, 4} for k in KEYS}


def test_an_empty_table_has_no_blocks():
    assert not Blocks((read(table([])),)).blocks(KEYS, 9)


def test_what_is_read_is_published_once_and_with_what_was_written_meanwhile():
    con, seen = table([(1, 1)]), []
    cursor = con.cursor()
    cursor.begin()
    reading = blocks.Reading(cursor, lambda reading, first: seen.append(reading.finished(first)))
    reading.add(segment({(1, 2): True}))
    deadline = time.monotonic() + 30
    while not seen and time.monotonic() < deadline:
        time.sleep(0.01)
    (held,) = seen
    assert 1 in held.blocks([1], 9)[1]
    reading.stop()
    assert len(seen) == 1
