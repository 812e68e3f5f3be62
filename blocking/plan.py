"""The blocking plan: by which keys two records must meet to be compared, strongest first.

The plan says which keys there are and why; `keys.py` computes their values for a record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

PLAN_VERSION: Final = "1"
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


# "Sound" is the metaphone of a name without its blanks.  "Any" stands for the name, its
# alternatives and, of given names, the formal names it may stand for.
_DEFINITIONS: Final = (
    _key("ssn", "ssn", "one social security number"),
    _key("identifier", "identifiers", "any one identifier of the same type and authority"),
    _key("email", "emails", "any one e-mail address"),
    _key(
        "last4_birth_date",
        "ssn_last4 birth_date",
        "names written differently throughout; SSN said in part or mistyped before its end",
    ),
    _key(
        "phone_initial",
        "phones given",
        "one phone number and initial: every other field may be wrong",
    ),
    _key(
        "phone_birth_year",
        "phones birth_date",
        "one phone number and birth year: names in another spelling or order",
    ),
    _key(
        "birth_date_given",
        "birth_date given given_other",
        "birth date and sound of any given name: married, misspelt family name, nickname",
    ),
    _key(
        "birth_date_family",
        "birth_date family family_other",
        "birth date and sound of any family name or part of one: other given name, maiden name",
    ),
    _key(
        "birth_date_mother",
        "birth_date mother_family mother_given",
        "newborns under a temporary name and the one they got",
    ),
    _key("birth_date_street", "birth_date street addresses_other", "both names differ, at home"),
    _key("birth_date_zip3", "birth_date postal_code addresses_other", "both names differ, nearby"),
    _key("birth_date_city", "birth_date city addresses_other", "both names differ, ZIP mistyped"),
    _key(
        "names_birth_year",
        "given family birth_date",
        "both sounds, in either order, and birth year: day or month mistaken or unknown",
    ),
    _key(
        "names_month_day",
        "given family birth_date",
        "both sounds, in either order, and day of birth: year mistaken",
    ),
    _key("native_birth_year", "given_native family_native birth_date", "spelt in one script"),
    _key(
        "given_month_day",
        "given family birth_date",
        "sound of given name, day of birth, family initial: year mistaken, family name misspelt",
    ),
    _key(
        "family_month_day",
        "given family birth_date",
        "sound of family name, day of birth, given initial: year mistaken, given name misspelt",
    ),
    _key(
        "given_birth_year",
        "given family birth_date",
        "given name, birth year, two letters of the family name: the rest of both mistaken",
    ),
    _key(
        "family_birth_month",
        "family birth_date",
        "family name, year and month of birth: day mistaken, given name missing or other",
    ),
    _key(
        "last4_names",
        "ssn_last4 given family",
        "last four of the SSN and sound of given name, family initial: birth date mistaken",
    ),
    _key(
        "home_initial",
        "house_number street given addresses_other",
        "house and initial: no birth date, family name changed",
    ),
    _key(
        "home_birth_year",
        "house_number street birth_date addresses_other",
        "house and birth year: given name missing or mistaken",
    ),
    _key(
        "number_given_birth_year",
        "house_number given birth_date addresses_other",
        "street misspelt, family name changed",
    ),
    _key(
        "number_family_initial",
        "house_number family given addresses_other",
        "street misspelt, no birth date",
    ),
    _key(
        "postal_family_initial",
        "postal_code family given addresses_other",
        "no birth date, given name a nickname or misspelt",
    ),
    _key(
        "postal_birth_month",
        "postal_code birth_date sex addresses_other",
        "both names and the day of birth differ",
    ),
    _key(
        "street_given_zip3",
        "street given postal_code addresses_other",
        "no birth date, family name changed, house number mistaken",
    ),
    _key("city_names", "city given family addresses_other", "no birth date, ZIP other or missing"),
)
