-- What hangs on a record changes far more often than the record, and is replaced as a whole: it has
-- a table of its own, whose rows are deleted and inserted.

CREATE TABLE about (
    id BIGINT NOT NULL,         -- the record's
    about BLOB NOT NULL         -- the record and all that hangs on it, packed
);
INSERT INTO about SELECT id, about FROM record;
CREATE INDEX about_id ON about (id);

DROP INDEX record_id;
DROP INDEX record_key;
ALTER TABLE record DROP COLUMN about;
CREATE INDEX record_id ON record (id);
CREATE INDEX record_key ON record (key_hash);
