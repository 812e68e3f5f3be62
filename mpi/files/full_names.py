"""Full names in one column, parted into given, middle and family name and suffix.

A split is the file's own order of the parts, not a guess about the person: what stands in the
place of the family name is taken for it, particles (DE LA, VAN DER) included.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

LAST_COMMA_FIRST: Final = "LAST, FIRST MIDDLE"
FIRST_LAST: Final = "FIRST MIDDLE LAST"
LAST_FIRST: Final = "LAST FIRST MIDDLE"
BY_COMMA: Final = "BY COMMA"  # LAST, FIRST MIDDLE with a comma, else FIRST MIDDLE LAST
STYLES: Final = (LAST_COMMA_FIRST, FIRST_LAST, LAST_FIRST, BY_COMMA)

SPLIT_COLUMNS: Final = ("given_name", "middle_name", "family_name", "suffix")
ENDS: Final = ("given_name", "family_name")

_SUFFIXES: Final = frozenset("JR SR II III IV V JUNIOR SENIOR 2ND 3RD 4TH".split())
_PARTICLES: Final = frozenset(
    "DE DEL DELA LA LAS LOS VAN VON DER DEN DI DA DOS DAS DU LE EL AL BIN IBN BEN ST SAN SANTA "
    "TER TEN ZU".split()
)
_BLANKS: Final = re.compile(r"\s+")


def split(said: str, style: str) -> dict[str, str]:
    """The parts of a full name by canonical column; those that are not there are left out."""
    assert style in STYLES, "a mapping checks its styles"
    name = _BLANKS.sub(" ", said).strip(" ,")
    if not name:
        return {}
    pieces = [piece.strip() for piece in name.split(",")]
    suffix = ""
    # SMITH, JOHN, JR and JOHN SMITH, JR
    if len(pieces) > 1 and _is_suffix(pieces[-1]):
        suffix = pieces.pop()
    if len(pieces) > 1:
        family, given = pieces[0], " ".join(filter(None, pieces[1:])).split(" ")
        return _named(given, family.split(" "), suffix)
    words = pieces[0].split(" ")
    # "Ann V" has a family name, however short.
    if len(words) > (1 if len(words[-1]) > 1 else 2) and _is_suffix(words[-1]):
        suffix = suffix or words[-1]
        words = words[:-1]
    if style in (LAST_COMMA_FIRST, LAST_FIRST):
        end = 1
        while end < len(words) - 1 and _plain(words[end - 1]) in _PARTICLES:
            end += 1
        return _named(words[end:], words[:end], suffix)
    begin = max(1, len(words) - 1)
    while begin > 1 and _plain(words[begin - 1]) in _PARTICLES:
        begin -= 1
    # One word alone is the name that somebody goes by.
    return _named(words[:begin], words[begin:], suffix)


def agrees(parts: Mapping[str, str], said: Mapping[str, str]) -> bool:
    """Whether the parts of a full name are those that other columns of its row say."""
    return all(
        said[column].lower() == parts.get(column, "").lower() for column in ENDS if said.get(column)
    )


def _named(given: list[str], family: list[str], suffix: str) -> dict[str, str]:
    given, family = [word for word in given if word], [word for word in family if word]
    if len(given) > 1 and not suffix and _is_suffix(given[-1]) and len(given[-1]) > 1:
        suffix = given.pop()
    if len(family) > 1 and not suffix and _is_suffix(family[-1]) and len(family[-1]) > 1:
        suffix = family.pop()
    parts = (" ".join(given[:1]), " ".join(given[1:]), " ".join(family), suffix)
    return {column: part for column, part in zip(SPLIT_COLUMNS, parts, strict=True) if part}


def _is_suffix(word: str) -> bool:
    return _plain(word) in _SUFFIXES


def _plain(word: str) -> str:
    return word.replace(".", "").upper()
