"""The blocking plan over a whole file: every pair of rows that meet by a key, made in DuckDB.

`candidate_pairs` and `fitted_pairs` are the whole of it.  They read the tables `rows` (row_id and
the columns of a match row), `sounds` (name, sound) and `formal_names` (name, formal), and go
through the plan key by key, so that no more than one key's values and the packed pairs are ever
held; both spill to DuckDB's temporary directory.  Two rows are a pair if, and only if, they share a
key by `blocking.keys.keys` whose block has no more than `live_limit` records.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import Final, Self

import pyarrow as pa
from duckdb import DuckDBPyConnection

from blocking.plan import KeyDefinition, Plan, wide_definitions
from blocking.rules_values import VALUES, Repeats, clear, prepare

ROW_ID_MAX: Final = 2**31 - 1  # two of them are packed into one number
RECORDS_MAX: Final = 60  # in a block of a wide key
WIDE_PAIRS_MAX: Final = 250_000  # by one wide key
WIDE_PAIRS_PER_RECORD_MAX: Final = 3
WIDE_RECORDS_MAX: Final = 200_000
SMALL: Final = 250_000  # records of a file that meets by two keys at a time


@dataclass(frozen=True, slots=True)
class KeyCost:
    """What one key of the plan cost and brought."""

    name: str
    records: int  # records that have such a key
    keys: int  # keys over all records, those of left-out blocks included
    pairs: int  # distinct pairs that meet by it
    block_max: int  # records in its largest block, left-out ones included
    blocks_skipped: int  # blocks left out: too common by the snapshot, or above the live limit


@dataclass(frozen=True, slots=True)
class BlockingCost:
    """What the plan cost: each key in the plan's order, and the distinct pairs of all."""

    keys: tuple[KeyCost, ...]
    pairs: int
    seconds: float
    # The hashes of blocks above the live limit: a plan that carries them as too common brings the
    # same pairs, here and in an index that never fills its candidate lists with them.
    over_full: frozenset[int] = frozenset()


def candidate_pairs(con: DuckDBPyConnection, plan: Plan, kept: str = "") -> BlockingCost:
    """Makes the table `pairs` (l, r), l < r, each pair once.

    An over-full block brings no pairs and is counted, as is one that the plan's snapshot calls
    too common, whatever its size here.  `kept` names a table (hash, row_id) to be made of every
    other key of every row, shared or not: what an index stores of the rows.
    """
    with _Pairs(con, plan, kept) as made:
        made.add(plan.definitions)
        return made.finish()


def fitted_pairs(
    con: DuckDBPyConnection, base: Plan, records_max: int = RECORDS_MAX
) -> tuple[Plan, BlockingCost]:
    """`candidate_pairs` of `base` with the wide keys that this very file can afford; answers that
    plan, too.

    Of a wide key the smallest blocks are taken, up to `records_max` records and as long as their
    pairs stay within the limits above; its larger blocks go into the snapshot.  A file of more than
    `WIDE_RECORDS_MAX` records takes none: there they cost most and bring next to nothing.
    """
    with _Pairs(con, base) as made:
        made.add(base.definitions)
        definitions, too_common = list(base.definitions), set(base.too_common)
        if made.records <= WIDE_RECORDS_MAX:
            wide = [each for each in wide_definitions() if each not in base.definitions]
            most = min(WIDE_PAIRS_MAX, WIDE_PAIRS_PER_RECORD_MAX * made.records)
            limits = {"records_max": records_max, "pairs_max": most}
            for definition, met in zip(wide, made.add(wide, limits), strict=True):
                if met is not None:
                    definitions.append(definition)
                    too_common |= met.left_out
        plan = replace(base, definitions=tuple(definitions), too_common=frozenset(too_common))
        return plan, made.finish()


@dataclass(frozen=True, slots=True)
class _Met:
    """What a key brought: hashes of blocks above the live limit, and of those that were left out
    because they are too large for a wide key."""

    cost: KeyCost
    over_full: set[int]
    left_out: set[int]


