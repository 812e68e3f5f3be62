"""The comparison levels we know: each a name, a predicate over two match rows, and words.

How to read: `COMPARISONS` at the end is the table.  A comparison asks one question about a pair;
its levels are tried in order and the first that holds is the answer.  If `missing` holds, nothing
was said on one side and the comparison weighs nothing.  Every predicate is symmetric and uses
equality, `jaro_winkler`, `damerau_levenshtein` and look-ups in stored columns only, so that an
equal SQL expression can stand beside it: on ASCII text DuckDB's functions give the same numbers.
"""

from __future__ import annotations

from jellyfish import damerau_levenshtein_distance

from matching.birth_date import BIRTH_DATE
from matching.compare import Comparison, Level, is_one_edit, otherwise, sounds_alike
from matching.household import HOUSEHOLD
from matching.numbers import IDENTIFIERS, SSN
from matching.row import MatchRow
from matching.standardize.nicknames import is_nickname_of

# --- given name ---------------------------------------------------------------------------------


def _given_missing(a: MatchRow, b: MatchRow) -> bool:
    return not a.given or not b.given


def _given_exact(a: MatchRow, b: MatchRow) -> bool:
    if a.given == b.given:
        return len(a.given) > 1
    return bool(a.given_native) and a.given_native == b.given_native


def _given_swapped(a: MatchRow, b: MatchRow) -> bool:
    """Both names stand in each other's place, give or take a slip."""
    return _is_slip(a.given, b.family) and _is_slip(b.given, a.family)


def _is_slip(a: str, b: str) -> bool:
    if a == b:
        return True
    a, b = a.replace(" ", ""), b.replace(" ", "")
    return min(len(a), len(b)) >= 3 and (is_one_edit(a, b) or sounds_alike(a, b))


def _given_crossed(a: MatchRow, b: MatchRow) -> bool:
    return _is_same_word(a.given, b.family) or _is_same_word(b.given, a.family)


def _is_same_word(a: str, b: str) -> bool:
    a, b = a.replace(" ", ""), b.replace(" ", "")
    return (len(a) > 2 and a == b) or (min(len(a), len(b)) > 4 and is_one_edit(a, b))


def _given_nickname(a: MatchRow, b: MatchRow) -> bool:
    return is_nickname_of(a.given, b.given)


def _given_alternative(a: MatchRow, b: MatchRow) -> bool:
    if not a.given_other and not b.given_other:
        return False
    return (
        a.given in b.given_other
        or b.given in a.given_other
        or not set(a.given_other).isdisjoint(b.given_other)
    )


def _given_one_edit(a: MatchRow, b: MatchRow) -> bool:
    return len(a.given) >= 3 and len(b.given) >= 3 and is_one_edit(a.given, b.given)


def _given_initial(a: MatchRow, b: MatchRow) -> bool:
    return (len(a.given) == 1 or len(b.given) == 1) and a.given[0] == b.given[0]


def _given_contained(a: MatchRow, b: MatchRow) -> bool:
    if len(a.given) < 3 or len(b.given) < 3:
        return False
    return a.given.startswith(b.given) or b.given.startswith(a.given)


def _given_is_middle(a: MatchRow, b: MatchRow) -> bool:
    return _is_word_of(a.given, b.middle) or _is_word_of(b.given, a.middle)


def _is_word_of(name: str, middle: str) -> bool:
    return len(name) > 1 and name in middle and name in middle.split()


def _given_sounds_alike(a: MatchRow, b: MatchRow) -> bool:
    return len(a.given) > 1 and len(b.given) > 1 and sounds_alike(a.given, b.given)


# --- middle name --------------------------------------------------------------------------------


def _middle_missing(a: MatchRow, b: MatchRow) -> bool:
    return not a.middle or not b.middle


def _middle_exact(a: MatchRow, b: MatchRow) -> bool:
    return a.middle == b.middle and len(a.middle) > 1


def _middle_initial(a: MatchRow, b: MatchRow) -> bool:
    return a.middle[0] == b.middle[0] and (len(a.middle) == 1 or len(b.middle) == 1)


def _middle_near(a: MatchRow, b: MatchRow) -> bool:
    if len(a.middle) == 1 or len(b.middle) == 1:
        return any(
            len(word) == 1 and word in _initials(a.middle, b.middle)
            for word in (*a.middle.split(), *b.middle.split())
        )
    return sounds_alike(a.middle, b.middle) or not set(a.middle.split()).isdisjoint(
        b.middle.split()
    )


def _initials(*names: str) -> set[str]:
    """The first letters that every one of the names has among its words."""
    letters = [{word[0] for word in name.split()} for name in names]
    return set.intersection(*letters)


def _middle_is_name(a: MatchRow, b: MatchRow) -> bool:
    """A middle name on one side is a given or family name on the other (a maiden name kept)."""
    theirs = {b.given, b.family, *b.family_other}
    ours = {a.given, a.family, *a.family_other}
    return a.middle in theirs or b.middle in ours


# --- sex, suffix --------------------------------------------------------------------------------


def _sex_missing(a: MatchRow, b: MatchRow) -> bool:
    return not a.sex or not b.sex


def _sex_same(a: MatchRow, b: MatchRow) -> bool:
    return a.sex == b.sex


def _suffix_missing(a: MatchRow, b: MatchRow) -> bool:
    return not a.suffix or not b.suffix


def _suffix_same(a: MatchRow, b: MatchRow) -> bool:
    return a.suffix == b.suffix


