"""The comparison levels as SQL: beside every predicate of `levels.py` an expression that answers
the same.

How to read: `MISSING` and `LEVELS` are the table.  Each condition speaks of the two rows of a pair
as Splink does, `given_l` and `given_r`, columns of the table that `prepare` makes.  `level_number`
gives a comparison's answer as a number: 0 where nothing was said, else the place of the level in
`Comparison.levels`, counted from 1.  Texts are ASCII, where DuckDB's string functions and
jellyfish's give the same numbers; `tests/conformance/executors` holds that for every level.

`damerau_levenshtein` is dear (microseconds), so it is asked only where a cheaper test leaves the
answer open; and tests that may fail on some pairs (`hamming` wants equal lengths) stand in a CASE,
because DuckDB may turn the sides of AND round.
"""

from __future__ import annotations

from typing import Final

from matching.levels import COMPARISONS

ALIKE_AT: Final = 0.9
ALIKE_AT_IF_SOUNDS_EQUAL: Final = 0.75


def one_edit(x: str, y: str) -> str:
    """The twin of `compare.is_one_edit`.

    Texts of one length are one edit apart if one letter differs or two neighbours changed places
    (then two letters differ); texts of two lengths only if a letter was left out.
    """
    return (
        f"CASE WHEN {x} = {y} THEN true ELSE CASE strlen({x}) - strlen({y})"
        f" WHEN 0 THEN CASE WHEN hamming({x}, {y}) <= 1 THEN true"
        f" WHEN hamming({x}, {y}) = 2 THEN damerau_levenshtein({x}, {y}) <= 1 ELSE false END"
        f" WHEN 1 THEN levenshtein({x}, {y}) = 1"
        f" WHEN -1 THEN levenshtein({x}, {y}) = 1"
        " ELSE false END END"
    )


def two_edits(x: str, y: str, digits_x: str, digits_y: str) -> str:
    """Whether the Damerau-Levenshtein distance of two numbers is at most two.

    `digits_*` count the digits as bits.  Of numbers of one length that are two edits apart, either
    at most two digits differ, or digits moved and at most one of them became another.
    """
    return (
        f"CASE WHEN {x} = {y} THEN true WHEN strlen({x}) = strlen({y}) THEN"
        f" CASE WHEN hamming({x}, {y}) <= 2 THEN true"
        f" WHEN bit_count(xor({digits_x}, {digits_y})) <= 2 THEN damerau_levenshtein({x}, {y}) <= 2"
        " ELSE false END"
        f" WHEN abs(strlen({x}) - strlen({y})) <= 2 THEN damerau_levenshtein({x}, {y}) <= 2"
        " ELSE false END"
    )


def sounds_alike(x: str, y: str, sound_x: str, sound_y: str) -> str:
    """The twin of `compare.sounds_alike`."""
    return (
        f"jaro_winkler_similarity({x}, {y}) >="
        f" CASE WHEN {sound_x} = {sound_y} THEN {ALIKE_AT_IF_SOUNDS_EQUAL} ELSE {ALIKE_AT} END"
    )


def both_ways(condition: str) -> str:
    """`condition` or the same with the rows changed over; `@` stands for this row, `~` for that."""
    here = condition.replace("@", "_l").replace("~", "_r")
    there = condition.replace("@", "_r").replace("~", "_l")
    return f"(({here}) OR ({there}))"


def _slip(given: str, family: str) -> str:
    """The twin of `levels._is_slip` for a given name here and a family name there."""
    x, y = f"given_bare{given}", f"family_bare{family}"
    alike = sounds_alike(x, y, f"given_bare_sound{given}", f"family_bare_sound{family}")
    return (
        f"CASE WHEN given{given} = family{family} THEN true"
        f" WHEN least(strlen({x}), strlen({y})) < 3 THEN false"
        f" WHEN {alike} THEN true ELSE {one_edit(x, y)} END"
    )


_SAME_WORD: Final = (
    "CASE WHEN given_bare@ = family_bare~ THEN strlen(given_bare@) > 2"
    " WHEN least(strlen(given_bare@), strlen(family_bare~)) > 4"
    f" THEN {one_edit('given_bare@', 'family_bare~')} ELSE false END"
)

