package sensitivity_test

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// A word that only a newer version knows shows nothing, and leaves the decision to IdentityIQ.
func TestWordsOfANewerVersionProtectMost(t *testing.T) {
	t.Parallel()
	newer := sensitivity.Show("sealed")
	for _, show := range sensitivity.Shows() {
		if !newer.Protects(show) {
			t.Errorf("%q protects more than %q: got false, want true", newer, show)
		}
		if v := (sensitivity.Verdict{Show: show}).Stricter(sensitivity.Verdict{Show: newer}); v.Show != newer {
			t.Errorf("the stricter of %q and %q: got %q, want %q", show, newer, v.Show, newer)
		}
	}
	if d := sensitivity.DemandsOf([]string{"single"}); d != (sensitivity.Demands{Single: true}) {
		t.Errorf("demands: got %+v, want a click of its own", d)
	}
	if d := sensitivity.DemandsOf([]string{"lines", "single"}); d != (sensitivity.Demands{Lines: true, Single: true}) {
		t.Errorf("demands: got %+v, want line by line and a click of its own", d)
	}
	if d := sensitivity.DemandsOf([]string{"comment", "second_pair_of_eyes"}); !d.IIQ || !d.Comment || d.Confirmation {
		t.Errorf("demands: got %+v, want a comment and IdentityIQ", d)
	}
}
