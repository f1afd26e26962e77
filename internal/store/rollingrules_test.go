package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// An older process that sees a masked item change draws it masked, also before it is judged anew by the rules in force.
func TestOlderRulesDoNotUncoverWhatChanges(t *testing.T) {
	t.Parallel()
	before := newEnv(t, nil)
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
			t.Errorf("it shows %q: %+v, want Show %v and Value without %v", v.Show, v.Item, sensitivity.Masked, secret)
		}
		after.judge()
	}
}
