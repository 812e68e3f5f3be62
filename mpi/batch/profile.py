"""The quality of records before anything is matched: what is said, what of it is worth something.

`profile` answers facts; `write_profile` makes a page of them.  Both see the tables `said` and
`rows` of a run, so that a profile counts as usable exactly what the matching will use.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mpi.batch.pages import rendered, write_page
from mpi.batch.profile_facts import (
    Alike,
    FileRead,
    Placeholder,
    Profile,
    Said,
    Shared,
    Validity,
    Word,
)
from mpi.batch.profile_shared import alike, over_shared
from mpi.batch.profile_validity import (
    PARTIAL_WORDS,
    completeness,
    is_garbled,
    placeholders,
    validity,
    words,
)
from mpi.batch.profile_warnings import warnings_of
from mpi.batch.report_charts import bar

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "Alike",
    "FileRead",
    "Placeholder",
    "Profile",
    "Said",
    "Shared",
    "Validity",
    "Word",
    "profile",
    "write_profile",
]

SOURCES_MAX: Final = 10  # beyond these, the smaller ones are counted together
OTHER_SOURCES: Final = "all others"


def profile(con: duckdb.DuckDBPyConnection, *, show_demographics: bool = False) -> Profile:
    """The profile of the tables `said` and `rows`."""
    label = _label(con)
    records = dict(
        con.execute(f"SELECT {label}, count(*) FROM said s GROUP BY 1 ORDER BY 1").fetchall()
    )
    shared = over_shared(con, show_demographics=show_demographics)
    found = Profile(
        records=records,
        said=completeness(con, label),
        validity=validity(con, label),
        placeholders=placeholders(con, label, show_demographics=show_demographics),
        shared=shared.shown,
        shared_count=shared.count,
        alike=alike(con, label),
        keys_twice=_one(
            con,
            "SELECT coalesce(sum(records - 1), 0)::BIGINT FROM (SELECT count(*) AS records "
            "FROM said GROUP BY source, local_id HAVING records > 1)",
        ),
        first_of_january=_one(
            con,
            "SELECT count(*) FROM rows WHERE length(birth_date) = 8 AND birth_date LIKE '%0101'",
        ),
        birth_days=_one(con, "SELECT count(*) FROM rows WHERE length(birth_date) = 8"),
        garbled_dates=_one(con, f"SELECT count(*) FROM rows WHERE {is_garbled('birth_date')}"),
        words=words(con, show_demographics=show_demographics),
    )
    return replace(found, warnings=warnings_of(found))


def write_profile(
    found: Profile, files: tuple[FileRead, ...], path: Path, *, show_demographics: bool = False
) -> None:
    """The profile as one self-contained page."""
    page = rendered(
        "profile.html",
        profile=found,
        files=files,
        partial_words=PARTIAL_WORDS,
        bar=bar,
        show_demographics=show_demographics,
    )
    write_page(path, page)


def _label(con: duckdb.DuckDBPyConnection) -> str:
    """SQL that names the source of a record s, or that it is one of many small ones."""
    sources = con.execute(
        "SELECT source FROM said GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?", [SOURCES_MAX + 1]
    ).fetchall()
    if len(sources) <= SOURCES_MAX:
        return "s.source"
    largest = ", ".join("'" + source.replace("'", "''") + "'" for (source,) in sources[:-2])
    return f"CASE WHEN s.source IN ({largest}) THEN s.source ELSE '{OTHER_SOURCES}' END"


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    found = con.execute(query).fetchone()
    assert found is not None
    return int(found[0])
