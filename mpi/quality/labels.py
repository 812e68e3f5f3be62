"""Labels: judged pairs that a model can be trained with.

A label is the newest judgement of a pair that stands, if a steward passed it and could tell.
Merges and moves by a source are none: they say what a source did with its local ids, and one move
judges every record that stays behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from mpi.domain.judgement import Judgement, Origin, Verdict
from mpi.domain.record import RecordKey, RecordStatus
from mpi.matcher import Matcher, fingerprint
from mpi.store.base import Reader

PAGE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Label:
    """`weight`: what the model of today gives the pair."""

    left: RecordKey
    right: RecordKey
    judgement: Judgement
    weight: float
    is_evidence_changed: bool

    @property
    def is_same(self) -> bool:
        return self.judgement.verdict is Verdict.SAME


@dataclass(frozen=True, slots=True)
class LabelPage:
    labels: tuple[Label, ...]
    next_after: int  # 0: no more


def is_label(judgement: Judgement, of_pair: Iterable[Judgement]) -> bool:
    """Whether a judgement is the label of its pair; `of_pair`: all judgements of the pair."""
    if judgement.revoked or judgement.origin is not Origin.STEWARD:
        return False
    if judgement.verdict is Verdict.UNSURE:
        return False
    return judgement.id == max(one.id for one in of_pair if not one.revoked)


def label_page(reader: Reader, matcher: Matcher, after: int, limit: int) -> LabelPage:
    """Labels among the next `limit` judgements behind one; about active records only."""
    judgements = reader.judgements_after(after, limit)
    reader.records({end for one in judgements for end in (one.left, one.right)})  # in one look-up
    labels = tuple(_labels(reader, matcher, judgements))
    return LabelPage(labels, judgements[-1].id if len(judgements) == limit else 0)


def labels_in(reader: Reader, matcher: Matcher) -> Iterator[Label]:
    """All labels, oldest first."""
    after, is_more = 0, True
    while is_more:
        page = label_page(reader, matcher, after, PAGE)
        yield from page.labels
        after, is_more = page.next_after, bool(page.next_after)


def rescored(reader: Reader, matcher: Matcher, judgement: Judgement) -> float | None:
    """The weight of a judged pair today; None where its evidence is not what was judged."""
    rows = reader.records((judgement.left, judgement.right))
    assessment = matcher.assess(rows[judgement.left].row, rows[judgement.right].row)
    return assessment.weight if fingerprint(assessment) == judgement.fingerprint else None


def _labels(reader: Reader, matcher: Matcher, judgements: Iterable[Judgement]) -> Iterator[Label]:
    for judgement in judgements:
        left, right = reader.record(judgement.left), reader.record(judgement.right)
        of_pair = (j for j in reader.judgements(left.id) if right.id in (j.left, j.right))
        both_active = left.status is right.status is RecordStatus.ACTIVE
        if both_active and is_label(judgement, of_pair):
            assessment = matcher.assess(left.row, right.row)
            changed = judgement.fingerprint not in ("", fingerprint(assessment))
            yield Label(left.key, right.key, judgement, assessment.weight, changed)
