-- +goose Up
-- A row for each time that the database turned out to have lost something, since a process had seen a later end of the decision log
-- (how is 'seen'), or an administrator said so by `bot restored` (how is 'command'). seen_seq is the row of the log that had been
-- seen, 0 where none had; head_seq is where the log ended then. decisions counts those that were in hand.
CREATE TABLE database_losses (
    id        uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    how       text        NOT NULL CHECK (how IN ('seen', 'command')),
    seen_seq  bigint      NOT NULL DEFAULT 0,
    head_seq  bigint      NOT NULL,
    decisions bigint      NOT NULL
);
CREATE INDEX database_losses_at ON database_losses (at);
-- Set on the decisions that were in hand then. They are not sent any more. A version before this step does not look at it.
ALTER TABLE decisions ADD COLUMN lost boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE decisions DROP COLUMN lost;
DROP TABLE database_losses;
