"""A real server with its page, a real Chromium in front of it, and stewards who are signed in."""

import itertools
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from mpi.client import Client
from mpi.config import Config
from mpi.server import serve as serve_index
from review_ui.server import RunningPage
from review_ui.server import serve as serve_page
from review_ui.users import Users

sys.path.append(str(Path(__file__).parent))  # for the helpers beside the tests

from signing import PASSWORD, sign_in
from town import Town
from watching import Watched

STEWARDS = ("ann", "ben")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# Nothing is fetched by the browser itself, and no sandbox is needed for pages of our own.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

# A busy machine is slow, and that is no failure.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

_numbers = itertools.count(1)


# Playwright runs an asyncio loop of its own; it ends with the file, since the worker's next file
# may have loops too.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert found, "no Chromium was found: on Debian or Ubuntu, apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, RunningPage]]:
    """The index's address, and the page in front of it."""
    data = tmp_path_factory.mktemp("data")
    users = Users(data, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    for name in STEWARDS:
        users.put(name, PASSWORD)
    with (
        serve_index(Config(data=str(data), grpc="127.0.0.1:0")) as index,
        serve_page("127.0.0.1:0", index.address, data, users) as page,
    ):
        yield index.address, page


@pytest.fixture(scope="session")
def address(served: tuple[str, RunningPage]) -> str:
    return served[1].address


@pytest.fixture(scope="session")
def mpi(served: tuple[str, RunningPage]) -> Iterator[Client]:
    with Client.connect(served[0], actor="loader") as client:
        yield client


@pytest.fixture
def town(mpi: Client) -> Town:
    """People of this test only, at sources of this test only."""
    return Town(mpi, next(_numbers))


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, address: str) -> Callable[[str], dict]:
    """The cookies of a steward, who signs in once."""
    states: dict[str, dict] = {}

    def state(name: str) -> dict:
        if name not in states:
            context = chromium.new_context()
            sign_in(context.new_page(), address, name)
            states[name] = context.storage_state()
            context.close()
        return states[name]

    return state


@pytest.fixture
def visit(
    chromium: Browser, address: str, signed_in: Callable[[str], dict]
) -> Iterator[Callable[..., Page]]:
    """Opens the page for a steward in a browser of their own; what goes wrong there is told."""
    contexts: list[tuple[BrowserContext, Watched]] = []

    def opened(name: str = "ann", **options: object) -> Page:
        state = signed_in(name) if name else None
        context = chromium.new_context(
            base_url=address,
            storage_state=state,
            viewport={"width": 1280, "height": 720},
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        contexts.append((context, Watched(page, address)))
        return page

    yield opened
    for context, watched in contexts:
        context.close()
        watched.assert_clean()


@pytest.fixture
def ann(visit: Callable[..., Page]) -> Page:
    return visit("ann")


@pytest.fixture
def ben(visit: Callable[..., Page]) -> Page:
    return visit("ben")
