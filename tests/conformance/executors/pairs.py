"""Pairs of rows of every kind: alike by design, unlike, empty, very long, of other scripts."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable

import duckdb
import pyarrow as pa
from msgspec import structs

from matching.demographics import (
    Address,
    Demographics,
    Identifier,
    Mother,
    Name,
    NameUse,
    Phone,
    Sex,
)
from matching.row import MatchRow
from matching.standardize import standardize

Pair = tuple[MatchRow, MatchRow]

LISTS = {field.name for field in structs.fields(MatchRow) if field.default == ()}
SCHEMA = pa.schema(
    [("row_id", pa.int64())]
    + [
        (
            field.name,
            pa.list_(pa.string())
            if field.name in LISTS
            else pa.int32()
            if field.name == "birth_order"
            else pa.string(),
        )
        for field in structs.fields(MatchRow)
    ]
)

GIVEN = (
    "MARIA JOSE PEPE WILLIAM BILL BILLY ROBERT BOB ANN ANNA ANNE JO JOHN JON JOHNNY MARYANN"
    " KATHERINE KATIE CATHERINE MOHAMMED MUHAMMAD LI XI SOFIA SOPHIA STEPHEN STEVEN J M A ALEX"
).split()
FAMILY = (
    "GARCIA LOPEZ SMITH SMYTH SMITHE JOHNSON JOHNSTON OBRIEN DELACRUZ CRUZ NGUYEN LI WU MC"
    " MACDONALD MCDONALD KATHERINE WILLIAM STEPHENS STEVENS MEYER MEIER MAYER SCHMIDT SCHMITT"
).split()
STREETS = (
    "N MAIN ST",
    "MAIN ST",
    "MAIN AVE",
    "MAPLE AVE",
    "MAPEL AVE",
    "PO BOX 12",
    "PO BOX 99",
    "PO BOX",
    "OAK ST",
    "ROSE COTTAGE",
    "MARTIN LUTHER KING JR BLVD",
    "HWY 9",
    "HWY",
)
CITIES = ("SPRINGFIELD", "SPRINGFELD", "SPRING FIELD", "BOSTON", "BOSTEN", "CHICAGO", "NEW YORK")
STATES = ("IL", "MA", "NY")
ZIPS = ("62701", "62702", "62710", "02115", "10001", "1000", "K1A0B1", "K1A2B7", "SW1A1AA")
EMAILS = (
    "MARIA@X.ORG",
    "MARIA@Y.ORG",
    "MARIA77@X.ORG",
    "MARIA77@Y.ORG",
    "J.SMITH@X.ORG",
    "A@B.C",
    "NOHOST",
)
PHONES = ("13125550123", "13125550124", "16175559999", "442079460000")
IDENTIFIERS = (
    "NI|A|1234567",
    "NI|A|1234568",
    "NI|A|1243568",
    "NI|B|1234567",
    "NI|A|123456",
    "NI|A|12345",
    "DL|MA|S1234567",
    "DL|MA|S1234569",
    "MB|P|77",
    "MB|P|78",
    "MR|H|1",
    "MR|H|2",
    "NNUSA|A|1234567",
    "NNUSA|A|1234576",
    "HC|P|5",
    "PLAIN",
    "NI|A|1|2",
)
SUFFIXES = ("JR", "SR", "II", "III", "IV")


def pairs(count: int, seed: int) -> list[Pair]:
    """`count` pairs, a third of them from demographics, the same for the same seed."""
    rng = random.Random(seed)
    makers: tuple[Callable[[random.Random], Pair], ...] = (_near, _near, _near, _said, _said, _far)
    return [makers[number % len(makers)](rng) for number in range(count)]


def tables(con: duckdb.DuckDBPyConnection, pairs: list[Pair]) -> None:
    """Makes `rows` and `pairs` of the contract: pair number n is rows 2n and 2n + 1."""
    rows = [row for pair in pairs for row in pair]
    columns: dict[str, list[object]] = {"row_id": list(range(len(rows)))}
    for name in SCHEMA.names[1:]:
        values = [getattr(row, name) for row in rows]
        columns[name] = [list(value) for value in values] if name in LISTS else values
    con.register("made_rows", pa.table(columns, schema=SCHEMA))
    con.execute("CREATE TABLE rows AS FROM made_rows")
    con.unregister("made_rows")
    con.execute(
        "CREATE TABLE pairs AS SELECT 2 * i AS l, 2 * i + 1 AS r FROM range(?) t(i)", [len(pairs)]
    )


# --- rows as such -------------------------------------------------------------------------------


def _near(rng: random.Random) -> Pair:
    row = _row(rng)
    change = rng.choice((0.1, 0.3, 0.6))
    changes = {
        field.name: _changed(rng, field.name, row)
        for field in structs.fields(MatchRow)
        if rng.random() < change
    }
    other = structs.replace(row, **changes)
    if rng.random() < 0.08:
        other = structs.replace(other, given=other.family, family=other.given)
    return (row, other) if rng.random() < 0.5 else (other, row)


def _far(rng: random.Random) -> Pair:
    return _row(rng), _row(rng)


def _row(rng: random.Random) -> MatchRow:
    ssn = _maybe(rng, "".join(rng.choices("1234", k=9)), 0.5)
    return MatchRow(
        given=_name(rng, GIVEN),
        given_other=_some(rng, GIVEN, 0.2),
        middle=_maybe(rng, _name(rng, GIVEN), 0.6),
        family=_name(rng, FAMILY),
        family_other=_some(rng, FAMILY, 0.2),
        given_native=_maybe(rng, rng.choice(("мария", "山田", "علي")), 0.1),
        family_native=_maybe(rng, rng.choice(("иванов", "太郎", "حسن")), 0.1),
        suffix=_maybe(rng, rng.choice(SUFFIXES), 0.3),
        birth_date=_date(rng),
        sex=rng.choice(("M", "F", "")),
        ssn=ssn,
        ssn_last4=ssn[5:] or _maybe(rng, "".join(rng.choices("123", k=4)), 0.3),
        identifiers=_some(rng, IDENTIFIERS, 0.4),
        phones=_some(rng, PHONES, 0.5),
        emails=_some(rng, EMAILS, 0.4),
        house_number=_maybe(rng, rng.choice(("12", "14", "112B")), 0.8),
        street=_maybe(rng, rng.choice((*STREETS, _word(rng, 1, 30))), 0.8),
        unit=_maybe(rng, rng.choice(("4B", "5")), 0.2),
        city=_maybe(rng, rng.choice(CITIES), 0.8),
        state=_maybe(rng, rng.choice(STATES), 0.8),
        postal_code=_maybe(rng, rng.choice(ZIPS), 0.8),
        addresses_other=_addresses(rng),
        mother_family=_maybe(rng, _name(rng, FAMILY), 0.4),
        mother_identifier=_maybe(rng, rng.choice(IDENTIFIERS), 0.2),
    )


def _changed(rng: random.Random, column: str, row: MatchRow) -> object:
    value = getattr(row, column)
    if column == "birth_order":
        return rng.randrange(3)
    if isinstance(value, tuple):
        return tuple(sorted(rng.sample(value, rng.randint(0, len(value)))))
    if not value or rng.random() < 0.15:
        return getattr(_row(rng), column)
    if column == "birth_date":
        return _other_date(rng, value)
    edits = (_edit, _edit, _two_edits, _start, _shuffled, _longer, _halved, lambda *_: "")
    return " ".join(rng.choice(edits)(rng, value).split())


def _other_date(rng: random.Random, date: str) -> str:
    swapped = date[:4] + date[6:] + date[4:6]
    kinds = (
        swapped,
        date[:6],
        date[:4],
        _edit(rng, date),
        _two_edits(rng, date),
        _shuffled(rng, date),
        date[:4] + _date(rng)[4:],
        date[:6] + "15",
        "0" * len(date),
    )
    return rng.choice(
        [kind for kind in kinds if len(kind) in {4, 6, 8} and kind.isdigit()] or [date]
    )


def _date(rng: random.Random) -> str:
    month, day = rng.choices((1, 1, 2, 12), k=2)
    date = f"{rng.choice((1950, 1959, 1985, 2001))}{month:02}{day:02}"
    return rng.choice((date, date, date, date, date[:6], date[:4], ""))


def _name(rng: random.Random, pool: tuple[str, ...] | list[str]) -> str:
    kind = rng.random()
    if kind < 0.05:
        return ""
    if kind < 0.1:
        return _word(rng, 1, 3)
    if kind < 0.2:
        return _word(rng, 2, 9)
    if kind < 0.22:
        return _word(rng, 100, 200)
    if kind < 0.24:
        return rng.choice(("O-NEIL", "A B", "X1", "9", "A-B C", "Z" * 60))
    words = rng.choices(pool, k=rng.choice((1, 1, 1, 1, 1, 2, 2, 3)))
    return " ".join(words)


def _word(rng: random.Random, shortest: int, longest: int) -> str:
    """Of few letters, so that words come near one another."""
    return "".join(rng.choices("AABCDEL", k=rng.randint(shortest, longest)))


def _addresses(rng: random.Random) -> tuple[str, ...]:
    if rng.random() < 0.8:
        return ()
    homes = ("12|N MAIN ST", "14|N MAIN ST", "12|OAK ST", "|OAK ST", "12|", "|")
    chosen = rng.sample(homes, rng.randint(1, 3))
    return tuple(sorted(f"{home}||BOSTON|MA|02115" for home in chosen))


def _some(rng: random.Random, pool: tuple[str, ...] | list[str], chance: float) -> tuple[str, ...]:
    if rng.random() >= chance:
        return ()
    return tuple(sorted(set(rng.sample(pool, rng.randint(1, 3)))))


def _maybe(rng: random.Random, value: str, chance: float) -> str:
    return value if rng.random() < chance else ""


def _edit(rng: random.Random, text: str) -> str:
    place = rng.randrange(len(text))
    letter = rng.choice("0123456789") if text.isdigit() else rng.choice("ABCDE")
    kind = rng.randrange(4)
    if kind == 0:
        return text[:place] + letter + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    if kind == 2:
        return text[:place] + letter + text[place:]
    return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]


def _two_edits(rng: random.Random, text: str) -> str:
    once = _edit(rng, text)
    return _edit(rng, once) if once else once


def _start(rng: random.Random, text: str) -> str:
    return text[: rng.choice((1, 2, 3, 5))]


def _shuffled(rng: random.Random, text: str) -> str:
    return "".join(rng.sample(text, len(text)))


def _longer(rng: random.Random, text: str) -> str:
    return f"{text} {rng.choice(FAMILY)}" if rng.random() < 0.5 else f"{rng.choice(GIVEN)} {text}"


def _halved(_rng: random.Random, text: str) -> str:
    return text.rsplit(" ", maxsplit=1)[-1]


# --- rows of demographics -----------------------------------------------------------------------

SAID_GIVEN = (
    "María José",
    "Jean-Luc",
    "Zoë",
    "Björn",
    "Łukasz",
    "Nguyễn",
    "Иван",
    "Мария",
    "山田",
    "علي",
    "Bob",
    "Robert",
    "Baby Boy",
    "O'Shea",
    "Ann",
    "ANNE",
    "J.",
    "Ma.",
    "X" * 300,
)
SAID_FAMILY = (
    "García-López",
    "García",
    "de la Cruz",
    "O\u2019Brien",
    "Müller",
    "Mueller",
    "Öztürk",
    "Иванов",
    "太郎",
    "حسن",
    "Smith Jr",
    "Smith",
    "Smyth",
    "van der Berg",
    "ß",
    "Long" * 80,
)
SAID_STREETS = (
    "12 North Main Street",
    "12 N Main St Apt 4",
    "PO Box 12",
    "Straße 5",
    "улица 1",
    "",
)
SAID_CITIES = ("Springfield", "São Paulo", "Springfeld", "Москва", "")
SAID_NUMBERS = ("234-56-7891", "234567892", "234-56-7981", "A1234567", "A1234576")


def _said(rng: random.Random) -> Pair:
    ours = _demographics(rng)
    theirs = _demographics(rng)
    if rng.random() < 0.8:
        kept = {
            field.name: getattr(ours, field.name)
            for field in dataclasses.fields(Demographics)
            if rng.random() < 0.7
        }
        theirs = dataclasses.replace(theirs, **kept)
    return standardize(ours), standardize(theirs)


def _demographics(rng: random.Random) -> Demographics:
    names = [
        Name(
            family=rng.choice(SAID_FAMILY),
            given=rng.choice(SAID_GIVEN),
            middle=_maybe(rng, rng.choice(SAID_GIVEN), 0.3),
            suffix=_maybe(rng, rng.choice(("Jr.", "II", "Sr")), 0.2),
        )
    ]
    if rng.random() < 0.2:
        use = rng.choice((NameUse.MAIDEN, NameUse.ALIAS))
        names.append(Name(family=rng.choice(SAID_FAMILY), given=rng.choice(SAID_GIVEN), use=use))
    return Demographics(
        names=tuple(names),
        birth_date=rng.choice(("1980-05-12", "12/05/1980", "1980-05-21", "1980-05", "1980", "")),
        sex=rng.choice(tuple(Sex)),
        identifiers=tuple(
            Identifier(rng.choice(("SS", "NI", "DL", "MB")), rng.choice(SAID_NUMBERS), "A")
            for _ in range(rng.randrange(3))
        ),
        addresses=tuple(
            Address((rng.choice(SAID_STREETS),), rng.choice(SAID_CITIES), "IL", rng.choice(ZIPS))
            for _ in range(rng.randrange(3))
        ),
        phones=tuple(
            Phone(rng.choice(("312 867 5309", "(312) 867-5310", "+44 20 7946 0000")))
            for _ in range(rng.randrange(3))
        ),
        emails=tuple(rng.sample(("maria.j@x.org", "MARIA.J@y.org", "zoë@x.org"), rng.randrange(3))),
        mother=Mother(maiden_name=_maybe(rng, rng.choice(SAID_FAMILY), 0.3)),
    )
