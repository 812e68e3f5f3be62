"""Folds text of any script to upper-case ASCII, the same way wherever it is called."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from anyascii import anyascii

# No name, street or city is longer; string distances are quadratic, so a longer text is cut.
TEXT_MAX: Final = 200

_APOSTROPHES: Final = (
    "'`\u00b4\u2018\u2019\u201a\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\uff07"
)
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_INVISIBLE_AWAY: Final = dict.fromkeys(map(ord, _INVISIBLE))
# Modifier letters and accents standing alone are apostrophes to the people who type them; NFKC
# would turn some of them into a space and a combining mark.
_APOSTROPHES_ONE: Final = dict.fromkeys(map(ord, _APOSTROPHES), "'")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_NOT_WORD: Final = re.compile(r"[^A-Z0-9]+")


def fold(text: str) -> str:
    """`text` as A-Z, 0-9 and single blanks: apostrophes vanish, other punctuation parts words."""
    return _folded(clipped(text))


def clipped(text: str) -> str:
    """`text` cut to what folding reads, so that no cache ever holds a megabyte for a key."""
    return text if len(text) <= 2 * TEXT_MAX else text[: 2 * TEXT_MAX]


@lru_cache(maxsize=131_072)
def _folded(text: str) -> str:
    return _NOT_WORD.sub(" ", ascii_text(text).replace("'", ""))[:TEXT_MAX].strip()


def compact(text: str) -> str:
    """`text` folded, without blanks."""
    return fold(text).replace(" ", "")


def ascii_text(text: str) -> str:
    """`text` as upper-case ASCII with its punctuation; control characters become blanks."""
    text = clipped(text)
    if not text.isascii():
        text = text.translate(_INVISIBLE_AWAY).translate(_APOSTROPHES_ONE)
        # NFKC, not NFKD: transliteration knows whole Hangul syllables and voiced kana.
        text = anyascii(unicodedata.normalize("NFKC", text))
        text = text.encode("ascii", "ignore").decode("ascii")
    else:
        text = text.replace("`", "'")
    return _CONTROL.sub(" ", text)[: 2 * TEXT_MAX].upper()


def native(text: str) -> str:
    """`text` in NFC and case-folded if it has a letter of another script than Latin, else empty."""
    return "" if text.isascii() else _native(clipped(text))


@lru_cache(maxsize=16_384)
def _native(text: str) -> str:
    if not any(_is_foreign_letter(character) for character in text):
        return ""
    visible = text[:TEXT_MAX].translate(_INVISIBLE_AWAY).encode("utf-8", "ignore").decode("utf-8")
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", visible).casefold())
    return " ".join(folded.split())


def _is_foreign_letter(character: str) -> bool:
    if character < "\u0250" or not character.isalpha():
        return False
    return "LATIN" not in unicodedata.name(character, "LATIN")
