"""Asking people: one task for each question that the machine may not decide, and what was asked
before.

A question is about persons.  Where one person is in doubt with several others, that is one
question, up to a size that can be looked at side by side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mpi.act import Act, asked_pair, is_within, review_kind, standing_between
from mpi.domain.judgement import Verdict
from mpi.domain.record import RecordStatus
from mpi.domain.task import REVIEWS, AskedPair, Task, TaskKind, TaskStatus
from mpi.matcher import fingerprint

SCORE_ALONE = "the score alone does not decide"
QUESTION_PERSONS_MAX = 5  # in one question; a further one is asked about in another task


def undecided(guards: Iterable[str], held: Iterable[str]) -> str:
    """Why the machine may not decide, in words: the rules that hold a pair, by their names."""
    return "; ".join(name.replace("_", " ") for name in (*guards, *held)) or SCORE_ALONE


def review(act: Act, subject: int, others: Iterable[tuple[int, str]]) -> None:
    """Ask about the pairs that the machine may not decide: once for each other person.

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
        left, right = sorted((subject, other))
        pair = asked_pair(left, right, words, act.assess(left, right))
        _ask(act, pair, (*members, *far))


def _ask(act: Act, pair: AskedPair, around: Iterable[int]) -> None:
    """Add the pair to a question that is asked about one of its persons already, or open one."""
    near = {task.id: task for i in around for task in act.tx.tasks_of(i) if _takes_more(task)}
    ends = {act.tx.record(pair.left).eid, act.tx.record(pair.right).eid}
    taken: list[Task] = []
    for number in sorted(near):
        more = {act.tx.record(i).eid for i in near[number].records}
        if len(ends | more) <= QUESTION_PERSONS_MAX:
            ends |= more
            taken.append(near[number])
    if not taken:
        a, b = act.tx.record(pair.left), act.tx.record(pair.right)
        kind = review_kind(a.key, b.key)
        act.open_task(kind, a.id, b.id, pair.cause, act.assess(a.id, b.id))
        return
    first, *others = taken
    pairs = [*first.pairs, pair, *(one for task in others for one in task.pairs)]
    for task in others:
        act.end_task(
            task, TaskStatus.SUPERSEDED, reason="asked in one question", superseded_by=first.id
        )
    act.move_task(first, pairs, "the question grew: another person may be the same")


def _takes_more(task: Task) -> bool:
    return task.kind in REVIEWS and task.proposal is None


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
    """Whether an open task asks about a pair between the two sides."""
    near, far = set(left), set(right)
    return any(
        pair.right and {pair.left, pair.right} & near and {pair.left, pair.right} & far
        for record_id in near
        for task in act.tx.tasks_of(record_id)
        if task.kind is not TaskKind.AUTO_LINK_AUDIT
        for pair in task.pairs
    )


def is_dismissed(act: Act, a: int, b: int) -> bool:
    """Whether this very evidence was judged; a changed one is asked again."""
    judgement = standing_between(act, a, b)
    if judgement is None or judgement.verdict is Verdict.SAME:
        return False
    return judgement.fingerprint in ("", fingerprint(act.assess(a, b)))


def drop_pairs(act: Act, task: Task, gone: Collection[AskedPair], why: str) -> None:
    """Pairs of the task have nothing to ask any more."""
    if gone:
        act.move_task(task, [pair for pair in task.pairs if pair not in gone], why)


def tend(act: Act, record_ids: Iterable[int]) -> None:
    """Let no task about these records, or about their persons, point at something that is gone: a
    record that was deleted or retired, an audited link that no longer stands."""
    wanted = list(record_ids)
    eids = {act.tx.record(i).eid for i in wanted} - {""}
    around = {i for eid in eids for i in act.tx.members(eid)} | set(wanted)
    tasks = {task.id: task for i in sorted(around) for task in act.tx.tasks_of(i)}
    for number in sorted(tasks):
        task = tasks[number]
        if task.version:
            continue  # a held update is about its record alone
        if is_about_one_person(task):
            eids = {act.tx.record(i).eid for i in task.records}
            if len(eids) > 1:
                act.end_task(task, TaskStatus.SUPERSEDED, reason="the records are one no more")
                continue
        pairs = [_as_it_is(act, task, pair) for pair in task.pairs]
        left = dict.fromkeys(pair for pair in pairs if pair is not None)
        if tuple(left) != task.pairs:
            act.move_task(task, left, "a record is gone")


def is_about_one_person(task: Task) -> bool:
    """Whether the task asks about records that are one person, and has no sense without that."""
    if task.kind is TaskKind.AUTO_LINK_AUDIT:
        return True
    if task.check_of:  # a third look at an answer that made them one
        return is_within(task.then)
    return task.kind is TaskKind.IDENTIFIER_CONFLICT and is_within(task.then)


def _as_it_is(act: Act, task: Task, pair: AskedPair) -> AskedPair | None:
    """The pair with survivors in the place of retired records; None when an end is gone."""
    ends = []
    for end in (pair.left, pair.right):
        record = act.tx.record(act.speaker(end))
        if record.status is RecordStatus.DELETED:
            return None
        ends.append(record)
    a, b = sorted(ends, key=lambda record: record.id)
    if (a.id, b.id) == (pair.left, pair.right):
        return pair
    if a.id == b.id or (a.eid == b.eid and not is_about_one_person(task)):
        return None
    return asked_pair(a.id, b.id, pair.cause, act.assess(a.id, b.id))
