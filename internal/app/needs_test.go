package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/doctor"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/migrations"
)

// altered is a migrated database whose sessions have another setting.
func altered(t *testing.T, setting string) string {
	t.Helper()
	address := dbtest.URL(t)
	const alter = "DO $do$ BEGIN EXECUTE format($f$ALTER DATABASE %%I SET %s$f$, current_database()); END $do$"
	changed(t, address, fmt.Sprintf(alter, setting))
	return address
}

func changed(t *testing.T, address, statement string) {
	t.Helper()
	if _, err := dbtest.Open(t, address).Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// with adds a parameter to an address.
func with(t *testing.T, address, name, value string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	return u.String()
}

// oldPostgres is a database that pretends to be of an older version.
func oldPostgres(t *testing.T) string {
	t.Helper()
	address := dbtest.URL(t)
	changed(t, address, `CREATE FUNCTION current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT CASE $1
		WHEN 'server_version_num' THEN '130012' WHEN 'server_version' THEN '13.12' ELSE pg_catalog.current_setting($1) END $$`)
	return with(t, address, "options", "-c search_path=public,pg_catalog")
}

// asBot is a database of two roles as the bot's sees it, after a change by its owner.
func asBot(t *testing.T, change func(r dbtest.Roles) string) string {
	t.Helper()
	r := dbtest.TwoRoles(t)
	changed(t, r.Owner, change(r))
	return r.Bot
}

// databasesInNeed are databases that lack something, with who refuses them for which need.
func databasesInNeed() map[string]struct {
	make         func(*testing.T) string
	run, migrate string
	cure         string
} {
	type database = struct {
		make         func(*testing.T) string
		run, migrate string
		cure         string
	}
	same := func(need, cure string, address func(*testing.T) string) database {
		return database{address, need, need, cure}
	}
	return map[string]database{
		"all is well":    same("", "", func(t *testing.T) string { return dbtest.URL(t) }),
		"an old version": same(postgres.NeedVersion, "upgrade", oldPostgres),
		"LATIN1":         same(postgres.NeedEncoding, "UTF8", func(t *testing.T) string { return dbtest.EncodedURL(t, "LATIN1") }),
		"SQL_ASCII":      same(postgres.NeedEncoding, "UTF8", func(t *testing.T) string { return dbtest.EncodedURL(t, "SQL_ASCII") }),
		"its role wants LATIN1": same("", "", func(t *testing.T) string {
			return altered(t, "client_encoding = LATIN1")
		}),
		"a pooler that passes nothing on": same(postgres.NeedSession, "pass it on", func(t *testing.T) string {
			return dbtest.PooledBySession(t, altered(t, "TimeZone = 'Asia/Kolkata'"))
		}),
		"a pooler by sessions": same("", "", func(t *testing.T) string { return dbtest.PooledBySession(t, altered(t, "TimeZone = UTC")) }),
		"a pooler by transactions": same(postgres.NeedPooler, "session mode", func(t *testing.T) string {
			return dbtest.Pooled(t, altered(t, "TimeZone = UTC"))
		}),
		"a pooler by statements": same(postgres.NeedPooler, "session mode", func(t *testing.T) string {
			return dbtest.PooledByStatement(t, altered(t, "TimeZone = UTC"))
		}),
		"read-only": same(postgres.NeedReadWrite, "default_transaction_read_only", func(t *testing.T) string {
			return altered(t, "default_transaction_read_only = on")
		}),
		"no tables": {func(t *testing.T) string { return dbtest.EmptyURL(t) }, postgres.NeedSchema, "", "bot migrate up"},
		"a hidden schema": {func(t *testing.T) string {
			return asBot(t, func(r dbtest.Roles) string { return "REVOKE SELECT ON goose_db_version FROM " + r.BotRole })
		}, postgres.NeedSchema, "-", "grants.sql"},
		"a right is missing": {func(t *testing.T) string {
			return asBot(t, func(r dbtest.Roles) string { return "REVOKE UPDATE ON cards FROM " + r.BotRole })
		}, postgres.NeedRights, "-", "grants.sql"},
		"behind, and not the owner's": {func(t *testing.T) string {
			return asBot(t, func(dbtest.Roles) string {
				return "DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)"
			})
		}, postgres.NeedSchema, postgres.NeedRights, ""},
	}
}

// Whatever the bot needs of its database is asked for by all who need it, and told in the same words.
func TestWhatTheDatabaseLacksIsToldByAll(t *testing.T) {
	t.Parallel()
	for name, tc := range databasesInNeed() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := tc.make(t)
			if tc.migrate != "-" {
				_, err := migrations.Up(t.Context(), address)
				needs(t, "migrate", err, tc.migrate, tc.cure)
			}
			if tc.migrate == "" && tc.run == postgres.NeedSchema {
				// It is migrated now.
				address = tc.make(t)
			}
			b := waiter(t, address)
			err := b.openPools(t.Context())
			t.Cleanup(b.close)
			needs(t, "run", err, tc.run, tc.cure)
			code, line := readiness(t, b)
			want := http.StatusServiceUnavailable
			if tc.run == "" {
				want = http.StatusOK
			}
			if code != want || !strings.Contains(line, tc.cure) {
				t.Errorf("/readyz: got %d %q, want %d with %q", code, line, want, tc.cure)
			}
			examined(t, address, tc.run, tc.cure)
		})
	}
}

