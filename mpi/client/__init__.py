"""The Python client: `Client` and `AioClient`, a thin convenience over the gRPC stubs.

Requests and answers are the messages of `mpi.v1`; demographics may be a message, the dataclass of
`matching.demographics`, or plain fields named as the columns of a file:

    with Client.connect("localhost:50051") as mpi:
        answer = mpi.upsert("north", "4711", given_name="Ana", family_name="Rivera",
                            birth_date="1980-05-12", sex="female")
        print(answer.enterprise_id)

A refused call raises `ClientError`.  A call that finds the service unavailable is tried again;
that is safe, because every write carries a request id made once, by which the index knows it.
"""

from mpi.client.aio import AioClient
from mpi.client.errors import ClientError, FieldViolation
from mpi.client.requests import demographics, record_key, upsert_request
from mpi.client.sync import Client

__all__ = [
    "AioClient",
    "Client",
    "ClientError",
    "FieldViolation",
    "demographics",
    "record_key",
    "upsert_request",
]
