"""Duplicate, overlap and overlay rates with their definitions."""

from __future__ import annotations

from dataclasses import fields

from mpi.domain.holding import Arrived, Holding, InQuestion
from mpi.domain.task import Resolution, TaskKind
from mpi.quality.rates import DEFINITIONS, Part, Rates, asked, created, rates

A = Holding("A", records=10, persons=8, surplus=2, in_sets=4, spread=3, merged=1)
B = Holding("B", records=5, persons=5, surplus=0, in_sets=0, spread=3, merged=0)
BOTH = Holding("", records=15, persons=10, surplus=2, in_sets=4, spread=3, merged=1)


def test_the_rates_of_two_sources_worked_by_hand():
    both, a, b = rates(
        (BOTH, A, B),
        {"A": 1},
        duplicate=[InQuestion("A", 2, alone=2, unspread=1)],
        overlap=[InQuestion("A", 1, 1, unspread=1), InQuestion("B", 1, 1, unspread=1)],
        overlaid=[InQuestion("B", 1, 1, 0)],
        overlay=[InQuestion("B", 2, 2, 0)],
    )
    assert a == Rates(
        "A", 10, 1, Part(2, 10), Part(3, 10), Part(6, 10), Part(3, 8), Part(4, 8), Part(0, 10),
        Part(0, 10),
    )  # fmt: skip
    assert (b.duplicates, b.overlaps_with_open) == (Part(0, 5), Part(4, 5))
    assert (b.overlays, b.overlays_with_open) == (Part(1, 5), Part(2, 5))
    assert (both.duplicate_error, both.duplicates_with_open) == (Part(6, 15), Part(3, 15))
    assert (both.overlaps, both.overlaps_with_open) == (Part(3, 10), Part(5, 10))
    assert both.overlays_with_open == Part(2, 15)


def test_ahimas_own_example():
    """5,000 possible pairs of 10,000 records among 500,000 are 2 per cent."""
    held = Holding("A", 500_000, 500_000, 0, 0, 0, 0)
    (found,) = rates([held], {"A": 5_000}, [InQuestion("A", 10_000, 10_000, 0)], [], [], [])
    assert found.duplicate_error.share == 0.02


def test_every_rate_has_its_definition_beside_it():
    named = {field.name for field in fields(Rates)} - {"source", "records", "merged_by_source"}
    assert named | {"duplicates_created"} == set(DEFINITIONS)
    assert all(words.endswith(".") and len(words) > 60 for words in DEFINITIONS.values())


def test_an_empty_index_has_no_rate():
    assert rates((), {}, [], [], [], []) == ()
    assert Part(0, 0).share is None


def test_duplicates_created_are_told_by_source_and_month():
    found = created([Arrived("A", "2026-03", 20, 3), Arrived("B", "2026-03", 4, 0)])
    assert [(one.source, one.month, one.created) for one in found] == [
        ("A", "2026-03", Part(3, 20)),
        ("B", "2026-03", Part(0, 4)),
    ]


def test_what_tasks_say_of_records(journal):
    journal.ask(1, 2)
    journal.ask(3, 4, TaskKind.POTENTIAL_OVERLAP)
    held_back = journal.ask(5, 0, TaskKind.POTENTIAL_OVERLAY, version=2)
    journal.answer(held_back, "ann", Resolution.REJECT_UPDATE)
    accepted = journal.ask(6, 0, TaskKind.POTENTIAL_OVERLAY, version=2)
    journal.answer(accepted, "ann", Resolution.ACCEPT_UPDATE)
    undone = journal.ask(7, 0, TaskKind.POTENTIAL_OVERLAY, version=2)
    journal.undo(journal.answer(undone, "ann", Resolution.MOVE_UPDATE), "ann", undone)
    found = asked(journal.history)
    assert (found.duplicate, found.overlap) == ({1, 2}, {3, 4})
    assert (found.overlay, found.overlaid) == ({7}, {5})
