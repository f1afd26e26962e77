package store_test

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// endedItems is how many closed items there are; one in two has a card, an approver and a decision.
const endedItems = 70_000

// cemetery is a desk on a database with nothing but closed items: 300 have ended three days ago, 20,000 two days, and the
// others today.
func cemetery(t *testing.T, ears *listener) (*store.Store, *pgxpool.Pool) {
	t.Helper()
	pool := overheard(t, ears)
	for _, statement := range []string{
		fmt.Sprintf(`INSERT INTO work_items (id, number, type, owner_id, created_at, content_hash, state, outcome, changed_at)
			SELECT 'w' || n, n::text, 'Approval', 'p' || n %% 20000, now(), '\x00', 'closed', 'approved',
				now() - CASE WHEN n < 300 THEN interval '3 days' WHEN n < 20000 THEN interval '2 days' ELSE n * interval '500 milliseconds' END FROM generate_series(0, %d) AS n`, endedItems-1),
		`INSERT INTO work_item_approvers (work_item_id, identity_id, open) SELECT id, owner_id, false FROM work_items WHERE number::int % 2 = 0`,
		`INSERT INTO cards (id, work_item_id, identity_id, state, shown) SELECT gen_random_uuid(), id, owner_id, 'posted', 1 FROM work_items WHERE number::int % 2 = 0`,
		`INSERT INTO decisions (id, work_item_id, round, click_id, verdict, sent_comment, identity_id, decider_name, slack_team_id, slack_user_id, state)
			SELECT gen_random_uuid(), id, 1, id, 'approve', '', owner_id, '', '', '', 'recorded' FROM work_items WHERE number::int % 2 = 0`,
		`ANALYZE work_items, work_item_approvers, cards, decisions, reviews, snoozes, requester_notes`,
	} {
		if _, err := pool.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return store.New(pool, nil, noLinks{}, store.Config{}, time.Now, slog.New(slog.DiscardHandler)), pool
}

// Among very many closed items, neither the search for what is to go nor its removal reads a large table from one end to
// the other, whether little or much is old enough.
func TestRetentionScansNoLargeTable(t *testing.T) {
	t.Parallel()
	patience.Long(t)
	ears := &listener{}
	desk, pool := cemetery(t, ears)
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, c := range []struct {
		name string
		keep time.Duration
	}{{"little is due", 60 * time.Hour}, {"much is due", 24 * time.Hour}} {
		ears.heard = nil
		name := c.name
		n, err := desk.RemoveClosed(t.Context(), schedule.Lease{}, c.keep, 200)
		if err != nil || n != 200 {
			t.Fatalf("%s: %d removed: %v, want 200", name, n, err)
		}
		statements := slices.DeleteFunc(slices.Clone(ears.heard), func(a asked) bool { return len(a.args) == 0 })
		if len(statements) != 3 {
			t.Fatalf("%s: %d statements: %v, want 3", name, len(statements), statements)
		}
		for _, a := range statements {
			checkPlans(t, conn.Conn(), name, a, []string{"work_items", "work_item_approvers", "cards", "decisions"})
		}
	}
}

// Whatever refers to work items has an index that begins with the reference: a removal looks for it by that.
func TestEveryReferenceToAnItemHasAnIndex(t *testing.T) {
	t.Parallel()
	rows, err := dbtest.New(t).Query(t.Context(), `
		SELECT c.conrelid::regclass::text FROM pg_constraint c
		WHERE c.contype = 'f' AND c.confrelid = 'work_items'::regclass AND NOT EXISTS (
			SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1] AND i.indpred IS NULL)`)
	if err != nil {
		t.Fatal(err)
	}
	bare, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(bare) > 0 {
		t.Errorf("without an index on the item: %v, %v, want a length of at most 0", bare, err)
	}
}
