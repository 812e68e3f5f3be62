"""The household comparison as SQL: what the family names say and what the homes say, each once.

`FAMILY_NUMBER` and `HOME_NUMBER` give the place of a pair's level in `FAMILY_WORDS` and
`HOME_WORDS`, counted from 1; `household_number` makes the comparison's level of the two.
"""

from __future__ import annotations

import re
from typing import Final

from matching.household import (
    FAMILY_WORDS,
    HOME_WORDS,
    HOUSEHOLD,
    LETTER_CODE_MIN,
    level_name,
)
from matching.levels_sql import (
    BLANK,
    SEPARATOR,
    both_ways,
    holds,
    name_one_edit,
    names_alike,
    one_edit,
    several_words,
    share,
    sounds_alike,
)

NEAR_STREET_AT: Final = 0.92
LIKE_STREET_AT: Final = 0.8
NEAR_CITY_AT: Final = 0.94
FAR_CITY_BELOW: Final = 0.9


def _alike(x: str, y: str) -> str:
    """The twin of `household._is_alike`; `x` and `y` are names of columns, such as `family_l`."""

    def sounds(column: str) -> str:
        name, _, side = column.rpartition("_")
        return f"string_split({name}_part_sounds_{side}, ' ')"

    words = sounds_alike("pair[1]", "pair[2]", "pair[3]", "pair[4]")
    of_x, of_y = f"string_split({x}, ' ')", f"string_split({y}, ' ')"
    as_many = f"len({of_x}) = len({of_y})"
    return (
        f"CASE WHEN {several_words(x)} AND {several_words(y)} AND {as_many}"
        f" THEN list_bool_and(list_transform(list_zip({of_x}, {of_y}, {sounds(x)}, {sounds(y)}),"
        f" lambda pair: CASE WHEN pair[1] = pair[2] THEN true ELSE {words} END))"
        f" ELSE {names_alike(x, y, x, y)} END"
    )


_WORDS_L: Final = "string_split(family_l, ' ')"
_WORDS_R: Final = "string_split(family_r, ' ')"
_SEVERAL_WORDS: Final = f"{several_words('family_l')} OR {several_words('family_r')}"
_HOLDS_ALL: Final = f"list_has_all({_WORDS_L}, {_WORDS_R}) OR list_has_all({_WORDS_R}, {_WORDS_L})"
_SHARES_LONG_WORD: Final = (
    f"len(list_filter(list_intersect({_WORDS_L}, {_WORDS_R}), lambda word: strlen(word) >= 3)) > 0"
)
_SHARES_OTHER: Final = both_ways(
    "CASE WHEN family_other~ = '' THEN false ELSE"
    f" list_has_any(string_split(family@, ' '), string_split(family_other~, {SEPARATOR})) END"
)
_BARE_L: Final = "replace(family_l, ' ', '')"
_BARE_R: Final = "replace(family_r, ' ', '')"


def _starts_or_ends(x: str, y: str) -> str:
    """Whether one name begins or ends with the other; then it has all of the other's letters."""
    either = " OR ".join(
        f"{test}({ours}, {theirs})"
        for test in ("starts_with", "suffix")
        for ours, theirs in ((x, y), (y, x))
    )
    return f"CASE WHEN least(strlen({x}), strlen({y})) < 4 THEN false ELSE {either} END"


_LETTERS_SHARED: Final = "family_letters_l & family_letters_r"
# Names of one word each: neither holds the other's words, or they would be the same.
_SHARES_PART: Final = (
    f"CASE WHEN {_SEVERAL_WORDS} THEN CASE WHEN {_HOLDS_ALL} THEN {_SHARES_LONG_WORD}"
    f" WHEN {_SHARES_OTHER} OR {_BARE_L} = {_BARE_R} THEN true"
    f" ELSE {_starts_or_ends(_BARE_L, _BARE_R)} END"
    f" WHEN {_SHARES_OTHER} THEN true"
    f" WHEN ({_LETTERS_SHARED}) NOT IN (family_letters_l, family_letters_r) THEN false"
    f" ELSE {_starts_or_ends('family_l', 'family_r')} END"
)
_IN_MIDDLE: Final = both_ways(f"strlen(family@) >= 4 AND {holds('middle~', 'family@', BLANK)}")
_SWAPPED_ALIKE: Final = (
    "CASE WHEN given_l = '' OR given_r = '' THEN false"
    f" WHEN {_alike('family_l', 'given_r')} THEN {_alike('family_r', 'given_l')} ELSE false END"
)

