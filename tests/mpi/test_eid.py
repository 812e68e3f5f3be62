"""What an enterprise ID promises."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mpi.domain.eid import ALPHABET, LENGTH, Pool, check_symbol, mint, normalized

bodies = st.text(alphabet=ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


@given(bodies, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_wrong_symbol_is_found(body: str, place: int, symbol: str) -> None:
    eid = body + check_symbol(body)
    wrong = eid[:place] + symbol + eid[place + 1 :]
    assert (normalized(wrong) == wrong) == (wrong == eid)


@given(bodies, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_every_swap_of_two_symbols_is_found(body: str, a: int, b: int) -> None:
    eid = body + check_symbol(body)
    symbols = list(eid)
    symbols[a], symbols[b] = symbols[b], symbols[a]
    wrong = "".join(symbols)
    assert (normalized(wrong) == wrong) == (wrong == eid)


def test_an_eid_holds_no_letter_that_looks_like_a_digit() -> None:
    assert not set("0OIL") & set(ALPHABET)


def test_an_eid_is_known_in_the_ways_people_write_it() -> None:
    eid = mint()
    written = f" {eid[:4]}-{eid[4:8]}-{eid[8:]} ".lower()
    assert normalized(written) == eid


def test_what_cannot_be_an_eid_is_none() -> None:
    for text in ("", "1", "O" * LENGTH, "1" * 40, "ÄÖÜ", mint() + "1"):
        assert normalized(text) == ""


def test_a_pool_hands_out_nothing_twice_and_nothing_used() -> None:
    used = {"A1", "A3"}
    minted = iter(f"A{n // 2}" for n in range(40))
    pool = Pool(lambda: next(minted), size=4)
    taken = [pool.take(lambda eids: [e for e in eids if e not in used]) for _ in range(8)]
    assert len(set(taken)) == len(taken)
    assert not used & set(taken)
