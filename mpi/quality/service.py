"""Quality: everything that can be asked about the quality of people and machine.

Figures are folded from the journal and counted over the tables; nothing here is stored.  The fold
is kept and goes on where it stopped, so that a figure costs the new entries only.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from mpi.domain.record import Record, RecordKey
from mpi.domain.task import TaskKind
from mpi.matcher import Matcher
from mpi.quality import known as known_module
from mpi.quality.audit import LINK_BANDS, Audit
from mpi.quality.checks import Checked, Compared, checked, compared
from mpi.quality.claims import audited, band_of, claims
from mpi.quality.history import PAGE, TYPES, Fold, History, events_of, is_within
from mpi.quality.known import KnownAnswer, known_answers
from mpi.quality.labels import LabelPage, label_page, rescored
from mpi.quality.rates import Created, Rates, asked, created, rates
from mpi.quality.reliability import Reliability, even_edges, probability_edges, reliability
from mpi.quality.work import Backlog, Work, backlog, work
from mpi.store.base import Reader, Store

T = TypeVar("T")

# What is counted over all records takes seconds for a million.  A count may be as old as so many
# times what it took, and never older than this: a small index is counted anew each time.
FRESH_FOR: Final = 30.0
FRESH_S_MAX: Final = 300.0


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` on and before `before`; None does not narrow."""

    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The table, for which model, and what is not in it."""

    table: Reliability
    model: str
    cannot_tell: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Rated:
    rates: tuple[Rates, ...]
    created: tuple[Created, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two answers to one question, with the records that it is about."""

    compared: Compared
    keys: tuple[RecordKey, ...]


@dataclass(frozen=True, slots=True)
class KnownView:
    """A known answer, and how it fared."""

    known: KnownAnswer
    keys: tuple[RecordKey, ...]
    answered: int
    found: int


