"""`mpi task …`: work on one task, answer it, and undo decisions, from the command line."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mpi.cli_common import SERVER_DEFAULT, Server, out
from mpi.words import word

task_app = typer.Typer(no_args_is_help=True, help="Work on a task, answer it, undo a decision.")

Steward = Annotated[
    str,
    typer.Option("--as", metavar="ACTOR", envvar="MPI_ACTOR", help="Who you are."),
]
Reason = Annotated[str, typer.Option(help="Why; no demographics.")]
Code = Annotated[
    str,
    typer.Option(
        help="Why, against a guard or an earlier judgement: site_confirmed, human_confirmed, "
        "document_seen, chart_reviewed, registration_error, relatives, earlier_mistake or other."
    ),
]


@task_app.command()
def show(task: str, server: Server = SERVER_DEFAULT, actor: Steward = "cli") -> None:
    """Show a task: what it asks, the records, and what speaks for and against."""
    with _steward(server, actor) as client:
        shown = client.task(task)
    _tell(shown.task)
    for line in shown.words:
        out.print(f"  {line}", markup=False, highlight=False)
    for change in shown.changes:
        out.print(f"  since: {change.words}", markup=False, highlight=False)


@task_app.command("next")
def take_next(server: Server = SERVER_DEFAULT, actor: Steward = "cli") -> None:
    """Claim the task that matters most and that nobody has."""
    with _steward(server, actor) as client:
        found = client.claim_next()
    if not found.HasField("task"):
        out.print("Nothing waits.")
        return
    _tell(found.task)


@task_app.command()
def claim(task: str, server: Server = SERVER_DEFAULT, actor: Steward = "cli") -> None:
    """Claim a task."""
    with _steward(server, actor) as client:
        _tell(client.claim(task).task)


@task_app.command()
def release(task: str, server: Server = SERVER_DEFAULT, actor: Steward = "cli") -> None:
    """Give a task back."""
    with _steward(server, actor) as client:
        _tell(client.release(task).task)


@task_app.command()
def resolve(
    task: str,
    answer: Annotated[
        str,
        typer.Argument(
            help="same_person, different_persons or cannot_tell; of a held update "
            "accept_update or reject_update."
        ),
    ],
    reason: Reason = "",
    reason_code: Code = "",
    server: Server = SERVER_DEFAULT,
    actor: Steward = "cli",
) -> None:
    """Answer a task."""
    with _steward(server, actor) as client:
        try:
            done = client.resolve(task, answer, reason, reason_code=reason_code)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    if done.decision_id:
        out.print(f"Done; to take it back: mpi task undo {done.decision_id}", highlight=False)
    else:
        out.print("Proposed; a second person has to give the same answer.")


@task_app.command()
def undo(
    decision: Annotated[
        str, typer.Argument(help="A decision, or the journal number of an automatic link.")
    ],
    reason: Reason = "",
    server: Server = SERVER_DEFAULT,
    actor: Steward = "cli",
) -> None:
    """Undo a decision, or an automatic link."""
    with _steward(server, actor) as client:
        undone = client.undo(decision, reason)
    out.print(f"Undone; to take that back: mpi task undo {undone.decision_id}", highlight=False)


def _steward(server: str, actor: str) -> Any:
    from mpi.client import Client

    return Client.connect(server, actor=actor)


def _tell(task: Any) -> None:
    records = ", ".join(f"{key.source}/{key.local_id}" for key in task.records)
    lines = (
        f"Task {task.task_id}: {word(task, 'kind').replace('_', ' ')}, {word(task, 'status')}",
        f"  records  {records}",
        f"  because  {task.cause.replace('_', ' ')}",
        f"  priority {word(task, 'priority')}: {task.priority_reason}",
    )
    for line in lines:
        out.print(line, markup=False, highlight=False)
    if task.claimed_by:
        out.print(f"  claimed by {task.claimed_by}", markup=False, highlight=False)
