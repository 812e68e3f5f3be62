"""Holds: why a pair alone does not hold enough to be linked by the machine.

A hold forbids the automatic link of its pair, because a twin, a housemate or a namesake would
look the same; it does not contradict, so a third record may still bring the two together.  Each
is one principle in words and one predicate.  How to read: the table at the end, then the
predicates in its order.
"""

from __future__ import annotations

from matching.guards import Rule, is_given_repeated
from matching.holds_names import (
    are_given_names_two,
    is_given_initial_only,
    is_given_replaced,
    is_given_unsure,
    is_name_unusable,
    is_newborn,
    is_nickname_unsure,
    is_swap_unsupported,
)
from matching.holds_numbers import (
    are_local_numbers_two,
    is_document_conflict,
    is_number_borrowed,
    is_number_unlike,
)
from matching.pair import (
    GENERATION_YEARS,
    NAMESAKES_BY_PHONE_PER_MILLION,
    NAMESAKES_PER_MILLION,
    Pair,
)

_BESIDE_NAMES = ("birth_date", "ssn", "identifiers", "email", "mother")


def _is_birth_date_unsaid(pair: Pair) -> bool:
    if pair.is_decisive or pair.levels.get("birth_date"):
        return False
    if pair.is_number_near and (pair.is_family_alike or pair.is_home_shared):
        # A family's number stands on the records of all its members.
        named = pair.is_number_same and pair.is_at("given", "exact", "one_edit", "swapped")
        return not (named or pair.is_home_shared or pair.is_middle_same)
    if pair.is_number_same and pair.is_at("given", "exact") and pair.is_middle_same:
        return False
    if not (pair.is_at("given", "exact") and pair.family == "exact" and pair.is_middle_same):
        return True
    if pair.left.suffix or pair.right.suffix or pair.home == "elsewhere":
        return True
    rare = pair.namesakes_per_million <= NAMESAKES_BY_PHONE_PER_MILLION
    # A record with a number of its own was made from a document, which says the name in full: a
    # junior would be called so.  Mother and daughter of one whole name would share a home.
    if all(row.birth_date or row.ssn for row in (pair.left, pair.right)):
        return not (rare or pair.home in ("address", "address_phone"))
    return not (rare and pair.is_woman and pair.home in ("unsaid", "area"))


def _is_nobody_named(pair: Pair) -> bool:
    """Neither a whole name nor a birth date: a number or a home alone may be any relative's."""
    if pair.levels.get("birth_date") or (pair.levels.get("given") and pair.family != "unsaid"):
        return False
    return is_name_unusable(pair) and _is_birth_date_unsaid(pair)


def _is_birth_date_conflict(pair: Pair) -> bool:
    if pair.is_decisive:
        return False
    if not pair.is_at("birth_date", "different", "same_year"):
        return False
    if _is_birth_day_conflict(pair):
        return False
    return not (
        pair.is_number_same
        and pair.is_at("given", "exact", "nickname", "swapped", "one_edit")
        and pair.is_family_alike
        and (pair.is_home_shared or pair.is_middle_same or pair.is_document_same)
    )


def _is_birth_day_conflict(pair: Pair) -> bool:
    """Neither a parent and a child nor twins are of one name, one house and one birth year."""
    return (
        pair.is_at("birth_date", "same_year")
        and pair.is_at("given", "exact")
        and pair.family == "exact"
        and pair.home in ("address", "address_phone")
        and pair.namesakes_per_million <= NAMESAKES_BY_PHONE_PER_MILLION
        and not pair.is_decisive
    )


def _is_generation_possible(pair: Pair) -> bool:
    return pair.birth_years_between >= GENERATION_YEARS and not pair.is_decisive


