package store_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/metrics"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/catalogue"
)

// What asks for an age finds it in the index, and does not read all rows to compare each with the clock: a clock that may move
// within a statement cannot be looked up.
func TestAgesAreLookedUp(t *testing.T) {
	t.Parallel()
	ears := &listener{}
	pool := overheard(t, ears)
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	desk := store.New(pool, client, noLinks{}, store.Config{CardsAtOnce: 1}, time.Now, slog.New(slog.DiscardHandler))
	for _, statement := range []string{
		`INSERT INTO work_items (id, type, owner_id, created_at, content_hash) SELECT 'w' || n, 'Approval', 'sam', now(), '\x00' FROM generate_series(1, 3) AS n`,
		`INSERT INTO work_items (id, type, owner_id, created_at, content_hash, state, closed_at)
			SELECT 'c' || n, 'Approval', 'sam', now(), '\x00', 'closed', now() - n * interval '1 hour' FROM generate_series(1, 3000) AS n`,
		`INSERT INTO cards (id, work_item_id, identity_id) SELECT gen_random_uuid(), id, 'sam' FROM work_items WHERE state = 'open'`,
		`ANALYZE work_items`,
	} {
		if _, err := pool.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	// Tables that are nearly empty are read as a whole otherwise.
	if _, err := conn.Exec(t.Context(), `SET enable_seqscan = off`); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		table, column string
		ask           func(context.Context) error
	}{
		{"FROM work_items", "closed_at", func(ctx context.Context) error { _, err := metrics.ReadGauges(ctx, db.New(pool)); return err }},
		{"FROM trace_contexts", "noted_at", desk.SweepTraceLinks},
		{"FROM catalogue", "read_at", catalogue.New(pool).Sweep},
		{"FROM cards", "created_at", func(ctx context.Context) error { _, err := desk.ReleaseCards(ctx); return err }},
	} {
		ears.heard = nil
		if err := c.ask(t.Context()); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, a := range slices.Clone(ears.heard) {
			if !strings.Contains(a.sql, c.table) || !regexp.MustCompile(c.column+` [<>]`).MatchString(a.sql) {
				continue
			}
			n++
			if conds := indexConds(t, conn.Conn(), a); !strings.Contains(conds, c.column) {
				t.Errorf("%s is not looked up in\n%s\nbut %q", c.column, strings.TrimSpace(a.sql), conds)
			}
		}
		if n == 0 {
			t.Errorf("nobody asked for %s: %v, want n other than 0", c.column, ears.heard)
		}
	}
}

// indexConds is what a statement looks up in indexes.
func indexConds(t *testing.T, conn *pgx.Conn, a asked) string {
	t.Helper()
	var raw json.RawMessage
	if err := conn.QueryRow(t.Context(), "EXPLAIN (FORMAT JSON) "+a.sql, a.args...).Scan(&raw); err != nil {
		t.Fatal(err)
	}
	var conds []string
	for _, found := range regexp.MustCompile(`"Index Cond": "([^"]*)"`).FindAllStringSubmatch(string(raw), -1) {
		conds = append(conds, found[1])
	}
	return strings.Join(conds, "; ")
}
