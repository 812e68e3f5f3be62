"""Sheets: all that a steward needs to answer one task, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from matching.policy import Assessment
from mpi.desk import showing
from mpi.desk.fields import Row, everything, side_by_side
from mpi.desk.four_eyes import reasons
from mpi.desk.overrides import blindly_overridden, overridden
from mpi.desk.policy import DeskPolicy
from mpi.desk.resolving import resolutions
from mpi.desk.showing import ShownJudgement, ShownTask
from mpi.domain.answers import GoldenRecord, PairScore, RecordView
from mpi.domain.event import Event
from mpi.domain.judgement import Verdict
from mpi.domain.record import Record, RecordKey, RecordStatus, Version
from mpi.domain.task import Check, Resolution, Task
from mpi.errors import TaskNotFound
from mpi.golden import golden
from mpi.matcher import Matcher
from mpi.store.base import Reader
from mpi.views import record_view

SHEETS_MAX = 30
HISTORY_MAX = 50
_HOUSEHOLD = ("household", "family", "address", "phone", "home")


@dataclass(frozen=True, slots=True)
class OldVersion:
    """One version of a record, and what it said otherwise than the one before."""

    version: Version
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One column of the comparison."""

    view: RecordView
    record: Record
    said: Version
    is_held_back: bool
    is_in_question: bool
    history: tuple[OldVersion, ...]


@dataclass(frozen=True, slots=True)
class SheetPair:
    left: int  # places of the sheets
    right: int
    score: PairScore
    words: tuple[str, ...]
    is_in_question: bool
    is_one_person: bool
    household: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """Something that is not as it was when the task was opened."""

    words: str
    key: RecordKey | None = None
    field: str = ""
    before: str = ""
    after: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class TaskSheets:
    """See the module's docstring."""

    shown: ShownTask
    sheets: tuple[Sheet, ...]
    is_cut: bool
    rows: tuple[Row, ...]
    pairs: tuple[SheetPair, ...]
    golden_if_joined: GoldenRecord
    golden_now: tuple[GoldenRecord, ...]
    judgements: tuple[ShownJudgement, ...]
    history: tuple[Event, ...]
    then: tuple[RecordView, ...]
    since: tuple[Since, ...]
    resolutions: tuple[Resolution, ...]
    same_overrides: tuple[str, ...]
    different_overrides: tuple[str, ...]
    because: tuple[str, ...]


def task_sheets(
    reader: Reader, matcher: Matcher, policy: DeskPolicy, task_id: int, now: datetime
) -> TaskSheets:
    """The task with all that is needed to answer it.

    Raises:
        TaskNotFound
    """
    task = reader.task(task_id)
    if task is None:
        raise TaskNotFound(task=str(task_id))
    shown = showing.task(reader, matcher, task, now)
    sheets, is_cut = _sheets(reader, task)
    asked = [sheet for sheet in sheets if sheet.is_in_question]
    over = _overrides(reader, matcher, task, Verdict.SAME)
    against = _overrides(reader, matcher, task, Verdict.DIFFERENT)
    return TaskSheets(
        shown,
        sheets,
        is_cut,
        side_by_side([sheet.view.demographics for sheet in sheets]),
        _pairs(matcher, task, sheets),
        golden([sheet.view for sheet in asked]),
        tuple(_golden(sheets, eid) for eid in shown.eids),
        () if task.check else _judgements(reader, matcher, sheets),
        reader.events_at(task.story),
        _then(reader, task),
        () if task.check else tuple(_since(reader, matcher, task)),
        resolutions(task),
        tuple(dict.fromkeys(over)),
        tuple(dict.fromkeys(against)),
        () if task.version else reasons(reader, policy, task.records, now),
    )


def _sheets(reader: Reader, task: Task) -> tuple[tuple[Sheet, ...], bool]:
    if task.check is not Check.NONE:
        # As it was for whoever answered first.
        known = reader.versions(one.record for one in task.then)
        return tuple(
            _sheet(reader, known, one.record, one.version, eid=one.eid) for one in task.then
        ), False
    eids = dict.fromkeys(reader.record(record).eid for record in task.records)
    persons = reader.members_of(eid for eid in eids if eid)
    others = [i for members in persons.values() for i in members if i not in task.records]
    room = SHEETS_MAX - len(task.records) - bool(task.version)
    # All at once, and first: each is looked up again below.
    known = reader.versions([*task.records, *others[:room]])
    sheets = [_sheet(reader, known, record, 0) for record in task.records]
    if task.version:
        sheets.append(_sheet(reader, known, task.left, task.version, is_held_back=True))
    sheets += [_sheet(reader, known, i, 0, is_in_question=False) for i in others[:room]]
    return tuple(sheets), len(others) > room


def _sheet(
    reader: Reader,
    known: Mapping[int, Sequence[Version]],
    record_id: int,
    version: int,
    *,
    is_held_back: bool = False,
    is_in_question: bool = True,
    eid: str = "",
) -> Sheet:
    record = reader.record(record_id)
    said = reader.version(record_id, version)
    view = record_view(reader, record, said)
    if eid:
        view = replace(view, eid=eid, quarantined=0, merged_into=None, status=RecordStatus.ACTIVE)
    history = _history(known[record_id][-HISTORY_MAX:])
    if eid:
        history = tuple(one for one in history if one.version.version <= said.version)
    return Sheet(view, record, said, is_held_back, is_in_question, history)


