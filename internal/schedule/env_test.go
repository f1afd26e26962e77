package schedule_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/schedule"
)

// change runs a statement that changes rows, as time or another replica would.
func change(t *testing.T, pool *pgxpool.Pool, sql string, args ...any) {
	t.Helper()
	tag, err := pool.Exec(t.Context(), sql, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if tag.RowsAffected() == 0 {
		t.Fatalf("%s changed no row", sql)
	}
}

// ask gives the one value that a statement selects, as text.
func ask(t *testing.T, pool *pgxpool.Pool, sql string) string {
	t.Helper()
	var got string
	if err := pool.QueryRow(t.Context(), "SELECT ("+sql+")::text").Scan(&got); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return got
}

// wants checks the one value that a statement selects.
func wants(t *testing.T, pool *pgxpool.Pool, want, sql string) {
	t.Helper()
	if got := ask(t, pool, sql); got != want {
		t.Errorf("%s: got %q, want %q", sql, got, want)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lost checks that a note of somebody who has lost a round or a seat is refused.
func lost(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, schedule.ErrLeaseLost) {
		t.Errorf("%s: got %v, want %v", what, err, schedule.ErrLeaseLost)
	}
}
