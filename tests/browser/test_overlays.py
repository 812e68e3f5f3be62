"""The overlay desk: an update that looks like somebody else is accepted, rejected or moved."""

from playwright.sync_api import Page, expect
from town import Town


def _given(town: Town, source: str, local_id: str) -> str:
    (record,) = [
        one
        for one in town.mpi.get(record=(source, local_id)).records
        if (one.key.source, one.key.local_id) == (source, local_id)
    ]
    return record.demographics.names[0].given


def test_the_old_stands_beside_what_came_in(ann: Page, town: Town):
    task_id = town.held_update()
    ann.goto("/queue?kind=potential_overlay")
    expect(ann.locator("table.list")).to_contain_text("overlay")
    ann.goto(f"/tasks/{task_id}")
    heads = ann.locator("table.compare thead th")
    expect(heads.nth(2)).to_contain_text("last good version")
    expect(heads.nth(3)).to_contain_text("incoming, held back")
    given = ann.locator("tr", has=ann.get_by_role("rowheader", name="Given name"))
    expect(given).to_contain_text("Omar")
    expect(given).to_contain_text("Ingrid")
    expect(given).to_contain_text("differs")


def test_an_accepted_update_becomes_current(ann: Page, town: Town):
    task_id = town.held_update()
    record = (town.sources[0], f"h{town._people}")
    ann.goto(f"/tasks/{task_id}")
    ann.wait_for_timeout(350)
    ann.keyboard.press("a")
    expect(ann.locator(".undo")).to_contain_text(f"Task {task_id}: accept update")
    assert _given(town, *record) == "Ingrid"
    ann.keyboard.press("z")
    expect(ann.locator(".undo")).to_contain_text("Undone")
    assert _given(town, *record) == "Omar"


def test_a_rejected_update_changes_nothing(ann: Page, town: Town):
    task_id = town.held_update()
    record = (town.sources[0], f"h{town._people}")
    ann.goto(f"/tasks/{task_id}")
    ann.wait_for_timeout(350)
    ann.keyboard.press("r")
    expect(ann.locator(".undo")).to_contain_text(f"Task {task_id}: reject update")
    assert town.resolution(task_id) == "REJECT_UPDATE"
    assert _given(town, *record) == "Omar"


def test_an_update_about_a_known_person_is_moved_to_them(ann: Page, town: Town):
    task_id = town.held_update()
    held = (town.sources[0], f"h{town._people}")
    # Ingrid, whom the update is about, is known at another source.
    said = town.mpi.task(task_id)
    (incoming,) = [one.record for one in said.sheets if one.is_held_back]
    known = town.mpi.upsert(town.sources[1], "ingrid", incoming.demographics).enterprise_id
    ann.goto(f"/tasks/{task_id}")
    ann.wait_for_timeout(350)
    ann.keyboard.press("m")
    ann.locator(f'input[name="to"][value="{known}"]').check()
    ann.get_by_role("button", name="Move", exact=True).click()
    expect(ann.locator(".undo")).to_contain_text(f"Task {task_id}: move update")
    assert town.resolution(task_id) == "MOVE_UPDATE"
    assert town.eid(*held) == town.eid(town.sources[1], "ingrid")


def test_an_update_under_the_wrong_local_id_is_moved_to_the_right_one(ann: Page, town: Town):
    task_id = town.held_update()
    source, local_id = town.sources[0], f"h{town._people}"
    ann.goto(f"/tasks/{task_id}")
    ann.wait_for_timeout(350)
    ann.keyboard.press("m")
    ann.locator('input[name="to"][value="record"]').check()
    ann.fill("#to-text", "right-one")
    ann.get_by_role("button", name="Move", exact=True).click()
    expect(ann.locator(".undo")).to_contain_text(f"Task {task_id}: move update")
    assert _given(town, source, "right-one") == "Ingrid"
    assert _given(town, source, local_id) == "Omar"


def test_a_move_to_nobody_is_refused_on_the_page(ann: Page, town: Town):
    task_id = town.held_update()
    ann.goto(f"/tasks/{task_id}")
    ann.wait_for_timeout(350)
    ann.keyboard.press("m")
    ann.locator('input[name="to"][value="eid"]').check()
    ann.fill("#to-text", "AAAAAAAAAAAA")
    ann.get_by_role("button", name="Move", exact=True).click()
    expect(ann.get_by_role("alert")).to_be_visible()
    assert town.resolution(task_id) == ""
