"""A pair as guards and holds look at it: the levels found, and what they mean together.

Each property answers one question in words that the rules use; none knows a threshold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jellyfish import jaro_winkler_similarity

from matching.model import Model
from matching.numbers import identifier_parts
from matching.once import once
from matching.row import MatchRow
from matching.spelling import is_one_spelling
from matching.standardize.dates import YEAR_MAX, YEAR_MIN
from matching.standardize.garbled_dates import is_garbled

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
UNKNOWN_GIVEN_SHARE = 3e-3
UNKNOWN_FAMILY_SHARE = 1.5e-5
RARE_GIVEN_SHARE = 2e-3
RARE_FAMILY_SHARE = 2e-3

# Of two namesakes, this share has the same middle initial, or the same middle name.
SAME_MIDDLE_INITIAL = 0.08
SAME_MIDDLE_NAME = 0.05

# Vietnamese names say man or woman in the middle.
COMMUNITY_MIDDLES = frozenset({"THI", "VAN"})

LONG_NAME = 6  # a slip in a name of so many letters seldom gives another name

GARBLED_SIMILARITY = 0.8  # of two words that are no names, but may be one garbled
MISSPELT_SIMILARITY = 0.6  # of a given name and a word that is none

# Social Security numbers of siblings that were applied for together lie this close.
CONSECUTIVE_MAX = 30

# Numbers read from a person's own document, which a family does not lend each other as it does
# the number of an insurance card or of the guarantor.
DOCUMENT_TYPES = frozenset({"NI", "JHN"})

_LIKE_GIVEN = ("exact", "swapped", "crossed", "nickname", "one_edit", "alternative")


@dataclass(frozen=True)
class Pair:
    """What the rules look at: two rows, the levels found, the model's name tables."""

    left: MatchRow
    right: MatchRow
    levels: Mapping[str, str]
    model: Model

    def is_at(self, comparison: str, *levels: str) -> bool:
        return self.levels.get(comparison, "") in levels

    @once
    def family(self) -> str:
        """The family half of the household level."""
        return self.levels.get("household", "family_unsaid_home_unsaid").split("_home_")[0][7:]

    @once
    def home(self) -> str:
        """The home half of the household level."""
        return self.levels.get("household", "family_unsaid_home_unsaid").split("_home_")[1]

    @once
    def is_family_alike(self) -> bool:
        return self.family not in ("different", "unsaid")

    @once
    def is_home_shared(self) -> bool:
        return self.home in ("address_phone", "address", "phone")

    @once
    def is_number_same(self) -> bool:
        """A number that names one human is equal."""
        return self.is_at("ssn", "exact") or self.is_at("identifiers", "personal")

    @once
    def is_number_near(self) -> bool:
        """A number that names one human is equal, or equal but for one digit or its last four."""
        return (
            self.is_number_same
            or self.is_at("ssn", "one_digit", "last_four")
            or self.is_at("identifiers", "one_digit")
        )

    @once
    def is_document_same(self) -> bool:
        """A number of a person's own document is equal."""
        if not self.is_at("identifiers", "personal"):
            return False
        shared = set(self.left.identifiers).intersection(self.right.identifiers)
        kinds = {identifier_parts(each)[0] for each in shared}
        return any(kind in DOCUMENT_TYPES or kind.startswith("NN") for kind in kinds)

    @once
    def is_middle_same(self) -> bool:
        # Borne by half of a people, a community's middle name tells nobody apart.
        return self.is_at("middle", "exact", "initial") and not self.are_middles_communal

    @once
    def are_middles_communal(self) -> bool:
        return {self.left.middle, self.right.middle} <= COMMUNITY_MIDDLES

    @once
    def is_document_decisive(self) -> bool:
        """A person's own document and two of given name, birth date, family name and home agree.

        That outweighs what else differs, unless the records speak of children of one birth, of
        two sexes or of two generations by their suffixes.
        """
        near = self.is_at("identifiers", "one_digit", "two_digits")
        needed = 3 if self.is_at("identifiers", "two_digits") else 2
        if not (self.is_document_same or near) or self.is_at("sex", "different"):
            return False
        births = (self.left.multiple_birth, self.right.multiple_birth)
        if self.is_at("suffix", "different") or "Y" in births:
            return False
        agreeing = (
            self.is_at("given", *_LIKE_GIVEN),
            self.is_birth_date_same or self.is_at("birth_date", "swapped"),
            self.is_family_alike,
            self.is_home_shared or self.home in ("street", "area"),
        )
        return sum(agreeing) >= needed

    @once
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

    @once
    def is_decisive(self) -> bool:
        """A document decides; or numbers differ whose issuer nobody says, but the rest agrees.

        The rest: the birth date and two of given name, family name and home, and no given name
        that speaks against it.
        """
        if self.is_document_decisive:
            return True
        if not self.is_issuer_unsaid or not self.is_birth_date_same:
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

    @once
    def is_phone_all(self) -> bool:
        """Nothing but a phone number supports name and birth date."""
        return not self._is_supported_otherwise and not self.is_middle_same

    @once
    def has_individual_support(self) -> bool:
        """Something that a namesake would not share, beside name and birth date."""
        return self.is_home_shared or self._is_supported_otherwise

    @once
    def _is_supported_otherwise(self) -> bool:
        return (
            self.is_number_near
            or self.is_at("email", "same", "same_user")
            or self.is_at("mother", "same_number")
            or (self.is_at("mother", "same_name") and self.left.mother_family != self.left.family)
            or self.is_at("identifiers", "shared")
        )

    @once
    def is_given_usual(self) -> bool:
        """The equal given name is among those whose share in the country can be trusted."""
        share = self.model.frequencies["given"].values.get(self.left.given, 0.0)
        return self.left.given == self.right.given and share >= TRUSTED_GIVEN_SHARE

    @once
    def is_given_rare(self) -> bool:
        """The equal given name is known, and few of a million bear it with one birth date."""
        share = self.model.frequencies["given"].values.get(self.left.given, UNKNOWN_GIVEN_SHARE)
        return self.left.given == self.right.given and share <= RARE_GIVEN_SHARE

    @once
    def is_woman(self) -> bool:
        """Both records say so, or their given names do where the sex is not said."""
        rows = (self.left, self.right)
        return all((row.sex or self.model.name_sex.get(row.given)) == "F" for row in rows)

    @once
    def is_birth_date_same(self) -> bool:
        """The same, or one slip from it where the slip is sure: one of the dates cannot be."""
        if self.is_at("birth_date", "exact", "default_day"):
            return True
        return self.is_at("birth_date", "one_digit", "swapped") and self.is_birth_date_garbled

    @once
    def is_birth_date_garbled(self) -> bool:
        """One of the two dates cannot be, the other can."""
        return is_garbled(self.left.birth_date) != is_garbled(self.right.birth_date)

    @once
    def birth_years_between(self) -> int:
        """Years between the two birth years; 0 if one was not said, or cannot be."""
        ours, theirs = self.left.birth_date[:4], self.right.birth_date[:4]
        if not ours or not theirs:
            return 0
        one, other = int(ours), int(theirs)
        if YEAR_MIN <= one <= YEAR_MAX and YEAR_MIN <= other <= YEAR_MAX:
            return abs(one - other)
        return 0

    @once
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
        if self.is_at("given", "different"):
            # Where one is no name that people bear, it may be a garbled one, or a word like
            # "child": unsure, but no reason to think of two people.
            if self.is_name(ours) or self.is_name(theirs):
                return self.is_name(ours) and self.is_name(theirs)
            return jaro_winkler_similarity(ours, theirs) < GARBLED_SIMILARITY
        if self.is_at("given", "contained") or is_one_spelling(ours, theirs):
            return False
        return self._is_usual(ours) and self._is_usual(theirs)

    @once
    def is_plainly_two(self) -> bool:
        """Two names of two sexes, and no number that only one human has: a couple, twins."""
        if self.is_number_same or not self.is_at("given", "different"):
            return False
        ours, theirs = self.left.ssn, self.right.ssn
        siblings = bool(ours and theirs) and abs(int(ours) - int(theirs)) <= CONSECUTIVE_MAX
        both_names = self.is_name(self.left.given) and self.is_name(self.right.given)
        return both_names and (self.is_at("sex", "different") or siblings)

    @once
    def is_form_a_name_of_its_own(self) -> bool:
        """Anna of Hannah: parents choose the form about as often as the full name."""
        ours, theirs = self.left.given, self.right.given
        of = self.model.frequencies["given"].of
        rarer, commoner = sorted((of(ours), of(theirs)))
        shorter, longer = sorted((ours, theirs), key=len)
        short_is_common = len(shorter) != len(longer) and of(shorter) >= of(longer)
        return short_is_common or rarer * 8 > commoner

    @once
    def is_given_misspelt(self) -> bool:
        """One is plainly another spelling of the other, or a usual name mistyped."""
        ours, theirs = self.left.given, self.right.given
        if is_one_spelling(ours, theirs) and self.is_at("given", "one_edit"):
            # Lisa and Liza, Kristen and Kirsten: two spellings that are both borne may be twins'.
            return self.is_middle_same or not (self.is_name(ours) and self.is_name(theirs))
        if not self.is_at("given", "one_edit") and not self.is_middle_same:
            return False
        if self.is_at("given", "different") and not self.is_given_somewhat_alike:
            return False
        if ours[0] != theirs[0] and not self.is_middle_same:
            return False  # rhymes, as twins' names do
        usual, other = (ours, theirs) if self._is_usual(ours) else (theirs, ours)
        is_long = len(usual) >= LONG_NAME - self.is_middle_same * (1 + self.is_home_shared)
        return self._is_usual(usual) and is_long and not self.is_name(other)

    @once
    def is_given_somewhat_alike(self) -> bool:
        return jaro_winkler_similarity(self.left.given, self.right.given) >= MISSPELT_SIMILARITY

    def is_name(self, given: str) -> bool:
        """Whether people are called so, be it seldom."""
        return self._is_usual(given) or given in self.model.given_rare

    def _is_usual(self, given: str) -> bool:
        """A name with a frequency, save what only the file that was trained on calls so."""
        known = self.model.frequencies["given"].values
        return given in known and given not in self.model.given_local

    @once
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

    @once
    def is_namesake_rare(self) -> bool:
        # Name and birth date alone are never enough: the middle name must agree, too.
        if not self.is_middle_same:
            return False
        if self.home == "elsewhere" or (self.is_contact_at_odds and not self.is_given_known):
            # Another home speaks against it; and a community's name, which the tables lack, is
            # borne with the same middle names, too.
            return self.namesakes_with_middle <= NAMESAKES_PER_MILLION / 10
        # Where no home speaks against it, only the commonest names of all leave a doubt.
        return self.namesakes_with_middle <= NAMESAKES_PER_MILLION * 100

    @once
    def is_given_known(self) -> bool:
        """The tables say how many bear the given name."""
        shares = self.model.frequencies["given"].values
        names = (self.left.given, self.right.given)
        return all(shares.get(name, 0.0) >= TRUSTED_GIVEN_SHARE for name in names)

    @once
    def is_contact_at_odds(self) -> bool:
        """Both say where they live, or how to call them, and none of it agrees."""
        if self.is_home_shared or self.home == "street":
            return False
        a, b = self.left, self.right
        return bool((a.street and b.street) or (a.phones and b.phones)) or self.home == "elsewhere"

    @once
    def is_default_day_bridged(self) -> bool:
        """A usual name with its middle name says enough beside a first of January."""
        return self.is_middle_same and self.is_given_usual and self.is_namesake_rare

    @once
    def namesakes_with_middle(self) -> float:
        """How many of a million bear the whole name, the middle name included where both say it."""
        namesakes = self.namesakes_per_million
        if self.is_at("middle", "exact"):
            return namesakes * SAME_MIDDLE_NAME
        return namesakes * SAME_MIDDLE_INITIAL if self.is_at("middle", "initial") else namesakes

    @once
    def is_all_else_equal(self) -> bool:
        """Name, date and home agree, but for one slip in one of them."""
        if self.is_at("sex", "different") or self.is_at("middle", "different"):
            return False
        home = self.home in ("address_phone", "address", "street")
        equal = (
            self.is_at("given", "exact", "swapped"),
            self.family in ("exact", "other"),
            self.is_at("birth_date", "exact"),
            home or (self.home == "area" and self.is_namesake_rare),
        )
        near = (
            self.is_at("given", "one_edit") and self.is_given_misspelt,
            self.family in ("one_edit", "sounds_alike", "part"),
            self.is_at("birth_date", "one_digit", "swapped"),
            False,
        )
        return sum(equal) == 4 or (home and sum(equal) == 3 and any(near))
