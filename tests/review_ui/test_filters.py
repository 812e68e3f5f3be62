"""Filters of the queue as they stand in an address."""

import pytest
from starlette.datastructures import QueryParams

from review_ui.pages import filters


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kind=conflict&kind=potential_overlap",
        "status=resolved&priority=safety&source=north",
        "mine=1&unassigned=1&overdue=1&needs_second_person=1",
        "assignee=ann&eid=JHZW1R2MWJWZ",
        "min=-2.5&max=10&from=2026-11-01&before=2026-11-28&order=weight_descending",
    ],
)
def test_an_address_is_read_and_written_back(text: str):
    assert filters.read_text(text).text == text


@pytest.mark.parametrize(
    "text", ["kind=nonsense", "order=random", "min=many", "from=yesterday", "page=7", "q=%00"]
)
def test_what_is_no_filter_is_passed_over(text: str):
    asked = filters.read_text(text)
    assert asked.text == ""
    assert asked == filters.read(QueryParams(""))


def test_what_waits_is_shown_unless_another_status_is_asked_for():
    assert filters.read_text("").filter.statuses == ("open",)
    assert filters.read_text("status=resolved").filter.statuses == ("resolved",)
    assert not filters.read_text("order=newest").is_narrow