def _history(versions: Sequence[Version]) -> tuple[OldVersion, ...]:
    found: list[OldVersion] = []
    before: dict[str, str] = {}
    for place, version in enumerate(versions):
        now = {one.row: one.text for one in everything(version.demographics)}
        paths = {one.row: one.path for one in everything(version.demographics)}
        differing = [row for row in {**before, **now} if before.get(row) != now.get(row)]
        changed = tuple(dict.fromkeys(paths.get(row, row) for row in differing)) if place else ()
        found.append(OldVersion(version, changed))
        before = now
    return tuple(reversed(found))


def _pairs(matcher: Matcher, task: Task, sheets: Sequence[Sheet]) -> tuple[SheetPair, ...]:
    rows = [
        matcher.derive(sheet.said.demographics).row
        if sheet.is_held_back or task.check
        else sheet.record.row
        for sheet in sheets
    ]
    asked = {frozenset((pair.left, pair.right)) for pair in task.pairs}
    found: list[SheetPair] = []
    for left, right in combinations(range(len(sheets)), 2):
        a, b = sheets[left], sheets[right]
        assessment = matcher.assess(rows[left], rows[right])
        is_update = bool(task.version) and a.record.id == b.record.id
        found.append(
            SheetPair(
                left,
                right,
                matcher.score(assessment),
                matcher.words(assessment),
                is_update or frozenset((a.record.id, b.record.id)) in asked,
                bool(a.view.eid) and a.view.eid == b.view.eid,
                household(assessment),
            )
        )
    return tuple(found)


def household(assessment: Assessment) -> tuple[str, ...]:
    """Whether the two may share a home and be two: what speaks for it, in words."""
    by_name = {one.comparison: one for one in assessment.evidence}
    given = by_name.get("given")
    home = [
        one.note
        for one in assessment.evidence
        if one.weight_log2 > 0 and any(word in one.comparison for word in _HOUSEHOLD)
    ]
    if not home or given is None or given.weight_log2 >= 0:
        return ()
    return (*home, given.note, "housemates, twins or relatives share this much")


def _overrides(reader: Reader, matcher: Matcher, task: Task, verdict: Verdict) -> list[str]:
    found: list[str] = []
    for pair in task.pairs:
        if pair.right:
            rows = reader.records((pair.left, pair.right))
            assessment = matcher.assess(rows[pair.left].row, rows[pair.right].row)
            if task.check:
                found += blindly_overridden(matcher, [assessment], verdict)
                continue
            found += overridden(reader, matcher, assessment, pair.left, pair.right, verdict)
    return found


def _golden(sheets: Sequence[Sheet], eid: str) -> GoldenRecord:
    return golden([s.view for s in sheets if s.view.eid == eid and not s.is_held_back])


def _judgements(
    reader: Reader, matcher: Matcher, sheets: Sequence[Sheet]
) -> tuple[ShownJudgement, ...]:
    ids = {sheet.record.id for sheet in sheets}
    found = {
        one.id: one
        for record in ids
        for one in reader.judgements(record)
        if {one.left, one.right} <= ids
    }
    newest = sorted(found.values(), key=lambda one: -one.id)
    return tuple(showing.judgement(reader, matcher, one) for one in newest)


def _then(reader: Reader, task: Task) -> tuple[RecordView, ...]:
    """The records as they were when the task was opened."""
    views = []
    for one in task.then:
        record = reader.record(one.record)
        view = record_view(reader, record, reader.version(one.record, one.version))
        views.append(replace(view, eid=one.eid, quarantined=0))
    return tuple(views)


def _since(reader: Reader, matcher: Matcher, task: Task) -> list[Since]:
    """What is not as it was when the task was opened, in words."""
    changes: list[Since] = []
    for one in task.then:
        record = reader.record(one.record)
        if record.eid != one.eid:
            words = "is of another person now" if record.eid else "was deleted"
            changes.append(Since(words, record.key, "", one.eid, record.eid))
        if record.version != one.version and record.status is not RecordStatus.DELETED:
            before = reader.version(one.record, one.version).demographics
            after = reader.version(one.record).demographics
            for row in side_by_side([before, after]):
                was, now = row.values
                if (was.text if was else "") != (now.text if now else ""):
                    there = now or was
                    assert there is not None, "a row says something"
                    changes.append(
                        Since(
                            f"{row.label} changed",
                            record.key,
                            there.path,
                            was.text if was else "",
                            now.text if now else "",
                            there.is_secret,
                        )
                    )
        changes += [
            Since(f"judged {j.verdict} by {j.by}", record.key)
            for j in reader.judgements(one.record)
            if j.at > task.opened_at and {j.left, j.right} <= set(task.records) and not j.revoked
        ]
    return [*dict.fromkeys(changes), *_evidence_since(reader, matcher, task)]


def _evidence_since(reader: Reader, matcher: Matcher, task: Task) -> list[Since]:
    changes = []
    for pair in task.pairs:
        if not pair.right or not pair.seen:
            continue
        rows = reader.records((pair.left, pair.right))
        now = matcher.assess(rows[pair.left].row, rows[pair.right].row)
        levels = {one.comparison: one.level for one in pair.seen}
        for evidence in now.evidence:
            was = levels.get(evidence.comparison, "")
            if was != evidence.level:
                words = f"{evidence.comparison.replace('_', ' ')}: {evidence.note}"
                changes.append(Since(words, None, evidence.comparison, was, evidence.level))
    return changes
