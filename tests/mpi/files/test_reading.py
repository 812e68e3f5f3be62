"""Rows of CSV and Parquet files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mpi.files.reading import Broken, FileError, Row, opened


def cells(path: Path, **options: str):
    return [dict(row.cells) for row in opened(path, **options).rows() if isinstance(row, Row)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_recognised(write: Callable[..., Path], encoding: str):
    path = write("id,name\n1,Núñez\n2,Böll\n", encoding=encoding)
    assert cells(path) == [{"id": "1", "name": "Núñez"}, {"id": "2", "name": "Böll"}]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(write: Callable[..., Path], mark: str):
    path = write(f'id{mark}"a,b"{mark}c\n1{mark}x{mark}"y{mark}z"\n')
    assert cells(path) == [{"id": "1", "a,b": "x", "c": f"y{mark}z"}]


def test_blanks_around_values_are_dropped(write: Callable[..., Path]):
    assert cells(write("rec_id, name\n1,  Ana  \n")) == [{"rec_id": "1", "name": "Ana"}]


def test_a_value_may_hold_a_line_break(write: Callable[..., Path]):
    assert cells(write('id,name\r\n1,"a\r\nb"\r\n2,c\r\n'))[1] == {"id": "2", "name": "c"}


def test_a_line_with_too_few_or_too_many_values_is_broken_and_the_rest_is_read(
    write: Callable[..., Path],
):
    rows = list(opened(write("id,name\n1,a\n2\n3,b,c\n4,d,,\n5,e\n")).rows())
    assert [type(row) for row in rows] == [Row, Broken, Broken, Row, Row]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert rows[1].expected == "2 values; line 3 holds 1"


@pytest.mark.parametrize("line", ['2,"b', '"2,b', '2,"' + "b" * 200_000])
def test_a_quote_that_is_never_closed_costs_its_own_line_only(
    write: Callable[..., Path], line: str
):
    rest = "".join(f"{number},c{number}\n" for number in range(3, 50))
    rows = list(opened(write(f"id,name\n1,a\n{line}\n{rest}")).rows())
    assert [type(row) for row in rows] == [Row, Broken, *[Row] * 47]
    assert isinstance(rows[1], Broken) and rows[1].number == 2
    assert rows[1].expected.endswith("see line 3")
    assert isinstance(rows[-1], Row) and rows[-1].cells == {"id": "49", "name": "c49"}


def test_bytes_that_are_no_text_break_their_own_row_only(tmp_path: Path):
    path = tmp_path / "people.csv"
    path.write_bytes(b"id,name\n1,a\n2,\x81\xe9\n3,c\n")
    assert [type(row) for row in opened(path).rows()] == [Row, Broken, Row]


def test_rows_can_be_read_from_the_middle(write: Callable[..., Path]):
    table = opened(write("id\n" + "".join(f"{n}\n" for n in range(1, 50))))
    assert [row.number for row in table.rows(after=47)] == [48, 49]
    assert table.rows_about == 49


def test_empty_lines_are_no_rows(write: Callable[..., Path]):
    assert len(cells(write("id,name\n\n1,a\n\n\n2,b\n\n"))) == 2


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n1,2,3\n", "a,b,a\n1,2,3\n"])
def test_a_file_without_good_headers_is_no_table(write: Callable[..., Path], text: str):
    with pytest.raises(FileError):
        opened(write(text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(FileError, match=r"nowhere\.csv"):
        opened(tmp_path / "nowhere.csv")


def test_parquet_values_are_written_as_people_write_them(tmp_path: Path):
    path = tmp_path / "people.parquet"
    columns = {
        "id": [1, 2],
        "dob": [date(1980, 5, 12), None],
        "seen": [datetime(2020, 1, 2), datetime(2020, 1, 2, 3, 4)],  # noqa: DTZ001
        "zip": [60601.0, float("nan")],
        "twin": [True, None],
        "race": [["a", "b"], []],
    }
    pq.write_table(pa.table(columns), path)
    assert cells(path) == [
        {
            "id": "1",
            "dob": "1980-05-12",
            "seen": "2020-01-02",
            "zip": "60601",
            "twin": "Y",
            "race": "a;b",
        },
        {"id": "2", "dob": "", "seen": "2020-01-02T03:04:00", "zip": "", "twin": "", "race": ""},
    ]


def test_parquet_can_be_read_from_the_middle(tmp_path: Path):
    path = tmp_path / "people.parquet"
    pq.write_table(pa.table({"id": list(range(1, 5001))}), path)
    table = opened(path)
    assert table.rows_about == 5000
    assert [row.number for row in table.rows(after=4998)] == [4999, 5000]


def test_a_damaged_parquet_file_is_no_table(write: Callable[..., Path]):
    with pytest.raises(FileError, match="Parquet"):
        opened(write("PAR1 not really", "people.parquet"))
