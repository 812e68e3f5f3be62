"""Another model for an index that lives: what is shown is what happens, and nothing is lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import orjson
import pyarrow.parquet as pq
import pytest

from matching.model import default_model, save
from mpi import model_in_use
from mpi.check import check
from mpi.client import Client
from mpi.config import Config
from mpi.domain.answers import Caller
from mpi.domain.eid import mint
from mpi.domain.judgement import Verdict
from mpi.domain.task import ReasonCode, TaskStatus, Why
from mpi.files.columns import recognized
from mpi.files.reading import opened
from mpi.index import PatientIndex
from mpi.initial import File, Options, load_initial
from mpi.relink import RelinkError, relink
from mpi.relink_report import Relinked, Standing, standing
from mpi.server import StartError, build_matcher, build_store, locked, serve
from mpi.store.duckdb import DuckDBStore
from mpi.writer import Writer

PEOPLE = Path(__file__).parents[1] / "data" / "pseudopeople.parquet"
Make = Callable[..., Path]


@pytest.fixture
def model(tmp_path: Path) -> Make:
    """A model whose links need so many bits more (or less) than the shipped one's."""

    def made(bits: float) -> Path:
        path = tmp_path / f"other{bits:+}.json"
        save(default_model(), path)
        content = orjson.loads(path.read_bytes())
        content["name"] = f"other{bits:+}"
        limits = content["thresholds"]
        limits["link"] += bits
        limits["review"] = min(limits["review"], limits["link"] - 1)
        content["holds"] = {}
        path.write_bytes(orjson.dumps(content))
        return path

    return made


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of some families, made once."""
    folder = tmp_path_factory.mktemp("loaded")
    table = pq.read_table(PEOPLE)
    names = sorted({name for name in table["family_name"].to_pylist() if name})
    chosen = set(random.Random(11).sample(names, 30))
    keep = [name in chosen for name in table["family_name"].to_pylist()]
    pq.write_table(table.filter(keep), folder / "people.parquet")
    file = opened(folder / "people.parquet")
    about = File(file, recognized(file.headers), folder / "rejects.csv")
    config = Config(data=str(folder / "var"))
    load_initial(config, [about], Options(register_source=True, processes=1))
    return folder / "var"


@pytest.fixture
def config(loaded: Path, tmp_path: Path) -> Config:
    """A copy of it."""
    data = tmp_path / "var"
    data.mkdir()
    for name in ("index.duckdb", model_in_use.FILE):
        (data / name).write_bytes((loaded / name).read_bytes())
    return Config(data=str(data), grpc="127.0.0.1:0")


def on(config: Config, model: Path) -> Config:
    return Config(data=config.data, grpc=config.grpc, model=str(model))


def stored(config: Config) -> DuckDBStore:
    return build_store(config, build_matcher(config))


def stands(config: Config) -> Standing:
    with closing(stored(config)) as store:
        return standing(store)


def promote(config: Config, model: Path) -> Relinked:
    return relink(on(config, model), promote=True)


def test_a_dry_run_changes_nothing_and_shows_what_a_promotion_does(config: Config, model: Make):
    before = config.database.read_bytes()
    shown = relink(on(config, model(3)), promote=False)
    assert config.database.read_bytes() == before
    done = promote(config, model(3))
    alike = {"promoted": True, "seconds": done.seconds}
    assert {**msgspec.to_builtins(shown), **alike} == msgspec.to_builtins(done)
    assert done.links_gone


def test_after_a_promotion_the_index_checks_and_is_on_the_new_model(config: Config, model: Make):
    done = promote(config, model(3))
    used = model_in_use.model_in_use(Path(config.data))
    assert used is not None and used.digest == done.digest
    with closing(stored(config)) as store:
        assert check(store).problems == ()
        assert store.promoted == done.digest
    left = {path.name for path in Path(config.data).iterdir()}
    beside = {"index.duckdb.shelf", "index.duckdb.shelf-lock"}
    assert left - beside == {"index.duckdb", "lock", model_in_use.FILE}


def test_a_stricter_model_parts_nobody_but_asks(config: Config, model: Make):
    before = stands(config)
    done = promote(config, model(8))
    after = stands(config)
    assert after.person == before.person
    assert done.persons_apart and done.links_gone
    asked = {after.person[task.left] for task in after.tasks.values()}
    for eid, members in after.members.items():
        if len(members) == 2:
            left, right = sorted(members)
            assert after.edges.get(left, {}).get(right) or eid in asked


def test_a_looser_model_joins_and_the_older_eid_survives(config: Config, model: Make):
    strict = promote(config, model(8))
    assert strict.links_gone
    before = stands(config)
    done = promote(config, model(-4))
    after = stands(config)
    assert done.links_new
    for record, eid in before.person.items():
        if after.person[record] != eid:
            with closing(stored(config)) as store, store.snapshot() as snapshot:
                gone, survivor = snapshot.eid(eid), snapshot.eid(after.person[record])
                assert gone is not None and survivor is not None
                assert gone.number > survivor.number
            break
    else:
        pytest.fail("nobody was joined")


def test_there_and_back_leaves_the_links_as_they_were(config: Config, model: Make):
    before = stands(config)
    promote(config, model(3))
    relink(config, promote=True)
    after = stands(config)
    assert after.edges.keys() == before.edges.keys()
    for record, edges in before.edges.items():
        assert after.edges[record] == pytest.approx(edges, abs=1e-9)
    assert after.person == before.person


def test_the_model_that_the_index_is_on_changes_nothing(config: Config):
    same = relink(config, promote=True)
    assert (same.links_new, same.links_gone, same.eids_retired) == (0, 0, 0)
    assert (same.opened, same.closed) == ({}, {})


def test_judgements_stand_and_what_was_dismissed_is_not_asked_again(config: Config, model: Make):
    now = datetime.now(UTC)
    with closing(stored(config)) as store, closing(Writer(store)) as writer:
        index = PatientIndex(store, writer, build_matcher(config), lambda: now, mint)
        with store.snapshot() as snapshot:
            task = snapshot.tasks(TaskStatus.OPEN, None, 0, 1)[0]
            edge = next(r for r in snapshot.records_after(0, 9_999) if snapshot.edges(r.id))
            other = snapshot.record(next(iter(snapshot.edges(edge.id))))
            asked = [snapshot.record(one).key for one in (task.left, task.right)]
        parted = (edge.key, other.key)
        for pair in (asked, parted):
            why = Why(ReasonCode.OTHER, "seen both")
            index.desk.judge(*pair, Verdict.DIFFERENT, why, Caller("steward")).result()
    before = stands(config)
    promote(config, model(-1))
    after = stands(config)
    assert after.judgements == before.judgements == 2
    keys = {key: record for record, key in after.keys.items()}
    for left, right in (asked, parted):
        assert after.person[keys[left]] != after.person[keys[right]]
    still = {frozenset((t.left, t.right)) for t in after.tasks.values()}
    assert frozenset(map(keys.__getitem__, asked)) not in still


def test_no_two_tasks_lie_between_the_same_two_persons_twice_promoted(config: Config, model: Make):
    promote(config, model(3))
    promote(config, model(2))
    after = stands(config)
    between = Counter(
        frozenset({after.person[t.left], after.person[t.right]}) for t in after.tasks.values()
    )
    assert max(between.values()) == 1


def test_as_of_a_time_before_a_promotion_all_is_as_it_was(config: Config, model: Make):
    promote(config, model(8))
    with closing(stored(config)) as store, store.snapshot() as snapshot:
        before = {r.id: r.eid for r in snapshot.records_after(0, 9_999)}
    then = datetime.now(UTC)
    relink(on(config, model(-4)), promote=True, clock=lambda: then + timedelta(seconds=9))
    with closing(stored(config)) as store, store.snapshot() as snapshot:
        assert {i: snapshot.eid_at(i, then) for i in before} == before
        assert {r.id: r.eid for r in snapshot.records_after(0, 9_999)} != before


def test_a_server_with_another_model_than_the_index_is_on_does_not_start(
    config: Config, model: Make
):
    with pytest.raises(StartError, match="mpi relink"):
        serve(on(config, model(3)))
    promote(config, model(3))
    serve(on(config, model(3))).stop()
    with serve(config) as running, Client.connect(running.address) as client:
        assert client.sources()


def test_a_promotion_cut_off_after_the_journal_is_finished_by_the_next_start(
    config: Config, model: Make
):
    data = Path(config.data)
    was = (data / model_in_use.FILE).read_bytes()
    done = promote(config, model(3))
    (data / model_in_use.FILE).rename(data / model_in_use.NEXT)
    (data / model_in_use.FILE).write_bytes(was)
    with serve(config) as running:
        assert running.index.matcher.digest == done.digest


def test_a_promotion_cut_off_before_the_journal_never_was(config: Config, model: Make):
    path = model(3)
    (Path(config.data) / model_in_use.NEXT).write_bytes(path.read_bytes())
    with serve(config) as running:
        assert running.index.matcher.digest == default_model().digest
    assert not (Path(config.data) / model_in_use.NEXT).exists()


def test_an_index_in_use_or_none_at_all_is_refused(config: Config, tmp_path: Path):
    with closing(locked(Path(config.data))), pytest.raises(StartError, match="in use"):
        relink(config, promote=False)
    with pytest.raises(RelinkError, match="no index"):
        relink(Config(data=str(tmp_path / "nothing")), promote=False)


def test_the_report_names_records_and_persons_and_nothing_else(config: Config, model: Make):
    said = msgspec.json.encode(promote(config, model(8))).decode()
    keys = {str(key) for key in stands(config).keys.values()}
    shown = relink(config, promote=False)
    for asked in (*shown.apart, *shown.asked, *shown.answered):
        assert set(asked.records) <= keys
    families = set(pq.read_table(PEOPLE)["family_name"].to_pylist()) - {None}
    words = set(said.replace('"', " ").replace("/", " ").split())
    assert not words & families