class _Pairs:
    """The pairs of a file, as they are made key by key; of a small file two keys at a time, since
    DuckDB puts one thread to so few rows."""

    def __init__(self, con: DuckDBPyConnection, plan: Plan, kept: str = "") -> None:
        self._started = time.perf_counter()
        self._con = con
        self._live_limit = plan.live_limit
        self._kept = kept
        self._met: list[_Met] = []
        self.records = _one(con, "SELECT count(*) FROM rows")
        is_small = self.records <= SMALL
        self._repeats = _prepare(con, for_others=is_small)
        temp = "" if is_small else "TEMP"
        con.execute(f"CREATE {temp} TABLE block_too_common (hash BIGINT)")
        _leave_out(con, plan.too_common)
        con.execute(f"CREATE {temp} TABLE block_met (pair BIGINT)")
        if kept:
            con.execute(f"CREATE OR REPLACE TABLE {kept} (hash BIGINT, row_id BIGINT)")
        self._beside = [con.cursor()] if is_small else []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for cursor in self._beside:
            cursor.close()

    def add(
        self, definitions: Sequence[KeyDefinition], limits: Mapping[str, int] | None = None
    ) -> list[_Met | None]:
        """Adds the pairs that meet by some keys; with `limits`, by such of their blocks only as
        these afford, and None is answered for a key that has none."""
        free: SimpleQueue[DuckDBPyConnection] = SimpleQueue()
        for con in (self._con, *self._beside):
            free.put(con)

        def one(definition: KeyDefinition) -> _Met | None:
            con = free.get()
            try:
                return self._one(con, definition.name, limits)
            finally:
                free.put(con)

        if self._beside:
            with ThreadPoolExecutor(1 + len(self._beside)) as threads:
                found = list(threads.map(one, definitions))
        else:  # in this thread, where Ctrl-C stops a long statement at once
            found = list(map(one, definitions))
        self._met += [met for met in found if met is not None]
        return found

    def finish(self) -> BlockingCost:
        self._con.execute("DROP TABLE IF EXISTS pairs")
        self._con.execute(_PAIRS)
        pairs = _one(self._con, "SELECT count(*) FROM pairs")
        _clear(self._con)
        seconds = time.perf_counter() - self._started
        over_full = frozenset[int]().union(*(met.over_full for met in self._met))
        return BlockingCost(tuple(met.cost for met in self._met), pairs, seconds, over_full)

    def _one(
        self, con: DuckDBPyConnection, name: str, limits: Mapping[str, int] | None
    ) -> _Met | None:
        _keys(con, name, self._repeats, with_single=bool(self._kept))
        left_out = set[int]()
        if limits is not None:
            size = _one(con, _AFFORDED, **limits)
            if size <= 1:
                return None
            left_out = _hashes(con, _CROWDED, records_max=size)
            _leave_out(con, left_out)
        cost = _meet(con, name, self._repeats, self._live_limit, self._kept)
        return _Met(cost, _hashes(con, _OVER_FULL, live_limit=self._live_limit), left_out)


def too_common_snapshot(con: DuckDBPyConnection, plan: Plan, records_max: int) -> frozenset[int]:
    """The hashes of all keys that more than `records_max` records of the file share.

    A trained model's plan carries them, so that what is too common is the same in every order,
    in bulk and one by one.
    """
    repeats = _prepare(con)
    found: set[int] = set()
    for definition in plan.definitions:
        _keys(con, definition.name, repeats)
        found |= _hashes(con, _CROWDED, records_max=records_max)
    _clear(con)
    return frozenset(found)


def _prepare(con: DuckDBPyConnection, *, for_others: bool = False) -> Repeats:
    _clear(con)
    if _one(con, "SELECT coalesce(max(row_id), 0) FROM rows") > ROW_ID_MAX:
        raise ValueError(f"rows.row_id: must not exceed {ROW_ID_MAX}")
    return prepare(con, for_others=for_others)


def _clear(con: DuckDBPyConnection) -> None:
    for table in (
        "block_met",
        "block_values",
        "block_keys",
        "block_sizes",
        "block_shared",
        "block_too_common",
    ):
        con.execute(f"DROP TABLE IF EXISTS {table}")
    clear(con)


def _leave_out(con: DuckDBPyConnection, hashes: Collection[int]) -> None:
    """Keys that are too common: their blocks bring no pairs."""
    if hashes:
        con.register("block_hashes", pa.table({"hash": pa.array(sorted(hashes), pa.int64())}))
        con.execute("INSERT INTO block_too_common SELECT hash FROM block_hashes")
        con.unregister("block_hashes")


def _keys(
    con: DuckDBPyConnection, name: str, repeats: Repeats, *, with_single: bool = False
) -> None:
    """Makes `block_values` of one key, a row once for each of its values, and `block_keys` (hash,
    row_id) of those values that may be shared, or of all."""
    once = "DISTINCT" if name in repeats.values else ""
    con.execute(_VALUES.format(values=VALUES[name], once=once))
    con.execute(_KEYS.format(name=name, some="" if with_single else _MAY_BE_SHARED))


