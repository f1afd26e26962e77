package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/redaction"
	"github.com/iiq-approvals/bot/migrations"
)

// errAddress leaves out the address, which holds a password.
var errAddress = errors.New("TEST_DATABASE_URL must be a URL, postgres://…")

// shared is the one mutable global of the tests: a test has no other place in
// which to find what an earlier test of the same process has started, and a
// server for each test would cost more than most tests.
var shared struct {
	once   sync.Once
	server *testServer
	err    error
}

// testServer is where the databases of this process are made.
type testServer struct {
	url     string        // of a database to give orders from
	orders  *pgxpool.Pool // to that database
	process int32         // the number that this process's databases bear
	made    atomic.Int64

	mu   sync.Mutex
	kept []*pgx.Conn // sessions whose locks tell that this process lives
	// shelves are the databases whose test has ended, by how they were made.
	shelves map[string]*shelf
	// handed are those with two roles whose test has ended.
	handed []*handed
	// private is true of a server that ends with this process.
	private bool

	template struct {
		once sync.Once
		name string
		err  error
	}
}

func sharedServer(t testing.TB) *testServer {
	t.Helper()
	// Not the test's context: the server outlives the test.
	shared.once.Do(func() { shared.server, shared.err = newTestServer(context.Background()) })
	if shared.err != nil {
		t.Fatalf("dbtest: %v", shared.err)
	}
	return shared.server
}

// newTestServer takes the server of TEST_DATABASE_URL, else starts one.
func newTestServer(ctx context.Context) (*testServer, error) {
	address := os.Getenv("TEST_DATABASE_URL")
	if address == "" {
		server, err := startPrepared(ctx, map[string]string{
			"autovacuum": "off",
			// Nobody kills this server: it ends with the process, and its databases with it.
			"synchronous_commit": "off",
			// A connection of a test runs most statements a few times, and Postgres would plan each of them five times.
			"plan_cache_mode": "force_generic_plan",
		})
		if err != nil {
			return nil, err
		}
		address = server.URL("postgres")
	}
	s, err := useServer(ctx, address)
	if err == nil {
		s.private = os.Getenv("TEST_DATABASE_URL") == ""
	}
	return s, err
}

func useServer(ctx context.Context, address string) (*testServer, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil || !redaction.DatabaseAddress(address) {
		return nil, errAddress
	}
	config.MaxConns = 4
	orders, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open TEST_DATABASE_URL: %w", err)
	}
	s := &testServer{url: address, orders: orders, shelves: map[string]*shelf{}}
	if s.process, err = s.announce(ctx); err != nil {
		orders.Close()
		return nil, err
	}
	return s, nil
}

// database makes a database from a template and drops it after the test.
func (s *testServer) database(t testing.TB, template string, options ...string) string {
	t.Helper()
	name := s.newName()
	if err := s.create(t.Context(), name, template, options...); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return s.own(t, name)
}

// inLocale is where the migrated databases in a locale are. Where the server does not know the locale, the test is skipped.
func (s *testServer) inLocale(t testing.TB, locale Locale) (*shelf, maker) {
	return s.shelf(string(locale)), func(ctx context.Context, name string) error {
		_, err := s.orders.Exec(ctx, "CREATE DATABASE "+quote(name)+" TEMPLATE template0 ENCODING 'UTF8' "+string(locale))
		switch _, refused := errors.AsType[*pgconn.PgError](err); {
		case refused && locale != LocaleC:
			t.Skipf("this server has no database with %s: %v", locale, err)
		case err != nil:
			return fmt.Errorf("create database: %w", err)
		}
		address, err := withDatabase(s.url, name)
		if err != nil {
			return err
		}
		_, err = migrations.Up(ctx, address)
		return err
	}
}

// own gives the address of a database that goes with the test.
func (s *testServer) own(t testing.TB, name string) string {
	t.Helper()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		if err := s.drop(ctx, name); err != nil {
			t.Errorf("dbtest: %v", err)
		}
	})
	address, err := withDatabase(s.url, name)
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	return address
}

func (s *testServer) create(ctx context.Context, name, template string, options ...string) error {
	_, err := s.orders.Exec(ctx, "CREATE DATABASE "+quote(name)+" TEMPLATE "+quote(template)+" "+strings.Join(options, " "))
	if err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
}

func (s *testServer) drop(ctx context.Context, name string) error {
	if _, err := s.orders.Exec(ctx, "DROP DATABASE IF EXISTS "+quote(name)+" WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop database: %w", err)
	}
	return nil
}

// stillConnected reports whether an order failed because somebody is connected to the database.
func stillConnected(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pgErr.Code == "55006"
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

// withDatabase puts another database into an address.
func withDatabase(address, name string) (string, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme == "" {
		return "", errAddress
	}
	parsed.Path = "/" + name
	return parsed.String(), nil
}
