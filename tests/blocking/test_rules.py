"""In bulk the same rows meet by the same keys as one by one."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import get_type_hints

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from jellyfish import metaphone

from blocking.keys import keys
from blocking.measure import measure
from blocking.plan import Plan, default_plan, plan_of, wide_definitions
from blocking.rules import (
    WIDE_PAIRS_PER_RECORD_MAX,
    BlockingCost,
    candidate_pairs,
    fitted_pairs,
    too_common_snapshot,
)
from matching.row import MatchRow
from matching.standardize import standardize
from matching.standardize.nicknames import canonical
from mpi.files.columns import recognized
from mpi.files.demographics import to_demographics

PLAN = default_plan()
EVERY_KEY = (*PLAN.definitions, *wide_definitions())
PSEUDOPEOPLE = Path(__file__).parents[1] / "data" / "pseudopeople.parquet"
HINTS = get_type_hints(MatchRow)
TYPES = {str: pa.string(), int: pa.int32()}
COLUMNS = {
    name: TYPES.get(HINTS[name], pa.list_(pa.string())) for name in MatchRow.__struct_fields__
}


@pytest.fixture
def con(tmp_path):
    with duckdb.connect(tmp_path / "work.duckdb") as connection:
        yield connection


def fill(con: duckdb.DuckDBPyConnection, rows: Sequence[MatchRow], hear: bool = True) -> None:
    """The tables that blocking reads; without `hear` it must find every sound itself."""
    columns = {"row_id": pa.array(range(len(rows)), pa.int64())}
    for name, kind in COLUMNS.items():
        values = [getattr(row, name) for row in rows]
        columns[name] = pa.array([list(v) if isinstance(v, tuple) else v for v in values], kind)
    names = (
        sorted({row.given for row in rows} | {row.family for row in rows} | {""}) if hear else []
    )
    sounds = {"name": pa.array(names, pa.string()), "sound": [metaphone(name) for name in names]}
    given = sorted({row.given for row in rows} - {""})
    formal = {"name": given, "formal": [list(canonical(name)) for name in given]}
    tables = {
        "rows": pa.table(columns),
        "sounds": pa.table(
            sounds, schema=pa.schema([("name", pa.string()), ("sound", pa.string())])
        ),
        "formal_names": pa.table(
            formal, schema=pa.schema([("name", pa.string()), ("formal", pa.list_(pa.string()))])
        ),
    }
    for name, table in tables.items():
        con.register("arriving", table)
        con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM arriving")
        con.unregister("arriving")


def found(con: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    return con.execute("SELECT l, r FROM pairs ORDER BY l, r").fetchall()


def blocks(rows: Sequence[MatchRow], plan: Plan) -> dict[int, list[int]]:
    members = defaultdict(list)
    for number, row in enumerate(rows):
        for key in keys(row, plan):
            members[key.hash].append(number)
    return members


def expected(rows: Sequence[MatchRow], plan: Plan) -> list[tuple[int, int]]:
    return sorted(
        {
            pair
            for members in blocks(rows, plan).values()
            if len(members) <= plan.live_limit
            for pair in combinations(members, 2)
        }
    )


# Few letters, so that everything meets somewhere; blanks, digits and names of one letter.
GIVEN = (
    "BILL WILLIAM LIZ ELIZABETH BETH MARIA JOSE PEPE A X Y2 WH QQ ANN ANNA BOB 7 ALEX LOLA".split()
)
FAMILY = [
    "GARCIA LOPEZ",
    "GARCIA",
    "LOPEZ GARCIA",
    "SMITH",
    "SMYTH",
    "O",
    "O BRIEN",
    "KIM",
    "E E",
    "VAN DER BERG",
    "VANDERBERG",
    "JONES",
    "WH",
    "KOEHLER",
    "BILL",
    "MARIA",
    "A B C D E F G H",
]
DATES = "19800512 19801205 19800513 19900512 198005 1980 1979 20260105 19991231".split()
STREETS = ["N MAIN ST", "ELM ST", "1ST AVE", "MAIN ST"]
PLACES = ["SPRINGFIELD", "BONN", "CHICAGO"]
POSTAL = ["62701", "62702", "53111", "SW1A1AA", "1"]


def nasty_row(chance: random.Random) -> MatchRow:
    """A row that knows some of its columns, with every kind of value that keys tell apart."""

    def one(values: Sequence[str], said: float = 0.7) -> str:
        return chance.choice(values) if chance.random() < said else ""

    def some(values: Sequence[str], count_max: int) -> tuple[str, ...]:
        count = chance.choice((0, 0, 0, 1, 1, count_max)) if chance.random() < 0.5 else 0
        return tuple(sorted({chance.choice(values) for _ in range(count)}))

    homes = [
        "|".join((one("1 12 123".split()), one(STREETS), "", one(PLACES), "IL", one(POSTAL)))
        for _ in range(8)
    ]
    emails = [
        f"{user}@{host}"
        for user in ("JSMITH", "JLEE84", "J.LONGNAME", "J1", "AB12C", "É1234")
        for host in ("A.ORG", "B.ORG")
    ]
    ssn = one([f"39805341{i}" for i in range(10)], 0.4)
    return MatchRow(
        given=one(GIVEN),
        given_other=some(GIVEN, 9),
        middle=one(["A", "ANN", "LUISA B", "J", "A B", "BILL JOE"], 0.5),
        family=one(FAMILY),
        family_other=some(FAMILY, 9),
        given_native=one(["伟", "zoë", "Ωμέγα", "a|b", "a"], 0.2),
        family_native=one(["张", "b", "b|c", "🙂"], 0.2),
        birth_date=one(DATES),
        ssn=ssn,
        ssn_last4=ssn[5:] or one(["3413", "0001"], 0.3),
        identifiers=some(["DL|IL|B1", "DL|IL|B2", "MC||9", "NI|AU|" + "9" * 300], 4),
        phones=some([f"1312234567{i}" for i in range(9)], 9),
        emails=some(emails, 9),
        house_number=one("1 12 123".split()),
        street=one(STREETS),
        city=one(PLACES),
        postal_code=one(POSTAL),
        addresses_other=some(homes, 6),
        mother_family=one(["JONES", "DE LA CRUZ", "WH", "G 7"], 0.3),
        mother_given=one(["ANN", "BETH", "WH", "MARY ANN"], 0.3),
    )


def nasty_rows(count: int, seed: int) -> list[MatchRow]:
    chance = random.Random(seed)
    made = [nasty_row(chance) for _ in range(count)]
    # Long names and rows that say nothing stand among them.
    made[:3] = [
        MatchRow(),
        MatchRow(given="A" * 5000, family="B" * 5000, birth_date="1980"),
        MatchRow(given="A" * 5000, family="B" * 5000),
    ]
    return made


@pytest.mark.parametrize("live_limit", [400, 40, 5])
def test_the_same_pairs_as_by_the_keys_of_each_row(con, live_limit):
    plan = replace(PLAN, live_limit=live_limit)
    rows = nasty_rows(1500, seed=live_limit)
    fill(con, rows)
    cost = candidate_pairs(con, plan)
    pairs = found(con)
    assert pairs == expected(rows, plan)
    assert cost.pairs == len(pairs) > 1000


@pytest.mark.parametrize("definition", EVERY_KEY, ids=lambda definition: definition.name)
def test_each_key_alone_brings_the_same_pairs_at_the_same_cost(shared_con, definition):
    con, rows = shared_con
    plan = Plan(PLAN.version, (definition,), live_limit=60)
    cost = candidate_pairs(con, plan)
    assert found(con) == expected(rows, plan)
    (wanted, total) = measure(rows, plan)
    (key,) = cost.keys
    assert (key.name, key.records, key.keys, key.pairs, key.block_max, key.blocks_skipped) == (
        wanted.name,
        wanted.records,
        wanted.keys,
        wanted.pairs,
        wanted.block_max,
        wanted.blocks_skipped,
    )
    assert wanted.keys > 0 and cost.pairs == total.pairs


@pytest.fixture(scope="module")
def shared_con(tmp_path_factory):
    with duckdb.connect(tmp_path_factory.mktemp("rules") / "work.duckdb") as connection:
        rows = nasty_rows(1000, seed=1)
        fill(connection, rows)
        yield connection, rows


def test_sounds_that_the_table_lacks_are_heard(con):
    rows = nasty_rows(600, seed=2)
    fill(con, rows, hear=False)
    candidate_pairs(con, PLAN)
    assert found(con) == expected(rows, PLAN)


@pytest.mark.parametrize("records_max", [1, 7, 30])
def test_the_snapshot_of_the_too_common_has_the_hashes_of_the_keys(con, records_max):
    rows = nasty_rows(600, seed=3)
    fill(con, rows)
    crowded = {h for h, members in blocks(rows, PLAN).items() if len(members) > records_max}
    assert too_common_snapshot(con, PLAN, records_max) == crowded
    assert crowded


def test_what_the_snapshot_calls_too_common_brings_no_pairs_and_is_counted(con):
    rows = nasty_rows(600, seed=4)
    fill(con, rows)
    plan = replace(PLAN, too_common=too_common_snapshot(con, PLAN, 10))
    few = rows[::5]  # in a smaller file the same blocks are small
    fill(con, few)
    cost = candidate_pairs(con, plan)
    assert found(con) == expected(few, plan) != expected(few, PLAN)
    assert sum(key.blocks_skipped for key in cost.keys) > 0


def test_a_block_above_the_live_limit_brings_no_pairs_and_is_counted(con):
    fill(con, [MatchRow(ssn="398053413")] * 4)
    cost = candidate_pairs(con, replace(PLAN, live_limit=3))
    assert (cost.pairs, cost.keys[0].blocks_skipped, cost.keys[0].block_max) == (0, 1, 4)
    cost = candidate_pairs(con, replace(PLAN, live_limit=4))
    assert (cost.pairs, cost.keys[0].blocks_skipped, cost.keys[0].pairs) == (6, 0, 6)


def test_a_file_of_no_rows_has_no_pairs(con):
    fill(con, [])
    assert candidate_pairs(con, PLAN).pairs == 0 and found(con) == []
    assert too_common_snapshot(con, PLAN, 1) == frozenset()


def test_nothing_is_left_behind_but_the_pairs(con):
    fill(con, nasty_rows(50, seed=5))
    too_common_snapshot(con, PLAN, 5)
    candidate_pairs(con, PLAN)
    left = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    views = con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    assert left == {"rows", "sounds", "formal_names", "pairs"} and views == []


def test_real_rows_meet_as_one_by_one(con):
    rows = _pseudopeople()
    fill(con, rows)
    cost = candidate_pairs(con, PLAN)
    assert found(con) == expected(rows, PLAN)
    assert cost == BlockingCost(cost.keys, len(found(con)), cost.seconds, frozenset())


def _pseudopeople() -> list[MatchRow]:
    table = pq.read_table(PSEUDOPEOPLE)
    layout = recognized(table.column_names)
    return [
        standardize(to_demographics(layout.row({name: said or "" for name, said in row.items()})))
        for row in table.slice(0, 8000).to_pylist()
    ]


def test_a_fitted_plan_has_the_wide_keys_that_the_file_can_afford(con):
    rows = nasty_rows(400, seed=6)
    fill(con, rows)
    assert fitted_pairs(con, PLAN, 0)[0].definitions == PLAN.definitions
    plan, cost = fitted_pairs(con, PLAN)
    assert found(con) == expected(rows, plan)
    assert cost.pairs == len(found(con))
    taken = {definition.name for definition in plan.definitions}
    assert "wide_names" in taken
    assert plan.definitions[: len(PLAN.definitions)] == PLAN.definitions
    again = candidate_pairs(con, plan)
    assert found(con) == expected(rows, plan)
    assert (again.keys, again.over_full) == (cost.keys, cost.over_full)


def test_over_full_blocks_make_the_snapshot_that_brings_the_same_pairs(con):
    rows = nasty_rows(600, seed=7)
    fill(con, rows)
    plan = replace(PLAN, live_limit=30)
    cost = candidate_pairs(con, plan)
    pairs = found(con)
    assert cost.over_full == too_common_snapshot(con, plan, 30)
    again = candidate_pairs(con, replace(PLAN, too_common=cost.over_full))
    assert found(con) == pairs and again.over_full == frozenset()


def test_the_wide_blocks_that_are_too_large_go_into_the_snapshot(con):
    rows = nasty_rows(600, seed=8)
    fill(con, rows)
    plan, _ = fitted_pairs(con, PLAN, 45)
    wide = replace(plan, definitions=plan.definitions[len(PLAN.definitions) :])
    assert too_common_snapshot(con, wide, 45) <= plan.too_common != frozenset()
    affordable = WIDE_PAIRS_PER_RECORD_MAX * len(rows)
    cost = candidate_pairs(con, wide)
    assert all(0 < key.pairs <= affordable for key in cost.keys)


def test_a_plan_is_made_again_from_the_names_of_its_keys():
    names = [definition.name for definition in EVERY_KEY]
    assert plan_of(names[:-5]).definitions == EVERY_KEY[:-5]
    assert plan_of(names[: len(PLAN.definitions)]) == PLAN
    with pytest.raises(ValueError, match="does not know"):
        plan_of(["shoe_size"])
