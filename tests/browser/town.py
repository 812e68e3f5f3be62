"""People for one test: each makes one question for a steward, at sources of that test only."""

from __future__ import annotations

from dataclasses import dataclass

from mpi.client import Client
from mpi.v1 import stewardship_pb2 as steward
from mpi.v1 import task_pb2 as tasks

_FAMILIES = (
    "Thorvaldsen Quackenbush Okonkwo Benhaddou Castellanos Lindqvist Abernathy Zielinski "
    "Fitzsimmons Papadakis Oyelaran Wetherby Kowalczyk Delacroix Nakashima Villanueva Brannigan "
    "Achterberg Yellowhair Szymanski Montefiore Gunnarsson Horvath Ivanenko Jablonski Lachapelle "
    "Kristiansen Mbeki Ostrander Petrakis Rasmussen Stavros Tremblay Underhill Vanderbilt"
).split()
_STREETS = "Lyndale Palisade Hawthorne Juniper Magnolia Sycamore Tamarack Willow Cypress".split()


@dataclass
class Town:
    """`number` makes its people strangers to those of every other test."""

    mpi: Client
    number: int
    _people: int = 0

    def __post_init__(self) -> None:
        for source in self.sources:
            self.mpi.register_source(source)

    @property
    def sources(self) -> tuple[str, str, str]:
        return f"north{self.number}", f"south{self.number}", f"east{self.number}"

    def family(self) -> dict[str, str]:
        """What two siblings share: a name, a birthday, a home."""
        self._people += 1
        n = self.number * 7 + self._people
        return {
            "family_name": _FAMILIES[n % len(_FAMILIES)] + "aeiou"[n // len(_FAMILIES) % 5],
            "birth_date": f"{1940 + n * 13 % 60}-{1 + n % 12:02d}-{1 + n * 5 % 28:02d}",
            "sex": ("female", "male")[n % 2],
            "address_line": f"{100 + n * 17} {_STREETS[n % len(_STREETS)]} Ave",
            "city": "Duluth",
            "state": "MN",
            "postal_code": f"{55000 + n * 3 % 900}",
        }

    def number_of(self, other: int = 0) -> str:
        """A social security number that nobody else has: of the newest person, or of another."""
        n = self.number * 97 + self._people + 50 * other
        return f"{301 + n % 400}-{11 + n % 80:02d}-{1000 + n * 37 % 8999:04d}"

    def overlap(self) -> str:
        """Twins, or one girl misspelt, at two sources; answers the task."""
        shared = self.family()
        local_id = f"o{self._people}"
        self.mpi.upsert(self.sources[0], local_id, given_name="Marta", **shared)
        (task_id,) = self.mpi.upsert(
            self.sources[1], local_id, given_name="Maria", **shared
        ).task_ids
        return task_id

    def overlaps(self, count: int) -> list[str]:
        return [self.overlap() for _ in range(count)]

    def held_update(self) -> str:
        """A record whose update is about somebody else; answers the task."""
        shared, other = self.family(), self.family()
        local_id = f"h{self._people}"
        self.mpi.upsert(
            *(self.sources[0], local_id), given_name="Omar", ssn=self.number_of(), **shared
        )
        other["sex"] = "female" if shared["sex"] == "male" else "male"
        (task_id,) = self.mpi.upsert(
            *(self.sources[0], local_id), given_name="Ingrid", ssn=self.number_of(1), **other
        ).task_ids
        return task_id

    def joined(self, *, ssn: str = "") -> str:
        """One person with a record at each source; answers the enterprise ID."""
        shared = self.family()
        ssn = ssn or self.number_of()
        answers = [
            self.mpi.upsert(source, f"j{self._people}", given_name="Annelise", ssn=ssn, **shared)
            for source in self.sources
        ]
        assert len({one.enterprise_id for one in answers}) == 1
        return answers[-1].enterprise_id

    def three(self) -> str:
        """A task that asks about three records, opened by hand; answers it."""
        shared = self.family()
        keys = []
        for source, given in zip(self.sources, ("Nkechi", "Rosalind", "Theodora"), strict=True):
            key = (source, f"t{self._people}")
            self.mpi.upsert(*key, given_name=given, **shared)
            keys.append(key)
        return self.open_task(*keys)

    def two_dates(self) -> str:
        """Two records that say one name and home and two birth dates; answers the task."""
        shared = self.family()
        keys = [(source, f"d{self._people}") for source in self.sources[:2]]
        for key, day in zip(keys, ("1971-03-04", "1986-11-23"), strict=True):
            self.mpi.upsert(*key, given_name="Marta", **(shared | {"birth_date": day}))
        return self.open_task(*keys)

    def open_task(self, *keys: tuple[str, str]) -> str:
        request = steward.OpenTaskRequest(
            records=[{"source": source, "local_id": local_id} for source, local_id in keys]
        )
        stub = self.mpi._steward
        return stub.OpenTask(request).task.task_id

    def status(self, task_id: str) -> str:
        """Where a task stands: NEW, CLAIMED, RESOLVED …"""
        status = self.mpi.task(task_id).task.status
        return tasks.TaskStatus.Name(status).removeprefix("TASK_STATUS_")

    def resolution(self, task_id: str) -> str:
        resolution = self.mpi.task(task_id).task.resolution
        return tasks.Resolution.Name(resolution).removeprefix("RESOLUTION_") if resolution else ""

    def eid(self, source: str, local_id: str) -> str:
        return self.mpi.get(record=(source, local_id)).enterprise_id
