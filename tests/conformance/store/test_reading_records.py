"""The sentences of `Reader` about sources, records, candidates, asked during and after a write."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpi.domain.record import Disposition, RecordKey, RecordStatus
from mpi.store.base import Candidates, PersonQuery


def nothing(acts):
    return None


# Sources.


def test_answers_none_for_a_source_that_was_never_registered(reading):
    assert reading(nothing, lambda r, _: r.source("A")) is None


def test_answers_all_sources_in_the_order_of_their_codes(reading):
    def act(acts):
        acts.register("B", name="Bay clinic")
        acts.register("A", oid="1.2.3", protected=True)
        acts.register("B", name="Bay hospital")

    sources = reading(act, lambda r, _: r.sources())
    assert [(s.code, s.name, s.oid, s.protected) for s in sources] == [
        ("A", "", "1.2.3", True),
        ("B", "Bay hospital", "", False),
    ]


# Records and versions.


def test_answers_0_for_a_key_that_was_never_stored(reading):
    assert reading(nothing, lambda r, _: r.record_id(RecordKey("A", "1"))) == 0


def test_a_record_key_is_told_apart_from_one_that_reads_alike(reading):
    def act(acts):
        return acts.arrive("1", "LEE", source="A"), acts.arrive("A1", "LEE", source="")

    keys = RecordKey("A", "1"), RecordKey("", "A1"), RecordKey("A1", "")
    found = reading(act, lambda r, ids: ([r.record_id(key) for key in keys], ids))
    assert found[0] == [*found[1], 0]


def test_a_record_is_what_was_stored(reading, kit):
    record = reading(lambda a: a.arrive("1", "LEE"), lambda r, i: r.record(i))
    assert record.key == RecordKey("A", "1")
    assert record.status is RecordStatus.ACTIVE
    assert (record.version, record.versions, record.content) == (1, 1, "A/1-1")
    assert record.event_time == record.received_at == kit.start
    assert record.row.family == "LEE"
    assert record.eid == kit.eid_of(1)


def test_raises_key_error_for_an_id_that_was_never_given(reading):
    with pytest.raises(KeyError):
        reading(nothing, lambda r, _: r.record(1))


def test_answers_those_records_that_exist(reading):
    def act(acts):
        return [acts.arrive("1", "LEE"), acts.arrive("2", "KIM")]

    found = reading(act, lambda r, ids: (dict(r.records([*ids, 77])), ids))
    assert list(found[0]) == found[1]


def test_answers_the_current_version_for_0(reading, kit):
    def act(acts):
        record = acts.arrive("1", "LEE")
        acts.update(record, "KIM")
        return record

    version = reading(act, lambda r, i: r.version(i))
    assert (version.version, version.disposition) == (2, Disposition.CURRENT)
    assert version.demographics == kit.said("KIM")
    assert version.received_at == kit.start + timedelta(minutes=2)
    assert version.seq == 3


def test_raises_key_error_for_a_version_that_was_never_received(reading):
    with pytest.raises(KeyError):
        reading(lambda a: a.arrive("1", "LEE"), lambda r, i: r.version(i, 2))


def test_answers_every_version_ever_received_oldest_first(reading):
    def act(acts):
        record = acts.arrive("1", "LEE")
        acts.update(record, "KIM")
        acts.update(record, "OLD", disposition=Disposition.STALE)
        acts.update(record, "STRANGE", disposition=Disposition.QUARANTINED)
        return record

    versions = reading(act, lambda r, i: r.versions([i])[i])
    assert [(v.version, v.disposition, v.demographics.names[0].family) for v in versions] == [
        (1, Disposition.CURRENT, "LEE"),
        (2, Disposition.CURRENT, "KIM"),
        (3, Disposition.STALE, "OLD"),
        (4, Disposition.QUARANTINED, "STRANGE"),
    ]


def test_answers_no_versions_of_a_record_that_does_not_exist(reading):
    assert reading(nothing, lambda r, _: r.versions([1])[1]) == ()


def test_answers_the_current_versions_of_those_that_exist(reading):
    def act(acts):
        first, second = acts.arrive("1", "LEE"), acts.arrive("2", "KIM")
        acts.update(second, "PARK")
        return first, second

    found = reading(act, lambda r, ids: (r.current_versions([*ids, 99]), ids))
    assert {i: v.demographics.names[0].family for i, v in found[0].items()} == dict(
        zip(found[1], ("LEE", "PARK"), strict=True)
    )


def test_a_stale_or_quarantined_version_does_not_become_current(reading):
    def act(acts):
        record = acts.arrive("1", "LEE")
        acts.update(record, "OLD", disposition=Disposition.STALE)
        acts.update(record, "STRANGE", disposition=Disposition.QUARANTINED)
        return record

    record = reading(act, lambda r, i: r.record(i))
    assert (record.version, record.versions, record.quarantined) == (1, 3, 3)
    assert record.row.family == "LEE"


@pytest.mark.parametrize(("accepted", "family"), [(True, "STRANGE"), (False, "LEE")])
def test_a_quarantined_version_serves_once_it_is_accepted(reading, accepted, family):
    def act(acts):
        record = acts.arrive("1", "LEE")
        acts.update(record, "STRANGE", disposition=Disposition.QUARANTINED)
        acts.settle(record, accepted=accepted)
        return record

    record, version = reading(act, lambda r, i: (r.record(i), r.version(i, 2)))
    assert (record.quarantined, record.row.family) == (0, family)
    disposition = Disposition.CURRENT if accepted else Disposition.REJECTED
    assert version.disposition is disposition


def test_answers_records_of_any_status_with_an_id_above_after_ascending_at_most_limit(reading):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in range(5)]
        acts.delete(ids[2])
        return ids

    page, ids = reading(act, lambda r, ids: (r.records_after(ids[0], 3), ids))
    assert [record.id for record in page] == ids[1:4]


# Searching.


def people(acts):
    return [
        acts.arrive("1", "GARCIA LOPEZ", "MARIA", birth_date="19800512", sex="female"),
        acts.arrive("2", "LEE", "MARIAN", birth_date="19800601", phones=("13125550123",)),
        acts.arrive("3", "KIM", "MARIA", former="LEE", birth_date="1980"),
        acts.arrive("4", "KIMURA", "KEN", phones=("13125550123", "17735550199")),
    ]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        (PersonQuery(), [0, 1, 2, 3]),
        (PersonQuery(family="KIM"), [2]),
        (PersonQuery(family="KIM*"), [2, 3]),
        (PersonQuery(family="LEE"), [1, 2]),
        (PersonQuery(family="LEE", given="MARIA"), [2]),
        (PersonQuery(given="MARIA*"), [0, 1, 2]),
        (PersonQuery(family="LOPEZ"), []),
        (PersonQuery(birth_date="1980"), [0, 1, 2]),
        (PersonQuery(birth_date="198005"), [0]),
        (PersonQuery(sex="F"), [0]),
        (PersonQuery(phone="13125550123"), [1, 3]),
        (PersonQuery(family="K_M"), []),
        (PersonQuery(family="%"), []),
        (PersonQuery(family="KIM|LEE"), []),
        (PersonQuery(limit=2), [0, 1]),
    ],
)
def test_answers_at_most_limit_active_records_that_agree_with_every_field_said(
    reading, query, places
):
    found, ids = reading(people, lambda r, ids: (r.find(query), ids))
    assert found == tuple(ids[place] for place in places)


def test_a_search_finds_what_a_record_says_now_and_only_active_records(reading):
    def act(acts):
        ids = people(acts)
        acts.update(ids[0], "KIM")
        acts.delete(ids[2])
        acts.merge(ids[3], ids[1])
        return ids

    found, ids = reading(act, lambda r, ids: (r.find(PersonQuery(family="KIM*")), ids))
    assert found == (ids[0],)


# Candidates.


def test_answers_the_active_records_that_share_a_key(reading, kit):
    def act(acts):
        return [acts.arrive("1", "LEE"), acts.arrive("2", "KIM"), acts.arrive("3", "LEE", "JO")]

    keys = [kit.block_key("LEE"), kit.block_key("NOBODY")]
    found, ids = reading(act, lambda r, ids: (r.candidates(keys, 5), ids))
    assert found == Candidates((ids[0], ids[2]), truncated=False)


def test_a_key_shared_by_more_than_limit_records_is_skipped_and_the_answer_is_truncated(
    reading, kit
):
    def act(acts):
        return [acts.arrive(str(n), "LEE") for n in range(4)] + [acts.arrive("9", "KIM")]

    keys = [kit.block_key("LEE"), kit.block_key("KIM")]
    found, ids = reading(
        act, lambda r, ids: ([r.candidates(keys, limit) for limit in (3, 4, 3)], ids)
    )
    cut, whole, again = found
    assert cut == again == Candidates((ids[4],), truncated=True)
    assert whole == Candidates(tuple(ids), truncated=False)


def test_a_record_that_changed_is_found_by_its_new_keys_only(reading, kit):
    def act(acts):
        record = acts.arrive("1", "LEE")
        acts.update(record, "KIM")
        return record

    def ask(r, i):
        return [r.candidates([kit.block_key(k)], 9).ids for k in ("LEE", "KIM")], i

    found, record = reading(act, ask)
    assert found == [(), (record,)]


def test_a_merged_or_deleted_record_is_no_candidate_until_it_is_back(reading, kit):
    def act(acts):
        ids = [acts.arrive(str(n), "LEE") for n in range(4)]
        acts.merge(ids[0], ids[3])
        acts.merge(ids[1], ids[3])
        acts.delete(ids[2])
        acts.unmerge(ids[1])
        return ids

    found, ids = reading(act, lambda r, ids: (r.candidates([kit.block_key("LEE")], 9).ids, ids))
    assert found == (ids[1], ids[3])
