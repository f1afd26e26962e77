package postgres_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/migrations"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// play changes a database; %I in the statement stands for its name.
func play(t *testing.T, address, statement string) {
	t.Helper()
	pool := dbtest.Open(t, address)
	if _, err := pool.Exec(t.Context(), fmt.Sprintf("DO $do$ BEGIN EXECUTE format($f$%s$f$, current_database()); END $do$", statement)); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// with adds parameters to an address.
func with(t *testing.T, address string, pairs ...string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	return u.String()
}

func config(t *testing.T, address string) *pgxpool.Config {
	t.Helper()
	c, err := postgres.Config(address, "iiq-approvals-test")
	if err != nil {
		t.Fatalf("config: %v", err)
	}
	return c
}

// Whatever database, role, address and environment say of a session, the bot's own have what it needs.
func TestSessionsAreAsTheBotNeedsThem(t *testing.T) {
	for name, tc := range map[string]struct{ alter, param, value, env string }{
		"as they come":                   {},
		"the database's client_encoding": {alter: "client_encoding = 'LATIN1'"},
		"the database's dates":           {alter: "DateStyle = 'German, DMY'"},
		"the database's zone":            {alter: "TimeZone = 'Asia/Kolkata'"},
		"the database's intervals":       {alter: "IntervalStyle = 'sql_standard'"},
		"the database's strings":         {alter: "standard_conforming_strings = off"},
		"the database's commits":         {alter: "synchronous_commit = off"},
		"the address's client_encoding":  {param: "client_encoding", value: "SQL_ASCII"},
		"the address's zone":             {param: "timezone", value: "Asia/Kolkata"},
		"the address's options":          {param: "options", value: "-c client_encoding=LATIN1 -c datestyle=German -c TIMEZONE=Asia/Kolkata"},
		"the environment's options":      {env: "-c client_encoding=LATIN1 -c standard_conforming_strings=off"},
	} {
		t.Run(name, func(t *testing.T) {
			address := dbtest.URL(t)
			if tc.alter != "" {
				play(t, address, "ALTER DATABASE %I SET "+tc.alter)
			}
			if tc.param != "" {
				address = with(t, address, tc.param, tc.value)
			}
			if tc.env != "" {
				t.Setenv("PGOPTIONS", tc.env)
			}
			for kind, open := range map[string]func() (*pgxpool.Pool, error){
				"reader": func() (*pgxpool.Pool, error) { return postgres.Open(t.Context(), config(t, address), 2) },
				"writer": func() (*pgxpool.Pool, error) {
					return postgres.NewWriters().Open(t.Context(), config(t, address), 2, 0)
				},
			} {
				pool, err := open()
				if err != nil {
					t.Fatalf("%s: %v", kind, err)
				}
				defer pool.Close()
				if err := postgres.Check(t.Context(), pool, postgres.ToRun, migrations.Pending); err != nil {
					t.Errorf("%s: got %v, want no error", kind, err)
				}
				var commits, stalled, named string
				err = pool.QueryRow(t.Context(), `SELECT current_setting('synchronous_commit'), current_setting('idle_in_transaction_session_timeout'),
					current_setting('application_name')`).Scan(&commits, &stalled, &named)
				if err != nil || commits != "on" || stalled != "5s" || named != "iiq-approvals-test" {
					t.Errorf("%s: got %q, %q, %q, %v, want on, 5s, iiq-approvals-test", kind, commits, stalled, named, err)
				}
			}
		})
	}
}

// What an administrator asks for beyond what a click needs stays.
func TestStrongerCommitsStay(t *testing.T) {
	t.Parallel()
	address := dbtest.URL(t)
	play(t, address, "ALTER DATABASE %I SET synchronous_commit = remote_apply")
	pool, err := postgres.NewWriters().Open(t.Context(), config(t, address), 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var got string
	if err := pool.QueryRow(t.Context(), "SHOW synchronous_commit").Scan(&got); err != nil || got != "remote_apply" {
		t.Errorf("got %q, %v, want remote_apply", got, err)
	}
}