class Quality:
    """See the module's docstring.  Thread-safe; built once, by `mpi.server`."""

    def __init__(
        self,
        store: Store,
        matcher: Matcher,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._matcher = matcher
        self._clock = clock
        self._lock = threading.Lock()
        self._fold = Fold()
        self._links = _Kept[tuple[int, ...]](monotonic)
        self._rates = _Kept[Rated](monotonic)

    def checked(self, span: Span, steward: str = "") -> Checked:
        """What second reviews and known answers say."""
        with self._store.snapshot() as reader:
            right = {i: one.resolution for i, one in known_in(reader).items()}
            return checked(self.history(reader), right, span.since, span.before, steward)

    def disagreements(self, span: Span, steward: str = "") -> tuple[Disagreement, ...]:
        """Checks whose answer is not the first one, newest first."""
        with self._store.snapshot() as reader:
            right = {i: one.resolution for i, one in known_in(reader).items()}
            found = [
                one
                for one in compared(self.history(reader), right)
                if not one.agrees
                and is_within(one.check.at, span.since, span.before)
                and steward in {"", one.first_by, one.check.by}
            ]
            return tuple(
                Disagreement(one, _keys(reader, one.check.task.records)) for one in reversed(found)
            )

    def calibration(self, span: Span, band_bits: float, *, weighted: bool) -> Calibrated:
        """What the model claimed of judged pairs; `band_bits` 0: in bands of probability."""
        with self._store.snapshot() as reader:
            found = claims(
                self.history(reader),
                self._matcher.digest,
                lambda judgement: rescored(reader, self._matcher, judgement),
                span.since,
                span.before,
                weighted=weighted,
            )
        edges = even_edges(found.judged, band_bits) if band_bits else probability_edges()
        table = reliability(found.judged, edges)
        return Calibrated(table, self._matcher.digest, found.cannot_tell, found.left_out)

    def audit(self, span: Span) -> Audit:
        """How many automatic links are wrong."""
        with self._store.snapshot() as reader:
            links = self.links(reader)
            return audited(self.history(reader), links, span.since, span.before)

    def work(self, span: Span, steward: str = "") -> Work:
        """What stewards did."""
        with self._store.snapshot() as reader:
            return work(self.history(reader), span.since, span.before, steward)

    def backlog(self, days: int) -> Backlog:
        """How the backlog went, and how old it is."""
        with self._store.snapshot() as reader:
            return backlog(self.history(reader), self._clock(), days)

    def rates(self) -> Rated:
        """Duplicates, overlaps and overlays; some minutes old where there is much to count."""
        return self._rates.value(self._rated)

    def _rated(self) -> Rated:
        with self._store.snapshot() as reader:
            history = self.history(reader)
            said = asked(history)
            doubles = [
                w.task.left for w in history.waiting if w.task.kind is TaskKind.POTENTIAL_DUPLICATE
            ]
            found = rates(
                reader.holdings(),
                Counter(record.key.source for record in _each(reader, doubles)),
                reader.in_question(said.duplicate),
                reader.in_question(said.overlap),
                reader.in_question(said.overlaid),
                reader.in_question(said.overlaid | said.overlay),
            )
            return Rated(found, created(reader.arrived()))

    def labels(self, after: int, limit: int) -> LabelPage:
        """Judged pairs to train with."""
        with self._store.snapshot() as reader:
            return label_page(reader, self._matcher, after, limit)

    def known(self, after: int, limit: int) -> tuple[KnownView, ...]:
        """Known answers behind an id, oldest first."""
        with self._store.snapshot() as reader:
            kept = known_in(reader)
            right = {i: one.resolution for i, one in kept.items()}
            answers = Counter[tuple[int, bool]]()
            for one in compared(self.history(reader), right):
                if one.is_known:
                    answers[one.check.task.check_of, one.agrees] += 1
            return tuple(
                KnownView(
                    kept[i],
                    _keys(reader, kept[i].case.records),
                    answers[i, True] + answers[i, False],
                    answers[i, True],
                )
                for i in sorted(kept)
                if i > after
            )[:limit]

    def known_view(self, kept: KnownAnswer) -> KnownView:
        """A known answer that has just been kept."""
        with self._store.snapshot() as reader:
            return KnownView(kept, _keys(reader, kept.case.records), 0, 0)

    def history(self, reader: Reader) -> History:
        """What people were asked and answered, up to what the reader sees or a little later."""
        with self._lock:
            self._fold.take(events_of(reader, TYPES, self._fold.seq))
            return self._fold.history()

    def links(self, reader: Reader) -> tuple[int, ...]:
        """How many automatic links there are in each band; may be some minutes old."""

        def count() -> tuple[int, ...]:
            counts = Counter(band_of(weight) for _, _, weight in links_in(reader))
            return tuple(counts[band] for band in range(len(LINK_BANDS)))

        return self._links.value(count)


class _Kept(Generic[T]):
    """Something counted over everything, kept for a while.  One at a time counts it anew."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._found: T | None = None
        self._fresh_until = 0.0

    def value(self, count: Callable[[], T]) -> T:
        with self._lock:
            begin = self._monotonic()
            if self._found is None or begin >= self._fresh_until:
                self._found = count()
                now = self._monotonic()
                self._fresh_until = now + min(FRESH_S_MAX, FRESH_FOR * (now - begin))
            return self._found


def known_in(reader: Reader) -> Mapping[int, KnownAnswer]:
    """The known answers by id."""
    return known_answers(events_of(reader, known_module.TYPES, 0))


def links_in(reader: Reader) -> Iterator[tuple[int, int, float]]:
    """Every automatic edge once: the lower record, the higher one, and its weight."""
    after = 0
    while page := reader.edges_after(after, PAGE):
        after = page[-1].record
        for one in page:
            for other, weight in one.edges:
                yield one.record, other, weight


def _each(reader: Reader, record_ids: Iterable[int]) -> Iterator[Record]:
    """The records of some ids, one for each mention."""
    wanted = list(record_ids)
    found = reader.records(set(wanted))
    return (found[i] for i in wanted if i in found)


def _keys(reader: Reader, record_ids: Iterable[int]) -> tuple[RecordKey, ...]:
    wanted = list(record_ids)
    found = reader.records(wanted)
    return tuple(found[i].key for i in wanted if i in found)
