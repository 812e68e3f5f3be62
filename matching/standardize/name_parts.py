"""What each part of a name comes to by itself, so that whole files are standardized by value.

`parse_name` looks at family, given and middle name together, and nearly always only to find that
they have nothing to do with each other.  A part says what it comes to, and whether it may depend
on the rest (`together`).  Where no part of a name does, and the few conditions that stand with the
fields below hold, the parts side by side are exactly what `parse_name` answers.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from matching.demographics import Name
from matching.standardize.fold import clipped, fold
from matching.standardize.names import (
    SUFFIXES_IN_GIVEN,
    TITLES_ALWAYS,
    Words,
    newborn_spelt_out,
    parse_name,
    states,
    text_said,
    without_asides,
)
from matching.standardize.newborns import may_be_newborn
from matching.standardize.placeholders import (
    is_marked,
    is_placeholder_given,
    is_placeholder_name,
    may_be_of_placeholder_person,
)

# Stands for any given name that is one, so that the family name is not that of someone nameless.
_SOMEBODY: Final = "ANNA"
_PLAIN_MAX: Final = 100


class FamilyPart(NamedTuple):
    family: str = ""
    suffix: str = ""  # of a suffix in two parts, only parse_name knows which one counts
    family_other: tuple[str, ...] = ()
    family_native: str = ""
    placeholders: tuple[str, ...] = ()  # in two parts: only parse_name knows their order
    together: bool = False
    is_newborn_like: bool = False  # where no given name stays, see parse_name


class GivenPart(NamedTuple):
    given: str = ""
    middle: str = ""
    suffix: str = ""
    given_other: tuple[str, ...] = ()
    given_native: str = ""
    placeholders: tuple[str, ...] = ()
    together: bool = False
    is_several: bool = False  # where a middle name was said, too, see parse_name


class MiddlePart(NamedTuple):
    middle: str = ""
    suffix: str = ""
    placeholders: tuple[str, ...] = ()
    together: bool = False


def family_part(text: str) -> FamilyPart:
    """What a family name comes to beside any given name."""
    word = _plain_word(text)
    if word and not may_be_of_placeholder_person(word) and not is_placeholder_name(word):
        return FamilyPart(word)
    said = text_said(clipped(text))
    without, _ = without_asides(said)
    words = Words(family=tuple(fold(without).split()), given=(_SOMEBODY,), middle=())
    seen = [state.family for state in states(words)]
    parsed = parse_name(Name(family=text, given=_SOMEBODY))
    return FamilyPart(
        parsed.family,
        parsed.suffix,
        parsed.family_other,
        parsed.family_native,
        parsed.placeholders,
        "," in said or any(map(may_be_of_placeholder_person, {w for words in seen for w in words})),
        any(may_be_newborn(" ".join(words)) for words in seen),
    )


def given_part(text: str) -> GivenPart:
    """What a given name comes to beside any family name."""
    word = _plain_word(text)
    if word and not is_marked(word) and not is_placeholder_given(word):
        return GivenPart(word)
    said = text_said(clipped(text))
    without, _ = without_asides(said)
    words = Words(family=(), given=tuple(fold(newborn_spelt_out(without)).split()), middle=())
    seen = [(*state.given, *state.middle) for state in states(words)]
    parsed = parse_name(Name(given=text))
    return GivenPart(
        parsed.given,
        parsed.middle,
        parsed.suffix,
        parsed.given_other,
        parsed.given_native,
        parsed.placeholders,
        "," in said
        or any(map(is_marked, {w for words in seen for w in words}))
        or any(may_be_newborn(" ".join(words)) for words in seen),
        any(state.middle for state in states(words)),
    )


def middle_part(text: str) -> MiddlePart:
    """What a middle name comes to beside any other name."""
    word = _plain_word(text)
    if word and word not in SUFFIXES_IN_GIVEN and not is_placeholder_name(word):
        return MiddlePart(word)
    parsed = parse_name(Name(middle=text))
    return MiddlePart(parsed.middle, parsed.suffix, parsed.placeholders, may_be_newborn(fold(text)))


def suffix_part(text: str) -> str:
    """The suffix said in the field for it; goes before any other."""
    return parse_name(Name(suffix=text)).suffix


def _plain_word(text: str) -> str:
    """`text` folded if it is one word of plain letters in which nothing is hidden; else empty."""
    if not text.isascii() or not text.isalpha() or len(text) > _PLAIN_MAX:
        return ""
    word = text.upper()
    return "" if word in TITLES_ALWAYS or may_be_newborn(word) else word
