"""Loads a file into the index through one stream, so that a break costs nothing.

Rows are sent in order and answered in order.  A row is settled when the index has answered for it
durably, or when it was rejected here; `Progress.settled` counts the rows settled without a gap,
and a load that is resumed goes on behind it.  What was sent but not yet answered is sent again
with the same request id, and the index knows it.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mpi.client import Client, ClientError, upsert_request
from mpi.files import progress as progress_file
from mpi.files.columns import Layout
from mpi.files.demographics import Dates, reading
from mpi.files.progress import Progress
from mpi.files.reading import Broken, Row, Table
from mpi.files.rejects import REJECTED, WARNING, Reject, RejectsFile
from mpi.words import word

WINDOW: Final = 512  # rows sent and not yet answered; the service takes 1,024
SAVE_EVERY_S: Final = 1.0
# The service is busy or away: the row is sent again.  Any other refusal rejects the row.
AGAIN: Final = frozenset(
    ("UNAVAILABLE", "RESOURCE_EXHAUSTED", "ABORTED", "DEADLINE_EXCEEDED", "CANCELLED")
)


class LoadError(Exception):
    """The load cannot be begun; the message says what to do."""


class LoadBroken(LoadError):
    """The service went away and did not come back; the load can be resumed."""


@dataclass(frozen=True, slots=True)
class Options:
    source: str = ""  # of rows that do not name one
    dates: Dates = Dates()  # noqa: RUF009  (frozen)
    state: Path = Path("load-state.json")
    rejects: Path = Path("rejects.csv")
    register_source: bool = False
    patience_s: float = 60.0  # how long to wait for a service that is away


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the rows, by outcome of the upsert, "rejected" and "warnings"."""

    rows: int
    counts: dict[str, int]
    seconds: float
    resumed_after: int


