"""What a request may hold: limits and forms, checked before the index sees it.

Each function answers the violations it finds, all of them, in the order of the fields; a violation
names the field by its path on the wire and what was expected, never what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from matching.demographics import Address, Demographics, Identifier, Name
from matching.standardize.dates import DateError, parse_date
from matching.standardize.fold import compact, fold
from matching.standardize.garbled_dates import garbled_date
from matching.standardize.placeholders import is_placeholder_name
from mpi.domain.record import RecordKey
from mpi.domain.source import Source
from mpi.errors import Violation

TEXT_MAX: Final = 256  # characters of a name, an address line, a city …
DATE_MAX: Final = 64
WORD_MAX: Final = 128
EMAIL_MAX: Final = 320
OTHER_VALUE_MAX: Final = 4096
REASON_MAX: Final = 1000
LOCAL_ID_MAX: Final = 128
REQUEST_ID_MAX: Final = 128
ITEMS_MAX: Final = 32  # names, addresses, phones, identifiers, emails, race, ethnicity
LINES_MAX: Final = 8
OTHERS_MAX: Final = 64
BIRTH_ORDER_MAX: Final = 20
EVENT_TIME_AHEAD_MAX: Final = timedelta(days=1)

# C0, DEL, C1, and the two separators that break a line.
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SOURCE_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_OID: Final = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
# What people type where a date is demanded and none is known.
_NO_DATE: Final = re.compile(r"0+|9999\d*|99+")


def demographics_violations(
    said: Demographics, path: str = "demographics"
) -> tuple[Violation, ...]:
    """Violations of what a source says about a patient."""
    return tuple(_demographics(said, path))


def key_violations(key: RecordKey, path: str) -> tuple[Violation, ...]:
    """Violations of a record key."""
    return tuple(_key(key, path))


def source_violations(source: Source, path: str = "source") -> tuple[Violation, ...]:
    """Violations of a source that is to be registered."""
    return tuple(_source(source, path))


def source_code_violations(code: str, path: str) -> tuple[Violation, ...]:
    """Violations of a code that names a source."""
    return () if _SOURCE_CODE.fullmatch(code) else (Violation(path, "the code of a source"),)


def request_id_violations(request_id: str, path: str = "request_id") -> tuple[Violation, ...]:
    """Violations of a request id; an empty one is none."""
    return tuple(_text(request_id, path, REQUEST_ID_MAX))


def reason_violations(reason: str, path: str = "reason") -> tuple[Violation, ...]:
    """Violations of the words that go with a decision."""
    return tuple(_text(reason, path, REASON_MAX))


def text_violations(text: str, path: str, length_max: int = TEXT_MAX) -> tuple[Violation, ...]:
    """Violations of any other text."""
    return tuple(_text(text, path, length_max))


def date_violations(text: str, path: str) -> tuple[Violation, ...]:
    """Violations of a date as said."""
    return tuple(_date(text, path))


def event_time_violations(
    event_time: datetime | None, now: datetime, path: str = "event_time"
) -> tuple[Violation, ...]:
    """A time far ahead would make every later update of its record a stale one."""
    if event_time is not None and event_time > now + EVENT_TIME_AHEAD_MAX:
        return (Violation(path, "a time not more than a day ahead"),)
    return ()


def _demographics(said: Demographics, path: str) -> Iterator[Violation]:
    if not _has_something_to_match_on(said):
        yield Violation(path, "a name, birth date, identifier, address, phone or email to match on")
    yield from _count(said.names, f"{path}.names")
    for place, name in enumerate(said.names[:ITEMS_MAX]):
        yield from _name(name, f"{path}.names[{place}]")
    yield from _date(said.birth_date, f"{path}.birth_date")
    yield from _count(said.identifiers, f"{path}.identifiers")
    for place, identifier in enumerate(said.identifiers[:ITEMS_MAX]):
        yield from _identifier(identifier, f"{path}.identifiers[{place}]")
    yield from _count(said.addresses, f"{path}.addresses")
    for place, address in enumerate(said.addresses[:ITEMS_MAX]):
        yield from _address(address, f"{path}.addresses[{place}]")
    yield from _count(said.phones, f"{path}.phones")
    for place, phone in enumerate(said.phones[:ITEMS_MAX]):
        yield from _required(phone.number, f"{path}.phones[{place}].number", WORD_MAX)
    yield from _texts(said.emails, f"{path}.emails", EMAIL_MAX)
    yield from _text(said.mother.maiden_name, f"{path}.mother.maiden_name", TEXT_MAX)
    yield from _text(said.mother.given, f"{path}.mother.given", TEXT_MAX)
    if said.mother.identifier is not None:
        yield from _identifier(said.mother.identifier, f"{path}.mother.identifier")
    if not 0 <= said.birth_order <= BIRTH_ORDER_MAX:
        yield Violation(f"{path}.birth_order", f"a number from 0 to {BIRTH_ORDER_MAX}")
    yield from _date(said.death_date, f"{path}.death_date")
    yield from _text(said.language, f"{path}.language", WORD_MAX)
    if said.birth_date_garbled and garbled_date(said.birth_date_garbled) != said.birth_date_garbled:
        yield Violation(
            f"{path}.birth_date_garbled",
            "a date with one slip that made it impossible, year first, such as 1861-02-79",
        )
    yield from _texts(said.race, f"{path}.race", WORD_MAX)
    yield from _texts(said.ethnicity, f"{path}.ethnicity", WORD_MAX)
    yield from _count(said.other, f"{path}.other", OTHERS_MAX)
    for place, other in enumerate(said.other[:OTHERS_MAX]):
        yield from _required(other.name, f"{path}.other[{place}].name", WORD_MAX)
        yield from _required(other.value, f"{path}.other[{place}].value", OTHER_VALUE_MAX)


def _has_something_to_match_on(said: Demographics) -> bool:
    """Whether anything was said at all; a placeholder counts, for its sender meant a patient."""
    return (
        bool(said.birth_date.strip() or said.birth_date_garbled)
        or any(name.family.strip() or name.given.strip() for name in said.names)
        or any(identifier.value.strip() for identifier in said.identifiers)
        or any(phone.number.strip() for phone in said.phones)
        or any(email.strip() for email in said.emails)
        or any(
            text.strip()
            for address in said.addresses
            for text in (*address.lines, address.city, address.postal_code)
        )
    )


def _name(name: Name, path: str) -> Iterator[Violation]:
    yield from _text(name.family, f"{path}.family", TEXT_MAX)
    yield from _text(name.given, f"{path}.given", TEXT_MAX)
    yield from _text(name.middle, f"{path}.middle", TEXT_MAX)
    yield from _text(name.prefix, f"{path}.prefix", TEXT_MAX)
    yield from _text(name.suffix, f"{path}.suffix", TEXT_MAX)


def _identifier(identifier: Identifier, path: str) -> Iterator[Violation]:
    yield from _required(identifier.type, f"{path}.type", WORD_MAX)
    yield from _required(identifier.value, f"{path}.value", TEXT_MAX)
    yield from _text(identifier.authority, f"{path}.authority", TEXT_MAX)


def _address(address: Address, path: str) -> Iterator[Violation]:
    yield from _count(address.lines, f"{path}.lines", LINES_MAX)
    for place, line in enumerate(address.lines[:LINES_MAX]):
        yield from _text(line, f"{path}.lines[{place}]", TEXT_MAX)
    yield from _text(address.city, f"{path}.city", TEXT_MAX)
    yield from _text(address.state, f"{path}.state", TEXT_MAX)
    yield from _text(address.postal_code, f"{path}.postal_code", TEXT_MAX)
    yield from _text(address.country, f"{path}.country", TEXT_MAX)
    yield from _date(address.start, f"{path}.start")
    yield from _date(address.end, f"{path}.end")


def _key(key: RecordKey, path: str) -> Iterator[Violation]:
    yield from source_code_violations(key.source, f"{path}.source")
    if not key.local_id:
        yield Violation(f"{path}.local_id", f"1 to {LOCAL_ID_MAX} characters")
        return
    yield from _text(key.local_id, f"{path}.local_id", LOCAL_ID_MAX)
    # Padded and unpadded, one local id would be two records.
    if key.local_id != key.local_id.strip():
        yield Violation(f"{path}.local_id", "no blank at either end")


def _source(source: Source, path: str) -> Iterator[Violation]:
    if not _SOURCE_CODE.fullmatch(source.code):
        yield Violation(
            f"{path}.code",
            'letters, digits, ".", "_" and "-", 1 to 64, beginning with a letter or digit',
        )
    yield from _text(source.name, f"{path}.name", TEXT_MAX)
    yield from _text(source.uri, f"{path}.uri", TEXT_MAX)
    if source.oid and (len(source.oid) > WORD_MAX or not _OID.fullmatch(source.oid)):
        yield Violation(f"{path}.oid", 'an object identifier such as "1.2.840.113883"')


def _texts(texts: tuple[str, ...], path: str, length_max: int) -> Iterator[Violation]:
    yield from _count(texts, path)
    for place, text in enumerate(texts[:ITEMS_MAX]):
        yield from _required(text, f"{path}[{place}]", length_max)


def _count(items: Iterable[object], path: str, items_max: int = ITEMS_MAX) -> Iterator[Violation]:
    if len(tuple(items)) > items_max:
        yield Violation(path, f"at most {items_max}")


def _required(text: str, path: str, length_max: int) -> Iterator[Violation]:
    if not text.strip():
        yield Violation(path, "not to be empty")
    else:
        yield from _text(text, path, length_max)


def _text(text: str, path: str, length_max: int) -> Iterator[Violation]:
    if len(text) > length_max:
        yield Violation(path, f"at most {length_max} characters")
    elif _CONTROL.search(text):
        yield Violation(path, "no control characters")


def _date(text: str, path: str) -> Iterator[Violation]:
    """A date that cannot be is a mistake; one that stands for nothing is a habit, and kept."""
    if not text:
        return
    faults = tuple(_text(text, path, DATE_MAX))
    if faults:
        yield from faults
        return
    if not _is_possible_date(text):
        yield Violation(path, "a possible date, such as 1980-05-12, 05/12/1980 or 1980-05")


# People are born on some thirty thousand days, whoever comes and however many.
@lru_cache(maxsize=65_536)
def _is_possible_date(text: str) -> bool:
    try:
        parse_date(text)
    except DateError:
        return bool(_NO_DATE.fullmatch(compact(text))) or _is_word_of_nothing(text)
    return True


def _is_word_of_nothing(text: str) -> bool:
    folded = fold(text)
    return not any(symbol.isdigit() for symbol in folded) and is_placeholder_name(folded)
