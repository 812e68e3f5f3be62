-- Writing: one statement for all rows.  Each reads `chunk`, an Arrow table that the caller has
-- registered, with the columns c1, c2 …; an insert of a few rows is written as VALUES instead,
-- which is faster.
--
-- What is wide and changes often is deleted and inserted, never updated: at its next checkpoint
-- DuckDB writes a column anew for all 122,880 rows around each row that was updated, some 30 MB for
-- one record, and only notes which rows were deleted.

-- name: insert_journal
-- Entries are appended, and never touched again.
INSERT INTO journal SELECT * FROM chunk;

-- name: update_applied
-- The tables have everything up to this entry.
UPDATE applied SET seq = ?;

-- name: delete_sources
-- Sources are few and have no index: a changed one is written anew.
DELETE FROM source WHERE code IN (SELECT c1 FROM chunk);

-- name: insert_sources
-- See delete_sources.
INSERT INTO source SELECT * FROM chunk;

-- name: insert_records
-- Records that are new.
INSERT INTO record SELECT * FROM chunk;

-- name: delete_records
-- Records of which more changed than their person; they are written anew.
DELETE FROM record WHERE id IN ({ids});

-- name: update_records
-- A record's status, or its person, changed.
UPDATE record SET status = c2, eid = c3 FROM chunk WHERE record.id = c1 AND record.id IN ({ids});

-- name: delete_abouts
-- What hangs on some records changed, and is written anew.
DELETE FROM about WHERE id IN ({ids});

-- name: insert_abouts
-- Records with all that hangs on them, packed.
INSERT INTO about SELECT * FROM chunk;

-- name: insert_versions
-- What was received, in the order of arrival.
INSERT INTO record_version SELECT * FROM chunk;

-- name: update_versions
-- A steward settled a version that waited in quarantine.
UPDATE record_version SET disposition = c3, current_from_us = c5
FROM chunk
WHERE record_version.record = c1 AND record_version.version = c2
  AND record_version.record IN ({ids});

-- name: delete_block_keys
-- Pairs of key and record; {ids} are the records, which lie together.
DELETE FROM block_key WHERE record IN ({ids}) AND (key, record) IN (SELECT (c1, c2) FROM chunk);

-- name: insert_block_keys
-- Pairs of key and record.
INSERT INTO block_key SELECT * FROM chunk;

-- name: insert_eids
-- EIDs that were minted.
INSERT INTO eid SELECT * FROM chunk;

-- name: update_eids
-- EIDs that were retired, revived, or handed over to another founder.
UPDATE eid SET founder = c2, survivor = c3
FROM chunk WHERE eid.eid = c1 AND eid.eid_hash IN ({ids});

-- name: insert_memberships
-- From now on the record belongs to the EID.
INSERT INTO membership SELECT * FROM chunk;

-- name: insert_judgements
-- Judgements that were passed.
INSERT INTO judgement SELECT * FROM chunk;

-- name: update_judgements
-- Judgements that were revoked, or stand again.
UPDATE judgement SET stands = c4, body = c5 FROM chunk
WHERE judgement.id = c1 AND judgement.id IN ({ids});

-- name: insert_tasks
-- Tasks that were opened.
INSERT INTO task SELECT * FROM chunk;

-- name: delete_tasks
-- Tasks that somebody worked on, or that ended; they are written anew.
DELETE FROM task WHERE id IN ({ids});

-- name: insert_decisions
-- What somebody decided.
INSERT INTO decision SELECT * FROM chunk;

-- name: update_decisions
-- Decisions that were undone, or stand again.
UPDATE decision SET body = c5 FROM chunk WHERE decision.id = c1 AND decision.id IN ({ids});

-- name: delete_filters
-- Before all of them are written anew; there are few.
DELETE FROM saved_filter;

-- name: insert_saved_filters
-- Filters that stewards kept.
INSERT INTO saved_filter SELECT * FROM chunk;

-- name: insert_answers
-- Requests that were answered.
INSERT INTO answer SELECT * FROM chunk;

-- name: delete_meta
-- Before meta is written anew.
DELETE FROM meta;

-- name: insert_meta
-- What the projections are written with.
INSERT INTO meta SELECT * FROM chunk;
