package jobs_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// A decision on an entity is not refused because the entity, or who reviews it, was missing once.
func TestADecisionOnAnEntityWaitsForTheSecondReading(t *testing.T) {
	t.Parallel()
	board := func(o *office) {
		o.exec(`INSERT INTO identities (id, name, display_name, workgroup) VALUES ('board', 'Board', 'Board', true)`)
		o.people.groups["board"] = true
		o.iiq.members["board"] = members("sam")
		o.table.change("e1", func(e *approvals.ReviewEntity) { e.Review.Certifiers = []string{"Board"} })
		o.must(o.saveGroup("board", "Board", "sam"))
		o.look()
	}
	for name, tc := range map[string]struct {
		set, vanishes, comesBack func(*office)
		refused                  approvals.RefusalCode
	}{
		"the entity": {func(*office) {}, func(o *office) { o.table.remove("e1") }, func(o *office) {
			o.table.set(approvals.ReviewEntity{ID: "e1", Status: "Open", Created: time.UnixMilli(1767000000000), Identity: "ann.x",
				Name: "ANN", Kind: "Identity", Facts: []approvals.EntityFact{approvals.NewFact("application", "Ledger", true)},
				Review: approvals.Review{ID: "r1", Name: "Q4 review", Phase: "Active", Certifiers: []string{"sam.x", "nora.x"}}})
		}, approvals.RefusedTakenAway},
		"the reviewing group's members": {board, func(o *office) { o.iiq.members["board"] = nil },
			func(o *office) { o.iiq.members["board"] = members("sam") }, approvals.RefusedNotYours},
		"the reviewing group's name": {board, func(o *office) { o.submit.Judge.Names = namesInIIQ{} },
			func(o *office) { o.submit.Judge.Names = namesInIIQ{"board": "Board"} }, approvals.RefusedNotYours},
		"the review's work item": {func(o *office) {
			for id := range o.table.entities {
				o.table.change(id, func(e *approvals.ReviewEntity) { e.Review.Certifiers = nil })
			}
			reviewItem(o)
			o.look()
		}, func(o *office) { o.iiq.end("w1", approvals.ApprovalSummary{}) }, reviewItem, approvals.RefusedNotYours},
	} {
		for _, back := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, back: %v", name, back), func(t *testing.T) {
				t.Parallel()
				o := newOffice(t, patient)
				tc.set(o)
				o.decide("sam", "e1", approvals.Approve, "")
				tc.vanishes(o)
				for range 2 {
					if got := o.attempt(); got != "retry" {
						t.Fatalf("the attempt ended as %q", got)
					}
				}
				o.want("recording ", entityDecided, "e1")
				if back {
					tc.comesBack(o)
				}
				o.passes(11 * time.Second)
				o.attempt()
				want := "refused " + string(tc.refused)
				if back {
					want = "recorded "
				}
				o.want(want, entityDecided, "e1")
			})
		}
	}
}

// reviewItem is IIQ's own work item of the review, Sam's.
func reviewItem(o *office) {
	w := approvals.WorkItem{ID: "w1", Type: approvals.TypeCertification, Certification: "r1", Owner: approvals.Ref{ID: "sam", Name: "sam.x"}}
	o.iiq.put(w)
	o.must(o.SeenReviewWorkItems(o.t.Context(), approvals.Lease{}, []approvals.WorkItem{w}))
}
