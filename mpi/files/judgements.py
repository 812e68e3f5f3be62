"""The file of judged pairs: record keys, verdict, when; no demographics.

`mpi judgements export` writes it and `mpi train --judgements` reads it.  A pair stands in it once;
where somebody has put two such files together, the line judged last counts.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from mpi.domain.record import RecordKey
from mpi.files.export import whole
from mpi.files.reading import FileError

HEADERS: Final = (
    "left_source",
    "left_local_id",
    "right_source",
    "right_local_id",
    "verdict",
    "judged_at",
    "fingerprint",
    "model",
)
NEEDED: Final = HEADERS[:5]
SAME: Final = "same"
DIFFERENT: Final = "different"


class JudgedLine(NamedTuple):
    """`fingerprint` names the evidence that was judged, `model` the model that showed it."""

    left_source: str
    left_local_id: str
    right_source: str
    right_local_id: str
    verdict: str
    judged_at: str
    fingerprint: str
    model: str


@dataclass(frozen=True, slots=True)
class JudgedKeys:
    left: RecordKey
    right: RecordKey
    is_same: bool


def line(
    left: tuple[str, str],
    right: tuple[str, str],
    *,
    is_same: bool,
    at: datetime,
    fingerprint: str,
    model: str,
) -> JudgedLine:
    """A line of the file; `at` in UTC."""
    verdict = SAME if is_same else DIFFERENT
    judged_at = at.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return JudgedLine(*left, *right, verdict, judged_at, fingerprint, model)


def write_judgements(lines: Iterable[JudgedLine], path: Path) -> int:
    """Writes the file whole, or not at all; answers how many lines."""
    count = 0
    with whole(path) as new, new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADERS)
        for line in lines:
            writer.writerow(line)
            count += 1
    return count


def read_judgements(path: Path) -> tuple[JudgedKeys, ...]:
    """The judged pairs of a file, each once.

    Raises:
        FileError: a column is missing, or a line says something else than it should.
    """
    found: dict[frozenset[RecordKey], tuple[str, JudgedKeys]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise FileError(f"{path.name}: expected the column {missing[0]}")
        for row in reader:
            pair = _pair(path, reader.line_num, row)
            at, ends = row.get("judged_at") or "", frozenset((pair.left, pair.right))
            if ends not in found or found[ends][0] <= at:
                found[ends] = at, pair
    return tuple(pair for _, pair in found.values())


def _pair(path: Path, line: int, row: dict[str, str]) -> JudgedKeys:
    def said(name: str) -> str:
        value = (row[name] or "").strip()
        if not value:
            raise FileError(f"{path.name}, line {line}: expected something in {name}")
        return value

    verdict = said("verdict").lower()
    if verdict not in (SAME, DIFFERENT):
        raise FileError(f"{path.name}, line {line}: expected {SAME} or {DIFFERENT} in verdict")
    left = RecordKey(said("left_source"), said("left_local_id"))
    right = RecordKey(said("right_source"), said("right_local_id"))
    if left == right:
        raise FileError(f"{path.name}, line {line}: expected another record on the right")
    return JudgedKeys(left, right, verdict == SAME)
