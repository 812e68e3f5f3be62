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

from matching.levels import ALIKE_EMAIL, LEVEL_NAMES, NEAR_EMAIL

ALIKE_AT: Final = 0.9
ALIKE_AT_IF_SOUNDS_EQUAL: Final = 0.75
# Lists stand as one text each, because joins are quick with texts and slow with lists.
SEPARATOR: Final = "chr(31)"
INNER: Final = "chr(30)"  # between the domain and the number of an identifier given for life
BLANK: Final = "' '"


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


def names_alike(x: str, y: str, ours: str, theirs: str) -> str:
    """`sounds_alike` of texts with a stored sound and stored letters, `<ours>_sound_l` and so on.

    Asks for the distance only where the letters leave it open.  With S the sum of the two lengths
    and D the letters that one has and the other lacks, at most (S - D) / 2 letters match, so that
    the Jaro similarity j is at most ((S - D) * S / (2 * length * length) + 1) / 3.  Jaro-Winkler
    reaches 0.75 only where j reaches 0.7, below which it adds nothing for the first letters; and
    0.9 only where j reaches 5 / 6, because it adds at most 0.4 of what is lacking.
    """
    sound_x, sound_y = _beside(ours, "sound"), _beside(theirs, "sound")
    letters_x, letters_y = _beside(ours, "letters"), _beside(theirs, "letters")
    lengths = f"(strlen({x}) + strlen({y}))"
    return (
        f"CASE WHEN 1000 * ({lengths} - bit_count(xor({letters_x}, {letters_y}))) * {lengths}"
        f" < CASE WHEN {sound_x} = {sound_y} THEN 2199 ELSE 2999 END * strlen({x}) * strlen({y})"
        f" THEN false ELSE {sounds_alike(x, y, sound_x, sound_y)} END"
    )


def name_one_edit(x: str, y: str, ours: str, theirs: str) -> str:
    """`one_edit` of texts with stored letters: one edit changes two of them at most."""
    letters_x, letters_y = _beside(ours, "letters"), _beside(theirs, "letters")
    return (
        f"CASE WHEN bit_count(xor({letters_x}, {letters_y})) > 2 THEN false"
        f" ELSE {one_edit(x, y)} END"
    )


def _beside(column: str, what: str) -> str:
    """The column that says `what` of the name in `column`: `given_l` has `given_sound_l`."""
    name, _, side = column.rpartition("_")
    return f"{name}_{what}_{side}"


def several_words(column: str) -> str:
    """Whether a name has more than one word: only then the sounds of its words are kept."""
    return f"{_beside(column, 'part_sounds')} <> ''"


def holds(texts: str, text: str, separator: str = SEPARATOR) -> str:
    """Whether `text`, which must not be empty, is one of `texts`."""
    return (
        f"CASE WHEN contains({texts}, {text})"
        f" THEN list_contains(string_split({texts}, {separator}), {text}) ELSE false END"
    )


def share(x: str, y: str) -> str:
    """Whether two lists have a text in common."""
    return (
        f"CASE WHEN {x} = '' OR {y} = '' THEN false WHEN {x} = {y} THEN true"
        f" WHEN contains({x}, {SEPARATOR}) OR contains({y}, {SEPARATOR})"
        f" THEN list_has_any(string_split({x}, {SEPARATOR}), string_split({y}, {SEPARATOR}))"
        " ELSE false END"
    )


def both_ways(condition: str) -> str:
    """`condition` or the same with the rows changed over; `@` stands for this row, `~` for that."""
    here = condition.replace("@", "_l").replace("~", "_r")
    there = condition.replace("@", "_r").replace("~", "_l")
    return f"(({here}) OR ({there}))"


def _slip(given: str, family: str) -> str:
    """The twin of `levels._is_slip` for the given name of one row and the family name of another.

    Names of one word are as they are without blanks.
    """
    words = (
        f"CASE WHEN least(strlen({given}), strlen({family})) < 3 THEN false"
        f" WHEN {name_one_edit(given, family, given, family)} THEN true"
        f" ELSE {names_alike(given, family, given, family)} END"
    )
    x, y = f"replace({given}, ' ', '')", f"replace({family}, ' ', '')"
    sounds = _beside(given, "bare_sound"), _beside(family, "bare_sound")
    bare = (
        f"CASE WHEN least(strlen({x}), strlen({y})) < 3 THEN false"
        f" WHEN {one_edit(x, y)} THEN true ELSE {sounds_alike(x, y, *sounds)} END"
    )
    return (
        f"CASE WHEN {given} = {family} THEN true"
        f" WHEN {several_words(given)} OR {several_words(family)} THEN {bare} ELSE {words} END"
    )


def _same_word(given: str, family: str) -> str:
    """The twin of `levels._is_same_word`."""
    x, y = f"replace({given}, ' ', '')", f"replace({family}, ' ', '')"
    letters_x, letters_y = _beside(given, "letters"), _beside(family, "letters")
    return (
        f"CASE WHEN bit_count(xor({letters_x}, {letters_y})) > 2 THEN false"
        f" WHEN {x} = {y} THEN strlen({x}) > 2"
        f" WHEN least(strlen({x}), strlen({y})) > 4 THEN {one_edit(x, y)} ELSE false END"
    )


