-- A first load is worked out in a file of its own, the staging file, before the index is written.
-- Rows are numbered by record key, so that nothing depends on the order of the files; `row_id` is
-- a record's id less one.  `written` is the index, attached.

-- name: create_arrived
-- Every accepted row; `ordinal` is its place among all rows of all files.
CREATE TABLE arrived AS SELECT * FROM chunk LIMIT 0;

-- name: number
-- The first row of each record key is a record.
CREATE TABLE numbered AS
SELECT row_number() OVER (ORDER BY source, local_id) AS id, ordinal
FROM (SELECT source, local_id, min(ordinal) AS ordinal FROM arrived GROUP BY ALL);

-- name: number_as_they_come
-- Records of an index, in the order in which they first came.
CREATE TABLE numbered AS SELECT ordinal + 1 AS id, ordinal FROM arrived;

-- name: further
-- Later rows of the same key; one that says what the row before it said changes nothing.
CREATE TABLE further AS
SELECT ordinal, content <> before AS changes
FROM (SELECT ordinal, content,
             lag(content) OVER (PARTITION BY source, local_id ORDER BY ordinal) AS before
      FROM arrived
      WHERE (source, local_id) IN (
          SELECT (source, local_id) FROM arrived GROUP BY source, local_id HAVING count(*) > 1))
WHERE before IS NOT NULL;

-- name: counts
SELECT (SELECT count(*) FROM numbered),
       (SELECT count(*) FROM further WHERE NOT changes);

-- name: sources
SELECT DISTINCT source FROM arrived ORDER BY source;

-- name: create_rows
CREATE TABLE rows AS
SELECT n.id - 1 AS row_id, {columns} FROM numbered n JOIN arrived a USING (ordinal) ORDER BY n.id;

-- name: create_said
-- What standardizing reads: the canonical columns of each record.
CREATE TABLE said AS
SELECT n.id - 1 AS row_id, a.source, a.local_id, {columns}
FROM numbered n JOIN arrived a USING (ordinal);

-- name: create_block_of_index
-- The block keys of the records of an index.
CREATE TABLE block AS
SELECT b.key, a.ordinal + 1 AS record
FROM written.block_key b JOIN arrived a ON a.record = b.record;

-- name: create_crowd
-- Blocks that have grown too large, in the order in which their records come.
CREATE TABLE crowd AS
SELECT key, record, row_number() OVER (PARTITION BY key ORDER BY record) AS place
FROM block WHERE key IN (SELECT key FROM block GROUP BY key HAVING count(*) > $limit);

-- name: create_met
-- Who meets in which block: all of a block that stays small, and of the others those who came
-- before it had grown too large.
CREATE TABLE met AS
SELECT key, record FROM block
WHERE key IN (SELECT key FROM block GROUP BY key HAVING count(*) BETWEEN 2 AND $limit)
UNION ALL
SELECT key, record FROM crowd WHERE place <= $limit;

-- name: create_cut
-- Records whose candidates are not all there: they came when a block of theirs was too large.
CREATE TABLE cut AS SELECT DISTINCT record - 1 AS row_id FROM crowd WHERE place > $limit;

-- name: create_pairs
CREATE TABLE pairs AS
SELECT DISTINCT a.record - 1 AS l, b.record - 1 AS r
FROM met a JOIN met b ON a.key = b.key AND a.record < b.record;

-- name: drop_met
DROP TABLE met;

-- name: hold_cut_links
-- What was cut is known: the later record of the pair had not all its candidates, so the machine
-- does not link it.
UPDATE decided SET verdict = 'review', guards = [], held = [$cause]
WHERE verdict = 'link' AND r IN (SELECT row_id FROM cut);

-- name: verdicts
SELECT l, r, weight, verdict, guards, held FROM decided WHERE verdict <> 'apart'
ORDER BY weight DESC, l, r;

-- name: persons
SELECT row_id, person FROM persons ORDER BY person, row_id;

-- name: refused
SELECT l, r FROM refused;

-- name: conflicts
-- Edges that were not taken, strongest first.
SELECT f.l + 1, f.r + 1, f.reason, p.person + 1, q.person + 1
FROM refused f JOIN persons p ON p.row_id = f.l JOIN persons q ON q.row_id = f.r
WHERE p.person <> q.person ORDER BY f.weight DESC, f.l, f.r;

-- name: reviews
-- The best pair of each two persons that the machine may not decide, strongest first.
SELECT l + 1, r + 1, guards, held, p + 1, q + 1
FROM (SELECT DISTINCT ON (least(p.person, q.person), greatest(p.person, q.person))
             d.l, d.r, d.weight, d.guards, d.held, p.person AS p, q.person AS q
      FROM decided d JOIN persons p ON p.row_id = d.l JOIN persons q ON q.row_id = d.r
      WHERE d.verdict = 'review' AND p.person <> q.person
      ORDER BY least(p.person, q.person), greatest(p.person, q.person), d.weight DESC, d.l, d.r)
