"""Usual variants of spelling, in which one name is written in several ways."""

from __future__ import annotations

from functools import lru_cache

from jellyfish import damerau_levenshtein_distance


@lru_cache(maxsize=100_000)
def spelling(name: str) -> str:
    """A name with the usual variants of spelling levelled: Catherine, Katherine; Eric, Erik."""
    for written, levelled in _SPELLINGS:
        name = name.replace(written, levelled)
    levelled = name[:1] + name[1:].replace("H", "")
    single = "".join(a for a, before in zip(levelled, " " + levelled, strict=False) if a != before)
    return single.removesuffix("E") if len(single) > 4 else single


_SPELLINGS = (
    ("PH", "V"), ("F", "V"), ("CK", "K"), ("CH", "K"), ("CE", "SE"), ("CI", "SI"), ("CY", "SI"),
    ("C", "K"), ("Q", "K"), ("Z", "S"), ("AE", "E"), ("IE", "I"), ("EY", "I"), ("AY", "I"),
    ("EE", "I"), ("Y", "I"), ("J", "G"),
)  # fmt: skip


def is_one_spelling(a: str, b: str) -> bool:
    """The same name in another usual spelling, or with two neighbouring letters exchanged."""
    return spelling(a) == spelling(b) or (
        sorted(a) == sorted(b) and damerau_levenshtein_distance(a, b) == 1
    )
