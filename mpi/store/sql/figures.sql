-- Figures over whole tables.  {ids} stands for integers only, written out.

-- name: holdings
-- Records, persons, records nobody needs twice; the first row is all sources together.
WITH held AS (
    SELECT source, eid, count(*) AS n FROM record WHERE status = 'active' GROUP BY ALL
),
spread AS (
    SELECT eid, count(*) AS sources FROM held GROUP BY eid
),
each AS (
    SELECT source, sum(n) AS records, count(*) AS persons, sum(n - 1) AS surplus,
           coalesce(sum(n) FILTER (n > 1), 0) AS in_sets,
           count(*) FILTER (sources > 1) AS spread
    FROM held JOIN spread USING (eid) GROUP BY source
),
merged AS (
    SELECT source, count(*) AS merged FROM record WHERE status = 'merged' GROUP BY source
),
whole AS (
    SELECT '' AS source, sum(records) AS records,
           (SELECT count(*) FROM spread) AS persons, sum(surplus) AS surplus,
           sum(in_sets) AS in_sets, (SELECT count(*) FROM spread WHERE sources > 1) AS spread,
           (SELECT coalesce(sum(merged), 0) FROM merged) AS merged
    FROM each HAVING count(*) > 0
)
SELECT source, records::BIGINT, persons, surplus::BIGINT, in_sets::BIGINT, spread, merged::BIGINT
FROM (
    SELECT 0 AS part, * FROM whole
    UNION ALL
    SELECT 1 AS part, each.*, coalesce(merged, 0) FROM each LEFT JOIN merged USING (source)
)
ORDER BY part, source;

-- name: in_question
-- What some records would add to their source's figures.
WITH asked AS (
    SELECT DISTINCT id, source, eid FROM record WHERE id IN ({ids}) AND status = 'active'
),
persons AS (
    SELECT eid, count(DISTINCT source) AS sources FROM record
    WHERE status = 'active' AND eid IN (SELECT eid FROM asked) GROUP BY eid
),
sets AS (
    SELECT eid, source, count(*) AS n FROM record
    WHERE status = 'active' AND eid IN (SELECT eid FROM asked) GROUP BY ALL
)
SELECT source, count(*), count(*) FILTER (n = 1), count(DISTINCT eid) FILTER (sources = 1)
FROM asked JOIN persons USING (eid) JOIN sets USING (eid, source) GROUP BY source ORDER BY source;

-- name: arrived
-- Records by the month they first came, and those whose person had one in their source already.
-- A record is in a person from the moment it came; ids are given in the order of arrival.
WITH came AS (
    SELECT record, min(at_us) AS at_us FROM membership GROUP BY record
),
placed AS (
    SELECT id, source, row_number() OVER (PARTITION BY source, eid ORDER BY id) AS place
    FROM record WHERE status = 'active'
)
SELECT source, strftime(make_timestamp(at_us), '%Y-%m') AS month, count(*),
       count(*) FILTER (place > 1)
FROM placed JOIN came ON record = id GROUP BY ALL ORDER BY month, source;

-- name: abouts_after
-- The next so many ids of all records, which are given without a gap.  A stretch of ids is found
-- by itself; a LIMIT would look through all that come after it.
SELECT about FROM about WHERE id > $after AND id <= $after + $limit ORDER BY id;

-- name: judgements_after
-- A page of all judgements.
SELECT body FROM judgement WHERE id > $after ORDER BY id LIMIT $limit;

-- name: entries_of
-- A page of the journal, some types only.
SELECT seq, at_us, actor, request_id, type, payload, salt, payload_hash, hash
FROM journal WHERE seq > $after AND list_contains($types, type) ORDER BY seq LIMIT $limit;
