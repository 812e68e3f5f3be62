"""Answering tasks by keyboard: the next is there, and the last can be undone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from town import Town


def _queue(town: Town, **narrow: str) -> str:
    """The queue of this test's people."""
    return f"/queue?source={town.sources[1]}" + "".join(f"&{k}={v}" for k, v in narrow.items())


def _shown(page: Page) -> str:
    """The task that the page shows."""
    found = re.search(r"/tasks/(\d+)", page.url)
    return found[1] if found else ""


def _open(page: Page, task_id: str) -> None:
    page.goto(f"/tasks/{task_id}")
    _read(page, task_id)


def _read(page: Page, task_id: str) -> None:
    """The task is there, and was looked at for a moment."""
    expect(page.get_by_role("heading", name=f"Task {task_id}")).to_be_visible()
    page.wait_for_timeout(350)


def test_a_steward_claims_answers_and_undoes_without_the_mouse(ann: Page, town: Town):
    first, second, third = town.overlaps(3)
    ann.goto(_queue(town))
    expect(ann.locator("table.list tbody tr")).to_have_count(3)

    ann.keyboard.press("n")
    _read(ann, first)
    assert town.status(first) == "CLAIMED"

    ann.keyboard.press("d")
    _read(ann, second)
    assert town.resolution(first) == "DIFFERENT_PERSONS"
    assert town.status(second) == "CLAIMED"
    expect(ann.locator(".undo")).to_contain_text(f"Task {first}: different persons")

    ann.keyboard.press("z")
    _read(ann, first)
    assert town.resolution(first) == ""
    expect(ann.locator(".undo")).to_contain_text("Undone")

    ann.keyboard.press("u")
    expect(ann.locator(".undo")).to_contain_text(f"Task {first}: cannot tell")
    assert town.resolution(first) == "CANNOT_TELL"
    assert town.status(third) == "NEW"


def test_a_key_struck_twice_does_not_answer_the_next_task_unseen(ann: Page, town: Town):
    first, second = town.overlaps(2)
    ann.goto(_queue(town))
    ann.keyboard.press("n")
    _read(ann, first)
    # The key is struck again in the very moment in which the next task comes.
    ann.evaluate(
        """(next) => document.addEventListener("htmx:after:swap", () => {
            if (document.querySelector("h1").textContent !== `Task ${next}`) return;
            if (window.struck) return;
            window.struck = true;
            document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "d", bubbles: true}));
        })""",
        second,
    )
    ann.keyboard.press("d")
    _read(ann, second)
    assert ann.evaluate("window.struck")
    assert town.resolution(first) == "DIFFERENT_PERSONS"
    assert town.resolution(second) == ""


def test_the_consequences_stand_beside_the_answers(ann: Page, town: Town):
    task_id = town.overlap()
    source, other = town.sources[0], town.sources[1]
    local_id = f"o{town._people}"
    eids = {town.eid(source, local_id), town.eid(other, local_id)}
    _open(ann, task_id)
    same = ann.locator(".consequence", has_text="Same person")
    expect(same).to_contain_text("is retired into")
    shown = set(re.findall(r"[0-9A-Z]{12}", same.inner_text()))
    assert eids <= shown
    expect(ann.locator(".consequence", has_text="Different persons")).to_contain_text("do not link")


def test_letters_that_differ_are_marked_and_agreement_is_a_word_too(ann: Page, town: Town):
    ann.goto(f"/tasks/{town.overlap()}")
    given = ann.locator("tr", has=ann.get_by_role("rowheader", name="Given name"))
    assert [one.inner_text() for one in given.locator("mark").all()] == ["t", "i"]
    expect(given).to_contain_text("alike")
    family = ann.locator("tr", has=ann.get_by_role("rowheader", name="Family name"))
    expect(family).to_contain_text("same")
    assert family.locator("mark").count() == 0


def test_only_differences_hides_what_agrees_and_stays_so(ann: Page, town: Town):
    first, second = town.overlaps(2)
    _open(ann, first)
    family = ann.get_by_role("rowheader", name="Family name")
    expect(family).to_be_visible()
    ann.keyboard.press("o")
    expect(family).to_be_hidden()
    expect(ann.get_by_role("rowheader", name="Given name")).to_be_visible()
    _open(ann, second)
    expect(family).to_be_hidden()


def test_an_answer_against_a_guard_asks_why_and_is_then_taken(ann: Page, ben: Page, town: Town):
    """Two given names on one birthday are a guard: twins."""
    task_id = town.overlap()
    _open(ann, task_id)
    if ann.locator(".why-not", has_text="Guard").count() == 0:
        pytest.fail("the pair has no guard")
    ann.keyboard.press("s")
    expect(ann.get_by_role("alert")).to_contain_text("say why")
    assert town.resolution(task_id) == ""
    expect(ann.locator("#reason_code")).to_be_focused()
    ann.select_option("#reason_code", "site_confirmed")
    ann.fill("#reason", "the site looked at the form")
    ann.press("#reason", "Enter")
    expect(ann.locator(".undo")).to_contain_text(f"Task {task_id}: same person")
    assert town.resolution(task_id) == "SAME_PERSON"


def test_a_risky_answer_waits_for_a_second_steward(ann: Page, ben: Page, town: Town):
    """Two birth dates: the policy asks for four eyes."""
    task_id = town.two_dates()
    for page in (ann, ben):
        _open(page, task_id)
        expect(page.locator(".notice.warn").first).to_contain_text(
            re.compile("second person|somebody else", re.IGNORECASE)
        )
        page.select_option("#reason_code", "document_seen")
        page.fill("#reason", "the register was seen")
        page.press("#reason", "Escape")
        page.keyboard.press("s")
        expect(page.locator(".undo")).to_contain_text(f"Task {task_id}: same person")
        if page is ann:
            expect(page.locator(".undo")).to_contain_text("a second person has to confirm it")
            assert town.resolution(task_id) == ""
    assert town.resolution(task_id) == "SAME_PERSON"


