"""Claims: from answered tasks to what the model had claimed of their pairs, and to the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import inf
from typing import Final

from mpi.domain.judgement import Judgement, Verdict
from mpi.domain.task import Resolution, Task, TaskKind
from mpi.quality.audit import LINK_BANDS, Audit, Sampled, audit
from mpi.quality.history import Answer, History, is_within
from mpi.quality.reliability import Judged

NOTES: Final = (
    "Judged are pairs that stewards answered; answers that were undone are left out.",
    "A pair asked under another model is scored anew if its evidence is still what was judged.",
    "Reviewed pairs are the doubtful ones: their figures are not those of all pairs of a band.",
    "Pairs of the audit are drawn by lot from the automatic links.",
)
AUDIT_NOTES: Final = (
    "Links are drawn by lot from each band of weights; what is found in it holds for all of it.",
    "Each band has its exact 95 % interval (Clopper and Pearson), and the bands are summed.",
    "A link about which the steward could not tell counts as wrong at the upper end only.",
    "A band in which nobody has looked may be all wrong, at the upper end.",
)

# What the current model gives a pair, if its evidence is still what was judged.
Rescored = Callable[[Judgement], float | None]


@dataclass(frozen=True, slots=True)
class Claims:
    """Judged pairs with what the model claimed of them."""

    judged: tuple[Judged, ...]
    cannot_tell: int
    left_out: int  # judged under another model, on evidence that has changed since


def claims(
    history: History,
    model: str,
    rescored: Rescored,
    since: datetime | None = None,
    before: datetime | None = None,
    *,
    weighted: bool = False,
) -> Claims:
    """What the model of that digest claims, or would have claimed, of all pairs judged in a span.
    `weighted`: a pair of the audit stands for as many as it was drawn from."""
    found, cannot_tell, left_out = [], 0, 0
    for answer in history.answers:
        if answer.is_reversed or not is_within(answer.at, since, before):
            continue
        cannot_tell += answer.resolution is Resolution.CANNOT_TELL
        rate = answer.task.sample_rate if weighted else 0.0
        for judgement, asked in _of_asked_pairs(answer):
            weight = asked if answer.task.model == model else rescored(judgement)
            if weight is None:
                left_out += 1
                continue
            found.append(
                Judged(
                    weight,
                    judgement.verdict is Verdict.SAME,
                    answer.kind is TaskKind.AUTO_LINK_AUDIT,
                    1.0 / rate if rate else 1.0,
                )
            )
    return Claims(tuple(found), cannot_tell, left_out)


def _of_asked_pairs(answer: Answer) -> Iterable[tuple[Judgement, float]]:
    """The judgements of an answer about the pairs that it was asked about, and their weights."""
    weights = {frozenset((p.left, p.right)): p.weight for p in answer.task.pairs}
    for judgement in answer.judged:
        weight = weights.get(frozenset((judgement.left, judgement.right)))
        if weight is not None and judgement.verdict is not Verdict.UNSURE:
            yield judgement, weight


def band_of(weight: float) -> int:
    """The place of a weight among the bands of links; those below the first belong to it."""
    return max(0, sum(weight >= edge for edge in LINK_BANDS) - 1)


def audited(
    history: History,
    links: Sequence[int],
    since: datetime | None = None,
    before: datetime | None = None,
) -> Audit:
    """How many automatic links are wrong.  `links`: how many there are in each band of LINK_BANDS;
    the span is that in which they were drawn."""
    drawn = [0] * len(LINK_BANDS)
    right, wrong, cannot_tell = list(drawn), list(drawn), list(drawn)
    newest: dict[int, Answer] = {
        a.task.id: a for a in history.answers if a.kind is TaskKind.AUTO_LINK_AUDIT
    }
    waiting = [w.task for w in history.waiting if w.task.kind is TaskKind.AUTO_LINK_AUDIT]
    open_now = {task.id for task in waiting}
    tasks: list[Task] = [*waiting, *(a.task for i, a in newest.items() if i not in open_now)]
    for task in tasks:
        if not is_within(task.opened_at, since, before):
            continue
        band = band_of(task.weight)
        drawn[band] += 1
        answer = None if task.id in open_now else newest[task.id]
        if answer is None:
            continue
        right[band] += answer.resolution is Resolution.SAME_PERSON
        wrong[band] += answer.resolution is Resolution.DIFFERENT_PERSONS
        cannot_tell[band] += answer.resolution is Resolution.CANNOT_TELL
    edges = pairwise((*LINK_BANDS, inf))
    return audit(
        Sampled(
            None if band == 0 else low,
            None if high == inf else high,
            max(links[band], drawn[band]),
            drawn[band],
            right[band],
            wrong[band],
            cannot_tell[band],
        )
        for band, (low, high) in enumerate(edges)
        if links[band] or drawn[band]
    )
