"""Two desks that register one newborn at one instant make one person."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

CLIENTS = 8
ROUNDS = 200


def test_eight_clients_sending_one_new_person_at_one_instant_get_one_eid(new_client):
    client = new_client()
    for desk in range(CLIENTS):
        client.register_source(f"DESK{desk}")
    barrier = threading.Barrier(CLIENTS)

    def register(desk, number):
        barrier.wait()
        return client.upsert(f"DESK{desk}", f"P{number}", **person(number)).enterprise_id

    rounds = []
    with ThreadPoolExecutor(CLIENTS) as desks:
        for number in range(ROUNDS):
            answers = desks.map(register, range(CLIENTS), [number] * CLIENTS)
            rounds.append(set(answers))
    # The first to be stored answers with the EID that every later one is linked to.
    assert [len(eids) for eids in rounds] == [1] * ROUNDS
    assert len(set.union(*rounds)) == ROUNDS


def person(number):
    """Somebody who is nobody else."""
    letters = "BCDFGHJKLMNPRSTVWZ"
    a, b, c = number % 18, number // 18 % 18, (number * 7) % 18
    return {
        "given_name": f"{letters[a]}a{letters[b].lower()}o{letters[c].lower()}ina",
        "family_name": f"{letters[b]}e{letters[c].lower()}u{letters[a].lower()}ski",
        "birth_date": f"19{40 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}",
        "sex": "female",
        "ssn": f"{100 + number:03}-{10 + number % 80:02}-{1000 + 37 * number:04}",
        "address_line": f"{number + 1} Elm St",
        "city": "Springfield",
        "state": "IL",
        "postal_code": "62701",
    }
