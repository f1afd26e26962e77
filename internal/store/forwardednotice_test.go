package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Of a notice nobody is told to whom it was forwarded: not at a click on an old card, not at a wish to be reminded later, not
// when a decision turns out to come too late.
func TestToWhomANoticeWasForwardedIsNotTold(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newEnv(t, nil)
	o.adopt()
	o.see(of("i1", "notice"), of("i2", "notice"))
	r, err := o.click("sam", "i2", approvals.Approve, "")
	o.must(err)
	strict := o.restarted(houseRules)
	moved := of("i1", "notice")
	moved.Owner = approvals.Ref{ID: "nora", Name: "nora.x"}
	strict.see(moved)
	_, err = strict.click("sam", "i1", approvals.Approve, "")
	wantRefusal(t, err, approvals.RefusedNotYours)
	wantRefusal(t, strict.Snooze(ctx, person("sam"), "i1", o.now.Add(time.Hour)), approvals.RefusedNotYours)
	c, err := strict.ClaimDecision(ctx, r.DecisionID, 1, time.Minute)
	o.must(err)
	o.must(strict.Refuse(ctx, c, &approvals.Refusal{Code: approvals.RefusedForwarded, By: "nora.x"}))
	e, err := strict.EndingOf(ctx, r.DecisionID)
	o.must(err)
	if e.Refusal.Code != approvals.RefusedNotYours || e.Refusal.By != "" {
		t.Errorf(`the sentence says %+v, want Code %v and By ""`, e.Refusal, approvals.RefusedNotYours)
	}
}
