"""Splitting: a person falls apart into groups of its records that nothing joins again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from mpi.act import Act
from mpi.asking import tend
from mpi.desk.judging import changed, known, pass_judgement
from mpi.desk.undoing import JUDGEMENTS_MAX
from mpi.domain.answers import Changed
from mpi.domain.decision import DecisionKind
from mpi.domain.eid import normalized
from mpi.domain.judgement import Judgement, Origin, Verdict
from mpi.domain.record import RecordKey
from mpi.domain.task import Why
from mpi.errors import (
    EidNotFound,
    InvalidArgument,
    PersonChanged,
    ResourceExhausted,
    Violation,
)
from mpi.persons import Cause, settle


def split(act: Act, asked: str, groups: Iterable[Iterable[RecordKey]], why: Why) -> Changed:
    """Judge the groups different persons; a record that is named in none stays with the first.

    Raises:
        EidNotFound, RecordNotFound, PersonChanged, JudgementContradicts, InvalidArgument.
    """
    person = act.tx.eid(normalized(asked))
    if person is None:
        raise EidNotFound
    if person.survivor:
        raise PersonChanged(enterprise_id=person.eid, survivor=person.survivor)
    whole = _groups(act, person.eid, groups)
    judge_apart(act, whole, why)
    place = {record: number for number, group in enumerate(whole) for record in group}

    def as_said(_: Mapping[int, int]) -> Mapping[int, int]:
        return place

    settle(act, place, Cause("split"), {person.eid}, as_said)
    tend(act, place)
    decision = act.decided(DecisionKind.SPLIT, why)
    return changed(act, [act.tx.record(group[0]) for group in whole], decision=decision)


def judge_apart(act: Act, groups: list[list[int]], why: Why, of_act: int = 0) -> list[Judgement]:
    """Every two records of different groups are judged different persons."""
    pairs = [
        (left, right) for one, other in combinations(groups, 2) for left in one for right in other
    ]
    if len(pairs) > JUDGEMENTS_MAX:
        raise ResourceExhausted(limit="judgements_max", judgements_max=str(JUDGEMENTS_MAX))
    made: list[Judgement] = []
    for left, right in pairs:
        a, b = act.tx.record(left), act.tx.record(right)
        first = of_act or (made[0].act if made else 0)
        made.append(pass_judgement(act, a, b, Verdict.DIFFERENT, Origin.STEWARD, why, first))
    return made


def _groups(act: Act, eid: str, named: Iterable[Iterable[RecordKey]]) -> list[list[int]]:
    """The groups as record ids, those of the first with all that is named in none."""
    members = act.tx.members(eid)
    groups = [[known(act, key).id for key in group] for group in named]
    if len(groups) < 2 or not all(groups):
        raise InvalidArgument(Violation("groups", "at least two groups, each with a record"))
    placed = [record for group in groups for record in group]
    if len(placed) != len(set(placed)):
        raise InvalidArgument(Violation("groups", "each record in one group"))
    if not set(placed) <= set(members):
        raise PersonChanged(enterprise_id=eid)
    groups[0] += [record for record in members if record not in placed]
    return groups
