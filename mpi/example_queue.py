"""What a hospital's desk sees in a week, as a few registrations: one task of every kind.

The example population gives duplicates, overlaps and audits by itself; updates that look like
another human, numbers of two people and judgements that a new record runs against are told here.
"""

from __future__ import annotations

from typing import Any, Final

from mpi.client import Client

SOURCE: Final = "example_hospital"
CLINIC: Final = "example_clinic"
STEWARD: Final = "example_steward"

_LENA: Final[dict[str, Any]] = {
    "given_name": "Lena",
    "middle_name": "Sofie",
    "family_name": "Bjornstad",
    "birth_date": "1983-04-12",
    "sex": "female",
    "ssn": "502-77-1694",
    "phone": "701 555 0128",
    "address_line": "300 N 4th St",
    "city": "Fargo",
    "state": "ND",
    "postal_code": "58102",
}
_OMAR: Final[dict[str, Any]] = {
    "given_name": "Omar",
    "middle_name": "Khalid",
    "family_name": "Benhaddou",
    "birth_date": "1989-02-23",
    "sex": "male",
    "ssn": "138-64-2207",
    "phone": "201 555 0142",
    "address_line": "77 Palisade Ave",
    "city": "Jersey City",
    "state": "NJ",
    "postal_code": "07306",
}
_RUTH: Final[dict[str, Any]] = {
    "given_name": "Ruthanne",
    "middle_name": "Gail",
    "family_name": "Ostrander",
    "birth_date": "1951-11-05",
    "sex": "female",
    "ssn": "117-40-8836",
    "phone": "518 555 0163",
    "address_line": "9 Madison Ave",
    "city": "Albany",
    "state": "NY",
    "postal_code": "12202",
}
_TWIN: Final[dict[str, Any]] = {
    "family_name": "Abernathy",
    "birth_date": "2013-09-17",
    "sex": "male",
    "phone": "404 555 0139",
    "address_line": "52 Peachtree Hills Ave",
    "city": "Atlanta",
    "state": "GA",
    "postal_code": "30305",
}

# Updates that were sent under the local id of somebody else, so that there are some to be held
# back: the source, the wrong local id, and the right one.
_MIX_UPS: Final = (
    ("ssa", "pseu0000134", "pseu0006095"),
    ("wic", "pseu0000603", "pseu0017623"),
    ("w2_2020", "pseu0000178", "pseu0012777"),
)


def fill(client: Client) -> None:
    """Registers a few people, some of them wrongly, and judges one pair."""
    client.register_source(SOURCE, "The example's hospital")
    client.register_source(CLINIC, "The example's clinic")
    # One question about three: twins, and a record that may be either.
    client.upsert(SOURCE, "twin-1", given_name="Jason", **_TWIN)
    client.upsert(SOURCE, "twin-2", given_name="Justin", **_TWIN)
    client.upsert(CLINIC, "twin-?", given_name="J", **_TWIN)
    # An update under a wrong local id: what it says is about somebody else.
    client.upsert(SOURCE, "lena", **_LENA)
    client.upsert(CLINIC, "lena", **_LENA)
    client.upsert(SOURCE, "lena", **_OMAR)
    # Two people with one number: at a desk the wrong card was read.
    client.upsert(SOURCE, "ruth", **_RUTH)
    client.upsert(CLINIC, "omar", **{**_OMAR, "ssn": _RUTH["ssn"]})
    # A steward parted two records; then one comes that matches both.
    for source, local_id in ((SOURCE, "parted-1"), (CLINIC, "parted-2")):
        client.upsert(source, local_id, **_parted())
    client.judge((SOURCE, "parted-1"), (CLINIC, "parted-2"), "different", "two cousins of one name")
    client.upsert(CLINIC, "parted-3", **_parted())


def mix_up(client: Client) -> None:
    """Sends what a few of the example population say under the local ids of others."""
    for source, wrong, right in _MIX_UPS:
        said = client.get(record=(source, right)).records
        (about,) = [one for one in said if (one.key.source, one.key.local_id) == (source, right)]
        client.upsert(source, wrong, about.demographics, request_id=f"example-{source}-{wrong}")


def _parted() -> dict[str, Any]:
    return {
        **_LENA,
        "given_name": "Annelise",
        "middle_name": "Marie",
        "family_name": "Thorvaldsen",
        "birth_date": "1974-06-19",
        "ssn": "473-28-9051",
        "phone": "612 555 0117",
        "address_line": "418 Lyndale Ave S",
        "city": "Minneapolis",
        "postal_code": "55405",
    }