MISSING: Final[dict[str, str]] = {
    "given": "given_l = '' OR given_r = ''",
    "birth_date": "birth_date_l = '' OR birth_date_r = ''",
    "sex": "sex_l = '' OR sex_r = ''",
    "middle": "middle_l = '' OR middle_r = ''",
    "ssn": "NOT ((ssn_l <> '' AND ssn_r <> '') OR (ssn_last4_l <> '' AND ssn_last4_r <> ''))",
    "identifiers": (
        "CASE WHEN identifiers_l = '' OR identifiers_r = '' THEN true"
        f" WHEN {share('identifiers_l', 'identifiers_r')} THEN false"
        f" ELSE NOT ({share('lifelong_domains_l', 'lifelong_domains_r')}) END"
    ),
    "email": "emails_l = '' OR emails_r = ''",
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
    "swapped": (
        f"CASE WHEN {_slip('given_l', 'family_r')} THEN {_slip('given_r', 'family_l')}"
        " ELSE false END"
    ),
    "nickname": (
        "CASE WHEN given_formal_l = '' AND given_formal_r = '' THEN false"
        f" ELSE {both_ways(holds('given_formal@', 'given~'))} END"
    ),
    "alternative": (
        "CASE WHEN given_other_l = '' AND given_other_r = '' THEN false"
        f" WHEN {both_ways(holds('given_other@', 'given~'))} THEN true"
        f" ELSE {share('given_other_l', 'given_other_r')} END"
    ),
    "one_edit": (
        "CASE WHEN least(strlen(given_l), strlen(given_r)) >= 3"
        f" THEN {name_one_edit('given_l', 'given_r', 'given_l', 'given_r')} ELSE false END"
    ),
    "initial": (
        "least(strlen(given_l), strlen(given_r)) = 1 AND left(given_l, 1) = left(given_r, 1)"
    ),
    "contained": (
        "least(strlen(given_l), strlen(given_r)) >= 3"
        " AND (starts_with(given_l, given_r) OR starts_with(given_r, given_l))"
    ),
    "is_middle": both_ways(f"strlen(given@) > 1 AND {holds('middle~', 'given@', BLANK)}"),
    "crossed": f"({_same_word('given_l', 'family_r')}) OR ({_same_word('given_r', 'family_l')})",
    "sounds_alike": (
        "CASE WHEN least(strlen(given_l), strlen(given_r)) > 1"
        f" THEN {names_alike('given_l', 'given_r', 'given_l', 'given_r')}"
        " ELSE false END"
    ),
}

# `birth_number` is the whole date as a number, -1 where the day was not said.
_DAYS: Final = "birth_number_l >= 0 AND birth_number_r >= 0"
_SAME_DAY: Final = "birth_number_l = birth_number_r AND birth_number_l >= 0"
_SAME_YEAR: Final = "birth_number_l // 10000 = birth_number_r // 10000"
_SHORTEST: Final = "least(strlen(birth_date_l), strlen(birth_date_r))"

_BIRTH_DATE: Final[dict[str, str]] = {
    "default_day": f"{_SAME_DAY} AND birth_number_l % 10000 = 101",
    "exact": _SAME_DAY,
    "swapped": (
        f"{_DAYS} AND {_SAME_YEAR} AND birth_number_l % 100 = birth_number_r // 100 % 100"
        " AND birth_number_r % 100 = birth_number_l // 100 % 100"
    ),
    "month": (
        f"CASE WHEN {_DAYS} THEN false"
        f" ELSE {_SHORTEST} = 6 AND left(birth_date_l, 6) = left(birth_date_r, 6) END"
    ),
    "year": (
        f"CASE WHEN {_DAYS} THEN false"
        f" ELSE {_SHORTEST} = 4 AND left(birth_date_l, 4) = left(birth_date_r, 4) END"
    ),
    "one_digit": (
        f"CASE WHEN {_DAYS} THEN {one_edit('birth_date_l', 'birth_date_r')} ELSE false END"
    ),
    "two_parts": (
        f"{_DAYS} AND ({_SAME_YEAR})::INTEGER"
        " + (birth_number_l // 100 % 100 = birth_number_r // 100 % 100)::INTEGER"
        " + (birth_number_l % 100 = birth_number_r % 100)::INTEGER = 2"
    ),
    "two_digits": (
        f"CASE WHEN {_DAYS} THEN "
        f"{two_edits('birth_date_l', 'birth_date_r', 'birth_digits_l', 'birth_digits_r')}"
        " ELSE false END"
    ),
    "same_year": (
        f"CASE WHEN {_DAYS} THEN {_SAME_YEAR}"
        " ELSE left(birth_date_l, 4) = left(birth_date_r, 4) END"
    ),
}

