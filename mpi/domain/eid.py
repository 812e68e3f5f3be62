"""Enterprise IDs: opaque, never reused, check-digited, without I or O.

Twelve symbols of an alphabet of 31 (no 0, I, L, O, U): eleven random ones and a check symbol, the
weighted sum modulo the prime 31 (the method of ISBN-10 and ISO/IEC 7064's pure systems), which
finds every wrong symbol and every swap of two.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12

Mint = Callable[[], str]


def mint() -> str:
    """A new random EID: 31**11, about 2.5e16, of them."""
    return written(secrets.randbelow(len(ALPHABET) ** (LENGTH - 1)))


def founded(source: str, local_id: str, attempt: int = 0) -> str:
    """The EID of a person that a whole file makes, named by its first record key.

    The same key gives the same EID on every machine.  `attempt` counts on where another person
    of the file has it already.
    """
    digest = hashlib.sha256(f"{source}\x1f{local_id}\x1f{attempt}".encode()).hexdigest()
    return written(int(digest[:15], 16))


def written(number: int) -> str:
    """The lowest digits of a number in base 31, the lowest first, and their check symbol."""
    body = ""
    for _ in range(LENGTH - 1):
        number, symbol = divmod(number, len(ALPHABET))
        body += ALPHABET[symbol]
    return body + check_symbol(body)


class Pool:
    """EIDs that nobody has, made sure of many at a time: one look-up instead of one for each.

    Belongs to the one writer, so what was unused when it was made sure of stays so.
    """

    def __init__(self, mint: Mint = mint, size: int = 256) -> None:
        self._mint = mint
        self._size = size
        self._ready: list[str] = []

    def take(self, unused: Callable[[Iterable[str]], Iterable[str]]) -> str:
        """An EID that is handed out once; `unused` answers which of many were never minted."""
        while not self._ready:
            self._ready = list(unused({self._mint(): None for _ in range(self._size)}))[::-1]
        return self._ready.pop()


def check_symbol(body: str) -> str:
    """The symbol that makes sum(weight * symbol) a multiple of 31."""
    total = sum((place + 2) * ALPHABET.index(symbol) for place, symbol in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]


def normalized(text: str) -> str:
    """The EID as stored, from the ways people write it; "" if it cannot be one."""
    eid = text.strip().upper().replace("-", "").replace(" ", "")
    if len(eid) != LENGTH or any(symbol not in ALPHABET for symbol in eid):
        return ""
    return eid if eid[-1] == check_symbol(eid[:-1]) else ""
