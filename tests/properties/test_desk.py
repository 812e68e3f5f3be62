"""Whatever stewards and sources do, in any order: every record has one live EID, judgements are
never crossed, tasks point at nothing that is gone, undoing everything returns the earlier persons,
and the journal says all of it again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from desk_model import Deed, Model, Partition, partition
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from blocking.plan import default_plan
from matching.model import default_model
from matching.policy import default_policy
from mpi.check import check
from mpi.desk.policy import DeskPolicy
from mpi.desk.resolving import Asked
from mpi.domain.answers import Caller, Changed
from mpi.domain.eid import ALPHABET, LENGTH, check_symbol
from mpi.domain.judgement import Verdict
from mpi.domain.record import RecordKey, RecordStatus
from mpi.domain.source import Source
from mpi.domain.task import ReasonCode, Resolution, TaskState, TaskStatus, Why
from mpi.errors import DecisionUndone, FailedPrecondition, InvalidArgument, UndoBlocked
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
            self.store, self.writer, MATCHER, self._clock, lambda: _eid(next(numbers)), policy
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


def _eid(number: int) -> str:
    body = ""
    for _ in range(LENGTH - 1):
        number, symbol = divmod(number, len(ALPHABET))
        body += ALPHABET[symbol]
    return body + check_symbol(body)


def _settings(examples: int, steps: int, *, always_the_same: bool = False):
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=always_the_same,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


@pytest.fixture
def desk():
    """The machine, driven by hand."""
    machine = Desk()
    yield machine
    machine.teardown()


def test_a_decision_that_is_taken_back_twice_comes_back_once(desk):
    """What was found: a merge, revoked, the revoking undone, revoked again, and the older undoings
    undone one after the other."""
    kept, gone = KEYS[0], KEYS[1]
    for key in (kept, gone):
        desk.upsert(key, SAID[3])
    merged = desk.index.merge(kept, gone, Caller("adt")).result()
    first = desk.desk.revoke(merged.judgement, WHY, Caller("ann")).result().decision
    again = desk.desk.undo(first, WHY, Caller("ann")).result().decision
    second = desk.desk.revoke(merged.judgement, WHY, Caller("ann")).result().decision

    def undone_by(*decisions):
        with desk.store.snapshot() as reader:
            return [reader.decision(i).undone_by for i in decisions]

    def stands():
        with desk.store.snapshot() as reader:
            return not reader.judgement(merged.judgement).revoked

    assert undone_by(merged.decision, first, again, second) == [first, 0, second, 0]
    assert not stands()
    with pytest.raises(DecisionUndone):
        desk.desk.undo(again, WHY, Caller("bob")).result()
    # The older revoking is shown as standing; taking it back takes back the last one.
    third = desk.desk.undo(first, WHY, Caller("bob")).result().decision
    assert undone_by(merged.decision, first, again, second) == [0, again, 0, third]
    assert stands()
    fourth = desk.desk.undo(merged.decision, WHY, Caller("bob")).result().decision
    assert undone_by(merged.decision, second, third, fourth) == [first, 0, fourth, 0]
    assert not stands()


def test_what_the_machine_joined_comes_back_with_the_last_decision_that_parted_it(desk):
    """What was found: the machine joins two, two decisions take them apart, and what joined them
    says less by the time that both are undone, the older one first."""
    twin, sister, same = KEYS[3], KEYS[5], KEYS[0]
    desk.upsert(twin, SAID[3])
    desk.upsert(sister, SAID[0])
    joined = desk.desk.judge(twin, sister, Verdict.SAME, WHY, Caller("ann")).result().decision
    undone = desk.desk.undo(joined, WHY, Caller("ann")).result().decision
    desk.upsert(same, SAID[0])
    desk.desk.undo(undone, WHY, Caller("ann")).result()
    assert desk._persons() == {frozenset((twin, sister, same))}
    parted = desk.desk.judge(twin, same, Verdict.DIFFERENT, WHY, Caller("ann")).result().decision
    desk.upsert(same, SAID[7])
    for decision in (joined, parted):
        desk.desk.undo(decision, WHY, Caller("ann")).result()
    assert desk._persons() == {frozenset((twin,)), frozenset((sister, same))}


def test_what_the_machine_joined_when_a_decision_was_undone_is_joined_for_good(desk):
    """What was found: undoing frees one whom the machine joins with another; what joined them says
    less by the time that a later decision, which parted them, is undone."""
    her, brother, again = KEYS[0], KEYS[2], KEYS[1]
    desk.upsert(her, SAID[6])
    desk.upsert(brother, SAID[5])
    mixed = desk.desk.judge(her, brother, Verdict.SAME, WHY, Caller("ann")).result().decision
    desk.upsert(again, SAID[5])
    assert desk._persons() == {frozenset((her, brother)), frozenset((again,))}
    desk.desk.undo(mixed, WHY, Caller("ann")).result()
    assert desk._persons() == {frozenset((her,)), frozenset((brother, again))}
    desk.upsert(again, SAID[7])
    parted = desk.desk.judge(brother, again, Verdict.DIFFERENT, WHY, Caller("ann")).result()
    desk.desk.undo(parted.decision, WHY, Caller("ann")).result()
    assert desk._persons() == {frozenset((her,)), frozenset((brother, again))}


def test_a_decision_that_moved_nobody_moves_nobody_when_it_is_taken_back(desk):
    """What was found: a judgement between two persons, taken back, parted one of them: history, gone
    through by what its records say now, would not have joined it."""
    her, again, third, sister, weak = KEYS[2], KEYS[3], KEYS[6], KEYS[4], KEYS[0]
    for key, said in ((her, 3), (sister, 3), (her, 0), (again, 0)):
        desk.upsert(key, SAID[said])
    joined = desk.desk.judge(her, again, Verdict.SAME, WHY, Caller("ann")).result().decision
    desk.upsert(third, SAID[0])
    desk.desk.undo(joined, WHY, Caller("ann")).result()
    for key, said in ((weak, 6), (again, 3)):
        desk.upsert(key, SAID[said])
    before = desk._persons()
    assert frozenset((her, again, third, sister)) in before
    barred = desk.desk.judge(again, weak, Verdict.DIFFERENT, WHY, Caller("ann")).result().decision
    desk.desk.undo(barred, WHY, Caller("ann")).result()
    assert desk._persons() == before


# Both cases are of one class, which hypothesis makes once: each says its own settings.
class TestDesk(Desk.TestCase):
    """A little of it, in `make test`: the same examples every time."""

    settings = _settings(6, 20, always_the_same=True)


@pytest.mark.long
class TestDeskAtLength(Desk.TestCase):
    """In `make test-long`: new examples every time."""

    settings = _settings(400, 40)
