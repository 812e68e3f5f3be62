"""Scores and assessments: symmetric, neutral about what is missing, silent about values."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from matching.explain import words
from matching.levels import COMPARISONS
from matching.model import Frequencies, default_model
from matching.online import score
from matching.policy import Verdict, assess, default_policy, grade
from matching.row import MatchRow

GIVEN = ["", "J", "JOHN", "JON", "MARY", "MARIA", "BILL", "WILLIAM", "SMITH", "ZQXARD"]
FAMILY = ["", "SMITH", "SMYTH", "JOHN", "GARCIA LOPEZ", "GARCIA", "NGUYEN", "O"]
DATES = ["", "1980", "198005", "19800512", "19801205", "19800513", "20100512", "19800101"]


def _some(values: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


def _several(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(values), max_size=2).map(lambda found: tuple(sorted(found)))


ROWS = st.builds(
    MatchRow,
    given=_some(GIVEN),
    given_other=_several(["BILL", "JON"]),
    middle=_some(["", "A", "ANN", "ANNE", "SMITH", "J R"]),
    family=_some(FAMILY),
    family_other=_several(["SMITH", "JONES"]),
    suffix=_some(["", "JR", "SR", "II"]),
    birth_date=_some(DATES),
    death_date=_some(["", "20190630", "20200101"]),
    sex=_some(["", "M", "F"]),
    ssn=_some(["", "123456788", "123456789", "123456987", "321549876"]),
    ssn_last4=_some(["", "6788", "9876"]),
    identifiers=_several(["NI||1234567", "NI||1234568", "PPN|USA|X1", "MB|AETNA|77"]),
    phones=_several(["13305550123", "13305550124"]),
    emails=_several(["JSMITH80@A.ORG", "JSMITH80@B.ORG"]),
    house_number=_some(["", "12", "14"]),
    street=_some(["", "N MAIN ST", "ELM AVE"]),
    unit=_some(["", "4B", "5"]),
    city=_some(["", "AKRON", "DAYTON"]),
    state=_some(["", "OH"]),
    postal_code=_some(["", "44301", "45301"]),
    mother_family=_some(["", "WEBER", "HOLT"]),
    multiple_birth=_some(["", "Y", "N"]),
    birth_order=st.sampled_from([0, 1, 2]),
    newborn_name=_some(["", "BABY BOY", "GIRL A"]),
)


@given(ROWS, ROWS)
def test_an_assessment_is_the_same_from_either_side(left: MatchRow, right: MatchRow) -> None:
    there = assess(left, right, default_model(), default_policy())
    back = assess(right, left, default_model(), default_policy())
    assert there == back


@given(ROWS, ROWS)
def test_a_link_has_neither_guard_nor_hold_and_enough_weight(a: MatchRow, b: MatchRow) -> None:
    found = assess(a, b, default_model(), default_policy())
    limits = default_model().thresholds
    if found.verdict is Verdict.LINK:
        assert not found.guards and not found.held
        assert found.weight >= limits.link
        assert not found.contradicts
    if found.guards or found.weight < limits.contradiction:
        assert found.contradicts


@given(ROWS, ROWS)
def test_evidence_and_prior_add_up_to_the_weight(left: MatchRow, right: MatchRow) -> None:
    found = score(left, right, default_model())
    total = default_model().prior_log2 + sum(each.weight_log2 for each in found.evidence)
    assert abs(found.weight - total) < 1e-9


@given(ROWS)
def test_missing_is_neutral(row: MatchRow) -> None:
    assert score(row, MatchRow(), default_model()).evidence == ()
    assert score(row, MatchRow(), default_model()).weight == default_model().prior_log2


@given(ROWS, ROWS)
def test_what_one_side_does_not_say_weighs_nothing(left: MatchRow, right: MatchRow) -> None:
    silent = replace(left, birth_date="", sex="", middle="", emails=(), suffix="")
    found = score(silent, right, default_model())
    said = {"birth_date", "sex", "email", "suffix"}
    assert not said & {each.comparison for each in found.evidence}


def test_words_hold_no_value_of_either_record() -> None:
    markers = {
        field.name: "XQ" + field.name.upper().replace("_", "")
        for field in fields(MatchRow)
        if field.type is str
    }
    row = MatchRow(**markers)
    row = replace(row, birth_date="19470313", ssn="536229871", phones=("15035550177",))
    other = replace(row, given="XQOTHER", birth_date="19470314")
    for left, right in ((row, row), (row, other)):
        found = assess(left, right, default_model(), default_policy())
        told = " ".join([*words(found), repr(found)])
        for value in (*markers.values(), "XQOTHER", "19470313", "536229871", "5550177"):
            assert value not in told


def test_the_words_lead_from_the_prior_to_the_weight() -> None:
    row = MatchRow(given="MARY", family="SMITH", birth_date="19800512")
    found = assess(row, row, default_model(), default_policy())
    lines = words(found)
    assert lines[0].startswith("-20.0")
    assert any(line.startswith(f"{found.weight:+.1f}  in all") for line in lines)
    assert lines[-1].startswith("review")


def test_every_level_has_its_own_name_and_words() -> None:
    for comparison in COMPARISONS:
        names = [level.name for level in comparison.levels]
        assert len(names) == len(set(names))
        assert all(level.words for level in comparison.levels)


@given(ROWS, ROWS)
def test_exactly_one_level_of_a_comparison_is_the_answer(left: MatchRow, right: MatchRow) -> None:
    for comparison in COMPARISONS:
        answer = comparison.answer(left, right)
        if comparison.missing(left, right):
            assert answer == ""
        else:
            first = next(level for level in comparison.levels if level.holds(left, right))
            assert answer == first.name


@given(ROWS, ROWS)
def test_what_a_row_does_not_say_is_missing_beside_every_other(
    left: MatchRow, right: MatchRow
) -> None:
    for comparison in COMPARISONS:
        if comparison.missing(left, left):
            assert comparison.missing(left, right)


def test_grades_follow_the_verdict() -> None:
    row = MatchRow(given="MARY", family="SMITH", birth_date="19800512", ssn="536229871")
    stranger = MatchRow(given="OTTO", family="KELLER", birth_date="19310101", ssn="411009876")
    thin = MatchRow(given="MARY", family="SMITH", birth_date="19800512")
    pairs = {"certain": (row, row), "certainly-not": (row, stranger), "probable": (thin, thin)}
    for expected, (left, right) in pairs.items():
        found = assess(left, right, default_model(), default_policy())
        assert grade(found) in (expected, "possible" if expected == "probable" else expected)


def test_the_content_of_two_models_is_never_compared_for_a_score():
    """It would cost a hundred scores; the index may have loaded the model that batch has made."""

    class Incomparable(dict[str, Frequencies]):
        __hash__ = None  # type: ignore[assignment]

        def __eq__(self, other: object) -> bool:
            raise AssertionError

    model = default_model()
    twins = [
        dataclasses.replace(model, frequencies=Incomparable(model.frequencies)) for _ in range(2)
    ]
    row = MatchRow(given="MARY", family="SMITH")
    assert len({score(row, row, each).weight for each in (*twins, model)}) == 1
