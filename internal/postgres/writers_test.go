package postgres_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/migrations"
)

const (
	readOnlySession = "SET default_transaction_read_only = on"
	aWrite          = "UPDATE identity_sync SET run = run + 1"
)

// writer opens one more pool of a Writers, of one connection.
func writer(t *testing.T, w *postgres.Writers, address string) *pgxpool.Pool {
	t.Helper()
	pool, err := w.Open(t.Context(), config(t, address), 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func run(t *testing.T, pool *pgxpool.Pool, statement string) {
	t.Helper()
	if _, err := pool.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// session is the number of the session of a pool's only connection.
func session(t *testing.T, pool *pgxpool.Pool) (pid int) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestAnIdleConnectionIsAskedWhetherItWrites(t *testing.T) {
	t.Parallel()
	w := postgres.NewWriters()
	w.Hurry(0, time.Minute)
	pool := writer(t, w, dbtest.URL(t))
	before := session(t, pool)
	run(t, pool, "SELECT 1")
	if now := session(t, pool); now != before {
		t.Errorf("a connection that writes: got session %d, want %d again", now, before)
	}
	run(t, pool, readOnlySession)
	run(t, pool, aWrite)
}

// Whoever trusts a connection finds out by their own statement that it is read-only, and it is not kept.
func TestATrustedConnectionIsNotAsked(t *testing.T) {
	t.Parallel()
	w := postgres.NewWriters()
	w.Hurry(0, time.Minute)
	pool := writer(t, w, dbtest.URL(t))
	run(t, pool, readOnlySession)
	if _, err := pool.Exec(postgres.Trusting(t.Context()), aWrite); postgres.InWords(err) == nil {
		t.Errorf("trusted: got %v, want that the session is read-only", err)
	}
	run(t, pool, aWrite)
}

func TestAConnectionThatRefusedAWriteIsNotKept(t *testing.T) {
	t.Parallel()
	w := postgres.NewWriters()
	w.Hurry(time.Hour, time.Minute)
	pool := writer(t, w, dbtest.URL(t))
	run(t, pool, readOnlySession)
	if _, err := pool.Exec(t.Context(), aWrite); postgres.InWords(err) == nil {
		t.Fatalf("a read-only session: got %v, want the need of one that writes", err)
	}
	run(t, pool, aWrite)
}

// One read-only connection is reason enough to make the others anew, of all pools, and whoever holds them.
func TestNoConnectionIsLeftBehind(t *testing.T) {
	t.Parallel()
	w := postgres.NewWriters()
	w.Hurry(time.Hour, time.Millisecond)
	address := dbtest.URL(t)
	first, second, listening := writer(t, w, address), writer(t, w, address), writer(t, w, address)
	listener, err := listening.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	away := listener.Hijack()
	defer away.Close(context.WithoutCancel(t.Context()))
	before := session(t, second)
	run(t, first, readOnlySession)
	if _, err := first.Exec(t.Context(), aWrite); err == nil {
		t.Fatal("a read-only session: got no error, want one")
	}
	if now := session(t, second); now == before {
		t.Errorf("the other pool: got session %d again, want another", now)
	}
	ended := make(chan error, 1)
	go func() { _, err := away.WaitForNotification(t.Context()); ended <- err }()
	if err := patience.Receive(t, "the end of what waits for notifications", ended); err == nil {
		t.Error("got a notification, want an error")
	}
	kept := session(t, second)
	run(t, second, "SELECT pg_sleep(0)")
	if now := session(t, second); now != kept {
		t.Errorf("a connection made afterwards: got session %d, want %d again", now, kept)
	}
}

// twoHosts is the address of a read-only database and of one that can be written to, in this order, or the other.
func twoHosts(t *testing.T, readOnlyFirst bool, target string) (address string) {
	t.Helper()
	locked, open := dbtest.URL(t), dbtest.URL(t)
	play(t, locked, "ALTER DATABASE %I SET default_transaction_read_only = on")
	hosts := []string{host(t, dbtest.PooledBySession(t, locked)), host(t, dbtest.PooledBySession(t, open))}
	if !readOnlyFirst {
		hosts[0], hosts[1] = hosts[1], hosts[0]
	}
	address = "postgres://bot@" + strings.Join(hosts, ",") + "/any?sslmode=disable"
	if target != "" {
		address += "&target_session_attrs=" + target
	}
	return address
}

func host(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

func TestOfSeveralHostsTheOneThatWritesIsTaken(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"", "any", "read-write", "read-only", "primary", "standby", "prefer-standby"} {
		for _, readOnlyFirst := range []bool{true, false} {
			w := postgres.NewWriters()
			address := twoHosts(t, readOnlyFirst, target)
			pool, other := writer(t, w, address), writer(t, w, address)
			run(t, pool, aWrite)
			before := session(t, pool)
			// To pass a read-only host by is no reason to make other connections anew.
			run(t, other, aWrite)
			if now := session(t, pool); now != before {
				t.Errorf("target %q, read-only first %v: got session %d after another connection was made, want %d again",
					target, readOnlyFirst, now, before)
			}
		}
	}
}

func TestAReadOnlyDatabaseIsNamed(t *testing.T) {
	t.Parallel()
	address := dbtest.URL(t)
	pool := writer(t, postgres.NewWriters(), address)
	reader, err := postgres.Open(t.Context(), config(t, address), 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(reader.Close)
	for _, p := range []*pgxpool.Pool{pool, reader} {
		if err := postgres.Writable(t.Context(), p); err != nil {
			t.Errorf("one that can be written to: got %v, want no error", err)
		}
		p.Reset()
	}
	play(t, address, "ALTER DATABASE %I SET default_transaction_read_only = on")
	for _, p := range []*pgxpool.Pool{pool, reader} {
		if unmet := postgres.InWords(postgres.Writable(t.Context(), p)); unmet == nil || unmet.Need != postgres.NeedReadWrite {
			t.Errorf("a read-only one: got %v, want the need of one that writes", unmet)
		}
	}
	for purpose, want := range map[postgres.Purpose]bool{postgres.ToRead: false, postgres.ToMigrate: true, postgres.ToRun: true} {
		if err := postgres.Check(t.Context(), reader, purpose, migrations.Pending); (err != nil) != want {
			t.Errorf("purpose %d: got %v, want an error: %v", purpose, err, want)
		}
	}
}
