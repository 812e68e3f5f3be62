"""What the commands share: where the server is, and how they speak."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

if TYPE_CHECKING:
    from mpi.client import Client

SERVER_DEFAULT: Final = "127.0.0.1:50051"
EXIT_ERROR: Final = 2

# Into a pipe or a file, lines are as long as they are.
out: Final = Console(width=None if sys.stdout.isatty() else 200)
err: Final = Console(stderr=True)

Server = Annotated[
    str, typer.Option(metavar="HOST:PORT", envvar="MPI_SERVER", help="The server to ask.")
]


def connected(server: str) -> Client:
    """A client of the server; its first call fails if nobody answers there."""
    from mpi.client import Client

    return Client.connect(server, actor="cli")


def problem(text: str) -> int:
    """Says on one line of stderr what is wrong; answers the exit code."""
    line = " ".join(text.split())
    err.print(f"mpi: {line}", markup=False, highlight=False, soft_wrap=True)
    return EXIT_ERROR
