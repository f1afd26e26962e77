package store_test

import (
	"context"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// Cards that were never sent are dropped when their item ends. When it turns out to be open after all, its approvers have
// to hear of it all the same.
func TestReopenedItemHasACardForEveryApprover(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]string{
		"never sent":             "new",
		"counted in another one": "held",
		"nobody to send it to":   "unreachable",
		"its message was gone":   "ended",
		"on its way":             "waiting",
		"in Slack":               "posted",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			o.see(request("i1", "sam"))
			if before == "posted" {
				o.post(o.cards("sam")[0])
			} else {
				o.exec(`UPDATE cards SET state = $1`, before)
			}
			at, err := o.Now(t.Context())
			o.must(err)
			gone, err := o.Gone(t.Context(), schedule.Lease{}, at, "i1", approvals.OutcomeView{Outcome: approvals.OutcomeCompleted})
			if err != nil || !gone {
				t.Fatalf("gone is %t, %v, want gone true", gone, err)
			}
			if got := o.see(request("i1", "sam")); got.Reopened != 1 {
				t.Fatalf("seen: %+v, want Reopened 1", got)
			}
			n := o.one(`SELECT count(*)::text FROM cards WHERE identity_id = 'sam' AND withdrawn = '' AND state <> 'ended'`)
			if n != "1" {
				t.Errorf("sam has %s cards that follow the item, want one", n)
			}
			if sent := o.one(`SELECT count(*)::text FROM cards WHERE state IN ('waiting', 'posted')`); sent != "1" {
				t.Errorf("%s cards are in Slack or on their way, want one", sent)
			}
		})
	}
}

func TestReopenedItemThatWasForwardedGoesToItsOwnerAlone(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	o.exec(`UPDATE cards SET state = 'held'`)
	at, err := o.Now(context.Background())
	o.must(err)
	_, err = o.Gone(t.Context(), schedule.Lease{}, at, "i1", approvals.OutcomeView{Outcome: approvals.OutcomeCompleted})
	o.must(err)
	o.see(request("i1", "nora"))
	if n := len(o.cards("sam")); n != 0 {
		t.Errorf("sam has %d cards for what is nora's, want 0", n)
	}
	if n := len(o.cards("nora")); n != 1 {
		t.Errorf("nora has %d cards, want 1", n)
	}
}

func TestApproverWithoutAnyCardGetsOne(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"), request("i2", "sam"), request("i3", "sam"))
	o.exec(`DELETE FROM cards WHERE work_item_id = 'i1'`)
	o.exec(`UPDATE cards SET state = 'ended', posted_at = now() WHERE work_item_id = 'i2'`)
	n, err := o.RepairCards(t.Context(), schedule.Lease{}, []string{"i1", "i2", "i3"})
	o.must(err)
	if n != 1 || o.one(`SELECT count(*)::text FROM cards WHERE work_item_id = 'i1' AND state = 'new'`) != "1" {
		t.Errorf(`%d cards were made, want n 1 and one "1"`, n)
	}
	if n, err = o.RepairCards(t.Context(), schedule.Lease{}, []string{"i1", "i2", "i3"}); err != nil || n != 0 {
		t.Errorf("a second look made %d cards, %v, want 0", n, err)
	}
}