_ONE_EDIT: Final = (
    "CASE WHEN least(strlen(family_l), strlen(family_r)) >= 3"
    f" THEN {name_one_edit('family_l', 'family_r', 'family_l', 'family_r')} ELSE false END"
)

# In the order in which they are asked: the answer, and when it is given.
_FAMILY: Final[tuple[tuple[str, str], ...]] = (
    ("unsaid", "least(strlen(family_l), strlen(family_r)) < 2"),
    ("exact", "family_l = family_r"),
    ("exact", "family_native_l <> '' AND family_native_l = family_native_r"),
    ("other", both_ways(holds("family_other~", "family@"))),
    ("other", _IN_MIDDLE),
    ("one_edit", _ONE_EDIT),
    ("exact", "family_l = given_r AND family_r = given_l"),
    ("part", _SHARES_PART),
    ("sounds_alike", _alike("family_l", "family_r")),
    ("sounds_alike", _SWAPPED_ALIKE),
)

_NEAR_CITY: Final = "jaro_winkler_similarity(city_l, city_r)"
_STATES_DIFFER: Final = "state_l <> state_r AND state_l <> '' AND state_r <> ''"


def has_letters(code: str) -> str:
    """Whether a postal code is a whole one with letters, whose end names a few homes."""
    return f"(strlen({code}) >= {LETTER_CODE_MIN} AND regexp_matches({code}, '[A-Z]'))"


def quarter(code: str) -> str:
    """A postal code with letters without its end."""
    return f"left({code}, -3)"


_NEAR_CODE: Final = (
    "CASE WHEN postal_code_l = '' OR postal_code_r = '' THEN false"
    " WHEN postal_code_l = postal_code_r THEN true"
    f" WHEN NOT ({has_letters('postal_code_l')} AND {has_letters('postal_code_r')}) THEN false"
    f" WHEN {quarter('postal_code_l')} = {quarter('postal_code_r')} THEN true"
    f" ELSE {one_edit('postal_code_l', 'postal_code_r')} END"
)
_SAME_AREA: Final = (
    f"CASE WHEN {_NEAR_CODE} THEN true"
    f" WHEN city_l = '' OR city_r = '' OR ({_STATES_DIFFER}) THEN false"
    f" WHEN city_l = city_r THEN true ELSE {_NEAR_CITY} >= {NEAR_CITY_AT} END"
)
_FAR: Final = (
    "CASE WHEN postal_code_l <> '' AND postal_code_r <> '' AND city_l <> '' AND city_r <> '' THEN"
    f" CASE WHEN {one_edit('postal_code_l', 'postal_code_r')} THEN false"
    f" ELSE {_NEAR_CITY} < {FAR_CITY_BELOW} END"
    f" WHEN {_STATES_DIFFER} THEN NOT ({_SAME_AREA}) ELSE false END"
)
_NO_STREET: Final = "street_l = '' OR street_r = ''"
_STREETS_ALIKE: Final = "jaro_winkler_similarity(street_l, street_r)"
_NAMED_L: Final = "(house_number_l <> '' OR regexp_matches(street_l, '[0-9]'))"
_NAMED_R: Final = "(house_number_r <> '' OR regexp_matches(street_r, '[0-9]'))"
_SAME_ADDRESS: Final = (
    f"CASE WHEN {_NO_STREET} OR house_number_l <> house_number_r THEN false"
    " WHEN unit_l <> unit_r AND unit_l <> '' AND unit_r <> '' THEN false"
    f" WHEN NOT ({_NAMED_L} AND {_NAMED_R}) THEN false"
    f" WHEN street_l = street_r THEN NOT ({_FAR})"
    f" WHEN {_STREETS_ALIKE} >= {NEAR_STREET_AT} THEN NOT ({_FAR}) ELSE false END"
)


def _homes(side: str) -> str:
    """The addresses of one row that have a number and a street, the current one among them."""
    parts = ("house_number", "street", "unit", "city", "state", "postal_code")
    home = f"concat_ws('|', {', '.join(f'{part}_{side}' for part in parts)})"
    others = f"string_split(homes_other_{side}, {SEPARATOR})"
    return (
        f"CASE WHEN house_number_{side} = '' OR street_{side} = '' THEN {others}"
        f" ELSE list_append({others}, {home}) END"
    )


