package outbox

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// env is a database whose clock_timestamp() the test moves, and the replicas' own clocks with it.
type env struct {
	t    testing.TB
	pool *pgxpool.Pool
	mu   sync.Mutex
	at   time.Time
}

func newEnv(t testing.TB) *env {
	t.Helper()
	setup := dbtest.New(t)
	for _, sql := range []string{
		"CREATE TABLE test_clock (at timestamptz NOT NULL)",
		"INSERT INTO test_clock VALUES ('2026-03-02 10:00:00Z')",
		"CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT at FROM public.test_clock'",
	} {
		if _, err := setup.Exec(t.Context(), sql); err != nil {
			t.Fatalf("prepare the clock: %v", err)
		}
	}
	config := setup.Config()
	config.MaxConns = 8
	// Ours before Postgres's own.
	config.ConnConfig.RuntimeParams["search_path"] = "public, pg_catalog"
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatalf("open the database: %v", err)
	}
	t.Cleanup(pool.Close)
	return &env{t: t, pool: pool, at: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
}

// replica is one process's budget.
func (w *env) replica(config Config) *Budget {
	b := NewBudget(w.pool, config, slog.New(slog.DiscardHandler))
	b.now = w.now
	b.nap = func(_ context.Context, d time.Duration) error {
		w.pass(d)
		return nil
	}
	return b
}

func (w *env) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

// pass lets time go by, for Postgres and the replicas alike.
func (w *env) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
	w.setPostgres(w.at)
}

// setPostgres moves Postgres's clock alone.
func (w *env) setPostgres(at time.Time) {
	if _, err := w.pool.Exec(context.Background(), "UPDATE test_clock SET at = $1", at); err != nil {
		panic(err)
	}
}

// forget empties all budgets' rows.
func (w *env) forget() {
	if _, err := w.pool.Exec(context.Background(), "TRUNCATE slack_budgets"); err != nil {
		panic(err)
	}
}

// mustTake asks once and fails the test on an error.
func mustTake(t testing.TB, b *Budget, name string, interactive bool) time.Duration {
	t.Helper()
	wait, err := b.TryTake(context.Background(), name, interactive)
	if err != nil {
		t.Fatalf("TryTake(%q): %v", name, err)
	}
	return wait
}

// drain takes as often as it is let, and tells how often that was.
func drain(t testing.TB, b *Budget, name string, interactive bool) int {
	t.Helper()
	for n := 0; ; n++ {
		if n > 10_000 {
			t.Fatalf("%q has no end, want n at most 10_000", name)
		}
		if mustTake(t, b, name, interactive) > 0 {
			return n
		}
	}
}
