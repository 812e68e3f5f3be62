"""Mapping files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mpi.files.demographics import Dates
from mpi.files.mapping import MappingError, read_mapping

FULL = """
[columns]
"Pat-Nr" = "local_id"
notes = "-"
[join]
address_line = ["HouseNo", "Road"]
[constants]
country = "DE"
[dates]
order = "DMY"
[values.sex]
1 = "male"
2 = "female"
[file]
encoding = "cp1252"
delimiter = ";"
"""


def test_a_mapping_says_what_headers_do_not(write: Callable[..., Path]):
    mapping = read_mapping(write(FULL, "mapping.toml"))
    layout = mapping.layout(["Pat-Nr", "surname", "HouseNo", "Road", "sex", "notes"])
    row = layout.row(
        {"Pat-Nr": "1", "surname": "Vogt", "HouseNo": "3", "Road": "Ring", "sex": "2", "notes": "x"}
    )
    assert row == {
        "local_id": "1",
        "family_name": "Vogt",
        "address_line": "3 Ring",
        "sex": "female",
        "country": "DE",
    }
    assert layout.ignored == ("notes",)
    assert mapping.dates == Dates("DMY")
    assert (mapping.encoding, mapping.delimiter) == ("cp1252", ";")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns", "mapping.toml"),
        ("[colums]\n", "colums"),
        ('[columns]\nx = "family"\n', "family"),
        ("[columns]\nx = 1\n", "text in quotes"),
        ('[join]\naddress_line = "x"\n', "list of file columns"),
        ('[constants]\nnation = "DE"\n', "nation"),
        ('[dates]\norder = "YMD"\n', "DMY"),
        ('[dates]\nstyle = "x"\n', "style"),
        ('[values.sexes]\n1 = "male"\n', "sexes"),
        ('[file]\ndelimiter = "tab"\n', "one character"),
    ],
)
def test_a_mistake_in_a_mapping_names_its_place(write: Callable[..., Path], text: str, said: str):
    with pytest.raises(MappingError, match=said):
        read_mapping(write(text, "mapping.toml"))


def test_a_column_that_the_file_lacks_is_a_mistake(write: Callable[..., Path]):
    mapping = read_mapping(write('[columns]\nx = "sex"\n', "mapping.toml"))
    with pytest.raises(MappingError, match='no column "x"'):
        mapping.layout(["local_id"])
