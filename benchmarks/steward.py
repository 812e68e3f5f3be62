"""How fast a steward clears a queue through the page: a browser, a keyboard, 200 tasks.

    python benchmarks/steward.py --tasks 200 [--records 100000 | --index FOLDER]

Fills an index with generated registrations, or takes a copy of one that is there, signs in in
Chromium and answers one task after the other with one key, as a steward does who needs no time to
think: so what is measured is the page.  A tenth of the answers is undone and given again.  Prints
seconds and keystrokes a decision, the time from the key to the next task, and as its last line
everything as one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from population import Population, perturbed

from mpi.client import Client
from mpi.config import Config
from mpi.server import serve as serve_index
from review_ui.users import Users

USER, PASSWORD = "bench", "a long enough password"
# A key that is struck sooner after a task has come is not taken for an answer to it.
LOOK_MS = 310
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
# Told by the browser itself: the next task's heading is in the page and was drawn.
DRAWN = """() => new Promise((done) => {
    const seen = document.querySelector("h1").textContent;
    const struck = performance.now();
    const look = () => requestAnimationFrame(
        document.querySelector("h1").textContent === seen
            ? look : () => done(performance.now() - struck));
    window.strike();
    look();
})"""
STRIKE = """(key) => { window.strike = () => document.body.dispatchEvent(
    new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})); }"""


def main() -> None:
    options = _options()
    data = Path(tempfile.mkdtemp(prefix="mpi-steward-"))
    try:
        if options.index is not None:
            shutil.copytree(options.index, data, dirs_exist_ok=True)
            os.sync()  # or the first commits wait until the copy is on disk
        Users(data).put(USER, PASSWORD)
        with serve_index(Config(data=str(data), grpc="127.0.0.1:0")) as index:
            with Client.connect(index.address, wait_s=60) as mpi:
                if options.index is None:
                    _fill(mpi, options.records)
                counts = mpi.status().counts
            with _Page(index.address, data) as address:
                figures = _cleared(address, options.tasks)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    waiting, records = int(counts["open_tasks"]), int(counts["records"])
    figures = {"waiting": waiting, "records": records, **_machine(), **figures}
    print(json.dumps(figures))


def _fill(mpi: Client, records: int) -> None:
    """Registers people at two sources, many of them twice and misspelt."""
    for source in ("north", "south"):
        mpi.register_source(source)
    rng = random.Random(3)
    people = list(islice(Population(2).people(), records))
    requests = []
    for n, one in enumerate(people):
        requests.append(one.request("north", f"n{n}"))
        if n % 2:
            requests.append(perturbed(perturbed(one, rng), rng).request("south", f"s{n}"))
    for _ in mpi.upsert_many(requests):
        pass


def _cleared(address: str, count: int) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("no Chromium was found: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(f"{address}/")
        page.fill("#name", USER)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url("**/queue")
        figures = _answered(page, count)
        browser.close()
    return figures


def _answered(page: Page, count: int) -> dict[str, Any]:
    rng = random.Random(4)
    keys = 1
    first = _struck(page, "n")
    taken: list[float] = []
    undone: list[float] = []
    began = time.perf_counter()
    while len(taken) < count and "/tasks/" in page.url:
        page.wait_for_timeout(LOOK_MS)
        taken.append(_struck(page, rng.choice("ddu")))
        keys += 1
        if len(taken) % 10 == 0 and page.locator(".undo [data-key=z]").count():
            undone.append(_struck(page, "z"))
            page.wait_for_timeout(LOOK_MS)
            _struck(page, "d")
            keys += 2
    seconds = time.perf_counter() - began
    decisions = len(taken) + len(undone)
    figures = {
        "decisions": decisions,
        "seconds_a_decision": round(seconds / decisions, 3),
        "of_which_looking_s": LOOK_MS / 1000,
        "keys_a_decision": round(keys / decisions, 2),
        "first_task_ms": round(first),
        "next_task_ms": _quantiles(taken),
        "undo_ms": _quantiles(undone),
    }
    for name, figure in figures.items():
        print(f"{name:24s} {figure}")
    return figures


def _struck(page: Page, key: str) -> float:
    """Strikes a key; answers the milliseconds until another task is drawn."""
    page.evaluate(STRIKE, key)
    taken: float = page.evaluate(DRAWN)
    return taken


def _quantiles(taken: list[float]) -> dict[str, float]:
    taken = sorted(taken) or [0.0]
    return {
        f"p{p}": round(taken[min(len(taken) - 1, len(taken) * p // 100)], 1) for p in (50, 95, 99)
    }


class _Page:
    """The page as a process of its own, as it runs in earnest."""

    def __init__(self, index: str, data: Path) -> None:
        command = [sys.executable, "-m", "mpi", "review-ui", "--server", index]
        command += ["--web", "127.0.0.1:0", "--data", str(data)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().split()[4].rstrip(",")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tasks", type=int, default=200)
    asked.add_argument("--records", type=int, default=4_000)
    asked.add_argument("--index", type=Path, help="a data directory; it is copied, not changed")
    return asked.parse_args()


if __name__ == "__main__":
    main()
