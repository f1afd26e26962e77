package iiq_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// The context is asked for where a gateway offers it, one call an item.
func TestTheContextOfAnItem(t *testing.T) {
	t.Parallel()
	b, tap := gatewayBench(t, nil)
	w := b.item(iiqsim.ItemSpec{Item: iiqsim.WorkItem{Lines: []iiqsim.ApprovalItem{
		{Application: "IIQ", Operation: "Add", Name: "assignedRoles", Value: "Ledger Reader"}}}})
	if _, _, err := b.ItemContext(t.Context(), w.ID); !errors.Is(err, approvals.ErrNotOffered) {
		t.Errorf("before the gateway was seen: got %v, want %v", err, approvals.ErrNotOffered)
	}
	b.AskGateway(t.Context())
	b.must(b.Sim.Catalogue(iiqsim.Catalogued{Application: "IIQ", Name: "assignedRoles", Value: "Ledger Reader", Owner: "Sam.Okoye",
		Classifications: []string{"Restricted"}, Risk: 700, RiskBand: "high",
		Recommendation: &iiqsim.Recommendation{Decision: "deny", Reasons: []string{"Nobody has it"}}}))
	got, tag, err := b.ItemContext(t.Context(), w.ID)
	b.must(err)
	if len(got.Lines) != 1 {
		t.Fatalf("got %+v, want one line", got)
	}
	l := got.Lines[0]
	if l.LineID == "" || l.Owner != "Sam Okoye" || l.Risk == nil || l.Risk.Band != "high" || l.Recommendation == nil ||
		l.Recommendation.Approve || strings.Join(l.Recommendation.Reasons, "") != "Nobody has it" {
		t.Errorf("got %+v, want what the catalogue says", l)
	}
	listed, err := b.WorkItemListed(t.Context(), w.ID)
	b.must(err)
	if tag == "" || tag != listed.Tag {
		t.Errorf("got the tag %q, want that of the item, %q", tag, listed.Tag)
	}
	if n := tap.calls("/context/WorkItem/" + w.ID); n != 1 {
		t.Errorf("got %d calls, want one", n)
	}
	if _, _, err := b.ItemContext(t.Context(), "7f; drop"); err == nil {
		t.Error("an id that is none: got no error, want one, and nothing sent")
	}
	if _, _, err := b.ItemContext(t.Context(), strings.Repeat("0", 32)); err == nil {
		t.Error("an item that is not there: got no error, want one")
	}
}
