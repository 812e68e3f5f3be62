-- Writing: one statement a table and flush, whatever the number of rows.  Each is passed its rows
-- column by column; an insert of a few rows is written as VALUES instead, which is twice as fast.

-- name: insert_journal
-- Entries are appended, and never touched again.
INSERT INTO journal
SELECT unnest($1::BIGINT[]), unnest($2::BIGINT[]), unnest($3::VARCHAR[]), unnest($4::VARCHAR[]),
       unnest($5::VARCHAR[]), unnest($6::BLOB[]), unnest($7::BLOB[]), unnest($8::BLOB[]),
       unnest($9::BLOB[]);

-- name: delete_sources
-- Sources are few and have no index: a changed one is written anew.
DELETE FROM source WHERE code IN (SELECT unnest($1::VARCHAR[]));

-- name: insert_sources
-- See delete_sources.
INSERT INTO source SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[]);

-- name: insert_records
-- Records that are new.
INSERT INTO record
SELECT unnest($1::BIGINT[]), unnest($2::BIGINT[]), unnest($3::VARCHAR[]), unnest($4::VARCHAR[]),
       unnest($5::VARCHAR[]), unnest($6::VARCHAR[]), unnest($7::BLOB[]), unnest($8::BLOB[]),
       unnest($9::VARCHAR[]), unnest($10::VARCHAR[]), unnest($11::VARCHAR[]),
       unnest($12::VARCHAR[]), unnest($13::VARCHAR[]), unnest($14::VARCHAR[]),
       unnest($15::VARCHAR[]), unnest($16::VARCHAR[]);

-- name: update_abouts
-- What hangs on a record changed, not the record; nothing that has an index.
UPDATE record SET about = d.about
FROM (SELECT unnest($1::BIGINT[]) AS id, unnest($2::BLOB[]) AS about) AS d
WHERE record.id = d.id AND record.id IN ({ids});

-- name: update_few_abouts
-- The same without a join, which is faster as long as they are few.
UPDATE record SET about = list_extract($2::BLOB[], list_position($1::BIGINT[], id))
WHERE id IN ({ids});

-- name: update_records
-- A record's status, or its person, changed.
UPDATE record SET status = d.status, eid = d.eid
FROM (SELECT unnest($1::BIGINT[]) AS id, unnest($2::VARCHAR[]) AS status,
             unnest($3::VARCHAR[]) AS eid) AS d
WHERE record.id = d.id AND record.id IN ({ids});

-- name: update_rows
-- What a record says changed: its block keys, and what a search looks into.
UPDATE record
SET keys = d.keys, family = d.family, given = d.given, birth_date = d.birth_date, sex = d.sex,
    ssn = d.ssn, phones = d.phones, city = d.city, postal_code = d.postal_code
FROM (SELECT unnest($1::BIGINT[]) AS id, unnest($2::BLOB[]) AS keys,
             unnest($3::VARCHAR[]) AS family, unnest($4::VARCHAR[]) AS given,
             unnest($5::VARCHAR[]) AS birth_date, unnest($6::VARCHAR[]) AS sex,
             unnest($7::VARCHAR[]) AS ssn, unnest($8::VARCHAR[]) AS phones,
             unnest($9::VARCHAR[]) AS city, unnest($10::VARCHAR[]) AS postal_code) AS d
WHERE record.id = d.id AND record.id IN ({ids});

-- name: insert_versions
-- What was received, in the order of arrival.
INSERT INTO record_version
SELECT unnest($1::BIGINT[]), unnest($2::BIGINT[]), unnest($3::VARCHAR[]), unnest($4::BIGINT[]),
       unnest($5::BIGINT[]);

-- name: update_versions
-- A steward settled a version that waited in quarantine.
UPDATE record_version SET disposition = d.disposition, current_from_us = d.current_from_us
FROM (SELECT unnest($1::BIGINT[]) AS record, unnest($2::BIGINT[]) AS version,
             unnest($3::VARCHAR[]) AS disposition,
             unnest($4::BIGINT[]) AS current_from_us) AS d
WHERE record_version.record = d.record AND record_version.version = d.version
  AND record_version.record IN ({ids});

-- name: delete_block_keys
-- Pairs of key and record; {ids} are the keys, so that the index finds them.
DELETE FROM block_key
WHERE key IN ({ids})
  AND (key, record) IN (SELECT (unnest($1::BIGINT[]), unnest($2::BIGINT[])));

-- name: insert_block_keys
-- Pairs of key and record.
INSERT INTO block_key SELECT unnest($1::BIGINT[]), unnest($2::BIGINT[]);

-- name: insert_eids
-- EIDs that were minted.
INSERT INTO eid
SELECT unnest($1::BIGINT[]), unnest($2::VARCHAR[]), unnest($3::BIGINT[]), unnest($4::BIGINT[]),
       unnest($5::VARCHAR[]);

