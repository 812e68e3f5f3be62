"""Recognises the temporary names of newborns: BABY BOY, BB JANE, JUDYS GIRL, BOYA, TWIN 2."""

from __future__ import annotations

import re
from typing import Final

# A letter or number that tells one newborn from another; glued to the word only where no name
# comes of it (BOYA, TWIN2, but BOYD and INFANTE are names).
_MARK: Final = r"(?: (?:[A-H]|[1-9]|ONE|TWO|THREE|FIRST|SECOND|I|II|III)|[ABC]|[1-9])"
# NB and B stand for newborn and baby, BO and GO for boy and girl "of" the mother named next.
_HEAD: Final = re.compile(
    rf"^(?:BABY ?(?:BOY|GIRL|MALE|FEMALE)?|B ?BOY|B ?GIRL|BB|BG|NB|NBM|NBF|NEWBORN|INFANT|BOY|GIRL"
    rf"|TWIN|TRIPLET|QUADRUPLET|(?:MALE|FEMALE) ?(?:BABY|INFANT|NEWBORN|TWIN)){_MARK}?\b"
)
_TAIL: Final = re.compile(
    rf"(?:^|\s)((?:BABY|NEWBORN|INFANT|TWIN|TRIPLET|BB|BG)? ?(?:BABY|BOY|GIRL|TWIN|TRIPLET|INFANT"
    rf"|NEWBORN|BB|BG)(?: (?:BOY|GIRL|TWIN|TRIPLET))?{_MARK}?)$"
)
_HEAD_WORDS: Final = re.compile(
    rf"^(?:(?:BABY|BOY|GIRL|MALE|FEMALE|B|BB|BG|NB|NBM|NBF|NEWBORN|INFANT|TWIN|TRIPLET|QUADRUPLET"
    rf"|BABYBOY|BABYGIRL|BBOY|BGIRL|OF|TO|DE){_MARK}?\b ?)+"
)


def newborn_part(folded: str) -> str:
    """A folded given name if it is a temporary newborn name, or empty.

    The whole text, if it opens as one ("BB JANE") or closes as one ("JUDYS GIRL").
    """
    if not may_be_newborn(folded):
        return ""
    if _HEAD.match(folded) or _TAIL.search(folded):
        return folded
    return ""


def newborn_tail(folded: str) -> str:
    """The temporary name at the end of a folded family name: BOYA of SMITH BOYA, or empty."""
    if not may_be_newborn(folded):
        return ""
    found = _TAIL.search(folded)
    return found[1].strip() if found and found.start() > 0 else ""


def mother_of(newborn: str) -> str:
    """The mother's given name inside a temporary name: JANE of BB JANE, JUDY of JUDYS GIRL."""
    rest = _HEAD_WORDS.sub("", newborn)
    if rest != newborn:
        return rest.partition(" ")[0]
    first = newborn.partition(" ")[0]
    return first[:-1] if first.endswith("S") and len(first) > 3 else first


_WORDS: Final = re.compile(r"BABY|BOY|GIRL|\bBB|\bBG|\bNB|NEWBORN|INFANT|TWIN|TRIPLET|QUADRUPLET")


def may_be_newborn(folded: str) -> bool:
    """Whether a temporary name may be in a folded text; looks at one word at a time."""
    return bool(_WORDS.search(folded))
