"""The journal's entries: events as bytes, hashed so that none can be changed, lost or slipped in.

Each entry's `hash` covers the entry before it, its own head (number, time, actor, request id,
type) and the salted hash of its payload.  The payload itself is only covered through that salted
hash, so that a payload and its salt can be erased on legal order: the chain still verifies, and
nobody can find out by guessing what was erased.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec

from mpi.domain.event import Event, Payload
from mpi.errors import DataCorrupt

GENESIS = hashlib.sha256(b"master patient index, journal 1").digest()
SALT_BYTES = 16

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DECODERS = {cls.__name__: msgspec.json.Decoder(cls, strict=True) for cls in get_args(Payload)}
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is stored.  `payload` and `salt` are None once they were erased."""

    seq: int
    at_us: int
    actor: str
    request_id: str
    type: str
    payload: bytes | None
    salt: bytes | None
    payload_hash: bytes
    hash: bytes

    def __repr__(self) -> str:
        """Shows no demographics, so that a stray log line cannot leak them."""
        return f"Entry({self.seq}, {self.type})"


def sealed(event: Event, previous: bytes, salt: bytes) -> Entry:
    """The event as the entry that follows the one hashed to `previous`."""
    head, payload, payload_hash = _worked_out(event, salt)
    link = _link(head, payload_hash)
    return Entry(*head, payload, salt, payload_hash, chained(previous, link))


def unchained(event: Event, salt: bytes) -> tuple[Entry, bytes]:
    """The entry without its hash, and the link that `chained` makes its hash from: all that can
    be done before the entry in front of it is known."""
    head, payload, payload_hash = _worked_out(event, salt)
    return Entry(*head, payload, salt, payload_hash, b""), _link(head, payload_hash)


def chained(previous: bytes, link: bytes) -> bytes:
    """The hash of an entry that follows the one hashed to `previous`."""
    return hashlib.sha256(previous + link).digest()


def follows(entry: Entry, seq: int, previous: bytes) -> bool:
    """Whether an entry is the one behind entry `seq`, whose hash is `previous`."""
    head = (entry.seq, entry.at_us, entry.actor, entry.request_id, entry.type)
    is_chained = entry.hash == chained(previous, _link(head, entry.payload_hash))
    return entry.seq == seq + 1 and is_chained


def opened(entry: Entry) -> Event:
    """The event of an entry.  Raises DataCorrupt when it was erased or is not well formed."""
    decoder = _DECODERS.get(entry.type)
    if entry.payload is None or decoder is None:
        raise DataCorrupt(f"journal entry {entry.seq}: no payload of a known type")
    try:
        payload: Payload = decoder.decode(entry.payload)
    except msgspec.DecodeError:
        # The decoder's own message may quote the payload, so it is not passed on.
        raise DataCorrupt(f"journal entry {entry.seq}: not a {entry.type}") from None
    return Event(entry.seq, moment(entry.at_us), entry.actor, entry.request_id, payload)


def problems(entries: Iterable[Entry]) -> Iterator[str]:
    """What is wrong with a whole journal, in words that name entry numbers only."""
    previous, seq = GENESIS, 0
    for entry in entries:
        if entry.seq != seq + 1:
            yield f"journal: entry {entry.seq} follows entry {seq}"
        head = (entry.seq, entry.at_us, entry.actor, entry.request_id, entry.type)
        if entry.hash != chained(previous, _link(head, entry.payload_hash)):
            yield f"journal: entry {entry.seq} does not continue the hash chain"
        yield from _payload_problems(entry)
        previous, seq = entry.hash, entry.seq


def micros(at: datetime) -> int:
    """Microseconds since 1970 in UTC, exactly; the time must know its zone."""
    return (at - _EPOCH) // _MICROSECOND


def moment(at_us: int) -> datetime:
    return _EPOCH + at_us * _MICROSECOND


_Head = tuple[int, int, str, str, str]


def _worked_out(event: Event, salt: bytes) -> tuple[_Head, bytes, bytes]:
    assert len(salt) == SALT_BYTES, "a salt has 16 bytes"
    payload = _ENCODER.encode(event.payload)
    payload_hash = hashlib.sha256(salt + payload).digest()
    head = (event.seq, micros(event.at), event.actor, event.request_id, event.type)
    return head, payload, payload_hash


def _link(head: _Head, payload_hash: bytes) -> bytes:
    # A JSON list says unambiguously where one field ends and the next begins.
    return _ENCODER.encode(head) + payload_hash


def _payload_problems(entry: Entry) -> Iterator[str]:
    if entry.payload is None:
        return
    if hashlib.sha256((entry.salt or b"") + entry.payload).digest() != entry.payload_hash:
        yield f"journal: entry {entry.seq} has a payload that its hash does not fit"
        return
    try:
        event = opened(entry)
    except DataCorrupt as problem:
        yield str(problem)
        return
    # Decoding forgets fields that it does not know; encoding again shows whether there were any.
    again = _ENCODER.encode(event.payload)
    if again != entry.payload and not _holds(
        msgspec.json.decode(again), msgspec.json.decode(entry.payload)
    ):
        yield f"journal: entry {entry.seq} has a payload with unknown fields"


def _holds(whole: object, part: object) -> bool:
    """Whether everything that `part` says stands in `whole`: an event may have got new fields
    since an entry was written, and each of them has a default."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and _holds(whole[key], value) for key, value in part.items())
    if isinstance(whole, list) and isinstance(part, list):
        pairs = zip(whole, part, strict=False)
        return len(whole) == len(part) and all(_holds(one, other) for one, other in pairs)
    return whole == part