# Where neither row has another address, the test above has seen the only homes there are.
_SHARED_HOME: Final = (
    "CASE WHEN homes_other_l = '' AND homes_other_r = '' THEN false"
    f" ELSE len(list_filter(list_intersect({_homes('l')}, {_homes('r')}),"
    " lambda home: home <> '')) > 0 END"
)
_SAME_STREET: Final = (
    f"CASE WHEN {_NO_STREET} THEN false"
    " WHEN street_l = street_r THEN"
    " CASE WHEN house_number_l <> house_number_r AND starts_with(street_l, 'PO BOX') THEN false"
    f" ELSE NOT ({_FAR}) END"
    " WHEN house_number_l = '' OR house_number_l <> house_number_r THEN false"
    f" WHEN {_STREETS_ALIKE} >= {LIKE_STREET_AT} THEN NOT ({_FAR}) ELSE false END"
)
_ADDRESS_SAID: Final = (
    "(street_l <> '' AND street_r <> '') OR (postal_code_l <> '' AND postal_code_r <> '')"
    " OR (city_l <> '' AND city_r <> '')"
)
_PHONES_SAID: Final = "phones_l <> '' AND phones_r <> ''"

_PLACE_OF_FAMILY: Final = {name: place for place, name in enumerate(FAMILY_WORDS, 1)}
_PLACE_OF_HOME: Final = {name: place for place, name in enumerate(HOME_WORDS, 1)}


def _family_number() -> str:
    cases = " ".join(f"WHEN {when} THEN {_PLACE_OF_FAMILY[name]}" for name, when in _FAMILY)
    return f"CASE {cases} ELSE {_PLACE_OF_FAMILY['different']} END"


def _home_number() -> str:
    place = _PLACE_OF_HOME
    address = f"(CASE WHEN {_SAME_ADDRESS} THEN true ELSE {_SHARED_HOME} END)"
    return (
        f"CASE WHEN {share('phones_l', 'phones_r')} THEN"
        f" CASE WHEN {address} THEN {place['address_phone']} ELSE {place['phone']} END"
        f" WHEN {address} THEN {place['address']}"
        f" WHEN {_SAME_STREET} THEN {place['street']}"
        f" WHEN {_SAME_AREA} THEN {place['area']}"
        f" WHEN ({_ADDRESS_SAID}) OR ({_PHONES_SAID}) THEN {place['elsewhere']}"
        f" ELSE {place['unsaid']} END"
    )


FAMILY_NUMBER: Final = _family_number()
HOME_NUMBER: Final = _home_number()


def household_number(family_number: str, home_number: str) -> str:
    """The number of the household level, of what names and homes say; 0 if they say nothing."""
    numbers = {level.name: number for number, level in enumerate(HOUSEHOLD.levels, 1)}
    table = ", ".join(
        str(numbers.get(level_name(family, home), 0))
        for family in FAMILY_WORDS
        for home in HOME_WORDS
    )
    return f"[{table}][({family_number} - 1) * {len(HOME_WORDS)} + {home_number}]"


def macros() -> tuple[str, str]:
    """Two macros that answer `FAMILY_NUMBER` and `HOME_NUMBER`, for those who ask often."""
    return (
        f"CREATE OR REPLACE MACRO {_call('family_number_of', FAMILY_NUMBER)} AS {FAMILY_NUMBER}",
        f"CREATE OR REPLACE MACRO {_call('home_number_of', HOME_NUMBER)} AS {HOME_NUMBER}",
    )


def _call(name: str, answer: str) -> str:
    columns = sorted(set(re.findall(r"\b[a-z]\w*_[lr]\b", answer)))
    return f"{name}({', '.join(columns)})"


def household_levels() -> dict[str, str]:
    """The condition of every level, by the macros, for those who must ask them one by one."""
    family_number = _call("family_number_of", FAMILY_NUMBER)
    home_number = _call("home_number_of", HOME_NUMBER)
    return {
        level_name(family, home): (
            f"{family_number} = {_PLACE_OF_FAMILY[family]}"
            f" AND {home_number} = {_PLACE_OF_HOME[home]}"
        )
        for family in FAMILY_WORDS
        for home in HOME_WORDS
        if (family, home) != ("unsaid", "unsaid")
    }


def household_missing() -> str:
    """The twin of the comparison's `missing`."""
    return (
        f"{_call('family_number_of', FAMILY_NUMBER)} = {_PLACE_OF_FAMILY['unsaid']}"
        f" AND {_call('home_number_of', HOME_NUMBER)} = {_PLACE_OF_HOME['unsaid']}"
    )
