package approvals_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// What IIQ says to a decision on an entity may name what the rules hide of it: neither the form nor the sentence repeats it.
func TestIIQsSentenceIsWithheldWithTheEntity(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, tc := range map[string]struct {
		rules string
		want  string
	}{
		"hidden": {"rules: [{match: {entitlement: '*Zebra*'}, show: masked}]\n", ""},
		"shown":  {"rules: [{match: {entitlement: nothing}, show: masked}]\n", secret + " is locked"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, func(c *approvals.Config) {
				ruled(t, tc.rules)(c)
				c.DecideEntities = true
			})
			o.adopt()
			all := entitiesOf(reviewOf("r1", "sam.x"), "Open")
			all[0].Kind, all[0].Name = "AccountGroup", "Readers"
			all[0].Facts = []approvals.EntityFact{approvals.NewFact("role", secret, true)}
			o.reviews(0, all...)
			here := approvals.EntityStep{ReviewID: "r1", Go: approvals.GoUndecided}
			v, err := o.EntityForForm(ctx, person("sam").Identity, here)
			o.must(err)
			r, err := o.Decide(ctx, approvals.Click{ID: "c1", Person: person("sam"), WorkItemID: "r1", EntityID: v.EntityID, Asked: v.AskedMark(), Verdict: approvals.Approve})
			o.must(err)
			c, err := o.ClaimDecision(ctx, r.DecisionID, 1, time.Minute)
			o.must(err)
			o.must(o.Refuse(ctx, c, &approvals.Refusal{Code: approvals.RefusedByIIQ, Reason: secret + " is locked"}))
			e, err := o.EndingOf(ctx, r.DecisionID)
			o.must(err)
			v, err = o.EntityForForm(ctx, person("sam").Identity, approvals.EntityStep{ReviewID: "r1", EntityID: v.EntityID})
			o.must(err)
			if e.Refusal == nil || e.Refusal.Reason != tc.want || v.Refusal == nil || v.Refusal.Reason != tc.want {
				t.Errorf("the sentence says %+v, the form %+v", e.Refusal, v.Refusal)
			}
			if !strings.Contains(o.one(`SELECT refusal_detail FROM decisions`), secret) {
				t.Error("the log does not keep what IIQ said")
			}
		})
	}
}