-- name: update_eids
-- EIDs that were retired, revived, or handed over to another founder.
UPDATE eid SET founder = d.founder, survivor = d.survivor
FROM (SELECT unnest($1::VARCHAR[]) AS eid, unnest($2::BIGINT[]) AS founder,
             unnest($3::VARCHAR[]) AS survivor) AS d
WHERE eid.eid = d.eid AND eid.eid_hash IN ({ids});

-- name: insert_memberships
-- From now on the record belongs to the EID.
INSERT INTO membership
SELECT unnest($1::BIGINT[]), unnest($2::BIGINT[]), unnest($3::VARCHAR[]), unnest($4::BIGINT[]),
       unnest($5::BIGINT[]);

-- name: insert_judgements
-- Judgements that were passed.
INSERT INTO judgement
SELECT unnest($1::BIGINT[]), unnest($2::VARCHAR[]), unnest($3::VARCHAR[]), unnest($4::BOOLEAN[]),
       unnest($5::VARCHAR[]);

-- name: update_judgements
-- Judgements that were revoked, or stand again.
UPDATE judgement SET stands = d.stands, body = d.body
FROM (SELECT unnest($1::BIGINT[]) AS id, unnest($2::BOOLEAN[]) AS stands,
             unnest($3::VARCHAR[]) AS body) AS d
WHERE judgement.id = d.id AND judgement.id IN ({ids});

-- name: insert_tasks
-- Tasks that were opened.
INSERT INTO task
SELECT unnest($1::BIGINT[]), unnest($2::VARCHAR[]), unnest($3::VARCHAR[]), unnest($4::BIGINT[]),
       unnest($5::DOUBLE[]), unnest($6::BIGINT[]), unnest($7::BIGINT[]), unnest($8::BIGINT[]),
       unnest($9::VARCHAR[]), unnest($10::VARCHAR[]), unnest($11::BIGINT[]), unnest($12::BIGINT[]),
       unnest($13::BOOLEAN[]), unnest($14::BOOLEAN[]), unnest($15::VARCHAR[]),
       unnest($16::VARCHAR[]), unnest($17::VARCHAR[]);

-- name: update_tasks
-- Tasks that somebody worked on, or that ended.
UPDATE task SET kind = d.kind, status = d.status, priority = d.priority, weight = d.weight,
       closed_us = d.closed_us, due_us = d.due_us, assignee = d.assignee, holder = d.holder,
       lease_us = d.lease_us, deferred_us = d.deferred_us, escalated = d.escalated,
       proposed = d.proposed, resolved_by = d.resolved_by, sources = d.sources, body = d.body
FROM (SELECT unnest($1::BIGINT[]) AS id, unnest($2::VARCHAR[]) AS kind,
             unnest($3::VARCHAR[]) AS status, unnest($4::BIGINT[]) AS priority,
             unnest($5::DOUBLE[]) AS weight, unnest($6::BIGINT[]) AS opened_us,
             unnest($7::BIGINT[]) AS closed_us, unnest($8::BIGINT[]) AS due_us,
             unnest($9::VARCHAR[]) AS assignee, unnest($10::VARCHAR[]) AS holder,
             unnest($11::BIGINT[]) AS lease_us, unnest($12::BIGINT[]) AS deferred_us,
             unnest($13::BOOLEAN[]) AS escalated, unnest($14::BOOLEAN[]) AS proposed,
             unnest($15::VARCHAR[]) AS resolved_by, unnest($16::VARCHAR[]) AS sources,
             unnest($17::VARCHAR[]) AS body) AS d
WHERE task.id = d.id AND task.id IN ({ids});

-- name: insert_answers
-- Requests that were answered.
INSERT INTO answer
SELECT unnest($1::BIGINT[]), unnest($2::VARCHAR[]), unnest($3::BIGINT[]);

-- name: insert_decisions
-- What somebody decided.
INSERT INTO decision
SELECT unnest($1::BIGINT[]), unnest($2::VARCHAR[]), unnest($3::VARCHAR[]), unnest($4::BIGINT[]),
       unnest($5::VARCHAR[]);

-- name: update_decisions
-- Decisions that were undone, or stand again.
UPDATE decision SET body = d.body
FROM (SELECT unnest($1::BIGINT[]) AS id, unnest($2::VARCHAR[]) AS body) AS d
WHERE decision.id = d.id AND decision.id IN ({ids});

-- name: delete_filters
-- Before all of them are written anew; there are few.
DELETE FROM saved_filter;

-- name: insert_filters
-- Filters that stewards kept.
INSERT INTO saved_filter SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[]), unnest($3::VARCHAR[]);

-- name: delete_meta
-- Before meta is written anew.
DELETE FROM meta;

-- name: insert_meta
-- What the projections are written with.
INSERT INTO meta SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[]);
