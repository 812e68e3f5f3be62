"""Holds that look at names: missing, nearly equal, shortened, or in each other's place."""

from __future__ import annotations

from matching.pair import RARE_FAMILY_SHARE, UNKNOWN_FAMILY_SHARE, Pair
from matching.standardize.nicknames import canonical


def is_name_unusable(pair: Pair) -> bool:
    if pair.is_decisive:
        return False
    if pair.levels.get("given") and pair.family != "unsaid":
        return False
    if not pair.is_number_same:
        if _is_given_bridged(pair):
            return False
        return not (
            pair.is_at("given", "exact")
            and pair.is_at("birth_date", "exact")
            and pair.is_middle_same
            and (pair.home in ("address", "address_phone") or pair.is_given_rare)
        )
    if pair.is_at("given", "exact", "nickname"):  # only the family name is missing
        return not (pair.is_birth_date_same or pair.is_home_shared or pair.is_middle_same)
    if not pair.is_family_alike:
        return True
    return not pair.is_middle_same


def _is_given_bridged(pair: Pair) -> bool:
    """No given name, but family, date, sex and middle name agree, and the family is rare.

    Only a twin of the same initials would look the same.
    """
    family = pair.model.frequencies["family"].values.get(pair.left.family, UNKNOWN_FAMILY_SHARE)
    return (
        pair.family == "exact"
        and family <= RARE_FAMILY_SHARE
        and pair.is_at("birth_date", "exact")
        and pair.is_at("sex", "same")
        and pair.is_middle_same
        and "Y" not in (pair.left.multiple_birth, pair.right.multiple_birth)
    )


def is_newborn(pair: Pair) -> bool:
    if not pair.left.newborn_name and not pair.right.newborn_name:
        return False
    # Newborns get a number and a middle name with their real name; here "boy" is a word for a man.
    return not (pair.is_number_same and pair.is_middle_same and pair.is_birth_date_same)


def are_given_names_two(pair: Pair) -> bool:
    return pair.are_given_names_two


def is_given_unsure(pair: Pair) -> bool:
    """Near given names with nothing to say that it is a slip and not a twin or a sibling.

    Children of one birth may have numbers that differ in one digit, and one middle name.
    """
    if pair.is_decisive:
        return False
    if not pair.is_at("given", "different", "one_edit", "sounds_alike", "contained"):
        return False
    if pair.is_number_same:
        return pair.is_at("given", "different") and not (
            pair.is_middle_same and pair.is_family_alike
        )
    return not (pair.is_given_misspelt and (pair.has_individual_support or pair.is_middle_same))


def is_given_replaced(pair: Pair) -> bool:
    """A slip leaves something of a name; a number under quite another at home may be a sister's.

    What else would be said of such a pair, `given_unsure` says.
    """
    if not pair.is_at("given", "different") or not pair.is_number_same or pair.is_decisive:
        return False
    whole = pair.is_middle_same and pair.is_family_alike
    is_family = (
        pair.is_home_shared
        or pair.is_at("email", "same")
        or pair.is_at("mother", "same_number", "same_name")
    )
    return whole and is_family and not pair.is_given_somewhat_alike


def is_given_initial_only(pair: Pair) -> bool:
    if pair.is_decisive:
        return False
    return pair.is_at("given", "initial", "is_middle") and not pair.is_number_near


def is_nickname_unsure(pair: Pair) -> bool:
    if not pair.is_at("given", "nickname") or pair.is_number_near:
        return False
    if not pair.has_individual_support:
        return not (pair.is_middle_same and pair.is_namesake_rare)
    if not pair.is_middle_same and pair.is_form_a_name_of_its_own:
        return True
    if pair.levels.get("sex") or pair.is_middle_same:
        return False
    sexes = {
        pair.model.name_sex.get(name, "")
        for given in (pair.left.given, pair.right.given)
        for name in canonical(given)
    }
    return {"F", "M"} <= sexes


def is_swap_unsupported(pair: Pair) -> bool:
    if pair.is_decisive:
        return False
    return pair.is_at("given", "swapped", "crossed") and not (
        pair.is_birth_date_same and (pair.has_individual_support or pair.is_middle_same)
    )
