"""Differences: which letters of two values differ, so that they are seen at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

# Below this, marking single letters would only be noise: the whole value is another one.
_ALIKE_MIN: Final = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a value, which is in the other value, too, or is not."""

    text: str
    differs: bool


def plain_of(text: str) -> str:
    """A value without case and without what only writes it otherwise."""
    return "".join(char for char in text.casefold() if char.isalnum())


def likeness(text: str, other: str) -> float:
    """How alike two values look, from 0 to 1."""
    left, right = plain_of(text), plain_of(other)
    return 1.0 if left == right else SequenceMatcher(None, left, right, autojunk=False).ratio()


def pieces(text: str, other: str) -> tuple[Piece, ...]:
    """`text` cut where it differs from `other`; case, blanks and points are no difference."""
    if plain_of(text) == plain_of(other):
        return (Piece(text, differs=False),)
    places = [n for n, char in enumerate(text) if char.isalnum()]
    left = [text[n].casefold() for n in places]
    right = [char.casefold() for char in other if char.isalnum()]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _ALIKE_MIN:
        return (Piece(text, differs=True),)
    differing = {
        places[n]
        for tag, start, end, *_ in matcher.get_opcodes()
        if tag in ("replace", "delete")
        for n in range(start, end)
    }
    return _joined([(char, n in differing) for n, char in enumerate(text)])


def _joined(chars: list[tuple[str, bool]]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for char, differs in chars:
        if joined and joined[-1].differs == differs:
            joined[-1] = Piece(joined[-1].text + char, differs)
        else:
            joined.append(Piece(char, differs))
    return tuple(joined)
