-- Which dates of an access review IdentityIQ gives in a form that cannot be read: due, signed. An older replica leaves them as they
-- are.
-- +goose Up
ALTER TABLE reviews ADD COLUMN unread_dates text[] NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE reviews DROP COLUMN unread_dates;
