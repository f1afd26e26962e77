package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// A later attempt gets a decision only when the claim of the one before has run out.
func TestOneWorkerHasADecision(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	r, err := o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	_, err = o.ClaimDecision(t.Context(), r.DecisionID, 1, time.Hour)
	o.must(err)
	if _, err := o.ClaimDecision(t.Context(), r.DecisionID, 2, time.Hour); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("a second worker: got %v, want %v", err, approvals.ErrClaimLost)
	}
	o.exec(`UPDATE decisions SET claimed_until = now() - interval '1 second'`)
	_, err = o.ClaimDecision(t.Context(), r.DecisionID, 2, time.Hour)
	o.must(err)
}

// A worker whose decision another one has taken over writes nothing, in IIQ or here.
func TestALostClaimWritesNothing(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	r, err := o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	lost, err := o.ClaimDecision(t.Context(), r.DecisionID, 1, time.Hour)
	o.must(err)
	o.exec(`UPDATE decisions SET claimed_until = now() - interval '1 second'`)
	held, err := o.ClaimDecision(t.Context(), r.DecisionID, 2, time.Hour)
	o.must(err)
	if err := o.BeforeWrite(t.Context(), lost); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("the first worker: got %v, want %v", err, approvals.ErrClaimLost)
	}
	if err := o.Recorded(t.Context(), lost); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("the first worker, of IIQ's answer: got %v, want %v", err, approvals.ErrClaimLost)
	}
	o.must(o.BeforeWrite(t.Context(), held))
	o.must(o.Recorded(t.Context(), held))
}

// A worker that gives back what another one has taken over since gives nothing back.
func TestALostClaimIsNotGivenBack(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	r, err := o.click("sam", "i1", approvals.Approve, "")
	o.must(err)
	lost, err := o.ClaimDecision(t.Context(), r.DecisionID, 1, time.Hour)
	o.must(err)
	o.exec(`UPDATE decisions SET claimed_until = now() - interval '1 second'`)
	_, err = o.ClaimDecision(t.Context(), r.DecisionID, 2, time.Hour)
	o.must(err)
	o.must(o.Retry(t.Context(), lost, 0, approvals.IIQTrouble{}, "late"))
	if _, err := o.ClaimDecision(t.Context(), r.DecisionID, 3, time.Hour); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("a third worker: got %v, want %v", err, approvals.ErrClaimLost)
	}
}

// The same for a card.
func TestOneWorkerHasACard(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	id := o.cards("sam")[0]
	lost, err := o.ClaimCard(t.Context(), id, 1, time.Hour)
	o.must(err)
	if _, err := o.ClaimCard(t.Context(), id, 2, time.Hour); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("a second worker: got %v, want %v", err, approvals.ErrClaimLost)
	}
	o.exec(`UPDATE cards SET claimed_until = now() - interval '1 second'`)
	_, err = o.ClaimCard(t.Context(), id, 2, time.Hour)
	o.must(err)
	o.must(o.CardFailed(t.Context(), lost, 0, false, "late"))
	if _, err := o.ClaimCard(t.Context(), id, 3, time.Hour); !errors.Is(err, approvals.ErrClaimLost) {
		t.Errorf("a third worker: got %v, want %v", err, approvals.ErrClaimLost)
	}
}

// A click with the id of somebody else's card is a click on no card: that message is not the clicker's to change.
func TestAClickCountsForTheClickersOwnCard(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.must(o.saveGroup("group", "Ledger Owners", []string{"sam", "nora"}))
	o.see(request("i1", "group"))
	_, err := o.Decide(t.Context(), approvals.Click{
		ID: uuid.NewString(), Person: person("sam"), WorkItemID: "i1", CardID: o.cards("nora")[0], Verdict: approvals.Approve,
	})
	o.must(err)
	if got := o.one(`SELECT coalesce(card_id::text, '') FROM decisions`); got != "" {
		t.Errorf("the decision's card: got %s, want none", got)
	}
}

// A round is claimed once until its lease is over, also while it is due.
func TestARoundIsOneReplicasAlone(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.must(o.EnsureRounds(t.Context(), []string{"poll"}))
	for replica, want := range []int{1, 0} {
		o.exec(`UPDATE schedules SET next_at = now() - interval '1 second'`)
		leases, _, err := o.ClaimRounds(t.Context(), []string{"poll"}, time.Hour)
		o.must(err)
		if len(leases) != want {
			t.Errorf("replica %d: got %d leases, want %d", replica, len(leases), want)
		}
	}
}

// A replica that lost its round moves no watermark of the one that has it.
func TestAWatermarkOfAnOlderTermIsNotSaved(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.must(o.SaveWatermark(t.Context(), schedule.Lease{Name: "poll", Term: 2}, schedule.Watermark{Cursor: "new"}))
	err := o.SaveWatermark(t.Context(), schedule.Lease{Name: "poll", Term: 1}, schedule.Watermark{Cursor: "old"})
	if !errors.Is(err, schedule.ErrLeaseLost) {
		t.Errorf("error: got %v, want %v", err, schedule.ErrLeaseLost)
	}
	if w, err := o.Watermark(t.Context(), "poll"); err != nil || w.Cursor != "new" {
		t.Errorf("watermark: got %+v and %v, want the newer term's", w, err)
	}
}

// An event that Slack delivers on several connections is new to one replica.
func TestAnEventIsOneReplicasAlone(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	for n, want := range []bool{true, false, false} {
		first, err := o.TakeEvent(t.Context(), "Ev1")
		o.must(err)
		if first != want {
			t.Errorf("delivery %d is the first: got %t, want %t", n, first, want)
		}
	}
}
