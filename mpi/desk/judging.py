"""Judging: judgements are appended, never changed, and persons follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mpi.act import Act
from mpi.asking import drop_pairs
from mpi.asking_more import ask_about_two_numbers
from mpi.desk import four_eyes
from mpi.desk.overrides import explained
from mpi.domain.answers import Changed
from mpi.domain.decision import DecisionKind
from mpi.domain.event import Judged
from mpi.domain.judgement import Judgement, Origin, Verdict
from mpi.domain.record import Record, RecordKey, RecordStatus
from mpi.domain.task import Answer, Resolution, Why
from mpi.errors import InvalidArgument, JudgementContradicts, RecordNotFound, Violation
from mpi.errors import RecordMerged as RecordMergedError
from mpi.matcher import fingerprint
from mpi.persons import Cause, settle


def judge(act: Act, left: RecordKey, right: RecordKey, verdict: Verdict, why: Why) -> Changed:
    """Record that two records are one person, or two, and let persons follow; or propose it, where
    it takes a second person.

    Raises:
        RecordNotFound, JudgementContradicts, OverrideUnexplained, InvalidArgument (a record against
        itself).
    """
    a, b = known(act, left), known(act, right)
    if a.id == b.id:
        raise InvalidArgument(Violation("right", "another record than left"))
    explained(act, [(a.id, b.id, verdict)], why)
    if verdict is Verdict.SAME:
        because = four_eyes.because(act, [(a.id, b.id)])
        if because:
            task = four_eyes.propose_pair(act, a, b, Answer(Resolution.SAME_PERSON), because, why)
            return changed(act, [a, b], proposal=task)
    judgement = pass_judgement(act, a, b, verdict, Origin.STEWARD, why)
    follow(act, [judgement])
    decision = act.decided(DecisionKind.JUDGED, why)
    return changed(act, [a, b], judgement.id, decision)


def pass_judgement(
    act: Act,
    a: Record,
    b: Record,
    verdict: Verdict,
    origin: Origin,
    why: Why,
    of_act: int = 0,
) -> Judgement:
    """Append a judgement, unless it contradicts one that stands."""
    if verdict is Verdict.SAME:
        _no_barrier(act, a, b)
    if verdict is Verdict.DIFFERENT and b.id in judged_same(act, a.id, without=(a.id, b.id)):
        raise JudgementContradicts(left=str(a.key), right=str(b.key))
    before = standing(act, a.id).get(b.id)
    if verdict is Verdict.DIFFERENT and before is not None and before.origin is Origin.MERGE:
        raise JudgementContradicts(left=str(a.key), right=str(b.key))  # revoke the merge
    number = act.tx.next_judgement_id()
    left, right = sorted((a, b), key=lambda record: record.id)
    judgement = Judgement(
        id=number,
        act=of_act or number,
        left=left.id,
        right=right.id,
        verdict=verdict,
        origin=origin,
        by=act.caller.actor,
        at=act.at,
        reason=why.text,
        fingerprint=fingerprint(act.assess(a.id, b.id)),
        model=act.matcher.digest,
        code=why.code,
    )
    act.append(Judged(judgement))
    return judgement


def follow(act: Act, judgements: Sequence[Judgement], resplit: Iterable[str] = ()) -> None:
    """Let persons follow judgements; persons fall apart only where a judgement needs it."""
    again = set(resplit)
    for one in judgements:
        left, right = act.tx.record(one.left), act.tx.record(one.right)
        if one.verdict is Verdict.DIFFERENT and left.eid == right.eid:
            again.add(left.eid)
    telling = [one for one in judgements if one.verdict is not Verdict.UNSURE]
    if telling:
        cause = Cause("judged " + " and ".join(dict.fromkeys(str(j.verdict) for j in telling)))
        seeds = list(dict.fromkeys(end for one in telling for end in (one.left, one.right)))
        settle(act, seeds, cause, again)
        for one in telling:
            eids = {act.tx.record(i).eid for i in (one.left, one.right)}
            if one.verdict is Verdict.SAME and len(eids) > 1:
                # The groups disagree beyond the pair: the pair leaves what it disagrees with.
                settle(act, [one.left, one.right], cause, eids)
    for one in judgements:
        _close_between(act, one.left, one.right)
    joined = [one.left for one in telling if one.verdict is Verdict.SAME]
    ask_about_two_numbers(act, joined)


def known(act: Act, key: RecordKey) -> Record:
    """The record, if it is there and not deleted."""
    record_id = act.tx.record_id(key)
    if record_id:
        record = act.tx.record(record_id)
        if record.status is not RecordStatus.DELETED:
            return record
    raise RecordNotFound(record=str(key))


def not_merged(act: Act, *records: Record) -> None:
    for record in records:
        if record.status is RecordStatus.MERGED:
            survivor = act.tx.record(record.merged_into).key
            raise RecordMergedError(record=str(record.key), survivor=str(survivor))


def changed(
    act: Act,
    records: Iterable[Record],
    judgement: int = 0,
    decision: int = 0,
    proposal: int = 0,
) -> Changed:
    """What the act did to the persons of these records."""
    eids = dict.fromkeys(act.tx.record(record.id).eid for record in records)
    live = tuple(eid for eid in eids if eid)
    retired = tuple(e for e in dict.fromkeys(act.retired) if e not in live)
    return Changed(live, retired, tuple(act.opened), judgement, decision, proposal)


def _no_barrier(act: Act, a: Record, b: Record) -> None:
    """SAME must not bring together two records judged DIFFERENT, however indirectly.

    A standing DIFFERENT of this very pair is simply decided anew.
    """
    near, far = judged_same(act, a.id), judged_same(act, b.id)
    for record_id in near:
        for judgement in standing(act, record_id).values():
            ends = {judgement.left, judgement.right}
            other = (ends - {record_id}).pop()
            if judgement.verdict is Verdict.DIFFERENT and other in far and ends != {a.id, b.id}:
                raise JudgementContradicts(left=str(a.key), right=str(b.key))


def judged_same(act: Act, record_id: int, without: tuple[int, ...] = ()) -> set[int]:
    """Everything that judgements make one person with the record, itself included.

    `without`: a pair whose own judgement is left out.
    """
    seen, waiting = {record_id}, [record_id]
    while waiting:
        one = waiting.pop()
        for other, judgement in standing(act, one).items():
            if judgement.verdict is not Verdict.SAME or {one, other} == set(without):
                continue
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def standing(act: Act, record_id: int) -> dict[int, Judgement]:
    """By other record, the newest judgement that stands."""
    newest = {}
    for judgement in act.tx.judgements(record_id):
        if not judgement.revoked and judgement.verdict is not Verdict.UNSURE:
            other = judgement.right if judgement.left == record_id else judgement.left
            newest[other] = judgement
    return newest


def _close_between(act: Act, a: int, b: int) -> None:
    """What open tasks ask about the pair has been answered by the judgement."""
    for task in act.tx.tasks_of(a):
        gone = [pair for pair in task.pairs if {pair.left, pair.right} == {a, b}]
        drop_pairs(act, task, gone, "judged")
