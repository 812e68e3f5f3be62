"""Which records meet, and which promises every block key keeps."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as with_other

from blocking.keys import Key, key_hash, key_hashes, keys
from blocking.measure import measure, too_common
from blocking.plan import Plan, default_plan
from matching.row import MatchRow

PLAN = default_plan()
MARIA = MatchRow(
    given="MARIA",
    middle="LUISA",
    family="GARCIA LOPEZ",
    birth_date="19800512",
    sex="F",
    ssn="398053413",
    ssn_last4="3413",
    identifiers=("DL|IL|B1234567",),
    phones=("13122345678",),
    emails=("MARIA@EXAMPLE.ORG",),
    house_number="123",
    street="N MAIN ST",
    unit="4B",
    city="SPRINGFIELD",
    state="IL",
    postal_code="62701",
)
# Nothing but names and a birth date.
BARE = MatchRow(given="MARIA", family="GARCIA", birth_date="19800512")


def met_by(left: MatchRow, right: MatchRow, plan: Plan = PLAN) -> set[str]:
    shared = {key.hash for key in keys(left, plan)} & {key.hash for key in keys(right, plan)}
    return {key.name for key in keys(left, plan) if key.hash in shared}


def test_an_empty_row_has_no_keys():
    assert keys(MatchRow(), PLAN) == ()


def test_rows_that_lack_the_same_columns_do_not_meet_by_that():
    assert met_by(MatchRow(given="ANN"), MatchRow(given="ANN")) == set()
    assert met_by(MatchRow(birth_date="19800512"), MatchRow(birth_date="19800512")) == set()
    assert met_by(MatchRow(city="BONN", sex="F"), MatchRow(city="BONN", sex="F")) == set()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"family": "SMITH"}, "married"),
        ({"family": "GARCIA"}, "one of two family names"),
        ({"family": "GRACIA"}, "letters swapped"),
        ({"given": "MARY"}, "other given name"),
        ({"given": ""}, "no given name"),
        ({"given": "", "newborn_name": "BABY GIRL"}, "temporary name"),
        ({"given": "GARCIA", "family": "MARIA"}, "swapped"),
        ({"birth_date": "19801205"}, "day and month swapped"),
        ({"birth_date": "19800513"}, "day mistyped"),
        ({"birth_date": "19900512"}, "year mistyped"),
        ({"birth_date": "1980"}, "only the year"),
    ],
)
def test_two_rows_of_names_and_birth_date_meet_in_spite_of_one_error(change, reason):
    assert met_by(BARE, with_other(BARE, **change)), reason


_ERRORS = {
    "given": ("MARY", "", "LUISA", "MARAI"),
    "family": ("SMITH", "", "GARZIA", "LOPEZ"),
    "birth_date": ("", "19801205", "19700512", "1980"),
    "ssn": ("", "398053431"),
    "identifiers": ((),),
    "phones": ((), ("17732345678",)),
    "emails": ((),),
    "house_number": ("", "132"),
    "street": ("", "MIAN ST"),
    "city": ("", "CHICAGO"),
    "postal_code": ("", "62071"),
}


def test_a_full_row_meets_itself_in_spite_of_errors_in_any_four_fields():
    chance = random.Random(7)
    for _ in range(500):
        fields = chance.sample(sorted(_ERRORS), 4)
        changed = with_other(MARIA, **{field: chance.choice(_ERRORS[field]) for field in fields})
        if not changed.ssn:
            changed = with_other(changed, ssn_last4="")
        assert met_by(MARIA, changed), fields


def test_nicknames_meet_by_birth_date_and_by_middle_initial():
    bill = MatchRow(given="BILL", middle="J", family="KOEHLER", birth_date="19800512")
    william = with_other(bill, given="WILLIAM", family="CRUZ", middle="")
    assert "birth_date_name" in met_by(bill, william)
    no_date = with_other(bill, given="WILLIAM", birth_date="")
    assert "names_middle" in met_by(bill, no_date)


def test_a_maiden_name_meets_the_married_one():
    married = MatchRow(given="ANN", family="SMITH", family_other=("JONES",), birth_date="19800512")
    maiden = MatchRow(given="NANCY", family="JONES", birth_date="19800512")
    assert met_by(married, maiden) == {"birth_date_name"}


def test_who_goes_by_the_middle_name_is_met():
    assert "birth_date_name" in met_by(
        with_other(BARE, middle="LUISA"), with_other(BARE, given="LUISA", family="SMITH")
    )


def test_a_previous_address_meets_the_current_one():
    moved = MatchRow(
        given="MARIA", family="SMITH", addresses_other=("123|N MAIN ST|4B|SPRINGFIELD|IL|62701",)
    )
    assert {"home_initial", "number_postal_initial"} <= met_by(MARIA, moved)


def test_rows_without_birth_dates_meet_by_household_and_name():
    left = MatchRow(given="ANN", family="KLEINMANN", house_number="1", street="ELM ST", city="BONN")
    assert met_by(left, with_other(left, given="GRETA"))
    assert met_by(left, with_other(left, family="GROSS"))
    assert met_by(left, with_other(left, house_number="7"))
    assert met_by(left, MatchRow(given="ANN", family="KLEINMANN"))


def test_a_mistyped_host_of_an_email_meets_if_its_user_is_telling_or_it_begins_alike():
    assert met_by(MatchRow(emails=("JLEE84@GMAIL.COM",)), MatchRow(emails=("JLEE84@GMIAL.COM",)))
    assert met_by(MatchRow(emails=("JLEE@GMAIL.COM",)), MatchRow(emails=("JLEE@GMIAL.COM",)))
    assert not met_by(MatchRow(emails=("JLEE@GMAIL.COM",)), MatchRow(emails=("JLEE@AOL.COM",)))


def test_a_newborn_meets_its_later_name_through_the_mother():
    newborn = MatchRow(birth_date="20260105", mother_family="JONES", newborn_name="BABY GIRL")
    named = MatchRow(given="EVE", family="CRUZ", birth_date="20260105", mother_family="JONES")
    assert met_by(newborn, named) == {"birth_date_mother"}


def test_names_in_their_own_script_meet_without_transliteration():
    chinese = MatchRow(given_native="伟", family_native="张", birth_date="1980")
    assert met_by(chinese, with_other(chinese, given="WEI", family="CHANG")) == {
        "native_birth_year"
    }


def test_keys_come_strongest_first_and_are_distinct():
    order = [definition.name for definition in PLAN.definitions]
    found = keys(MARIA, PLAN)
    positions = [order.index(key.name) for key in found]
    assert found[0].name == "ssn" and positions == sorted(positions)
    assert len({key.hash for key in found}) == len(found)


def test_a_full_row_has_a_bounded_number_of_keys():
    assert len(keys(MARIA, PLAN)) <= 38
    plain = with_other(MARIA, family="GARCIA", middle="L", identifiers=(), emails=())
    assert len(keys(plain, PLAN)) <= 32
    crowded = with_other(
        MARIA,
        given_other=tuple(f"NAME{i}" for i in range(50)),
        family_other=tuple(f"NAME{i}" for i in range(50)),
        phones=tuple(f"1312234{i}" for i in range(1000, 1050)),
        addresses_other=tuple(f"{i}|ELM ST||BONN||53111" for i in range(50)),
    )
    assert len(keys(crowded, PLAN)) <= 110


def test_what_is_too_common_is_left_out():
    dropped = keys(MARIA, PLAN)[0]
    found = keys(MARIA, replace(PLAN, too_common=frozenset([dropped.hash])))
    assert found == keys(MARIA, PLAN)[1:]
    assert too_common({1: 5, 2: 6, 3: 7}, 5) == frozenset([2, 3])


def test_hashes_fit_a_signed_bigint_and_depend_on_name_and_value():
    assert all(0 <= key.hash < 2**63 for key in keys(MARIA, PLAN))
    assert key_hash("ssn", "398053413") != key_hash("email", "398053413")
    assert key_hashes(MARIA, PLAN) == tuple(key.hash for key in keys(MARIA, PLAN))


def test_hashes_are_these_numbers_for_ever():
    # A store keeps hashes: another number would part every record from its block.
    assert key_hash("ssn", "398053413") == 487433076867257121
    assert keys(MatchRow(ssn="398053413"), PLAN) == (Key("ssn", 487433076867257121),)


def test_keys_are_the_same_in_every_process():
    program = (
        "from blocking.keys import keys\nfrom blocking.plan import default_plan\n"
        "from matching.row import MatchRow\n"
        "print(default_plan().digest, keys(MatchRow(given='BILL', family='VAN GARCIA',"
        " birth_date='19800512', house_number='1', postal_code='60601'), default_plan()))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_a_plan_is_named_by_its_content():
    assert default_plan().digest == PLAN.digest
    assert replace(PLAN, live_limit=10).digest != PLAN.digest
    assert replace(PLAN, too_common=frozenset([1])).digest != PLAN.digest
    assert replace(PLAN, definitions=PLAN.definitions[1:]).digest != PLAN.digest


def test_every_definition_says_what_it_is_for_and_reads_real_columns():
    names = [definition.name for definition in PLAN.definitions]
    assert len(set(names)) == len(names)
    for definition in PLAN.definitions:
        assert definition.intent and definition.columns
        assert set(definition.columns) <= set(MatchRow.__struct_fields__)


text = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789", max_size=12).map(str.strip)
rows = st.builds(
    MatchRow,
    given=text,
    middle=text,
    family=text,
    given_other=st.lists(text, max_size=2).map(tuple),
    family_other=st.lists(text, max_size=2).map(tuple),
    given_native=st.text(max_size=5),
    family_native=st.text(max_size=5),
    birth_date=st.sampled_from(("", "1980", "198005", "19800512")),
    ssn_last4=st.sampled_from(("", "1234")),
    house_number=text,
    street=text,
    city=text,
    postal_code=text,
    phones=st.lists(text, max_size=2).map(tuple),
)


@given(rows, rows)
@settings(deadline=None)
def test_meeting_is_symmetric_and_any_row_has_distinct_keys(left, right):
    assert met_by(left, right) == met_by(right, left)
    found = keys(left, PLAN)
    assert found == keys(left, PLAN)
    assert len({key.hash for key in found}) == len(found)


def test_measure_counts_pairs_recall_and_what_only_one_key_finds():
    twin = with_other(BARE, given="XENIA", family="QUIST")
    everyone = [MARIA, with_other(MARIA, given="OLGA", family="PETROVA"), BARE, twin]
    found = {m.name: m for m in measure(everyone, PLAN, ["1", "1", "1", "2"])}
    assert found["ssn"].records == 2 and found["ssn"].pairs == 1 and found["ssn"].pairs_only == 0
    assert found["total"].true_pairs == 2 and found["total"].recall == 2 / 3
    assert found["birth_date_name"].true_pairs_only == 0
    assert [m.name for m in measure(everyone, PLAN)][-1] == "total"


def test_a_block_above_the_live_limit_brings_no_pairs_and_is_counted():
    same = [MatchRow(ssn="398053413")] * 4
    measured = measure(same, replace(PLAN, live_limit=3))
    assert measured[-1].pairs == 0 and measured[-1].blocks_skipped == 1
    assert measured[0].block_max == 4


def test_order_of_rows_does_not_change_the_measure():
    everyone = [MARIA, BARE, with_other(MARIA, given="OLGA"), with_other(BARE, given="MARY")]
    assert measure(everyone, PLAN) == measure(everyone[::-1], PLAN)
