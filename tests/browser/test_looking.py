"""The queue's filters, persons, search, decisions and the do-not-link list."""

import re

from playwright.sync_api import Page, expect
from town import Town


def test_a_filter_stands_in_the_address_and_is_kept_under_a_name(ann: Page, town: Town):
    town.overlaps(2)
    town.held_update()
    ann.goto(f"/queue?source={town.sources[0]}")
    rows = ann.locator("table.list tbody tr")
    expect(rows).to_have_count(3)
    ann.get_by_label("overlay", exact=True).check()
    ann.get_by_role("button", name="Apply").click()
    ann.wait_for_url("**kind=potential_overlay**")
    expect(rows).to_have_count(1)
    ann.fill("#filter-name", f"held {town.number}")
    ann.get_by_role("button", name="Save").click()
    ann.goto("/queue")
    ann.get_by_role("link", name=f"held {town.number}").click()
    expect(rows).to_have_count(1)
    ann.get_by_role("button", name=f"Forget the filter held {town.number}").click()
    expect(ann.get_by_role("link", name=f"held {town.number}")).to_have_count(0)


def test_the_list_is_walked_and_opened_by_keyboard(ann: Page, town: Town):
    first, second = town.overlaps(2)
    ann.goto(f"/queue?source={town.sources[0]}&order=oldest")
    ann.keyboard.press("j")
    ann.keyboard.press("j")
    ann.keyboard.press("k")
    ann.keyboard.press("ArrowDown")
    ann.keyboard.press("Enter")
    ann.wait_for_url(f"**/tasks/{second}?*")
    assert first != second


def test_many_are_settled_at_once_and_each_says_what_became_of_it(ann: Page, town: Town):
    first, second, third = town.overlaps(3)
    ann.goto(f"/queue?source={town.sources[0]}&order=oldest")
    town.mpi.resolve(first, "different_persons")
    for task_id in (first, second):
        ann.get_by_label(f"Tick task {task_id}").check()
    ann.select_option("#action", "different_persons")
    ann.get_by_role("button", name="Do it").click()
    expect(ann.get_by_role("status")).to_contain_text("1 of 2 done")
    expect(ann.get_by_role("status")).to_contain_text(f"Task {first}:")
    assert town.resolution(second) == "DIFFERENT_PERSONS"
    assert town.status(third) == "NEW"


def test_a_search_finds_without_a_name_in_the_address(ann: Page, town: Town):
    eid = town.joined()
    (family,) = {one.demographics.names[0].family for one in town.mpi.get(eid).records}
    ann.goto("/queue")
    ann.keyboard.press("/")
    ann.wait_for_url("**/search")
    ann.fill("#family", family)
    ann.fill("#given", "Anne*")
    ann.press("#given", "Enter")
    expect(ann.get_by_role("link", name=eid)).to_be_visible()
    assert family not in ann.url
    assert family not in ann.title()
    ann.get_by_role("link", name=eid).click()
    ann.wait_for_url(f"**/persons/{eid}")


def test_a_person_is_found_by_any_of_their_names_in_the_index(ann: Page, town: Town):
    eid = town.joined()
    for name in (eid, eid.lower(), f"{town.sources[1]}/j{town._people}"):
        ann.goto("/search")
        ann.fill("#name", name)
        ann.press("#name", "Enter")
        ann.wait_for_url(f"**/persons/{eid}")
    ann.goto("/search")
    ann.fill("#name", "nobody/1")
    ann.press("#name", "Enter")
    expect(ann.get_by_role("alert")).to_contain_text("Nobody has")


