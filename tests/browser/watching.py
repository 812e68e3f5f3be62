"""What a browser complains of, and where it asks: neither may be, in any test."""

from playwright.sync_api import ConsoleMessage, Page, Request


class Watched:
    """A page whose every request and every complaint is written down."""

    def __init__(self, page: Page, address: str) -> None:
        self._address = address
        self.problems: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", self._asked)

    def assert_clean(self) -> None:
        assert not self.problems

    def _said(self, message: ConsoleMessage) -> None:
        # A refusal that is answered with a page is no fault of the page.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self._address):
            self.problems.append(f"asked elsewhere: {request.url}")