_BEGINS_A_WORD: Final = both_ways("contains(' ' || middle@, ' ' || middle~)")
_SHARE_MIDDLE_WORD: Final = (
    "CASE WHEN contains(middle_l, ' ') OR contains(middle_r, ' ')"
    " THEN list_has_any(string_split(middle_l, ' '), string_split(middle_r, ' ')) ELSE false END"
)

_MIDDLE: Final[dict[str, str]] = {
    "exact": "middle_l = middle_r AND strlen(middle_l) > 1",
    "initial": (
        "least(strlen(middle_l), strlen(middle_r)) = 1 AND left(middle_l, 1) = left(middle_r, 1)"
    ),
    "near": (
        "CASE WHEN least(strlen(middle_l), strlen(middle_r)) = 1"
        f" THEN {_BEGINS_A_WORD}"
        f" WHEN {_SHARE_MIDDLE_WORD} THEN true"
        f" ELSE {sounds_alike('middle_l', 'middle_r', 'middle_sound_l', 'middle_sound_r')} END"
    ),
    "is_name": both_ways(
        f"middle@ = given~ OR middle@ = family~ OR {holds('family_other~', 'middle@')}"
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
        f"CASE WHEN {share('lifelong_domains_l', 'lifelong_domains_r')} THEN"
        f" list_bool_or(list_transform(string_split(lifelong_l, {SEPARATOR}), lambda x:"
        f" list_bool_or(list_transform(string_split(lifelong_r, {SEPARATOR}), lambda y:"
        f" split_part(x, {INNER}, 1) = split_part(y, {INNER}, 1) AND ({test})))))"
        " ELSE false END"
    )


_X: Final = f"split_part(x, {INNER}, 2)"
_Y: Final = f"split_part(y, {INNER}, 2)"

_IDENTIFIERS: Final[dict[str, str]] = {
    "personal": share("identifiers_personal_l", "identifiers_personal_r"),
    "one_digit": _lifelong_pair(f"least(strlen({_X}), strlen({_Y})) >= 6 AND ({one_edit(_X, _Y)})"),
    "shared": share("identifiers_l", "identifiers_r"),
    "two_digits": _lifelong_pair(
        f"least(strlen({_X}), strlen({_Y})) >= 7 AND damerau_levenshtein({_X}, {_Y}) <= 2"
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


def _emails_within(share_of_letters: int) -> str:
    """The twin of `levels._email_nearness`.  One edit changes two letters at most."""
    changed = "bit_count(xor(email_letters_l, email_letters_r))::INTEGER"

    def within(x: str, y: str, least: str) -> str:
        longest = f"greatest(strlen({x}), strlen({y}))"
        return (
            f"CASE WHEN abs(strlen({x}) - strlen({y})) * {share_of_letters} > {longest}"
            f" OR {least} * {share_of_letters} > 2 * {longest} THEN false"
            f" ELSE damerau_levenshtein({x}, {y}) * {share_of_letters} <= {longest} END"
        )

    several = (
        f"list_bool_or(list_transform(string_split(emails_l, {SEPARATOR}), lambda x:"
        f" list_bool_or(list_transform(string_split(emails_r, {SEPARATOR}), lambda y:"
        f" {within('x', 'y', '0')}))))"
    )
    return (
        f"CASE WHEN contains(emails_l, {SEPARATOR}) OR contains(emails_r, {SEPARATOR})"
        f" THEN {several} ELSE {within('emails_l', 'emails_r', changed)} END"
    )


# Every level but the last, which always holds.
LEVELS: Final[dict[str, dict[str, str]]] = {
    "given": _GIVEN,
    "birth_date": _BIRTH_DATE,
    "sex": {"same": "sex_l = sex_r"},
    "middle": _MIDDLE,
    "ssn": _SSN,
    "identifiers": _IDENTIFIERS,
    "email": {
        "same": share("emails_l", "emails_r"),
        "same_user": share("email_users_l", "email_users_r"),
        "near": _emails_within(NEAR_EMAIL),
        "alike": _emails_within(ALIKE_EMAIL),
    },
    "suffix": {
        "same": "suffix_l = suffix_r",
        "second": both_ways("suffix@ = 'JR' AND suffix~ = 'II'"),
    },
    "mother": _MOTHER,
}


# What a row must have said, one of these columns, for a comparison to have an answer; comparisons
# that no row of a file has words for need not be asked.
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "middle": ("middle",),
    "ssn": ("ssn", "ssn_last4"),
    "identifiers": ("identifiers",),
    "email": ("emails",),
    "suffix": ("suffix",),
    "mother": ("mother_family", "mother_identifier"),
}


def level_number(comparison: str) -> str:
    """The number of the level that holds, 0 where nothing was said on one side."""
    levels = LEVELS[comparison]
    names = LEVEL_NAMES[comparison]
    assert names[:-1] == tuple(levels), f"{comparison}: its levels are not those of levels.py"
    cases = " ".join(
        f"WHEN {condition} THEN {number}" for number, condition in enumerate(levels.values(), 1)
    )
    return f"CASE WHEN {MISSING[comparison]} THEN 0 {cases} ELSE {len(names)} END"
