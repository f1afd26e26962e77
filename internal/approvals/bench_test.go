package approvals

import (
	"fmt"
	"testing"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// benchItem is a request with so many lines.
func benchItem(lines int) WorkItem {
	w := WorkItem{ID: "7f00000197a1b2c3d4e5f60718293a4b", Number: "1234", Type: TypeApproval, RequestName: "0000000777",
		Requester: Ref{ID: "lee", Name: "Lee.Quinn"}, Target: Ref{ID: "dana", Name: "Dana.Reyes", Display: "Dana Reyes"},
		Justification: "Dana takes over the quarter close from Kim."}
	for n := range lines {
		w.Lines = append(w.Lines, ApprovalItem{ID: fmt.Sprintf("%032x", n), Application: "Active Directory", Operation: "Add",
			Name: "memberOf", DisplayValue: fmt.Sprintf("Project %02d", n),
			Value: fmt.Sprintf("CN=Project %02d,OU=Groups,DC=ex,DC=com", n)})
	}
	return w
}

// onLines runs a benchmark on a usual item and on a large one.
func onLines(b *testing.B, work func(b *testing.B, w WorkItem)) {
	for _, n := range []int{1, 50} {
		b.Run(fmt.Sprintf("lines=%d", n), func(b *testing.B) { work(b, benchItem(n)) })
	}
}

// BenchmarkMayAct judges a click on a card.
func BenchmarkMayAct(b *testing.B) {
	onLines(b, func(b *testing.B, w WorkItem) {
		s := Standing{Known: true, Approver: true, Active: true, Open: true, Item: w}
		a := Ask{Who: Identity{ID: "sam", Name: "sam"}, Purpose: ToDecide, Verdict: Approve, CardDigest: RequestDigest(w),
			CardFacts: FactsDigest(w)}
		b.ReportAllocs()
		for b.Loop() {
			if r := (Policy{}).MayAct(a, s); r != nil {
				b.Fatalf("got %+v, want no refusal", r)
			}
		}
	})
}

// BenchmarkDigests makes what a click is held against: what is requested, and its facts.
func BenchmarkDigests(b *testing.B) {
	onLines(b, func(b *testing.B, w WorkItem) {
		b.ReportAllocs()
		for b.Loop() {
			if len(RequestDigest(w)) == 0 || len(FactsDigest(w)) == 0 {
				b.Fatal("got no digest, want one")
			}
		}
	})
}

// BenchmarkItemText makes the words by which an item is found.
func BenchmarkItemText(b *testing.B) {
	onLines(b, func(b *testing.B, w WorkItem) {
		b.ReportAllocs()
		for b.Loop() {
			if ItemText(w, sensitivity.Verdict{}, "Lee Quinn", "Dana Reyes") == "" {
				b.Fatal("got no text, want one")
			}
		}
	})
}
