"""What an evaluation says: plain values, ready for a table or for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from matching.intervals import Estimate
from mpi.batch.errors import BatchError


class EvaluationError(BatchError):
    """The files cannot be held against each other; says which column or key is wrong."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Precision, recall and F1 of one way of counting."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of records: in one true person, in one found person, in both."""

    true: float
    found: float
    right: float

    @property
    def false(self) -> float:
        return self.found - self.right

    @property
    def missed(self) -> float:
        return self.true - self.right


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many persons have so many records: `size` is "1", "2" … "10 to 19", "20 and more"."""

    size: str
    found: int
    true: int


@dataclass(frozen=True, slots=True)
class Persons:
    """Persons as wholes.  `mixed`: a found person with records of several true ones.  `split`: a
    true person in several found ones."""

    found: int
    true: int
    exact: int
    mixed: int
    split: int
    largest_found: int
    largest_true: int
    sizes: tuple[Sizes, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Pairs of one decision whose claimed probability lies in one band, and how many are true."""

    decision: str
    band: str
    pairs: int
    claimed: float
    true: Estimate


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that sends pairs to review: how many, how many for it alone, and how many of all are
    truly one person, so that the rule cost a steward's time and spared nobody."""

    rule: str
    pairs: int
    alone: int
    true: Estimate


@dataclass(frozen=True, slots=True)
class Reviews:
    """What waits for a steward.

    `true_pairs` of the review pairs are true; `missed_waiting` of those are not yet in one person.
    `missed_closed`: missed pairs that would be found if every review were answered rightly, those
    included that follow from it; `recall_after` is the recall then.  `completeness_least`: the
    share of true pairs that the pairs file names or that lie in one person; at least so many were
    compared.
    """

    pairs: int
    true_pairs: int
    per_1000_records: float
    records: int
    missed_waiting: int
    missed_closed: float
    recall_after: float | None
    completeness_least: float | None
    calibration: tuple[Band, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One group of people.  Each pair counts half for each of its two records."""

    name: str
    records: int
    pairs: Pairs
    pairwise: Accuracy
    b_cubed: Accuracy
    waiting_per_1000: float | None = None  # records in at least one pair that is in review


@dataclass(frozen=True, slots=True)
class Gap:
    """The widest difference between two groups that are large enough to be compared."""

    measure: str
    best: str
    worst: str
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups that one column makes, and how far they lie apart."""

    column: str
    groups: tuple[Group, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`records` are those of the truth.  `absent` of them are in no found person, each of which
    counts as a person of its own; `unlabelled` are found records that the truth does not know,
    which count nowhere."""

    records: int
    absent: int
    unlabelled: int
    pairs: Pairs
    pairwise: Accuracy
    b_cubed: Accuracy
    persons: Persons
    reviews: Reviews | None
    groupings: tuple[Grouping, ...]

    def as_json(self) -> Mapping[str, Any]:
        """Plain values, by the names of the fields."""
        return asdict(self) | {
            "pairs": asdict(self.pairs) | {"false": self.pairs.false, "missed": self.pairs.missed}
        }
