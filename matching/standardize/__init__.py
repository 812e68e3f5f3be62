"""Turns Demographics, as a source said them, into the MatchRow that blocking and the model see.

`standardize` is pure, never raises, and gives the same row for the same demographics for ever
within one STANDARDIZER_VERSION.  Start reading there; each kind of value has a file of its own.
"""

from __future__ import annotations

from typing import Final

from matching.demographics import Demographics, Name, NameUse, Sex
from matching.row import MatchRow
from matching.standardize.addresses import current_and_others, phone_region
from matching.standardize.dates import DateError, PartialDate, parse_date
from matching.standardize.garbled_dates import garbled_date
from matching.standardize.identifiers import identifier_text, parse_identifiers
from matching.standardize.names import ParsedName, family_name, given_name, parse_name
from matching.standardize.newborns import mother_of
from matching.standardize.phones import email, phone
from matching.standardize.placeholders import is_placeholder_date

__all__ = ["STANDARDIZER_VERSION", "DateError", "PartialDate", "parse_date", "standardize"]

# Raised whenever any demographics may give another row than before.
STANDARDIZER_VERSION: Final = "4"

BIRTH_ORDER_MAX: Final = 12  # nobody was ever a thirteenth

_WHOLE_DATE: Final = len("YYYYMMDD")

_MULTIPLE: Final = {True: "Y", False: "N", None: ""}
_SEX: Final = {Sex.MALE: "M", Sex.FEMALE: "F"}


def standardize(demographics: Demographics) -> MatchRow:
    """The match row of `demographics`; what stands for nothing is missing and listed."""
    placeholders: list[str] = []
    name, given_other, family_other = _names(demographics.names, placeholders)
    identifiers = parse_identifiers(demographics.identifiers)
    placeholders.extend(identifiers.placeholders)
    address, addresses_other = current_and_others(demographics.addresses)
    placeholders.extend(address.placeholders)
    mother = demographics.mother
    mother_given = given_name(mother.given)
    if name.newborn_name and not mother_given:
        mother_given = mother_of(name.newborn_name)
    return MatchRow(
        given=name.given,
        given_other=given_other,
        middle=name.middle,
        family=name.family,
        family_other=family_other,
        given_native=name.given_native,
        family_native=name.family_native,
        suffix=name.suffix,
        birth_date=_birth_date(demographics, placeholders),
        death_date=_date(demographics.death_date, "death_date", placeholders),
        sex=_SEX.get(demographics.sex, ""),
        ssn=identifiers.ssn,
        ssn_last4=identifiers.ssn_last4,
        identifiers=identifiers.others,
        phones=_phones(demographics, placeholders),
        emails=_emails(demographics.emails, placeholders),
        house_number=address.house_number,
        street=address.street,
        unit=address.unit,
        city=address.city,
        state=address.state,
        postal_code=address.postal_code,
        addresses_other=addresses_other,
        mother_family=family_name(mother.maiden_name),
        mother_given=mother_given,
        mother_identifier=(identifier_text(mother.identifier) or "") if mother.identifier else "",
        multiple_birth=_MULTIPLE[demographics.multiple_birth],
        birth_order=order if 0 < (order := demographics.birth_order) <= BIRTH_ORDER_MAX else 0,
        newborn_name=name.newborn_name,
        placeholders=tuple(dict.fromkeys(placeholders)),
    )


def _names(
    names: tuple[Name, ...], placeholders: list[str]
) -> tuple[ParsedName, tuple[str, ...], tuple[str, ...]]:
    """(the main name, other given names, other family names)."""
    if not names:
        return ParsedName(), (), ()
    main = next((name for name in names if name.use is NameUse.LEGAL), names[0])
    parsed = parse_name(main)
    placeholders.extend(parsed.placeholders)
    if len(names) == 1:
        return parsed, parsed.given_other, parsed.family_other
    givens, families = set(parsed.given_other), set(parsed.family_other)
    for name in names:
        if name is not main:
            other = parse_name(name)
            givens.update((other.given, *other.given_other))
            families.update((other.family, *other.family_other))
    return (
        parsed,
        tuple(sorted(givens - {"", parsed.given})),
        tuple(sorted(families - {"", parsed.family})),
    )


def _birth_date(demographics: Demographics, placeholders: list[str]) -> str:
    said = _date(demographics.birth_date, "birth_date", placeholders)
    garbled = demographics.birth_date_garbled
    if garbled and len(said) < _WHOLE_DATE:
        return garbled_date(garbled).replace("-", "") or said
    return said


def _date(said: str, column: str, placeholders: list[str]) -> str:
    if not said:
        return ""
    try:
        date = parse_date(said)
    except DateError:
        placeholders.append(column)
        return ""
    if date is None:
        return ""
    if is_placeholder_date(date.compact):
        placeholders.append(column)
        return ""
    return date.compact


def _phones(demographics: Demographics, placeholders: list[str]) -> tuple[str, ...]:
    if not demographics.phones:
        return ()
    region = phone_region(demographics.addresses)
    found = {phone(said.number, region) for said in demographics.phones}
    if None in found:
        placeholders.append("phones")
    return tuple(sorted(number for number in found if number))


def _emails(said: tuple[str, ...], placeholders: list[str]) -> tuple[str, ...]:
    if not said:
        return ()
    found = {email(text) for text in said}
    if None in found:
        placeholders.append("emails")
    return tuple(sorted(address for address in found if address))
