"""Survivorship: which value the golden record shows, and where it came from."""

from __future__ import annotations

from datetime import UTC, datetime

from matching.demographics import Address, Demographics, Identifier, Name, NameUse, Phone, Sex
from mpi.domain.answers import RecordView
from mpi.domain.record import Disposition, RecordKey, RecordStatus
from mpi.golden import golden


def view(source: str, day: int, **said: object) -> RecordView:
    at = datetime(2026, 1, day, tzinfo=UTC)
    return RecordView(
        RecordKey(source, "1"),
        RecordStatus.ACTIVE,
        1,
        Disposition.CURRENT,
        at,
        at,
        "E",
        Demographics(**said),  # type: ignore[arg-type]
    )


def source_of(records: list[RecordView], field: str) -> str:
    return next(s.record.source for s in golden(records).sources if s.field == field)


def test_a_birth_date_is_what_most_records_say() -> None:
    records = [
        view("A", 1, birth_date="1980-05-12"),
        view("B", 2, birth_date="1980-05-12"),
        view("C", 3, birth_date="1980-12-05"),
    ]
    assert golden(records).demographics.birth_date == "1980-05-12"
    assert source_of(records, "birth_date") == "B"


def test_the_year_of_a_birth_date_that_cannot_be_is_shown_only_where_there_is_no_better() -> None:
    garbled = view("B", 2, birth_date="1861", birth_date_garbled="1861-02-79")
    whole = view("A", 1, birth_date="1861-02-19")
    assert golden([garbled, garbled, whole]).demographics.birth_date == "1861-02-19"
    assert golden([garbled]).demographics.birth_date == "1861"
    assert golden([garbled]).demographics.birth_date_garbled == ""


def test_on_a_tie_the_newest_record_is_shown() -> None:
    records = [view("A", 1, sex=Sex.MALE), view("B", 2, sex=Sex.FEMALE)]
    assert golden(records).demographics.sex is Sex.FEMALE


def test_the_newest_full_legal_name_comes_first_and_no_name_is_lost() -> None:
    records = [
        view("A", 1, names=(Name("Jones", "Ann"), Name("Berg", use=NameUse.MAIDEN))),
        view("B", 2, names=(Name("Smith", "Ann"),)),
        view("C", 3, names=(Name("Smith", "A"),)),
    ]
    names = golden(records).demographics.names
    assert (names[0].family, names[0].given) == ("Smith", "Ann")
    assert {name.family for name in names} == {"Smith", "Jones", "Berg"}


def test_lists_are_united_and_hold_each_value_once() -> None:
    records = [
        view("A", 1, phones=(Phone("555"),), identifiers=(Identifier("SS", "1"),)),
        view("B", 2, phones=(Phone("555"), Phone("777")), identifiers=(Identifier("SS", "1"),)),
    ]
    shown = golden(records).demographics
    assert [phone.number for phone in shown.phones] == ["555", "777"]
    assert len(shown.identifiers) == 1


def test_the_newest_address_comes_first() -> None:
    records = [
        view("A", 1, addresses=(Address(("1 Old St",)),)),
        view("B", 9, addresses=(Address(("2 New St",)),)),
    ]
    assert golden(records).demographics.addresses[0].lines == ("2 New St",)


def test_every_field_shown_names_its_record() -> None:
    records = [view("A", 1, birth_date="1980", names=(Name("X", "Y"),), emails=("a@b.c",))]
    fields = {source.field for source in golden(records).sources}
    assert fields == {"birth_date", "names[0]", "emails[0]"}


def test_nobody_has_an_empty_golden_record() -> None:
    assert golden([]).demographics == Demographics()
