"""Values with their shape kept and their content hidden, for pages that may be passed on.

Of a name the first letter of each word stays; of anything with a digit in it nothing does.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

DOT: Final = "•"
_LENGTH_MAX: Final = 28


def masked(value: str) -> str:
    """The value with letters and digits hidden; blanks and punctuation stay."""
    return "".join(_hidden(value))


def _hidden(value: str) -> list[str]:
    """One sign for each of the value's, so that two values can still be compared sign by sign."""
    numeric = any(sign.isdigit() for sign in value)
    host = value.find("@")
    signs: list[str] = []
    for place, sign in enumerate(value[:_LENGTH_MAX]):
        if not sign.isalnum():
            signs.append(sign)
            continue
        first = place == 0 or not value[place - 1].isalnum()
        told = first and not numeric and not (0 <= host < place)
        signs.append(sign if told else DOT)
    if len(value) > _LENGTH_MAX:
        signs.append("…")
    return signs


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a value, and whether the other value has it, too."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """Two values side by side; `same`: nothing of them is shown, as there is nothing to see."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]
    same: bool = False


def compared(left: str, right: str, *, show: bool) -> Compared:
    """Two values with their differences marked, masked unless `show`."""
    if left == right:
        told = (Part(left, differs=False),) if show else ()
        return Compared(told, told, same=True)
    ours = list(left) if show else _hidden(left)
    theirs = list(right) if show else _hidden(right)
    a, b = left[: len(ours)], right[: len(theirs)]
    first: list[Part] = []
    second: list[Part] = []
    for kind, i, j, k, m in _stretches(a, b):
        differs = kind != "equal" and bool(left) and bool(right)
        _add(first, "".join(ours[i:j]), differs=differs)
        _add(second, "".join(theirs[k:m]), differs=differs)
    return Compared(tuple(first), tuple(second))


def _add(parts: list[Part], text: str, *, differs: bool) -> None:
    """Adds a stretch, to the last one if that is of its kind."""
    if not text:
        return
    if parts and parts[-1].differs == differs:
        text = parts.pop().text + text
    parts.append(Part(text, differs))


_Stretch = tuple[str, int, int, int, int]
_ALIKE_MIN: Final = 0.5


def _stretches(a: str, b: str) -> list[_Stretch]:
    """Where two values agree and where not, as SequenceMatcher says it.

    Values of one length, such as dates and phones, are held against each other place by place;
    values with little in common differ as wholes, since chance letters in common only confuse.
    """
    if len(a) == len(b):
        found: list[_Stretch] = [
            ("equal" if x == y else "replace", place, place + 1, place, place + 1)
            for place, (x, y) in enumerate(zip(a, b, strict=True))
        ]
        alike = sum(kind == "equal" for kind, *_ in found) / len(a) if a else 0.0
    else:
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        found, alike = list(matcher.get_opcodes()), matcher.ratio()
    return found if alike >= _ALIKE_MIN else [("replace", 0, len(a), 0, len(b))]