class Loader:
    """One load; `run` it once."""

    def __init__(
        self,
        client: Client,
        table: Table,
        layout: Layout,
        options: Options,
    ) -> None:
        self._client = client
        self._table = table
        self._layout = layout
        self._options = options
        self._told: Callable[[int], None] = lambda _: None
        self._waiting: Callable[[], None] = lambda: None
        self._sources = {source.code for source in client.sources()}
        self._check_source()
        self._progress = self._resumed()
        self.resumed_after = self._progress.settled
        self._rejects = RejectsFile(options.rejects, self._progress.rejects_bytes)
        self._rows = table.rows(self._progress.settled)
        self._saved_at = 0.0
        # The stream's own thread reads rows and adds to `_pending`; answers take from it.
        self._lock = threading.Condition()
        self._pending: deque[_Pending] = deque()
        self._in_flight = 0
        self._failure: Exception | None = None

    @property
    def settled(self) -> int:
        return self._progress.settled

    def run(
        self,
        told: Callable[[int], None] = lambda _: None,
        waiting: Callable[[], None] = lambda: None,
    ) -> Loaded:
        """Loads the file; `told` hears how many rows are settled, from time to time, `waiting`
        that the service is away.

        Raises LoadBroken, or what the service refused the stream with.
        """
        self._told, self._waiting = told, waiting
        began = time.monotonic()
        self._save()
        try:
            self._stream_until_done()
        finally:
            with self._lock:
                self._save()
                self._rejects.close()
        self._options.state.unlink(missing_ok=True)
        done = self._progress
        return Loaded(done.settled, done.counts, time.monotonic() - began, self.resumed_after)

    def _stream_until_done(self) -> None:
        pause_s, settled, heard_at = 0.2, self.settled, time.monotonic()
        while True:
            try:
                self._stream()
            except (ClientError, _Again) as error:
                if error.code not in AGAIN:
                    raise
            else:
                return
            if self.settled > settled:
                pause_s, settled, heard_at = 0.2, self.settled, time.monotonic()
            elif time.monotonic() - heard_at > self._options.patience_s:
                raise LoadBroken("the service is away")
            self._waiting()
            time.sleep(pause_s)
            pause_s = min(pause_s * 2, 5.0)

    def _stream(self) -> None:
        """One stream, until the file ends or the stream breaks."""
        stream = _Stream()
        with self._lock:
            again = [one.request for one in self._pending if one.request is not None]
            self._in_flight = len(again)
        try:
            for answer in self._client.upsert_many(self._requests(stream, again)):
                self._answered(answer)
        finally:
            with self._lock:
                stream.is_over = True
                self._lock.notify_all()
        if self._failure is not None:
            raise self._failure
        with self._lock:
            self._settle_rejected()
            assert not self._pending, "every row is settled when the stream has ended"

    def _requests(self, stream: _Stream, again: list[Any]) -> Iterator[Any]:
        yield from again
        while True:
            with self._lock:
                while self._in_flight >= WINDOW and not stream.is_over:
                    self._lock.wait()
                if stream.is_over:
                    return
                # An exception here would be lost in the stream's thread.
                try:
                    row = next(self._rows, None)
                    pending = self._pending_of(row) if row is not None else None
                except Exception as error:  # noqa: BLE001
                    self._failure = error
                    return
                if pending is None:
                    return
                self._pending.append(pending)
                if pending.request is None:
                    self._settle_rejected()
                    continue
                self._in_flight += 1
            yield pending.request

    def _pending_of(self, row: Row | Broken) -> _Pending:
        if isinstance(row, Broken):
            return _rejected(row.number, "", "", "row", row.expected)
        said = self._layout.row(row.cells)
        source = said.get("source", "") or self._options.source
        local_id = said.get("local_id", "")
        if not local_id:
            return _rejected(row.number, source, "", "local_id", "not to be empty")
        if not source:
            return _rejected(row.number, "", local_id, "source", "not to be empty")
        self._meet_source(source, row.number)
        read = reading(said, self._options.dates)
        request = upsert_request(
            source,
            local_id,
            read.demographics,
            event_time=read.event_time,
            request_id=f"load-{self._progress.load_id}-{row.number}",
        )
        doubts = tuple(
            Reject(row.number, source, local_id, WARNING, doubt.field, doubt.expected)
            for doubt in read.doubts
        )
        return _Pending(row.number, source, local_id, request, doubts)

    def _answered(self, answer: Any) -> None:
        with self._lock:
            self._settle_rejected()
            pending = self._pending[0]
            if answer.WhichOneof("outcome") == "error":
                if answer.error.code in AGAIN:
                    raise _Again(answer.error.code)
                self._settle(pending, _refused(pending, answer.error))
            else:
                self._progress.last_source = pending.source
                self._progress.last_local_id = pending.local_id
                self._progress.count(word(answer.result, "outcome"))
                self._settle(pending, pending.rejects)
            self._in_flight -= 1
            self._lock.notify()
            if time.monotonic() - self._saved_at > SAVE_EVERY_S:
                self._save()

    def _settle_rejected(self) -> None:
        """Settles the rows at the head that wait for no answer."""
        while self._pending and self._pending[0].request is None:
            self._settle(self._pending[0], self._pending[0].rejects)

    def _settle(self, pending: _Pending, rejects: tuple[Reject, ...]) -> None:
        self._rejects.write(rejects)
        self._progress.count("rejected", any(one.status == REJECTED for one in rejects))
        self._progress.count("warnings", any(one.status == WARNING for one in rejects))
        self._progress.settled = pending.number
        self._pending.popleft()
        if pending.number % 64 == 0:
            self._told(pending.number)

    def _save(self) -> None:
        self._progress.rejects_bytes = self._rejects.flushed()
        progress_file.write(self._options.state, self._progress)
        self._saved_at = time.monotonic()

    def _check_source(self) -> None:
        source = self._options.source
        if not source and "source" not in self._layout.parts:
            raise LoadError("the file has no source column: say whose records they are (--source)")
        if source:
            self._meet_source(source, 1)

    def _meet_source(self, source: str, row: int) -> None:
        """A source not registered is registered if that was asked for.  Without, a load that
        begins with one stops at once, and a stray one later costs its own row only."""
        if source in self._sources:
            return
        if self._options.register_source:
            self._client.register_source(source)
        elif row == 1:
            raise LoadError(
                f"the source {source} is not registered: check it, or add --register-source"
            )
        self._sources.add(source)

    def _resumed(self) -> Progress:
        """The progress of an earlier, broken load of the same file into the same index, or a new
        one."""
        about = (self._table.fingerprint, self._layout, self._options.source, self._options.dates)
        of = hashlib.sha256(repr(about).encode()).hexdigest()[:32]
        found = progress_file.read(self._options.state)
        if found is not None and found.of == of and self._is_in_index(found):
            return found
        return Progress(of, secrets.token_hex(8))

    def _is_in_index(self, progress: Progress) -> bool:
        if not progress.last_local_id:
            return True
        try:
            self._client.get(record=(progress.last_source, progress.last_local_id))
        except ClientError as error:
            if error.code == "NOT_FOUND":
                return False
            raise
        return True


@dataclass(frozen=True, slots=True)
class _Pending:
    """A row on its way; without a request it is rejected already, and waits for its turn."""

    number: int
    source: str
    local_id: str
    request: Any
    rejects: tuple[Reject, ...]


@dataclass(slots=True)
class _Stream:
    is_over: bool = False


class _Again(Exception):
    """The service could not take a row now."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _rejected(number: int, source: str, local_id: str, field: str, expected: str) -> _Pending:
    reject = Reject(number, source, local_id, REJECTED, field, expected)
    return _Pending(number, source, local_id, None, (reject,))


def _refused(pending: _Pending, error: Any) -> tuple[Reject, ...]:
    """What the service found wrong, a line for each field."""
    key = (pending.number, pending.source, pending.local_id, REJECTED)
    if error.violations:
        return tuple(Reject(*key, one.field, one.expected) for one in error.violations)
    return (Reject(*key, word(error, "reason").upper(), error.message),)
