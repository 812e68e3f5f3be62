"""How far a load has come, kept beside the file while the load is unfinished."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Progress:
    """`of`: what is loaded, as a digest of the file, its layout and its source.

    `settled`: every row up to this one was answered durably or rejected.  `load_id` begins the
    request ids, so that a row sent twice is the same request.
    """

    of: str
    load_id: str
    settled: int = 0
    last_source: str = ""  # the last record that the index took, to know the index again
    last_local_id: str = ""
    rejects_bytes: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, word: str, by: int = 1) -> None:
        self.counts[word] = self.counts.get(word, 0) + by


def read(path: Path) -> Progress | None:
    """The progress in the file; None where there is none, or it cannot be read."""
    try:
        return Progress(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write(path: Path, progress: Progress) -> None:
    """Replaces the file at once, so that a break leaves the old one or the new one."""
    new = path.with_name(path.name + ".new")
    new.write_text(json.dumps(asdict(progress)) + "\n", encoding="utf-8")
    os.replace(new, path)  # noqa: PTH105
