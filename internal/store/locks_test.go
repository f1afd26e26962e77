package store_test

import (
	"context"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
)

// whileHeld runs do while a transaction holds what the statements have locked, and lets that commit once do waits for it, or has
// ended without.
func (o *env) whileHeld(do func(context.Context) error, statements ...string) error {
	o.t.Helper()
	ctx := o.t.Context()
	tx, err := o.pool.Begin(ctx)
	o.must(err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	for _, sql := range statements {
		_, err := tx.Exec(ctx, sql)
		o.must(err)
	}
	const waiting = `SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
	done := make(chan error, 1)
	go func() { done <- do(ctx) }()
	patience.Until(o.t, "a wait for the lock, or an end without one", func() bool {
		return len(done) == 1 || o.one(waiting) != "0"
	})
	o.must(tx.Commit(ctx))
	return <-done
}

// A click is judged by what the item has become when whoever changes it is done.
func TestAClickWaitsForWhoeverChangesTheItem(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	err := o.whileHeld(func(context.Context) error {
		_, err := o.click("sam", "i1", approvals.Approve, "")
		return err
	}, `UPDATE work_items SET state = 'closed', outcome = 'denied' WHERE id = 'i1'`)
	wantRefusal(t, err, approvals.RefusedAlreadyDecided)
}
