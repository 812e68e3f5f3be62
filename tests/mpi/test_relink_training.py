"""A model fitted to an index's own records and judgements, and the judgements that outlive it."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from mpi.client import Client
from mpi.config import Config
from mpi.files.columns import recognized
from mpi.files.judgements import read_judgements
from mpi.files.reading import opened
from mpi.initial import File, Options, load_initial
from mpi.quality.labels import labels_in
from mpi.relink import RelinkError, relink
from mpi.relink_report import standing
from mpi.server import build_matcher, build_store, serve

PEOPLE = Path(__file__).parents[1] / "data" / "pseudopeople.parquet"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """An index of some families, in which a steward has judged eight pairs that waited and one
    automatic link."""
    folder = tmp_path_factory.mktemp("judged")
    table = pq.read_table(PEOPLE)
    names = sorted({name for name in table["family_name"].to_pylist() if name})
    chosen = set(random.Random(5).sample(names, 60))
    keep = [name in chosen for name in table["family_name"].to_pylist()]
    pq.write_table(table.filter(keep), folder / "people.parquet")
    file = opened(folder / "people.parquet")
    about = File(file, recognized(file.headers), folder / "rejects.csv")
    config = Config(data=str(folder / "var"), grpc="127.0.0.1:0", desk_four_eyes="")
    load_initial(config, [about], Options(register_source=True, processes=1))
    with closing(build_store(config, build_matcher(config))) as store:
        before = standing(store)
    tasks = [t for t in before.tasks.values() if t.right][:8]
    pairs = [(before.keys[t.left], before.keys[t.right]) for t in tasks]
    left, others = next((i, edges) for i, edges in before.edges.items() if edges)
    pairs.append((before.keys[left], before.keys[next(iter(others))]))
    with serve(config) as running, Client.connect(running.address, actor="ann") as client:
        for number, (one, other) in enumerate(pairs):
            verdict = "same" if number % 2 else "different"
            ends = (one.source, one.local_id), (other.source, other.local_id)
            client.judge(*ends, verdict, "seen", reason_code="chart_reviewed")
        client.judge(*ends, "unsure")
    return config


def test_judged_pairs_are_the_labels_the_newest_judgement_of_a_pair_counts(config: Config):
    matcher = build_matcher(config)
    with closing(build_store(config, matcher)) as store, store.snapshot() as reader:
        labels = list(labels_in(reader, matcher))
    assert len(labels) == 8  # the link was judged different, and then unsure
    assert [label.is_same for label in labels] == [False, True] * 4
    assert not any(label.is_evidence_changed for label in labels)


def test_a_model_is_trained_with_the_judgements_and_they_outlive_it(config: Config, tmp_path: Path):
    shown = relink(config, promote=False, training=True)
    done = relink(config, promote=True, training=True)
    assert shown.digest == done.digest
    assert done.model == "trained"
    assert done.judged_pairs.startswith("8 judged pairs it would link")
    assert done.judgements == 10
    with serve(config) as running, Client.connect(running.address) as client:
        assert client.status().model_digest == done.digest
        page = client.quality.labels()
        assert [label.is_same for label in page.labels] == [False, True] * 4
        for label in page.labels:
            explained = client.explain(label.left, label.right)
            assert explained.same_person == label.is_same


def test_an_index_that_teaches_too_little_is_refused_with_the_reason(tmp_path: Path):
    config = Config(data=str(tmp_path / "var"), grpc="127.0.0.1:0")
    with serve(config) as running, Client.connect(running.address) as client:
        client.register_source("north")
        for number in range(3):
            client.upsert("north", str(number), given_name="Ana", family_name="Rivera")
    with pytest.raises(RelinkError, match="no model could be trained"):
        relink(config, promote=True, training=True)


def test_an_export_is_what_training_reads(config: Config, tmp_path: Path):
    from mpi.cli import main

    for place in (["--data", config.data], None):
        with serve(config) as running:
            where = place or ["--server", running.address]
            if place:
                running.stop()
            with pytest.raises(SystemExit) as done:
                main(["judgements", "export", "--out", str(tmp_path / "judged.csv"), *where])
        assert not done.value.code
        pairs = read_judgements(tmp_path / "judged.csv")
        assert [pair.is_same for pair in pairs] == [False, True] * 4
