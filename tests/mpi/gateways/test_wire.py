"""What goes over the wire comes back the same."""

import time

from hypothesis import given
from hypothesis import strategies as st

from matching.demographics import (
    Address,
    AddressUse,
    Demographics,
    Identifier,
    Mother,
    Name,
    NameUse,
    Other,
    Phone,
    PhoneUse,
    Sex,
)
from mpi.gateways.grpc.decoding import Malformed, strict
from mpi.gateways.grpc.demographics_wire import demographics_from_wire, demographics_to_wire
from mpi.gateways.grpc.rate import TokenBucket
from mpi.v1 import demographics_pb2 as pb

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
texts = st.lists(text, max_size=3).map(tuple)


def _some(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


identifiers = st.builds(Identifier, text, text, text)
demographics = st.builds(
    Demographics,
    names=_some(st.builds(Name, text, text, text, text, text, st.sampled_from(NameUse))),
    birth_date=text,
    sex=st.sampled_from(Sex),
    identifiers=_some(identifiers),
    addresses=_some(
        st.builds(Address, texts, text, text, text, text, st.sampled_from(AddressUse), text, text)
    ),
    phones=_some(st.builds(Phone, text, st.sampled_from(PhoneUse))),
    emails=texts,
    mother=st.builds(Mother, text, text, st.none() | identifiers),
    multiple_birth=st.none() | st.booleans(),
    birth_order=st.integers(0, 20),
    deceased=st.none() | st.booleans(),
    death_date=text,
    language=text,
    race=texts,
    ethnicity=texts,
    other=_some(st.builds(Other, text, text)),
    birth_date_garbled=text,
)


@given(demographics)
def test_what_a_source_said_comes_back_exactly(said: Demographics):
    parse = strict(pb.Demographics.FromString)
    read = parse(demographics_to_wire(said).SerializeToString())
    assert not isinstance(read, Malformed)
    violations: list = []
    assert demographics_from_wire(read, "demographics", violations) == said
    assert not violations


@given(st.binary(max_size=60))
def test_no_bytes_make_the_deserializer_raise(data: bytes):
    strict(pb.Demographics.FromString)(data)


def test_an_unspecified_use_is_read_as_the_usual_one():
    said = pb.Demographics(names=[pb.Name(family="A")], addresses=[pb.Address(city="B")])
    read = demographics_from_wire(said, "demographics", [])
    assert read.names[0].use is NameUse.LEGAL
    assert read.addresses[0].use is AddressUse.HOME


def test_a_bucket_lets_a_burst_through_and_then_its_rate():
    now = 0.0
    bucket = TokenBucket(10, 3, clock=lambda: now)
    assert [bucket.take() for _ in range(3)] == [0, 0, 0]
    wait_s = bucket.take()
    assert 0.09 < wait_s <= 0.1
    now = 0.1001
    assert bucket.take() == 0
    now = 100.0
    assert [bucket.take() for _ in range(3)] == [0, 0, 0]
    assert bucket.take() > 0


def test_a_bucket_without_a_rate_holds_nobody_back():
    bucket = TokenBucket(0, 1)
    began = time.monotonic()
    for _ in range(1000):
        bucket.wait()
    assert time.monotonic() - began < 1
