"""Every page, light and dark: no violation of WCAG A or AA, no complaint of the browser.

The two differ in colours only, so in the dark only what has to do with colours is looked at again.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from signing import PASSWORD, sign_in
from town import Town
from watching import Watched

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# What a page asks for when it is there has come.
FILLED = """() => ![...document.querySelectorAll("[hx-trigger=load]")]
    .some((part) => part.textContent.includes("…"))"""
PAGES = (
    "/queue",
    "/queue?kind=potential_overlay",
    "TASK",
    "THREE",
    "HELD",
    "PERSON",
    "PERSON?split",
    "/search",
    "/do-not-link",
    "/decisions",
    "/figures",
    "/shortcuts",
    "/no-such-page",
)


def _violations(page: Page, rules: dict = EVERYTHING) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate(
        "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
    )
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


@pytest.fixture(scope="module")
def places(mpi) -> dict[str, str]:
    """The addresses of the pages that need somebody to show."""
    town = Town(mpi, 900)
    names = {
        "TASK": f"/tasks/{town.overlap()}",
        "THREE": f"/tasks/{town.three()}",
        "HELD": f"/tasks/{town.held_update()}",
        "PERSON": f"/persons/{town.joined()}",
    }
    mpi.resolve(town.overlap(), "different_persons")
    return names


@pytest.mark.parametrize(("scheme", "rules"), [("light", EVERYTHING), ("dark", COLOURS)])
def test_a_page_has_no_barrier(
    visit: Callable[..., Page], places: dict[str, str], scheme: str, rules: dict
):
    page = visit("ann", color_scheme=scheme)
    found = {}
    for place in PAGES:
        name, _, query = place.partition("?")
        address = places.get(name, name) + (f"?{query}" if query else "")
        page.goto(address)
        page.wait_for_function(FILLED)
        if violations := _violations(page, rules):
            found[place] = violations
    page.keyboard.press("?")
    if violations := _violations(page, rules):
        found["the shortcuts"] = violations
    assert not found


def test_the_door_has_no_barrier_and_lets_in_who_knows_the_password(
    chromium: Browser, address: str
):
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    watched = Watched(page, address)
    sign_in(page, address, "ann", "wrong password")
    assert "is not right" in page.content()
    assert not _violations(page)
    sign_in(page, address, "ann", PASSWORD)
    page.wait_for_url("**/queue")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    context.close()
    watched.assert_clean()


def test_the_theme_is_kept_and_wins_over_what_the_machine_prefers(visit: Callable[..., Page]):
    page = visit("ann", color_scheme="light")
    page.goto("/queue")

    def ground() -> str:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    light = ground()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_load_state()
    dark = ground()
    assert dark != light
    page.goto("/search")
    assert ground() == dark


@pytest.mark.parametrize("size", [(1280, 720), (820, 1180)])
def test_nothing_runs_out_of_the_page_and_the_answers_are_in_sight(
    visit: Callable[..., Page], places: dict[str, str], size: tuple[int, int]
):
    page = visit("ann")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for address in ("/queue", "/search", "/figures", *places.values()):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
    page.goto(places["TASK"])
    box = page.get_by_role("button", name="Same person").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= size[1]
    assert box["height"] >= 24
