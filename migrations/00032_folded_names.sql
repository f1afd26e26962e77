-- +goose NO TRANSACTION
-- +goose Up
-- What names and addresses are compared by, folded by internal/caseless, since lower() follows the database's locale. folded_of
-- says of what: a row is folded while it is the row's name and address. A version before this step writes rows without it, and
-- changes a name without it; such a row is found by lower() until the round that folds rows has seen it.
ALTER TABLE identities ADD COLUMN IF NOT EXISTS name_folded text NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS email_folded text NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS folded_of text NOT NULL DEFAULT '';
ALTER TABLE slack_users ADD COLUMN IF NOT EXISTS email_folded text NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS folded_of text NOT NULL DEFAULT '';

-- An index whose making was broken off is there and invalid.
DROP INDEX CONCURRENTLY IF EXISTS identities_name_folded;
CREATE INDEX CONCURRENTLY identities_name_folded ON identities (name_folded);
DROP INDEX CONCURRENTLY IF EXISTS identities_email_folded;
CREATE INDEX CONCURRENTLY identities_email_folded ON identities (email_folded) WHERE email_folded <> '';
DROP INDEX CONCURRENTLY IF EXISTS identities_unfolded;
CREATE INDEX CONCURRENTLY identities_unfolded ON identities (id) WHERE folded_of <> name || E'\n' || email;
DROP INDEX CONCURRENTLY IF EXISTS slack_users_email_folded;
CREATE INDEX CONCURRENTLY slack_users_email_folded ON slack_users (email_folded) WHERE email_folded <> '';
DROP INDEX CONCURRENTLY IF EXISTS slack_users_unfolded;
CREATE INDEX CONCURRENTLY slack_users_unfolded ON slack_users (team_id, id) WHERE folded_of <> E'\n' || email;

-- +goose Down
ALTER TABLE slack_users DROP COLUMN IF EXISTS folded_of, DROP COLUMN IF EXISTS email_folded;
ALTER TABLE identities DROP COLUMN IF EXISTS folded_of, DROP COLUMN IF EXISTS email_folded, DROP COLUMN IF EXISTS name_folded;
