"""Letters: how a form says which of several records belong together."""

from __future__ import annotations

from typing import Final

from review_ui.asked import Asked
from review_ui.seen import Key

LETTERS: Final = "ABCD"
_FIELD: Final = "group:"


def letters_for(records: int) -> str:
    """As many letters as there can be persons; two at least."""
    return LETTERS[: max(2, min(records, len(LETTERS)))]


def groups(asked: Asked) -> tuple[tuple[Key, ...], ...]:
    """The records of each letter, in the order of the letters."""
    by_letter: dict[str, list[Key]] = {}
    for name in asked.form:
        if name.startswith(_FIELD):
            key = Key.of(name.removeprefix(_FIELD))
            by_letter.setdefault(asked.text(name), []).append(key)
    return tuple(tuple(keys) for _, keys in sorted(by_letter.items()))


def letter_said(asked: Asked, key: Key, default: str = LETTERS[0]) -> str:
    """The letter that the form gave a record."""
    said = asked.text(_FIELD + key.text)
    return said if said and said in LETTERS else default
