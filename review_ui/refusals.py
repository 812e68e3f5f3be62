"""A refusal of the index, in the words of the page."""

from __future__ import annotations

from collections.abc import Mapping

from mpi.client import ClientError


class DeskError(Exception):
    """The index refused, or could not be reached."""

    def __init__(self, error: ClientError) -> None:
        super().__init__(error.reason)
        self.code = error.code
        self.reason = error.reason
        self.metadata: Mapping[str, str] = error.metadata
        self.in_words = _in_words(error)


def _in_words(error: ClientError) -> str:
    if error.code == "UNAVAILABLE":
        return "The index does not answer. What you see may be old; nothing was changed."
    if error.violations:
        return "; ".join(f"{one.field}: expected {one.expected}" for one in error.violations)
    return str(error).partition(": ")[2] or str(error)
