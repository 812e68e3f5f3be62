"""Staging: the DuckDB file in which a first load is worked out before the index is written.

`con` is the connection that the batch functions of `matching` work on; its tables have the names
that they share (rows, pairs, decided, persons, refused).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import numpy as np
import pyarrow as pa

from mpi.store.queries import queries

BATCH: Final = 10_000
KEYS_AT_ONCE: Final = 300_000
RECORDS_AT_ONCE: Final = 1_000_000  # that are joined and put into order together
BLOCK_KEPT: Final = "block_kept"  # the table of all block keys, as blocking makes it


@dataclass(frozen=True, slots=True)
class Numbered:
    """`unchanged`: later rows of a record key that say nothing new."""

    records: int
    unchanged: int


class Staging:
    """See the module's docstring."""

    def __init__(self, path: Path, memory_limit: str, threads: int, schema: pa.Schema) -> None:
        config: dict[str, Any] = {
            "temp_directory": str(path.with_suffix(".spill")),
            "threads": threads,
            "memory_limit": memory_limit,
        }
        self.con = duckdb.connect(str(path), config={k: v for k, v in config.items() if v})
        # The file is thrown away: nothing in it must survive a crash.
        self.con.execute("SET checkpoint_threshold = '1TB'")
        self.con.execute("SET enable_progress_bar = false")
        self._sql = queries("staging.sql")
        self._from("create_arrived", schema.empty_table())
        # What is written in one transaction goes to its place at once, and through no log.
        self._beside = self.con.cursor()
        self._beside.begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._beside.close()
        self.con.close()

    def append(self, rows: pa.Table) -> None:
        """Accepted rows, by the schema; also while `con` is being read from.  They are there for
        others once all of them have `arrived`."""
        _append(self._beside, rows, "arrived")

    def arrived(self) -> None:
        """Nothing more is appended."""
        self._beside.commit()

    def number(self) -> Numbered:
        """Gives every record key its record id."""
        self._do("number")
        self._do("further")
        return Numbered(*self._all("counts")[0])

    def sources(self) -> list[str]:
        return [code for (code,) in self._all("sources")]

    def make_said(self, columns: Iterable[str]) -> None:
        """What the records say, as the table that standardizing reads."""
        self.con.execute(self._with_columns("create_said", "a", columns))

    def make_rows(self, columns: Iterable[str]) -> None:
        """The match rows, as the table that scoring reads."""
        self.con.execute(self._with_columns("create_rows", "a", columns))

    def number_as_they_come(self) -> None:
        """Records of an index keep their order."""
        self._do("number_as_they_come")

    def make_blocks_of(self, index: Path) -> None:
        """The block keys as an index has stored them."""
        self.con.execute("ATTACH ? AS written (READ_ONLY)", [str(index)])
        self._do("create_block_of_index")
        self.con.execute("DETACH written")

    def make_pairs(self, limit: int) -> None:
        """Who is compared with whom, exactly as if the records had come one by one."""
        for name in ("create_crowd", "create_met", "create_cut"):
            self._do(name, limit=limit)
        self._do("create_pairs")
        self._do("drop_met")

    def hold_cut_links(self, cause: str) -> None:
        """Automatic links of records that not all candidates were found for become questions."""
        self._do("hold_cut_links", cause=cause)

    def verdicts(self) -> list[tuple[int, int, float, str, list[str], list[str]]]:
        """(row_id, row_id, weight, verdict, guards, held) of pairs that are not apart, best
        first."""
        return self._all("verdicts")

    def persons(self) -> list[tuple[int, int]]:
        """(row_id, lowest row_id of its person)"""
        return self._all("persons")

    def refused(self) -> list[tuple[int, int]]:
        """Links that the grouping did not take, by row_id."""
        return self._all("refused")

    def conflicts(self) -> list[tuple[int, int, str, int, int]]:
        """(record, record, reason, person, person), by record id."""
        return self._all("conflicts")

    def reviews(self) -> list[tuple[int, int, list[str], list[str], int, int]]:
        """(record, record, guards, held, person, person), by record id."""
        return self._all("reviews")

    def shared_numbers(self, crowd: int) -> list[tuple[str, int, int]]:
        """(number, record, person) where two persons say one number, by number and record id."""
        return self._all("shared_numbers", crowd=crowd)

    def links_made(self) -> Iterator[tuple[str, str, str, str, int, int]]:
        """(source, local id, source, local id, record, record) of the link by which each record
        came to a person that was there."""
        with self.con.cursor() as cursor:
            cursor.execute(self._sql["links_made"])
            while rows := cursor.fetchmany(BATCH):
                yield from rows

    def match_rows(
        self, ids: Sequence[int], columns: Sequence[str]
    ) -> Iterator[tuple[int, str, str, str, *tuple[Any, ...]]]:
        """(record id, source, local id, EID, columns of its match row)"""
        statement = self._with_columns("match_rows", "rows", columns)
        for begin in range(0, len(ids), BATCH):
            yield from self.con.execute(
                statement, {"ids": list(ids[begin : begin + BATCH])}
            ).fetchall()

    def put_waiting(self, waiting: pa.Table) -> None:
        """(record, task): which open tasks are about which record."""
        self._from("create_waiting", waiting)

    def founders(self) -> Iterator[pa.RecordBatch]:
        """The first record of each person, ascending."""
        with self.con.cursor() as cursor:
            yield from cursor.sql(self._sql["founders"]).to_arrow_reader(BATCH)

    def make_minted(self) -> None:
        self._do("create_minted")

    def put_minted(self, minted: pa.Table) -> None:
        """(founder, eid, eid_hash)"""
        self._from("insert_minted", minted)

    def take_back_minted(self) -> list[int]:
        """The founders whose EID another person has, too: it is taken from them."""
        return [founder for (founder,) in self._all("take_back_minted")]

    def make_edges(self) -> None:
        """The automatic edges of each record."""
        self._do("create_edges")

    def whole_records(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Everything that is written of each record, in the order of their ids: `columns` of its
        match row, and `keys`, its block keys.  Piece by piece: all of a large file, joined and put
        into order at once, needs more memory than DuckDB can do without."""
        statement = self._with_columns("whole_records", "rows", columns)
        with self.con.cursor() as cursor, self.con.cursor() as beside:
            last = self._one(self._sql["last_id"])
            for after in range(0, last, RECORDS_AT_ONCE):
                some = {"after": after, "until": after + RECORDS_AT_ONCE}
                asked = beside.sql(self._sql["keys_by_record"], params=some)
                keys = _Keys(asked.to_arrow_reader(KEYS_AT_ONCE))
                for batch in cursor.sql(statement, params=some).to_arrow_reader(BATCH):
                    yield batch.append_column("keys", keys.up_to(batch.column("id")))

    def further_rows(self) -> Iterator[tuple[str, str, int | None, bytes]]:
        """(source, local id, event time, demographics) of later rows of a key, in file order."""
        with self.con.cursor() as cursor:
            cursor.execute(self._sql["further_rows"])
            while rows := cursor.fetchmany(BATCH):
                yield from rows

    # The index, attached.

    def attach(self, index: Path) -> None:
        """Opens the index for writing.  Its indexes are taken off until `detach`: filling a
        table and then making its index costs a fraction of keeping it while it is filled.  From
        here on nothing else is made here: one transaction writes to one file."""
        self.con.execute("ATTACH ? AS written", [str(index)])
        self._indexes = self._all("indexes")
        self.con.begin()
        for name, _ in self._indexes:
            self.con.execute(f"DROP INDEX written.{name}")

    def write(self, table: str, rows: pa.Table) -> None:
        """Appends to a table of the index; the columns come in its own order."""
        _append(self.con, rows, f"written.main.{table}")

    def write_block_keys(self) -> None:
        self._do("write_block_keys")

    def write_eids(self) -> None:
        """The EIDs that were minted, numbered in the order of their founders."""
        self._do("write_eids")

    def detach(self) -> None:
        """Makes the indexes again, and closes the index with everything on disk."""
        self.con.commit()
        here = self._one("SELECT current_database()")
        self.con.execute("USE written")
        for _, statement in self._indexes:
            self.con.execute(statement)
        self.con.execute("UPDATE applied SET seq = (SELECT max(seq) FROM journal)")
        self.con.execute(f'USE "{here}"')
        self.con.execute("CHECKPOINT written")
        self.con.execute("DETACH written")

    def _with_columns(self, name: str, of: str, columns: Iterable[str]) -> str:
        names = [column.replace('"', '""') for column in columns]
        return self._sql[name].replace("{columns}", ", ".join(f'{of}."{name}"' for name in names))

    def _from(self, name: str, chunk: pa.Table) -> None:
        """A statement that reads `chunk`."""
        self.con.register("chunk", chunk)
        self.con.execute(self._sql[name])
        self.con.unregister("chunk")

    def _do(self, name: str, **parameters: object) -> None:
        self.con.execute(self._sql[name], parameters or None)

    def _all(self, name: str, **parameters: object) -> list[Any]:
        return self.con.execute(self._sql[name], parameters or None).fetchall()

    def _one(self, statement: str) -> Any:
        # Fetched to the end: the connection takes nothing else before.
        ((found,),) = self.con.execute(statement).fetchall()
        return found


def _append(con: duckdb.DuckDBPyConnection, rows: pa.Table, table: str) -> None:
    """In a transaction.  Rows that are registered under a name DuckDB keeps until it ends; these
    it lets go."""
    con.from_arrow(rows).insert_into(table)


class _Keys:
    """The block keys of records, packed: from a stream of (record, key) in their order."""

    def __init__(self, reader: Iterator[pa.RecordBatch]) -> None:
        self._reader = reader
        self._records = np.empty(0, np.int64)
        self._keys = np.empty(0, np.int64)

    def up_to(self, ids: pa.Array) -> pa.Array:
        """Those of each of some records, which follow those that were asked for before."""
        wanted = ids.to_numpy()
        records, keys = [self._records], [self._keys]
        while not len(records[-1]) or records[-1][-1] <= wanted[-1]:
            batch = next(self._reader, None)
            if batch is None:
                break
            records.append(batch.column("record").to_numpy())
            keys.append(batch.column("hash").to_numpy())
        record, key = np.concatenate(records), np.concatenate(keys)
        at = np.append(np.searchsorted(record, wanted), np.searchsorted(record, wanted[-1] + 1))
        self._records, self._keys = record[at[-1] :], key[at[-1] :]
        # A key is packed as its eight bytes, the lowest first, as it lies here already.
        packed = key[: at[-1]].astype("<i8")
        offsets = (at * packed.itemsize).astype(np.int32)
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(packed)]
        return pa.Array.from_buffers(pa.binary(), len(wanted), buffers)
