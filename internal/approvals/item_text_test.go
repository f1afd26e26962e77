package approvals

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/caseless/caselesstest"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// Whoever is named in an item is found by their name, in whatever casing it is typed.
func TestItemsAreFoundUnderAnyCasing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := caselesstest.Names().Draw(t, "name")
		text := ItemText(WorkItem{Number: "1", Target: Ref{Name: name}}, sensitivity.Verdict{}, "", "")
		for how, typed := range caselesstest.Casings(name) {
			if words := SearchWords(typed); !ContainsAll(text, words) {
				t.Errorf("%q, %s: got the text %q without the words %q", typed, how, text, words)
			}
		}
	})
}

// An ending is known again by its comment as it was written, so that another way to read comments makes no ending a new one.
func TestFingerprintsAreOfWhatIsWritten(t *testing.T) {
	t.Parallel()
	before := ApprovalSummary{WorkItemID: "i1", State: StateRejected, Comments: []string{"<b>No</b>"}}
	now := before
	now.Comments, now.Written = []string{"No"}, []string{"<b>No</b>"}
	if before.Fingerprint() != now.Fingerprint() {
		t.Errorf("got %s for the comment %q, want %s as for %q", now.Fingerprint(), now.Comments, before.Fingerprint(), before.Comments)
	}
	other := now
	other.Written = []string{"<i>No</i>"}
	if other.Fingerprint() == now.Fingerprint() {
		t.Errorf("got %s for two comments, want two fingerprints", now.Fingerprint())
	}
}
