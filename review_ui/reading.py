"""Reading messages about records and persons into the page's own dataclasses.

Nothing here imports a message: what `client.py` received is read by its fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from mpi.words import word
from review_ui.differences import plain_of
from review_ui.seen import (
    Entry,
    Evidence,
    Field,
    GoldenLine,
    Key,
    Person,
    Record,
    Score,
    Value,
)

MASK: Final = "•"
_TYPES: Final = {
    "SS": "SSN",
    "DL": "Driver's licence",
    "PPN": "Passport",
    "NI": "National ID",
    "MB": "Insurance member",
    "MC": "Medicare",
    "MA": "Medicaid",
    "MR": "Record number",
}
_USES: Final = {"previous": "earlier", "maiden": "maiden", "alias": "alias"}
# Of these a record may say several; each is one value, with all of its parts.
_MANY: Final = re.compile(r"(addresses|phones|emails|names)\[(\d+)\]")


def key(message: Any) -> Key:
    return Key(message.source, message.local_id)


def keys(messages: Iterable[Any]) -> tuple[Key, ...]:
    return tuple(key(one) for one in messages)


def moment(message: Any, field: str) -> datetime | None:
    """A point in time; None where it is unset."""
    if not message.HasField(field):
        return None
    read: datetime = getattr(message, field).ToDatetime(tzinfo=UTC)
    return read


def record(message: Any) -> Record:
    return Record(
        key=key(message.key),
        status=word(message, "status"),
        version=message.version,
        disposition=word(message, "disposition"),
        event_time=moment(message, "event_time"),
        received_at=moment(message, "received_at"),
        eid=message.enterprise_id,
        merged_into=key(message.merged_into) if message.HasField("merged_into") else None,
        quarantined_version=message.quarantined_version,
    )


def evidence(messages: Iterable[Any]) -> tuple[Evidence, ...]:
    return tuple(Evidence(one.comparison, one.level, one.weight_log2, one.note) for one in messages)


def score(message: Any) -> Score:
    return Score(
        weight=message.weight_log2,
        probability=message.probability,
        grade=word(message, "grade"),
        verdict=word(message, "verdict"),
        evidence=evidence(message.evidence),
        guards=tuple(message.guards),
        held=tuple(message.held),
        model=message.model_digest,
    )


def person(message: Any) -> Person:
    records = tuple(message.records)
    return Person(
        eid=message.enterprise_id,
        asked=message.asked_enterprise_id,
        records=tuple(record(one) for one in records),
        fields=fields_of([one.demographics for one in records]),
        golden=golden(message.golden_record),
        retired=tuple(message.retired_enterprise_ids),
        as_of=moment(message, "as_of"),
        task_ids=tuple(message.task_ids),
    )


def golden(message: Any) -> tuple[GoldenLine, ...]:
    """The golden record's lines, each with the record that says it."""
    sources = {one.field: one for one in message.fields}

    def line(name: str, label: str, value: Value) -> GoldenLine:
        root = value.path.split(".")[0]
        found = sources.get(value.path) or sources.get(root)
        record = key(found.record) if found else None
        return GoldenLine(name, label, value, record, found.version if found else 0)

    return tuple(line(*one) for one in said(message.demographics))


def entry(message: Any) -> Entry:
    return Entry(
        sequence=message.sequence,
        at=moment(message, "at"),
        actor=message.actor,
        kind=word(message, "kind"),
        words=message.words,
        records=keys(message.records),
        task_id=message.task_id,
        decision_id=message.decision_id,
        is_undoable=message.is_undoable,
    )


def fields_of(demographics: Sequence[Any]) -> tuple[Field, ...]:
    """The fields of several records, side by side, in the order in which people look at them."""
    columns = [list(said(one)) for one in demographics]
    labels = {name: label for column in columns for name, label, _ in column}
    order = sorted(labels, key=_place)
    return tuple(
        _field(name, labels[name], [[v for n, _, v in column if n == name] for column in columns])
        for name in order
    )


def compared(messages: Iterable[Any], columns: int) -> tuple[Field, ...]:
    """The rows of a task's comparison; what a record may say several times is one row.

    So the parts of an address stand together, and two phones are alike in whichever order.
    """
    labels: dict[str, str] = {}
    differs: set[str] = set()
    found: dict[str, list[dict[str, list[Any]]]] = {}
    for row in messages:
        name = _row_name(row.field, row.label)
        labels.setdefault(name, _LABELS.get(name) or _label(row.label))
        cells = found.setdefault(name, [{} for _ in range(columns)])
        if row.differs:
            differs.add(name)
        for n, value in enumerate(row.values[:columns]):
            if value.text:
                many = _MANY.match(value.field)
                cells[n].setdefault(many[0] if many else value.field, []).append(value)
    return tuple(
        Field(
            name,
            labels[name],
            tuple(
                tuple(_joined(path, parts) for path, parts in cell.items()) for cell in found[name]
            ),
            name in differs,
        )
        for name in sorted(found, key=_place)
    )


