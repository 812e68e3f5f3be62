"""Holds that look at numbers: documents, local numbers and those given for life."""

from __future__ import annotations

from matching.numbers import SHARED_TYPES, identifier_parts, is_lifelong
from matching.pair import Pair


def is_document_conflict(pair: Pair) -> bool:
    """Two passports of one state, or two numbers of which nobody says who issued them."""
    if pair.is_number_same:
        return False
    if pair.is_at("identifiers", "different"):
        return not (pair.is_decisive or pair.is_all_else_equal)
    ours, theirs = (
        {identifier_parts(each)[:2] for each in row.identifiers if each.startswith("PPN|")}
        for row in (pair.left, pair.right)
    )
    return bool(ours & theirs) and not pair.is_home_shared


def are_local_numbers_two(pair: Pair) -> bool:
    """One authority keeps two numbers: it thinks of two people, and only a name says otherwise."""
    if pair.is_number_near or pair.is_middle_same or pair.is_at("email", "same"):
        return False
    ours, theirs = (
        {identifier_parts(each)[:2]: each for each in row.identifiers}
        for row in (pair.left, pair.right)
    )
    return any(
        authority
        and kind not in SHARED_TYPES
        and not is_lifelong(kind)
        and ours[kind, authority] != theirs[kind, authority]
        for kind, authority in ours.keys() & theirs.keys()
    )


def is_number_unlike(pair: Pair) -> bool:
    whole = pair.is_middle_same and pair.is_at("given", "exact") and pair.family == "exact"
    if pair.is_at("ssn", "two_digits"):
        return not whole
    if pair.is_at("ssn", "different", "last_four_near"):
        # One of two unlike numbers may be a relative's; a relative has another whole name or date.
        at_home = pair.home in ("address", "address_phone")
        return not (whole and at_home and pair.is_at("birth_date", "exact"))
    return pair.is_at("identifiers", "two_digits") and not pair.is_decisive


def is_number_borrowed(pair: Pair) -> bool:
    """No given name, another middle name: the number may be any one's of the family."""
    if pair.levels.get("given") or not pair.is_at("middle", "different"):
        return False
    return pair.is_number_near and not (pair.is_birth_date_same or pair.is_decisive)
