package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// A worker that sees a card's item as ended, or as hidden, drops the card that was never sent. When the item is open
// again before the worker says so, that card is the approver's only one.
func TestUnsentCardThatIsNeededAgainIsNotDropped(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	at, err := o.Now(ctx)
	o.must(err)
	_, err = o.Gone(ctx, schedule.Lease{}, at, "i1", approvals.OutcomeView{Outcome: approvals.OutcomeCompleted})
	o.must(err)
	card := o.cards("sam")[0]
	c, err := o.ClaimCard(ctx, card, 100, time.Minute)
	o.must(err)
	v, err := o.CardView(ctx, card)
	o.must(err)
	if v.Phase != approvals.PhaseEnded {
		t.Fatalf("the card tells %s, want %v", v.Phase, approvals.PhaseEnded)
	}
	o.see(request("i1", "sam"))
	if err := o.CardNotNeeded(ctx, c, v.Want); !errors.Is(err, store.ErrNeededAgain) {
		t.Errorf("dropping it ends with %v, want %v", err, store.ErrNeededAgain)
	}
	if n := o.one(`SELECT count(*)::text FROM cards WHERE identity_id = 'sam' AND state <> 'ended'`); n != "1" {
		t.Errorf(`sam has %s cards of the item that is open again, want "1"`, n)
	}
	if v, err = o.CardView(ctx, card); err != nil || v.Phase != approvals.PhaseOpen {
		t.Errorf("the card tells %s, %v, want %v", v.Phase, err, approvals.PhaseOpen)
	}
}

func TestUnsentCardOfAnEndedItemIsDropped(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	card := o.cards("sam")[0]
	c, err := o.ClaimCard(ctx, card, 100, time.Minute)
	o.must(err)
	v, err := o.CardView(ctx, card)
	o.must(err)
	o.must(o.CardNotNeeded(ctx, c, v.Want))
	if s := o.one(`SELECT state FROM cards`); s != "ended" {
		t.Errorf(`the card is %s, want "ended"`, s)
	}
	if err := o.CardNotNeeded(ctx, c, v.Want); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("a second time: %v, want %v", err, approvals.ErrClaimLost)
	}
}

// A card that was dropped before it was sent tells nobody anything.
func TestApproverWhoseOnlyCardWasDroppedGetsAnother(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"), request("i2", "sam"), request("i3", "sam"))
	o.exec(`UPDATE cards SET state = 'ended' WHERE work_item_id <> 'i3'`)
	o.exec(`UPDATE cards SET posted_at = now() WHERE work_item_id = 'i2'`)
	for _, want := range []int{1, 0} {
		n, err := o.RepairCards(t.Context(), schedule.Lease{}, []string{"i1", "i2", "i3"})
		o.must(err)
		if n != want {
			t.Errorf("%d cards were made, want %d", n, want)
		}
	}
	if s := o.one(`SELECT string_agg(state, ' ' ORDER BY state) FROM cards WHERE work_item_id = 'i1'`); s != "ended new" {
		t.Errorf(`of i1 there are %s, want "ended new"`, s)
	}
}

// The card of a reopened item is still that of its first round.
func TestReopenedItemThatWasHiddenForAWhileHasOneCard(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.adopt()
	o.see(of("i1", "hidden"))
	o.post(o.cards("sam")[0])
	at, err := o.Now(t.Context())
	o.must(err)
	_, err = o.Gone(t.Context(), schedule.Lease{}, at, "i1", approvals.OutcomeView{Outcome: approvals.OutcomeCompleted})
	o.must(err)
	o.see(of("i1", "hidden"))
	ruled := o.restarted(houseRules)
	if p := ruled.phase(o.cards("sam")[0]); p != approvals.PhaseHidden {
		t.Fatalf("under the rules the card tells %s, want %v", p, approvals.PhaseHidden)
	}
	free := ruled.restarted("")
	if n := len(free.cards("sam")); n != 1 {
		t.Errorf("sam has %d cards of one item, want 1", n)
	}
	if p := free.phase(o.cards("sam")[0]); p != approvals.PhaseOpen {
		t.Errorf("without the rules the card tells %s, want %v", p, approvals.PhaseOpen)
	}
}

