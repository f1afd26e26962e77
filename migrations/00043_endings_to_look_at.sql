-- +goose Up
-- Items that are closed here and whose end IIQ is asked for again, since the database has lost a part of its content and they may
-- have been opened and ended anew in that part. looks counts how often IIQ was asked. A version before this step leaves the rows
-- where they are.
CREATE TABLE endings_to_look_at (
    work_item_id text        PRIMARY KEY REFERENCES work_items (id) ON DELETE CASCADE,
    look_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    looks        integer     NOT NULL DEFAULT 0
);
CREATE INDEX endings_to_look_at_due ON endings_to_look_at (look_at);

-- +goose Down
DROP TABLE endings_to_look_at;
