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
from functools import cached_property, lru_cache

from jellyfish import damerau_levenshtein_distance, jaro_winkler_similarity

from matching.levels import identifier_parts
from matching.model import Model
from matching.row import MatchRow
from matching.standardize.nicknames import canonical

# Parents are at least this much older than their children, so that a like-named pair whose
# birth years lie so far apart is a parent and a child before it is a slip of the pen.
GENERATION_YEARS = 13

# In a million people, a name with more bearers than this has namesakes of one birth date.  It is
# a tenth of what chance alone would allow, because fashion, place and origin gather a name in few
# birth years and few communities.
NAMESAKES_PER_MILLION = 0.1
NAMESAKES_BY_PHONE_PER_MILLION = 1.0

# A given name that is seldom or unknown in the whole country is not known to be rare: in the
# community that its bearers come from it may be as common as the commonest here.
TRUSTED_GIVEN_SHARE = 1e-4
UNKNOWN_GIVEN_SHARE = 5e-3
UNKNOWN_FAMILY_SHARE = 1.5e-5
RARE_GIVEN_SHARE = 2e-3
RARE_FAMILY_SHARE = 2e-3

# Of two namesakes, this share has the same middle initial, or the same middle name.
SAME_MIDDLE_INITIAL = 0.08
SAME_MIDDLE_NAME = 0.02

# A slip in a name of so many letters seldom gives another name.
LONG_NAME = 6

# Two words that are no names may be one garbled name where they look this much alike.
GARBLED_SIMILARITY = 0.8

# Social Security numbers of siblings that were applied for together lie this close.
CONSECUTIVE_MAX = 30

# Numbers read from a person's own document, which a family does not lend each other as it does
# the number of an insurance card or of the guarantor.
DOCUMENT_TYPES = frozenset({"NI", "JHN"})


