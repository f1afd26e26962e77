package store_test

import (
	"context"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// A card that somebody asks for, while a transaction that takes the item from them has not ended, is not stored behind its back: nobody
// would withdraw it.
func TestNoCardIsAskedForBehindTheBackOfALoss(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	ways := map[string]func(*env) func() error{
		"the same card again": func(o *env) func() error {
			return func() error { return o.SendCard(ctx, person("sam"), "i2", false) }
		},
		"the next card": func(o *env) func() error {
			return func() error { _, err := o.ShowNext(ctx, person("sam"), "i1"); return err }
		},
		"the next card of a run": func(o *env) func() error {
			c := o.decision("sam", "i1")
			o.exec(`UPDATE decisions SET in_run = true`)
			o.must(o.BeforeWrite(ctx, c))
			c.Answer = approvals.Answer{State: approvals.StateFinished, Text: "<WorkItem/>"}
			return func() error { return o.Recorded(ctx, c) }
		},
	}
	losses := map[string]approvals.WorkItem{"forwarded": request("i2", "nora"), "expired": request("i2", "sam")}
	ended := losses["expired"]
	ended.State = approvals.StateExpired
	losses["expired"] = ended
	for name, way := range ways {
		for loss, after := range losses {
			t.Run(name+", "+loss, func(t *testing.T) {
				t.Parallel()
				o := newEnv(t, nil)
				o.see(request("i1", "sam"), request("i2", "sam"))
				for _, card := range o.cards("sam") {
					o.post(card)
				}
				ask := way(o)
				tx, err := o.pool.Begin(ctx)
				o.must(err)
				_, err = tx.Exec(ctx, `SELECT 1 FROM work_items WHERE id = 'i2' FOR UPDATE`)
				o.must(err)
				at, err := o.Now(ctx)
				o.must(err)
				lost, asked := make(chan error, 1), make(chan error, 1)
				go func() {
					_, err := o.Seen(ctx, schedule.Lease{}, at, []approvals.WorkItem{after})
					lost <- err
				}()
				patience.Until(t, "the loss waits for the item", func() bool { return o.waiting() == "1" })
				go func() { asked <- ask() }()
				patience.Until(t, "the card waits for the item", func() bool { return o.waiting() == "2" })
				o.must(tx.Rollback(ctx))
				o.must(patience.Receive(t, "the loss", lost))
				if err := patience.Receive(t, "the card", asked); err != nil {
					if _, refused := approvals.AsRefusal(err); !refused {
						t.Errorf("ask for the card: got %v, want none or a refusal", err)
					}
				}
				if got := o.one(`SELECT count(*)::text FROM cards WHERE work_item_id = 'i2' AND asked AND withdrawn = ''`); got != "0" {
					t.Errorf("got %s cards that were asked for and that nobody withdraws, want none", got)
				}
			})
		}
	}
}
