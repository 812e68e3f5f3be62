-- Reading.  {ids} stands for integers only, written out: DuckDB uses an index for literals, and
-- is ten times slower with parameters in their place.

-- name: sources
-- All of them; there are few.
SELECT body FROM source;

-- name: abouts
-- Records by id, each with all that hangs on it.
SELECT about FROM about WHERE id IN ({ids});

-- name: ids_by_key
-- Records by the hash of their key; the key itself is compared by the caller.
SELECT id FROM record WHERE key_hash IN ({ids});

-- name: abouts_after
-- A page of all records.
SELECT about FROM about WHERE id > $after ORDER BY id LIMIT $limit;

-- name: block_keys
-- The block keys of one record.
SELECT keys FROM record WHERE id IN ({ids});

-- name: blocks
-- The lowest record ids of each block, so that a fat block costs no more than a lean one.
SELECT key, min(record, $count) FROM block_key WHERE key IN ({ids}) GROUP BY key;

-- name: small_blocks
-- All of some blocks; faster, as long as there are not too many.
SELECT key, record FROM block_key WHERE key IN ({ids}) LIMIT $limit;

-- name: eids
-- EIDs by hash; the EID itself is compared by the caller.
SELECT eid, number, founder, survivor FROM eid WHERE eid_hash IN ({ids});

-- name: ever_members
-- The records that belong, or ever belonged, to some EIDs; some of them more than once.
SELECT eid, record FROM membership WHERE eid_hash IN ({ids});

-- name: versions
-- Where the versions of some records are in the journal.
SELECT record, version, disposition, seq, current_from_us FROM record_version WHERE record IN ({ids})
ORDER BY record, version;

-- name: entries
-- Journal entries by number.
SELECT seq, at_us, actor, request_id, type, payload, salt, payload_hash, hash
FROM journal WHERE seq IN ({ids});

-- name: entries_between
-- A page of the journal.
SELECT seq, at_us, actor, request_id, type, payload, salt, payload_hash, hash
FROM journal WHERE seq > $after AND seq <= $until ORDER BY seq;

-- name: judgements
-- Judgements by id.
SELECT body FROM judgement WHERE id IN ({ids});

-- name: tasks
-- Tasks by id.
SELECT body FROM task WHERE id IN ({ids});

-- name: tasks_after
-- A page of the tasks of a status and kind; '' for any.
SELECT body FROM task
WHERE id > $after AND ($status = '' OR status = $status) AND ($kind = '' OR kind = $kind)
ORDER BY id LIMIT $limit;

-- name: find_tasks
-- A page of the tasks that pass a filter, in an order; `place_key` and `place_id` are those of the
-- last one before, worked out in mpi/store/desk.py.
WITH told AS (SELECT id, body, {place_key} AS place_key FROM task WHERE {passes})
SELECT body FROM told
WHERE $place_id = 0 OR place_key > $place_key OR (place_key = $place_key AND id > $place_id)
ORDER BY place_key, id LIMIT $limit;

-- name: count_tasks
-- The tasks that pass a filter, by all that they are counted by.
SELECT kind, {state} AS state, priority,
       CASE WHEN $now_us - opened_us < 86400000000 THEN 0
            WHEN $now_us - opened_us < 604800000000 THEN 1
            WHEN $now_us - opened_us < 2592000000000 THEN 2
            WHEN $now_us - opened_us < 7776000000000 THEN 3 ELSE 4 END AS age,
       sources,
       count(*),
       count(*) FILTER (WHERE due_us > 0 AND due_us < $now_us AND status = 'open'),
       count(*) FILTER (WHERE assignee = $asker OR ({state} = 'claimed' AND holder = $asker)),
       count(*) FILTER (WHERE assignee = ''),
       count(*) FILTER (WHERE proposed),
       min(opened_us)
FROM task WHERE {passes} GROUP BY ALL ORDER BY ALL;

-- name: decisions
-- Decisions by id.
SELECT body FROM decision WHERE id IN ({ids});

-- name: decisions_before
-- Decisions, newest first; what is empty does not narrow.
SELECT body FROM decision
WHERE ($before = 0 OR id < $before) AND ($by = '' OR actor = $by)
  AND (len($kinds::VARCHAR[]) = 0 OR list_contains($kinds::VARCHAR[], kind)) AND at_us >= $since_us
ORDER BY id DESC LIMIT $limit;

-- name: memberships
-- Every change of person of some records.
SELECT record, eid, seq FROM membership WHERE record IN ({ids});

-- name: links_between
-- Entries of a stretch of the journal by which records came to a person, and no person was made.
SELECT seq, at_us, actor, request_id, type, payload, salt, payload_hash, hash
FROM journal
WHERE seq > $after AND seq < $before AND type = 'PersonsChanged'
  AND contains(decode(payload), '"founded":[]')
ORDER BY seq DESC;

