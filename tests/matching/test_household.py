"""What two homes say: postal codes of letters and of digits."""

from __future__ import annotations

import pytest

from matching.household import home_level
from matching.row import MatchRow


@pytest.mark.parametrize(
    ("ours", "theirs", "level"),
    [
        ("SW1A1AA", "SW1A1AA", "area"),
        ("SW1A1AA", "SW1A2BB", "area"),  # one quarter
        ("SW1A1AA", "SW1B1AA", "area"),  # a slip
        ("SW1A1AA", "SE1A2BA", "elsewhere"),
        ("K1A0B1", "K1A4X2", "area"),
        ("46204", "46205", "elsewhere"),  # of digits, another town
        ("46204", "4620A", "elsewhere"),
        ("B1", "B2", "elsewhere"),
    ],
)
def test_a_postal_code_with_letters_is_near_in_one_quarter_and_with_a_slip(
    ours: str, theirs: str, level: str
):
    assert home_level(MatchRow(postal_code=ours), MatchRow(postal_code=theirs)) == level
    assert home_level(MatchRow(postal_code=theirs), MatchRow(postal_code=ours)) == level