def _is_family_name_new(pair: Pair) -> bool:
    """Another family name: a marriage is likely only for a woman of the same home and date."""
    if pair.is_decisive:
        return False
    if pair.family != "different" or pair.is_number_near:
        return False
    if pair.is_middle_same and pair.is_at("given", "exact") and pair.is_at("birth_date", "exact"):
        return pair.home not in ("address", "address_phone")
    married = "F" in (pair.left.sex, pair.right.sex) and not pair.is_at("sex", "different")
    return not (
        pair.is_at("given", "exact")
        and pair.is_at("birth_date", "exact")
        and (pair.home in ("address", "address_phone") or pair.is_at("email", "same"))
        and married
    )


def _is_namesake_possible(pair: Pair) -> bool:
    if not pair.is_birth_date_same or pair.is_decisive:
        return False
    bare = not (pair.is_number_near or pair.is_at("email", "same"))
    if bare and pair.is_at("birth_date", "default_day") and pair.home in ("address", "phone"):
        # Who came without papers was given the first of January, as the neighbours were.
        return not pair.is_default_day_bridged
    if pair.home == "phone" and pair.is_phone_all:
        # The phone may be a clinic's or an employer's, the more so where the addresses differ.
        moved = bool(pair.left.street and pair.right.street)
        return pair.namesakes_per_million > (
            NAMESAKES_PER_MILLION if moved else NAMESAKES_BY_PHONE_PER_MILLION
        )
    if pair.has_individual_support:
        return False
    units = {pair.left.unit, pair.right.unit} - {""}
    if pair.home == "street" and len(units) < 2:
        return False
    if pair.family == "part":
        return True
    if pair.is_at("birth_date", "default_day"):
        # A first of January is given to many who came without papers; their names are seldom
        # among the usual ones here.
        return not pair.is_default_day_bridged
    return not pair.is_namesake_rare


def _is_near_date_unsupported(pair: Pair) -> bool:
    """Namesakes of a dormitory or a large family may be born a few days or years apart."""
    if not pair.is_at("birth_date", "swapped", "one_digit", "two_parts", "two_digits"):
        return False
    if pair.is_birth_date_same or pair.is_number_near or pair.is_decisive:
        return False
    if pair.has_individual_support and pair.is_middle_same:
        return False
    if pair.is_middle_same and pair.namesakes_with_middle <= NAMESAKES_PER_MILLION / 100:
        return False
    if not pair.is_at("birth_date", "swapped", "one_digit"):
        return True
    if pair.home == "address_phone" or pair.is_at("email", "same"):
        return pair.namesakes_per_million > NAMESAKES_BY_PHONE_PER_MILLION
    return True


def _is_birth_date_partial(pair: Pair) -> bool:
    """A birth year or month is shared by thousands of namesakes."""
    if not pair.is_at("birth_date", "year", "month") or pair.is_number_near:
        return False
    return not (pair.has_individual_support and pair.is_middle_same)


def _is_middle_conflict(pair: Pair) -> bool:
    """Mary Ann and Mary Jane: children of one birth with one first name."""
    if not pair.is_at("middle", "different") or pair.is_number_near:
        return False
    in_full = len(pair.left.middle) > 1 and len(pair.right.middle) > 1
    return in_full or not pair.has_individual_support


def _is_death_unshared(pair: Pair) -> bool:
    """One record says when its person died; the other may be a relative using the name."""
    ours, theirs = pair.left.death_date, pair.right.death_date
    if ours and theirs:
        return ours[:4] != theirs[:4]
    return bool(ours or theirs) and not pair.has_individual_support


def _is_near_twice(pair: Pair) -> bool:
    if pair.is_decisive or pair.is_number_same:
        return False
    near = (
        not pair.is_at("given", "exact", "alternative", "swapped"),
        pair.family not in ("exact", "other"),
        not pair.is_birth_date_same,
    )
    return sum(near) >= 2


def _is_sex_conflict(pair: Pair) -> bool:
    if not pair.is_at("sex", "different") or pair.is_number_near:
        return False
    return not (
        pair.is_at("given", "exact")
        and pair.is_at("birth_date", "exact")
        and pair.is_family_alike
        and (pair.is_home_shared or pair.is_middle_same)
    )