def _row_name(path: str, label: str) -> str:
    """The row of the page that a row of the index belongs to; the page's own rows have no place.

    What a name or an address is used for, if not for today, stands in brackets in its label.
    """
    use = _USE.search(label)
    if legal := _LEGAL_NAME.match(path):
        return "other_name" if use else legal[1]
    root = path.partition("[")[0]
    if root == "names":
        return "other_name"
    if root == "addresses":
        return f"address.{use[1]}" if use else "address"
    return {"phones": "phone", "emails": "email"}.get(root, path)


def _label(words: str) -> str:
    kind, _, rest = words.partition(" ")
    known = _TYPES.get(kind)
    if known is not None:
        return f"{known} {rest}".strip()
    return words[:1].upper() + words[1:]


_LABELS: Final[dict[str, str]] = {
    "address": "Address",
    "phone": "Phone",
    "email": "E-mail",
    "other_name": "Other name",
}
_LEGAL_NAME: Final = re.compile(r"names\[0\]\.([a-z]+)$")
_USE: Final = re.compile(r"\((\w+)\)$")
_ORDER: Final = (
    "given middle family suffix prefix other_name birth_date sex identifiers address phone email "
    "mother multiple_birth birth_order deceased death_date language race ethnicity other"
).split()


def _place(name: str) -> tuple[int, str]:
    root = re.split(r"[\[.:]", name)[0]
    return (_ORDER.index(root) if root in _ORDER else len(_ORDER)), name


def _joined(path: str, parts: list[Any]) -> Value:
    """The parts of one address, or of one name, as one value."""
    if len(parts) == 1:
        return Value(parts[0].text, parts[0].field or path, parts[0].is_masked)
    return Value(", ".join(one.text for one in parts), path, any(one.is_masked for one in parts))


def _field(name: str, label: str, columns: list[list[Value]]) -> Field:
    there = [{plain_of(one.text) for one in column} for column in columns if column]
    differs = len(there) > 1 and not set.intersection(*there)
    return Field(name, label, tuple(tuple(column) for column in columns), differs)


Line = tuple[str, str, Value]


def said(message: Any) -> Iterator[Line]:
    """Demographics as lines: name of the row, its label, the value; nothing empty."""
    for name, label, text, path in (
        *_names(message),
        *_birth(message),
        *_numbers(message),
        *_reached(message),
    ):
        if text:
            yield name, label, Value(text, path, MASK in text)


def _names(message: Any) -> Iterator[tuple[str, str, str, str]]:
    for n, name in enumerate(message.names):
        at = f"names[{n}]"
        if n == 0:
            yield "given", "Given name", name.given, f"{at}.given"
            yield "middle", "Middle name", name.middle, f"{at}.middle"
            yield "family", "Family name", name.family, f"{at}.family"
            yield "suffix", "Suffix", name.suffix, f"{at}.suffix"
            yield "prefix", "Title", name.prefix, f"{at}.prefix"
        else:
            parts = (name.prefix, name.given, name.middle, name.family, name.suffix)
            text = " ".join(part for part in parts if part)
            use = _USES.get(word(name, "use"), "")
            yield "other_name", "Other name", f"{text} ({use})" if use else text, at


def _birth(message: Any) -> Iterator[tuple[str, str, str, str]]:
    # A garbled birth date tells more than the year that may be left of it.
    path = "birth_date_garbled" if message.birth_date_garbled else "birth_date"
    yield "birth_date", "Birth date", getattr(message, path), path
    yield "sex", "Sex", word(message, "sex"), "sex"
    if message.HasField("multiple_birth"):
        text = "yes" if message.multiple_birth else "no"
        yield "multiple_birth", "Twin, triplet …", text, "multiple_birth"
    if message.birth_order:
        yield "birth_order", "Birth order", str(message.birth_order), "birth_order"
    if message.HasField("mother"):
        mother = message.mother
        text = " ".join(part for part in (mother.given, mother.maiden_name) if part)
        yield "mother", "Mother", text, "mother"
        yield "mother.id", "Mother's ID", mother.identifier.value, "mother.identifier.value"
    if message.HasField("deceased"):
        yield "deceased", "Deceased", "yes" if message.deceased else "no", "deceased"
    yield "death_date", "Died on", message.death_date, "death_date"


def _numbers(message: Any) -> Iterator[tuple[str, str, str, str]]:
    for n, one in enumerate(message.identifiers):
        label = _TYPES.get(one.type, one.type)
        label = f"{label} ({one.authority})" if one.authority else label
        name = f"identifiers:{one.type}:{one.authority}"
        yield name, label, one.value, f"identifiers[{n}].value"


def _reached(message: Any) -> Iterator[tuple[str, str, str, str]]:
    for n, one in enumerate(message.addresses):
        place = " ".join(part for part in (one.city, one.state, one.postal_code) if part)
        text = ", ".join(part for part in (*one.lines, place, one.country) if part)
        yield "address", "Address", text, f"addresses[{n}]"
    for n, one in enumerate(message.phones):
        yield "phone", "Phone", one.number, f"phones[{n}].number"
    for n, text in enumerate(message.emails):
        yield "email", "E-mail", text, f"emails[{n}]"
    yield "language", "Language", message.language, "language"
    for name, values in (("race", message.race), ("ethnicity", message.ethnicity)):
        yield name, name.capitalize(), ", ".join(values), name
    for n, one in enumerate(message.other):
        yield f"other:{one.name}", one.name, one.value, f"other[{n}].value"
