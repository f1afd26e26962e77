package rounds_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// Lists that are empty for a while end no review and count nothing less; what another version took out comes back at once.
func TestEmptyListsEndNoReview(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t, patient)
	h.add("r1", 5, "sam.x")
	h.add("r2", 2)
	w := approvals.WorkItem{ID: "w1", Type: approvals.TypeCertification, Certification: "r2",
		Owner: approvals.Ref{ID: "sam", Name: "sam.x"}}
	h.IIQ.Put(w)
	h.Must(h.SeenReviewWorkItems(t.Context(), schedule.Lease{}, []approvals.WorkItem{w}))
	h.Must(h.run())
	h.table.Empty, h.IIQ.Empty, h.IIQ.Nobody = true, true, true
	for range 4 {
		h.later(2 * time.Minute)
		h.passes(time.Minute)
		h.sweepNow()
		h.Must(h.run())
	}
	h.progress("r1", "0 of 5 open")
	h.progress("r2", "0 of 2 open")
	h.Want("1", `SELECT count(*) FROM review_work_items`)
	h.table.Empty, h.IIQ.Empty, h.IIQ.Nobody = false, false, false
	h.later(2 * time.Minute)
	h.Must(h.run())
	h.Must(h.run())
	h.Want("0", `SELECT count(*) FROM absences`)
	h.Want("2", `SELECT count(*) FROM cards`)
}

// A review that a version that believes one empty list has ended is open again after the next sweeps, however many pages there are.
func TestReviewsThatAreThereAgainAreOpenAgain(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t, patient)
	for n := range 20 {
		h.add(fmt.Sprintf("r%02d", n), 5, "sam.x")
	}
	h.Must(h.run())
	h.Exec(`DELETE FROM review_entities`)
	h.Exec(`UPDATE reviews SET gone = true, touched = true`)
	_, err := h.SettleReviews(t.Context(), schedule.Lease{}, 0)
	h.Must(err)
	h.Want("20", `SELECT count(*) FROM reviews WHERE state = 'ended'`)
	h.Exec(`UPDATE review_watermark SET again_at = NULL`)
	// The first sweep may have begun in the middle.
	for range 2 {
		h.sweepNow()
		h.Must(h.run())
	}
	h.Want("20", `SELECT count(*) FROM reviews WHERE state = 'open' AND total = 5`)
}

// A review without entities in our tables is not gone for that: it may have been emptied by a version that believes one empty list.
func TestAReviewWithoutEntitiesIsNotGoneAtOnce(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t, patient)
	h.add("r1", 2, "sam.x")
	h.Must(h.run())
	h.table.Empty = true
	h.Exec(`DELETE FROM review_entities`)
	h.later(2 * time.Minute)
	h.Must(h.run())
	h.Want("open", `SELECT state FROM reviews`)
	h.passes(11 * time.Second)
	h.Must(h.run())
	h.Want("ended", `SELECT state FROM reviews`)
}
