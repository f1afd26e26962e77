package shadow

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/patience"
)

func TestClaim(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		first, then Mode
		want        error
	}{
		{ModeReal, ModeReal, nil},
		{ModeShadow, ModeShadow, nil},
		{ModeReal, ModeShadow, ErrIsReal},
		{ModeShadow, ModeReal, ErrIsShadow},
	} {
		w := emptyEnv(t)
		w.must(Claim(t.Context(), w.pool, tt.first))
		if err := Claim(t.Context(), w.pool, tt.then); !errors.Is(err, tt.want) {
			t.Errorf("%s after %s: %v, want %v", tt.then, tt.first, err, tt.want)
		}
		if got, err := ModeOf(t.Context(), w.pool); err != nil || got != tt.first {
			t.Errorf("%s after %s: the database is %q, %v, want got %v", tt.then, tt.first, got, err, tt.first)
		}
	}
}

// Of replicas with different modes that come at once, those of one mode alone get in.
func TestClaimAtOnce(t *testing.T) {
	t.Parallel()
	w := emptyEnv(t)
	modes := []Mode{ModeReal, ModeShadow, ModeReal, ModeShadow}
	errs := make([]error, len(modes))
	var group sync.WaitGroup
	for i, m := range modes {
		group.Go(func() { errs[i] = Claim(t.Context(), w.pool, m) })
	}
	group.Wait()
	owner, err := ModeOf(t.Context(), w.pool)
	w.must(err)
	for i, m := range modes {
		if (errs[i] == nil) != (m == owner) {
			t.Errorf("the database is %s's, and a %s gets %v, want success %t", owner, m, errs[i], m == owner)
		}
	}
}

// A shadow at work says so, and ends when its database is no shadow's any more.
func TestKeep(t *testing.T) {
	t.Parallel()
	w := newEnv(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	var calls Calls
	calls.Observe("GET identity", 200, time.Second)
	go func() { ended <- Keep(ctx, w.pool, &calls, slog.New(slog.DiscardHandler)) }()
	patience.Until(t, "it says that it is at work", func() bool {
		return w.count("SELECT count(*) FROM run_mode, shadow_iiq_calls WHERE seen_at IS NOT NULL") == 1
	})
	if _, err := Clear(t.Context(), w.pool); !errors.Is(err, ErrAtWork) {
		t.Errorf("cleared while it is at work: %v, want %v", err, ErrAtWork)
	}
	cancel()
	if err := patience.Receive(t, "the end", ended); err != nil {
		t.Errorf("told to stop, it ended with %v", err)
	}
	if n := w.count("SELECT count(*) FROM run_mode WHERE seen_at IS NULL"); n != 1 {
		t.Error("it stopped and does not say so")
	}
	if n := w.count("SELECT count(*) FROM shadow_iiq_calls WHERE calls = 1"); n != 1 {
		t.Error("how IdentityIQ answered is not stored")
	}
	w.sql("DELETE FROM run_mode")
	if err := Keep(t.Context(), w.pool, &calls, slog.New(slog.DiscardHandler)); !errors.Is(err, ErrNoShadow) {
		t.Errorf("without its row it ends with %v, want %v", err, ErrNoShadow)
	}
}

// kept are the tables that outlive a shadow: the schema, the identity map, what people chose, the decision log.
func kept() []string {
	return []string{
		"goose_db_version", "identities", "identity_sync", "slack_users", "identity_links", "identity_refusals", "workgroups",
		"workgroup_members", "person_settings", "sensitivity_rules", "sensitivity_rules_before", "audit_log", "audit_head",
		"audit_head_notes", "audit_retention", "audit_removals", "database_losses", "confirm_keys", "gateways_seen",
		"socket_seats", "schedules", "review_watermark",
		"river_client", "river_client_queue", "river_leader", "river_migration", "river_notification", "river_queue",
	}
}

// Whoever adds a table decides whether it outlives a shadow.
func TestClearKnowsEveryTable(t *testing.T) {
	t.Parallel()
	w := emptyEnv(t)
	rows, err := w.pool.Query(t.Context(), "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()")
	w.must(err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	for _, table := range tables {
		if slices.Contains(forgotten(), table) == slices.Contains(kept(), table) {
			t.Errorf("%s: is it forgotten or kept when a shadow ends?", table)
		}
	}
}

func TestClear(t *testing.T) {
	t.Parallel()
	w := emptyEnv(t)
	if _, err := Clear(t.Context(), w.pool); !errors.Is(err, ErrNoShadow) {
		t.Errorf("nobody's database: %v, want %v", err, ErrNoShadow)
	}
	w.must(Claim(t.Context(), w.pool, ModeShadow))
	w.post("U1", "a card", "c-1", About{Kind: Card})
	w.sql(`INSERT INTO identities (id, name) VALUES ('7f01', 'Sam.Okoye')`)
	w.sql(`INSERT INTO identity_links (team_id, slack_user_id, identity_id, how) VALUES ('T1', 'U1', '7f01', 'email')`)
	w.sql(`INSERT INTO work_items (id, type, owner_id, created_at, content_hash) VALUES ('7f02', 'Approval', '7f01', now(), '\x00')`)
	w.sql(`INSERT INTO work_item_approvers (work_item_id, identity_id) VALUES ('7f02', '7f01')`)
	w.sql(`INSERT INTO cards (id, work_item_id, identity_id, state) VALUES (gen_random_uuid(), '7f02', '7f01', 'posted')`)
	w.sql(`INSERT INTO reminders (identity_id, last_at, step) VALUES ('7f01', now(), 3)`)
	w.sql(`INSERT INTO watermarks (name, stamp) VALUES ('poll', now())`)
	w.sql(`UPDATE review_watermark SET stamp = now()`)
	w.sql(`INSERT INTO schedules (name, next_at, claimed_until) VALUES ('poll', now() + interval '1 hour', now() + interval '1 hour')`)
	messages, err := Clear(t.Context(), w.pool)
	if err != nil || messages != 1 {
		t.Fatalf("%d messages, %v, want 1", messages, err)
	}
	for _, table := range forgotten() {
		if n := w.count("SELECT count(*) FROM " + table); n != 0 {
			t.Errorf("%d rows are left in %s, want 0", n, table)
		}
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM identities": 1, "SELECT count(*) FROM identity_links": 1,
		"SELECT count(*) FROM schedules WHERE next_at <= now() AND claimed_until <= now()": 1,
		"SELECT count(*) FROM review_watermark WHERE stamp IS NULL":                        1,
	} {
		if n := w.count(query); n != want {
			t.Errorf("%s: %d, want %v", query, n, want)
		}
	}
	w.must(Claim(t.Context(), w.pool, ModeReal))
	if _, err := Clear(t.Context(), w.pool); !errors.Is(err, ErrNoShadow) {
		t.Errorf("a real bot's database: %v, want %v", err, ErrNoShadow)
	}
}
