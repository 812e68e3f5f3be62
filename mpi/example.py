"""`make run`: serves the index in var/, with an example population in it, until Ctrl-C.

Loads the population into an empty index, and says how to call the service.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

from mpi.cli_common import out, problem
from mpi.cli_load import outcomes, with_bar
from mpi.client import Client, ClientError
from mpi.config import Config, ConfigError
from mpi.errors import MpiError
from mpi.example_queue import fill, mix_up
from mpi.files.columns import recognized
from mpi.files.load import Loader, LoadError, Options
from mpi.files.reading import FileError, opened
from mpi.web import Page, page_beside

PEOPLE: Final = Path(__file__).parents[1] / "examples" / "data" / "people.csv"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, prog="python -m mpi.example")
    asked.add_argument("--data", default="var")
    asked.add_argument("--grpc", default=None, metavar="HOST:PORT")
    asked.add_argument("--web", default=None, metavar="HOST:PORT")
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run(Config.load(data=given.data, grpc=given.grpc, web=given.web))
    except KeyboardInterrupt:
        out.print("\nStopped.")
    except (MpiError, ConfigError, LoadError, FileError, ClientError, OSError) as error:
        hint = ""
        if "listen" in str(error):
            hint = "; other addresses: make run GRPC=127.0.0.1:50052 WEB=127.0.0.1:8081"
        sys.exit(problem(f"{error}{hint}"))


def run(config: Config) -> None:
    """Serves, loads where there is nothing yet, tells, and waits for Ctrl-C."""
    from mpi.server import serve

    logging.basicConfig(level="WARNING")
    began = time.monotonic()
    with (
        serve(config) as server,
        page_beside(config, server.address) as page,
        Client.connect(server.address, wait_s=20) as client,
    ):
        counts = client.status().counts
        state = Path(config.data) / "example.load-state.json"
        if counts["records"] == 0 or state.exists():
            _load(client, state, Path(config.data) / "example.rejects.csv")
            counts = client.status().counts
        else:
            out.print(f"The index in {config.data}/ was there already.", highlight=False)
        _tell(counts, time.monotonic() - began)
        if page is not None:
            _tell_page(page)
        out.print(
            _HOW_TO_CALL.replace("ADDRESS", server.address),
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
        threading.Event().wait()


def _load(client: Client, state: Path, rejects: Path) -> None:
    if not PEOPLE.exists():
        out.print("There is no example population here; the index is empty.")
        return
    out.print("Loading the example population (simulated people, see examples/data) …")
    table = opened(PEOPLE)
    options = Options(state=state, rejects=rejects, register_source=True)
    loaded = with_bar(Loader(client, table, recognized(table.headers), options), table.rows_about)
    out.print(f"  {outcomes(loaded.counts)}", highlight=False)
    fill(client)
    mix_up(client)


def _tell(counts: Any, seconds: float) -> None:
    records, persons = counts["records"], counts["persons"]
    out.print(
        f"{records:,} records are {persons:,} persons: {records - persons:,} links, "
        f"{counts['open_tasks']:,} tasks wait for a steward; ready in {seconds:,.1f} s.",
        highlight=False,
    )


def _tell_page(page: Page) -> None:
    """The page's address, and a password for it that is made anew at every start."""
    password = page.admit(_DEMO_USER)
    out.print(
        f"\nReview in the browser: {page.address}\n"
        f"    sign in as {_DEMO_USER} with the password {password} (for the demonstration only; "
        "new at every start)",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


_DEMO_USER: Final = "demo"

_HOW_TO_CALL: Final = """
Ask it from Python (.venv/bin/python):

    from mpi.client import Client

    with Client.connect("ADDRESS") as mpi:
        mpi.register_source("clinic", "A clinic")
        answer = mpi.upsert("clinic", "4711", given_name="Sean", family_name="Deljanin",
                            birth_date="1970-04-02", sex="male", ssn="086-44-1884")
        print(answer.enterprise_id, [r.key.local_id for r in mpi.get(answer.enterprise_id).records])

or with grpcurl:

    grpcurl -plaintext -d '{"record": {"source": "ssa", "local_id": "pseu0010457"}}' \\
        ADDRESS mpi.v1.PatientIndexService/GetPerson

or from the command line, .venv/bin/mpi --help:

    .venv/bin/mpi match --given Sean --family Deljanin --birth-date 1970-04-02 --server ADDRESS

Serving at ADDRESS until Ctrl-C."""


if __name__ == "__main__":
    main()
