package migrations_test

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/released"
	"github.com/iiq-approvals/bot/migrations"
)

// mayGo are things of the latest release that may go in the next one because the latest release itself no longer uses them,
// such as "column reminders.waiting". The list is emptied with each release.
func mayGo() []string { return nil }

// TestMigrationsOnlyAdd holds the schema against that of the latest release, whose replicas run on it during an upgrade.
func TestMigrationsOnlyAdd(t *testing.T) {
	t.Parallel()
	latest, err := released.Latest()
	if err != nil {
		t.Fatal(err)
	}
	version, err := strconv.ParseInt(latest.Migrations[len(latest.Migrations)-1].File[:5], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	address := dbtest.EmptyURL(t)
	pool := dbtest.Open(t, address)
	up(t, address)
	now := relied(t, pool)
	if _, err := migrations.DownTo(t.Context(), address, version); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range broken(relied(t, pool), now) {
		t.Errorf("%s, and replicas of %s run on this schema during an upgrade", wrong, latest.Version)
	}
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// relied gives what statements rely on, and how it is: tables with their columns, types with their values, functions and
// triggers. Indexes may come and go.
func relied(t *testing.T, db querier) map[string]string {
	t.Helper()
	rows, err := db.Query(t.Context(), `
		WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname = 'public')
		SELECT 'table ' || relname, relkind::text FROM pg_class WHERE relnamespace IN (TABLE ours) AND relkind IN ('r', 'p', 'v', 'm', 'S')
		UNION ALL SELECT 'column ' || relname || '.' || attname, format_type(atttypid, atttypmod)
				|| CASE WHEN attnotnull THEN ' not null' ELSE '' END
				|| CASE WHEN atthasdef OR attidentity <> '' THEN ' default' ELSE '' END
			FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
			WHERE relnamespace IN (TABLE ours) AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
		UNION ALL SELECT 'value ' || enumtypid::regtype || '.' || enumlabel, '' FROM pg_enum
		UNION ALL SELECT 'function ' || oid::regprocedure, prorettype::regtype::text FROM pg_proc WHERE pronamespace IN (TABLE ours)
		UNION ALL SELECT 'trigger ' || tgname || ' of ' || tgrelid::regclass, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal`)
	if err != nil {
		t.Fatal(err)
	}
	all, name, how := map[string]string{}, "", ""
	if _, err := pgx.ForEachRow(rows, []any{&name, &how}, func() error { all[name] = how; return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// broken says what of the released schema is no longer there or not as it was, and what in it wants a value that a released
// statement does not give.
func broken(before, now map[string]string) []string {
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(now)) {
		table, _, column := strings.Cut(strings.TrimPrefix(name, "column "), ".")
		_, known := before["table "+table]
		if _, old := before[name]; !old && column && known && strings.HasSuffix(now[name], " not null") {
			wrong = append(wrong, name+" is new and wants a value")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		switch how, there := now[name]; {
		case slices.Contains(mayGo(), name):
		case !there:
			wrong = append(wrong, name+" is gone")
		case how != before[name]:
			wrong = append(wrong, name+" was "+before[name]+" and is "+how)
		}
	}
	return wrong
}

// TestWhatBreaksAReplica plays changes that no migration may make, and some that one may, each by itself.
func TestWhatBreaksAReplica(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	before := relied(t, pool)
	for change, want := range map[string]string{
		"TABLE reminders DROP COLUMN waiting":         "column reminders.waiting is gone",
		"TABLE reminders RENAME COLUMN last_at TO at": "column reminders.last_at is gone",
		"TABLE reminders ALTER COLUMN waiting TYPE bigint": "column reminders.waiting was integer not null default " +
			"and is bigint not null default",
		"TABLE reminders ALTER COLUMN waiting DROP NOT NULL": "column reminders.waiting was integer not null default " +
			"and is integer default",
		"TABLE reminders ALTER COLUMN waiting DROP DEFAULT": "column reminders.waiting was integer not null default " +
			"and is integer not null",
		"TABLE reminders ADD COLUMN why text NOT NULL":                     "column reminders.why is new and wants a value",
		"TABLE snoozes RENAME TO naps":                                     "table snoozes is gone",
		"TYPE river_job_state RENAME VALUE 'pending' TO 'later'":           "value river_job_state.pending is gone",
		"TABLE audit_log DISABLE TRIGGER audit_chain":                      "trigger audit_chain of audit_log was A and is D",
		"FUNCTION audit_remove(integer) RENAME TO audit_drop":              "function audit_remove(integer) is gone",
		"TABLE reminders ADD COLUMN why text NOT NULL DEFAULT ''":          "",
		"TABLE reminders ADD COLUMN why text":                              "",
		"TABLE reminders ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY": "",
		"INDEX reminders_next_look RENAME TO reminders_look":               "",
	} {
		tx, err := pool.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), "ALTER "+change); err != nil {
			t.Fatalf("%s: %v", change, err)
		}
		wrong := broken(before, relied(t, tx))
		if (len(wrong) == 0) != (want == "") || (want != "" && !slices.Contains(wrong, want)) {
			t.Errorf("%s: %q, want %q", change, wrong, want)
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
