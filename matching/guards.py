"""Guards: positive reasons to think that the two records of a pair are two humans.

A guard forbids an automatic link whatever the score, and keeps two groups from joining.  Some may
give way under a model that was trained on a population, where that population shows that what they
pick is one person's slips (`MAY_GIVE_WAY`).  Each is one principle in words and one predicate.
How to read: the tables at the end, then the predicates in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matching.pair import CONSECUTIVE_MAX, GENERATION_YEARS, Pair


@dataclass(frozen=True, slots=True)
class Rule:
    """A guard or a hold: its name, its principle in one sentence, its predicate."""

    name: str
    principle: str
    holds: Callable[[Pair], bool]


def _is_multiple_birth_said(pair: Pair) -> bool:
    a, b = pair.left, pair.right
    if not pair.is_birth_date_same:
        return False
    if a.birth_order and b.birth_order and a.birth_order != b.birth_order:
        return True
    return "Y" in (a.multiple_birth, b.multiple_birth) and _is_multiple_birth(pair)


def _is_multiple_birth(pair: Pair) -> bool:
    a, b = pair.left, pair.right
    if not pair.is_birth_date_same:
        return False
    if a.birth_order and b.birth_order and a.birth_order != b.birth_order:
        return True
    related = (
        pair.is_family_alike
        or pair.is_home_shared
        or pair.is_number_near
        or pair.is_at("mother", "same_name", "same_number")
    )
    if not related:
        return False
    if are_numbers_consecutive(pair):
        return True
    if pair.are_given_names_two:
        return not pair.is_issuer_unsaid and not is_given_repeated(pair)
    said_multiple = "Y" in (a.multiple_birth, b.multiple_birth)
    return said_multiple and pair.is_at(
        "given", "one_edit", "sounds_alike", "contained", "nickname", "is_middle"
    )


def is_given_repeated(pair: Pair) -> bool:
    """A record says its middle name twice, so the given name of its person is not known.

    It may be a twin's all the same, so the pair is held; but it is no proof of two people, unless
    the middle names differ, too, or a record speaks of several children.
    """
    a, b = pair.left, pair.right
    if not pair.are_given_names_two or pair.is_at("middle", "different", "near"):
        return False
    if "Y" in (a.multiple_birth, b.multiple_birth) or pair.is_at("sex", "different"):
        return False
    # One of the two: records that each say another name twice name two people.
    return (a.given == a.middle) != (b.given == b.middle)


def are_numbers_consecutive(pair: Pair) -> bool:
    """Numbers that were applied for on one day follow each other."""
    if pair.is_at("given", "exact", "swapped", "alternative"):
        return False
    ours, theirs = pair.left.ssn, pair.right.ssn
    return bool(ours and theirs) and 0 < abs(int(ours) - int(theirs)) <= CONSECUTIVE_MAX


def _is_generation(pair: Pair) -> bool:
    if pair.birth_years_between < GENERATION_YEARS or not pair.is_family_alike:
        return False
    if pair.is_at("given", "different", "") or pair.are_given_names_two:
        return False
    if (
        pair.is_woman
        and pair.is_at("given", "exact")
        and (
            pair.is_middle_same
            or (pair.is_number_same and not pair.is_at("middle", "different", "near"))
        )
    ):
        return False  # held, but daughters seldom bear the mother's whole name
    return (
        not pair.is_document_decisive
        and not pair.is_issuer_unsaid
        # Day and month the same and one digit of the year another: few fathers and sons have one
        # birthday, so this is a slip before it is two people.  Held, but no proof.
        and not pair.is_at("birth_date", "one_digit")
    )


def _is_suffix_conflict(pair: Pair) -> bool:
    return pair.is_at("suffix", "different")


def _is_number_conflict(pair: Pair) -> bool:
    if pair.is_at("ssn", "different"):
        return True
    return pair.is_at("identifiers", "different") and not pair.is_issuer_unsaid


def _is_sex_and_given_conflict(pair: Pair) -> bool:
    return pair.is_at("sex", "different") and (
        pair.are_given_names_two or pair.is_at("given", "initial")
    )


def _is_given_and_birth_conflict(pair: Pair) -> bool:
    return (
        pair.are_given_names_two
        and not (pair.is_issuer_unsaid or pair.is_birth_date_same)
        and pair.is_at(
            "birth_date", "different", "same_year", "two_digits", "two_parts", "one_digit"
        )
    )


def _is_newborn_conflict(pair: Pair) -> bool:
    ours, theirs = pair.left.newborn_name, pair.right.newborn_name
    if not ours and not theirs:
        return False
    if pair.is_at("birth_date", "different", "same_year", "two_parts", "two_digits", "one_digit"):
        return True
    if pair.is_at("sex", "different") or pair.is_at("mother", "different"):
        return True
    return bool(ours and theirs) and ours != theirs


GUARDS = (
    Rule(
        "multiple_birth_said",
        "a record says that its child is one of several, or the birth orders differ",
        _is_multiple_birth_said,
    ),
    Rule(
        "multiple_birth",
        "two children of one birth share date, family and home, and differ in "
        "given name or birth order",
        _is_multiple_birth,
    ),
    Rule(
        "generation",
        "a parent and a child may bear one name; their birth years lie a generation apart",
        _is_generation,
    ),
    Rule(
        "suffix",
        "different name suffixes tell apart people of one name in a family",
        _is_suffix_conflict,
    ),
    Rule(
        "number", "a number given once for life differs, so two people hold it", _is_number_conflict
    ),
    Rule(
        "sex_and_given",
        "sex and given name both differ, as between spouses or siblings",
        _is_sex_and_given_conflict,
    ),
    Rule(
        "given_and_birth_date",
        "given name and birth date both differ; what agrees is shared by a family",
        _is_given_and_birth_conflict,
    ),
    Rule(
        "newborn",
        "temporary names of newborns are shared by all newborns; what else is known differs",
        _is_newborn_conflict,
    ),
)

# The guards that a population may show to be too strict, each with the holds that say no more than
# it does.  The others state a fact that a record said outright, or are about twins: what fields set
# aside say of them came out better than the truth, and twins look alike in all the rest.
MAY_GIVE_WAY: Mapping[str, frozenset[str]] = {
    "generation": frozenset(("generation_possible", "birth_date_differs", "near_date_unsupported")),
    "number": frozenset(("number_differs", "document_differs")),
    "sex_and_given": frozenset(("sex_differs", "given_differs", "given_unsure", "given_initial")),
    "given_and_birth_date": frozenset(
        (
            "given_differs",
            "given_unsure",
            "birth_date_differs",
            "near_date_unsupported",
            "near_twice",
        )
    ),
}
