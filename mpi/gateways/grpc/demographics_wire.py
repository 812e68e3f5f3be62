"""Demographics <-> the message of the same name, one to one.

Reading is lenient about meaning and strict about form: whatever cannot be expressed in the domain
becomes a violation with its path, so that a caller hears about all of them at once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from matching.demographics import (
    Address,
    AddressUse,
    Demographics,
    Identifier,
    Mother,
    Name,
    NameUse,
    Other,
    Phone,
    PhoneUse,
    Sex,
)
from mpi.errors import Violation
from mpi.v1 import demographics_pb2 as pb

E = TypeVar("E", bound=StrEnum)

# Position is the number on the wire; the first entry is what unspecified is read as.
NAME_USES = (NameUse.LEGAL, NameUse.LEGAL, NameUse.PREVIOUS, NameUse.MAIDEN, NameUse.ALIAS)
SEXES = (Sex.UNSAID, Sex.MALE, Sex.FEMALE, Sex.OTHER, Sex.UNKNOWN)
ADDRESS_USES = (
    AddressUse.HOME,
    AddressUse.HOME,
    AddressUse.WORK,
    AddressUse.TEMPORARY,
    AddressUse.BILLING,
    AddressUse.OLD,
)
PHONE_USES = (PhoneUse.UNSAID, PhoneUse.HOME, PhoneUse.WORK, PhoneUse.MOBILE)


def demographics_from_wire(
    message: pb.Demographics, path: str, violations: list[Violation]
) -> Demographics:
    """What the message says; what it must not say is added to the violations."""
    said = message
    return Demographics(
        names=tuple(
            _name(name, f"{path}.names[{place}]", violations)
            for place, name in enumerate(said.names)
        ),
        birth_date=said.birth_date,
        sex=enum_from_wire(SEXES, said.sex, f"{path}.sex", violations),
        identifiers=tuple(_identifier(identifier) for identifier in said.identifiers),
        addresses=tuple(
            _address(address, f"{path}.addresses[{place}]", violations)
            for place, address in enumerate(said.addresses)
        ),
        phones=tuple(
            Phone(
                phone.number,
                enum_from_wire(PHONE_USES, phone.use, f"{path}.phones[{place}].use", violations),
            )
            for place, phone in enumerate(said.phones)
        ),
        emails=tuple(said.emails),
        mother=_mother(said.mother) if said.HasField("mother") else Mother(),
        multiple_birth=said.multiple_birth if said.HasField("multiple_birth") else None,
        birth_order=said.birth_order,
        deceased=said.deceased if said.HasField("deceased") else None,
        death_date=said.death_date,
        language=said.language,
        race=tuple(said.race),
        ethnicity=tuple(said.ethnicity),
        other=tuple(Other(other.name, other.value) for other in said.other),
        birth_date_garbled=said.birth_date_garbled,
    )


def demographics_to_wire(demographics: Demographics) -> pb.Demographics:
    """The message that reads back as these demographics."""
    said = demographics
    message = pb.Demographics(
        names=[_name_to_wire(name) for name in said.names],
        birth_date=said.birth_date,
        sex=enum_to_wire(SEXES, said.sex),  # type: ignore[arg-type]
        identifiers=[_identifier_to_wire(identifier) for identifier in said.identifiers],
        addresses=[_address_to_wire(address) for address in said.addresses],
        phones=[
            pb.Phone(number=phone.number, use=enum_to_wire(PHONE_USES, phone.use))  # type: ignore[arg-type]
            for phone in said.phones
        ],
        emails=said.emails,
        multiple_birth=said.multiple_birth,
        birth_order=said.birth_order,
        deceased=said.deceased,
        death_date=said.death_date,
        language=said.language,
        race=said.race,
        ethnicity=said.ethnicity,
        other=[pb.Other(name=other.name, value=other.value) for other in said.other],
        birth_date_garbled=said.birth_date_garbled,
    )
    if said.mother != Mother():
        message.mother.CopyFrom(_mother_to_wire(said.mother))
    return message


def enum_from_wire(
    members: tuple[E, ...], number: int, path: str, violations: list[Violation]
) -> E:
    """The member with this number; a number that the contract does not know is a violation."""
    if 0 <= number < len(members):
        return members[number]
    violations.append(Violation(path, "a value of its enum"))
    return members[0]


def enum_to_wire(members: tuple[E, ...], member: E) -> int:
    """The member's number: the last place, because the first may stand for unspecified."""
    return len(members) - 1 - members[::-1].index(member)


def _name(name: pb.Name, path: str, violations: list[Violation]) -> Name:
    use = enum_from_wire(NAME_USES, name.use, f"{path}.use", violations)
    return Name(name.family, name.given, name.middle, name.prefix, name.suffix, use)


def _name_to_wire(name: Name) -> pb.Name:
    return pb.Name(
        family=name.family,
        given=name.given,
        middle=name.middle,
        prefix=name.prefix,
        suffix=name.suffix,
        use=enum_to_wire(NAME_USES, name.use),  # type: ignore[arg-type]
    )


def _identifier(identifier: pb.Identifier) -> Identifier:
    return Identifier(identifier.type, identifier.value, identifier.authority)


def _identifier_to_wire(identifier: Identifier) -> pb.Identifier:
    return pb.Identifier(
        type=identifier.type, value=identifier.value, authority=identifier.authority
    )


def _address(address: pb.Address, path: str, violations: list[Violation]) -> Address:
    return Address(
        lines=tuple(address.lines),
        city=address.city,
        state=address.state,
        postal_code=address.postal_code,
        country=address.country,
        use=enum_from_wire(ADDRESS_USES, address.use, f"{path}.use", violations),
        start=address.start,
        end=address.end,
    )


def _address_to_wire(address: Address) -> pb.Address:
    return pb.Address(
        lines=address.lines,
        city=address.city,
        state=address.state,
        postal_code=address.postal_code,
        country=address.country,
        use=enum_to_wire(ADDRESS_USES, address.use),  # type: ignore[arg-type]
        start=address.start,
        end=address.end,
    )


def _mother(mother: pb.Mother) -> Mother:
    identifier = _identifier(mother.identifier) if mother.HasField("identifier") else None
    return Mother(mother.maiden_name, mother.given, identifier)


def _mother_to_wire(mother: Mother) -> pb.Mother:
    return pb.Mother(
        maiden_name=mother.maiden_name,
        given=mother.given,
        identifier=_identifier_to_wire(mother.identifier) if mother.identifier else None,
    )
