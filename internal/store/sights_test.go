package store_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// closes tells the desk that IIQ, asked at its present time, has the item no more.
func (o *env) closes(id string) {
	o.t.Helper()
	at, err := o.Now(o.t.Context())
	o.must(err)
	closed, err := o.Gone(o.t.Context(), schedule.Lease{}, at, id, approvals.OutcomeView{Outcome: approvals.OutcomeCompleted})
	o.must(err)
	if !closed {
		o.t.Fatalf("%s is closed: got false, want true", id)
	}
}

// An answer from before an item was opened again does not close it.
func TestAnOldSightClosesNothing(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	before, err := o.Now(t.Context())
	o.must(err)
	o.closes("i1")
	o.see(request("i1", "sam"))
	closed, err := o.Gone(t.Context(), schedule.Lease{}, before, "i1", approvals.OutcomeView{Outcome: approvals.OutcomeCompleted})
	if closed || err != nil || o.one(`SELECT state FROM work_items`) != "open" {
		t.Errorf("closed by an old answer: got %t and %v, want false", closed, err)
	}
}

// A process with older rules does not write what the rules in force leave to IIQ.
func TestNewerRulesHoldBeforeTheWrite(t *testing.T) {
	t.Parallel()
	before := newEnv(t, nil)
	before.adopt()
	before.see(of("i1", "linked"))
	before.restarted(houseRules)
	before.wantWrite(store.Claim{Verdict: approvals.Approve}, of("i1", "linked"), approvals.RefusedRules)
}

// Cards tell a completer by the display name, whatever IdentityIQ calls them by.
func TestACompleterIsShownByTheDisplayName(t *testing.T) {
	t.Parallel()
	for told, want := range map[string]string{"dana": "D. dana", "dana.x": "D. dana", "D. dana": "D. dana",
		"Somebody Else": "Somebody Else"} {
		o := newEnv(t, nil)
		o.see(request("i1", "sam"))
		at, err := o.Now(t.Context())
		o.must(err)
		_, err = o.Gone(t.Context(), schedule.Lease{}, at, "i1", approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: told})
		o.must(err)
		if got := o.one(`SELECT outcome_by FROM work_items WHERE id = 'i1'`); got != want {
			t.Errorf("told as %q: got %q, want %q", told, got, want)
		}
	}
}
