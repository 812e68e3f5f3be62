"""The one household comparison: family name, address, phone and town, counted together.

Housemates share all of these, so they are not independent evidence.  Each pair gets one level,
the meeting of what the family names say and what the homes say; the model holds one weight for
each meeting, and its u counts that two people may live together.
"""

from __future__ import annotations

from jellyfish import damerau_levenshtein_distance, jaro_winkler_similarity

from matching.compare import Comparison, Level, Predicate, is_one_edit, sounds_alike
from matching.row import MatchRow

FAMILY_WORDS = {
    "exact": "the family name is the same",
    "other": "the family name is an earlier or other one of the other record",
    "one_edit": "the family names differ by one letter",
    "part": "the family names share a part",
    "sounds_alike": "the family names look or sound alike",
    "unsaid": "a family name is missing",
    "different": "the family names differ",
}
HOME_WORDS = {
    "address_phone": "address and phone are the same",
    "address": "the address is the same",
    "phone": "a phone number is the same",
    "street": "the addresses are alike but not the same",
    "area": "the town or postal code is the same or nearly so",
    "unsaid": "no address or phone to compare",
    "elsewhere": "neither address nor phone is the same",
}

LETTER_CODE_MIN = 5  # characters of a postal code with letters that is whole


def family_level(a: MatchRow, b: MatchRow) -> str:
    """What the family names of a pair say: a key of `FAMILY_WORDS`."""
    x, y = a.family, b.family
    if len(x) < 2 or len(y) < 2:  # an initial names no family
        return "unsaid"
    if x == y or (a.family_native != "" and a.family_native == b.family_native):
        return "exact"
    if x in b.family_other or y in a.family_other:
        return "other"
    if _is_in_middle(x, b.middle) or _is_in_middle(y, a.middle):  # a maiden name kept
        return "other"
    if len(x) >= 3 and len(y) >= 3 and is_one_edit(x, y):
        return "one_edit"
    if x == b.given and y == a.given:  # given and family name in each other's place
        return "exact"
    if _shares_part(a, b):
        return "part"
    if _is_alike(x, y):
        return "sounds_alike"
    # Given and family name in each other's place, and one of them mistyped.
    swapped = b.given and a.given and _is_alike(x, b.given) and _is_alike(y, a.given)
    return "sounds_alike" if swapped else "different"


def _is_in_middle(family: str, middle: str) -> bool:
    return len(family) >= 4 and len(middle) >= 4 and family in middle.split()


def _is_alike(x: str, y: str) -> bool:
    """Two double names must be alike in both halves: the second names the mother's family."""
    if " " in x and " " in y:
        ours, theirs = x.split(), y.split()
        if len(ours) > 1 and len(ours) == len(theirs):
            return all(a == b or sounds_alike(a, b) for a, b in zip(ours, theirs, strict=True))
    return sounds_alike(x, y)


def _shares_part(a: MatchRow, b: MatchRow) -> bool:
    """A hyphenated or double name on one side holds the other's; so may a middle name.  The two
    differ, and neither is an earlier or other name of the other record."""
    x, y = a.family, b.family
    if " " in x or " " in y:
        ours, theirs = set(x.split()), set(y.split())
        if ours <= theirs or theirs <= ours:
            return any(len(part) >= 3 for part in ours & theirs)
        if not ours.isdisjoint(b.family_other) or not theirs.isdisjoint(a.family_other):
            return True
        x, y = x.replace(" ", ""), y.replace(" ", "")
        if x == y:
            return True
    shorter, longer = (x, y) if len(x) <= len(y) else (y, x)
    return len(shorter) >= 4 and (longer.startswith(shorter) or longer.endswith(shorter))


def home_level(a: MatchRow, b: MatchRow) -> str:
    """What addresses and phones of a pair say: a key of `HOME_WORDS`."""
    phones_said = bool(a.phones and b.phones)
    phone = phones_said and not set(a.phones).isdisjoint(b.phones)
    address = _address_level(a, b)
    if address == "address":
        return "address_phone" if phone else "address"
    if phone:
        return "phone"
    if address == "unsaid":
        return "elsewhere" if phones_said else "unsaid"
    return address


