"""Asking people: tasks about pairs that the machine may not decide, and what was asked before."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mpi.act import Act, review_kind, standing_between
from mpi.domain.judgement import Verdict
from mpi.matcher import fingerprint


def review(act: Act, subject: int, others: Iterable[tuple[int, str]]) -> None:
    """Ask about the pairs that the machine may not decide: one task for each other person.

    `others`: (record, cause), best first.
    """
    mine = act.tx.record(subject)
    asked: set[str] = set()
    members = act.tx.members(mine.eid)
    for other, cause in others:
        theirs = act.tx.record(other)
        if theirs.eid == mine.eid or theirs.eid in asked:
            continue
        asked.add(theirs.eid)
        far = act.tx.members(theirs.eid)
        if is_asked(act, members, far) or _decided(act, subject, other, members, far):
            continue
        words = cause
        if standing_between(act, subject, other) is not None:
            words = f"judged before, on other evidence; {cause}"
        act.open_task(
            review_kind(mine.key, theirs.key),
            min(subject, other),
            max(subject, other),
            words,
            act.assess(subject, other),
        )


def _decided(act: Act, subject: int, other: int, near: Iterable[int], far: Iterable[int]) -> bool:
    """Whether a standing judgement already keeps the two persons apart, or the pair unasked."""
    if standing_between(act, subject, other) is not None:
        return is_dismissed(act, subject, other)
    beyond = set(far)
    return any(
        not judgement.revoked
        and judgement.verdict is not Verdict.SAME
        and {judgement.left, judgement.right} & beyond
        for record_id in near
        for judgement in act.tx.judgements(record_id)
    )


def is_asked(act: Act, left: Collection[int], right: Collection[int]) -> bool:
    """Whether an open task lies between the two sides."""
    sides = set(left), set(right)
    return any(
        {task.left, task.right} & sides[1] and task.right
        for record_id in sides[0]
        for task in act.tx.tasks_of(record_id)
    )


def is_dismissed(act: Act, a: int, b: int) -> bool:
    """Whether this very evidence was judged; a changed one is asked again."""
    judgement = standing_between(act, a, b)
    if judgement is None or judgement.verdict is Verdict.SAME:
        return False
    return judgement.fingerprint in ("", fingerprint(act.assess(a, b)))
