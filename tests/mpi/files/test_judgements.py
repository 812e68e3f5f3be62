"""The file of judged pairs."""

from __future__ import annotations

import pytest

from mpi.domain.record import RecordKey
from mpi.files.judgements import JudgedKeys, JudgedLine, read_judgements, write_judgements
from mpi.files.reading import FileError

HEAD = "left_source,left_local_id,right_source,right_local_id,verdict"
A, B = RecordKey("A", "1"), RecordKey("B", "x,2")


def line(verdict, at="2026-03-01T12:00:00Z"):
    return JudgedLine("A", "1", "B", "x,2", verdict, at, "print", "model")


def read(tmp_path, text):
    path = tmp_path / "judged.csv"
    path.write_text(text, encoding="utf-8")
    return read_judgements(path)


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "judged.csv"
    assert write_judgements([line("same")], path) == 1
    assert read_judgements(path) == (JudgedKeys(A, B, is_same=True),)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["judged.csv"]


def test_of_a_pair_that_stands_twice_the_line_judged_last_counts(tmp_path):
    path = tmp_path / "judged.csv"
    turned = JudgedLine("B", "x,2", "A", "1", "different", "2026-03-02T12:00:00Z", "", "")
    write_judgements([turned, line("same")], path)
    assert read_judgements(path) == (JudgedKeys(B, A, is_same=False),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("left_source,left_local_id\n", "expected the column right_source"),
        ("", "expected the column left_source"),
        (f"{HEAD}\nA,1,A,2,perhaps\n", "line 2: expected same or different in verdict"),
        (f"{HEAD}\nA,1,A,2,same\nA,,A,2,same\n", "line 3: expected something in left_local_id"),
        (f"{HEAD}\nA,1,A,2\n", "line 2: expected something in verdict"),
        (f"{HEAD}\nA,1,A,1,same\n", "line 2: expected another record on the right"),
    ],
)
def test_a_fault_is_told_by_column_and_line_never_by_what_is_there(tmp_path, text, expected):
    with pytest.raises(FileError) as error:
        read(tmp_path, text)
    assert expected in str(error.value)
    assert "perhaps" not in str(error.value)
