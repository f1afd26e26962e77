-- What the bot's role may do. Run as approvals_owner after the first `bot migrate up`, and again after each upgrade;
-- again does no harm:
--   psql -v ON_ERROR_STOP=1 -f deploy/postgres/grants.sql "$OWNER_URL"
BEGIN;
GRANT USAGE ON SCHEMA public TO approvals_bot;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO approvals_bot;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO approvals_bot;
-- Tables of a later version are the bot's as soon as they are there: the new version starts before this file is run again.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO approvals_bot;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO approvals_bot;
-- The schema's version is read, and the log of decisions is read and added to. Its rows go by retention alone, which
-- leaves a proof behind.
REVOKE INSERT, UPDATE, DELETE ON goose_db_version FROM approvals_bot;
REVOKE UPDATE, DELETE ON audit_log FROM approvals_bot;
REVOKE INSERT, UPDATE, DELETE ON audit_head FROM approvals_bot;
GRANT EXECUTE ON FUNCTION audit_checkpoint(timestamptz), audit_remove(integer) TO approvals_bot;
COMMIT;
