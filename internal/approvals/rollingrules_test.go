package approvals_test

import (
	"context"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// An older process that sees a masked item change draws it masked, also before it is judged anew by the rules in force.
func TestOlderRulesDoNotUncoverWhatChanges(t *testing.T) {
	t.Parallel()
	before := newOffice(t, nil)
	before.adopt()
	before.see(of("i1", "masked"))
	card := before.cards("sam")[0]
	before.shows(card)
	after := before.restarted(houseRules)
	changed := of("i1", "masked")
	changed.Justification = "other words"
	before.see(changed)
	for range 2 {
		v, err := before.CardView(context.Background(), card)
		before.must(err)
		if v.Show != sensitivity.Masked || strings.Contains(v.Item.Lines[0].Value, secret) {
			t.Errorf("it shows %q: %+v", v.Show, v.Item)
		}
		after.judge()
	}
}

// Nothing is stored of what newer rules say of an entity, so that an older process shows none while they are in force.
func TestOlderRulesShowNoEntities(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	deciding := func(c *approvals.Config) { c.DecideEntities = true }
	before := newOffice(t, deciding)
	before.adopt()
	all := entitiesOf(reviewOf("r1", "sam.x"), "Open")
	all[0].Kind, all[0].Facts = "AccountGroup", []approvals.EntityFact{approvals.NewFact("role", secret, true)}
	before.reviews(0, all...)
	step := approvals.EntityStep{ReviewID: "r1", Go: approvals.GoUndecided}
	_, err := before.EntityForForm(ctx, person("sam").Identity, step)
	before.must(err)
	before.restarted("rules: [{match: {entitlement: '*Zebra*'}, show: masked}]\n")
	_, err = before.EntityForForm(ctx, person("sam").Identity, step)
	wantRefusal(t, err, approvals.RefusedRules)
}
