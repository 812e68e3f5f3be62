"""A page in front of a real server, and visitors to it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mpi.config import Config
from mpi.server import serve as serve_index
from review_ui.server import RunningPage
from review_ui.server import serve as serve_page

sys.path.append(str(Path(__file__).parent))  # for the helper beside the tests

from visiting import Visitor, quick_users


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPage]:
    data = tmp_path_factory.mktemp("data")
    config = Config(data=str(data), grpc="127.0.0.1:0")
    users = quick_users(data)
    with (
        serve_index(config) as index,
        serve_page("127.0.0.1:0", index.address, data, users) as running,
    ):
        yield running


@pytest.fixture
def visitor(page: RunningPage) -> Visitor:
    return Visitor(page.address.removeprefix("http://"))


@pytest.fixture
def ann(visitor: Visitor) -> Visitor:
    """A visitor who has signed in."""
    assert visitor.sign_in().status == 303
    return visitor


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"
