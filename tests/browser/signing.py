"""Signing in, as everybody does."""

from playwright.sync_api import Page

PASSWORD = "correct horse battery"  # noqa: S105 (of users who are made for the tests)


def sign_in(page: Page, address: str, name: str, password: str = PASSWORD) -> None:
    page.goto(f"{address}/")
    page.fill("#name", name)
    page.fill("#password", password)
    page.press("#password", "Enter")
    page.wait_for_load_state()
