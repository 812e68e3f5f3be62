"""Overlays: which update of a record speaks of another human, and which is daily business."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from matching.model import default_model
from matching.policy import contradicts_update, default_policy
from matching.row import MatchRow

ROSA = MatchRow(
    given="ROSA",
    middle="ELENA",
    family="CASTELLANOS",
    birth_date="19840914",
    sex="F",
    ssn="536229871",
    ssn_last4="9871",
    phones=("15205550174",),
    house_number="1290",
    street="E SPEEDWAY BLVD",
    city="TUCSON",
    state="AZ",
    postal_code="85719",
)
NO_NUMBER = {"ssn": "", "ssn_last4": ""}
HOME = {"phones": ("13125550199",), "house_number": "77", "street": "OAK ST"} | {
    "city": "CHICAGO",
    "state": "IL",
    "postal_code": "60601",
}


def _contradicts(old: MatchRow, new: MatchRow) -> bool:
    return contradicts_update(old, new, default_model(), default_policy())


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"family": "BRANDT"}, id="a marriage"),
        pytest.param({"family": "BRANDT", **HOME}, id="a marriage and a move"),
        pytest.param({"given": "ROSSA"}, id="a letter mended"),
        pytest.param({"birth_date": "19840919"}, id="a digit mended"),
        pytest.param({"birth_date": "19480914"}, id="two digits of the year mended"),
        pytest.param(HOME, id="a move"),
        pytest.param({"ssn": "411003345", "ssn_last4": "3345"}, id="another number"),
        pytest.param(NO_NUMBER, id="a number taken back"),
        pytest.param({"given": "", "family": ""}, id="no name any more"),
        pytest.param({"sex": "M"}, id="a sex mended"),
        pytest.param({"given": "CASTELLANOS", "family": "ROSA"}, id="names set right"),
    ],
)
def test_daily_business_is_no_overlay(changes: dict[str, Any]) -> None:
    assert not _contradicts(ROSA, replace(ROSA, **changes))
    assert not _contradicts(replace(ROSA, **changes), ROSA)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"given": "PETER", "birth_date": "19530302"}, id="name and date"),
        pytest.param({"given": "PETER", "sex": "M"}, id="name and sex"),
        pytest.param(
            {"given": "JOAN", "family": "KELLER", "birth_date": "19310105", **NO_NUMBER, **HOME},
            id="everything",
        ),
        pytest.param({"given": "CARMEN", "middle": "LUZ"}, id="a twin"),
        pytest.param({"birth_date": "19580203", **NO_NUMBER}, id="the mother of her name"),
    ],
)
def test_another_human_is_an_overlay(changes: dict[str, Any]) -> None:
    assert _contradicts(ROSA, replace(ROSA, **changes))
    assert _contradicts(replace(ROSA, **changes), ROSA)


def test_a_newborn_that_gets_its_name_is_no_overlay() -> None:
    newborn = replace(ROSA, given="", middle="", newborn_name="GIRL A", **NO_NUMBER)
    assert not _contradicts(newborn, replace(ROSA, **NO_NUMBER))