def _meet(
    con: DuckDBPyConnection, name: str, repeats: Repeats, live_limit: int, kept: str
) -> KeyCost:
    """Adds the pairs that meet by one key, as `_keys` has made it, to `block_met`, and its keys to
    `kept`."""
    con.execute(_SIZES)
    if kept:
        con.execute(_KEEP.format(kept=kept), {"live_limit": live_limit})
    con.execute(_SHARED, {"live_limit": live_limit})
    once = "DISTINCT" if name in repeats.rows else ""
    pairs = _one(con, _MET.format(once=once))
    figures = con.execute(_FIGURES.format(once=once), {"live_limit": live_limit}).fetchall()
    records, keys, block_max, skipped = figures[0]
    return KeyCost(name, records, keys, pairs, max(block_max, min(keys, 1)), skipped)


def _one(con: DuckDBPyConnection, query: str, **parameters: int) -> int:
    """The one number that a query answers."""
    return int(con.execute(query, parameters or None).fetchall()[0][0])


def _hashes(con: DuckDBPyConnection, query: str, **parameters: int) -> set[int]:
    return {hashed for (hashed,) in con.execute(query, parameters).fetchall()}


# The same number as `blocking.keys.key_hash`.  DuckDB's own hash() would be faster, but it has
# collisions among texts of this kind, and its numbers may change with its version.
# Most keys are one row's only, which the cheaper hash() can tell: no block of two has two of its
# numbers.  They are left out before the dear number is made.
_VALUES: Final = """
CREATE OR REPLACE TEMP TABLE block_values AS
SELECT {once} value, hash(value) AS cheap, row_id FROM ({values})
"""

_KEYS: Final = """
CREATE OR REPLACE TEMP TABLE block_keys AS
SELECT (md5_number('{name}|' || value) & 9223372036854775807::UHUGEINT)::BIGINT AS hash, row_id
FROM block_values {some}
"""

_MAY_BE_SHARED: Final = """
SEMI JOIN (SELECT cheap FROM block_values GROUP BY cheap HAVING count(*) > 1) USING (cheap)
"""

_KEEP: Final = """
INSERT INTO {kept}
SELECT hash, row_id FROM block_keys
ANTI JOIN (
    SELECT hash FROM block_sizes WHERE records > $live_limit
    UNION ALL SELECT hash FROM block_too_common
) USING (hash)
"""

_SIZES: Final = """
CREATE OR REPLACE TEMP TABLE block_sizes AS
SELECT hash, count(*) AS records, hash IN (SELECT hash FROM block_too_common) AS too_common
FROM block_keys GROUP BY hash HAVING count(*) > 1
"""

# Most keys are one row's only: they are dropped before any join.
_SHARED: Final = """
CREATE OR REPLACE TEMP TABLE block_shared AS
SELECT hash, row_id FROM block_keys
SEMI JOIN (
    SELECT hash FROM block_sizes WHERE records <= $live_limit AND NOT too_common
) USING (hash)
"""

# Records with such a key, keys, the largest block, and blocks that are left out.
_FIGURES: Final = """
SELECT (SELECT count({once} row_id) FROM block_values), (SELECT count(*) FROM block_values),
    coalesce(max(records), 0), count(*) FILTER (records > $live_limit OR too_common)
FROM block_sizes
"""

_OVER_FULL: Final = """
SELECT hash FROM block_sizes WHERE records > $live_limit AND NOT too_common
"""

# Both numbers of a pair in one, which is half as much to hold and to compare.
_MET: Final = """
INSERT INTO block_met
SELECT {once} (a.row_id << 32) | b.row_id
FROM block_shared a JOIN block_shared b ON a.hash = b.hash AND a.row_id < b.row_id
"""

_PAIRS: Final = """
CREATE TABLE pairs AS
SELECT pair >> 32 AS l, pair & 4294967295 AS r FROM (SELECT DISTINCT pair FROM block_met)
"""

# The size of the largest blocks that are afforded together with all smaller ones.
_AFFORDED: Final = """
WITH blocks AS (SELECT count(*) AS records FROM block_keys GROUP BY hash),
by_size AS (
    SELECT records, count(*) * (records * (records - 1) // 2) AS pairs FROM blocks
    WHERE records <= $records_max GROUP BY records
)
SELECT coalesce(max(records), 0) FROM (
    SELECT records, sum(pairs) OVER (ORDER BY records) AS pairs_up_to FROM by_size
) WHERE pairs_up_to <= $pairs_max
"""

_CROWDED: Final = """
SELECT hash FROM block_keys GROUP BY hash HAVING count(*) > $records_max
"""
