"""`mpi judgements export`: judged pairs as a file to train with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mpi.cli_common import SERVER_DEFAULT, Server, connected, out

if TYPE_CHECKING:
    from mpi.files.judgements import JudgedLine

app = typer.Typer(
    help="What stewards judged.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)


@app.callback()
def _root() -> None:
    """What stewards judged."""


@app.command()
def export(
    to: Annotated[Path, typer.Option("--out", help="The CSV file to write.")],
    data: Annotated[
        Path | None, typer.Option(help="The data of a stopped server, instead of a running one.")
    ] = None,
    server: Server = SERVER_DEFAULT,
) -> None:
    """Write the pairs that stewards judged one person or two: record keys and verdicts only."""
    from mpi.files.judgements import write_judgements

    count = write_judgements(_stored(data) if data else _served(server), to)
    out.print(f"{count:,} judged pairs written to {to}", markup=False, highlight=False)


def _served(server: str) -> Iterator[JudgedLine]:
    from mpi.files.judgements import line

    token = ""
    with connected(server) as client:
        while True:
            page = client.quality.labels(token)
            for one in page.labels:
                yield line(
                    (one.left.source, one.left.local_id),
                    (one.right.source, one.right.local_id),
                    is_same=one.is_same,
                    at=one.judged_at.ToDatetime(),
                    fingerprint=one.fingerprint,
                    model=one.model_digest,
                )
            token = page.next_page_token
            if not token:
                return


def _stored(data: Path) -> Iterator[JudgedLine]:
    from mpi.config import Config, ConfigError
    from mpi.files.judgements import line
    from mpi.quality.labels import labels_in
    from mpi.server import build_matcher, build_store

    config = Config.load(data=str(data))
    if not config.database.exists():
        raise ConfigError(f"there is no index in {data}")
    matcher = build_matcher(config)
    with closing(build_store(config, matcher)) as store, store.snapshot() as reader:
        for one in labels_in(reader, matcher):
            yield line(
                (one.left.source, one.left.local_id),
                (one.right.source, one.right.local_id),
                is_same=one.is_same,
                at=one.judgement.at,
                fingerprint=one.judgement.fingerprint,
                model=one.judgement.model,
            )
