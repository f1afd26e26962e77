package dbtest

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/localpg"
)

// limit bounds each step at the end of a test.
const limit = 30 * time.Second

// New gives a pool of connections to a migrated database of the test's own.
// Both are gone after the test, whose goroutines must have given their
// connections back by then.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	s := sharedServer(t)
	return s.usePool(s.migratedShelf(t))
}

// URL gives the address of a migrated database of the test's own, for tests
// that start processes. It is taken away after the test, whoever is connected.
func URL(t testing.TB) string {
	t.Helper()
	s := sharedServer(t)
	return s.use(s.migratedShelf(t))
}

func (s *testServer) migratedShelf(t testing.TB) (testing.TB, *shelf, maker) {
	t.Helper()
	template, err := s.migrated(t.Context())
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return t, s.shelf(template), func(ctx context.Context, name string) error { return s.create(ctx, name, template) }
}

// Locale is how a database folds and sorts letters, as CREATE DATABASE takes it.
type Locale string

const (
	// LocaleC is what `initdb --no-locale` makes: lower() knows ASCII alone.
	LocaleC Locale = "LC_COLLATE 'C' LC_CTYPE 'C'"
	// LocaleTurkish makes ı of I. It needs a server of version 15 or newer that was built with ICU.
	LocaleTurkish Locale = "LOCALE_PROVIDER icu ICU_LOCALE 'tr' LC_COLLATE 'C' LC_CTYPE 'C'"
)

// NewIn gives a pool of connections to a migrated database of the test's own
// in a locale. Where the server does not know the locale, the test is skipped.
func NewIn(t testing.TB, locale Locale) *pgxpool.Pool {
	t.Helper()
	s := sharedServer(t)
	from, made := s.inLocale(t, locale)
	return s.usePool(t, from, made)
}

// URLIn is NewIn for tests that start processes.
func URLIn(t testing.TB, locale Locale) string {
	t.Helper()
	s := sharedServer(t)
	from, made := s.inLocale(t, locale)
	return s.use(t, from, made)
}

// EmptyURL gives the address of a database of the test's own without tables.
func EmptyURL(t testing.TB) string {
	t.Helper()
	return sharedServer(t).database(t, "template0")
}

// EncodedURL is EmptyURL with a database in another encoding than UTF8.
func EncodedURL(t testing.TB, encoding string) string {
	t.Helper()
	return sharedServer(t).database(t, "template0", "ENCODING '"+encoding+"' LC_COLLATE 'C' LC_CTYPE 'C'")
}

// NewServer gives the test a private server of its own, for tests that stop,
// kill and restart Postgres, and the address of a migrated database on it. It
// does not use TEST_DATABASE_URL. The server is stopped after the test.
func NewServer(t testing.TB) (server *localpg.Server, databaseURL string) {
	t.Helper()
	return newServer(t, nil)
}

// NewPair is NewServer with a standby that follows it, and the address of the same database on each.
func NewPair(t testing.TB) (server *localpg.Server, databaseURL, standbyURL string) {
	t.Helper()
	server, databaseURL = newServer(t, localpg.StandbySettings())
	standby, err := server.Standby(t.Context())
	if err != nil {
		t.Fatalf("dbtest: start a standby: %v", err)
	}
	stopAfter(t, standby)
	return server, databaseURL, standby.URL(ownName)
}

// ownName is the name of the database on a private server.
const ownName = "bot"

func newServer(t testing.TB, settings map[string]string) (server *localpg.Server, databaseURL string) {
	t.Helper()
	server, err := startPrepared(t.Context(), settings)
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	stopAfter(t, server)
	if err := takeTemplate(t.Context(), server, ownName); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return server, server.URL(ownName)
}

func stopAfter(t testing.TB, server *localpg.Server) {
	t.Helper()
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("dbtest: stop Postgres: %v", err)
		}
	})
}

// Open gives a pool on an address and closes it after the test. A connection
// that the test does not give back fails it.
func Open(t testing.TB, databaseURL string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), databaseURL)
	if err != nil {
		t.Fatalf("dbtest: open database: %v", err)
	}
	t.Cleanup(func() { closePool(t, pool) })
	return pool
}

func closePool(t testing.TB, pool *pgxpool.Pool) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	closed := make(chan struct{})
	go func() {
		pool.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-ctx.Done():
		t.Errorf("dbtest: %d connections were not given back", pool.Stat().AcquiredConns())
	}
}
