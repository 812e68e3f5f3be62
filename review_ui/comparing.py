"""Comparing: records side by side, a row for each field, with what agrees and what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from review_ui.differences import Piece, likeness, pieces, plain_of
from review_ui.seen import Evidence, Field, Value

# The row that shows what a comparison of the model said.
_ROW_OF: Final = {
    "given": "given",
    "middle": "middle",
    "household": "family",
    "suffix": "suffix",
    "birth_date": "birth_date",
    "sex": "sex",
    "email": "email",
    "mother": "mother",
}
_ALIKE_MIN: Final = 0.7
# One of a few words: two of them are as different as can be, however alike they are spelt.
_CODED: Final = ("sex", "race", "ethnicity", "deceased", "multiple_birth", "birth_order")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as it is shown, and where it stands in its record, to ask for the whole of it."""

    pieces: tuple[Piece, ...]
    path: str
    is_masked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One field across the records: a list of values each."""

    name: str
    label: str
    # same, alike, differs, or partly: fewer than two say anything
    agreement: str
    cells: tuple[tuple[Cell, ...], ...]
    evidence: Evidence | None = None


def rows(
    fields: Sequence[Field], evidence: Sequence[Evidence] = (), among: Sequence[int] = ()
) -> list[Row]:
    """The fields with their differences marked.

    `among` are the columns that are compared; the others are only shown.  None means all.
    """
    said_of = _by_row(fields, evidence)
    return [_row(field, said_of.get(field.name), among) for field in fields]


def _by_row(fields: Sequence[Field], evidence: Sequence[Evidence]) -> dict[str, Evidence]:
    """What the model said, by the row that it speaks of most."""
    said_of = {one.comparison: one for one in evidence}
    by_row = {_ROW_OF[name]: one for name, one in said_of.items() if name in _ROW_OF}
    for field in fields:
        if field.name.startswith("identifiers"):
            is_ssn = "SSN" in field.label or "social security" in field.label.lower()
            found = said_of.pop("ssn" if is_ssn else "identifiers", None)
            if found is not None:
                by_row[field.name] = found
    return by_row


def _row(field: Field, evidence: Evidence | None, among: Sequence[int]) -> Row:
    compared = list(among) or list(range(len(field.values)))
    said = [[one.text for one in field.values[n]] for n in compared]
    usual = _usual(said)
    cells = []
    for n, column in enumerate(field.values):
        others = usual if n in compared else []
        if len(compared) == 2 and n in compared:
            # Two columns are each compared with the other, more of them with what most say.
            others = said[1 - compared.index(n)]
        cut = _whole if field.name in _CODED else pieces
        cells.append(tuple(_cell(one, others, cut) for one in column))
    return Row(field.name, field.label, _agreement(field, said), tuple(cells), evidence)


def _cell(value: Value, others: list[str], cut: Callable[[str, str], tuple[Piece, ...]]) -> Cell:
    shown: tuple[Piece, ...] = (Piece(value.text, differs=False),)
    others = [other for other in others if other is not value.text]
    if others:
        nearest = max(others, key=lambda other: likeness(value.text, other))
        shown = cut(value.text, nearest)
    return Cell(shown, value.path, value.is_masked)


def _whole(text: str, other: str) -> tuple[Piece, ...]:
    return (Piece(text, differs=plain_of(text) != plain_of(other)),)


def _usual(said: list[list[str]]) -> list[str]:
    """What most columns say; where each says something else, all that they say."""
    counts = Counter(plain_of(text) for column in said for text in column)
    if not counts:
        return []
    most = max(counts.values())
    if most == 1:
        return [text for column in said for text in column]
    return [next(t for column in said for t in column if counts[plain_of(t)] == most)]


def _agreement(field: Field, said: list[list[str]]) -> str:
    """One value in common is agreement: people have two phones.

    What is masked may look the same and differ; the index knows, and says it in `differs`.
    """
    there = [column for column in said if column]
    if len(there) < 2:
        return "partly"
    is_masked = any(one.is_masked for column in field.values for one in column)
    plain = [{plain_of(text) for text in column} for column in there]
    if set.intersection(*plain) and not (is_masked and field.differs):
        return "same"
    if is_masked:
        return "differs" if field.differs else "same"
    if field.name in _CODED:
        return "differs"
    first = there[0]
    near = min(
        max(likeness(left, right) for left in first for right in column) for column in there[1:]
    )
    return "alike" if near >= _ALIKE_MIN else "differs"
