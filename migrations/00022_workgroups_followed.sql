-- +goose Up
-- unfollowed_since: the members have changed, and not all open items of the group are known to have followed. A version that
-- knows nothing of it leaves it as it is.
ALTER TABLE workgroups ADD COLUMN unfollowed_since timestamptz;

-- +goose Down
ALTER TABLE workgroups DROP COLUMN unfollowed_since;
