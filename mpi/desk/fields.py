"""Fields: demographics as rows to lay side by side, masked where they are secret."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matching.demographics import Address, Demographics, Identifier, Name
from mpi.domain.answers import PersonView

_OPEN_TYPES = frozenset({"MR", "PI"})  # what a source itself assigns: a record's own number
_SHOWN = 4  # characters of a masked value that stay
_HIDDEN = "\u2022\u2022\u2022\u2022\u2022"

_NAME_PARTS = (
    ("family", "family name"),
    ("given", "given name"),
    ("middle", "middle name"),
    ("prefix", "prefix"),
    ("suffix", "suffix"),
)
_ADDRESS_PARTS = (
    ("city", "city"),
    ("state", "state"),
    ("postal_code", "postal code"),
    ("country", "country"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a record says: `row` is what it stands beside of other records, `path` where
    it stands in the record's own demographics."""

    row: str
    label: str
    path: str
    text: str
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One field of several records; None where one says nothing."""

    field: str
    label: str
    values: tuple[Said | None, ...]

    @property
    def differs(self) -> bool:
        said = {one.text.casefold() for one in self.values if one is not None}
        return len(said) > 1


def side_by_side(records: Sequence[Demographics]) -> tuple[Row, ...]:
    """The rows that any of the records says something in, in a steady order."""
    told = [{one.row: one for one in everything(record)} for record in records]
    rows: dict[str, Said] = {}
    for one in told:
        rows |= one
    order = sorted(
        rows, key=lambda row: (_PLACES.index(rows[row].row.partition("[")[0].split(".")[0]), row)
    )
    return tuple(Row(row, rows[row].label, tuple(one.get(row) for one in told)) for row in order)


def everything(said: Demographics) -> Iterator[Said]:
    """All that the record says."""
    yield from _names(said.names)
    for field, label in _SINGLE:
        # A garbled birth date tells more than the year that may be left of it.
        is_garbled = field == "birth_date" and said.birth_date_garbled
        path = "birth_date_garbled" if is_garbled else field
        value = getattr(said, path)
        if value not in ("", None, 0):
            yield Said(field, label, path, _text(value))
    yield from _identifiers(said.identifiers)
    yield from _addresses(said.addresses)
    for place, phone in enumerate(said.phones):
        yield Said(f"phones[{place}]", "phone", f"phones[{place}].number", phone.number)
    for place, email in enumerate(said.emails):
        yield Said(f"emails[{place}]", "e-mail", f"emails[{place}]", email)
    if said.mother.given:
        yield Said("mother.given", "mother's given name", "mother.given", said.mother.given)
    if said.mother.maiden_name:
        path = "mother.maiden_name"
        yield Said(path, "mother's maiden name", path, said.mother.maiden_name)
    if said.mother.identifier:
        path = "mother.identifier.value"
        yield Said(path, "mother's number", path, said.mother.identifier.value, is_secret=True)
    for field in ("race", "ethnicity"):
        for place, value in enumerate(getattr(said, field)):
            yield Said(f"{field}[{place}]", field, f"{field}[{place}]", value)
    for place, other in enumerate(said.other):
        yield Said(f"other.{other.name}", other.name, f"other[{place}].value", other.value)


def masked(said: Demographics) -> Demographics:
    """The same with identifiers that tell only how they end."""
    identifiers = tuple(
        replace(one, value=hidden(one.value)) if is_secret(one) else one for one in said.identifiers
    )
    mother = said.mother
    if mother.identifier:
        number = replace(mother.identifier, value=hidden(mother.identifier.value))
        mother = replace(mother, identifier=number)
    return replace(said, identifiers=identifiers, mother=mother)


def masked_person(person: PersonView) -> PersonView:
    """The same person with masked identifiers in its records and its golden record."""
    records = tuple(replace(one, demographics=masked(one.demographics)) for one in person.records)
    best = replace(person.golden, demographics=masked(person.golden.demographics))
    return replace(person, records=records, golden=best)


def hidden(text: str) -> str:
    return _HIDDEN + (text[-_SHOWN:] if len(text) > _SHOWN else "")


def is_secret(identifier: Identifier) -> bool:
    return identifier.type.upper() not in _OPEN_TYPES


_SINGLE = (
    ("birth_date", "birth date"),
    ("sex", "sex"),
    ("multiple_birth", "multiple birth"),
    ("birth_order", "birth order"),
    ("deceased", "deceased"),
    ("death_date", "death date"),
    ("language", "language"),
)
_PLACES = (
    "names",
    "birth_date",
    "sex",
    "multiple_birth",
    "birth_order",
    "deceased",
    "death_date",
    "identifiers",
    "addresses",
    "phones",
    "emails",
    "mother",
    "language",
    "race",
    "ethnicity",
    "other",
)


def _names(names: Sequence[Name]) -> Iterator[Said]:
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        number = seen[name.use]
        seen[name.use] += 1
        rank = list(type(name.use)).index(name.use)
        kind = "" if name.use == "legal" else f" ({name.use})"
        for part, label in _NAME_PARTS:
            if text := getattr(name, part):
                row = f"names[{rank}.{number}].{_part_rank(_NAME_PARTS, part)}{part}"
                yield Said(row, label + kind, f"names[{place}].{part}", text)


def _identifiers(identifiers: Sequence[Identifier]) -> Iterator[Said]:
    seen: Counter[tuple[str, str]] = Counter()
    for place, one in enumerate(identifiers):
        kind = (one.type.upper(), one.authority.casefold())
        row = f"identifiers[{kind[0]}@{kind[1]}.{seen[kind]}]"
        seen[kind] += 1
        label = f"{one.type} of {one.authority}" if one.authority else one.type
        yield Said(row, label, f"identifiers[{place}].value", one.value, is_secret(one))


def _addresses(addresses: Sequence[Address]) -> Iterator[Said]:
    seen: Counter[str] = Counter()
    for place, one in enumerate(addresses):
        at = f"addresses[{one.use}.{seen[one.use]}]"
        seen[one.use] += 1
        kind = "" if one.use == "home" else f" ({one.use})"
        if one.lines:
            yield Said(
                f"{at}.0lines", "address" + kind, f"addresses[{place}].lines", ", ".join(one.lines)
            )
        for part, label in _ADDRESS_PARTS:
            if text := getattr(one, part):
                row = f"{at}.{1 + int(_part_rank(_ADDRESS_PARTS, part))}{part}"
                yield Said(row, label + kind, f"addresses[{place}].{part}", text)


def _part_rank(parts: Sequence[tuple[str, str]], part: str) -> str:
    return str([name for name, _ in parts].index(part))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
