"""What records say, beside each other."""

from matching.demographics import Demographics
from mpi.desk.fields import side_by_side


def test_a_birth_date_that_cannot_be_stands_beside_the_other_birth_dates():
    whole = Demographics(birth_date="1861-02-19")
    garbled = Demographics(birth_date="1861", birth_date_garbled="1861-02-79")
    (row,) = side_by_side((whole, garbled))
    assert row.field == "birth_date" and row.differs
    assert [one.text for one in row.values if one] == ["1861-02-19", "1861-02-79"]
    assert [one.path for one in row.values if one] == ["birth_date", "birth_date_garbled"]
