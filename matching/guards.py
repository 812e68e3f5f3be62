"""Why a pair may be two people although it scores high: the guards and the holds.

A *guard* is a positive reason to think of two humans; it also keeps two groups from joining.  A
*hold* says that the pair alone does not hold enough individual evidence: a twin, a housemate or a
namesake would look the same; a third record may still bring the two together.  Each is one
principle in words and one predicate.  How to read: the two tables at the end, then the
predicates in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from matching.compare import sound
from matching.model import Model
from matching.row import MatchRow
from matching.standardize.nicknames import canonical

# Parents are at least this much older than their children, so that a like-named pair whose
# birth years lie so far apart is a parent and a child before it is a slip of the pen.
GENERATION_YEARS = 13

# Names with more bearers than one in this many have namesakes with the same birth date.
NAMESAKES_ONE_IN = 1_000_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A guard or a hold: its name, its principle in one sentence, its predicate."""

    name: str
    principle: str
    holds: Callable[[Pair], bool]


@dataclass(frozen=True)
class Pair:
    """What the rules look at: two rows, the levels found, the model's name tables."""

    left: MatchRow
    right: MatchRow
    levels: Mapping[str, str]
    model: Model

    def is_at(self, comparison: str, *levels: str) -> bool:
        return self.levels.get(comparison, "") in levels

    @cached_property
    def family(self) -> str:
        """The family half of the household level."""
        return self.levels.get("household", "family_unsaid_home_unsaid").split("_home_")[0][7:]

    @cached_property
    def home(self) -> str:
        """The home half of the household level."""
        return self.levels.get("household", "family_unsaid_home_unsaid").split("_home_")[1]

    @cached_property
    def is_family_alike(self) -> bool:
        return self.family not in ("different", "unsaid")

    @cached_property
    def is_home_shared(self) -> bool:
        return self.home in ("address_phone", "address", "phone")

    @cached_property
    def is_number_same(self) -> bool:
        """A number that names one human is equal."""
        return self.is_at("ssn", "exact") or self.is_at("identifiers", "personal")

    @cached_property
    def is_number_near(self) -> bool:
        """A number that names one human is equal, or equal but for one digit or its last four."""
        return (
            self.is_number_same
            or self.is_at("ssn", "one_digit", "last_four")
            or self.is_at("identifiers", "one_digit")
        )

    @cached_property
    def is_middle_same(self) -> bool:
        return self.is_at("middle", "exact")

    @cached_property
    def has_individual_support(self) -> bool:
        """Something that a namesake would not share, beside name and birth date."""
        return (
            self.is_number_near
            or self.is_home_shared
            or self.is_middle_same
            or self.is_at("email", "same", "same_user")
            or self.is_at("mother", "same_name", "same_number")
            or self.is_at("identifiers", "shared")
        )

    @cached_property
    def is_birth_date_same(self) -> bool:
        return self.is_at("birth_date", "exact", "default_day", "swapped")

    @cached_property
    def birth_years_between(self) -> int:
        """Years between the two birth years; 0 if one was not said."""
        if not self.left.birth_date or not self.right.birth_date:
            return 0
        return abs(int(self.left.birth_date[:4]) - int(self.right.birth_date[:4]))

    @cached_property
    def are_given_names_two(self) -> bool:
        """The given names are two names, not two spellings or forms of one.

        A slip of the pen seldom turns one usual name into another one; a name and its like in
        the other sex (Daniel, Danielle) are two names however close they look.
        """
        if self.is_at("given", "different"):
            return True
        if not self.is_at("given", "one_edit", "sounds_alike", "contained"):
            return False
        ours, theirs = self.left.given, self.right.given
        of_ours, of_theirs = (self.model.name_sex.get(each, "") for each in (ours, theirs))
        if of_ours and of_theirs and of_ours != of_theirs:
            return True
        if self.is_at("given", "contained"):
            return False
        known = self.model.frequencies["given"].values
        return ours in known and theirs in known and sound(ours) != sound(theirs)

    @cached_property
    def is_given_misspelt(self) -> bool:
        """One is plainly a misspelling of the other: same sound, or neighbours changed places."""
        ours, theirs = self.left.given, self.right.given
        if sound(ours) == sound(theirs) or sorted(ours) == sorted(theirs):
            return True
        known = self.model.frequencies["given"].values
        return (ours in known) != (theirs in known) and ours[:1] == theirs[:1]