ORDER BY weight DESC, l, r;

-- name: shared_numbers
-- Who says a number that is given to one human for life, "TYPE|AUTHORITY|VALUE" as in
-- mpi/asking_more.py: of two persons or more, and of at most $crowd records.
SELECT number, said.row_id + 1, person + 1
FROM (SELECT 'SS||' || ssn AS number, row_id FROM rows WHERE ssn <> ''
      UNION ALL SELECT unnest(identifiers), row_id FROM rows) said JOIN persons USING (row_id)
WINDOW w AS (PARTITION BY number)
QUALIFY min(person) OVER w <> max(person) OVER w AND count(*) OVER w <= $crowd
ORDER BY number, said.row_id;

-- name: links_made
-- The strongest link of each record to one of its person that came before it.
SELECT a.source, a.local_id, b.source, b.local_id, l + 1, r + 1
FROM (SELECT DISTINCT ON (d.r) d.l, d.r
      FROM decided d JOIN persons p ON p.row_id = d.l JOIN persons q ON q.row_id = d.r
      WHERE d.verdict = 'link' AND p.person = q.person ORDER BY d.r, d.weight DESC, d.l)
JOIN numbered m ON m.id = l + 1 JOIN arrived a ON a.ordinal = m.ordinal
JOIN numbered n ON n.id = r + 1 JOIN arrived b ON b.ordinal = n.ordinal ORDER BY r;

-- name: match_rows
SELECT n.id, a.source, a.local_id, m.eid, {columns}
FROM numbered n JOIN arrived a USING (ordinal) JOIN rows ON rows.row_id = n.id - 1
JOIN persons p ON p.row_id = n.id - 1 JOIN minted m ON m.founder = p.person + 1
WHERE n.id IN (SELECT unnest($ids::BIGINT[]));

-- name: founders
-- The first record of each person.
SELECT DISTINCT person + 1 AS founder FROM persons ORDER BY founder;

-- name: create_minted
CREATE TABLE minted (founder BIGINT, eid VARCHAR, eid_hash BIGINT);

-- name: insert_minted
INSERT INTO minted SELECT founder, eid, eid_hash FROM chunk;

-- name: take_back_minted
-- Of two persons with one EID only the first keeps it.
DELETE FROM minted WHERE founder IN (
    SELECT founder FROM minted
    QUALIFY row_number() OVER (PARTITION BY eid ORDER BY founder) > 1)
RETURNING founder;

-- name: write_eids
INSERT INTO written.eid
SELECT eid_hash, eid, row_number() OVER (ORDER BY founder), founder, '' FROM minted
ORDER BY founder;

-- name: create_waiting
CREATE TABLE waiting AS
SELECT record, list(task ORDER BY task) AS tasks FROM chunk GROUP BY record;

-- name: create_edges
-- The automatic edges of each record, seen from either side.
CREATE TABLE edges AS
SELECT id, list(other ORDER BY other) AS others, list(weight ORDER BY other) AS weights
FROM (SELECT l + 1 AS id, r + 1 AS other, weight FROM decided WHERE verdict = 'link'
      UNION ALL
      SELECT r + 1, l + 1, weight FROM decided WHERE verdict = 'link')
GROUP BY id;

-- name: whole_records
-- Everything that is written of some records, in the order of their ids, but for their block keys.
SELECT n.id, a.source, a.local_id, a.event_time_us, a.content, a.said, m.founder, m.eid,
       m.eid_hash, coalesce(e.others, []) AS others, coalesce(e.weights, []) AS weights,
       coalesce(e.others[1] < n.id, false) AS meets_earlier, coalesce(w.tasks, []) AS tasks,
       {columns}
FROM numbered n JOIN arrived a USING (ordinal) JOIN rows ON rows.row_id = n.id - 1
JOIN persons p ON p.row_id = n.id - 1 JOIN minted m ON m.founder = p.person + 1
LEFT JOIN edges e ON e.id = n.id LEFT JOIN waiting w ON w.record = n.id
WHERE n.id > $after AND n.id <= $until AND rows.row_id >= $after AND rows.row_id < $until
  AND p.row_id >= $after AND p.row_id < $until
ORDER BY n.id;

-- name: keys_by_record
SELECT row_id + 1 AS record, hash FROM block_kept
WHERE row_id >= $after AND row_id < $until ORDER BY record, hash;

-- name: last_id
SELECT coalesce(max(id), 0) FROM numbered;

-- name: write_block_keys
INSERT INTO written.block_key SELECT hash, row_id + 1 FROM block_kept;

-- name: further_rows
SELECT a.source, a.local_id, a.event_time_us, a.said
FROM further f JOIN arrived a USING (ordinal) WHERE f.changes ORDER BY a.ordinal;

-- name: indexes
SELECT index_name, sql FROM duckdb_indexes() WHERE database_name = 'written';
