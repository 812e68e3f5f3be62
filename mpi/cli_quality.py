"""`mpi quality`: figures of people and machine, and what they are measured with."""

from __future__ import annotations

import json as json_module
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mpi.cli_common import SERVER_DEFAULT, Server, connected, out
from mpi.cli_files import counted

if TYPE_CHECKING:
    from mpi.client.quality import QualityCalls

app = typer.Typer(
    help="How good people and machine are, and what it is measured with.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
)

Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Only what was answered on this day (UTC) or later."),
]
Before = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Only what was answered before this day (UTC)."),
]
Count = Annotated[int, typer.Option(min=1, max=500, help="How many at most.")]


@app.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    since: Since = None,
    before: Before = None,
    steward: Annotated[str, typer.Option(help="Only this steward's answers.")] = "",
    days: Annotated[int, typer.Option(min=1, max=366, help="Days of the backlog.")] = 14,
    json: Annotated[bool, typer.Option("--json", help="Print all figures as JSON.")] = False,
    server: Server = SERVER_DEFAULT,
) -> None:
    """Show what stewards did, what waits, how far they agree, and what the machine claims."""
    if context.invoked_subcommand is not None:
        return
    from mpi.quality_tables import show_all

    with _calls(server) as quality:
        figures = {
            "stewards": quality.stewards(_utc(since), _utc(before), steward),
            "backlog": quality.backlog(days),
            "agreement": quality.agreement(_utc(since), _utc(before), steward),
            "calibration": quality.calibration(_utc(since), _utc(before)),
            "audit": quality.audit(_utc(since), _utc(before)),
            "rates": quality.rates(),
        }
    if json:
        from mpi.client.quality import plain

        said = {name: plain(message) for name, message in figures.items()}
        out.print_json(json_module.dumps(said))
        return
    show_all(figures)


@app.command("review")
def review(
    count: Annotated[
        int, typer.Option(min=0, max=500, help="How many at most; 0: as the policy says.")
    ] = 0,
    since: Since = None,
    before: Before = None,
    server: Server = SERVER_DEFAULT,
) -> None:
    """Ask some answered questions again, of another steward who does not learn the answer."""
    with _calls(server) as quality:
        drawn = quality.draw_second_reviews(count, since=_utc(since), before=_utc(before))
    answers = counted(drawn.eligible, "answer")
    _say(f"{counted(drawn.drawn, 'second review')} opened, of {answers} to draw from.")


@app.command("audit")
def audit(
    count: Annotated[
        int, typer.Option("--per-band", min=1, max=1000, help="So many of each band of weights.")
    ] = 30,
    server: Server = SERVER_DEFAULT,
) -> None:
    """Draw automatic links by lot and ask about each, to tell how many are wrong."""
    with _calls(server) as quality:
        drawn = quality.draw_audits(count)
    links = counted(drawn.links, "automatic link")
    _say(f"{counted(drawn.drawn, 'task')} opened, to tell of {links}.")


@app.command("learn")
def learn(count: Count = 50, server: Server = SERVER_DEFAULT) -> None:
    """Make known answers of what two stewards answered alike, each without the other's answer."""
    with _calls(server) as quality:
        learnt = quality.learn_known_answers(count).learnt
    _say(f"{counted(learnt, 'known answer')} made.")


@app.command("know")
def know(
    file: Annotated[
        Path, typer.Argument(help="Judged pairs known for certain, as `mpi judgements export`.")
    ],
    reason: Annotated[str, typer.Option(help="How it is known; no demographics.")] = "",
    server: Server = SERVER_DEFAULT,
) -> None:
    """Keep the pairs of a file as known answers; their records must be in the index."""
    from mpi.files.judgements import read_judgements

    pairs = read_judgements(file)
    with _calls(server) as quality:
        for pair in pairs:
            quality.save_known_answer(
                "same_person" if pair.is_same else "different_persons",
                pair=(
                    (pair.left.source, pair.left.local_id),
                    (pair.right.source, pair.right.local_id),
                ),
                reason=reason,
            )
    _say(f"{counted(len(pairs), 'known answer')} kept.")


@app.command("seed")
def seed(
    count: Annotated[int, typer.Option(min=1, max=100, help="How many.")] = 10,
    assignee: Annotated[
        str, typer.Option(help="Whose tasks they become; anybody's if not said.")
    ] = "",
    server: Server = SERVER_DEFAULT,
) -> None:
    """Put known answers among the tasks; they look like any other and change no person."""
    with _calls(server) as quality:
        seeded = quality.seed_known_answers(count, assignee).seeded
    _say(f"{counted(seeded, 'known answer')} seeded.")


@contextmanager
def _calls(server: str) -> Iterator[QualityCalls]:
    with connected(server) as client:
        yield client.quality


def _utc(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=UTC) if day else None


def _say(text: str) -> None:
    out.print(text, markup=False, highlight=False)
