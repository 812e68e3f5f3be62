"""Identity domains: who may assign which identifiers."""

from __future__ import annotations

from collections.abc import Iterable

from matching.demographics import Demographics
from mpi.domain.source import Source

_LOCAL_TYPES = frozenset({"MR", "PI"})  # HL7 table 0203: what a source itself assigns


def foreign_identifier(speaker: str, demographics: Demographics, sources: Iterable[Source]) -> str:
    """The path of an identifier that only another, protected source may assign; "" for none."""
    protected = {
        name.casefold()
        for source in sources
        if source.protected and source.code != speaker
        for name in (source.code, source.oid, source.uri)
        if name
    }
    for place, identifier in enumerate(demographics.identifiers):
        local = identifier.type.upper() in _LOCAL_TYPES
        if local and identifier.authority.casefold() in protected:
            return f"demographics.identifiers[{place}].authority"
    return ""
