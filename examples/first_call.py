"""A first call: send a record to a running index and read back whom it is about.

Start the service with `make run`, then: .venv/bin/python examples/first_call.py [HOST:PORT]
"""

import sys

from mpi.client import Client, ClientError
from mpi.v1.patient_index_pb2 import UpsertOutcome, UpsertRecordResponse


def main(address: str) -> None:
    with Client.connect(address, actor="first-call", wait_s=5) as mpi:
        mpi.register_source("example-clinic", "The clinic of the example")
        mpi.register_source("example-lab", "The laboratory of the example")

        said = {"birth_date": "1980-05-12", "sex": "female", "city": "Chicago", "state": "IL"}
        answer = mpi.upsert(
            *("example-clinic", "4711"),
            given_name="Annemarie",
            family_name="Quackenbush",
            address_line="12 North Elm Street",
            phone="(312) 555-7788",
            **said,
        )
        show("The clinic's record", answer)

        # The laboratory wrote her down a little differently, and under a number of its own.
        answer = mpi.upsert(
            *("example-lab", "L-99"),
            given_name="Anne-Marie",
            family_name="QUACKENBUSH",
            address_line="12 N ELM ST",
            phone="312-555-7788",
            **said,
        )
        show("The laboratory's record", answer)
        for one in answer.match.score.evidence:
            print(f"    {one.weight_log2:+5.1f}  {one.note}")

        person = mpi.get(answer.enterprise_id)
        keys = ", ".join(f"{one.key.source}/{one.key.local_id}" for one in person.records)
        print(f"Person {person.enterprise_id} has the records {keys}")

        try:
            mpi.upsert("example-clinic", "4712", birth_date="30 February 1980")
        except ClientError as error:
            print(f"A record that cannot be is refused: {error}")


def show(what: str, answer: UpsertRecordResponse) -> None:
    name = UpsertOutcome.Name(answer.outcome).removeprefix("UPSERT_OUTCOME_")
    print(f"{what}: {name}, enterprise ID {answer.enterprise_id}")


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "localhost:50051")
    except ClientError as error:
        sys.exit(str(error))