_LIKE_GIVEN = ("exact", "swapped", "crossed", "nickname", "one_edit", "alternative")


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
    def is_document_same(self) -> bool:
        """A number of a person's own document is equal."""
        if not self.is_at("identifiers", "personal"):
            return False
        shared = set(self.left.identifiers).intersection(self.right.identifiers)
        kinds = {identifier_parts(each)[0] for each in shared}
        return any(kind in DOCUMENT_TYPES or kind.startswith("NN") for kind in kinds)

    @cached_property
    def is_middle_same(self) -> bool:
        return self.is_at("middle", "exact", "initial")

    @cached_property
    def is_document_decisive(self) -> bool:
        """A person's own document and two of given name, birth date, family name and home agree.

        That outweighs what else differs, unless the records speak of children of one birth, of
        two sexes or of two generations by their suffixes.
        """
        near = self.is_at("identifiers", "one_digit", "two_digits")
        needed = 3 if self.is_at("identifiers", "two_digits") else 2
        if not (self.is_document_same or near) or self.is_at("sex", "different"):
            return False
        if self.is_at("suffix", "different") or "Y" in (
            self.left.multiple_birth,
            self.right.multiple_birth,
        ):
            return False
        agreeing = (
            self.is_at("given", *_LIKE_GIVEN),
            self.is_birth_date_same or self.is_at("birth_date", "swapped"),
            self.is_family_alike,
            self.is_home_shared or self.home in ("street", "area"),
        )
        return sum(agreeing) >= needed

    @cached_property
    def is_issuer_unsaid(self) -> bool:
        """Both have a national number, the numbers differ, and nobody says who issued them.

        Where such numbers come from a form's free field they are often mistyped, and so may the
        rest be: the pair is held, but it does not part two groups that agree.
        """
        if not self.is_at("identifiers", "different", "two_digits"):
            return False
        return all(
            identifier_parts(each)[:2] == ("NI", "")
            for row in (self.left, self.right)
            for each in row.identifiers
        )

    @cached_property
    def is_decisive(self) -> bool:
        """A document decides; or numbers of an unsaid issuer differ, but the date and two of given
        name, family name and home agree, and no given name speaks against it."""
        if self.is_document_decisive:
            return True
        if not self.is_issuer_unsaid or not self.is_at("birth_date", "exact", "default_day"):
            return False
        if self.levels.get("given") and not self.is_at("given", *_LIKE_GIVEN):
            return False
        if self.are_given_names_two or self.is_at("sex", "different"):
            return False
        agreeing = (
            self.is_at("given", *_LIKE_GIVEN),
            self.is_family_alike,
            self.is_home_shared or self.home in ("street", "area"),
        )
        return sum(agreeing) >= 2

    @cached_property
    def is_phone_all(self) -> bool:
        """Nothing but a phone number supports name and birth date."""
        return not self._is_supported_otherwise and not self.is_middle_same

    @cached_property
    def has_individual_support(self) -> bool:
        """Something that a namesake would not share, beside name and birth date."""
        return self.is_home_shared or self._is_supported_otherwise

    @cached_property
    def _is_supported_otherwise(self) -> bool:
        return (
            self.is_number_near
            or self.is_at("email", "same", "same_user")
            or self.is_at("mother", "same_name", "same_number")
            or self.is_at("identifiers", "shared")
        )

    @cached_property
    def is_given_rare(self) -> bool:
        """The equal given name is known, and few of a million bear it with one birth date."""
        share = self.model.frequencies["given"].values.get(self.left.given, UNKNOWN_GIVEN_SHARE)
        return self.left.given == self.right.given and share <= RARE_GIVEN_SHARE

    @cached_property
    def is_woman(self) -> bool:
        """Both records say so, or their given names do where the sex is not said."""
        rows = (self.left, self.right)
        return all((row.sex or self.model.name_sex.get(row.given)) == "F" for row in rows)

    @cached_property
    def is_birth_date_same(self) -> bool:
        return self.is_at("birth_date", "exact", "default_day")

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
        if not self.is_at("given", "different", "one_edit", "sounds_alike", "contained"):
            return False
        if self.is_document_decisive:
            return False
        ours, theirs = self.left.given, self.right.given
        of_ours, of_theirs = (self.model.name_sex.get(each, "") for each in (ours, theirs))
        if of_ours and of_theirs and of_ours != of_theirs:
            return True
        known = self.model.frequencies["given"].values
        if self.is_at("given", "different"):
            # Where one is no name that people bear, it may be a garbled one, or a word like
            # "child": unsure, but no reason to think of two people.
            if self.is_name(ours) or self.is_name(theirs):
                return self.is_name(ours) and self.is_name(theirs)
            return jaro_winkler_similarity(ours, theirs) < GARBLED_SIMILARITY
        if self.is_at("given", "contained") or is_one_spelling(ours, theirs):
            return False
        return ours in known and theirs in known

    @cached_property
    def is_given_misspelt(self) -> bool:
        """One is plainly another spelling of the other, or a usual name mistyped."""
        ours, theirs = self.left.given, self.right.given
        if is_one_spelling(ours, theirs) and self.is_at("given", "one_edit"):
            return True
        if not self.is_at("given", "one_edit") and not self.is_middle_same:
            return False
        if ours[0] != theirs[0] and not self.is_middle_same:
            return False  # rhymes, as twins' names do
        known = self.model.frequencies["given"].values
        usual, other = (ours, theirs) if ours in known else (theirs, ours)
        return usual in known and len(usual) >= LONG_NAME - self.is_middle_same and not self.is_name(other)

    def is_name(self, given: str) -> bool:
        """Whether people are called so, be it seldom."""
        return given in self.model.frequencies["given"].values or given in self.model.given_rare

    def namesakes_per_million(self) -> float:
        """How many people in a million bear the name that both records have."""
        given, family = self.model.frequencies["given"], self.model.frequencies["family"]
        shares = [given.values.get(row.given, 0.0) for row in (self.left, self.right)]
        share_given = max(
            share if share >= TRUSTED_GIVEN_SHARE else UNKNOWN_GIVEN_SHARE for share in shares
        )
        share_family = max(
            family.values.get(row.family, UNKNOWN_FAMILY_SHARE) for row in (self.left, self.right)
        )
        return share_given * share_family * 1e6


