package doctor

import (
	"context"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

// uncallable names the functions of the decision log that the bot must call and may not.
const uncallable = `SELECT coalesce(string_agg(proname || '()', ', ' ORDER BY proname), '') FROM pg_proc
	WHERE pronamespace = current_schema()::regnamespace
	AND proname IN ('audit_mark_old', 'audit_remove_old', 'audit_keep_longer', 'audit_note_head') AND NOT has_function_privilege(oid, 'EXECUTE')`

// tooMuch names what lets the role do more to the decision log than add to it: its attributes, its memberships, what
// it owns, and what it was granted. Privileges of columns count as well.
const tooMuch = `
WITH log AS (
	SELECT oid, relname, relowner FROM pg_class
	WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname LIKE 'audit\_%'
), owners AS (
	SELECT relowner AS role FROM log UNION SELECT nspowner FROM pg_namespace WHERE oid = current_schema()::regnamespace
	UNION SELECT datdba FROM pg_database WHERE datname = current_database()
	UNION SELECT proowner FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'audit\_%'
), more (n, what) AS (
	SELECT 1, 'is a superuser' FROM pg_roles WHERE rolname = current_user AND rolsuper
	UNION ALL SELECT 2, 'owns the log, its schema or its database, or belongs to who does'
		WHERE EXISTS (SELECT FROM owners WHERE pg_has_role(role, 'MEMBER'))
	UNION ALL SELECT 3, 'may make itself a member of other roles' FROM pg_roles WHERE rolname = current_user AND rolcreaterole
	UNION ALL SELECT 4, 'belongs to ' || rolname FROM pg_roles
		WHERE rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program') AND pg_has_role(oid, 'MEMBER')
	UNION ALL SELECT 5, 'may ' || p || ' ' || relname FROM log,
		unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p
		WHERE (relname <> 'audit_log' OR p <> 'INSERT')
		AND (has_table_privilege(oid, p) OR p IN ('INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(oid, p))
	UNION ALL SELECT 6, 'may make objects in the schema' WHERE has_schema_privilege(current_schema(), 'CREATE')
	UNION ALL SELECT 7, 'may call ' || oid::regprocedure FROM pg_proc
		WHERE pronamespace = current_schema()::regnamespace AND prosecdef AND has_function_privilege(oid, 'EXECUTE')
		AND proname NOT IN ('audit_mark_old', 'audit_remove_old', 'audit_keep_longer', 'audit_note_head')
) SELECT coalesce(string_agg(what, '; ' ORDER BY n, what), '') FROM (SELECT * FROM more WHERE NOT EXISTS (SELECT FROM more WHERE n = 1) OR n = 1) AS told`

// postgresRights checks what the role may do besides using each table. It must be able to add to the decision log, and to do
// nothing else to it. A bot runs without these, and the round that lacks a function says so.
func (p *patient) postgresRights(ctx context.Context, d *database) {
	if !d.schema {
		return
	}
	var functions, more string
	err := d.pool.QueryRow(ctx, uncallable).Scan(&functions)
	if err == nil {
		err = d.pool.QueryRow(ctx, tooMuch).Scan(&more)
	}
	const grants = "run deploy/postgres/grants.sql (roles.sql beside it makes the roles); docs/audit.md explains them"
	switch {
	case err != nil:
		p.fail("postgres: rights", "make the roles as deploy/postgres/roles.sql and grants.sql do; docs/audit.md explains them", "rights cannot be read: %s", lastWords(err))
	case functions != "":
		p.fail("postgres: rights", grants, "EXECUTE is missing on %s", functions)
	case more != "":
		p.fail("postgres: rights", "run the bot with a role of its own, which deploy/postgres/roles.sql and grants.sql make; docs/audit.md explains why",
			"the role can do more to the decision log than add to it: it %s", more)
	default:
		p.ok("postgres: rights", "enough, and the decision log can only be added to")
	}
}

// postgresRetention reports what is removed from the decision log.
func (p *patient) postgresRetention(ctx context.Context, d *database) {
	if !d.schema {
		return
	}
	r, err := audit.ReadRetention(ctx, db.New(d.pool))
	switch {
	case err != nil:
		// The check of rights has already reported what is missing.
		return
	case r.InForce() == 0:
		p.ok("postgres: decision log", "every row is kept; bot audit retention, run as the log's owner, sets how long")
	case r.AtLeast > r.Keep:
		p.ok("postgres: decision log", "rows go after %s; the owner has set %s, and AUDIT_RETENTION lengthens it", audit.Span(r.InForce()), r.Words())
	default:
		p.ok("postgres: decision log", "rows go after %s, as the owner has set", r.Words())
	}
}