-- name: standing
-- Judgements that stand, newest first.
SELECT body FROM judgement
WHERE stands AND verdict = $verdict AND ($before = 0 OR id < $before) AND ($by = '' OR actor = $by)
ORDER BY id DESC LIMIT $limit;

-- name: count_standing
-- How many stand.
SELECT count(*) FROM judgement WHERE stands AND verdict = $verdict AND ($by = '' OR actor = $by);

-- name: filters
-- All of them; there are few.
SELECT body FROM saved_filter;

-- name: answers
-- Where the answers to some requests are in the journal; the id is compared by the caller.
SELECT request_id, seq FROM answer WHERE request_hash IN ({ids});

-- name: find
-- Active records that contain every needle; '' is in every column.
SELECT id FROM record
WHERE status = 'active'
  AND contains(family, $family) AND contains(given, $given)
  AND contains(birth_date, $birth_date) AND contains(sex, $sex) AND contains(ssn, $ssn)
  AND contains(phones, $phones) AND contains(city, $city)
  AND contains(postal_code, $postal_code)
ORDER BY id LIMIT $limit;

-- name: eid_at
-- The last person that a record was given by a time.
SELECT eid FROM membership WHERE record IN ({ids}) AND at_us <= $at_us
ORDER BY seq DESC LIMIT 1;

-- name: members_at
-- Which of some records belonged to an EID at a time.
SELECT record FROM membership WHERE record IN ({ids}) AND at_us <= $at_us
GROUP BY record HAVING arg_max(eid, seq) = $eid ORDER BY record;

-- name: last_seq
-- The newest journal number.
SELECT coalesce(max(seq), 0) FROM journal;

-- name: applied
-- How far the tables go.
SELECT seq FROM applied;

-- name: last_promotion
-- The newest entry that says which model the index is on.
SELECT seq, at_us, actor, request_id, type, payload, salt, payload_hash, hash
FROM journal WHERE type = 'ModelPromoted' ORDER BY seq DESC LIMIT 1;

-- name: last_hash
-- What the next journal entry is chained to.
SELECT hash FROM journal WHERE seq = $seq;

-- name: counters
-- The newest number given of each kind.
SELECT (SELECT coalesce(max(id), 0) FROM record),
       (SELECT coalesce(max(id), 0) FROM task), (SELECT coalesce(max(id), 0) FROM judgement),
       (SELECT coalesce(max(number), 0) FROM eid);

-- name: counts
-- How many there are; a person is an EID that has records.
SELECT (SELECT count(*) FROM record WHERE status <> 'deleted') AS records,
       (SELECT count(DISTINCT eid) FROM record WHERE eid <> '') AS persons,
       (SELECT count(*) FROM task WHERE status = 'open') AS open_tasks,
       (SELECT count(*) FROM judgement) AS judgements;

-- name: meta
-- What the projections were written with.
SELECT name, value FROM meta;

-- name: database
SELECT current_database();

-- name: create_fresh
-- For rows that are pending, and that whole-table questions have to see; see `Tables.laid_over`.
CREATE TEMP TABLE fresh_{table} AS SELECT * FROM {table} LIMIT 0;

-- name: lay_over
-- A temporary view hides the table of the same name.
CREATE TEMP VIEW {table} AS
SELECT * FROM {database}.main.{table} WHERE {key} NOT IN (SELECT {key} FROM fresh_{table})
UNION ALL SELECT * FROM fresh_{table};

-- name: lift
DROP VIEW {table};

-- name: drop_fresh
DROP TABLE fresh_{table};

-- name: held_blocks
-- All block keys and their records; whoever reads sorts them.
SELECT key, record::UINTEGER FROM block_key

-- name: held_keys
-- The hashes of all record keys, with their records.
SELECT key_hash, id::UINTEGER FROM record

-- name: held_eids
-- Those of all EIDs; no number stands for anything.
SELECT eid_hash, 0::UINTEGER FROM eid

-- name: held_answers
-- Those of all request ids; no number, either.
SELECT request_hash, 0::UINTEGER FROM answer

-- name: held_changed
-- Entries of a stretch of the journal that may change the block keys of a record.
SELECT payload FROM journal
WHERE seq > $since AND seq <= $seq
  AND type IN ('RecordStored', 'RecordMerged', 'RecordUnmerged', 'RecordDeleted',
               'QuarantineSettled', 'VersionSet')

-- name: held_blocks_since
-- The block keys of records that are new, or may have changed.
SELECT key, record FROM block_key
WHERE record > $records OR record IN (SELECT unnest($changed::BIGINT[]))

-- name: held_keys_since
SELECT key_hash, id FROM record WHERE id > $records

-- name: held_eids_since
SELECT eid_hash, 0 FROM eid WHERE number > $eids

-- name: held_answers_since
SELECT request_hash, 0 FROM answer WHERE seq > $since

-- name: held_newest
SELECT (SELECT coalesce(max(id), 0) FROM record), (SELECT coalesce(max(number), 0) FROM eid)
