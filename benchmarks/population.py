"""Generated people for the benchmarks: households with US name frequencies, and their errors.

Names and their frequencies are those of the US Census of 1990, as the `names` package brings them.
Streets, numbers and identifiers are made up.  The same seed gives the same population.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import names

from mpi.client import upsert_request
from mpi.v1.patient_index_pb2 import UpsertRecordRequest

TREES = "Oak Elm Maple Cedar Pine Walnut Willow Birch Aspen Spruce Chestnut Hickory".split()
PLACES = "Hill Lake Park River Spring Meadow Ridge Valley Forest Mill Church School".split()
KINDS = "St Ave Rd Dr Ln Ct Blvd Pl".split()
CITIES = (
    *(("Chicago", "IL", 606), ("Houston", "TX", 770), ("Phoenix", "AZ", 850)),
    *(("Denver", "CO", 802), ("Boston", "MA", 21), ("Seattle", "WA", 981), ("Omaha", "NE", 681)),
)
ENDINGS = ("ville", "ton", " City", " Heights", " Park")
SHORT = {
    "Robert": "Bob",
    "William": "Bill",
    "James": "Jim",
    "Michael": "Mike",
    "Elizabeth": "Liz",
    "Margaret": "Peggy",
    "Katherine": "Kate",
    "Jennifer": "Jen",
}


@dataclass(frozen=True, slots=True)
class Someone:
    """One record's worth of a human; the field names are those of the client."""

    given_name: str
    middle_name: str
    family_name: str
    birth_date: str
    sex: str
    ssn: str
    phone: str
    email: str
    address_line: str
    city: str
    state: str
    postal_code: str

    def request(self, source: str, local_id: str) -> UpsertRecordRequest:
        said = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return upsert_request(source, local_id, **said)


@dataclass(frozen=True, slots=True)
class Population:
    """Endless people, household by household."""

    seed: int = 1
    towns: int = 0  # 0: the seven CITIES; else so many, large and small, with streets of their own
    _lists: dict[str, tuple[list[str], list[float]]] = field(default_factory=dict)
    _towns: dict[int, list[str]] = field(default_factory=dict)  # their streets

    def people(self) -> Iterator[Someone]:
        rng = random.Random(self.seed)
        while True:
            yield from self._household(rng)

    def _household(self, rng: random.Random) -> Iterator[Someone]:
        family = self._name(rng, "last")
        home, city, state, postal_code = self._home(rng)
        phone = f"{rng.randint(201, 989)}{rng.randint(200, 999)}{rng.randint(0, 9999):04d}"
        eldest = rng.randint(1930, 2000)
        for place in range(rng.choices((1, 2, 3, 4, 5), (28, 34, 16, 14, 8))[0]):
            sex = rng.choice(("female", "male"))
            given = self._name(rng, f"first:{sex}")
            year = eldest + (rng.randint(-4, 4) if place < 2 else rng.randint(20, 40))
            yield Someone(
                given_name=given,
                middle_name=rng.choice("ABCDEFGHJKLMNPRSTW") if rng.random() < 0.6 else "",
                family_name=family,
                birth_date=f"{min(year, 2024)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
                sex=sex,
                ssn=_ssn(rng) if rng.random() < 0.7 else "",
                phone=phone if rng.random() < 0.8 else "",
                email=f"{given}.{family}{rng.randint(1, 999)}@mail.test".lower()
                if rng.random() < 0.4
                else "",
                address_line=home,
                city=city,
                state=state,
                postal_code=postal_code,
            )

    def _home(self, rng: random.Random) -> tuple[str, str, str, str]:
        """Line, city, state, postal code."""
        if self.towns:
            # A tenth of the towns has half of the people.
            town = min(int(self.towns * rng.random() ** 3.3), self.towns - 1)
            if town not in self._towns:
                its = random.Random(town)
                self._towns[town] = [self._name(its, "last") for _ in range(60)]
            streets = self._towns[town]
            street = f"{rng.choice(streets)} {rng.choice(KINDS)}"
            city, state = f"{streets[0]}{ENDINGS[town % 5]}", CITIES[town % len(CITIES)][1]
            return f"{rng.randint(1, 9999)} {street}", city, state, f"{501 + town * 39:05d}"
        city, state, area = rng.choice(CITIES)
        street = f"{rng.choice(TREES)}{rng.choice(['', ' ' + rng.choice(PLACES)])}"
        home = f"{rng.randint(1, 9999)} {street} {rng.choice(KINDS)}"
        return home, city, state, f"{area:03d}{rng.randint(0, 99):02d}"

    def _name(self, rng: random.Random, kind: str) -> str:
        if kind not in self._lists:
            lines = Path(names.FILES[kind]).read_text(encoding="ascii").splitlines()
            rows = [line.split() for line in lines]
            self._lists[kind] = (
                [row[0].capitalize() for row in rows],
                [float(row[2]) for row in rows],  # cumulative per cent
            )
        words, cumulative = self._lists[kind]
        return words[bisect(cumulative, rng.random() * cumulative[-1]) % len(words)]


def perturbed(someone: Someone, rng: random.Random) -> Someone:
    """The same human as another desk writes them down: one to three things differ."""
    for change in rng.sample(_CHANGES, rng.choices((1, 2, 3), (50, 35, 15))[0]):
        someone = change(someone, rng)
    return someone


def _typing_error(said: Someone, rng: random.Random) -> Someone:
    name = rng.choice(("given_name", "family_name"))
    text = getattr(said, name)
    at = rng.randrange(len(text))
    return replace(said, **{name: text[:at] + rng.choice("aeinorst") + text[at + 1 :]})


def _short_name(said: Someone, _: random.Random) -> Someone:
    return replace(said, given_name=SHORT.get(said.given_name, said.given_name))


def _no_ssn(said: Someone, _: random.Random) -> Someone:
    return replace(said, ssn="")


def _another_phone(said: Someone, rng: random.Random) -> Someone:
    return replace(said, phone=f"{rng.randint(201, 989)}555{rng.randint(0, 9999):04d}")


def _moved(said: Someone, rng: random.Random) -> Someone:
    return replace(said, address_line=f"{rng.randint(1, 9999)} {rng.choice(TREES)} Way")


def _day_and_month_swapped(said: Someone, _: random.Random) -> Someone:
    year, month, day = said.birth_date.split("-")
    return replace(said, birth_date=f"{year}-{day}-{month}") if int(day) <= 12 else said


def _no_middle_name(said: Someone, _: random.Random) -> Someone:
    return replace(said, middle_name="", email="")


_CHANGES = [
    *(_typing_error, _short_name, _no_ssn, _another_phone, _moved),
    *(_day_and_month_swapped, _no_middle_name),
]


def _ssn(rng: random.Random) -> str:
    area = rng.choice((rng.randint(1, 665), rng.randint(667, 899)))
    return f"{area:03d}-{rng.randint(1, 99):02d}-{rng.randint(1, 9999):04d}"
