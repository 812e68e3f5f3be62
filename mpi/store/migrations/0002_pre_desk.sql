-- The stewards' desk: tasks with what they are found by, decisions, kept filters.  Tasks are written
-- anew from the journal, as everything is whose layout changed.

DROP TABLE task;

CREATE TABLE task (
    id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    priority BIGINT NOT NULL,
    weight DOUBLE NOT NULL,
    opened_us BIGINT NOT NULL,
    closed_us BIGINT NOT NULL,  -- 0 while open
    due_us BIGINT NOT NULL,     -- 0 for never
    assignee VARCHAR NOT NULL,
    holder VARCHAR NOT NULL,
    lease_us BIGINT NOT NULL,
    deferred_us BIGINT NOT NULL,
    escalated BOOLEAN NOT NULL,
    proposed BOOLEAN NOT NULL,  -- an answer waits for a second person
    resolved_by VARCHAR NOT NULL,
    sources VARCHAR NOT NULL,   -- of its records: ';A;B;'
    body VARCHAR NOT NULL       -- JSON
);
CREATE INDEX task_id ON task (id);

-- What somebody decided; the id is the number of its journal entry.
CREATE TABLE decision (
    id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    at_us BIGINT NOT NULL,
    body VARCHAR NOT NULL       -- JSON
);
CREATE INDEX decision_id ON decision (id);

CREATE TABLE saved_filter (
    owner VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    body VARCHAR NOT NULL       -- JSON
);

DROP TABLE judgement;

CREATE TABLE judgement (
    id BIGINT NOT NULL,
    verdict VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    stands BOOLEAN NOT NULL,
    body VARCHAR NOT NULL       -- JSON
);
CREATE INDEX judgement_id ON judgement (id);
