"""Two comparisons of numbers that name one human: the Social Security number, and identifiers."""

from __future__ import annotations

from functools import lru_cache

from jellyfish import damerau_levenshtein_distance

from matching.compare import Comparison, Level, is_one_edit, otherwise
from matching.row import MatchRow

# HL7 table 0203: numbers given once for life to one human, so that two values mean two humans.
LIFELONG_TYPES = frozenset({"NI", "NNX", "JHN", "MC", "MA", "DL", "TAX", "ITIN", "BCT"})
# Numbers of a contract, which a whole family may carry.
SHARED_TYPES = frozenset({"MB", "SN", "GN", "HC", "PT", "VN", "AN", "ANC", "ANT"})


def _ssn_missing(a: MatchRow, b: MatchRow) -> bool:
    return not (a.ssn and b.ssn) and not (a.ssn_last4 and b.ssn_last4)


def _ssn_exact(a: MatchRow, b: MatchRow) -> bool:
    return a.ssn == b.ssn and a.ssn != ""


def _ssn_one_digit(a: MatchRow, b: MatchRow) -> bool:
    return bool(a.ssn and b.ssn) and is_one_edit(a.ssn, b.ssn)


def _ssn_two_digits(a: MatchRow, b: MatchRow) -> bool:
    return bool(a.ssn and b.ssn) and damerau_levenshtein_distance(a.ssn, b.ssn) <= 2


def _ssn_last_four(a: MatchRow, b: MatchRow) -> bool:
    return a.ssn_last4 == b.ssn_last4 and not (a.ssn and b.ssn)


def _ssn_last_four_near(a: MatchRow, b: MatchRow) -> bool:
    return not (a.ssn and b.ssn) and is_one_edit(a.ssn_last4, b.ssn_last4)


def _ssn_level(a: MatchRow, b: MatchRow) -> str:
    if a.ssn and b.ssn:
        distance = damerau_levenshtein_distance(a.ssn, b.ssn)
        return ("exact", "one_digit", "two_digits")[distance] if distance <= 2 else "different"
    if not a.ssn_last4 or not b.ssn_last4:
        return ""
    if a.ssn_last4 == b.ssn_last4:
        return "last_four"
    return "last_four_near" if is_one_edit(a.ssn_last4, b.ssn_last4) else "different"


@lru_cache(maxsize=50_000)
def identifier_parts(identifier: str) -> tuple[str, str, str]:
    """(type, authority, value) of "TYPE|AUTHORITY|VALUE"."""
    kind, _, rest = identifier.partition("|")
    authority, _, value = rest.partition("|")
    return kind, authority, value


def is_lifelong(kind: str) -> bool:
    return kind in LIFELONG_TYPES or kind.startswith("NN")


def _identifiers_missing(a: MatchRow, b: MatchRow) -> bool:
    """Nothing to compare: no number of one type and authority on both sides, save one-offs."""
    if not a.identifiers or not b.identifiers:
        return True
    if not set(a.identifiers).isdisjoint(b.identifiers):
        return False
    return not lifelong_pairs(a, b)


def lifelong_pairs(a: MatchRow, b: MatchRow) -> list[tuple[str, str, str]]:
    """(authority, ours, theirs) for each two values of one lifelong type and authority."""
    ours = [identifier_parts(each) for each in a.identifiers]
    theirs = [identifier_parts(each) for each in b.identifiers]
    return [(x[1], x[2], y[2]) for x in ours if is_lifelong(x[0]) for y in theirs if x[:2] == y[:2]]


def _identifiers_personal(a: MatchRow, b: MatchRow) -> bool:
    shared = set(a.identifiers).intersection(b.identifiers)
    return any(identifier_parts(each)[0] not in SHARED_TYPES for each in shared)


def _identifiers_one_digit(a: MatchRow, b: MatchRow) -> bool:
    return any(min(len(x), len(y)) >= 6 and is_one_edit(x, y) for _, x, y in lifelong_pairs(a, b))


def _identifiers_two_digits(a: MatchRow, b: MatchRow) -> bool:
    return any(
        min(len(x), len(y)) >= 7 and damerau_levenshtein_distance(x, y) <= 2
        for _, x, y in lifelong_pairs(a, b)
    )


def _identifiers_shared(a: MatchRow, b: MatchRow) -> bool:
    return not set(a.identifiers).isdisjoint(b.identifiers)


SSN = Comparison(
    "ssn",
    _ssn_missing,
    (
        Level("exact", "the Social Security number is the same", _ssn_exact),
        Level("one_digit", "the Social Security numbers differ by one digit", _ssn_one_digit),
        Level(
            "last_four",
            "the last four digits of the Social Security number are the same",
            _ssn_last_four,
        ),
        Level(
            "last_four_near",
            "the last four digits of the Social Security number nearly agree",
            _ssn_last_four_near,
        ),
        Level("two_digits", "the Social Security numbers differ by two digits", _ssn_two_digits),
        Level("different", "the Social Security numbers differ", otherwise),
    ),
    shortcut=_ssn_level,
)

IDENTIFIERS = Comparison(
    "identifiers",
    _identifiers_missing,
    (
        Level("personal", "an identifier that names one human is the same", _identifiers_personal),
        Level(
            "one_digit", "an identifier given for life differs by one digit", _identifiers_one_digit
        ),
        Level("shared", "an identifier that a family may share is the same", _identifiers_shared),
        Level(
            "two_digits",
            "an identifier given for life differs by two digits",
            _identifiers_two_digits,
        ),
        Level("different", "an identifier given for life differs", otherwise),
    ),
)
