"""The comparison levels we know: each a name, a predicate over two match rows, and words.

How to read: `COMPARISONS` at the end is the table.  A comparison asks one question about a pair;
its levels are tried in order and the first that holds is the answer.  If `missing` holds, nothing
was said on one side and the comparison weighs nothing.  Every predicate is symmetric and uses
equality, `jaro_winkler`, `damerau_levenshtein` and look-ups in stored columns only, so that an
equal SQL expression can stand beside it: on ASCII text DuckDB's functions give the same numbers.
"""

from __future__ import annotations

from functools import lru_cache

from jellyfish import damerau_levenshtein_distance

from matching.compare import Comparison, Level, is_one_edit, sounds_alike
from matching.household import HOUSEHOLD
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
    shorter, longer = sorted((a.given, b.given), key=len)
    return len(shorter) >= 3 and longer.startswith(shorter)


def _given_is_middle(a: MatchRow, b: MatchRow) -> bool:
    return (len(a.given) > 1 and a.given in b.middle.split()) or (
        len(b.given) > 1 and b.given in a.middle.split()
    )


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
        return any(len(word) == 1 and word in _initials(a.middle, b.middle) for word in (
            *a.middle.split(), *b.middle.split()))
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


# --- birth date ---------------------------------------------------------------------------------


def _birth_missing(a: MatchRow, b: MatchRow) -> bool:
    return not a.birth_date or not b.birth_date


def _birth_default(a: MatchRow, b: MatchRow) -> bool:
    return a.birth_date == b.birth_date and a.birth_date.endswith("0101") and len(a.birth_date) == 8


def _birth_exact(a: MatchRow, b: MatchRow) -> bool:
    return a.birth_date == b.birth_date and len(a.birth_date) == 8


