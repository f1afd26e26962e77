package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// IdentityIQ took the write, could not say so for as long as the decision was kept, and tells of it later.
func TestADecisionThatWasGivenUpIsFoundRecorded(t *testing.T) {
	t.Parallel()
	const sent = "Fine by me (Sam Okoye, in Slack)"
	for name, tc := range map[string]struct {
		never bool
		told  approvals.OutcomeView
		want  string
	}{
		"its outcome and its comment":  {told: approvals.OutcomeView{Outcome: approvals.OutcomeApproved, Comments: []string{"first", sent}}, want: "recorded true"},
		"white space of an attribute":  {told: approvals.OutcomeView{Outcome: approvals.OutcomeApproved, Comments: []string{"Fine by  me\n(Sam Okoye, in Slack)"}}, want: "recorded true"},
		"the other outcome":            {told: approvals.OutcomeView{Outcome: approvals.OutcomeDenied, Comments: []string{sent}}, want: "given_up false"},
		"the beginning of its comment": {told: approvals.OutcomeView{Outcome: approvals.OutcomeApproved, Comments: []string{"Fine by me"}}, want: "recorded true"},
		"no comment, by the decider":   {told: approvals.OutcomeView{Outcome: approvals.OutcomeApproved}, want: "recorded true"},
		"another's comment":            {told: approvals.OutcomeView{Outcome: approvals.OutcomeApproved, Comments: []string{"In the web pages"}}, want: "given_up false"},
		"no comment, by nobody":        {told: approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: "-"}, want: "given_up false"},
		"its comment, by nobody":       {told: approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: "-", Comments: []string{sent}}, want: "recorded true"},
		"no comment, by somebody else": {told: approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: "nora.x"}, want: "given_up false"},
		"a write that was never begun": {never: true, told: approvals.OutcomeView{Outcome: approvals.OutcomeApproved, Comments: []string{sent}}, want: "given_up false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			ctx := context.Background()
			o.see(request("i1", "sam"))
			card := o.cards("sam")[0]
			o.post(card)
			r, err := o.click("sam", "i1", approvals.Approve, "Fine by me")
			o.must(err)
			c, err := o.ClaimDecision(ctx, r.DecisionID, 1, time.Minute)
			o.must(err)
			if !tc.never {
				o.must(o.BeforeWrite(ctx, c))
			}
			o.must(o.GiveUp(ctx, c))
			o.exec(`UPDATE decisions SET sent_comment = $1`, sent)
			at, err := o.Now(ctx)
			o.must(err)
			tc.told.At = at
			if tc.told.By = strings.Trim(tc.told.By, "-"); tc.told.By == "" && !strings.HasSuffix(name, "by nobody") {
				tc.told.By = "sam"
			}
			closed, err := o.Gone(ctx, schedule.Lease{}, at, "i1", tc.told)
			if err != nil || !closed {
				t.Fatalf("the item is closed: %t, %v, want closed true", closed, err)
			}
			if got := o.one(`SELECT d.state || ' ' || w.outcome_here FROM decisions d JOIN work_items w ON w.id = d.work_item_id`); got != tc.want {
				t.Errorf("decision and place: got %s, want %s", got, tc.want)
			}
			want := "0"
			if tc.want == "recorded true" {
				want = "1"
			}
			if got := o.one(`SELECT count(*) FROM audit_log WHERE kind = 'decision.recorded'`); got != want {
				t.Errorf("entries of a recorded decision: got %s, want %s", got, want)
			}
			if o.phase(card) != approvals.PhaseEnded {
				t.Errorf("the card's phase: got %s, want %s", o.phase(card), approvals.PhaseEnded)
			}
		})
	}
}
