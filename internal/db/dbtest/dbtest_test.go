package dbtest

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/migrations"
)

func count(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) int {
	t.Helper()
	var n int
	if err := pool.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

func databases(t *testing.T, s *testServer, prefix string) []string {
	t.Helper()
	rows, err := s.orders.Query(t.Context(), "SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY oid", prefix)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		all = append(all, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEachTestHasItsOwnMigratedDatabase(t *testing.T) {
	t.Parallel()
	first, second := New(t), New(t)
	for _, pool := range []*pgxpool.Pool{first, second} {
		current, wanted, err := migrations.Pending(t.Context(), pool)
		if err != nil || current != wanted || wanted == 0 {
			t.Fatalf("schema is at %d of %d: %v", current, wanted, err)
		}
		if n := count(t, pool, "SELECT count(*) FROM river_job"); n != 0 {
			t.Errorf("%d jobs in a new database, want 0", n)
		}
	}
	if _, err := first.Exec(t.Context(), "CREATE TABLE only_here (id int)"); err != nil {
		t.Fatal(err)
	}
	if n := count(t, second, "SELECT count(*) FROM pg_class WHERE relname = 'only_here'"); n != 0 {
		t.Error("two tests share a database")
	}
}

func TestDatabaseGoesWithItsTestEvenWhenInUse(t *testing.T) {
	t.Parallel()
	var name string
	t.Run("inner", func(t *testing.T) {
		address := URL(t)
		// A process that the test forgot.
		pool, err := pgxpool.New(context.Background(), address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { go pool.Close() })
		if err := pool.QueryRow(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	// The next test takes it away from whoever is still there.
	URL(t)
	if left := databases(t, sharedServer(t), testPrefix); slices.Contains(left, name) {
		t.Errorf("got databases %v, want no %s", left, name)
	}
}

func databaseNumber(t *testing.T, pool *pgxpool.Pool) int {
	t.Helper()
	return count(t, pool, "SELECT oid::int FROM pg_database WHERE datname = current_database()")
}

// Whatever a test does to its database, the next one finds the rows and the schema that the migrations leave.
func TestADatabaseIsAsNewForTheNextTest(t *testing.T) {
	const sum = `SELECT (SELECT count(*) FROM goose_db_version) || ' ' || (SELECT string_agg(s::text, ' ') FROM identity_sync AS s) || ' ' ||
		(SELECT string_agg(h::text, ' ') FROM audit_head AS h) || ' ' || (SELECT count(*) FROM audit_log) || ' ' ||
		(SELECT count(*) FROM river_job) || ' ' || (SELECT count(*) FROM pg_class WHERE relname = 'only_here') || ' ' ||
		coalesce((SELECT relacl::text FROM pg_class WHERE relname = 'work_items'), '')`
	said := func(pool *pgxpool.Pool) (text string) {
		if err := pool.QueryRow(t.Context(), sum).Scan(&text); err != nil {
			t.Fatal(err)
		}
		return text
	}
	want := said(New(t))
	for name, tt := range map[string]struct {
		change string
		reused bool
	}{
		"rows": {`INSERT INTO home_tabs (team_id, slack_user_id, opened_at) VALUES ('T1', 'U1', now());
			INSERT INTO work_items (id) SELECT '1' WHERE false`, true},
		"many rows": {`INSERT INTO work_items (id, type, owner_id, created_at, content_hash) SELECT n, '', '', now(), '' FROM generate_series(1, 10000) AS n;
			INSERT INTO snoozes (identity_id, work_item_id, until) VALUES ('i1', '1', now()); UPDATE identity_sync SET run = run + 7`, true},
		"entries":     {"INSERT INTO audit_log (kind, payload) VALUES ('x', '{}')", true},
		"the log":     {"INSERT INTO audit_head_notes (seq, hash) VALUES (1, repeat('x', 32)::bytea)", true},
		"first rows":  {"DELETE FROM identity_sync; UPDATE goose_db_version SET version_id = version_id + 1000", true},
		"a table":     {"CREATE TABLE only_here (id int)", false},
		"no table":    {"DROP TABLE snoozes CASCADE", false},
		"a right":     {"GRANT SELECT ON work_items TO public", false},
		"a trigger":   {"ALTER TABLE audit_log DISABLE TRIGGER ALL", false},
		"a column":    {"ALTER TABLE cards ADD COLUMN only_here int", false},
		"a setting":   {"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 12345', current_database()); END $$", false},
		"a sequence":  {"SELECT nextval('river_job_id_seq'), nextval('river_job_id_seq')", true},
		"statistics":  {"INSERT INTO home_tabs (team_id, slack_user_id, opened_at) VALUES ('T1', 'U1', now()); ANALYZE", false},
		"no rows yet": {"SELECT 1", true},
	} {
		t.Run(name, func(t *testing.T) {
			var before int
			t.Run("first", func(t *testing.T) {
				pool := New(t)
				before = databaseNumber(t, pool)
				if _, err := pool.Exec(t.Context(), tt.change); err != nil {
					t.Fatal(err)
				}
			})
			pool := New(t)
			if reused := databaseNumber(t, pool) == before; reused != tt.reused {
				t.Errorf("used again: %v, want %v", reused, tt.reused)
			}
			if got := said(pool); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if n := count(t, pool, "SELECT nextval('river_job_id_seq')::int"); n != 1 {
				t.Errorf("got job %d as the first, want 1", n)
			}
			if n := count(t, pool, "SELECT count(*)::int FROM pg_attribute WHERE attname = 'only_here'"); n != 0 {
				t.Errorf("got %d columns of the test before, want none", n)
			}
			if n := count(t, pool, "SELECT count(*)::int FROM pg_trigger WHERE tgrelid = 'audit_log'::regclass AND tgenabled = 'D'"); n != 0 {
				t.Errorf("got %d triggers switched off, want none", n)
			}
			if n := count(t, pool, "SELECT count(*)::int FROM snoozes"); n != 0 {
				t.Errorf("got %d rows, want none", n)
			}
		})
	}
}

func TestEmptyURLHasNoTables(t *testing.T) {
	t.Parallel()
	pool := Open(t, EmptyURL(t))
	if n := count(t, pool, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"); n != 0 {
		t.Errorf("%d tables, want 0", n)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	var all sync.Map
	t.Run("group", func(t *testing.T) {
		for i := range 8 {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				address := URL(t)
				if _, again := all.LoadOrStore(address, true); again {
					t.Errorf("%s was given twice", address)
				}
			})
		}
	})
}

func TestNewServerCanBeKilledAndRestarted(t *testing.T) {
	t.Parallel()
	server, address := NewServer(t)
	pool := Open(t, address)
	if _, err := pool.Exec(t.Context(), "CREATE TABLE kept (id int)"); err != nil {
		t.Fatal(err)
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := pool.Ping(t.Context()); err == nil {
		t.Fatal("a killed server answers")
	}
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	pool.Reset()
	if n := count(t, pool, "SELECT count(*) FROM kept"); n != 0 {
		t.Errorf("%d rows, want 0", n)
	}
}

// Another process on the same server is played by a second testServer: the
// two share nothing but the server.
func TestSharedServer(t *testing.T) {
	t.Parallel()
	server, _ := NewServer(t)
	first := use(t, server.URL("postgres"))
	name := testPrefix + strconv.Itoa(int(first.process)) + "_1"
	if _, err := first.migrated(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := first.create(t.Context(), name, "template0"); err != nil {
		t.Fatal(err)
	}
	for _, left := range []string{testPrefix + "17_4", halfPrefix + "00000000"} {
		if err := first.create(t.Context(), left, "template0"); err != nil {
			t.Fatal(err)
		}
	}
	for i := range unusedTemplates + 2 {
		if err := first.create(t.Context(), templatePrefix+"0000000"+strconv.Itoa(i), "template0"); err != nil {
			t.Fatal(err)
		}
	}
	second := use(t, server.URL("postgres"))
	template, err := second.migrated(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if first.template.name != template {
		t.Errorf("two templates: %s and %s, want name %v", first.template.name, template, template)
	}
	left := databases(t, second, "iiq_")
	want := []string{template, name, templatePrefix + "00000002", templatePrefix + "00000003", templatePrefix + "00000004"}
	if strings.Join(left, " ") != strings.Join(want, " ") {
		t.Errorf("left %v, want %v", left, want)
	}
	if first.process == second.process {
		t.Error("two processes have one number")
	}
}

func use(t *testing.T, address string) *testServer {
	t.Helper()
	s, err := useServer(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, conn := range s.kept {
			_ = conn.Close(context.Background())
		}
		s.orders.Close()
	})
	return s
}

func TestGivenServerIsUsed(t *testing.T) {
	server, _ := NewServer(t)
	t.Setenv("TEST_DATABASE_URL", server.URL("postgres"))
	s, err := newTestServer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.kept[0].Close(context.Background())
		s.orders.Close()
	})
	if s.url != os.Getenv("TEST_DATABASE_URL") {
		t.Error("another server is used")
	}
}

func TestWrongAddressIsRefusedWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"host=localhost password=hush", "postgres://u:hush@local host/x\x7f", ""} {
		if _, err := withDatabase(address, "x"); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf(`%q: %v, want an error and Error without "hush"`, address, err)
		}
	}
}

func TestOwnerLock(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		kind, key int32
		ok        bool
	}{
		{testPrefix + "12_3", lockProcess, 12, true},
		{testPrefix + "x_3", lockProcess, 0, false},
		{templatePrefix + "0000000f", lockTemplate, 15, true},
		{templatePrefix + "ffffffff", lockTemplate, -1, true},
		{templatePrefix + "mine", lockTemplate, 0, false},
		{halfPrefix + "0000000f", lockSetup, 0, true},
		{"iiq_production", lockSetup, 0, false},
	}
	for _, test := range tests {
		kind, key, ok := ownerLock(test.name)
		if kind != test.kind || key != test.key || ok != test.ok {
			t.Errorf("%s: %#x, %d, %v, want kind %v, key %v and ok %v", test.name, kind, key, ok, test.kind, test.key, test.ok)
		}
	}
}