def _birth_swapped(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    return len(x) == 8 == len(y) and x[:4] + x[6:] + x[4:6] == y


def _birth_month(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    return min(len(x), len(y)) == 6 and x[:6] == y[:6]


def _birth_year(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    return min(len(x), len(y)) == 4 and x[:4] == y[:4]


def _birth_one_digit(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    return len(x) == 8 == len(y) and is_one_edit(x, y)


def _birth_two_parts(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    if len(x) != 8 or len(y) != 8:
        return False
    return (x[:4] == y[:4]) + (x[4:6] == y[4:6]) + (x[6:] == y[6:]) == 2


def _birth_two_digits(a: MatchRow, b: MatchRow) -> bool:
    x, y = a.birth_date, b.birth_date
    return len(x) == 8 == len(y) and damerau_levenshtein_distance(x, y) <= 2


def _birth_same_year(a: MatchRow, b: MatchRow) -> bool:
    return a.birth_date[:4] == b.birth_date[:4]


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


# --- numbers that name one human ----------------------------------------------------------------

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
    return [
        (x[1], x[2], y[2]) for x in ours if is_lifelong(x[0]) for y in theirs if x[:2] == y[:2]
    ]


def _identifiers_personal(a: MatchRow, b: MatchRow) -> bool:
    shared = set(a.identifiers).intersection(b.identifiers)
    return any(identifier_parts(each)[0] not in SHARED_TYPES for each in shared)


def _identifiers_one_digit(a: MatchRow, b: MatchRow) -> bool:
    return any(len(x) >= 6 and is_one_edit(x, y) for _, x, y in lifelong_pairs(a, b))


def _identifiers_two_digits(a: MatchRow, b: MatchRow) -> bool:
    return any(
        len(x) >= 7 and damerau_levenshtein_distance(x, y) <= 2 for _, x, y in lifelong_pairs(a, b)
    )


def _identifiers_shared(a: MatchRow, b: MatchRow) -> bool:
    return not set(a.identifiers).isdisjoint(b.identifiers)


# --- e-mail, mother -----------------------------------------------------------------------------


def _email_missing(a: MatchRow, b: MatchRow) -> bool:
    return not a.emails or not b.emails


def _email_same(a: MatchRow, b: MatchRow) -> bool:
    return not set(a.emails).isdisjoint(b.emails)


def _email_same_user(a: MatchRow, b: MatchRow) -> bool:
    ours = {each.partition("@")[0] for each in a.emails}
    theirs = {each.partition("@")[0] for each in b.emails}
    return any(len(user) >= 6 for user in ours & theirs)


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


def _otherwise(a: MatchRow, b: MatchRow) -> bool:
    return True


GIVEN = Comparison("given", _given_missing, (
    Level("exact", "the given name is the same", _given_exact),
    Level("swapped", "given and family name stand in each other's place", _given_swapped),
    Level("nickname", "one given name is a usual form of the other", _given_nickname),
    Level("alternative", "one given name is another name of the other record", _given_alternative),
    Level("one_edit", "the given names differ by one letter", _given_one_edit),
    Level("initial", "one given name is the other's initial", _given_initial),
    Level("contained", "one given name begins with the other", _given_contained),
    Level("is_middle", "one given name is the other's middle name", _given_is_middle),
    Level("crossed", "one given name is the other's family name", _given_crossed),
    Level("sounds_alike", "the given names look or sound alike", _given_sounds_alike),
    Level("different", "the given names differ", _otherwise),
))

BIRTH_DATE = Comparison("birth_date", _birth_missing, (
    Level("default_day", "the birth date is the same, on a first of January", _birth_default),
    Level("exact", "the birth date is the same", _birth_exact),
    Level("swapped", "day and month stand in each other's place", _birth_swapped),
    Level("month", "birth year and month are the same; no day was given", _birth_month),
    Level("year", "the birth year is the same; no day was given", _birth_year),
    Level("one_digit", "the birth dates differ by one digit", _birth_one_digit),
    Level("two_parts", "two of day, month and year are the same", _birth_two_parts),
    Level("two_digits", "the birth dates differ by two digits", _birth_two_digits),
    Level("same_year", "only the birth year is the same", _birth_same_year),
    Level("different", "the birth dates differ", _otherwise),
))

SEX = Comparison("sex", _sex_missing, (
    Level("same", "the sex is the same", _sex_same),
    Level("different", "the sex differs", _otherwise),
))

MIDDLE = Comparison("middle", _middle_missing, (
    Level("exact", "the middle name is the same", _middle_exact),
    Level("initial", "the middle initial is the same", _middle_initial),
    Level("near", "the middle names look or sound alike", _middle_near),
    Level("is_name", "a middle name is the other record's given or family name", _middle_is_name),
    Level("different", "the middle names differ", _otherwise),
))

SSN = Comparison("ssn", _ssn_missing, (
    Level("exact", "the Social Security number is the same", _ssn_exact),
    Level("one_digit", "the Social Security numbers differ by one digit", _ssn_one_digit),
    Level("last_four", "the last four digits of the Social Security number are the same",
          _ssn_last_four),
    Level("last_four_near", "the last four digits of the Social Security number nearly agree",
          _ssn_last_four_near),
    Level("two_digits", "the Social Security numbers differ by two digits", _ssn_two_digits),
    Level("different", "the Social Security numbers differ", _otherwise),
))

IDENTIFIERS = Comparison("identifiers", _identifiers_missing, (
    Level("personal", "an identifier that names one human is the same", _identifiers_personal),
    Level("one_digit", "an identifier given for life differs by one digit",
          _identifiers_one_digit),
    Level("shared", "an identifier that a family may share is the same", _identifiers_shared),
    Level("two_digits", "an identifier given for life differs by two digits",
          _identifiers_two_digits),
    Level("different", "an identifier given for life differs", _otherwise),
))

EMAIL = Comparison("email", _email_missing, (
    Level("same", "an e-mail address is the same", _email_same),
    Level("same_user", "the e-mail name is the same at another host", _email_same_user),
    Level("different", "the e-mail addresses differ", _otherwise),
))

SUFFIX = Comparison("suffix", _suffix_missing, (
    Level("same", "the name suffix is the same", _suffix_same),
    Level("second", "one record says junior, the other the second", _suffix_second),
    Level("different", "the name suffixes differ", _otherwise),
))

MOTHER = Comparison("mother", _mother_missing, (
    Level("same_number", "the mother's identifier is the same", _mother_same_number),
    Level("same_name", "the mother's maiden name is the same", _mother_same_name),
    Level("near", "the mother's maiden names look or sound alike", _mother_near),
    Level("different", "the mothers differ", _otherwise),
))

COMPARISONS = (
    GIVEN, HOUSEHOLD, BIRTH_DATE, SEX, MIDDLE, SSN, IDENTIFIERS, EMAIL, SUFFIX, MOTHER,
)
