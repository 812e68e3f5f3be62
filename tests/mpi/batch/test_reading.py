"""Files of records into the table `said`."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpi.batch.reading import ReadResult, read_files
from mpi.batch.reading_refusals import write_rejects
from mpi.files.columns import recognized
from mpi.files.demographics import Dates, reading
from mpi.files.mapping import Mapping, MappingError, mapping_of
from mpi.files.reading import FileError, Row, opened

Write = Callable[..., Path]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connected:
        yield connected


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str, name: str = "people.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return written


def _said(con: duckdb.DuckDBPyConnection) -> list[dict[str, str]]:
    """What the table says, without what it does not say."""
    found = con.sql("SELECT * FROM said ORDER BY row_id").to_arrow_table().to_pylist()
    assert [row.pop("row_id") for row in found] == list(range(len(found)))
    return [{column: value for column, value in row.items() if value} for row in found]


def _rejects(con: duckdb.DuckDBPyConnection) -> list[tuple[int, str, str]]:
    return con.execute("SELECT number, status, field FROM rejects ORDER BY ALL").fetchall()


# What it says.


def test_rows_are_numbered_by_record_key_whatever_their_order(
    con: duckdb.DuckDBPyConnection, write: Write
):
    lines = [f"{number},Ann{number},SMITH" for number in range(300)]
    seen = []
    for seed in range(3):
        random.Random(seed).shuffle(lines)
        read_files(con, [write("id,first,last\n" + "\n".join(lines))])
        seen.append(_said(con))
    assert seen[0] == seen[1] == seen[2]
    ids = [row["local_id"] for row in seen[0]]
    assert ids == sorted(ids)


def test_several_files_are_one_table_with_the_columns_of_all(
    con: duckdb.DuckDBPyConnection, write: Write
):
    north = write("mrn,fname,lname,zip\n7,Ann,Lee,12345\n", "north.csv")
    south = write("patient_id;last_name;dob\n7;Roe;1980-05-12\n", "south.csv")
    found = read_files(con, [south, north])
    assert found.columns == ("given_name", "family_name", "birth_date", "postal_code")
    assert _said(con) == [
        {
            "source": "north",
            "local_id": "7",
            "given_name": "Ann",
            "family_name": "Lee",
            "postal_code": "12345",
        },
        {"source": "south", "local_id": "7", "family_name": "Roe", "birth_date": "1980-05-12"},
    ]
    assert [file.name for file in found.files] == ["south.csv", "north.csv"]


def test_a_source_in_the_row_goes_before_the_one_that_was_said(
    con: duckdb.DuckDBPyConnection, write: Write
):
    read_files(con, [write("facility,mrn,last\nE,1,Lee\n,2,Roe\n")], source="W")
    assert [row["source"] for row in _said(con)] == ["E", "W"]


def test_without_a_local_id_the_row_number_names_a_record_and_that_is_said(
    con: duckdb.DuckDBPyConnection, write: Write
):
    found = read_files(con, [write("first,last\nAnn,Lee\n\nBob,Roe\n")])
    assert [(row["local_id"], row["given_name"]) for row in _said(con)] == [
        ("1", "Ann"),
        ("2", "Bob"),
    ]
    assert "row numbers" in found.notes[0]


def test_row_numbers_of_two_files_of_one_source_are_refused(
    con: duckdb.DuckDBPyConnection, write: Write
):
    files = [write("last\nLee\n", "a.csv"), write("last\nRoe\n", "b.csv")]
    with pytest.raises(FileError, match="local id"):
        read_files(con, files, source="north")


MIDNIGHT = datetime(2026, 1, 2)  # noqa: DTZ001 (a file often says no zone)
MAPPING = {
    "columns": {"Nr": "local_id", "notes": "-"},
    "join": {"address_line": ["HouseNo", "Road"]},
    "split": {"Who": "LAST, FIRST MIDDLE"},
    "constants": {"country": "US", "state": "IL"},
    "values": {"sex": {"1": "male", "2": "female", "FRAÜLEIN": "female"}},
    "dates": {"order": "DMY", "death_date": "%Y%m%d"},
}
MAPPED = (
    "Nr,Who,HouseNo,Road,PO Box,sex,state,dob,death_date,notes\n"
    '1,"DE LA CRUZ, MARIA ANN, JR",3,Elm St,,1,,05/12/1980,20010203,x\n'
    '2,"Roe, Bob",,Oak St,12,fraülein,NY,1980-05-12,,y\n'
    "3,Lee Ann,4,,,7,,,,\n"
)


def test_a_mapping_means_the_same_in_bulk_as_row_by_row(
    con: duckdb.DuckDBPyConnection, write: Write
):
    mapping = mapping_of(MAPPING)
    path = write(MAPPED)
    found = read_files(con, [path], mapping, source="x")
    layout = mapping.layout(opened(path).headers)
    rows = [row for row in opened(path).rows() if isinstance(row, Row)]
    assert _said(con) == [layout.row(row.cells) | {"source": "x"} for row in rows]
    first = _said(con)[0]
    assert (first["given_name"], first["middle_name"]) == ("MARIA", "ANN")
    assert (first["family_name"], first["suffix"]) == ("DE LA CRUZ", "JR")
    assert (first["address_line"], first["sex"]) == ("3 Elm St", "male")
    read = reading(first, found.dates).demographics
    assert (read.birth_date, read.death_date) == ("1980-12-05", "2001-02-03")


def test_a_full_name_beside_its_parts_means_the_same_in_bulk_as_row_by_row(
    con: duckdb.DuckDBPyConnection, write: Write
):
    path = write(
        "mrn,full name,first,last\n1,Ann Mae Lee,ann,LEE\n2,Lee Ann Mae,Ann,Lee\n"
        '3,"Roe, Bob Q, JR",,Roe\n4,Bob de Roe,Bob,Roe\n5,,Bob,Roe\n'
    )
    read_files(con, [path], source="x")
    layout = recognized(opened(path).headers)
    rows = [row for row in opened(path).rows() if isinstance(row, Row)]
    assert _said(con) == [layout.row(row.cells) | {"source": "x"} for row in rows]
    assert [row.get("middle_name", "") for row in _said(con)] == ["Mae", "", "Q", "", ""]


def test_a_mapping_may_name_columns_of_one_of_several_files_but_of_one(
    con: duckdb.DuckDBPyConnection, write: Write
):
    files = [write("Nr,last\n1,Lee\n", "a.csv"), write("mrn,last\n1,Roe\n", "b.csv")]
    read_files(con, files, Mapping(columns={"Nr": "local_id"}))
    assert len(_said(con)) == 2
    with pytest.raises(MappingError, match="Number"):
        read_files(con, files, Mapping(columns={"Number": "local_id"}))


NASTY = st.text(
    st.sampled_from("aÄж,;\"' \t\n\r\u00a0\u2003\u3000.#\\|0"), max_size=6
) | st.sampled_from(["", "NULL", "NA", '"', '""', "\ufeffx", " x ", "\x00", "é" * 50])


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(st.tuples(NASTY, NASTY, NASTY), max_size=8), sep=st.sampled_from(",;|\t"))
def test_duckdb_reads_a_csv_as_the_careful_reader_does(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, rows: list[tuple[str, ...]], sep: str
):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=sep)
    writer.writerow(("local_id", "first", "last", "city"))
    writer.writerows((number, *row) for number, row in enumerate(rows, 1))
    path = tmp_path / "x.csv"
    path.write_bytes(text.getvalue().encode())
    table = opened(path)
    layout = Mapping().layout(table.headers)
    expected = [
        layout.row(row.cells) | {"source": "x"} for row in table.rows() if isinstance(row, Row)
    ]
    read_files(con, [path])
    assert _said(con) == [row for row in expected if row.keys() - {"source", "local_id"}]


def test_parquet_values_are_said_as_a_person_would_write_them(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
):
    path = tmp_path / "typed.parquet"
    table = pa.table(
        {
            "mrn": pa.array([1, 2], pa.int64()),
            "first": pa.array([" Ann\u00a0", None]).dictionary_encode(),
            "zip": pa.array([60601.0, float("nan")]),
            "dob": pa.array([date(1980, 5, 12), None]),
            "last_updated": pa.array([MIDNIGHT, MIDNIGHT + timedelta(hours=3, minutes=4)]),
            "deceased": pa.array([True, False]),
            "race": pa.array([["A", None, "B"], []], pa.list_(pa.string())),
            "last": pa.array([b"Lee", b"Roe"]),
            "city": pa.array([{"x": 1}, None]),
        }
    )
    pq.write_table(table, path)
    layout = Mapping().layout(table.column_names)
    expected = [layout.row(row.cells) for row in opened(path).rows() if isinstance(row, Row)]
    read_files(con, [path])
    assert _said(con) == [row | {"source": "typed"} for row in expected]


# What it refuses.


def test_broken_lines_are_told_by_their_number_and_cost_only_themselves(
    con: duckdb.DuckDBPyConnection, write: Write, tmp_path: Path
):
    path = write("mrn,first,last\n1,Ann,Lee\n2,Bob\n3,Cy,Poe,x,y\n4,Di,Fox\n")
    found = read_files(con, [path])
    assert [row["local_id"] for row in _said(con)] == ["1", "4"]
    assert _rejects(con) == [(2, "rejected", "row"), (3, "rejected", "row")]
    assert (found.records, found.rejected, found.files[0].rows) == (2, 2, 4)
    assert write_rejects(con, ["people.csv"], tmp_path / "rejects.csv") == 2
    assert "Bob" not in (tmp_path / "rejects.csv").read_text()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_usual_encodings_are_recognised(
    con: duckdb.DuckDBPyConnection, write: Write, encoding: str
):
    read_files(con, [write("mrn,first,last\n1,José,Núñez\n", encoding=encoding)])
    assert [(row["given_name"], row["family_name"]) for row in _said(con)] == [("José", "Núñez")]


def test_a_byte_that_is_no_text_costs_its_own_row_only(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
):
    path = tmp_path / "people.csv"
    path.write_bytes("mrn,last\n1,Núñez\n2,N\xe9\n3,Lee\n".encode("latin-1"))
    read_files(con, [path], Mapping(encoding="utf-8"))
    assert [row["local_id"] for row in _said(con)] == ["3"]
    assert [number for number, *_ in _rejects(con)] == [1, 2]


def test_a_row_without_local_id_or_without_anything_said_is_refused(
    con: duckdb.DuckDBPyConnection, write: Write
):
    found = read_files(con, [write("mrn,first,last\n,Ann,Lee\n2,,\n3,Di,Fox\n")])
    assert _rejects(con) == [(1, "rejected", "local_id"), (2, "rejected", "row")]
    assert (found.records, found.rejected) == (1, 2)


TWICE = ["1,Ann,Lee,", "1,Ann,Lee,", "1,Anna,Lee,Paris", "2,Bo,Roe,", "2,Bo,Roe,", "3,Cy,Poe,"]


def test_of_rows_with_one_key_the_fullest_is_kept_in_every_order(
    con: duckdb.DuckDBPyConnection, write: Write
):
    seen = []
    for seed in range(4):
        lines = random.Random(seed).sample(TWICE, len(TWICE))
        found = read_files(con, [write("mrn,first,last,city\n" + "\n".join(lines) + "\n")])
        seen.append(_said(con))
        assert (found.records, found.rejected, found.repeated) == (3, 2, 1)
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert [row["given_name"] for row in seen[0]] == ["Anna", "Bo", "Cy"]


def test_of_rows_with_one_key_the_newest_is_kept(con: duckdb.DuckDBPyConnection, write: Write):
    text = (
        "mrn,first,last,updated_at\n1,Anna,Lee,2020-01-01\n1,Ann,,2026-01-01T08:30:00Z\n"
        "1,Annabel,Lee,not a time\n"
    )
    read_files(con, [write(text)])
    assert [row["given_name"] for row in _said(con)] == ["Ann"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "column names"),
        (b"PAR1 is no Parquet file", "Parquet"),
        (b"a,b\n1,2\n", "none of its columns"),
        (b"mrn,source\n1,2\n", "none of its columns"),
        (b"mrn,first,first\n1,2,3\n", "twice"),
    ],
)
def test_a_file_that_is_no_table_of_records_is_refused_in_one_sentence(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, content: bytes, said: str
):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=said):
        read_files(con, [path])


@pytest.mark.parametrize(("order", "told"), [("MDY", True), ("DMY", False)])
def test_birth_dates_in_the_other_order_of_day_and_month_are_told(
    con: duckdb.DuckDBPyConnection, write: Write, order: str, told: bool
):
    dates = "".join(f"{day},Lee,{day:02}.05.1980\n" for day in range(1, 29))
    found = read_files(
        con, [write(f"mrn,last,dob\n{dates}99,Fox,1980-05-12\n")], Mapping(dates=Dates(order))
    )
    assert [("16 birth dates" in note, "DMY" in note) for note in found.notes] == [
        (True, True)
    ] * told


def test_a_file_without_headers_is_refused_without_a_word_of_its_first_record(
    con: duckdb.DuckDBPyConnection, write: Write
):
    with pytest.raises(FileError, match="first line") as refused:
        read_files(con, [write("7,Ann,Lee,1980-05-12\n8,Bo,Roe,1991-11-02\n")])
    assert "Ann" not in str(refused.value)


def test_files_of_one_name_are_of_one_source_only_if_that_is_said(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
):
    paths = [tmp_path / folder / "export.csv" for folder in ("north", "south")]
    for path in paths:
        path.parent.mkdir()
        path.write_text("mrn,last\n1,Lee\n2,Fox\n", encoding="utf-8")
    with pytest.raises(FileError, match="rename one, or say --source"):
        read_files(con, paths)
    assert read_files(con, paths, source="all").records == 2
    with pytest.raises(FileError, match="named twice"):
        read_files(con, [paths[0], paths[0]], source="all")


def test_a_folder_and_a_missing_file_are_refused(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    for path in (tmp_path, tmp_path / "nobody.csv"):
        with pytest.raises(FileError, match=path.name):
            read_files(con, [path])


def test_a_cut_parquet_file_is_refused(con: duckdb.DuckDBPyConnection, tmp_path: Path):
    path = tmp_path / "cut.parquet"
    pq.write_table(pa.table({"mrn": ["1"] * 1000, "last": ["x" * 50] * 1000}), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileError, match="Parquet"):
        read_files(con, [path])
    path.write_bytes(whole[:4] + b"\x00" * 200 + whole[204:])
    with pytest.raises(FileError, match="Parquet"):
        read_files(con, [path])


def test_a_file_of_headers_alone_has_no_records(con: duckdb.DuckDBPyConnection, write: Write):
    found: ReadResult = read_files(con, [write("mrn,first,last\n")])
    assert (found.records, found.rejected) == (0, 0)
