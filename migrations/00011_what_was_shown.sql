-- +goose Up
-- asked_hash is what was asked for when a card was shown and when it was decided: a request that has changed since is not
-- decided unread.
ALTER TABLE cards ADD COLUMN asked_hash bytea;
ALTER TABLE decisions ADD COLUMN asked_hash bytea;

-- +goose Down
ALTER TABLE decisions DROP COLUMN asked_hash;
ALTER TABLE cards DROP COLUMN asked_hash;
