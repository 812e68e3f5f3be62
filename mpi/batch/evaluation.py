"""How right are the persons that were found, by a file that knows the truth?

`evaluate` is the door.  It answers pairwise and B-cubed precision, recall and F1 with intervals,
how large the persons are, what waits in review, what the claimed probabilities were worth, and the
same by group of people, so that nobody is left behind unseen.  Everything follows from one table:
how many records each found person shares with each true one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from mpi.batch.evaluation_facts import read_facts
from mpi.batch.evaluation_groups import columns_asked, groupings
from mpi.batch.evaluation_measures import make_cells, measured, persons
from mpi.batch.evaluation_reading import read_labels
from mpi.batch.evaluation_results import Evaluation, EvaluationError
from mpi.batch.evaluation_reviews import no_pairs, read_pairs, reviews

__all__ = ["Evaluation", "EvaluationError", "Question", "evaluate"]


@dataclass(frozen=True, slots=True)
class Question:
    """What to hold against what.

    `by`: columns to make groups from; empty for every grouping that the columns allow.  `data`:
    files with the demographics of the records, where neither `persons` nor `truth` has them.
    `today` makes ages of birth dates.
    """

    persons: Path
    truth: Path
    pairs: Path | None = None
    by: Sequence[str] = ()
    data: Sequence[Path] = ()
    today: date | None = None
    memory: str = "3GB"


def evaluate(question: Question) -> Evaluation:
    """Raises EvaluationError or FileError where the files do not fit each other."""
    with closing(duckdb.connect(config={"memory_limit": question.memory})) as con:
        con.execute("SET preserve_insertion_order = false")
        labels = read_labels(con, question.persons, question.truth)
        make_cells(con)
        (whole,) = measured(con, "SELECT '' AS name, unit, n AS m, n, n_found, n_true FROM cells")
        waiting = None
        if question.pairs is None:
            no_pairs(con)
        else:
            read_pairs(con, question.pairs)
            waiting = reviews(con, labels.records, whole.group.pairs)
        files = (question.persons, question.truth, *question.data)
        columns = read_facts(con, files, columns_asked(question.by))
        today = question.today or datetime.now(tz=UTC).date()
        return Evaluation(
            records=labels.records,
            absent=labels.absent,
            unlabelled=labels.unlabelled,
            pairs=whole.group.pairs,
            pairwise=whole.group.pairwise,
            b_cubed=whole.group.b_cubed,
            persons=persons(con),
            reviews=waiting,
            groupings=groupings(con, columns, question.by, today, has_reviews=waiting is not None),
        )
