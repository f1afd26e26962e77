#!/bin/sh
# Makes the role approvals_bot where it is not there yet, sets its password, and grants it what grants.sql says. For
# compose.yaml, where one server has one database and its first role owns it: `database_url` is that role's address.
set -eu
here=$(dirname "$0")
secrets=${SECRETS:-/run/secrets}
# The new password goes through psql's standard input: others on the machine see command lines.
address=$(cat "$secrets/database_url")
password=$(cat "$secrets/bot_database_password")
case $password in
'' | *[!A-Za-z0-9._~-]*)
	echo "bot_database_password has to be letters, digits and . _ ~ - alone" >&2
	exit 1
	;;
esac
psql -X -q -v ON_ERROR_STOP=1 "$address" <<END
DO \$\$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'approvals_bot') THEN CREATE ROLE approvals_bot LOGIN; END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO approvals_bot', current_database());
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END \$\$;
ALTER ROLE approvals_bot LOGIN PASSWORD '$password';
END
exec psql -X -q -v ON_ERROR_STOP=1 -f "$here/grants.sql" "$address"
