"""Staging: the DuckDB file in which a first load is worked out before the index is written.

`con` is the connection that the batch functions of `matching` work on; its tables have the names
that they share (rows, pairs, decided, persons, refused).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import pyarrow as pa

from mpi.store.queries import queries
from mpi.store.search import COLUMNS as SEARCH_COLUMNS

BATCH: Final = 20_000


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
        self._sql = queries("staging.sql")
        self._ordinals = 0
        empty = schema.append(pa.field("ordinal", pa.int64())).empty_table()
        self._from("create_arrived", empty)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.con.close()

    def append(self, rows: pa.Table) -> None:
        """Accepted rows, in the order of the files."""
        until = self._ordinals + rows.num_rows
        ordinals = pa.array(range(self._ordinals, until), type=pa.int64())
        self._from("insert_arrived", rows.append_column("ordinal", ordinals))
        self._ordinals = until

    def number(self) -> Numbered:
        """Gives every record key its record id."""
        self._do("number")
        self._do("further")
        return Numbered(*self._all("counts")[0])

    def sources(self) -> list[str]:
        return [code for (code,) in self._all("sources")]

    def make_rows(self, columns: Iterable[str]) -> None:
        """The match rows, as the table that scoring reads."""
        quoted = ", ".join(f'a."{name}"' for name in columns)
        self.con.execute(self._sql["create_rows"].replace("{columns}", quoted))

    def number_as_they_come(self) -> None:
        """Records of an index keep their order."""
        self._do("number_as_they_come")

    def make_blocks(self) -> None:
        """The block keys of the rows."""
        self._do("create_block")

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

    def packed_rows(self, ids: Sequence[int]) -> Iterator[tuple[int, str, str, bytes]]:
        """(record id, source, local id, packed match row)"""
        for begin in range(0, len(ids), BATCH):
            yield from self._all("packed_rows", ids=list(ids[begin : begin + BATCH]))

    def put_waiting(self, waiting: pa.Table) -> None:
        """(record, task): which open tasks are about which record."""
        self._from("create_waiting", waiting)

    def whole_records(self) -> Iterator[pa.RecordBatch]:
        """Everything that is written of each record, in the order of their ids."""
        self._do("create_edges")
        searched = ", ".join(f"a.search_{name}" for name in SEARCH_COLUMNS)
        statement = self._sql["whole_records"].replace("{searched}", searched)
        with self.con.cursor() as cursor:
            reader: pa.RecordBatchReader = cursor.sql(statement).to_arrow_reader(BATCH)
            yield from reader

    def further_rows(self) -> Iterator[tuple[str, str, int | None, bytes]]:
        """(source, local id, event time, demographics) of later rows of a key, in file order."""
        with self.con.cursor() as cursor:
            cursor.execute(self._sql["further_rows"])
            while rows := cursor.fetchmany(BATCH):
                yield from rows

    # The index, attached.

    def attach(self, index: Path) -> None:
        """Opens the index for writing.  Its indexes are taken off until `detach`: filling a
        table and then making its index costs a fraction of keeping it while it is filled."""
        self.con.execute("ATTACH ? AS written", [str(index)])
        self._indexes = self._all("indexes")
        for name, _ in self._indexes:
            self.con.execute(f"DROP INDEX written.{name}")

    def write(self, table: str, rows: Mapping[str, Any] | pa.Table) -> None:
        """Appends to a table of the index; the columns come in its own order."""
        chunk = rows if isinstance(rows, pa.Table) else pa.table(rows)
        self.con.register("chunk", chunk)
        self.con.execute(f"INSERT INTO written.{table} SELECT * FROM chunk")  # noqa: S608
        self.con.unregister("chunk")

    def write_block_keys(self) -> None:
        self._do("write_block_keys")

    def detach(self) -> None:
        """Makes the indexes again, and closes the index with everything on disk."""
        here = self._one("SELECT current_database()")
        self.con.execute("USE written")
        for _, statement in self._indexes:
            self.con.execute(statement)
        self.con.execute("UPDATE applied SET seq = (SELECT max(seq) FROM journal)")
        self.con.execute(f'USE "{here}"')
        self.con.execute("CHECKPOINT written")
        self.con.execute("DETACH written")

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
        found = self.con.execute(statement).fetchone()
        assert found is not None, "the statement answers one row"
        return found[0]
