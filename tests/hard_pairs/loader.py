"""Reads the table of hard pairs: `load_pairs()` gives every pair as Demographics.

`pairs.yaml` is written for people, so every value in it is text (a ZIP code keeps its leading
zero, a date stays as said) and what both records of a pair say stands once, under `both`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from matching.demographics import (
    Address,
    Demographics,
    Identifier,
    Mother,
    Name,
    NameUse,
    Phone,
    Sex,
)

TABLE = Path(__file__).with_name("pairs.yaml")

CLASSES = ("LINK", "LINK_OR_REVIEW", "NEVER_AUTO", "APART")

Columns = Mapping[str, str]


class HardPair(NamedTuple):
    """One labelled pair; `records` holds a, b, then the records of the chain between them."""

    id: str
    category: str
    label: str
    reason: str
    records: tuple[Demographics, ...]


def load_pairs(table: Path = TABLE) -> Iterator[HardPair]:
    """All pairs in the order of the table."""
    for entry in entries(table):
        yield HardPair(
            id=entry["id"],
            category=entry["category"],
            label=entry["class"],
            reason=entry["reason"],
            records=tuple(demographics(columns) for columns in columns_of(entry)),
        )


def entries(table: Path = TABLE) -> list[dict[str, Any]]:
    """The pairs as written; the base loader leaves every value the text that stands there."""
    written = yaml.load(table.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    assert isinstance(written, list)
    return written


def columns_of(entry: Mapping[str, Any]) -> list[Columns]:
    """The canonical file columns of a, b and the chain; the chain repeats nothing of `both`."""
    both: Columns = entry.get("both", {})
    return [{**both, **entry["a"]}, {**both, **entry["b"]}, *entry.get("chain", [])]


def demographics(columns: Columns) -> Demographics:
    """What a source said, from the canonical file columns."""
    said = columns.get
    return Demographics(
        names=_names(columns),
        birth_date=said("birth_date", ""),
        sex=_SEXES[said("sex", "")],
        identifiers=_identifiers(columns),
        addresses=_addresses(columns),
        phones=tuple(Phone(columns[key]) for key in ("phone", "phone_2") if said(key)),
        emails=(columns["email"],) if said("email") else (),
        mother=Mother(maiden_name=said("mother_maiden_name", "")),
        multiple_birth={"": None, "Y": True, "N": False}[said("multiple_birth", "")],
        birth_order=int(said("birth_order", "0")),
        deceased=True if said("death_date") else None,
        death_date=said("death_date", ""),
        language=said("language", ""),
        race=(columns["race"],) if said("race") else (),
        ethnicity=(columns["ethnicity"],) if said("ethnicity") else (),
    )


_SEXES = {
    "": Sex.UNSAID,
    "M": Sex.MALE,
    "F": Sex.FEMALE,
    "O": Sex.OTHER,
    "U": Sex.UNKNOWN,
}

_ADDRESS_COLUMNS = ("address_line", "city", "state", "postal_code", "country")


def _names(columns: Columns) -> tuple[Name, ...]:
    said = columns.get
    legal = Name(
        family=said("family_name", ""),
        given=said("given_name", ""),
        middle=said("middle_name", ""),
        suffix=said("suffix", ""),
    )
    names = [legal] if legal != Name() else []
    if previous := said("previous_family_name", ""):
        names.append(Name(family=previous, use=NameUse.PREVIOUS))
    return tuple(names)


def _identifiers(columns: Columns) -> tuple[Identifier, ...]:
    """`ssn`, and `identifier:<TYPE>` or `identifier:<TYPE>@<AUTHORITY>`."""
    identifiers = []
    if columns.get("ssn"):
        identifiers.append(Identifier("SS", columns["ssn"]))
    for column, value in columns.items():
        if column.startswith("identifier:") and value:
            kind, _, authority = column.removeprefix("identifier:").partition("@")
            identifiers.append(Identifier(kind, value, authority))
    return tuple(identifiers)


def _addresses(columns: Columns) -> tuple[Address, ...]:
    line, city, state, postal_code, country = (columns.get(key, "") for key in _ADDRESS_COLUMNS)
    if not any((line, city, state, postal_code, country)):
        return ()
    lines = (line,) if line else ()
    return (Address(lines, city, state, postal_code, country),)
