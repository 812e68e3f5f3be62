"""A table of malformed upserts, about a thousand, generated: each with its method, its bytes,
what must be answered, and the field that the answer must name.

Whatever a request says that could be a patient's is marked ZZPHI, so that a leak can be found.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from google.protobuf.message import DecodeError, Message

from mpi.v1 import patient_index_pb2 as index

MARK = "ZZPHI"
UPSERT = "PatientIndexService/UpsertRecord"
CONTROLS = ("\x00", "\t", "\n", "\r", "\x1b", "\x7f", "\x85", "\u2028")

BAD_DATES = (
    *("30 February 1980", "1980-02-30", "02/30/1980", "1980-13-32", "13/13/1980", "1979-02-29"),
    *("1980-00-10", "1980-01-32", "31/04/1980", "April 31 1980"),
    *("19800231", "19801332", "1980/2/31", "12th of Never", "yesterday", "1/2/3/4", "1980-5-12-3"),
    *("80000-01-01", "-5", "1.5", "05--1980", "5/12/198", "Ω", "32.01.1980", "1980-W07-1", "3000"),
)

_numbers_used = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Malformed:
    """`field`: a part of the path that must be named; "" where no field can be told."""

    method: str
    data: bytes
    codes: tuple[str, ...]
    field: str


def table() -> Iterator[Malformed]:
    for part in (
        *(_texts, _wrong_wire_types, _dates, _enums, _numbers, _repeated, _empties, _keys),
        *(_authorities, _times, _broken_bytes, _oversize),
    ):
        yield from part()


def valid() -> index.UpsertRecordRequest:
    """A request with every field filled, which would be accepted."""
    request = index.UpsertRecordRequest(request_id=f"{MARK}-{next(_numbers_used)}")
    request.key.source, request.key.local_id = "north", f"{MARK}1"
    request.event_time.seconds = 1_700_000_000
    said = request.demographics
    said.names.add(family=MARK, given=MARK, middle=MARK, prefix=MARK, suffix=MARK, use=1)
    said.birth_date, said.death_date, said.sex = "1980-05-12", "2020-05-12", 2
    said.identifiers.add(type="MR", value=MARK, authority=MARK)
    said.addresses.add(
        lines=[MARK], city=MARK, state=MARK, postal_code=MARK, country=MARK, use=1, start="2001"
    )
    said.addresses[0].end = "2002"
    said.phones.add(number=MARK, use=1)
    said.emails.append(MARK)
    said.mother.maiden_name, said.mother.given = MARK, MARK
    said.mother.identifier.type, said.mother.identifier.value = "MR", MARK
    said.mother.identifier.authority = MARK
    said.multiple_birth, said.birth_order, said.deceased = True, 1, True
    said.language = MARK
    said.race.append(MARK)
    said.ethnicity.append(MARK)
    said.other.add(name=MARK, value=MARK)
    return request


def invalid(request: Message, field: str, method: str = UPSERT) -> Malformed:
    return Malformed(method, request.SerializeToString(), ("INVALID_ARGUMENT",), field)


def _with(change: Callable[[index.UpsertRecordRequest], None], field: str) -> Malformed:
    request = valid()
    change(request)
    return invalid(request, field)


@dataclass(frozen=True, slots=True)
class Place:
    """A text in a request: the message that holds it, its field, and its index if repeated."""

    holder: Message
    name: str
    at: int | None
    path: str

    def put(self, text: str) -> None:
        if self.at is None:
            setattr(self.holder, self.name, text)
        else:
            getattr(self.holder, self.name)[self.at] = text


def places(message: Message, path: str = "") -> Iterator[Place]:
    """Every text in the message, however deep."""
    for field, value in message.ListFields():
        name = path + field.name
        if field.message_type is not None and field.is_repeated:
            for at, one in enumerate(value):
                yield from places(one, f"{name}[{at}].")
        elif field.message_type is not None:
            yield from places(value, f"{name}.")
        elif field.type == field.TYPE_STRING and field.is_repeated:
            for at in range(len(value)):
                yield Place(message, field.name, at, f"{name}[{at}]")
        elif field.type == field.TYPE_STRING:
            yield Place(message, field.name, None, name)


def _texts() -> Iterator[Malformed]:
    """Control characters, too many characters, and bytes that are no UTF-8, in every text."""
    for number, place in enumerate(places(valid())):
        for text in (*(f"{MARK}{control}{MARK}" for control in CONTROLS), MARK * 1000):
            request = valid()
            list(places(request))[number].put(text)
            yield invalid(request, place.path)
        request = valid()
        list(places(request))[number].put("QQQQQ")
        data = request.SerializeToString().replace(b"QQQQQ", b"Q\xff\xfeQ\xc0")
        yield Malformed(UPSERT, data, ("INVALID_ARGUMENT",), "request")


def _wrong_wire_types() -> Iterator[Malformed]:
    """Every field of every message once as each wire type that it is not."""
    wires = {0: b"\x07", 1: b"ZZPHI!!!", 2: b"\x05ZZPHI", 5: b"ZZPH"}
    for descriptor, path, wrap in _messages():
        for field in descriptor.fields:
            if field.type == field.TYPE_STRING or field.message_type is not None:
                right = {2}
            else:  # a number; a packed list of them is allowed only where it repeats
                right = {0}
            for wire, payload in wires.items():
                if wire in right:
                    continue
                data = (
                    wrap(bytes([field.number << 3 & 0x7F | wire]) + payload)
                    if (field.number < 16)
                    else wrap(bytes([(field.number << 3 | wire) & 0x7F | 0x80, 1]) + payload)
                )
                yield Malformed(UPSERT, data, ("INVALID_ARGUMENT",), path + field.name)
        yield Malformed(UPSERT, wrap(b"\xf8\x07\x01"), ("INVALID_ARGUMENT",), f"{path}#127")


def _messages() -> Iterator[tuple[object, str, Callable[[bytes], bytes]]]:
    """Each message of an upsert, its path, and how to add bytes to it inside a valid request."""
    whole = valid().SerializeToString()
    said = index.UpsertRecordRequest.DESCRIPTOR.fields_by_name["demographics"].message_type
    yield index.UpsertRecordRequest.DESCRIPTOR, "", lambda extra: whole + extra
    yield said, "demographics.", lambda extra: whole + _nested(2, extra)
    for name in ("names", "identifiers", "addresses", "phones", "mother", "other"):
        field = said.fields_by_name[name]
        place = "mother." if name == "mother" else f"{name}[1]."
        number = field.number

        def wrap(extra: bytes, number: int = number) -> bytes:
            return whole + _nested(2, _nested(number, extra))

        yield field.message_type, f"demographics.{place}", wrap


def _nested(number: int, data: bytes) -> bytes:
    tag = number << 3 | 2
    head = bytes([tag]) if tag < 128 else bytes([tag & 0x7F | 0x80, tag >> 7])
    return head + bytes([len(data)]) + data


def _dates() -> Iterator[Malformed]:
    for text in BAD_DATES:
        yield _with(lambda r, t=text: setattr(r.demographics, "birth_date", t), "birth_date")
        yield _with(lambda r, t=text: setattr(r.demographics, "death_date", t), "death_date")
        for name in ("start", "end"):
            yield _with(
                lambda r, t=text, n=name: setattr(r.demographics.addresses[0], n, t),
                f"demographics.addresses[0].{name}",
            )


def _enums() -> Iterator[Malformed]:
    for number in (-1, 6, 7, 99, 2**31 - 1, -(2**31)):
        yield _with(lambda r, n=number: setattr(r.demographics, "sex", n), "demographics.sex")
        for name in ("names", "addresses", "phones"):
            yield _with(
                lambda r, n=number, f=name: setattr(getattr(r.demographics, f)[0], "use", n),
                f"demographics.{name}[0].use",
            )


def _numbers() -> Iterator[Malformed]:
    for number in (-1, 21, 99, 2**31 - 1, -(2**31)):
        yield _with(lambda r, n=number: setattr(r.demographics, "birth_order", n), "birth_order")
    for number in (-1, -(2**31)):
        yield _with(lambda r, n=number: setattr(r, "expected_version", n), "expected_version")


def _repeated() -> Iterator[Malformed]:
    """Lists with too many of something."""
    for name in (
        *("names", "identifiers", "addresses", "phones", "emails", "race", "ethnicity", "other"),
    ):
        for count in (70, 500, 3000):

            def grow(request: index.UpsertRecordRequest, n: str = name, c: int = count) -> None:
                items = getattr(request.demographics, n)
                items.extend([items[0]] * c)

            yield _with(grow, f"demographics.{name}")
    for count in (9, 100, 3000):
        yield _with(
            lambda r, c=count: r.demographics.addresses[0].lines.extend([MARK] * c),
            "demographics.addresses[0].lines",
        )


def _empties() -> Iterator[Malformed]:
    """Records that say nothing to match on, and parts that say nothing at all."""
    for change in (
        lambda said: None,
        lambda said: setattr(said, "sex", 1),
        lambda said: setattr(said, "language", MARK),
        lambda said: said.names.add(),
        lambda said: said.names.add(family=" ", given=" "),
        lambda said: said.addresses.add(),
        lambda said: said.addresses.add(country=MARK),
        lambda said: said.mother.SetInParent(),
        lambda said: setattr(said.mother, "given", MARK),
        lambda said: setattr(said, "birth_order", 1),
        lambda said: setattr(said, "deceased", True),
        lambda said: said.other.add(name=MARK, value=MARK),
    ):
        request = valid()
        request.demographics.Clear()
        change(request.demographics)
        yield invalid(request, "demographics")
        asked = index.MatchPatientRequest(demographics=request.demographics)
        yield invalid(asked, "demographics", "PatientIndexService/MatchPatient")
    for place in ("phones[0].number", "emails[0]", "identifiers[0].value", "identifiers[0].type"):
        for text in ("", "  "):
            request = valid()
            found = [one for one in places(request) if one.path == f"demographics.{place}"]
            found[0].put(text)
            yield invalid(request, f"demographics.{place}")
    yield Malformed(UPSERT, b"", ("INVALID_ARGUMENT",), "key.source")


def _keys() -> Iterator[Malformed]:
    for code in ("", " ", "a b", "-x", "x" * 65, "né", "a/b", "a\nb", "'; DROP TABLE record; --"):
        yield _with(lambda r, c=code: setattr(r.key, "source", c), "key.source")
    for local_id in ("", " ", " 1", "1 ", "x" * 129, "1\n", "\u20281"):
        yield _with(lambda r, i=local_id: setattr(r.key, "local_id", i), "key.local_id")
    for code in ("nobody", "NORTH", "north1", "x" * 64, "0"):
        request = valid()
        request.key.source = code
        data = request.SerializeToString()
        yield Malformed(UPSERT, data, ("FAILED_PRECONDITION",), "key.source")


def _authorities() -> Iterator[Malformed]:
    """Identifiers that only the source `south` may assign."""
    for authority in ("south", "SOUTH", "2.16.840.1.113883.19.5", "urn:south", "URN:South"):
        for kind in ("MR", "PI", "mr"):
            request = valid()
            request.demographics.identifiers.add(type=kind, value=MARK, authority=authority)
            yield Malformed(
                UPSERT,
                request.SerializeToString(),
                ("FAILED_PRECONDITION",),
                "demographics.identifiers[1].authority",
            )


def _times() -> Iterator[Malformed]:
    for seconds, nanos in (
        *((2**62, 0), (-(2**62), 0), (253402300800, 0), (-62135596801, 0), (0, -1), (0, 10**9)),
        *((0, 2**31 - 1), (4_102_444_800, 0)),  # and the year 2100
    ):
        request = valid()
        request.event_time.seconds, request.event_time.nanos = seconds, nanos
        yield invalid(request, "event_time")


def _broken_bytes() -> Iterator[Malformed]:
    """A valid request cut short, and noise; what happens to parse and pass is left out."""
    whole = valid().SerializeToString()
    noise = random.Random(7)
    tries = [whole[:cut] for cut in range(1, len(whole), 2)]
    tries += [noise.randbytes(noise.randint(1, 200)) for _ in range(150)]
    for _ in range(100):
        spoilt = bytearray(whole)
        for _ in range(3):
            spoilt[noise.randrange(len(spoilt))] = noise.randrange(256)
        tries.append(bytes(spoilt))
    for data in tries:
        try:
            index.UpsertRecordRequest.FromString(data)
        except DecodeError:
            yield Malformed(UPSERT, data, ("INVALID_ARGUMENT",), "request")


def _oversize() -> Iterator[Malformed]:
    """Megabytes in one field: refused before they are read."""
    for number in range(0, len(list(places(valid()))), 4):
        request = valid()
        list(places(request))[number].put(MARK * 900_000)
        yield Malformed(UPSERT, request.SerializeToString(), ("RESOURCE_EXHAUSTED",), "")
    request = valid()
    list(places(request))[2].put("Z" * 4_000_000)  # just fits
    yield invalid(request, "demographics.names[0].family")
