"""A journal in short words: what was asked and answered, an entry a minute."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mpi.domain.decision import DecisionKind, Effect
from mpi.domain.event import (
    Decided,
    Event,
    Judged,
    TaskEnded,
    TaskOpened,
    TaskProposed,
    TaskReopened,
    TaskTaken,
)
from mpi.domain.judgement import Judgement, Origin, Verdict
from mpi.domain.task import (
    Answer,
    Check,
    Proposal,
    Resolution,
    Task,
    TaskKind,
    TaskStatus,
    Why,
)
from mpi.quality.history import folded

sys.path.append(str(Path(__file__).parent))  # for the stewards

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
VERDICTS = {
    Resolution.SAME_PERSON: Verdict.SAME,
    Resolution.DIFFERENT_PERSONS: Verdict.DIFFERENT,
    Resolution.CANNOT_TELL: Verdict.UNSURE,
}
SAME, DIFFERENT, CANNOT_TELL = VERDICTS


class Journal:
    def __init__(self):
        self.events = []
        self.now = START
        self.tasks = 0
        self.judgements = 0
        self.model = "model"

    def after(self, **how_long):
        self.now += timedelta(**how_long)
        return self

    def append(self, payload, actor=""):
        self.events.append(Event(len(self.events) + 1, self.now, actor, "", payload))
        return len(self.events)

    def ask(self, left=1, right=2, kind=TaskKind.POTENTIAL_DUPLICATE, weight=2.0, **more):
        self.tasks += 1
        task = Task(
            self.tasks, kind, left, right, weight, "print", "twins?", self.model, self.now, **more
        )
        self.append(TaskOpened(task))
        return task

    def check(self, of, *, known=False, **more):
        kind = Check.KNOWN if known else Check.SECOND
        return self.ask(check=kind, check_of=of, **more)

    def take(self, task, by):
        self.append(TaskTaken(task.id, by, self.now + timedelta(minutes=15)), by)

    def answer(self, task, by, resolution=SAME, proposed_by="", groups=()):
        """The answer with its judgement and decision; of a check, the answer alone."""
        judged = ()
        if not task.check and resolution in VERDICTS:
            self.judgements += 1
            judged = (self.judgements,)
            judgement = Judgement(
                self.judgements, self.judgements, task.left, task.right, VERDICTS[resolution],
                Origin.STEWARD, by, self.now, "", task.fingerprint, self.model,
            )  # fmt: skip
            self.append(Judged(judgement), by)
        ended = TaskEnded(task.id, TaskStatus.RESOLVED, resolution, by, "", groups=groups)
        self.append(ended, by)
        if task.check:
            return 0
        effect = Effect(judged=judged, ended=(task.id,))
        return self.append(
            Decided(DecisionKind.RESOLVED, effect, task.id, resolution, proposed_by=proposed_by), by
        )

    def supersede(self, task):
        self.append(TaskEnded(task.id, TaskStatus.SUPERSEDED, Resolution.NONE, "", ""))

    def propose(self, task, by, resolution=SAME):
        said = Proposal(by, self.now, Answer(resolution), ("deceased",), Why())
        self.append(TaskProposed(task.id, said), by)

    def refuse(self, task, by):
        self.append(TaskProposed(task.id, None), by)

    def undo(self, decision, by, *reopened):
        for task in reopened:
            self.append(TaskReopened(task.id, ()), by)
        return self.append(Decided(DecisionKind.UNDONE, Effect(), undoes=decision), by)

    def revoke(self, *judgements, by):
        return self.append(Decided(DecisionKind.REVOKED, Effect(revoked=judgements)), by)

    @property
    def history(self):
        return folded(self.events)


@pytest.fixture
def journal():
    return Journal()
