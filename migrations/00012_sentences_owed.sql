-- +goose Up
-- tell_at: the clicker is owed a sentence on how his decision ended, and a worker is to say it from then on; null when
-- nothing is owed. tell_attempt fences off every earlier worker.
ALTER TABLE decisions
    ADD COLUMN tell_at      timestamptz,
    ADD COLUMN tell_attempt integer NOT NULL DEFAULT 0;
CREATE INDEX decisions_to_tell ON decisions (tell_at) WHERE tell_at IS NOT NULL;

-- +goose Down
DROP INDEX decisions_to_tell;
ALTER TABLE decisions DROP COLUMN tell_at, DROP COLUMN tell_attempt;
