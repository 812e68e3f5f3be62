"""Files in, a profile out: the whole of `mpi profile`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mpi.batch.errors import BatchError
from mpi.batch.pipeline import standardized
from mpi.batch.profile import Profile, profile, write_profile
from mpi.batch.reading import Looked, ReadResult, looked_at, read_looked
from mpi.batch.stages import Audience, Stages
from mpi.batch.workspace import database, memory_bytes, working_folder
from mpi.files.mapping import Mapping


@dataclass(frozen=True, slots=True)
class ProfileOptions:
    mapping: Mapping = field(default_factory=Mapping)
    source: str = ""  # of rows that do not name one; "": the file's name
    memory: str = ""  # "2GB"; "": half of what there is
    show_demographics: bool = False


@dataclass(frozen=True, slots=True)
class Profiled:
    profile: Profile
    read: ReadResult


def profile_files(
    paths: Sequence[Path],
    page: Path | None,
    options: ProfileOptions,
    audience: Audience | None = None,
    looked: Callable[[Sequence[Looked]], None] = lambda _: None,
) -> Profiled:
    """Reads and standardizes files as a run would, and answers their profile.

    With `page` it is also written there as a page.  FileError, MappingError or BatchError where it
    cannot be done; nothing is left behind then.
    """
    if page is not None and page.is_dir():
        raise BatchError(f"{page}: expected a file to write, such as quality.html")
    memory = memory_bytes(options.memory)
    files = looked_at(paths, options.mapping, options.source)
    looked(files)
    stages = Stages(audience)
    rows_about = sum(file.table.rows_about for file in files)
    beside = page or Path(tempfile.gettempdir()) / "mpi-profile"
    with working_folder(beside) as work, database(work, memory, rows_about) as con:
        with stages.stage("read") as said:
            read = read_looked(con, files, options.mapping, work=work)
            said.text = f"{read.records:,} records"
        standardized(con, read.dates, stages)
        with stages.stage("profile"):
            found = profile(con, show_demographics=options.show_demographics)
        if page is not None:
            write_profile(found, read.files, page, show_demographics=options.show_demographics)
        return Profiled(found, read)