MISSING: Final[dict[str, str]] = {
    "given": "given_l = '' OR given_r = ''",
    "birth_date": "birth_date_l = '' OR birth_date_r = ''",
    "sex": "sex_l = '' OR sex_r = ''",
    "middle": "middle_l = '' OR middle_r = ''",
    "ssn": "NOT ((ssn_l <> '' AND ssn_r <> '') OR (ssn_last4_l <> '' AND ssn_last4_r <> ''))",
    "identifiers": (
        "NOT (list_has_any(identifiers_l, identifiers_r)"
        " OR list_has_any(lifelong_domains_l, lifelong_domains_r))"
    ),
    "email": "len(emails_l) = 0 OR len(emails_r) = 0",
    "suffix": "suffix_l = '' OR suffix_r = ''",
    "mother": (
        "NOT ((mother_family_l <> '' AND mother_family_r <> '')"
        " OR (mother_identifier_l <> '' AND mother_identifier_r <> ''))"
    ),
}

_GIVEN: Final[dict[str, str]] = {
    "exact": (
        "CASE WHEN given_l = given_r THEN strlen(given_l) > 1"
        " ELSE given_native_l <> '' AND given_native_l = given_native_r END"
    ),
    "swapped": f"CASE WHEN {_slip('_l', '_r')} THEN {_slip('_r', '_l')} ELSE false END",
    "nickname": both_ways("list_contains(given_formal@, given~)"),
    "alternative": (
        f"{both_ways('list_contains(given_other@, given~)')}"
        " OR list_has_any(given_other_l, given_other_r)"
    ),
    "one_edit": (
        "CASE WHEN least(strlen(given_l), strlen(given_r)) >= 3"
        f" THEN {one_edit('given_l', 'given_r')} ELSE false END"
    ),
    "initial": (
        "least(strlen(given_l), strlen(given_r)) = 1 AND left(given_l, 1) = left(given_r, 1)"
    ),
    "contained": (
        "least(strlen(given_l), strlen(given_r)) >= 3"
        " AND (starts_with(given_l, given_r) OR starts_with(given_r, given_l))"
    ),
    "is_middle": both_ways("strlen(given@) > 1 AND list_contains(middle_words~, given@)"),
    "crossed": both_ways(_SAME_WORD),
    "sounds_alike": (
        "CASE WHEN least(strlen(given_l), strlen(given_r)) > 1"
        f" THEN {sounds_alike('given_l', 'given_r', 'given_sound_l', 'given_sound_r')}"
        " ELSE false END"
    ),
}

_BOTH_DAYS: Final = "strlen(birth_date_l) = 8 AND strlen(birth_date_r) = 8"
_DAY: Final = "birth_date_l = birth_date_r AND strlen(birth_date_l) = 8"
_SHORTEST: Final = "least(strlen(birth_date_l), strlen(birth_date_r))"

_BIRTH_DATE: Final[dict[str, str]] = {
    "default_day": f"{_DAY} AND suffix(birth_date_l, '0101')",
    "exact": _DAY,
    "swapped": f"{_BOTH_DAYS} AND birth_swapped_l = birth_date_r",
    "month": f"{_SHORTEST} = 6 AND left(birth_date_l, 6) = left(birth_date_r, 6)",
    "year": f"{_SHORTEST} = 4 AND left(birth_date_l, 4) = left(birth_date_r, 4)",
    "one_digit": (
        f"CASE WHEN {_BOTH_DAYS} THEN {one_edit('birth_date_l', 'birth_date_r')} ELSE false END"
    ),
    "two_parts": (
        f"{_BOTH_DAYS} AND (left(birth_date_l, 4) = left(birth_date_r, 4))::INTEGER"
        " + (substr(birth_date_l, 5, 2) = substr(birth_date_r, 5, 2))::INTEGER"
        " + (right(birth_date_l, 2) = right(birth_date_r, 2))::INTEGER = 2"
    ),
    "two_digits": (
        f"CASE WHEN {_BOTH_DAYS} THEN "
        f"{two_edits('birth_date_l', 'birth_date_r', 'birth_digits_l', 'birth_digits_r')}"
        " ELSE false END"
    ),
    "same_year": "left(birth_date_l, 4) = left(birth_date_r, 4)",
}

