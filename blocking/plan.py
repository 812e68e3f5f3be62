"""The blocking plan: by which keys two records must meet to be compared, strongest first.

The plan says which keys there are and why; `keys.py` computes their values for a record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Final

from matching.model import Model, ModelError, sealed

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
    """The plan that ships: every key but the wide ones, nothing too common."""
    return Plan(PLAN_VERSION, _DEFINITIONS)


def wide_definitions() -> tuple[KeyDefinition, ...]:
    """The keys that only a file of bounded size can afford, the most useful first."""
    return _WIDE


def plan_of(names: Sequence[str], too_common: frozenset[int] = frozenset()) -> Plan:
    """The plan of the keys with these names, as an artefact of a model lists them."""
    known = {definition.name: definition for definition in (*_DEFINITIONS, *_WIDE)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError("blocking plan: names a key that the code does not know")
    return Plan(PLAN_VERSION, tuple(known[name] for name in names), too_common=too_common)


def plan_for(model: Model) -> Plan:
    """The plan that goes with a model: the default one and what the model's population adds."""
    names = [definition.name for definition in _DEFINITIONS]
    try:
        return plan_of([*names, *model.plan_keys], model.too_common)
    except ValueError as error:
        raise ModelError(str(error)) from None


def with_plan(model: Model, plan: Plan) -> Model:
    """The model, saying what `plan` adds to the default one."""
    default = {definition.name for definition in _DEFINITIONS}
    further = tuple(each.name for each in plan.definitions if each.name not in default)
    return sealed(replace(model, plan_keys=further, too_common=plan.too_common))


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
    _key(
        "email_user",
        "emails",
        "a telling name before the @, or any and the host's first letter: host mistyped or changed",
    ),
    _key(
        "last4_birth_date",
        "ssn_last4 birth_date",
        "names written differently throughout; SSN said in part or mistyped before its end",
    ),
    _key(
        "phone_initial",
        "phones given family",
        "one phone and either initial: all else may be wrong",
    ),
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
        "family_month_day",
        "family given birth_date",
        "sound of family name, given initial, day of the year: year mistaken, given misspelt",
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
        "small_postal_initial",
        "postal_code given family addresses_other",
        "a postal code of a few dozen homes and either initial: no birth date, names differ",
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

# Keys whose blocks grow with the file: in a small one, or one of few columns, they find what no
# other key finds; in a large one they would cost more than they bring.  An index that grows for
# ever has none of them; a plan made for one file may add those that it can afford.
_WIDE: Final = (
    _key("wide_names", "given family", "both sounds, in either order: nothing else agrees"),
    _key("wide_birth_date", "birth_date", "the birth date: both names missing or misspelt"),
    _key("wide_email_host", "emails", "host and initial of an e-mail address: user mistyped"),
    _key("wide_family_year", "family birth_date", "given name missing, month and day mistaken"),
    _key("wide_given_year", "given birth_date", "family name missing, month and day mistaken"),
    _key(
        "wide_postal_family", "postal_code family addresses_other", "no birth date, given missing"
    ),
    _key("wide_postal_given", "postal_code given addresses_other", "no birth date, family missing"),
    _key("wide_city_family", "city family addresses_other", "no birth date, given name missing"),
    _key("wide_city_given", "city given addresses_other", "no birth date, family name missing"),
    _key("wide_family_initial", "family given", "sound of family name and given initial"),
    _key("wide_phone_beginning", "phones", "a phone mistyped in its last three digits"),
    _key("wide_phone_end", "phones", "a phone mistyped in its middle"),
    _key("wide_email_beginning", "emails", "six letters of an e-mail address: mistyped after"),
    _key("wide_family_day", "family birth_date", "given name missing, year mistaken"),
    _key("wide_family", "family", "a rare family name: nothing else agrees"),
    _key("wide_given", "given", "a rare given name: nothing else agrees"),
    _key("wide_city_year", "city birth_date addresses_other", "both names missing or misspelt"),
    _key("wide_beginnings", "given family", "three letters of both names: misspelt after those"),
)