# --- guards -------------------------------------------------------------------------------------


def _is_multiple_birth(pair: Pair) -> bool:
    a, b = pair.left, pair.right
    if not pair.is_at("birth_date", "exact", "default_day"):
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
    if pair.are_given_names_two:
        return True
    said_multiple = "Y" in (a.multiple_birth, b.multiple_birth)
    return said_multiple and pair.is_at("given", "one_edit", "sounds_alike", "contained")


def _is_generation(pair: Pair) -> bool:
    if pair.birth_years_between < GENERATION_YEARS or not pair.is_family_alike:
        return False
    if pair.is_at("given", "different", "") or pair.are_given_names_two:
        return False
    # One digit of the year mistyped beside an equal personal number is a slip, not a generation.
    return not (pair.is_number_same and pair.is_at("birth_date", "one_digit"))


def _is_suffix_conflict(pair: Pair) -> bool:
    return pair.is_at("suffix", "different")


def _is_number_conflict(pair: Pair) -> bool:
    return pair.is_at("ssn", "different") or pair.is_at("identifiers", "different")


def _is_sex_and_given_conflict(pair: Pair) -> bool:
    return pair.is_at("sex", "different") and (
        pair.are_given_names_two or pair.is_at("given", "initial")
    )


def _is_given_and_birth_conflict(pair: Pair) -> bool:
    return pair.are_given_names_two and pair.is_at(
        "birth_date", "different", "same_year", "two_digits", "two_parts", "one_digit"
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


# --- holds --------------------------------------------------------------------------------------


def _is_name_unusable(pair: Pair) -> bool:
    return not pair.levels.get("given") or pair.family == "unsaid"


def _is_newborn(pair: Pair) -> bool:
    return bool(pair.left.newborn_name or pair.right.newborn_name)


def _are_given_names_two(pair: Pair) -> bool:
    return pair.are_given_names_two


def _is_given_unsure(pair: Pair) -> bool:
    """Near given names with nothing to say that it is a slip and not a twin or a sibling."""
    if not pair.is_at("given", "one_edit", "sounds_alike", "contained"):
        return False
    if pair.is_number_near or pair.is_middle_same:
        return False
    return not (pair.has_individual_support and pair.is_given_misspelt)


def _is_given_initial_only(pair: Pair) -> bool:
    return pair.is_at("given", "initial", "is_middle") and not pair.is_number_near


def _is_nickname_unsure(pair: Pair) -> bool:
    if not pair.is_at("given", "nickname") or pair.is_number_near or pair.is_middle_same:
        return False
    if not pair.has_individual_support:
        return True
    if pair.levels.get("sex"):
        return False
    sexes = {
        pair.model.name_sex.get(name, "")
        for given in (pair.left.given, pair.right.given)
        for name in canonical(given)
    }
    return {"F", "M"} <= sexes


def _is_swap_unsupported(pair: Pair) -> bool:
    return pair.is_at("given", "swapped") and not (
        pair.has_individual_support and pair.is_birth_date_same
    )


def _is_birth_date_unsaid(pair: Pair) -> bool:
    if pair.levels.get("birth_date"):
        return False
    return not (pair.is_number_near and pair.is_family_alike)


def _is_birth_date_conflict(pair: Pair) -> bool:
    if not pair.is_at("birth_date", "different", "same_year"):
        return False
    return not (
        pair.is_number_same
        and pair.is_at("given", "exact", "nickname")
        and pair.is_family_alike
        and (pair.is_home_shared or pair.is_middle_same)
    )


def _is_generation_possible(pair: Pair) -> bool:
    return pair.birth_years_between >= GENERATION_YEARS and not pair.is_number_same


def _is_family_name_new(pair: Pair) -> bool:
    """Another family name: a marriage is likely only for a woman of the same home and date."""
    if pair.family != "different" or pair.is_number_near:
        return False
    married = "F" in (pair.left.sex, pair.right.sex) and not pair.is_at("sex", "different")
    return not (
        pair.is_at("given", "exact")
        and pair.is_at("birth_date", "exact")
        and (pair.home in ("address", "address_phone") or pair.is_at("email", "same"))
        and married
    )


def _is_namesake_possible(pair: Pair) -> bool:
    if pair.has_individual_support or not pair.is_birth_date_same:
        return False
    given, family = pair.model.frequencies["given"], pair.model.frequencies["family"]
    rows = (pair.left, pair.right)
    share = max(given.of(row.given) for row in rows) * max(family.of(row.family) for row in rows)
    return share * NAMESAKES_ONE_IN > 1


def _is_near_twice(pair: Pair) -> bool:
    if pair.is_number_near:
        return False
    near = (
        not pair.is_at("given", "exact", "alternative", "nickname"),
        pair.family not in ("exact", "other"),
        not pair.is_birth_date_same,
    )
    return sum(near) >= 2


def _is_sex_conflict(pair: Pair) -> bool:
    return pair.is_at("sex", "different") and not pair.is_number_near


def _is_number_nearly_conflict(pair: Pair) -> bool:
    near = pair.is_at("ssn", "two_digits", "last_four_near")
    return near or pair.is_at("identifiers", "two_digits")


def _is_mother_conflict(pair: Pair) -> bool:
    return pair.is_at("mother", "different") and not pair.is_number_near


GUARDS = (
    Rule("multiple_birth", "two children of one birth share date, family and home, and differ in "
         "given name or birth order", _is_multiple_birth),
    Rule("generation", "a parent and a child may bear one name; their birth years lie a "
         "generation apart", _is_generation),
    Rule("suffix", "different name suffixes tell apart people of one name in a family",
         _is_suffix_conflict),
    Rule("number", "a number given once for life differs, so two people hold it",
         _is_number_conflict),
    Rule("sex_and_given", "sex and given name both differ, as between spouses or siblings",
         _is_sex_and_given_conflict),
    Rule("given_and_birth_date", "given name and birth date both differ; what agrees is shared by "
         "a family", _is_given_and_birth_conflict),
    Rule("newborn", "temporary names of newborns are shared by all newborns; what else is known "
         "differs", _is_newborn_conflict),
)

HOLDS = (
    Rule("name_unusable", "without a given and a family name on both sides nobody is named",
         _is_name_unusable),
    Rule("newborn_name", "a temporary newborn name names a mother's child, not which one",
         _is_newborn),
    Rule("given_differs", "the given names are two different names", _are_given_names_two),
    Rule("given_unsure", "nearly equal given names may be a sibling's or a twin's",
         _is_given_unsure),
    Rule("given_initial", "an initial or a middle name may belong to a relative",
         _is_given_initial_only),
    Rule("nickname_unsure", "a nickname may stand for several names", _is_nickname_unsure),
    Rule("swap_unsupported", "swapped names may be two people's; nothing else supports the swap",
         _is_swap_unsupported),
    Rule("birth_date_unsaid", "without both birth dates a parent and a child, or two namesakes, "
         "cannot be told apart", _is_birth_date_unsaid),
    Rule("birth_date_differs", "the birth dates have too little in common", _is_birth_date_conflict),
    Rule("generation_possible", "the birth years lie a generation apart", _is_generation_possible),
    Rule("family_name_new", "the family names differ and nothing individual bridges them",
         _is_family_name_new),
    Rule("namesake_possible", "name and birth date agree, but so many bear this name that some "
         "share a birth date, and nothing else agrees", _is_namesake_possible),
    Rule("near_twice", "two of given name, family name and birth date agree only nearly",
         _is_near_twice),
    Rule("sex_differs", "the sex differs and no personal number agrees", _is_sex_conflict),
    Rule("number_nearly", "a number given for life differs in two digits",
         _is_number_nearly_conflict),
    Rule("mother_differs", "the mothers differ and no personal number agrees",
         _is_mother_conflict),
)
