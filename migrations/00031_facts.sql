-- +goose Up
-- facts is what of an item a version before this step does not read: when the access of each line begins and ends, the state of
-- each line, and the comments. facts_of is the content_hash that they belong to. Where facts is NULL, or belongs to other content
-- than what is stored, such a version wrote the item, and its facts are unknown until it is read again.
ALTER TABLE work_items ADD COLUMN facts jsonb;
ALTER TABLE work_items ADD COLUMN facts_of bytea;
-- facts_hash identifies the facts beside that which is asked for, as asked_hash does the latter. facts_shown is the version of the
-- card that it was noted with: a version before this step shows later ones without it. The hash is NULL where it is unknown.
ALTER TABLE cards ADD COLUMN facts_hash bytea;
ALTER TABLE cards ADD COLUMN facts_shown bigint;
ALTER TABLE decisions ADD COLUMN facts_hash bytea;

-- +goose Down
ALTER TABLE decisions DROP COLUMN facts_hash;
ALTER TABLE cards DROP COLUMN facts_shown, DROP COLUMN facts_hash;
ALTER TABLE work_items DROP COLUMN facts_of, DROP COLUMN facts;
