"""Takes a name as said apart: titles, suffix, nicknames in brackets, particles, further names.

`parse_name` is the whole of it; everything below works on folded words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from matching.demographics import Name
from matching.standardize.fold import ascii_text, clipped, fold, native
from matching.standardize.newborns import may_be_newborn, newborn_part, newborn_tail
from matching.standardize.placeholders import (
    is_placeholder_given,
    is_placeholder_name,
    is_placeholder_person,
)


@dataclass(frozen=True, slots=True)
class ParsedName:
    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""
    given_other: tuple[str, ...] = ()
    family_other: tuple[str, ...] = ()
    given_native: str = ""
    family_native: str = ""
    newborn_name: str = ""
    placeholders: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Shows no demographics."""
        return "ParsedName(…)"


_SUFFIXES: Final = {
    "JR": "JR", "JNR": "JR", "JUNIOR": "JR", "SR": "SR", "SNR": "SR", "SENIOR": "SR",
    "II": "II", "2ND": "II", "2": "II", "SECOND": "II", "III": "III", "3RD": "III", "3": "III",
    "THIRD": "III", "IIII": "IV", "IV": "IV", "4TH": "IV", "4": "IV", "FOURTH": "IV", "V": "V",
    "5TH": "V", "5": "V", "FIFTH": "V",
}  # fmt: skip
# At the end of a given name V is an initial, and SECOND and the digits are not suffixes either.
SUFFIXES_IN_GIVEN: Final = frozenset("JR JNR SR SNR II 2ND III 3RD IIII IV 4TH 5TH".split())
_SUFFIXES_IN_FAMILY: Final = SUFFIXES_IN_GIVEN | {"JUNIOR", "SENIOR", "V"}
_TITLES: Final = frozenset(
    "MR MRS MS MISS MX DR PROF PROFESSOR REV REVEREND SIR DAME MADAM MADAME HON HONORABLE FR SGT"
    " CAPT LT COL SRA SRTA DON DONA HERR FRAU MONSIEUR MME MLLE MASTER RABBI".split()
)
# A title that is also somebody's name goes only if another name stays.
TITLES_ALWAYS: Final = frozenset("MR MRS MS MISS MX DR PROF REV".split())
_DEGREES: Final = frozenset(
    "MD PHD DDS DMD DVM RN LPN NP ESQ JD CPA MBA DNP PSYD EDD PHARMD FACP FACS LCSW".split()
)
_BROKEN_DEGREES: Final = (("M", "D"), ("PH", "D"), ("R", "N"), ("D", "D", "S"), ("J", "D"))
_PARTICLES: Final = frozenset(
    "VAN VON VANDER VANDEN DER DEN DE DEL DELA DELLA DELLE DELOS DI DA DAS DO DOS DU DES D LA LE"
    " LOS LAS TER TEN ZU ZUM ZUR AL EL MC MAC O ST SAINT FITZ".split()
)
# Not part of a bare name: MCDONALD without MC is another name, CRUZ without DE LA the same one.
_FUSED: Final = frozenset("MC MAC O ST FITZ D".split())
_GIVEN_PARTICLES: Final = frozenset(("LA", "DE", "DA", "LE"))
_BRACKETED: Final = re.compile(
    r"\(([^()]*)\)|\[([^\[\]]*)\]|\"([^\"]*)\"|(?:^|\s)'([^']{2,})'(?=\s|$)"
)
_QUOTES: Final = str.maketrans(
    {"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"'}
)
_FORMERLY: Final = re.compile(
    r"\s(?:NEE|BORN|FORMERLY|FKA|F\s?/\s?K\s?/\s?A|AKA|A\s?/\s?K\s?/\s?A|GEB|GEBORENE)\.?\s+(.+)$"
)
# What scanners, and tired hands, make of letters: M:CHAEL, WI1LIAMS, 8EVARD, NO|A.
_LETTERS: Final = dict(zip(":!|01458", "IILOLASB", strict=True))
_SCANNED: Final = re.compile(
    r"(?<=[A-Z])[:!|01458](?=[A-Z])|(?<![0-9A-Z])[|0458](?=[A-Z]{3})|(?<=[A-Z]{3})\|(?![0-9A-Z])"
)
_ABBREVIATED: Final = (("B/B", "BB "), ("B/G", "BG "), ("B/O", "BABY OF "), ("G/O", "GIRL OF "))


def parse_name(name: Name) -> ParsedName:
    """`name` in its standardized parts; what stood for nothing is empty and named in the list."""
    return _parsed(
        clipped(name.family), clipped(name.given), clipped(name.middle), clipped(name.suffix)
    )


@lru_cache(maxsize=32_768)
def _parsed(family: str, given: str, middle: str, suffix: str) -> ParsedName:
    family_said, given_said = _ordered(text_said(family), text_said(given))
    family_said, family_asides = without_asides(family_said)
    given_said, given_asides = without_asides(given_said)
    words = Words(
        family=tuple(fold(family_said).split()),
        given=tuple(fold(newborn_spelt_out(given_said)).split()),
        middle=tuple(fold(text_said(middle)).split()),
        suffix=_suffix(suffix),
    )
    for state in states(words):
        words = state
    found_family = " ".join(words.family)
    found_given = words.given[0] if words.given else ""
    asides_family = [_joined_particles(tuple(fold(aside).split()))[0] for aside in family_asides]
    return ParsedName(
        given=found_given,
        middle=" ".join(words.middle),
        family=found_family,
        suffix=words.suffix,
        given_other=_others(found_given, [*words.given_more, *map(fold, given_asides)]),
        family_other=_others(found_family, [words.family_bare, *map(" ".join, asides_family)]),
        given_native=native(given),
        family_native=native(family),
        newborn_name=words.newborn,
        placeholders=words.placeholders,
    )


@dataclass(frozen=True, slots=True)
class Words:
    """A name on its way from as said to standardized."""

    family: tuple[str, ...]
    given: tuple[str, ...]
    middle: tuple[str, ...]
    suffix: str = ""
    newborn: str = ""
    family_bare: str = ""  # without particles
    given_more: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()


def states(words: Words) -> Iterator[Words]:
    """`words` as they are, and after every step of taking away what is no name, to the last.

    Taking one thing away may bare another (JOHN JR MD), so this goes on until nothing changes.
    """
    yield words
    while (reduced := _reduced(words)) != words:
        words = reduced
        yield words


def _reduced(words: Words) -> Words:
    families, suffix_family = _family_words(words.family)
    givens, suffix_given = _given_words(words.given)
    middles, suffix_middle = _given_words(words.middle, is_middle=True)
    newborn, families, givens, middles = _without_newborn(families, givens, middles)
    placeholders = dict.fromkeys(words.placeholders)
    if is_placeholder_person(" ".join(givens), " ".join(families)):
        placeholders |= dict.fromkeys(("family", "given") if givens else ("family",))
        families = givens = middles = ()
    families = _unless_placeholder(families, "family", placeholders)
    givens = _unless_placeholder(givens, "given", placeholders)
    middles = _unless_placeholder(middles, "middle", placeholders)
    family, bare = _joined_particles(families)
    given, middle, more = _shared_out(givens, middles)
    return Words(
        family=family,
        given=given,
        middle=middle,
        suffix=words.suffix or suffix_family or suffix_given or suffix_middle,
        newborn=words.newborn or newborn,
        family_bare=words.family_bare or " ".join(bare),
        given_more=words.given_more + more,
        placeholders=tuple(placeholders),
    )


def family_name(text: str) -> str:
    """A family name standing alone, such as the mother's; empty for a placeholder."""
    return parse_name(Name(family=text)).family if text else ""


def given_name(text: str) -> str:
    """The first given name of a text; empty for a placeholder."""
    return parse_name(Name(given=text)).given if text else ""


def text_said(text: str) -> str:
    said = ascii_text(text if text.isascii() else text.translate(_QUOTES)).strip()
    if _SCANNED.search(said) and not may_be_newborn(fold(said)):
        said = _SCANNED.sub(lambda found: _LETTERS[found[0]], said)
    return said


def _ordered(family: str, given: str) -> tuple[str, str]:
    """Parts "LAST, FIRST MIDDLE" written into one field; "SMITH, JR" is no such text."""
    one = given if not family else family if not given else ""
    if "," not in one:
        return family, given
    last, _, first = one.partition(",")
    words = fold(first).split()
    if not words or all(word in _SUFFIXES or word in _DEGREES for word in words):
        return (one, "") if family else ("", one)
    if words[0] in _SUFFIXES_IN_FAMILY and "," in first:  # SMITH, JR, JOHN
        suffix, _, first = first.partition(",")
        last = f"{last} {suffix}"
    return last, first


def without_asides(said: str) -> tuple[str, list[str]]:
    """The text without what stands in brackets or quotes, or after NEE, and those asides."""
    asides: list[str] = []
    if any(mark in said for mark in "([\"'"):
        for match in _BRACKETED.finditer(said):
            aside = next(group for group in match.groups() if group is not None)
            if fold(aside) in _SUFFIXES:
                continue
            inner = _FORMERLY.search(" " + aside)
            asides.append(inner[1] if inner else aside)
        said = _BRACKETED.sub(_kept_suffix, said)
    if formerly := _FORMERLY.search(said):
        asides.append(formerly[1])
        said = said[: formerly.start()]
    asides = [aside for aside in asides if fold(aside) and not is_placeholder_name(fold(aside))]
    return said, [aside for aside in asides if not newborn_part(fold(aside))]


def newborn_spelt_out(said: str) -> str:
    if "/" in said:
        for short, long in _ABBREVIATED:
            if said.startswith(short):
                return long + said[len(short) :]
    return said


def _kept_suffix(match: re.Match[str]) -> str:
    folded = fold(match[0])
    return f" {folded} " if folded in _SUFFIXES else " "


def _family_words(words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    words = _without_degrees(_without_titles(words))
    suffix = ""
    while len(words) > 1 and words[-1] in _SUFFIXES_IN_FAMILY:
        suffix = _SUFFIXES[words[-1]]
        words = words[:-1]
    return words, suffix


def _given_words(words: tuple[str, ...], *, is_middle: bool = False) -> tuple[tuple[str, ...], str]:
    words = _without_titles(words)
    suffix = ""
    while words and words[-1] in SUFFIXES_IN_GIVEN and (is_middle or len(words) > 1):
        suffix = _SUFFIXES[words[-1]]
        words = words[:-1]
    while len(words) > 1 and words[-1] in _DEGREES:
        words = words[:-1]
    return words, suffix


def _without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    while words and (words[0] in TITLES_ALWAYS or (len(words) > 1 and words[0] in _TITLES)):
        words = words[1:]
    return words


def _without_degrees(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and words[-1] in _DEGREES:
        words = words[:-1]
    for broken in _BROKEN_DEGREES:
        if len(words) > len(broken) and words[-len(broken) :] == broken:
            return words[: -len(broken)]
    return words


def _suffix(said: str) -> str:
    for word in fold(said).split():
        if word in _SUFFIXES:
            return _SUFFIXES[word]
    return ""


def _without_newborn(
    families: tuple[str, ...], givens: tuple[str, ...], middles: tuple[str, ...]
) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(temporary newborn name, the words that are left of family, given and middle)."""
    given, family = " ".join(givens), " ".join(families)
    whole = " ".join((*givens, *middles))
    if newborn_part(given) or newborn_part(whole):
        return whole, families, (), ()
    nameless = not givens or is_placeholder_name(given)
    if nameless and (newborn := newborn_tail(family)):
        return newborn, tuple(family.removesuffix(newborn).split()), (), ()
    return "", families, givens, middles


def _unless_placeholder(
    words: tuple[str, ...], column: str, placeholders: dict[str, None]
) -> tuple[str, ...]:
    """The words without bare numbers and without a first word that stands for nothing."""
    stands_for_nothing = is_placeholder_given if column == "given" else is_placeholder_name
    kept = words
    if words and stands_for_nothing(" ".join(words)):
        kept = ()
    while kept and (kept[0].isdigit() or (column == "given" and stands_for_nothing(kept[0]))):
        kept = kept[1:]
    if words and not kept:
        placeholders[column] = None
    return kept


def _joined_particles(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(DELACRUZ, CRUZ) of DE LA CRUZ: particles belong to the next word; and the name without."""
    if len(words) > 2:
        words = (words[0], *(word for word in words[1:-1] if word != "Y"), words[-1])
    whole: list[str] = []
    bare: list[str] = []
    held = fused = ""
    for position, word in enumerate(words):
        if word in _PARTICLES and position < len(words) - 1:
            particle = "ST" if word == "SAINT" else word
            held += particle
            fused = fused + particle if particle in _FUSED else ""
            continue
        whole.append(held + word)
        bare.append(fused + word)
        held = fused = ""
    return tuple(whole), tuple(bare)


def _shared_out(
    givens: tuple[str, ...], middles: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(first given, middle, further given names) of the words in the two fields."""
    if len(givens) > 1 and givens[0] in _GIVEN_PARTICLES:
        givens = (givens[0] + givens[1], *givens[2:])
    if len(givens) < 2:
        return givens, middles, ()
    first, *rest = givens
    is_compound = len(first) > 1 and len(rest[0]) > 1
    further = ["".join(givens)] if is_compound else []
    if not middles:
        return (first,), tuple(rest), tuple(further)
    further += [word for word in rest if len(word) > 1]
    return (first,), middles, tuple(further)


def _others(own: str, found: list[str]) -> tuple[str, ...]:
    return tuple(sorted({text for text in found if text and text != own}))