def _is_mother_conflict(pair: Pair) -> bool:
    return pair.is_at("mother", "different") and not pair.is_number_near


def _is_half_a_name_all(pair: Pair) -> bool:
    """A given and a middle name without a family; sex and suffix tell no more."""
    if pair.home != "unsaid" or any(pair.levels.get(name) for name in _BESIDE_NAMES):
        return False
    return pair.family == "unsaid" or not pair.levels.get("given")


HOLDS = (
    Rule(
        "name_unusable",
        "without a given and a family name on both sides nobody is named",
        is_name_unusable,
    ),
    Rule(
        "newborn_name",
        "a temporary newborn name names a mother's child, not which one",
        is_newborn,
    ),
    Rule("given_differs", "the given names are two different names", are_given_names_two),
    Rule(
        "given_unsure", "nearly equal given names may be a sibling's or a twin's", is_given_unsure
    ),
    Rule(
        "given_replaced",
        "one number stands in one home under two given names that have nothing in common",
        is_given_replaced,
    ),
    Rule(
        "given_repeated",
        "a record says a name twice, as given and as middle name; its given name is not known",
        is_given_repeated,
    ),
    Rule(
        "given_initial",
        "an initial or a middle name may belong to a relative",
        is_given_initial_only,
    ),
    Rule("nickname_unsure", "a nickname may stand for several names", is_nickname_unsure),
    Rule(
        "swap_unsupported",
        "swapped names may be two people's; nothing else supports the swap",
        is_swap_unsupported,
    ),
    Rule(
        "birth_date_unsaid",
        "without both birth dates a parent and a child, or two namesakes, cannot be told apart",
        _is_birth_date_unsaid,
    ),
    Rule(
        "nobody_named",
        "neither a whole name nor a birth date is on both sides: what agrees may be a family's",
        _is_nobody_named,
    ),
    Rule(
        "birth_date_differs", "the birth dates have too little in common", _is_birth_date_conflict
    ),
    Rule(
        "birth_day_differs",
        "a rare name, the home and the birth year agree, and neither month nor day does",
        _is_birth_day_conflict,
    ),
    Rule("generation_possible", "the birth years lie a generation apart", _is_generation_possible),
    Rule(
        "family_name_new",
        "the family names differ and nothing individual bridges them",
        _is_family_name_new,
    ),
    Rule(
        "namesake_possible",
        "name and birth date agree, but so many bear this name that some "
        "share a birth date, and nothing else agrees",
        _is_namesake_possible,
    ),
    Rule(
        "near_date_unsupported",
        "namesakes in one place may be born a few days or a year apart; "
        "a nearly equal birth date needs more",
        _is_near_date_unsupported,
    ),
    Rule(
        "birth_date_partial",
        "a birth year is shared by many; with a name it needs more",
        _is_birth_date_partial,
    ),
    Rule(
        "middle_differs",
        "a first name may be shared and the middle name tell two people apart",
        _is_middle_conflict,
    ),
    Rule(
        "number_borrowed",
        "a number agrees, no given name is said, and the middle names are a relative's",
        is_number_borrowed,
    ),
    Rule(
        "document_differs",
        "two documents of one kind differ and not all else is equal",
        is_document_conflict,
    ),
    Rule(
        "local_numbers_differ",
        "one authority has given two local numbers, and nothing individual agrees",
        are_local_numbers_two,
    ),
    Rule(
        "death_unshared",
        "a death is known to one record only, or two differ, and nothing individual agrees",
        _is_death_unshared,
    ),
    Rule(
        "near_twice",
        "two of given name, family name and birth date agree only nearly",
        _is_near_twice,
    ),
    Rule("sex_differs", "the sex differs and no personal number agrees", _is_sex_conflict),
    Rule("number_differs", "a number given for life differs by more than a slip", is_number_unlike),
    Rule("mother_differs", "the mothers differ and no personal number agrees", _is_mother_conflict),
    Rule(
        "half_a_name",
        "nothing but half a name can be compared, and many bear it",
        _is_half_a_name_all,
    ),
)
