"""A store that an earlier version wrote is brought to the layout of this one when it is opened."""

from __future__ import annotations

import duckdb

from mpi.check import check
from mpi.store.duckdb import DuckDBStore

ABOUT_IN_RECORD = """
DELETE FROM schema_version WHERE name = '0005_pre_about.sql';
DROP INDEX record_id;
DROP INDEX record_key;
CREATE TABLE earlier AS
SELECT r.id, key_hash, source, local_id, status, eid, about, keys, family, given, birth_date, sex,
       ssn, phones, city, postal_code
FROM record r JOIN about USING (id) ORDER BY r.id;
DROP TABLE record;
DROP TABLE about;
ALTER TABLE earlier RENAME TO record;
CREATE INDEX record_id ON record (id);
CREATE INDEX record_key ON record (key_hash);
"""


def test_what_hangs_on_a_record_moves_into_a_table_of_its_own(derive, store_some, tmp_path):
    path = str(tmp_path / "index.duckdb")
    store = DuckDBStore(path, derive)
    store_some(store, 5)
    with store.snapshot() as snapshot:
        before = [snapshot.about(record_id) for record_id in range(1, 6)]
    store.close()
    with duckdb.connect(path) as earlier:
        earlier.execute(ABOUT_IN_RECORD)

    store = DuckDBStore(path, derive)
    assert not store.is_stale
    with store.snapshot() as snapshot:
        assert [snapshot.about(record_id) for record_id in range(1, 6)] == before
    assert check(store).problems == ()
    store_some(store, 7)
    assert check(store).problems == ()
    store.close()
