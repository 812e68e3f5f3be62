-- The journal is written first and the tables follow: they have everything up to this entry.
CREATE TABLE applied (seq BIGINT NOT NULL);
INSERT INTO applied SELECT coalesce(max(seq), 0) FROM journal;