_MIDDLE: Final[dict[str, str]] = {
    "exact": "middle_l = middle_r AND strlen(middle_l) > 1",
    "initial": (
        "least(strlen(middle_l), strlen(middle_r)) = 1 AND left(middle_l, 1) = left(middle_r, 1)"
    ),
    "near": (
        "CASE WHEN least(strlen(middle_l), strlen(middle_r)) = 1"
        f" THEN {both_ways('list_has_any(middle_singles@, middle_initials~)')}"
        " WHEN list_has_any(middle_words_l, middle_words_r) THEN true"
        f" ELSE {sounds_alike('middle_l', 'middle_r', 'middle_sound_l', 'middle_sound_r')} END"
    ),
    "is_name": both_ways(
        "middle@ = given~ OR middle@ = family~ OR list_contains(family_other~, middle@)"
    ),
}

_BOTH_SSN: Final = "ssn_l <> '' AND ssn_r <> ''"

_SSN: Final[dict[str, str]] = {
    "exact": "ssn_l <> '' AND ssn_l = ssn_r",
    "one_digit": f"CASE WHEN {_BOTH_SSN} THEN {one_edit('ssn_l', 'ssn_r')} ELSE false END",
    "last_four": f"ssn_last4_l = ssn_last4_r AND NOT ({_BOTH_SSN})",
    "last_four_near": (
        f"CASE WHEN {_BOTH_SSN} THEN false ELSE {one_edit('ssn_last4_l', 'ssn_last4_r')} END"
    ),
    "two_digits": (
        f"CASE WHEN {_BOTH_SSN}"
        f" THEN {two_edits('ssn_l', 'ssn_r', 'ssn_digits_l', 'ssn_digits_r')} ELSE false END"
    ),
}


def _lifelong_pair(test: str) -> str:
    """Whether two values of one lifelong type and authority stand in `test` to each other."""
    return (
        "CASE WHEN list_has_any(lifelong_domains_l, lifelong_domains_r) THEN"
        " list_bool_or(list_transform(lifelong_l, lambda x:"
        " list_bool_or(list_transform(lifelong_r, lambda y:"
        f" x.domain = y.domain AND ({test})))))"
        " ELSE false END"
    )


_LONG_ENOUGH: Final = "least(strlen(x.number), strlen(y.number)) >= "

_IDENTIFIERS: Final[dict[str, str]] = {
    "personal": "list_has_any(identifiers_personal_l, identifiers_personal_r)",
    "one_digit": _lifelong_pair(_LONG_ENOUGH + f"6 AND ({one_edit('x.number', 'y.number')})"),
    "shared": "list_has_any(identifiers_l, identifiers_r)",
    "two_digits": _lifelong_pair(
        _LONG_ENOUGH + "7 AND damerau_levenshtein(x.number, y.number) <= 2"
    ),
}

_MOTHER: Final[dict[str, str]] = {
    "same_number": "mother_identifier_l <> '' AND mother_identifier_l = mother_identifier_r",
    "same_name": "mother_family_l <> '' AND mother_family_l = mother_family_r",
    "near": (
        "CASE WHEN mother_family_l <> '' AND mother_family_r <> '' THEN "
        f"{sounds_alike('mother_family_l', 'mother_family_r', 'mother_sound_l', 'mother_sound_r')}"
        " ELSE false END"
    ),
}

# Every level but the last, which always holds.
LEVELS: Final[dict[str, dict[str, str]]] = {
    "given": _GIVEN,
    "birth_date": _BIRTH_DATE,
    "sex": {"same": "sex_l = sex_r"},
    "middle": _MIDDLE,
    "ssn": _SSN,
    "identifiers": _IDENTIFIERS,
    "email": {
        "same": "list_has_any(emails_l, emails_r)",
        "same_user": "list_has_any(email_users_l, email_users_r)",
    },
    "suffix": {
        "same": "suffix_l = suffix_r",
        "second": both_ways("suffix@ = 'JR' AND suffix~ = 'II'"),
    },
    "mother": _MOTHER,
}


def level_number(comparison: str) -> str:
    """The number of the level that holds, 0 where nothing was said on one side."""
    levels = LEVELS[comparison]
    names = next(
        tuple(level.name for level in each.levels)
        for each in COMPARISONS
        if each.name == comparison
    )
    assert names[:-1] == tuple(levels), f"{comparison}: its levels are not those of levels.py"
    cases = " ".join(
        f"WHEN {condition} THEN {number}" for number, condition in enumerate(levels.values(), 1)
    )
    return f"CASE WHEN {MISSING[comparison]} THEN 0 {cases} ELSE {len(names)} END"