def _suffix_second(a: MatchRow, b: MatchRow) -> bool:
    """Junior and the second are often written for one another."""
    return {a.suffix, b.suffix} == {"JR", "II"}


# --- e-mail, mother -----------------------------------------------------------------------------

# One letter in so many may be another: a slip or two of the pen, and a badly garbled address.
NEAR_EMAIL = 7
ALIKE_EMAIL = 4


def _email_missing(a: MatchRow, b: MatchRow) -> bool:
    return not a.emails or not b.emails


def _email_same(a: MatchRow, b: MatchRow) -> bool:
    return not set(a.emails).isdisjoint(b.emails)


def _email_same_user(a: MatchRow, b: MatchRow) -> bool:
    ours = {each.partition("@")[0] for each in a.emails}
    theirs = {each.partition("@")[0] for each in b.emails}
    return any(len(user) >= 6 for user in ours & theirs)


def _email_near(a: MatchRow, b: MatchRow) -> bool:
    return _email_nearness(a, b) == "near"


def _email_alike(a: MatchRow, b: MatchRow) -> bool:
    return _email_nearness(a, b) != ""


def _email_nearness(a: MatchRow, b: MatchRow) -> str:
    """Whether no more than one in so many letters of an e-mail address is another: near, alike or
    neither."""
    found = ""
    for ours in a.emails:
        for theirs in b.emails:
            longest = max(len(ours), len(theirs))
            if abs(len(ours) - len(theirs)) * ALIKE_EMAIL > longest:
                continue
            distance = damerau_levenshtein_distance(ours, theirs)
            if distance * NEAR_EMAIL <= longest:
                return "near"
            if distance * ALIKE_EMAIL <= longest:
                found = "alike"
    return found


def _email_level(a: MatchRow, b: MatchRow) -> str:
    if not a.emails or not b.emails:
        return ""
    if _email_same(a, b):
        return "same"
    if _email_same_user(a, b):
        return "same_user"
    return _email_nearness(a, b) or "different"


def _mother_missing(a: MatchRow, b: MatchRow) -> bool:
    return not (a.mother_family and b.mother_family) and not (
        a.mother_identifier and b.mother_identifier
    )


def _mother_same_number(a: MatchRow, b: MatchRow) -> bool:
    return a.mother_identifier != "" and a.mother_identifier == b.mother_identifier


def _mother_same_name(a: MatchRow, b: MatchRow) -> bool:
    return a.mother_family != "" and a.mother_family == b.mother_family


def _mother_near(a: MatchRow, b: MatchRow) -> bool:
    return bool(a.mother_family and b.mother_family) and sounds_alike(
        a.mother_family, b.mother_family
    )


GIVEN = Comparison(
    "given",
    _given_missing,
    (
        Level("exact", "the given name is the same", _given_exact),
        Level("swapped", "given and family name stand in each other's place", _given_swapped),
        Level("nickname", "one given name is a usual form of the other", _given_nickname),
        Level(
            "alternative", "one given name is another name of the other record", _given_alternative
        ),
        Level("one_edit", "the given names differ by one letter", _given_one_edit),
        Level("initial", "one given name is the other's initial", _given_initial),
        Level("contained", "one given name begins with the other", _given_contained),
        Level("is_middle", "one given name is the other's middle name", _given_is_middle),
        Level("crossed", "one given name is the other's family name", _given_crossed),
        Level("sounds_alike", "the given names look or sound alike", _given_sounds_alike),
        Level("different", "the given names differ", otherwise),
    ),
)

SEX = Comparison(
    "sex",
    _sex_missing,
    (
        Level("same", "the sex is the same", _sex_same),
        Level("different", "the sex differs", otherwise),
    ),
)

MIDDLE = Comparison(
    "middle",
    _middle_missing,
    (
        Level("exact", "the middle name is the same", _middle_exact),
        Level("initial", "the middle initial is the same", _middle_initial),
        Level("near", "the middle names look or sound alike", _middle_near),
        Level(
            "is_name", "a middle name is the other record's given or family name", _middle_is_name
        ),
        Level("different", "the middle names differ", otherwise),
    ),
)

EMAIL = Comparison(
    "email",
    _email_missing,
    (
        Level("same", "an e-mail address is the same", _email_same),
        Level("same_user", "the e-mail name is the same at another host", _email_same_user),
        Level("near", "the e-mail addresses differ by a slip or two", _email_near),
        Level("alike", "the e-mail addresses are alike, as a garbled one would be", _email_alike),
        Level("different", "the e-mail addresses differ", otherwise),
    ),
    shortcut=_email_level,
)

SUFFIX = Comparison(
    "suffix",
    _suffix_missing,
    (
        Level("same", "the name suffix is the same", _suffix_same),
        Level("second", "one record says junior, the other the second", _suffix_second),
        Level("different", "the name suffixes differ", otherwise),
    ),
)

MOTHER = Comparison(
    "mother",
    _mother_missing,
    (
        Level("same_number", "the mother's identifier is the same", _mother_same_number),
        Level("same_name", "the mother's maiden name is the same", _mother_same_name),
        Level("near", "the mother's maiden names look or sound alike", _mother_near),
        Level("different", "the mothers differ", otherwise),
    ),
)

COMPARISONS = (
    GIVEN,
    HOUSEHOLD,
    BIRTH_DATE,
    SEX,
    MIDDLE,
    SSN,
    IDENTIFIERS,
    EMAIL,
    SUFFIX,
    MOTHER,
)

# The names of each comparison's levels, in order.
LEVEL_NAMES = {each.name: tuple(level.name for level in each.levels) for each in COMPARISONS}
