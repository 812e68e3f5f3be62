"""Persons: sets of records believed to be one human, and the enterprise IDs that name them."""

from __future__ import annotations

import msgspec


class Eid(msgspec.Struct, frozen=True, gc=False):
    """One enterprise ID.  It was founded by one record, and goes where that record goes.

    `number` counts EIDs in the order of their birth: on a join the lowest survives.
    `survivor` is "" while the EID is live; a retired EID leads to its survivor, hop by hop.
    """

    eid: str
    number: int
    founder: int
    survivor: str = ""
