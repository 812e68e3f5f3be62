"""Measures: what Quality does, beside what it tells: draw second reviews and audits, keep and seed
known answers."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import Future
from typing import Final, TypeVar

from mpi.act import Act
from mpi.desk.desk import Write
from mpi.desk.policy import DeskPolicy
from mpi.domain.answers import Caller
from mpi.domain.record import RecordKey
from mpi.domain.task import Resolution, TaskKind
from mpi.errors import NotFound, Unavailable
from mpi.quality import acts
from mpi.quality.checks import compared
from mpi.quality.history import is_within
from mpi.quality.known import KnownAnswer
from mpi.quality.lots import (
    REVIEW,
    SEED,
    Drawn,
    is_drawn,
    lot,
    to_audit,
    to_learn,
    to_review,
)
from mpi.quality.service import Quality, Span, known_in, links_in
from mpi.store.base import Store

T = TypeVar("T")
LEARNT: Final = "two stewards, asked apart, answered alike"
DRAW_WAIT_S: Final = 30.0


class Measures:
    """See the module's docstring.  One draw at a time, so that none draws what another just did."""

    def __init__(self, quality: Quality, store: Store, write: Write, policy: DeskPolicy) -> None:
        self._quality = quality
        self._store = store
        self._write = write
        self._policy = policy
        self._drawing = threading.Lock()

    def draw_reviews(
        self, count: int, span: Span, kinds: Collection[TaskKind], steward: str, caller: Caller
    ) -> Future[Drawn]:
        """Ask answered questions again; `count` 0: those that the lot falls on at the policy's
        rate."""
        rate = self._policy.second_review_rate

        def choose() -> Callable[[Act], Drawn]:
            with self._store.snapshot() as reader:
                history = self._quality.history(reader)
            answers = [
                answer
                for answer in history.answers
                if is_within(answer.at, span.since, span.before) and steward in {"", answer.by}
            ]
            ready = to_review(answers, history, kinds)
            drawn = ready[:count] if count else [i for i in ready if is_drawn(REVIEW, i, rate)]
            return lambda act: Drawn(acts.review(act, drawn), len(ready))

        asked = (count, span, sorted(kinds), steward)
        return self._draw("DrawSecondReviews", asked, choose, caller)

    def draw_audits(self, count: int, caller: Caller) -> Future[Drawn]:
        """Ask about automatic links, until so many of each band are asked about."""

        def choose() -> Callable[[Act], Drawn]:
            with self._store.snapshot() as reader:
                sizes = self._quality.links(reader)
                history = self._quality.history(reader)
                tasks = [w.task for w in history.waiting] + [a.task for a in history.answers]
                asked = {t.id: t for t in tasks if t.kind is TaskKind.AUTO_LINK_AUDIT}
                drawn = to_audit(links_in(reader), asked.values(), sizes, count)
            return lambda act: Drawn(acts.audit(act, drawn), sum(sizes))

        return self._draw("DrawAudits", count, choose, caller)

    def learn(self, count: int, caller: Caller) -> Future[int]:
        """Make known answers of what two stewards answered alike."""

        def choose() -> Callable[[Act], int]:
            with self._store.snapshot() as reader:
                kept = {frozenset(one.case.records) for one in known_in(reader).values()}
                found = to_learn(compared(self._quality.history(reader), {}), kept)[:count]
            pairs = [(one.check.task.check_of, one.first) for one in found]
            return lambda act: len(
                [acts.keep_answered(act, task, first, LEARNT) for task, first in pairs]
            )

        return self._draw("LearnKnownAnswers", count, choose, caller)

    def seed(self, count: int, assignee: str, caller: Caller) -> Future[int]:
        """Put known answers among the tasks, those first that were seeded least often."""

        def choose() -> Callable[[Act], int]:
            with self._store.snapshot() as reader:
                kept = known_in(reader)
                history = self._quality.history(reader)
            seeded = Counter(c.task.check_of for c in history.checks)
            seeded.update(task.check_of for task in history.checks_waiting)
            open_now = {task.check_of for task in history.checks_waiting}
            met = {c.task.check_of for c in history.checks if c.by == assignee}
            ready = [i for i in kept if i not in open_now | met]
            ready.sort(key=lambda i: (seeded[i], lot(SEED, i)))
            drawn = [kept[i] for i in ready[:count]]
            return lambda act: acts.seed(act, drawn, assignee)

        return self._draw("SeedKnownAnswers", (count, assignee), choose, caller)

    def keep_answered(
        self, task_id: int, resolution: Resolution, reason: str, caller: Caller
    ) -> Future[KnownAnswer]:
        """The answer to a past task is known."""
        return self._write(
            "SaveKnownAnswer",
            (task_id, resolution, reason),
            lambda act: acts.keep_answered(act, task_id, resolution, reason),
            KnownAnswer,
            caller,
        )

    def keep_pair(
        self,
        left: RecordKey,
        right: RecordKey,
        resolution: Resolution,
        reason: str,
        caller: Caller,
    ) -> Future[KnownAnswer]:
        """The answer about two records is known."""
        return self._write(
            "SaveKnownAnswer",
            (left, right, resolution, reason),
            lambda act: acts.keep_pair(act, left, right, resolution, reason),
            KnownAnswer,
            caller,
        )

    def forget(self, number: int, caller: Caller) -> Future[bool]:
        """Forget a known answer.

        Raises:
            NotFound: there is none of this id.
        """

        def run(act: Act) -> bool:
            with self._store.snapshot() as reader:
                if number not in known_in(reader):
                    raise NotFound("there is no known answer with this id")
            acts.forget(act, number)
            return True

        return self._write("DeleteKnownAnswer", number, run, bool, caller)

    def _draw(
        self, method: str, asked: object, choose: Callable[[], Callable[[Act], T]], caller: Caller
    ) -> Future[T]:
        if not self._drawing.acquire(timeout=DRAW_WAIT_S):
            raise Unavailable("another draw is not done yet")
        try:
            run = choose()
            answer: type = Drawn if method.startswith("Draw") else int
            future: Future[T] = self._write(method, asked, run, answer, caller)
        except BaseException:
            self._drawing.release()
            raise
        future.add_done_callback(lambda _: self._drawing.release())
        return future
