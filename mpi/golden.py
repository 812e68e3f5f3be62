"""Survivorship: the golden record of a person, field by field, each with the record it came from.

Identity fields (birth date, sex, mother, multiple birth, death) are what most records say, the
newest on a tie.  Contact fields (names, address, language) are the newest.  Lists (identifiers,
phones, e-mails, further names and addresses) are united, each value once, the newest record's
first.  Newest means the source's event time where it said one, else when it was received.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from matching.demographics import Demographics, Mother, Name, NameUse, Sex
from mpi.domain.answers import GoldenField, GoldenRecord, RecordView

_MAJORITY: dict[str, object] = {
    "birth_date": "",
    "sex": Sex.UNSAID,
    "mother": Mother(),
    "multiple_birth": None,
    "birth_order": 0,
    "deceased": None,
    "death_date": "",
}
_NEWEST: dict[str, object] = {"language": "", "race": (), "ethnicity": ()}
_UNITED = ("identifiers", "addresses", "phones", "emails")


def golden(records: Sequence[RecordView]) -> GoldenRecord:
    """The best view of these records; empty when there are none."""
    views = sorted(
        records, key=lambda r: (r.event_time or r.received_at, r.received_at, r.key), reverse=True
    )
    fields: dict[str, Any] = {}
    sources: list[GoldenField] = []
    for name, unsaid in _MAJORITY.items():
        said = [view for view in views if getattr(view.demographics, name) != unsaid]
        if name == "birth_date":
            # What is left of a date that cannot be counts where nobody says a better one.
            said = [view for view in said if not view.demographics.birth_date_garbled] or said
        if said:
            fields[name] = _take(name, _majority(name, said), sources)
    for name, unsaid in _NEWEST.items():
        said = [view for view in views if getattr(view.demographics, name) != unsaid]
        if said:
            fields[name] = _take(name, said[0], sources)
    fields["names"] = _names(views, sources)
    for name in _UNITED:
        fields[name] = _united(name, views, sources)
    return GoldenRecord(Demographics(**fields), tuple(sources))


def _majority(name: str, views: list[RecordView]) -> RecordView:
    """The newest view that says what most say."""
    counts = Counter(_folded(getattr(view.demographics, name)) for view in views)
    return max(views, key=lambda view: counts[_folded(getattr(view.demographics, name))])


def _take(name: str, view: RecordView, sources: list[GoldenField]) -> object:
    sources.append(GoldenField(name, view.key, view.version))
    return getattr(view.demographics, name)


def _names(views: list[RecordView], sources: list[GoldenField]) -> tuple[Name, ...]:
    """The newest full legal name first; every other name once behind it."""
    legal = [
        (name, view)
        for view in views
        for name in view.demographics.names
        if name.use is NameUse.LEGAL
    ]
    full = [pair for pair in legal if len(pair[0].given) > 1 and pair[0].family]
    first = (full or legal)[:1]
    rest = [(name, view) for view in views for name in view.demographics.names]
    return _once(
        "names",
        [*first, *rest],
        lambda name: (name.use, _folded(name.family), _folded(name.given), _folded(name.middle)),
        sources,
    )


def _united(name: str, views: list[RecordView], sources: list[GoldenField]) -> tuple[Any, ...]:
    values = [(value, view) for view in views for value in getattr(view.demographics, name)]
    return _once(name, values, _folded, sources)


def _once(
    name: str,
    values: Sequence[tuple[Any, RecordView]],
    key: Callable[[Any], Hashable],
    sources: list[GoldenField],
) -> tuple[Any, ...]:
    kept: dict[Hashable, Any] = {}
    for value, view in values:
        if key(value) not in kept:
            sources.append(GoldenField(f"{name}[{len(kept)}]", view.key, view.version))
            kept[key(value)] = value
    return tuple(kept.values())


def _folded(value: object) -> Hashable:
    """What counts as saying the same: case and blanks do not."""
    return (
        " ".join(repr(value).casefold().split())
        if not isinstance(value, str)
        else " ".join(value.casefold().split())
    )
