"""Queries: the statements of the .sql files, by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

LITERALS_MIN = 250
LITERALS_MAX = 5_000

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


@cache
def queries(file: str) -> Mapping[str, str]:
    """The named statements of a file in sql/."""
    text = (files("mpi.store") / "sql" / file).read_text(encoding="utf-8")
    _, *parts = _NAME.split(text)
    return {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}


def migrations() -> list[tuple[str, str]]:
    """(name, statements) of every migration, in order."""
    folder = files("mpi.store") / "migrations"
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(name, (folder / name).read_text(encoding="utf-8")) for name in found]


def literals_max(records: int) -> int:
    """More integers than this are joined instead of looked up one by one in an index of so many
    records: a look-up costs some 25 microseconds, a join reads the whole column, but once."""
    return max(LITERALS_MIN, min(LITERALS_MAX, records // 300))


def with_ids(statement: str, ids: Collection[int], literals: int = LITERALS_MIN) -> str:
    """The statement with {ids} filled in.  Only integers are ever written into a statement."""
    text = ",".join(str(int(i)) for i in ids)
    if len(ids) > literals:
        text = f"SELECT unnest([{text}]::BIGINT[])"
    return statement.replace("{ids}", text)
