"""The sentences of `FigureReader`, asked during and after a write."""

from __future__ import annotations

from datetime import timedelta

from mpi.domain.holding import Arrived, Holding, InQuestion
from mpi.domain.judgement import Verdict
from mpi.store.figures import RecordEdges


def world(acts):
    """Source A holds ANN twice and BOB, source B holds ANN once and EVE; BOB's second local id was
    retired by A, and A's ZOE is deleted."""
    ids = {
        name: acts.arrive(name, name.upper(), source=source)
        for name, source in (
            ("ann1", "A"),
            ("bob1", "A"),
            ("ann3", "B"),
            ("ann2", "A"),
            ("bob2", "A"),
            ("eve1", "B"),
            ("zoe1", "A"),
        )
    }

    def person(name):
        return acts.tx.record(ids[name]).eid

    acts.join(person("ann1"), person("ann2"))
    acts.join(person("ann1"), person("ann3"))
    acts.join(person("bob1"), person("bob2"))
    acts.merge(ids["bob2"], ids["bob1"])
    acts.delete(ids["zoe1"])
    return ids


def test_answers_what_each_source_holds_in_the_order_of_their_codes_and_first_all_together(reading):
    assert reading(world, lambda r, _: r.holdings()) == (
        Holding("", records=5, persons=3, surplus=1, in_sets=2, spread=1, merged=1),
        Holding("A", records=3, persons=2, surplus=1, in_sets=2, spread=1, merged=1),
        Holding("B", records=2, persons=2, surplus=0, in_sets=0, spread=1, merged=0),
    )


def test_a_source_without_an_active_record_is_left_out(reading):
    def act(acts):
        acts.register("A")
        acts.delete(acts.arrive("1", "LEE", source="B"))

    assert reading(act, lambda r, _: r.holdings()) == ()


def test_answers_by_source_what_some_records_those_that_are_active_would_add(reading):
    def ask(reader, ids):
        return reader.in_question(ids.values()), reader.in_question([ids["bob1"]])

    assert reading(world, ask) == (
        (InQuestion("A", 3, alone=1, unspread=1), InQuestion("B", 2, alone=2, unspread=1)),
        (InQuestion("A", 1, alone=1, unspread=1),),
    )
    assert reading(world, lambda r, _: r.in_question([])) == ()


def test_answers_what_first_came_in_each_month_the_oldest_first_active_records_only(
    reading, kit, monkeypatch
):
    def act(acts):
        in_march = acts.arrive("1", "LEE"), acts.arrive("2", "KIM", source="B")
        monkeypatch.setattr(kit.Acts, "now", lambda _: kit.start + timedelta(days=31))
        again, other = acts.arrive("3", "LEE"), acts.arrive("4", "PARK")
        acts.update(in_march[0], "LEE", given="ANN")
        first = acts.tx.record(in_march[0]).eid
        acts.join(first, acts.tx.record(again).eid)
        acts.join(first, acts.tx.record(in_march[1]).eid)
        acts.delete(other)

    assert reading(act, lambda r, _: r.arrived()) == (
        Arrived("A", "2026-03", records=1, again=0),
        Arrived("B", "2026-03", records=1, again=0),
        Arrived("A", "2026-04", records=1, again=1),
    )


def test_answers_edges_to_records_of_higher_ids_for_the_next_records_behind_an_id(reading):
    def act(acts):
        a, b, c = (acts.arrive(name, "LEE") for name in "123")
        acts.link(b, a, 7.5)
        acts.link(b, c, 9.25)
        return a, b, c

    def ask(reader, ids):
        a, b, c = ids
        assert reader.edges_after(a, 1) == (RecordEdges(b, ((c, 9.25),)),)
        return reader.edges_after(0, 10), ids

    found, (a, b, c) = reading(act, ask)
    assert found == (
        RecordEdges(a, ((b, 7.5),)),
        RecordEdges(b, ((c, 9.25),)),
        RecordEdges(c, ()),
    )


def test_answers_judgements_above_after_ascending_at_most_limit_revoked_ones_included(reading):
    def act(acts):
        a, b, c = (acts.arrive(name, "LEE") for name in "123")
        first = acts.judge(a, b)
        second, third = acts.judge(a, c, Verdict.SAME), acts.judge(b, c)
        acts.revoke(first)
        return first, second, third

    def ask(reader, ids):
        assert [j.id for j in reader.judgements_after(ids[0], 1)] == [ids[1]]
        return reader.judgements_after(0, 10), ids

    found, ids = reading(act, ask)
    assert tuple(j.id for j in found) == ids
    assert [j.revoked for j in found] == [True, False, False]


def test_answers_journal_entries_of_some_types_above_after_ascending_at_most_limit(reading):
    def act(acts):
        acts.register("A")
        a, b = acts.arrive("1", "LEE"), acts.arrive("2", "KIM")
        acts.revoke(acts.judge(a, b))

    def ask(reader, _):
        everything = reader.events(0, 100)
        wanted = reader.events_of(("Judged", "SourceRegistered"), 0, 100)
        assert wanted == tuple(e for e in everything if e.type in ("Judged", "SourceRegistered"))
        assert reader.events_of(("Judged",), wanted[0].seq, 1) == wanted[1:2]
        return [e.type for e in wanted]

    assert reading(act, ask) == ["SourceRegistered", "Judged"]