def _address_level(a: MatchRow, b: MatchRow) -> str:
    if _is_same_address(a, b):
        return "address"
    if a.addresses_other or b.addresses_other:
        ours, theirs = {_home(a), *a.addresses_other}, {_home(b), *b.addresses_other}
        if any(_has_number(each) for each in ours & theirs):
            return "address"
    if _is_same_street(a, b):
        return "street"
    if _is_same_area(a, b):
        return "area"
    said = (a.street and b.street) or (a.postal_code and b.postal_code) or (a.city and b.city)
    return "elsewhere" if said else "unsaid"


def _home(row: MatchRow) -> str:
    return f"{row.house_number}|{row.street}|{row.unit}|{row.city}|{row.state}|{row.postal_code}"


def _has_number(address: str) -> bool:
    number, _, rest = address.partition("|")
    return number != "" and rest.partition("|")[0] != ""


def _is_same_address(a: MatchRow, b: MatchRow) -> bool:
    if not a.street or not b.street or a.house_number != b.house_number:
        return False
    if a.unit and b.unit and a.unit != b.unit:
        return False
    if not _is_near_street(a.street, b.street):
        return False
    # A street without a number is the whole address only where it is a box or a named house.
    return _is_named(a) and _is_named(b) and not _is_far(a, b)


def _is_named(row: MatchRow) -> bool:
    return row.house_number != "" or any(letter.isdigit() for letter in row.street)


def _is_near_street(x: str, y: str) -> bool:
    return x == y or jaro_winkler_similarity(x, y) >= 0.92


def _is_far(a: MatchRow, b: MatchRow) -> bool:
    """Town and postal code both differ: the same street name in another place."""
    if not (a.postal_code and b.postal_code and a.city and b.city):
        return bool(a.state and b.state and a.state != b.state) and not _is_same_area(a, b)
    return (
        damerau_levenshtein_distance(a.postal_code, b.postal_code) > 1
        and jaro_winkler_similarity(a.city, b.city) < 0.9
    )


def _is_same_street(a: MatchRow, b: MatchRow) -> bool:
    if not a.street or not b.street:
        return False
    if a.street == b.street:
        # Two boxes of one post office are no more than one town.
        is_box = a.street.startswith("PO BOX") and a.house_number != b.house_number
        return not is_box and not _is_far(a, b)
    return (
        a.house_number != ""
        and a.house_number == b.house_number
        and jaro_winkler_similarity(a.street, b.street) >= 0.8
        and not _is_far(a, b)
    )


def _is_same_area(a: MatchRow, b: MatchRow) -> bool:
    if a.postal_code and b.postal_code and _is_near_code(a.postal_code, b.postal_code):
        return True
    if not a.city or not b.city or (a.state != b.state and a.state and b.state):
        return False
    return a.city == b.city or jaro_winkler_similarity(a.city, b.city) >= 0.94


def _is_near_code(x: str, y: str) -> bool:
    """The same, or two codes with letters (SW1A 1AA: a few dozen homes) of one quarter or a slip
    apart; of digits, the next code is another town."""
    if x == y:
        return True
    if min(len(x), len(y)) < LETTER_CODE_MIN or not (_has_letter(x) and _has_letter(y)):
        return False
    return x[:-3] == y[:-3] or is_one_edit(x, y)


def _has_letter(code: str) -> bool:
    return not code.isdigit() and any("A" <= letter <= "Z" for letter in code)


def _missing(a: MatchRow, b: MatchRow) -> bool:
    return family_level(a, b) == "unsaid" and home_level(a, b) == "unsaid"


def _meeting(family: str, home: str) -> Predicate:
    def holds(a: MatchRow, b: MatchRow) -> bool:
        return family_level(a, b) == family and home_level(a, b) == home

    return holds


def level_name(family: str, home: str) -> str:
    return _NAMES[family, home]


_NAMES = {
    (family, home): f"family_{family}_home_{home}" for family in FAMILY_WORDS for home in HOME_WORDS
}


def _level(a: MatchRow, b: MatchRow) -> str:
    family, home = family_level(a, b), home_level(a, b)
    return "" if family == home == "unsaid" else _NAMES[family, home]


# What the halves of each level say, in the order of the levels.
MEETINGS = tuple(
    (family, home)
    for family in FAMILY_WORDS
    for home in HOME_WORDS
    if (family, home) != ("unsaid", "unsaid")
)
HOUSEHOLD = Comparison(
    "household",
    _missing,
    tuple(
        Level(
            level_name(family, home),
            f"{FAMILY_WORDS[family]}; {HOME_WORDS[home]}",
            _meeting(family, home),
        )
        for family, home in MEETINGS
    ),
    shortcut=_level,
)
