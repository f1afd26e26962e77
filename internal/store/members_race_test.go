package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// An item that is being stored while the members of its workgroup change ends up with the members of afterwards, although
// neither of the two transactions sees what the other one writes.
func TestItemThatIsBeingStoredFollowsItsWorkgroup(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		before func(*env)
		change func(*env) error
		want   string
		// table is where the item's transaction is held back once it has read the owners.
		table string
	}{
		"somebody has left": {
			before: func(o *env) { o.must(o.saveGroup("g", "Owners", []string{"sam", "nora"})) },
			change: func(o *env) error { return o.saveGroup("g", "Owners", []string{"sam"}) },
			want:   "sam", table: "work_item_approvers",
		},
		"somebody has come": {
			before: func(o *env) { o.must(o.saveGroup("g", "Owners", []string{"sam"})) },
			change: func(o *env) error { return o.saveGroup("g", "Owners", []string{"sam", "nora"}) },
			want:   "nora sam", table: "work_item_approvers",
		},
		"nobody knew that it is a workgroup": {
			before: func(*env) {},
			change: func(o *env) error { return o.saveGroup("g", "Owners", []string{"sam"}) },
			want:   "sam", table: "work_item_approvers",
		},
		"it is a person": {
			before: func(o *env) { o.must(o.saveGroup("g", "Owners", nil)) },
			change: func(o *env) error { return o.NotAWorkgroup(context.Background(), schedule.Lease{}, "g") },
			want:   "g", table: "absences",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			tc.before(o)
			goOn := o.holdTable(tc.table)
			ended := make(chan error, 2)
			at, err := o.Now(t.Context())
			o.must(err)
			go func() {
				_, err := o.Seen(context.Background(), schedule.Lease{}, at, []approvals.WorkItem{request("i1", "g")})
				ended <- err
			}()
			patience.Until(t, "the item has its owners and waits", func() bool { return o.waiting() == "1" })
			changed := make(chan struct{})
			go func() {
				ended <- tc.change(o)
				close(changed)
			}()
			patience.Until(t, "the change is stored, or waits for the item", func() bool {
				select {
				case <-changed:
					return true
				default:
					return o.waiting() == "2"
				}
			})
			goOn()
			for range 2 {
				o.must(patience.Receive(t, "the end", ended))
			}
			if got := o.one(`SELECT coalesce(string_agg(identity_id, ' ' ORDER BY identity_id), '') FROM work_item_approvers WHERE active`); got != tc.want {
				t.Errorf("got approvers %q, want %q", got, tc.want)
			}
			if got := o.one(`SELECT coalesce(string_agg(identity_id, ' ' ORDER BY identity_id), '') FROM cards WHERE withdrawn = ''`); got != tc.want {
				t.Errorf("got cards of %q, want of %q", got, tc.want)
			}
		})
	}
}

// holdTable lets nobody write to a table until the returned function is called.
func (o *env) holdTable(name string) (goOn func()) {
	o.t.Helper()
	tx, err := o.pool.Begin(context.Background())
	o.must(err)
	_, err = tx.Exec(context.Background(), `LOCK TABLE `+name+` IN EXCLUSIVE MODE`)
	o.must(err)
	return func() { o.must(tx.Rollback(context.Background())) }
}

// waiting is how many transactions wait for a lock.
func (o *env) waiting() string {
	return o.one(`SELECT count(DISTINCT pid)::text FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`)
}

// A card that could not be sent to anybody does not wait for ever when its item ended, or its approver lost it, while its
// recipient was looked for.
func TestCardOfNobodyThatLapsedMeanwhileDoesNotWait(t *testing.T) {
	t.Parallel()
	for name, lapse := range map[string]func(*env){
		"the item has ended": func(o *env) {
			w := request("i1", "g")
			w.State = approvals.StateFinished
			o.see(w)
		},
		"it is a workgroup": func(o *env) { o.must(o.saveGroup("g", "Owners", []string{"sam"})) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			o := newEnv(t, nil)
			o.see(request("i1", "g"))
			c, err := o.ClaimCard(ctx, o.cards("g")[0], 100, time.Minute)
			o.must(err)
			v, err := o.CardView(ctx, c.CardID)
			o.must(err)
			lapse(o)
			if err := o.CardUnreachable(ctx, c, v.Want, "no_identity"); err == nil {
				t.Error("got no error for a card that was raised since, want one")
			}
			if got := o.one(`SELECT count(*)::text FROM cards WHERE state = 'unreachable'`); got != "0" {
				t.Errorf("got %s cards that wait for nobody, want none", got)
			}
			// One that an older version left so is dropped by the next look.
			o.exec(`UPDATE cards SET state = 'unreachable' WHERE identity_id = 'g'`)
			ids, err := o.Unreachable(ctx, 10)
			if err != nil || len(ids) > 0 {
				t.Errorf("got %v, %v as those who cannot be reached, want nobody", ids, err)
			}
		})
	}
}