def test_three_records_are_parted_by_letters(ann: Page, town: Town):
    task_id = town.three()
    _open(ann, task_id)
    expect(ann.locator("table.matrix")).to_be_visible()
    ann.keyboard.press("3")  # the third record becomes person B
    expect(ann.locator("#as-grouped")).not_to_contain_text("Give each record a letter")
    ann.select_option("#reason_code", "chart_reviewed")
    ann.fill("#reason", "the charts are of two humans")
    ann.press("#reason", "Escape")
    ann.keyboard.press("p")
    expect(ann.locator(".undo")).to_contain_text(f"Task {task_id}: as grouped")
    local_id = f"t{town._people}"
    first, second, third = (town.eid(source, local_id) for source in town.sources)
    assert first == second
    assert third != first


def test_a_decision_about_what_has_changed_is_not_taken(ann: Page, town: Town, mpi):
    task_id = town.overlap()
    _open(ann, task_id)
    key = mpi.task(task_id).task.records[0]
    changed = town.family() | {"given_name": "Marta"}
    changed["family_name"] = "Zimmermann"
    said = mpi.get(record=(key.source, key.local_id)).records[0].demographics
    changed |= {"birth_date": said.birth_date, "sex": changed["sex"]}
    mpi.upsert(key.source, key.local_id, **changed)
    ann.keyboard.press("d")
    expect(ann.get_by_role("alert")).to_contain_text(re.compile("changed|over", re.IGNORECASE))
    assert town.resolution(task_id) == ""


def test_two_stewards_who_ask_for_the_next_task_never_get_the_same(
    ann: Page, ben: Page, town: Town
):
    town.overlaps(2)
    for page in (ann, ben):
        page.goto(_queue(town))
    for page in (ann, ben):
        page.keyboard.press("n")
    for page in (ann, ben):
        page.wait_for_url("**/tasks/*")
    assert _shown(ann) != _shown(ben)


def test_two_stewards_never_decide_the_same_task(ann: Page, ben: Page, town: Town):
    task_id = town.overlap()
    for page in (ann, ben):
        _open(page, task_id)
    ann.keyboard.press("d")
    expect(ann.locator(".undo")).to_contain_text(f"Task {task_id}")
    ben.keyboard.press("u")
    expect(ben.get_by_role("alert")).to_be_visible()
    assert town.resolution(task_id) == "DIFFERENT_PERSONS"
    assert town.mpi.task(task_id).task.resolved_by == "ann"


def test_nobody_resolves_what_another_has_claimed(ann: Page, ben: Page, town: Town):
    task_id = town.overlap()
    _open(ann, task_id)
    ann.keyboard.press("y")
    expect(ann.locator(".head")).to_contain_text("yours until")
    _open(ben, task_id)
    expect(ben.locator(".head")).to_contain_text("ann has it")
    ben.keyboard.press("d")
    expect(ben.get_by_role("alert")).to_be_visible()
    assert town.resolution(task_id) == ""


def test_a_skipped_task_is_not_offered_again(ann: Page, town: Town):
    first, second = town.overlaps(2)
    ann.goto(_queue(town))
    ann.keyboard.press("n")
    _read(ann, first)
    ann.keyboard.press("n")
    _read(ann, second)
    assert town.status(first) == "NEW"
    ann.keyboard.press("n")
    ann.wait_for_url("**/queue?*")


def test_a_task_is_deferred_escalated_and_commented_on(ann: Page, town: Town):
    first, second = town.overlaps(2)
    _open(ann, first)
    ann.fill("#comment", "asked the site")
    ann.get_by_role("button", name="Comment", exact=True).click()
    expect(ann.locator("main")).to_contain_text("asked the site")
    ann.keyboard.press("f")
    expect(ann.locator(".undo")).to_contain_text(f"Task {first} deferred")
    assert town.status(first) == "DEFERRED"
    _open(ann, second)
    ann.keyboard.press("e")
    expect(ann.locator(".undo")).to_contain_text(f"Task {second} escalated")
    assert town.status(second) == "ESCALATED"


def test_a_number_is_masked_until_somebody_asks_and_that_is_recorded(ann: Page, town: Town):
    eid = town.joined()
    ann.goto(f"/persons/{eid}")
    number = town.number_of()
    assert number not in ann.content()
    ann.locator("tr", has_text="SSN").get_by_role("button", name="show").first.click()
    expect(ann.locator("main")).to_contain_text(number)
    ann.reload()
    assert number not in ann.content()
    expect(ann.locator("table.list")).to_contain_text("ann")
    expect(ann.locator("table.list")).to_contain_text(re.compile("shown|saw|reveal", re.IGNORECASE))


def test_shortcuts_are_shown_and_can_be_turned_off(visit: Callable[..., Page], town: Town):
    page = visit("ben")
    page.goto(f"/tasks/{town.overlap()}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Turn single-key shortcuts off").click()
    page.wait_for_load_state()
    address = page.url
    page.keyboard.press("q")
    page.wait_for_timeout(200)
    assert page.url == address


def test_everything_but_the_keys_works_without_scripts(visit: Callable[..., Page], town: Town):
    page = visit("ann", java_script_enabled=False)
    first = town.overlap()
    _open(page, first)
    page.get_by_role("button", name="Different persons").click()
    assert town.resolution(first) == "DIFFERENT_PERSONS"
    page.get_by_role("button", name="Undo").click()
    assert town.resolution(first) == ""
