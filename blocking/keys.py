"""The block keys of a match row: two records with a key in common are compared.

`keys` is the whole of it, `key_hashes` the same without the names.  Each function below them gives
the values of one key of the plan; a missing column gives no value, so that missing records never
meet by what they lack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import md5
from typing import Final

from jellyfish import metaphone

from blocking.common_names import COMMON_FAMILY_NAMES, COMMON_GIVEN_NAMES
from blocking.plan import Plan
from matching.row import MatchRow
from matching.standardize.nicknames import canonical

# A record with dozens of aliases or addresses must not bring dozens of times the candidates.
ALTERNATIVES_MAX: Final = 6
ADDRESSES_MAX: Final = 3
_HASH_MASK: Final = 2**63 - 1  # fits a signed BIGINT


@dataclass(frozen=True, slots=True)
class Key:
    """The name of a key definition and the hash of that name with the value."""

    name: str
    hash: int


def keys(row: MatchRow, plan: Plan) -> tuple[Key, ...]:
    """The distinct keys of `row`, strongest first, without those that are too common."""
    return tuple(Key(name, hashed) for hashed, name in _found(row, plan).items())


def key_hashes(row: MatchRow, plan: Plan) -> tuple[int, ...]:
    """The hashes of `keys`."""
    return tuple(_found(row, plan))


def _found(row: MatchRow, plan: Plan) -> dict[int, str]:
    """Hash -> the name of the strongest key that has it."""
    parts = _Parts(row)
    found: dict[int, str] = {}
    for definition in plan.definitions:
        name = definition.name
        for value in _VALUES[name](parts):
            hashed = key_hash(name, value)
            if hashed not in found and hashed not in plan.too_common:
                found[hashed] = name
    return found


def key_hash(name: str, value: str) -> int:
    """A non-negative number of 63 bits, the same on every machine, in every run and in SQL.

    MD5 because DuckDB has it, too: whole files and single records must leave out the same keys.
    It guards nothing; it only has to spread the values.
    """
    digest = md5(f"{name}|{value}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "little") & _HASH_MASK


@dataclass(frozen=True, slots=True)
class _Home:
    """The parts of one address, current or other, that keys read."""

    number: str
    street: str
    city: str
    postal_code: str


class _Parts:
    """What several keys of one row read, computed once."""

    def __init__(self, row: MatchRow) -> None:
        self.row = row
        birth = row.birth_date
        self.day: str = birth if len(birth) == 8 else ""
        self.year: str = birth[:4]
        self.year_month: str = birth[:6] if len(birth) >= 6 else ""
        self.month_day: str = birth[4:] if self.day else ""
        self.given: str = row.given
        self.family: str = row.family.replace(" ", "")
        self.given_sound: str = sound(row.given)
        self.family_sound: str = sound(self.family)
        # In either order, so that swapped given and family names meet.
        both = sorted((self.given_sound, self.family_sound))
        self.sounds: str = "/".join(both) if all(both) else ""
        self.homes: tuple[_Home, ...] = tuple(_homes(row))


@lru_cache(maxsize=131_072)
def sound(name: str) -> str:
    """The metaphone of a name; the name itself where that is empty."""
    return metaphone(name).replace(" ", "") or name


def _homes(row: MatchRow) -> Iterator[_Home]:
    if row.house_number or row.street or row.city or row.postal_code:
        yield _Home(row.house_number, row.street, row.city, row.postal_code)
    for text in row.addresses_other[: ADDRESSES_MAX - 1]:
        number, street, _, city, _, postal_code = text.split("|")
        yield _Home(number, street, city, postal_code)


def _joined(*parts: str) -> tuple[str, ...]:
    """One value of all parts, or none if a part is missing."""
    return ("|".join(parts),) if all(parts) else ()


def _each(values: tuple[str, ...], part: str) -> Iterator[str]:
    for value in values[:ALTERNATIVES_MAX]:
        yield from _joined(value, part)


def _given_sounds(parts: _Parts) -> list[str]:
    names = [parts.given, *canonical(parts.given), *parts.row.given_other]
    return list(dict.fromkeys(sound(name) for name in names if name))[:ALTERNATIVES_MAX]


def _family_sounds(parts: _Parts) -> list[str]:
    """Sounds of the family name whole, of its parts, and of the other family names."""
    names = [parts.family]
    words = parts.row.family.split()
    if len(words) > 1:
        names += [word for word in words if len(word) > 1]
    names += [name.replace(" ", "") for name in parts.row.family_other]
    return list(dict.fromkeys(sound(name) for name in names if name))[:ALTERNATIVES_MAX]


def _email_user(parts: _Parts) -> Iterator[str]:
    """The part before the @, with the host's first letter unless it is long or has a number.

    JSMITH is too many people, but one at each host.
    """
    for email in parts.row.emails[:ALTERNATIVES_MAX]:
        user, _, host = email.partition("@")
        if len(user) >= 9 or (len(user) >= 5 and any(letter.isdigit() for letter in user)):
            yield user
        else:
            yield from _joined(user, host[:1])


def _email_host(parts: _Parts) -> Iterator[str]:
    for email in parts.row.emails[:ALTERNATIVES_MAX]:
        user, _, host = email.partition("@")
        yield from _joined(host, user[:1])


def _phone_initial(parts: _Parts) -> Iterator[str]:
    for initial in _initials(parts):
        yield from _each(parts.row.phones, initial)


def _initials_in_either_order(parts: _Parts) -> str:
    if not parts.given or not parts.family:
        return ""
    return "".join(sorted((parts.given[0], parts.family[0])))


def _initials(parts: _Parts) -> list[str]:
    """Both initials in one set, so that swapped names meet, too."""
    return sorted({parts.given[:1], parts.family[:1]} - {""})


def _birth_date_name(parts: _Parts) -> Iterator[str]:
    """Given, middle and family names stand in one list, so that swapped names meet, too."""
    if not parts.day:
        return
    middle = parts.row.middle.split(" ")[0]
    sounds = [*_given_sounds(parts), *_family_sounds(parts)]
    if len(middle) > 1:
        sounds.append(sound(middle))
    for name in sounds:
        yield f"{parts.day}|{name}"


def _names_middle(parts: _Parts) -> Iterator[str]:
    initial = parts.row.middle[:1]
    if initial and parts.family_sound:
        for given in (parts.given, *canonical(parts.given))[: ALTERNATIVES_MAX + 1]:
            yield from _joined(given, initial, parts.family_sound)


def _rare_names(parts: _Parts) -> Iterator[str]:
    is_common = parts.family in COMMON_FAMILY_NAMES and parts.given in COMMON_GIVEN_NAMES
    if len(parts.given) > 1 and parts.family and not is_common:
        yield "/".join(sorted((parts.given, parts.family)))


def _birth_date_mother(parts: _Parts) -> Iterator[str]:
    mother = sound(parts.row.mother_family.replace(" ", ""))
    yield from _joined(parts.day, "F", mother)
    yield from _joined(parts.day, "G", sound(parts.row.mother_given))


def _number_postal_initial(parts: _Parts, home: _Home) -> Iterator[str]:
    for initial in _initials(parts):
        yield from _joined(home.number, home.postal_code, initial)


def _small_postal_initial(parts: _Parts, home: _Home) -> Iterator[str]:
    """Codes with letters (SW1A 1AA, 1012 AB) name a few dozen homes, those of digits a town."""
    code = home.postal_code
    if len(code) >= 6 and any("A" <= letter <= "Z" for letter in code):
        for initial in _initials(parts):
            yield f"{code}|{initial}"


_Values = Callable[[_Parts], Iterable[str]]


def _at_home(values: Callable[[_Parts, _Home], Iterable[str]]) -> _Values:
    """The values that a key has at each address of a row."""

    def of_all(parts: _Parts) -> Iterable[str]:
        if len(parts.homes) == 1:
            return values(parts, parts.homes[0])
        return [value for home in parts.homes for value in values(parts, home)]

    return of_all


_VALUES: Final[dict[str, _Values]] = {
    "ssn": lambda p: _joined(p.row.ssn),
    "identifier": lambda p: p.row.identifiers[:ALTERNATIVES_MAX],
    "email": lambda p: p.row.emails[:ALTERNATIVES_MAX],
    "email_user": _email_user,
    "last4_birth_date": lambda p: _joined(p.row.ssn_last4, p.day),
    "phone_initial": _phone_initial,
    "phone_birth_year": lambda p: _each(p.row.phones, p.year),
    "birth_date_name": _birth_date_name,
    "birth_date_initials": lambda p: _joined(p.day, _initials_in_either_order(p)),
    "birth_date_mother": _birth_date_mother,
    "birth_date_street": _at_home(lambda p, home: _joined(p.day, home.street)),
    "birth_date_zip3": _at_home(lambda p, home: _joined(p.day, home.postal_code[:3])),
    "birth_date_city": _at_home(lambda p, home: _joined(p.day, home.city)),
    "names_birth_year": lambda p: _joined(p.sounds, p.year),
    "given_month_day": lambda p: _joined(p.given_sound, p.family[:1], p.month_day),
    "family_month_day": lambda p: _joined(p.family_sound, p.given[:1], p.month_day),
    "given_birth_year": lambda p: _joined(p.given, p.family[:2], p.year),
    "family_birth_month": lambda p: _joined(p.family, p.year_month),
    "native_birth_year": lambda p: _joined(p.row.given_native, p.row.family_native, p.year),
    "names_middle": _names_middle,
    "rare_names": _rare_names,
    "home_initial": _at_home(lambda p, home: _joined(home.number, home.street, p.given[:1])),
    "home_family": _at_home(lambda p, home: _joined(home.number, home.street, p.family_sound)),
    "number_postal_initial": _at_home(_number_postal_initial),
    "small_postal_initial": _at_home(_small_postal_initial),
    "number_family_initial": _at_home(lambda p, home: _joined(home.number, p.family, p.given[:1])),
    "number_names": _at_home(lambda p, home: _joined(home.number, p.sounds)),
    "postal_given": _at_home(
        lambda p, home: _joined(home.postal_code, p.given_sound, p.family[:2])
    ),
    "postal_family_initial": _at_home(
        lambda p, home: _joined(home.postal_code, p.family_sound, p.given[:1])
    ),
    "street_given_initial": _at_home(
        lambda p, home: _joined(home.street, p.given_sound, p.family[:1])
    ),
    "street_family_zip3": _at_home(
        lambda p, home: _joined(home.street, p.family_sound, home.postal_code[:3])
    ),
    "city_names": _at_home(lambda p, home: _joined(home.city, p.sounds)),
    "wide_names": lambda p: _joined(p.sounds),
    "wide_birth_date": lambda p: _joined(p.day),
    "wide_email_host": _email_host,
    "wide_family_year": lambda p: _joined(p.family_sound, p.year),
    "wide_given_year": lambda p: _joined(p.given_sound, p.year),
    "wide_postal_family": _at_home(lambda p, home: _joined(home.postal_code, p.family_sound)),
    "wide_postal_given": _at_home(lambda p, home: _joined(home.postal_code, p.given_sound)),
    "wide_city_family": _at_home(lambda p, home: _joined(home.city, p.family_sound)),
    "wide_city_given": _at_home(lambda p, home: _joined(home.city, p.given_sound)),
    "wide_family_initial": lambda p: _joined(p.family_sound, p.given[:1]),
    "wide_phone_beginning": lambda p: (
        phone[:-3] for phone in p.row.phones[:ALTERNATIVES_MAX] if len(phone) > 6
    ),
    "wide_phone_end": lambda p: (
        phone[:3] + phone[-5:] for phone in p.row.phones[:ALTERNATIVES_MAX] if len(phone) > 6
    ),
    "wide_email_beginning": lambda p: (
        email[:6] for email in p.row.emails[:ALTERNATIVES_MAX] if len(email) > 6
    ),
    "wide_family_day": lambda p: _joined(p.family_sound, p.month_day),
    "wide_family": lambda p: _joined(p.family_sound),
    "wide_given": lambda p: _joined(p.given_sound),
    "wide_city_year": _at_home(lambda p, home: _joined(home.city, p.year)),
    "wide_beginnings": lambda p: _joined(p.given[:3], p.family[:3]),
}