@lru_cache(maxsize=100_000)
def spelling(name: str) -> str:
    """A name with the usual variants of spelling levelled: Catherine, Katherine; Eric, Erik."""
    for written, levelled in _SPELLINGS:
        name = name.replace(written, levelled)
    levelled = name[:1] + name[1:].replace("H", "")
    single = "".join(
        letter for i, letter in enumerate(levelled) if i == 0 or letter != levelled[i - 1]
    )
    return single.removesuffix("E") if len(single) > 4 else single


_SPELLINGS = (
    ("PH", "V"), ("F", "V"), ("CK", "K"), ("CH", "K"), ("CE", "SE"), ("CI", "SI"), ("CY", "SI"),
    ("C", "K"), ("Q", "K"), ("Z", "S"), ("AE", "E"), ("IE", "I"), ("EY", "I"), ("AY", "I"),
    ("EE", "I"), ("Y", "I"), ("J", "G"),
)  # fmt: skip


def is_one_spelling(a: str, b: str) -> bool:
    """The same name in another usual spelling, or with two neighbouring letters exchanged."""
    return spelling(a) == spelling(b) or (
        sorted(a) == sorted(b) and damerau_levenshtein_distance(a, b) == 1
    )


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
    if _are_numbers_consecutive(pair):
        return True
    if pair.are_given_names_two:
        return not pair.is_issuer_unsaid
    said_multiple = "Y" in (a.multiple_birth, b.multiple_birth)
    return said_multiple and pair.is_at(
        "given", "one_edit", "sounds_alike", "contained", "nickname", "is_middle"
    )


def _are_numbers_consecutive(pair: Pair) -> bool:
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
    if pair.is_woman and pair.is_number_same and not pair.is_at("middle", "different", "near"):
        return False  # held, but daughters seldom bear the mother's whole name
    return not pair.is_document_decisive and not pair.is_issuer_unsaid and not (
        # One digit of the decade mistyped: held, but no proof of two people.
        pair.is_number_same and pair.is_at("birth_date", "one_digit")
    )


def _is_suffix_conflict(pair: Pair) -> bool:
    return pair.is_at("suffix", "different")


def _is_number_conflict(pair: Pair) -> bool:
    if pair.is_at("ssn", "different"):
        return not (pair.is_middle_same and _is_all_else_equal(pair))
    return pair.is_at("identifiers", "different") and not pair.is_issuer_unsaid


def _is_sex_and_given_conflict(pair: Pair) -> bool:
    return pair.is_at("sex", "different") and (
        pair.are_given_names_two or pair.is_at("given", "initial")
    )


