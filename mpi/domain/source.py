"""Sources: the registered systems that assign local identifiers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """An assigning authority.  `protected`: only this source may send identifiers of its domain."""

    code: str
    name: str = ""
    oid: str = ""
    uri: str = ""
    protected: bool = False