def test_a_person_is_split_by_letters_and_the_split_is_undone(ann: Page, town: Town):
    eid = town.joined()
    ann.goto(f"/persons/{eid}")
    expect(ann.locator("table.golden")).to_contain_text("Annelise")
    ann.keyboard.press("t")
    expect(ann.locator(".letters").first).to_be_visible()
    parted = ann.locator("table.compare thead th").nth(4).inner_text()
    ann.keyboard.press("3")
    expect(ann.locator("#split-preview")).not_to_contain_text("is shown here")
    ann.select_option("#reason_code", "chart_reviewed")
    ann.fill("#reason", "two charts")
    ann.press("#reason", "Escape")
    ann.keyboard.press("p")
    expect(ann.locator(".undo")).to_contain_text("split into")
    local_id = f"j{town._people}"
    eids = {f"{source}/{local_id}": town.eid(source, local_id) for source in town.sources}
    (alone,) = [key for key in eids if key in parted]
    assert [list(eids.values()).count(eid) for eid in eids.values()].count(1) == 1
    assert list(eids.values()).count(eids[alone]) == 1
    ann.goto("/do-not-link")
    expect(ann.locator("table.list")).to_contain_text(alone)
    ann.goto(f"/persons/{eid}")
    ann.get_by_role("link", name="Undo …").first.click()
    ann.get_by_role("button", name="Undo").click()
    expect(ann.locator(".undo")).to_contain_text("Undone")
    assert {town.eid(source, local_id) for source in town.sources} == {eid}


def test_a_question_about_any_two_is_opened_by_hand(ann: Page, town: Town):
    eid = town.joined()
    town.held_update()
    ann.goto(f"/persons/{eid}")
    ann.fill("#ask-record", f"{town.sources[0]}/h{town._people}")
    ann.fill("#ask-reason", "the site asked")
    ann.get_by_role("button", name="Open a task").click()
    ann.wait_for_url("**/tasks/*")
    expect(ann.locator("table.compare thead")).to_contain_text(f"h{town._people}")
    ann.goto(f"/persons/{eid}")
    ann.fill("#ask-record", "nowhere/1")
    ann.get_by_role("button", name="Open a task").click()
    expect(ann.get_by_role("alert")).to_be_visible()


def test_a_person_is_seen_as_it_was(ann: Page, town: Town):
    eid = town.joined()
    ann.goto(f"/persons/{eid}")
    expect(ann.locator(".head")).to_contain_text("3 records")
    slider = ann.get_by_role("slider")
    expect(slider).to_be_visible()
    ann.goto(f"/persons/{eid}?as_of=2099-01-01T00:00:00")
    expect(ann.locator("main")).to_contain_text("You look at the past")


def test_a_pair_that_is_not_to_be_linked_is_freed_again(ann: Page, town: Town):
    task_id = town.overlap()
    local_id = f"o{town._people}"
    town.mpi.resolve(task_id, "different_persons")
    ann.goto(f"/do-not-link?record={town.sources[0]}/{local_id}")
    rows = ann.locator("table.list tbody tr")
    expect(rows).to_have_count(1)
    ann.get_by_role("link", name="Take back …").click()
    ann.fill("#reason", "looked again")
    ann.get_by_role("button", name="Take back").click()
    expect(ann.locator(".undo")).to_contain_text("may be linked again")
    ann.goto(f"/do-not-link?record={town.sources[0]}/{local_id}")
    expect(rows).to_contain_text("No pair is judged different")


def test_an_old_decision_is_undone_from_the_list_with_its_preview(ann: Page, town: Town):
    task_id = town.overlap()
    ann.goto(f"/tasks/{task_id}")
    ann.wait_for_timeout(350)
    ann.keyboard.press("d")
    expect(ann.locator(".undo")).to_contain_text(f"Task {task_id}")
    ann.goto("/decisions?which=mine")
    row = ann.locator("tr", has_text=re.compile(rf"task {task_id}\b"))
    row.get_by_role("link", name="Undo …").click()
    expect(ann.locator(".consequence")).to_contain_text(task_id)
    ann.fill("#reason", "too quick")
    ann.get_by_role("button", name="Undo").click()
    expect(ann.locator(".undo")).to_contain_text("Undone")
    assert town.resolution(task_id) == ""


def test_an_automatic_link_is_undone_from_the_list(ann: Page, town: Town):
    eid = town.joined()
    ann.goto("/decisions?which=automatic_link")
    row = ann.locator("tr", has_text=f"{town.sources[2]}/j{town._people}").first
    row.get_by_role("link", name="Undo …").click()
    ann.fill("#reason", "two humans")
    ann.get_by_role("button", name="Undo").click()
    expect(ann.locator(".undo")).to_contain_text("Undone")
    local_id = f"j{town._people}"
    assert {town.eid(source, local_id) for source in town.sources} != {eid}
