-- The journal is the truth; every other table below is a projection of it.
-- Times are microseconds since 1970 in UTC.  No column that has an index is ever updated, and no
-- index is UNIQUE: inside one transaction DuckDB checks uniqueness before it has taken out what
-- was deleted.  There is one writer, and `mpi check` proves what a constraint would have.

CREATE TABLE journal (
    seq BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    actor VARCHAR NOT NULL,
    request_id VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    payload BLOB,               -- JSON; NULL once erased
    salt BLOB,                  -- NULL once erased
    payload_hash BLOB NOT NULL,
    hash BLOB NOT NULL
);
CREATE INDEX journal_seq ON journal (seq);

CREATE TABLE meta (name VARCHAR NOT NULL, value VARCHAR NOT NULL);

CREATE TABLE source (
    code VARCHAR NOT NULL,
    body VARCHAR NOT NULL       -- JSON
);

CREATE TABLE record (
    id BIGINT NOT NULL,
    key_hash BIGINT NOT NULL,   -- of source and local id
    source VARCHAR NOT NULL,
    local_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    eid VARCHAR NOT NULL,       -- '' while deleted
    about BLOB NOT NULL,        -- the record and all that hangs on it, packed
    keys BLOB NOT NULL,         -- its block keys, strongest first
    family VARCHAR NOT NULL,    -- from here on: what a search looks into
    given VARCHAR NOT NULL,
    birth_date VARCHAR NOT NULL,
    sex VARCHAR NOT NULL,
    ssn VARCHAR NOT NULL,
    phones VARCHAR NOT NULL,
    city VARCHAR NOT NULL,
    postal_code VARCHAR NOT NULL
);
CREATE INDEX record_id ON record (id);
CREATE INDEX record_key ON record (key_hash);

CREATE TABLE record_version (
    record BIGINT NOT NULL,
    version BIGINT NOT NULL,
    disposition VARCHAR NOT NULL,
    seq BIGINT NOT NULL,        -- the journal entry that holds what the source said
    current_from_us BIGINT NOT NULL -- since when it was the current one; 0: it never was
);
CREATE INDEX record_version_record ON record_version (record);

CREATE TABLE block_key (
    key BIGINT NOT NULL,
    record BIGINT NOT NULL
);
CREATE INDEX block_key_key ON block_key (key);

CREATE TABLE eid (
    eid_hash BIGINT NOT NULL,
    eid VARCHAR NOT NULL,
    number BIGINT NOT NULL,
    founder BIGINT NOT NULL,
    survivor VARCHAR NOT NULL   -- '' while live
);
CREATE INDEX eid_eid ON eid (eid_hash);

-- Every change of person, appended: from this on the record belongs to the EID ('' for none).
CREATE TABLE membership (
    record BIGINT NOT NULL,
    eid_hash BIGINT NOT NULL,
    eid VARCHAR NOT NULL,
    seq BIGINT NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX membership_record ON membership (record);
CREATE INDEX membership_eid ON membership (eid_hash);

CREATE TABLE judgement (
    id BIGINT NOT NULL,
    body VARCHAR NOT NULL       -- JSON
);
CREATE INDEX judgement_id ON judgement (id);

CREATE TABLE task (
    id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    body VARCHAR NOT NULL       -- JSON
);
CREATE INDEX task_id ON task (id);

CREATE TABLE answer (
    request_hash BIGINT NOT NULL,
    request_id VARCHAR NOT NULL,
    seq BIGINT NOT NULL         -- the journal entry that holds the answer
);
CREATE INDEX answer_request ON answer (request_hash);
