"""The blocking plan: by which keys two records must meet to be compared, strongest first.

The plan says which keys there are and why; `keys.py` computes their values for a record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

PLAN_VERSION: Final = "2"  # raised whenever any row may get other keys than before
LIVE_LIMIT: Final = 400


@dataclass(frozen=True, slots=True)
class KeyDefinition:
    """A kind of block key: its name, what it is for, and the columns it reads."""

    name: str
    intent: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An ordered list of key definitions, strongest first, with what is too common to compare by.

    `too_common` is a snapshot of hashes taken with the model, so that what is ignored is the same
    in every order, in batch and online.  `live_limit` is a safety valve for each key.
    """

    version: str
    definitions: tuple[KeyDefinition, ...]
    live_limit: int = LIVE_LIMIT
    too_common: frozenset[int] = field(default_factory=frozenset)

    @property
    def digest(self) -> str:
        """Names the plan by its content: equal for equal plans, on every machine."""
        content = "\n".join(
            (
                self.version,
                str(self.live_limit),
                *(definition.name for definition in self.definitions),
                *map(str, sorted(self.too_common)),
            )
        )
        return blake2b(content.encode(), digest_size=16).hexdigest()


def default_plan() -> Plan:
    """The plan that ships: every key below, nothing too common."""
    return Plan(PLAN_VERSION, _DEFINITIONS)


def _key(name: str, columns: str, intent: str) -> KeyDefinition:
    return KeyDefinition(name, intent, tuple(columns.split()))


# "Sound" is the metaphone of a name without its blanks.  Keys of an address exist for the
# current one and for others, so that a move does not part two records.  Columns of names and
# dates stand together in most keys so that no key's block grows beyond some dozens of records
# among ten millions; what still does (a prison's address, MARIA GARCIA) belongs into `too_common`.
_DEFINITIONS: Final = (
    _key("ssn", "ssn", "one social security number"),
    _key("identifier", "identifiers", "any one identifier of the same type and authority"),
    _key("email", "emails", "any one e-mail address"),
    _key("email_user", "emails", "a telling name before the @: host mistyped or changed"),
    _key(
        "last4_birth_date",
        "ssn_last4 birth_date",
        "names written differently throughout; SSN said in part or mistyped before its end",
    ),
    _key("phone_initial", "phones given", "one phone and initial: all else may be wrong"),
    _key("phone_birth_year", "phones birth_date", "one phone: names in another spelling or order"),
    _key(
        "birth_date_name",
        "birth_date given given_other middle family family_other",
        "birth date and sound of any name, part of a name, formal name of a nickname, in any "
        "place: married, maiden, called by the middle name, swapped, one name misspelt",
    ),
    _key(
        "birth_date_initials",
        "birth_date given family",
        "birth date and both initials in either order: both names misspelt",
    ),
    _key(
        "birth_date_mother",
        "birth_date mother_family mother_given",
        "newborns under a temporary name and the one they got",
    ),
    _key(
        "birth_date_street",
        "birth_date street addresses_other",
        "both names differ, one street, house number or ZIP mistaken",
    ),
    _key(
        "birth_date_zip3",
        "birth_date postal_code addresses_other",
        "both names differ, nearby",
    ),
    _key("birth_date_city", "birth_date city addresses_other", "both names differ, ZIP mistaken"),
    _key(
        "names_birth_year",
        "given family birth_date",
        "both sounds, in either order, and birth year: day or month mistaken or not said",
    ),
    _key(
        "given_month_day",
        "given family birth_date",
        "sound of given name, family initial, day of the year: year mistaken, family misspelt",
    ),
    _key(
        "given_birth_year",
        "given family birth_date",
        "given name, two letters of the family name, birth year: the rest of both mistaken",
    ),
    _key(
        "family_birth_month",
        "family birth_date",
        "family name, year and month of birth: day mistaken, given name other or missing",
    ),
    _key(
        "native_birth_year",
        "given_native family_native birth_date",
        "both names spelt alike in their own script, transliterated or not",
    ),
    _key(
        "names_middle",
        "given middle family",
        "given name or a formal name of it, middle initial, sound of family name: nothing else",
    ),
    _key(
        "rare_names",
        "given family",
        "both names, in either order, if either is uncommon: nothing else agrees",
    ),
    _key(
        "home_initial",
        "house_number street given addresses_other",
        "no birth date, family name changed",
    ),
    _key(
        "home_family",
        "house_number street family addresses_other",
        "no birth date, given name other, missing, or a pet name nobody lists",
    ),
    _key(
        "number_postal_initial",
        "house_number postal_code given family addresses_other",
        "either initial: street misspelt, names misspelt or swapped, no birth date",
    ),
    _key(
        "number_family_initial",
        "house_number family given addresses_other",
        "street and ZIP mistaken, no birth date",
    ),
    _key(
        "number_names",
        "house_number given family addresses_other",
        "both sounds, in either order: street, ZIP and city mistaken, no birth date",
    ),
    _key(
        "postal_given",
        "postal_code given family addresses_other",
        "sound of given name, two letters of the family name: moved nearby, no birth date",
    ),
    _key(
        "postal_family_initial",
        "postal_code family given addresses_other",
        "sound of family name, given initial: given misspelt, moved nearby, no birth date",
    ),
    _key(
        "street_given_initial",
        "street given family addresses_other",
        "sound of given name, family initial: house number and ZIP mistaken, no birth date",
    ),
    _key(
        "street_family_zip3",
        "street family postal_code addresses_other",
        "sound of family name: house number mistaken, given name other, no birth date",
    ),
    _key(
        "city_names",
        "city given family addresses_other",
        "both sounds, in either order: moved within the city, no birth date",
    ),
)
