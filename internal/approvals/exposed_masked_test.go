package approvals

import (
	"testing"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// A masked item of which no lines are named hides all of them; where some are named, it hides those alone.
func TestAMaskedItemThatNamesNoLinesHidesAll(t *testing.T) {
	t.Parallel()
	w := WorkItem{ID: "i1", Lines: []ApprovalItem{{Value: "Zebra 1"}, {Value: "Zebra 2"}}}
	for name, c := range map[string]struct {
		masked []int
		want   [2]bool
	}{
		"none named": {nil, [2]bool{true, true}},
		"one named":  {[]int{1}, [2]bool{false, true}},
	} {
		lines := Exposed(w, sensitivity.Verdict{Show: sensitivity.Masked, Masked: c.masked}).Lines
		for n, hidden := range c.want {
			if lines[n].Hidden != hidden || (lines[n].Value == "") != hidden {
				t.Errorf("%s: line %d: got %+v, want hidden: %t", name, n, lines[n], hidden)
			}
		}
	}
}
