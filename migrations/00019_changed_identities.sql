-- +goose Up
-- changed_until: every identity that was made or changed in IIQ before this, by IIQ's own clock, has been read. None: no
-- refresh has seen such a date yet. changed_moved_at is when it was last moved, by Postgres's clock.
ALTER TABLE identity_sync ADD COLUMN changed_until timestamptz, ADD COLUMN changed_moved_at timestamptz;

-- +goose Down
ALTER TABLE identity_sync DROP COLUMN changed_until, DROP COLUMN changed_moved_at;
