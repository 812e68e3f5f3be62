"""Four eyes: which joins take a second person, and proposals that wait for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from matching.row import MatchRow
from mpi.act import Act, review_kind
from mpi.desk.policy import DeskPolicy
from mpi.domain.event import TaskProposed
from mpi.domain.record import Record
from mpi.domain.task import REVIEWS, Answer, Proposal, Task, Why
from mpi.store.base import Reader

NEWBORN_DAYS = 28
_FULL_DATE = 8  # YYYYMMDD


def because(act: Act, groups: Iterable[Collection[int]]) -> tuple[str, ...]:
    """Why making one person of each group takes a second person; empty if it does not."""
    found: dict[str, None] = {}
    for group in groups:
        found |= dict.fromkeys(reasons(act.tx, act.policy, group, act.at))
    return tuple(found)


def reasons(
    reader: Reader, policy: DeskPolicy, group: Collection[int], now: datetime
) -> tuple[str, ...]:
    """The conditions of the policy that hold for the persons of these records together."""
    records = reader.records(group)
    eids = {record.eid for record in records.values()}
    if len(eids) < 2:
        return ()
    members = {i for eid in eids for i in reader.members(eid)}
    rows = [record.row for record in reader.records(members).values()]
    found = []
    if "sex" in policy.four_eyes and len({row.sex for row in rows} - {""}) > 1:
        found.append("the sex differs")
    if "birth_date" in policy.four_eyes and _are_dates_two([row.birth_date for row in rows]):
        found.append("the birth date differs")
    if "deceased" in policy.four_eyes and _is_deceased(reader, members):
        found.append("somebody is said to have died")
    if "newborn" in policy.four_eyes and any(_is_newborn(row, now) for row in rows):
        found.append("a newborn is among them")
    if "records" in policy.four_eyes and len(members) > policy.four_eyes_records:
        found.append(f"it would have more than {policy.four_eyes_records} records")
    return tuple(found)


def propose(act: Act, task: Task, answer: Answer, because_of: tuple[str, ...], why: Why) -> None:
    """The answer waits for a second person."""
    proposal = Proposal(act.caller.actor, act.at, answer, because_of, why)
    act.append(TaskProposed(task.id, proposal))


def propose_pair(
    act: Act, a: Record, b: Record, answer: Answer, because_of: tuple[str, ...], why: Why
) -> int:
    """The judgement of a pair waits for a second person, as the answer to a task about the pair."""
    task = next(
        (
            one
            for one in act.tx.tasks_of(a.id)
            if one.kind in REVIEWS and set(one.records) == {a.id, b.id}
        ),
        None,
    )
    if task is None:
        left, right = sorted((a, b), key=lambda record: record.id)
        number = act.open_task(
            review_kind(left.key, right.key),
            left.id,
            right.id,
            "somebody judged them one person",
            act.assess(left.id, right.id),
        )
        task = act.tx.task(number)
        assert task is not None, "it was just opened"
    propose(act, task, answer, because_of, why)
    return task.id


def _are_dates_two(dates: Iterable[str]) -> bool:
    """Whether two full dates differ by more than one part, or by a swap of day and month."""
    full = sorted({date for date in dates if len(date) == _FULL_DATE})
    return any(
        sum(one[part] != other[part] for part in _PARTS) > 1
        and (one[:4], one[4:6], one[6:]) != (other[:4], other[6:], other[4:6])
        for place, one in enumerate(full)
        for other in full[place + 1 :]
    )


_PARTS = (slice(0, 4), slice(4, 6), slice(6, 8))


def _is_deceased(reader: Reader, members: Collection[int]) -> bool:
    return any(
        bool(version.demographics.deceased) or bool(version.demographics.death_date)
        for version in reader.current_versions(members).values()
    )


def _is_newborn(row: MatchRow, now: datetime) -> bool:
    if row.newborn_name:
        return True
    if len(row.birth_date) != _FULL_DATE:
        return False
    try:
        born = datetime.strptime(row.birth_date, "%Y%m%d").replace(tzinfo=now.tzinfo)
    except ValueError:
        return False
    return 0 <= (now - born).days < NEWBORN_DAYS
