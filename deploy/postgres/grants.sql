-- What the bot's role may do. Run as approvals_owner after the first `bot migrate up`, and again after each upgrade;
-- again does no harm:
--   psql -v ON_ERROR_STOP=1 -f deploy/postgres/grants.sql "$OWNER_URL"
BEGIN;
GRANT USAGE ON SCHEMA public TO approvals_bot;
-- Who makes objects in the schema could have others run them with their own rights.
REVOKE CREATE ON SCHEMA public FROM PUBLIC, approvals_bot;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO approvals_bot;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO approvals_bot;
-- Tables of a later version are the bot's as soon as they are there: the new version starts before this file is run again.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO approvals_bot;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO approvals_bot;
-- The schema's version is read, and the log of decisions is read and added to. Its rows go by the retention that the owner
-- has set alone (`bot audit retention`), which leaves a record behind.
REVOKE INSERT, UPDATE, DELETE ON goose_db_version FROM approvals_bot;
REVOKE ALL ON audit_log, audit_head, audit_retention, audit_removals, audit_head_notes FROM PUBLIC, approvals_bot;
GRANT SELECT ON audit_log, audit_head, audit_retention, audit_removals, audit_head_notes TO approvals_bot;
GRANT INSERT ON audit_log TO approvals_bot;
-- A restored database lets everybody call its functions.
REVOKE ALL ON FUNCTION audit_chain(), audit_refuse(), audit_owner_only(), audit_mark_old(), audit_remove_old(),
    audit_keep_longer(bigint), audit_note_head(), audit_checkpoint(timestamptz), audit_remove(integer) FROM PUBLIC, approvals_bot;
GRANT EXECUTE ON FUNCTION audit_mark_old(), audit_remove_old(), audit_keep_longer(bigint), audit_note_head() TO approvals_bot;
-- Version 0.1.0 calls these, beside a newer one during an upgrade; they do nothing.
GRANT EXECUTE ON FUNCTION audit_checkpoint(timestamptz), audit_remove(integer) TO approvals_bot;
COMMIT;
