"""Asking about what no pair's score asks about: a number that two persons have or one person has
two of, and a sample of automatic links.

A number is one question, however many records say it; and where more persons share it than could
be mixed up, it is a family's or nobody's, and nobody is asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping

from matching.policy import Verdict as Decision
from matching.row import MatchRow
from mpi.act import Act, asked_pair, standing_between
from mpi.asking import is_asked
from mpi.domain.judgement import Origin, Verdict
from mpi.domain.record import RecordKey
from mpi.domain.task import Task, TaskKind

SHARERS_MAX = 4  # persons; more of them share it by right, or it stands for nothing
CAUSE_SHARED = "two persons share a number that is given to one"
CAUSE_TWO = "one person has two values of a number that is given once"
CAUSE_DRAWN = "drawn at random from the automatic links"
_SHARE_BITS = 64


def ask_about_numbers(act: Act, subject: int, others: Collection[int]) -> None:
    """Ask whose a number is that the subject shares with records that are plainly others."""
    mine = act.tx.record(subject)
    numbers = tuple(strong_numbers(mine.row))
    near = act.tx.records(others) if numbers else {}
    for number in numbers:
        sharing = [
            other
            for other, record in near.items()
            if other != subject and record.eid and number in strong_numbers(record.row)
        ]
        persons = {mine.eid} | {act.tx.record(other).eid for other in sharing}
        if not 1 < len(persons) <= SHARERS_MAX:
            continue
        for other in sharing:
            if act.tx.record(other).eid != mine.eid and _is_open_question(act, subject, other):
                _ask_about(act, number, subject, other)


def ask_about_two_numbers(act: Act, record_ids: Iterable[int]) -> None:
    """Ask about persons that came to have two values of one number, unless somebody made one person
    of just these two records.  A merge of local ids says nothing about the numbers in them."""
    for eid in dict.fromkeys(act.tx.record(i).eid for i in record_ids):
        first: dict[str, tuple[str, int]] = {}
        for record in act.tx.records(act.tx.members(eid) if eid else ()).values():
            for number in strong_numbers(record.row):
                kind, value = number.rsplit("|", 1)
                said, by = first.setdefault(kind, (value, record.id))
                if said != value and not _is_settled(act, by, record.id):
                    _ask_about(act, f"{kind}|two", by, record.id)


def audit(act: Act, subject: int, before: Mapping[int, str], edges: Mapping[int, float]) -> None:
    """Sample the automatic link that the subject just got.

    `before`: the persons of the records that it has edges with, before it had them.
    """
    mine = act.tx.record(subject)
    joined = [
        other
        for other in edges
        if act.tx.record(other).eid == mine.eid and before.get(other) != before.get(subject)
    ]
    if not joined:
        return
    best = max(joined, key=lambda other: (edges[other], -other))
    rate = act.policy.audit_rate
    left, right = sorted((subject, best))
    if sampled(mine.key, act.tx.record(best).key) < rate and not _is_audited(act, left, right):
        act.open_task(
            TaskKind.AUTO_LINK_AUDIT,
            left,
            right,
            CAUSE_DRAWN,
            act.assess(left, right),
            sample_rate=rate,
        )


def sampled(left: RecordKey, right: RecordKey) -> float:
    """A share from 0 to 1 that the pair has for ever, as if drawn at random."""
    keys = "\0".join(str(key) for key in sorted((left, right)))
    digest = hashlib.blake2b(keys.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / (1 << _SHARE_BITS)


def strong_numbers(row: MatchRow) -> Iterator[str]:
    """What is given to one human for life, as "TYPE|AUTHORITY|VALUE"."""
    if row.ssn:
        yield f"SS||{row.ssn}"
    yield from row.identifiers


def _ask_about(act: Act, number: str, subject: int, other: int) -> None:
    """One task for each number: a further record of it joins the question."""
    left, right = sorted((subject, other))
    cause = CAUSE_TWO if number.endswith("|two") else CAUSE_SHARED
    assessment = act.assess(left, right)
    task = _asked_already(act, number, (subject, other))
    if task is None:
        act.open_task(TaskKind.IDENTIFIER_CONFLICT, left, right, cause, assessment)
    elif (left, right) not in {(one.left, one.right) for one in task.pairs}:
        pair = asked_pair(left, right, cause, assessment)
        act.move_task(task, [*task.pairs, pair], "another record says the number")


def _asked_already(act: Act, number: str, near: Iterable[int]) -> Task | None:
    """The task does not say which number it is about, not even as a hash: there are few enough
    numbers to try them all, and what a task says outlives the erasure of what a record said."""
    around = {j for i in near for j in act.tx.members(act.tx.record(i).eid)}
    for record in sorted(around):
        for task in act.tx.tasks_of(record):
            if task.kind is TaskKind.IDENTIFIER_CONFLICT and _is_about(act, task, number):
                return task
    return None


def _is_about(act: Act, task: Task, number: str) -> bool:
    records = act.tx.records(task.records)
    said = {i: set(strong_numbers(record.row)) for i, record in records.items()}
    if not number.endswith("|two"):
        return any(number in said[one.left] & said[one.right] for one in task.pairs if one.right)
    kind = number.removesuffix("two")
    of_kind = {i: {each for each in some if each.startswith(kind)} for i, some in said.items()}
    return any(
        of_kind[one.left] and of_kind[one.right] and of_kind[one.left] != of_kind[one.right]
        for one in task.pairs
        if one.right
    )


def _is_open_question(act: Act, subject: int, other: int) -> bool:
    """Whether the two are plainly apart, and nobody has asked or decided."""
    if act.assess(subject, other).verdict is not Decision.APART:
        return False
    near = act.tx.members(act.tx.record(subject).eid)
    far = act.tx.members(act.tx.record(other).eid)
    if is_asked(act, near, far):
        return False
    beyond = set(far)
    return not any(
        not judgement.revoked and {judgement.left, judgement.right} & beyond
        for record in near
        for judgement in act.tx.judgements(record)
    )


def _is_settled(act: Act, left: int, right: int) -> bool:
    judgement = standing_between(act, left, right)
    return (
        judgement is not None
        and judgement.verdict is Verdict.SAME
        and judgement.origin is not Origin.MERGE
    )


def _is_audited(act: Act, left: int, right: int) -> bool:
    tasks = (*act.tx.tasks_of(left), *act.tx.tasks_over(left))
    return any(task.kind is TaskKind.AUTO_LINK_AUDIT and right in task.records for task in tasks)