// needs compares the need that an error comes of.
func needs(t *testing.T, who string, err error, need, cure string) {
	t.Helper()
	unmet := postgres.InWords(err)
	switch {
	case need == "" && err != nil:
		t.Errorf("%s: got %v, want no error", who, err)
	case need != "" && (unmet == nil || unmet.Need != need || !strings.Contains(unmet.Cure, cure)):
		t.Errorf("%s: got %v, want the need %q with the cure %q", who, err, need, cure)
	}
}

// waiter is a bot that is about to look at its database, and whose minute is over at once.
func waiter(t *testing.T, address string) *bot {
	t.Helper()
	c, err := settings.NewSource(envconfig.MapLookuper(map[string]string{"DATABASE_URL": address})).Load(settings.NeedDatabase)
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan time.Time)
	close(over)
	return &bot{cfg: c, after: func(time.Duration) <-chan time.Time { return over }, log: slog.New(slog.DiscardHandler),
		starting: &startStage{}}
}

// readiness asks /readyz of a bot as far as its database goes.
func readiness(t *testing.T, b *bot) (code int, line string) {
	t.Helper()
	guard := settings.NewRedactor(envconfig.MapLookuper(nil))
	server := httptest.NewServer(newHTTPHandler(b.databaseReady, prometheus.NewRegistry(), guard))
	defer server.Close()
	resp, err := http.Get(server.URL + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// examined compares what the doctor finds. The roles of most tests can do too much, which is another finding.
func examined(t *testing.T, address, need, cure string) {
	t.Helper()
	found := doctor.Examine(t.Context(), doctor.Settings{Database: &doctor.Database{URL: address, ConnectWithin: ConnectWithin},
		Clock: time.Now, Clean: func(text string) string { return text }}, func(doctor.Finding) {})
	told := false
	for _, f := range found {
		told = told || f.Result == doctor.Fail && f.Check == "postgres: "+need && strings.Contains(f.Cure, cure)
		if need == "" && f.Result == doctor.Fail && !strings.Contains(f.Detail, "can do more to the decision log") {
			t.Errorf("doctor: got %+v, want no failure", f)
		}
	}
	if need != "" && !told {
		t.Errorf("doctor: got %+v, want a failure of %q with %q", found, need, cure)
	}
}

// A start waits for a read-only Postgres as for one that is away, for as long as a failover may take.
func TestAStartWaitsForAReadOnlyPostgresAWhile(t *testing.T) {
	t.Parallel()
	readOnly := fmt.Errorf("claim database: %w", &postgres.Unmet{Need: postgres.NeedReadWrite, What: "it is read-only", Cure: "wait"})
	latin := &postgres.Unmet{Need: postgres.NeedEncoding, What: "it is LATIN1", Cure: "make another"}
	for name, tc := range map[string]struct {
		errs []error
		over bool
		want string
		said string
	}{
		"it can be written to":       {[]error{nil}, false, "", ""},
		"it can be written to again": {[]error{readOnly, nil}, false, "", "it is read-only"},
		"it was away before":         {[]error{context.DeadlineExceeded, readOnly, nil}, false, "", "it is read-only"},
		"it stays read-only":         {[]error{readOnly, readOnly}, true, "it is read-only: wait", "it is read-only"},
		"it is never what is needed": {[]error{readOnly, latin}, false, "it is LATIN1: make another", "it is read-only"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := waiter(t, "postgres://127.0.0.1/x")
			if !tc.over {
				b.after = func(time.Duration) <-chan time.Time { return nil }
			}
			err := b.patiently(t.Context(), func(context.Context) error {
				if len(tc.errs) == 0 {
					return errors.New("asked once too often")
				}
				err := tc.errs[0]
				tc.errs = tc.errs[1:]
				return err
			})
			said := b.starting.what.Load()
			if (err == nil) != (tc.want == "") || err != nil && err.Error() != tc.want {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			if tc.said != "" && (said == nil || *said != tc.said) {
				t.Errorf("/readyz meanwhile: got %v, want %q", said, tc.said)
			}
		})
	}
}

// A pool of the bot gives no connection of a database that became read-only, and gives them again when it is over.
func TestABotRecoversFromAReadOnlyDatabase(t *testing.T) {
	t.Parallel()
	address := dbtest.URL(t)
	b := waiter(t, address)
	if err := b.openPools(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.close)
	set := func(value string) {
		changed(t, address, "DO $do$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = "+value+
			"', current_database()); END $do$")
		for _, pool := range []*pgxpool.Pool{b.pool, b.asks} {
			pool.Reset()
		}
	}
	set("on")
	if code, line := readiness(t, b); code != http.StatusServiceUnavailable || !strings.Contains(line, "read-only") {
		t.Errorf("/readyz of a read-only database: got %d %q, want 503 and read-only", code, line)
	}
	address = with(t, address, "default_transaction_read_only", "off")
	set("off")
	if code, line := readiness(t, b); code != http.StatusOK {
		t.Errorf("/readyz afterwards: got %d %q, want 200", code, line)
	}
}
