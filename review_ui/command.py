"""`mpi review-ui`: serves the page of an index elsewhere, and keeps the list of who may sign in.

`mpi/cli.py` finds this by its entry point.  What is heavy is imported where it is used, so that no
other command waits for it.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mpi.cli_common import SERVER_DEFAULT, Server, out, problem
from mpi.config import ConfigError, listening

if TYPE_CHECKING:
    from review_ui.users import Users

WEB_DEFAULT = "127.0.0.1:8080"

app = typer.Typer(help="Serve the stewards' page, or say who may sign in.")
user = typer.Typer(help="Say who may sign in to the page.", no_args_is_help=True)
app.add_typer(user, name="user")

Data = Annotated[Path, typer.Option(help="The folder with the list of users.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")]


@app.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    server: Server = SERVER_DEFAULT,
    web: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Where the page listens.")
    ] = WEB_DEFAULT,
    data: Data = Path("var"),
    insecure_bind: Annotated[
        bool,
        typer.Option(
            "--insecure-bind",
            help="Listen where other machines can reach it, though nothing is encrypted.",
        ),
    ] = False,
) -> None:
    """Serve the stewards' page of the index at a server, until Ctrl-C."""
    if context.invoked_subcommand is not None:
        return
    from review_ui.server import serve as serve_page

    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    listening("web", web, insecure_bind=insecure_bind)
    if not _users(data).names():
        problem("nobody may sign in yet: mpi review-ui user add NAME")
    told_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    with serve_page(web, server, data) as page:
        out.print(f"The page is at {page.address}, until Ctrl-C.", highlight=False)
        told_to_stop.wait()


@user.command("add")
def add(
    name: Name,
    data: Data = Path("var"),
    generate: Annotated[
        bool, typer.Option("--generate", help="Make a password and print it, instead of asking.")
    ] = False,
) -> None:
    """Let somebody sign in, or give them another password, which ends their sessions.

    The password is asked for; where no terminal is, it is the first line of the input.
    """
    from review_ui.users import UserError, generated_password

    if generate:
        password = generated_password()
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        _users(data).put(name, password)
    except UserError as error:
        raise ConfigError(str(error)) from None
    out.print(f"{name} may sign in.", highlight=False)
    if generate:
        out.print(f"Password: {password}", highlight=False, markup=False)


@user.command("remove")
def remove(name: Name, data: Data = Path("var")) -> None:
    """Let somebody sign in no more; their sessions end at once."""
    from review_ui.users import UserError

    try:
        _users(data).remove(name)
    except UserError as error:
        raise ConfigError(str(error)) from None
    out.print(f"{name} may no longer sign in.", highlight=False)


@user.command("list")
def list_users(data: Data = Path("var")) -> None:
    """Show who may sign in."""
    for name in _users(data).names():
        out.print(name, highlight=False, markup=False)


def _users(data: Path) -> Users:
    from review_ui.users import Users

    return Users(data)