// An access review that is open again has no identity request, and is no work item of IIQ: it must not stand in the way of
// those that have.
func TestReopenedReviewsHaveNoEndingsToLearn(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"), request("i2", "sam"))
	o.exec(`UPDATE work_items SET round = 2`)
	o.exec(`UPDATE work_items SET type = 'Certification' WHERE id = 'i1'`)
	items, err := o.ReopenedItems(t.Context(), 1)
	o.must(err)
	if len(items) != 1 || items[0].ID != "i2" {
		t.Errorf(`reopened: %+v, want a length of 1 and ID "i2"`, items)
	}
}

// Whoever stores a workgroup's members and dies before all of its items have followed leaves the rest to the next who looks.
func TestItemsFollowTheirWorkgroupAfterABreak(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.must(o.saveGroup("group", "Ledger Owners", []string{"sam"}))
	o.see(request("i1", "group"), request("i2", "group"), request("i3", "group"))
	o.exec(`ALTER TABLE work_item_approvers ADD CONSTRAINT broken CHECK (work_item_id <> 'i2' OR identity_id <> 'nora')`)
	if err := o.saveGroup("group", "", []string{"nora"}); err == nil {
		t.Fatal("nothing broke")
	}
	if got := o.one(`SELECT count(*)::text FROM work_item_approvers WHERE identity_id = 'nora' AND active`); got != "2" {
		t.Errorf(`one item kept others back: nora may decide %s, want "2"`, got)
	}
	o.exec(`ALTER TABLE work_item_approvers DROP CONSTRAINT broken`)
	o.exec(`UPDATE workgroups SET unfollowed_since = unfollowed_since - interval '2 minutes'`)
	o.must(o.saveGroup("group", "", []string{"nora"}))
	if got := o.one(`SELECT string_agg(work_item_id, ' ' ORDER BY work_item_id) FROM work_item_approvers WHERE identity_id = 'nora' AND active`); got != "i1 i2 i3" {
		t.Errorf(`nora may decide %q, want "i1 i2 i3"`, got)
	}
	if got := o.one(`SELECT count(*)::text FROM work_item_approvers WHERE identity_id = 'sam' AND active`); got != "0" {
		t.Errorf(`sam has left and may still decide %s, want "0"`, got)
	}
	if got := o.one(`SELECT count(*)::text FROM workgroups WHERE unfollowed_since IS NOT NULL`); got != "0" {
		t.Error("the group is still to be followed")
	}
}

// Two rounds that find the same new item store it once, and the one that comes later fails nothing else of what it read.
func TestANewItemIsStoredByOneOfTwoRounds(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	ctx := context.Background()
	at, err := o.Now(ctx)
	o.must(err)
	// An item alone has no second chance, as the items of a page have each.
	for name, c := range map[string]struct {
		items []approvals.WorkItem
		fresh int
	}{
		"alone":        {[]approvals.WorkItem{request("i1", "sam")}, 0},
		"with another": {[]approvals.WorkItem{request("i2", "sam"), request("i3", "sam")}, 1},
	} {
		first := c.items[0].ID
		tx, err := o.pool.Begin(ctx)
		o.must(err)
		// The other round has stored the item and has not committed yet; it is not seen, and the insert waits for it.
		_, err = tx.Exec(ctx, `INSERT INTO work_items (id, number, type, owner_id, owner_name, created_at, content_hash)
			VALUES ($1, '1', 'Approval', 'sam', 'sam.x', now(), 'other')`, first)
		o.must(err)
		type result struct {
			stats store.SeenStats
			err   error
		}
		ended := make(chan result, 1)
		go func() {
			stats, err := o.Seen(ctx, schedule.Lease{}, at, c.items)
			ended <- result{stats, err}
		}()
		patience.Until(t, "the later round waits", func() bool {
			return o.one(`SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) == "1"
		})
		o.must(tx.Commit(ctx))
		if r := <-ended; r.err != nil || r.stats.New != c.fresh || r.stats.Stale != 1 {
			t.Errorf("%s: the later round gave %+v, %v, want %d new items and one that was stored before", name, r.stats, r.err, c.fresh)
		}
		if got := o.one(`SELECT encode(content_hash, 'escape') FROM work_items WHERE id = '` + first + `'`); got != "other" {
			t.Errorf("%s: the item has the content %q, want it as it was stored first", name, got)
		}
	}
}
