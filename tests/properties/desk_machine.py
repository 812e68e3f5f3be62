"""The machine that does things to an index, and says what must be true of it at every moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from desk_model import Deed, Model, Partition, partition
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from blocking.plan import default_plan
from matching.model import default_model
from matching.policy import default_policy
from mpi.check import check
from mpi.desk.policy import DeskPolicy
from mpi.desk.resolving import Asked
from mpi.domain.answers import Caller, Changed
from mpi.domain.eid import written
from mpi.domain.judgement import Verdict
from mpi.domain.record import RecordKey, RecordStatus
from mpi.domain.source import Source
from mpi.domain.task import ReasonCode, Resolution, TaskState, TaskStatus, Why
from mpi.errors import FailedPrecondition, InvalidArgument, UndoBlocked
from mpi.files.demographics import to_demographics
from mpi.index import PatientIndex
from mpi.matcher import Matcher
from mpi.store.duckdb import IN_MEMORY, DuckDBStore
from mpi.writer import Writer

MATCHER = Matcher(default_model(), default_policy(), default_plan())
WHY = Why(ReasonCode.OTHER, "tried")
STEWARDS = ("ann", "bob")
HOME = {
    "family_name": "Okonkwo",
    "birth_date": "1980-05-12",
    "sex": "female",
    "address_line": "12 Main St",
    "city": "Chicago",
    "state": "IL",
    "postal_code": "60601",
}
# One woman in several spellings, her twin, her brother, and records that say too little.
SAID = (
    {**HOME, "given_name": "Chidera", "ssn": "473-28-9051"},
    {**HOME, "given_name": "Chidera", "ssn": "473-28-9051", "phone": "312 555 7788"},
    {**HOME, "given_name": "Chidera", "middle_name": "Rose", "ssn": "473-28-9051"},
    {**HOME, "given_name": "Adaeze"},
    {**HOME, "given_name": "Adaeze", "phone": "312 555 7788"},
    {**HOME, "given_name": "Emeka", "sex": "male", "ssn": "473-28-9051"},
    {"family_name": "Okonkwo", "given_name": "Chidera", "birth_date": "1980-05-12"},
    {"family_name": "Okonkwo", "given_name": "C", "birth_date": "1980", "city": "Chicago"},
)
KEYS = tuple(RecordKey(source, str(n)) for source in ("north", "south") for n in range(4))
keys = st.sampled_from(KEYS)
picks = st.integers(0, 10_000)


class Desk(RuleBasedStateMachine):
    """Every rule does one thing to the index, and tells the model."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.store = DuckDBStore(IN_MEMORY, MATCHER.derive)
        self.writer = Writer(self.store)
        numbers = count(1)
        policy = DeskPolicy(four_eyes=(), audit_rate=0.5)
        self.index = PatientIndex(
            self.store, self.writer, MATCHER, self._clock, lambda: written(next(numbers)), policy
        )
        self.desk = self.index.desk
        self.model = Model()
        for code in ("north", "south"):
            self.index.register_source(Source(code), Caller("set-up")).result()

    def _clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def teardown(self) -> None:
        try:
            self._replay()
        finally:
            self.writer.close()
            self.store.close()

    # What sources do.

    @rule(key=keys, said=st.sampled_from(SAID))
    def upsert(self, key, said):
        if key in self.model.retired:
            return
        self.index.upsert(key, to_demographics(said), None, Caller("loader")).result()
        self.model.arrived(key)

    @precondition(lambda self: len(self.model.records) > 1)
    @rule(one=picks, other=picks)
    def merge(self, one, other):
        kept, gone = self._two(one, other)
        if kept.source == gone.source and not {kept, gone} & self.model.retired:
            self._decide(
                lambda: self.index.merge(kept, gone, Caller("adt")),
                same={frozenset((kept, gone))},
                retired=gone,
            )

    # What stewards do.

    @precondition(lambda self: len(self.model.records) > 1)
    @rule(one=picks, other=picks, verdict=st.sampled_from((Verdict.SAME, Verdict.DIFFERENT)))
    def judge(self, one, other, verdict):
        left, right = self._two(one, other)
        said = {verdict.value: {frozenset((left, right))}}
        self._decide(lambda: self.desk.judge(left, right, verdict, WHY, Caller("ann")), **said)

    @precondition(lambda self: self._open())
    @rule(pick=picks, who=st.sampled_from(STEWARDS), answer=st.sampled_from(list(Resolution)[1:]))
    def resolve(self, pick, who, answer):
        task = _picked(self._open(), pick)
        held = task.held_at(self.now)
        asked = Asked(task.id, answer, WHY, expected_revision=task.revision)
        done = self._decide(lambda: self.desk.resolve(asked, Caller(who)))
        if done is not None:
            assert held in ("", who), "nobody resolves what another one holds"
            self.model.holders.pop(task.id, None)

    @precondition(lambda self: self._open())
    @rule(pick=picks, who=st.sampled_from(STEWARDS))
    def claim(self, pick, who):
        task = _picked(self._open(), pick)
        holder = task.held_at(self.now)
        try:
            self.desk.claim(task.id, 0, Caller(who)).result()
        except FailedPrecondition:
            assert holder not in ("", who)
        else:
            assert holder in ("", who)

    @precondition(lambda self: self._joined())
    @rule(pick=picks, cut=picks)
    def split(self, pick, cut):
        group = sorted(_picked(sorted(map(sorted, self._joined())), pick))
        at = 1 + cut % (len(group) - 1)
        groups = (tuple(group[:at]), tuple(group[at:]))
        apart = {frozenset((a, b)) for a in groups[0] for b in groups[1]}
        eid = self.index.get(key=group[0]).eid
        self._decide(lambda: self.desk.split(eid, groups, WHY, Caller("bob")), different=apart)

    @precondition(lambda self: self.model.standing())
    @rule(pick=picks)
    def undo(self, pick):
        self._undo(_picked(self.model.standing(), pick).number)

    @precondition(lambda self: self.model.decisions_that_stand())
    @rule(pick=picks)
    def revoke(self, pick):
        number = _picked(self.model.decisions_that_stand(), pick).number
        with self.store.snapshot() as reader:
            judged = reader.decision(number).effect.judged
            standing = [i for i in judged if not reader.judgement(i).revoked]
        if standing:
            try:
                revoked = self.desk.revoke(standing[0], WHY, Caller("ann")).result()
            except UndoBlocked:
                return  # an older judgement would stand again that the newer ones deny
            self.model.undid(number, revoked.decision)

    @precondition(lambda self: self.model.decisions_that_stand())
    @rule(seed=st.randoms(use_true_random=False))
    def undo_everything(self, seed):
        while rest := self.model.decisions_that_stand():
            self._undo(seed.choice(rest).number)
        if self.model.before is not None:
            assert self._persons() == self.model.before
        self.model.deeds.clear()

    # What must be true at every moment.

    @invariant()
    def every_record_has_one_live_eid(self):
        with self.store.snapshot() as reader:
            for key in self.model.records:
                record = reader.record(reader.record_id(key))
                eid = reader.eid(record.eid)
                assert eid is not None
                assert not eid.survivor
                assert record.id in reader.members(record.eid)

    @invariant()
    def judgements_are_never_crossed(self):
        persons = self._persons()
        assert not self.model.crossed(persons), (self.model.crossed(persons), persons)

    @invariant()
    def tasks_never_dangle(self):
        with self.store.snapshot() as reader:
            for task in self._open():
                for i in task.records:
                    record = reader.record(i)
                    assert record.status is RecordStatus.ACTIVE, task
                    assert task in reader.tasks_of(i)
                if task.version:
                    assert reader.record(task.left).quarantined == task.version
                for pair in task.pairs:
                    assert pair.left != pair.right

    # Helpers.

    def _decide(self, act, same=(), different=(), retired=None) -> Changed | None:
        """A decision that the index may refuse, as what stands says."""
        self.model.decides(self._persons())
        try:
            changed = act().result()
        except (FailedPrecondition, InvalidArgument):
            return None
        if changed.decision:
            pairs = [frozenset(map(frozenset, some)) for some in (same, different)]
            if not same and not different:
                pairs = self._judged(changed.decision)
            self.model.did(Deed(changed.decision, *pairs, retired))
        return changed

    def _judged(self, decision: int) -> list[frozenset]:
        with self.store.snapshot() as reader:
            made = [reader.judgement(i) for i in reader.decision(decision).effect.judged]
            return [
                frozenset(
                    frozenset((reader.record(j.left).key, reader.record(j.right).key))
                    for j in made
                    if j.verdict is verdict
                )
                for verdict in (Verdict.SAME, Verdict.DIFFERENT)
            ]

    def _undo(self, number: int) -> None:
        preview = self.desk.preview(lambda act: _undoing(act, number), Caller("ann"))
        future = self.desk.undo(number, WHY, Caller("ann"))
        if preview.refusal is not None:
            with pytest.raises(type(preview.refusal)):
                future.result()
            return  # what would stand again says otherwise than what was judged since
        undone = future.result()
        self._as_previewed(preview)
        self.model.undid(number, undone.decision)

    def _as_previewed(self, preview) -> None:
        """Persons are now what the preview said; new EIDs have names of their own."""
        groups = {frozenset(one.after) for one in preview.persons if one.after}
        assert groups <= set(self._persons())

    def _persons(self) -> Partition:
        with self.store.snapshot() as reader:
            return partition(
                {key: reader.record(reader.record_id(key)).eid for key in self.model.records}
            )

    def _joined(self) -> list[frozenset[RecordKey]]:
        return [group for group in self._persons() if len(group) > 1]

    def _open(self):
        states = (TaskState.NEW, TaskState.CLAIMED, TaskState.ESCALATED)
        with self.store.snapshot() as reader:
            found = reader.tasks(TaskStatus.OPEN, None, 0, 500)
        return [task for task in found if task.state_at(self.now) in states]

    def _two(self, one: int, other: int) -> tuple[RecordKey, RecordKey]:
        known = sorted(self.model.records)
        first = known.pop(one % len(known))
        return first, known[other % len(known)]

    def _replay(self) -> None:
        assert check(self.store).problems == ()


def _undoing(act, number):
    from mpi.desk.undoing import undo

    return undo(act, number, WHY)


def _picked(some, pick):
    return some[pick % len(some)]
