-- Makes the database and two roles: one owns the schema and is used by `bot migrate` alone, one is the bot's.
-- Run once, as an administrator of the server:
--   psql -v ON_ERROR_STOP=1 -v owner_password=… -v bot_password=… -f deploy/postgres/roles.sql "$ADMIN_URL"
CREATE ROLE approvals_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE approvals_bot LOGIN PASSWORD :'bot_password';
-- An administrator who is no superuser may give the database only to a role of which they are a member.
GRANT approvals_owner TO CURRENT_USER;
-- The bot takes no other encoding.
CREATE DATABASE approvals OWNER approvals_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE approvals FROM PUBLIC;
GRANT CONNECT ON DATABASE approvals TO approvals_bot;
\connect approvals
ALTER SCHEMA public OWNER TO approvals_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
