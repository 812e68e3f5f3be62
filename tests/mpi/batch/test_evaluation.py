"""What an evaluation says is what counting pairs by hand says, and its intervals hold."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from matching.intervals import wilson
from mpi import cli_evaluate
from mpi.batch.evaluation import EvaluationError, Question, evaluate
from mpi.batch.evaluation_intervals import Ratio, difference
from mpi.files.reading import FileError

TODAY = date(2026, 11, 22)


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def ask(tmp_path):
    """Writes found and true persons by record, and evaluates them."""

    def asked(found, truth, **more):
        persons = write(
            tmp_path / "persons.csv",
            [{"local_id": key, "enterprise_id": person} for key, person in found.items()],
        )
        labels = write(
            tmp_path / "truth.csv",
            [{"rid": key, "entity_id": person} for key, person in truth.items()],
        )
        return evaluate(Question(persons, labels, today=TODAY, **more))

    return asked


def pairs_of(persons):
    members = defaultdict(list)
    for key, person in persons.items():
        members[person].append(key)
    return {pair for each in members.values() for pair in combinations(sorted(each), 2)}


def by_hand(found, truth):
    """Pairwise and B-cubed precision and recall by going through all pairs and all records."""
    ours, theirs = pairs_of(found), pairs_of(truth)
    of_found, of_true = defaultdict(set), defaultdict(set)
    for key in truth:
        of_found[found[key]].add(key)
        of_true[truth[key]].add(key)
    shared = {key: len(of_found[found[key]] & of_true[truth[key]]) for key in truth}
    return (
        len(ours & theirs) / len(ours) if ours else None,
        len(ours & theirs) / len(theirs) if theirs else None,
        sum(shared[key] / len(of_found[found[key]]) for key in truth) / len(truth),
        sum(shared[key] / len(of_true[truth[key]]) for key in truth) / len(truth),
    )


@settings(max_examples=15, deadline=None)
@given(
    st.dictionaries(
        st.integers(0, 40).map(str), st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1
    )
)
def test_the_measures_are_those_of_counting_by_hand(tmp_path_factory, drawn):
    found = {key: f"E{ours}" for key, (ours, _) in drawn.items()}
    truth = {key: f"T{theirs}" for key, (_, theirs) in drawn.items()}
    folder = tmp_path_factory.mktemp("drawn")
    persons = write(folder / "p.csv", [{"local_id": k, "eid": v} for k, v in found.items()])
    labels = write(folder / "t.csv", [{"local_id": k, "cluster": v} for k, v in truth.items()])

    evaluation = evaluate(Question(persons, labels))

    measured = (
        evaluation.pairwise.precision.value,
        evaluation.pairwise.recall.value,
        evaluation.b_cubed.precision.value,
        evaluation.b_cubed.recall.value,
    )
    for ours, theirs in zip(measured, by_hand(found, truth), strict=True):
        assert ours == (None if theirs is None else pytest.approx(theirs, abs=1e-12))
    for one in (evaluation.pairwise, evaluation.b_cubed):
        for estimate in (one.precision, one.recall, one.f1):
            if estimate.value is not None:
                assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


def test_what_is_found_exactly_is_right_but_not_with_certainty(ask):
    truth = {str(n): f"T{n // 2}" for n in range(200)}
    evaluation = ask(dict(truth), truth)
    assert evaluation.pairwise.f1.value == evaluation.b_cubed.f1.value == 1
    # A hundred right pairs of a hundred persons: up to 3.7 % wrong would not be a surprise.
    assert evaluation.pairwise.precision.low == pytest.approx(0.963, abs=0.001)
    assert evaluation.persons.exact == 100


def test_pairs_of_one_large_person_are_one_piece_of_news(ask):
    large = {str(n): "T0" for n in range(100)}
    many = {str(n): f"T{n // 2}" for n in range(200)}
    assert ask(dict(large), large).pairwise.recall.low < 0.3
    assert ask(dict(many), many).pairwise.recall.low > 0.96


def test_mixed_and_split_persons_and_their_sizes_are_counted(ask):
    found = {"1": "A", "2": "A", "3": "B", "4": "C", "5": "C", "6": "C"}
    truth = {"1": "x", "2": "x", "3": "y", "4": "y", "5": "z", "6": "z"}
    persons = ask(found, truth).persons
    assert (persons.found, persons.true, persons.exact) == (3, 3, 1)
    assert (persons.mixed, persons.split, persons.largest_found) == (1, 1, 3)
    assert [(row.size, row.found, row.true) for row in persons.sizes] == [
        ("1", 1, 0),
        ("2", 1, 3),
        ("3", 1, 0),
    ]


def test_a_record_that_was_lost_on_the_way_counts_as_missed(ask):
    truth = {"1": "x", "2": "x", "3": "y"}
    evaluation = ask({"1": "A", "3": "B", "9": "C"}, truth)
    assert (evaluation.absent, evaluation.unlabelled) == (1, 1)
    assert evaluation.pairwise.recall.value == 0
    assert evaluation.pairs.missed == 1


def test_what_waits_in_review_is_told_from_what_is_lost(ask, tmp_path):
    truth = {"1": "x", "2": "x", "3": "x", "4": "y", "5": "y", "6": "z"}
    found = {"1": "A", "2": "A", "3": "B", "4": "C", "5": "D", "6": "E"}
    scored = [
        ("1", "2", "link", 0.999, ""),
        ("2", "3", "review", 0.9, "twins; thin"),
        ("4", "6", "review", 0.4, "thin"),
    ]
    pairs = write(
        tmp_path / "pairs.csv",
        [
            {
                "local_id_l": one,
                "local_id_r": two,
                "decision": said,
                "match_probability": str(p),
                "guard": why,
            }
            for one, two, said, p, why in scored
        ],
    )
    reviews = ask(found, truth, pairs=pairs).reviews
    assert (reviews.pairs, reviews.true_pairs, reviews.records) == (2, 1, 4)
    assert reviews.missed_waiting == 1
    assert reviews.missed_closed == 2, "1-3 follows from 2-3"
    assert reviews.recall_after == pytest.approx(3 / 4)
    assert reviews.completeness_least == pytest.approx(2 / 4)
    assert {(band.decision, band.pairs, band.true.value) for band in reviews.calibration} == {
        ("link", 1, 1.0),
        ("review", 1, 1.0),
        ("review", 1, 0.0),
    }

    assert [(each.rule, each.pairs, each.alone, each.true.value) for each in reviews.reasons] == [
        ("thin", 2, 1, 0.5),
        ("twins", 1, 0, 1.0),
    ]


def test_groups_of_people_add_up_to_the_whole_and_their_gap_is_shown(ask, tmp_path):
    truth = {str(n): f"T{n // 2}" for n in range(400)}
    # Records of women, the odd hundreds, are split for every other person.
    women = {key for key in truth if int(key) // 100 % 2}
    found = {k: f"{p}-{k}" if k in women and int(p[1:]) % 2 else p for k, p in truth.items()}
    data = write(
        tmp_path / "data.csv",
        [{"rid": k, "Sex": "F" if k in women else "Male", "dob": "1990-01-01"} for k in truth],
    )
    evaluation = ask(found, truth, data=(data,), by=("sex",))
    (sex,) = evaluation.groupings
    by_name = {group.name: group for group in sex.groups}
    assert by_name["female"].pairwise.recall.value == pytest.approx(0.5)
    assert by_name["male"].pairwise.recall.value == 1
    assert sum(group.pairs.true for group in sex.groups) == evaluation.pairs.true
    assert sum(group.pairs.right for group in sex.groups) == evaluation.pairs.right
    (gap,) = [gap for gap in sex.gaps if gap.measure == "recall"]
    assert (gap.best, gap.worst) == ("male", "female")
    assert gap.difference.low > 0.3


def test_a_group_of_a_few_is_not_singled_out(ask, tmp_path):
    truth = {str(n): f"T{n // 2}" for n in range(60)}
    data = write(
        tmp_path / "data.csv",
        [{"rid": key, "faith": "rare" if int(key) < 4 else "common"} for key in truth],
    )
    (grouping,) = ask(dict(truth), truth, data=(data,), by=("faith",)).groupings
    assert {group.name: group.records for group in grouping.groups} == {
        "common": 56,
        "all others": 4,
    }


def test_without_being_asked_every_column_that_differs_makes_groups(ask, tmp_path):
    truth = {str(n): f"T{n // 2}" for n in range(40)}
    data = write(
        tmp_path / "data.csv",
        [
            {
                "rid": key,
                "first_name": "Zoë" if int(key) % 2 else "Jo",
                "last_name": "Li" if int(key) % 2 else "Martinez-Hernandez",
                "dob": "19500203" if int(key) % 2 else "",
                "language": "en",
            }
            for key in truth
        ],
    )
    groupings = {g.column: g for g in ask(dict(truth), truth, data=(data,)).groupings}
    assert {"age", "name_length", "name_spelling", "family_names"} <= groupings.keys()
    assert {"birth_date said", "fields missing"} <= groupings.keys()
    assert "language" not in groupings
    assert [group.name for group in groupings["age"].groups] == ["65 to 84", "not said"]


@pytest.mark.parametrize(
    ("found", "truth", "expected"),
    [
        ([{"local_id": "1", "whose": "A"}], [{"rid": "1", "cluster": "x"}], "says the person"),
        ([{"name": "1", "eid": "A"}], [{"rid": "1", "cluster": "x"}], "names the record"),
        ([{"local_id": "1", "eid": "A"}], [{"rid": "2", "cluster": "x"}], "no record of"),
        (
            [{"local_id": "1", "eid": "A"}, {"local_id": "1", "eid": "B"}],
            [{"rid": "1", "cluster": "x"}],
            "expected each once",
        ),
    ],
)
def test_files_that_do_not_fit_are_refused_by_name(tmp_path, found, truth, expected):
    persons, labels = write(tmp_path / "p.csv", found), write(tmp_path / "t.csv", truth)
    with pytest.raises(EvaluationError, match=expected):
        evaluate(Question(persons, labels))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "column names in the first line"),
        ("local_id,eid\n1,A\n2\n3,B,C\n", "as many columns as headers"),
        ("local_id,eid\n", "no record has a person"),
    ],
)
def test_a_file_that_is_no_table_is_refused_without_its_contents(tmp_path, text, expected):
    labels = write(tmp_path / "t.csv", [{"rid": "1", "cluster": "x"}])
    persons = tmp_path / "p.csv"
    persons.write_text(text, encoding="utf-8")
    with pytest.raises((EvaluationError, FileError), match=expected):
        evaluate(Question(persons, labels))


def test_pairs_without_numbers_are_refused(ask, tmp_path):
    row = {"local_id_l": "1", "local_id_r": "2", "decision": "link", "match_weight": "much"}
    pairs = write(tmp_path / "pairs.csv", [row])
    with pytest.raises(EvaluationError, match="expected numbers"):
        ask({"1": "A", "2": "A"}, {"1": "x", "2": "x"}, pairs=pairs)


def test_local_ids_that_two_sources_share_are_told_apart(tmp_path):
    rows = [("N", "1", "A", "x"), ("S", "1", "B", "y"), ("N", "2", "A", "x"), ("S", "2", "B", "y")]
    persons = write(
        tmp_path / "p.csv", [{"source": s, "local_id": i, "eid": e} for s, i, e, _ in rows]
    )
    truth = write(
        tmp_path / "t.csv", [{"source": s, "mrn": i, "entity_id": t} for s, i, _, t in rows]
    )
    assert evaluate(Question(persons, truth)).pairwise.f1.value == 1


def test_parquet_and_csv_say_the_same(ask, tmp_path):
    truth = {str(n): f"T{n // 3}" for n in range(90)}
    found = {key: f"E{int(key) // 2}" for key in truth}
    first = ask(found, truth)
    for name in ("persons", "truth"):
        duckdb.execute(
            f"COPY (FROM read_csv('{tmp_path}/{name}.csv')) TO '{tmp_path}/{name}.parquet'"
        )
    second = evaluate(
        Question(tmp_path / "persons.parquet", tmp_path / "truth.parquet", today=TODAY)
    )
    assert second.pairs == first.pairs
    assert second.pairwise == first.pairwise


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    """Persons of uneven size, of which one in twenty is split: the share of missed pairs."""
    random_ = random.Random(11)
    expected_of = expected_wrong = 0.0
    samples = []
    for _ in range(400):
        units = []
        for _ in range(150):
            pairs = random_.choice((1, 1, 1, 3, 6, 15))
            units.append((pairs, pairs * (random_.random() < 0.05)))
        expected_of += sum(of for of, _ in units)
        expected_wrong += sum(wrong for _, wrong in units)
        samples.append(ratio(units))
    true = 1 - expected_wrong / expected_of
    held = Counter(each.low <= true <= each.high for each in samples)
    assert held[True] / len(samples) >= 0.92


def ratio(units):
    return Ratio(
        sum(of for of, _ in units),
        sum(wrong for _, wrong in units),
        sum(of * of for of, _ in units),
        sum(of * wrong for of, wrong in units),
        sum(wrong * wrong for _, wrong in units),
    ).estimate()


def test_the_interval_of_a_difference_is_newcombes():
    # His own example: 56 of 70 against 48 of 80, 0.2000 (0.0524 to 0.3339).
    apart = difference(wilson(56 / 70, 70), wilson(48 / 80, 80))
    assert apart.value == pytest.approx(0.2)
    assert apart.low == pytest.approx(0.0524, abs=5e-4)
    assert apart.high == pytest.approx(0.3339, abs=5e-4)


def test_the_command_prints_tables_or_json(ask, tmp_path):
    truth = {str(n): f"T{n // 2}" for n in range(40)}
    ask(dict(truth), truth)
    app = typer.Typer()
    app.command()(cli_evaluate.evaluate)
    files = ["--persons", str(tmp_path / "persons.csv"), "--truth", str(tmp_path / "truth.csv")]
    shown = CliRunner().invoke(app, [*files, "--json"])
    assert shown.exit_code == 0
    said = json.loads(shown.stdout)
    assert said["pairs"]["false"] == said["pairs"]["missed"] == 0
    assert said["pairwise"]["f1"]["value"] == 1
    refused = CliRunner().invoke(app, [*files, "--by", "faith"])
    assert refused.exit_code == 2
