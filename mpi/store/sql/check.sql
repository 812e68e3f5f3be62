-- Checking.  A table_… is read in the order of its columns, so that two stores can be laid side by
-- side; its first column names what differs.  A rule_… answers what breaks the rule.

-- name: table_source
SELECT code, body FROM source ORDER BY ALL;

-- name: table_record
SELECT id, key_hash, source, local_id, status, eid, keys, family, given, birth_date, sex, ssn,
       phones, city, postal_code
FROM record ORDER BY ALL;

-- name: table_about
SELECT id, about FROM about ORDER BY ALL;

-- name: table_record_version
SELECT record, version, disposition, seq, current_from_us FROM record_version ORDER BY ALL;

-- name: table_block_key
SELECT record, key FROM block_key ORDER BY ALL;

-- name: table_eid
SELECT eid, eid_hash, number, founder, survivor FROM eid ORDER BY ALL;

-- name: table_membership
SELECT record, seq, eid_hash, eid, at_us FROM membership ORDER BY ALL;

-- name: table_judgement
SELECT id, verdict, actor, stands, body FROM judgement ORDER BY ALL;

-- name: table_task
SELECT id, kind, status, priority, weight, opened_us, closed_us, due_us, assignee, holder, lease_us,
       deferred_us, escalated, proposed, resolved_by, sources, body
FROM task ORDER BY ALL;

-- name: table_decision
SELECT id, kind, actor, at_us, body FROM decision ORDER BY ALL;

-- name: table_saved_filter
SELECT owner, name, body FROM saved_filter ORDER BY ALL;

-- name: table_answer
SELECT seq, request_hash, request_id FROM answer ORDER BY ALL;

-- name: rule_every_record_that_is_not_deleted_has_one_live_eid
SELECT r.id FROM record r LEFT JOIN eid e ON e.eid = r.eid AND e.survivor = ''
WHERE r.status <> 'deleted' GROUP BY r.id HAVING count(e.eid) <> 1 ORDER BY r.id;

-- name: rule_a_deleted_record_has_no_eid
SELECT id FROM record WHERE status = 'deleted' AND eid <> '' ORDER BY id;

-- name: rule_a_live_eid_has_records_unless_its_founder_was_deleted
SELECT e.eid FROM eid e LEFT JOIN record f ON f.id = e.founder
WHERE e.survivor = '' AND f.status IS DISTINCT FROM 'deleted'
  AND e.eid NOT IN (SELECT eid FROM record) ORDER BY e.eid;

-- name: rule_a_retired_eid_leads_to_a_live_one
-- From the live ones backwards; what is not reached goes round in a loop, or nowhere.
WITH RECURSIVE led AS (
    SELECT eid FROM eid WHERE survivor = ''
    UNION ALL
    SELECT e.eid FROM eid e JOIN led ON e.survivor = led.eid
)
SELECT eid FROM eid WHERE eid NOT IN (SELECT eid FROM led) ORDER BY eid;

-- name: rule_an_eid_is_minted_once
SELECT eid FROM eid GROUP BY eid HAVING count(*) > 1 ORDER BY eid;

-- name: rule_an_eid_has_a_number_of_its_own
SELECT number FROM eid GROUP BY number HAVING count(*) > 1 ORDER BY number;

-- name: rule_a_record_key_has_one_record
SELECT min(id) FROM record GROUP BY source, local_id HAVING count(*) > 1 ORDER BY min(id);

-- name: rule_an_id_has_one_record
SELECT id FROM record GROUP BY id HAVING count(*) > 1 ORDER BY id;

-- name: rule_a_record_has_one_about
SELECT id FROM (SELECT id FROM record UNION ALL SELECT id FROM about)
GROUP BY id HAVING count(*) <> 2 ORDER BY id;

-- name: rule_only_an_active_record_has_block_keys
SELECT DISTINCT record FROM block_key
WHERE record NOT IN (SELECT id FROM record WHERE status = 'active') ORDER BY record;

-- A shelf_… is what the shelf is filled with, in its order.

-- name: shelf_abouts
SELECT id, about FROM about ORDER BY id;

-- name: shelf_persons
-- EIDs, each with the records that ever belonged to it.
SELECT eid, number, founder, survivor, coalesce(ever, [])
FROM eid LEFT JOIN (
    SELECT eid, list_sort(list(DISTINCT record)) AS ever FROM membership GROUP BY eid
) USING (eid)
ORDER BY eid;

-- name: shelf_tasks
SELECT id, body FROM task ORDER BY id;
