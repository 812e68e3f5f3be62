"""A client process of the online benchmark: asks a server, and prints each call's milliseconds.

    python benchmarks/online_client.py ADDRESS DATA KIND CALLS CLIENTS SEED

KIND is upsert, match, worst, get, search, stream or echo.  The last line is one line of JSON.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import grpc
from online_index import SHELTER, TOWNS, built, common, sampled
from population import Population, Someone, perturbed

from mpi.client import Client

ECHO = "/benchmark.Echo/Echo"


def main() -> None:
    address, data, kind, calls, clients, seed = sys.argv[1:]
    known = sampled(Path(data))
    given = list(islice(_given(kind, known, int(seed)), int(calls)))
    if kind == "echo":
        with grpc.insecure_channel(address) as channel:
            echo = channel.unary_unary(ECHO)
            message = given[0].request("north", "1").SerializeToString()
            figures = _timed([message] * int(calls), echo, int(clients))
    else:
        with Client.connect(address, wait_s=120) as client:
            if kind == "stream":
                figures = _streamed(client, given, seed)
            else:
                figures = _timed(given, _call(client, kind, seed, built(Path(data))), int(clients))
    print(json.dumps(figures))


def _given(kind: str, known: list[Someone], seed: int) -> Iterator[Someone]:
    """Half perturbed copies of people in the index, half new ones; or the worst there are."""
    chance = random.Random(seed)
    people = Population(seed, TOWNS).people()
    while True:
        if kind == "worst":
            yield common(next(people))
            yield common(Someone(*[""] * len(Someone.__slots__)))
            sheltered = {**_fields(next(people)), **SHELTER, "phone": ""}
            yield Someone(**sheltered)
        elif kind in ("get", "search"):
            yield chance.choice(known)
        else:
            yield perturbed(chance.choice(known), chance)
            yield next(people)


def _call(
    client: Client, kind: str, seed: str, records: int
) -> Callable[[tuple[int, Someone]], Any]:
    def upsert(asked: tuple[int, Someone]) -> None:
        request = asked[1].request("south", f"{seed}-{asked[0]}")
        client.upsert(request.key.source, request.key.local_id, request.demographics)

    def match(asked: tuple[int, Someone]) -> Any:
        return client.match(asked[1].request("south", "").demographics)

    def search(asked: tuple[int, Someone]) -> None:
        said = asked[1]
        list(client.search(family=said.family_name, birth_date=said.birth_date))

    def get(_: tuple[int, Someone]) -> None:
        number = chance.randrange(records)
        client.get(record=("south" if number % 4 == 3 else "north", str(number)))

    chance = random.Random(int(seed))
    return {"upsert": upsert, "match": match, "worst": match, "search": search, "get": get}[kind]


def _timed(given: list[Any], call: Callable[[Any], Any], clients: int) -> dict[str, Any]:
    asked = given if isinstance(given[0], bytes) else list(enumerate(given))
    taken: list[float] = []

    def one(each: Any) -> None:
        began = time.perf_counter()
        call(each)
        taken.append((time.perf_counter() - began) * 1000)

    warm, measured = asked[: len(asked) // 20], asked[len(asked) // 20 :]
    for each in warm:
        one(each)
    taken.clear()
    began = time.perf_counter()
    if clients == 1:
        for each in measured:
            one(each)
    else:
        with ThreadPoolExecutor(clients) as threads:
            list(threads.map(one, measured))
    return {"ms": taken, "per_s": len(measured) / (time.perf_counter() - began)}


def _streamed(client: Client, given: list[Someone], seed: str) -> dict[str, Any]:
    requests = [one.request("south", f"{seed}-{number}") for number, one in enumerate(given)]
    began = time.perf_counter()
    refused = sum(answer.HasField("error") for answer in client.upsert_many(requests))
    assert not refused, "every record of the stream is taken"
    return {"ms": [], "per_s": len(given) / (time.perf_counter() - began)}


def _fields(someone: Someone) -> dict[str, str]:
    return {name: getattr(someone, name) for name in Someone.__slots__}


if __name__ == "__main__":
    main()
