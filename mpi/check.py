"""Check: does the journal verify, and is every table what the journal says?

`check` replays the journal into a scratch store, in pages, and lays its tables beside the real
ones; `rebuild` writes the tables anew from the journal.  Problems name tables and ids only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from mpi.domain.eid import normalized
from mpi.journal import Entry, problems
from mpi.store.duckdb import IN_MEMORY, DuckDBStore
from mpi.store.opening import remove_files
from mpi.store.queries import queries

PAGE = 5000  # journal entries in one replayed transaction
PROBLEMS_MAX = 20  # of each table or rule; the rest is counted


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`entries` of the journal were verified; no problems means that all is well."""

    entries: int
    problems: tuple[str, ...]


def check(store: DuckDBStore) -> CheckReport:
    """Reads only; a write in the meantime would look like a problem."""
    found = list(_limited("journal", problems(_journal(store))))
    with store.snapshot() as snapshot:
        entries = snapshot.counts()["events"]
    if store.is_stale:
        found.append("tables: written by another standardizer or plan; rebuild them")
    elif found:
        found.append("tables: not compared, because the journal does not verify")
    else:
        found += _differences(store)
        for name in (name for name in queries("check.sql") if name.startswith("shelf_")):
            found += _limited("shelf", _laid_beside("shelf", store.shelved(name), store.scan(name)))
    for rule in (name for name in queries("check.sql") if name.startswith("rule_")):
        said = rule.removeprefix("rule_").replace("_", " ")
        found += _limited("tables", (f"{said}: not so for {row[0]}" for row in store.scan(rule)))
    eids = (row[0] for row in store.scan("table_eid"))
    wrong = (
        f"an eid has the right check symbol: not so for {e}" for e in eids if normalized(e) != e
    )
    found += _limited("tables", wrong)
    return CheckReport(entries, tuple(found))


def rebuild(store: DuckDBStore) -> int:
    """Writes every table but the journal anew; answers the number of entries replayed.  Cut off
    half-way it leaves the store stale, and is simply run again."""
    replayed = 0
    store.forget_projections()
    for page in _pages(store):
        store.replay(page, into_journal=False)
        replayed += len(page)
    store.finish_projections()
    return replayed


def _pages(store: DuckDBStore) -> Iterator[tuple[Entry, ...]]:
    after = 0
    while True:
        with store.snapshot() as snapshot:
            page = snapshot.entries(after, PAGE)
        if not page:
            return
        yield page
        after = page[-1].seq


def _journal(store: DuckDBStore) -> Iterator[Entry]:
    for page in _pages(store):
        yield from page


def _differences(store: DuckDBStore) -> list[str]:
    path = IN_MEMORY if store.path == IN_MEMORY else f"{store.path}.check"
    remove_files(path)
    scratch = DuckDBStore(
        path,
        store.derive,
        derive_version=store.derive_version,
        config=replace(store.config, held=False),
    )
    try:
        for page in _pages(store):
            scratch.replay(page, into_journal=True)
        found: list[str] = []
        for name in (name for name in queries("check.sql") if name.startswith("table_")):
            table = name.removeprefix("table_")
            found += _limited(table, _laid_beside(table, store.scan(name), scratch.scan(name)))
        return found
    finally:
        scratch.close()
        remove_files(path)


def _laid_beside(
    table: str, stored: Iterable[tuple[object, ...]], replayed: Iterable[tuple[object, ...]]
) -> Iterator[str]:
    """What differs between two sorted runs of rows."""
    left, right = iter(stored), iter(replayed)
    here, there = next(left, None), next(right, None)
    while here is not None or there is not None:
        if here == there:
            here, there = next(left, None), next(right, None)
        elif there is None or (here is not None and here < there):
            assert here is not None
            yield f"{table}: {here[0]} is not as the journal says"
            here = next(left, None)
        else:
            yield f"{table}: {there[0]} lacks what the journal says"
            there = next(right, None)


def _limited(what: str, found: Iterator[str]) -> list[str]:
    shown = list(islice(found, PROBLEMS_MAX))
    more = sum(1 for _ in found)
    return [*shown, f"{what}: and {more} more"] if more else shown
