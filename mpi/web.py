"""Where the stewards' page comes in: it stands above the index, and offers itself by entry points.

So nothing here imports it, an index without the page is an index that is whole, and the page can
only do what any client of the gRPC API can.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol

from mpi.config import Config, ConfigError

_COMMANDS = "mpi.commands"
_WEB = "mpi.web"


class Page(Protocol):
    """A page that takes calls, until it is stopped."""

    address: str

    def admit(self, name: str) -> str:
        """Lets a user of this name in; answers the new password."""

    def stop(self) -> None:
        """Takes no more calls."""


def commands() -> Iterator[tuple[str, Any]]:
    """Commands that rooms above bring to the command line, by name."""
    for point in entry_points(group=_COMMANDS):
        yield point.name, point.load()


def page_beside(config: Config, server: str) -> AbstractContextManager[Page | None]:
    """The page of the server at this address, if the settings ask for one.

    Raises:
        ConfigError: it was asked for and is not installed.
        OSError: it cannot listen where the settings say.
    """
    if not config.web:
        return nullcontext()
    for point in entry_points(group=_WEB):
        page: AbstractContextManager[Page] = point.load()(config.web, server, Path(config.data))
        return page
    raise ConfigError("web: expected an installation that has the page: make run, or pip install")