def _is_given_and_birth_conflict(pair: Pair) -> bool:
    return pair.are_given_names_two and not pair.is_issuer_unsaid and pair.is_at(
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


def _is_newborn(pair: Pair) -> bool:
    if not pair.left.newborn_name and not pair.right.newborn_name:
        return False
    # Newborns get a number and a middle name with their real name; here "boy" is a word for a man.
    return not (pair.is_number_same and pair.is_middle_same and pair.is_birth_date_same)


def _are_given_names_two(pair: Pair) -> bool:
    return pair.are_given_names_two


def _is_given_unsure(pair: Pair) -> bool:
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
    return not (
        pair.is_given_misspelt and (pair.has_individual_support or pair.is_middle_same)
    )


def _is_given_initial_only(pair: Pair) -> bool:
    if pair.is_decisive:
        return False
    return pair.is_at("given", "initial", "is_middle") and not pair.is_number_near


def _is_nickname_unsure(pair: Pair) -> bool:
    if not pair.is_at("given", "nickname") or pair.is_number_near:
        return False
    if not pair.has_individual_support:
        return not (pair.is_middle_same and _is_namesake_rare(pair))
    if not pair.is_middle_same and _is_form_a_name_of_its_own(pair):
        return True
    if pair.levels.get("sex") or pair.is_middle_same:
        return False
    sexes = {
        pair.model.name_sex.get(name, "")
        for given in (pair.left.given, pair.right.given)
        for name in canonical(given)
    }
    return {"F", "M"} <= sexes


def _is_form_a_name_of_its_own(pair: Pair) -> bool:
    """Anna of Hannah: parents choose the form about as often as the full name."""
    of = pair.model.frequencies["given"].of
    rarer, commoner = sorted((of(pair.left.given), of(pair.right.given)))
    short_is_common = len(pair.left.given) != len(pair.right.given) and (
        min((pair.left.given, pair.right.given), key=len)
        == max((pair.left.given, pair.right.given), key=of)
    )
    return short_is_common or rarer * 8 > commoner


def _is_swap_unsupported(pair: Pair) -> bool:
    if pair.is_decisive:
        return False
    return pair.is_at("given", "swapped", "crossed") and not (
        pair.is_birth_date_same and (pair.has_individual_support or pair.is_middle_same)
    )


def _is_birth_date_unsaid(pair: Pair) -> bool:
    if pair.is_decisive:
        return False
    if pair.levels.get("birth_date"):
        return False
    if pair.is_number_near and (pair.is_family_alike or pair.is_home_shared):
        return not (pair.is_number_same or pair.is_home_shared or pair.is_middle_same)
    if pair.is_number_same and pair.is_at("given", "exact") and pair.is_middle_same:
        return False
    if not (pair.is_at("given", "exact") and pair.family == "exact" and pair.is_middle_same):
        return True
    if pair.left.suffix or pair.right.suffix or pair.home == "elsewhere":
        return True
    rare = pair.namesakes_per_million() <= NAMESAKES_BY_PHONE_PER_MILLION
    # A record with a number of its own was made from a document, which says the name in full: a
    # junior would be called so.  Mother and daughter of one whole name would share a home.
    if all(row.birth_date or row.ssn for row in (pair.left, pair.right)):
        return not (rare or pair.home in ("address", "address_phone"))
    return not (rare and pair.is_woman and pair.home in ("unsaid", "area"))


def _is_birth_date_conflict(pair: Pair) -> bool:
    if pair.is_decisive:
        return False
    if not pair.is_at("birth_date", "different", "same_year"):
        return False
    return not (
        pair.is_number_same
        and pair.is_at("given", "exact", "nickname", "swapped", "one_edit")
        and pair.is_family_alike
        and (pair.is_home_shared or pair.is_middle_same or pair.is_document_same)
    )


def _is_generation_possible(pair: Pair) -> bool:
    if pair.is_decisive:
        return False
    return pair.birth_years_between >= GENERATION_YEARS


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
    if pair.home == "phone" and pair.is_phone_all:
        # The phone may be a clinic's or an employer's.
        return pair.namesakes_per_million() > NAMESAKES_BY_PHONE_PER_MILLION
    if pair.has_individual_support:
        return False
    units = {pair.left.unit, pair.right.unit} - {""}
    if pair.home == "street" and len(units) < 2:
        return False
    if pair.is_at("birth_date", "default_day") or pair.family == "part":
        return True
    return not _is_namesake_rare(pair)


def _is_namesake_rare(pair: Pair) -> bool:
    namesakes = pair.namesakes_per_million()
    if pair.is_at("middle", "exact"):
        namesakes *= SAME_MIDDLE_NAME
    elif pair.is_at("middle", "initial"):
        namesakes *= SAME_MIDDLE_INITIAL
    # Where the middle name agrees and no home speaks against it, only the commonest names of all
    # leave a doubt.
    elsewhere = pair.home == "elsewhere" or not pair.is_middle_same
    return namesakes <= NAMESAKES_PER_MILLION * (1 if elsewhere else 100)


def _is_near_date_unsupported(pair: Pair) -> bool:
    """Namesakes of a dormitory, a prison or a large family may be born a few days or years apart."""
    if not pair.is_at("birth_date", "swapped", "one_digit", "two_parts", "two_digits"):
        return False
    if pair.is_number_near or pair.is_decisive:
        return False
    if pair.has_individual_support and pair.is_middle_same:
        return False
    if pair.is_middle_same and pair.namesakes_per_million() <= NAMESAKES_PER_MILLION:
        return False
    if not pair.is_at("birth_date", "swapped", "one_digit"):
        return True
    if pair.home == "address_phone" or pair.is_at("email", "same"):
        return pair.namesakes_per_million() > NAMESAKES_BY_PHONE_PER_MILLION
    return not (pair.is_home_shared and _is_namesake_rare(pair))


def _is_middle_conflict(pair: Pair) -> bool:
    """Mary Ann and Mary Jane: children of one birth with one first name."""
    if not pair.is_at("middle", "different") or pair.is_number_near:
        return False
    in_full = len(pair.left.middle) > 1 and len(pair.right.middle) > 1
    return in_full or not pair.has_individual_support


def _is_document_conflict(pair: Pair) -> bool:
    """Two passports of one state, or two numbers of which nobody says who issued them."""
    if pair.is_number_same:
        return False
    if pair.is_at("identifiers", "different"):
        return not (pair.is_decisive or _is_all_else_equal(pair))
    ours, theirs = (
        {identifier_parts(each)[:2] for each in row.identifiers if each.startswith("PPN|")}
        for row in (pair.left, pair.right)
    )
    return bool(ours & theirs) and not pair.is_home_shared


def _is_all_else_equal(pair: Pair) -> bool:
    """Name, date and home agree, but for one slip in one of them."""
    if pair.is_at("sex", "different") or pair.is_at("middle", "different"):
        return False
    home = pair.home in ("address_phone", "address", "street")
    equal = (
        pair.is_at("given", "exact", "swapped"),
        pair.family in ("exact", "other"),
        pair.is_at("birth_date", "exact"),
        home or (pair.home == "area" and _is_namesake_rare(pair)),
    )
    near = (
        pair.is_at("given", "one_edit") and pair.is_given_misspelt,
        pair.family in ("one_edit", "sounds_alike", "part"),
        pair.is_at("birth_date", "one_digit", "swapped"),
        False,
    )
    return sum(equal) == 4 or (home and sum(equal) == 3 and any(near))


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


def _is_number_unlike(pair: Pair) -> bool:
    if pair.is_at("ssn", "two_digits"):
        return not (pair.is_middle_same and _is_all_else_equal(pair))
    if pair.is_at("ssn", "different", "last_four_near"):
        return True
    return pair.is_at("identifiers", "two_digits") and not pair.is_decisive


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
    Rule("near_date_unsupported", "namesakes in one place may be born a few days or a year apart; "
         "a nearly equal birth date needs more", _is_near_date_unsupported),
    Rule("middle_differs", "a first name may be shared and the middle name tell two people apart",
         _is_middle_conflict),
    Rule("document_differs", "two documents of one kind differ and not all else is equal",
         _is_document_conflict),
    Rule("death_unshared", "a death is known to one record only, or two differ, and nothing "
         "individual agrees", _is_death_unshared),
    Rule("near_twice", "two of given name, family name and birth date agree only nearly",
         _is_near_twice),
    Rule("sex_differs", "the sex differs and no personal number agrees", _is_sex_conflict),
    Rule("number_differs", "a number given for life differs by more than a slip",
         _is_number_unlike),
    Rule("mother_differs", "the mothers differ and no personal number agrees",
         _is_mother_conflict),
)
