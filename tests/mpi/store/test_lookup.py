"""A lookup says what a set for each hash would, whatever came in and left in what order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mpi.store.lookup import Lookup, Segment

KEYS = (1, 2, 3, 2**63 - 1)
WRITTEN = st.lists(
    st.dictionaries(st.tuples(st.sampled_from(KEYS), st.integers(1, 6)), st.booleans(), max_size=8),
    max_size=12,
)


@given(st.sets(st.tuples(st.sampled_from(KEYS), st.integers(1, 6))), WRITTEN, st.integers(1, 7))
def test_a_lookup_is_what_was_read_and_what_was_written_since(first, written, count):
    held = Lookup((Segment.of(dict.fromkeys(first, True)),))
    model = {key: {r for k, r in first if k == key} for key in KEYS}
    for moves in written:
        held = held.with_more(Segment.of(moves))
        for (key, number), here in moves.items():
            (model[key].add if here else model[key].discard)(number)
    found = held.of([*KEYS, 77], count)
    assert not found.get(77)
    for key, block in model.items():
        seen = set(found.get(key, ()))
        assert seen <= block
        assert seen == block or len(seen) >= count


@given(WRITTEN)
def test_what_is_known_is_what_has_a_number(written):
    lookup = Lookup((Segment.of({}),))
    model = {key: set() for key in KEYS}
    for moves in written:
        lookup = lookup.with_more(Segment.of(moves))
        for (key, number), here in moves.items():
            (model[key].add if here else model[key].discard)(number)
    assert lookup.known([*KEYS, 77]) == {key for key in KEYS if model[key]}
