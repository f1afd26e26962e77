package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

func TestHowAReviewEnds(t *testing.T) {
	t.Parallel()
	past, future := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	for name, c := range map[string]struct {
		change func(*approvals.Review)
		want   approvals.Outcome
	}{
		"signed":               {func(r *approvals.Review) { r.Signed = past }, approvals.OutcomeSigned},
		"signed after its end": {func(r *approvals.Review) { r.Signed, r.Phase = past, "End" }, approvals.OutcomeSigned},
		"expired":              {func(r *approvals.Review) { r.Due, r.Phase = past, "End" }, approvals.OutcomeExpired},
		"ended early":          {func(r *approvals.Review) { r.Due, r.Phase = future, "end" }, approvals.OutcomeCompleted},
		"overdue is no end":    {func(r *approvals.Review) { r.Due = past }, approvals.OutcomeNone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newEnv(t, nil)
			r := reviewOf("r1", "sam.x")
			o.reviews(0, entitiesOf(r, "Open")...)
			c.change(&r)
			o.reviews(0, entitiesOf(r, "Open")...)
			if v := o.card("sam", 0); v.Ended.Outcome != c.want {
				t.Errorf("the card is %s, outcome %q, want %v", v.Phase, v.Ended.Outcome, c.want)
			}
		})
	}
}

func TestReviewsThatNobodyIsToldOf(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	staged, signed := reviewOf("r1", "sam.x"), reviewOf("r2", "sam.x")
	staged.Phase, signed.Signed = "Staged", reviewMade
	nameless := entitiesOf(approvals.Review{}, "Open")
	o.reviews(0, slices.Concat(entitiesOf(staged, "Open"), entitiesOf(signed, "Complete"), nameless)...)
	if len(o.cards("sam")) != 0 {
		t.Error("somebody was told")
	}
	if n := o.one(`SELECT count(*)::text FROM review_entities`); n != "1" {
		t.Errorf("%s entities are kept, want that of the staged one", n)
	}
	staged.Phase = "Active"
	o.reviews(0, entitiesOf(staged, "Open")...)
	if len(o.cards("sam")) != 1 {
		t.Error("nobody is told of a review that has come out")
	}
}

func TestAReviewComesBack(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	r := reviewOf("r1", "sam.x")
	o.reviews(0, entitiesOf(r, "Open", "Open")...)
	o.post(o.cards("sam")[0])
	o.must(o.EntitiesGone(context.Background(), schedule.Lease{}, []string{"r1-00", "r1-01"}))
	check, err := o.ReviewsToCheck(context.Background(), time.Now().Add(time.Hour), 10)
	o.must(err)
	if len(check) != 1 || check[0].EntityID != "" {
		t.Fatalf(`to check: %+v, want a length of 1 and EntityID ""`, check)
	}
	o.must(o.ReviewGone(context.Background(), schedule.Lease{}, "r1"))
	if got := o.reviews(0); got.Ended != 1 || o.card("sam", 0).Ended.Outcome != approvals.OutcomeGone {
		t.Errorf("gone: %+v, %+v, want Ended 1 and Outcome %v", got, o.card("sam", 0).Ended, approvals.OutcomeGone)
	}
	if got := o.reviews(0, entitiesOf(r, "Complete", "Open")...); got.Opened != 1 {
		t.Errorf("back: %+v, want Opened 1", got)
	}
	if v := o.card("sam", 0); v.Phase != approvals.PhaseLinkOnly || *v.Review != (approvals.ReviewProgress{Done: 1, Total: 2}) {
		t.Errorf("the card is %s, %+v, want %s, one of two done", v.Phase, *v.Review, approvals.PhaseLinkOnly)
	}
}

// A replica of a version that knows of no reviews takes their rows for work items that are gone.
func TestAReviewThatAnOlderVersionEndedIsOpenedAgain(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.reviews(0, entitiesOf(reviewOf("r1", "sam.x"), "Open")...)
	o.post(o.cards("sam")[0])
	at, err := o.Now(context.Background())
	o.must(err)
	_, err = o.Gone(context.Background(), schedule.Lease{}, at, "r1",
		approvals.OutcomeView{Outcome: approvals.OutcomeCompleted, At: time.Now()})
	o.must(err)
	if p := o.phase(o.cards("sam")[0]); p != approvals.PhaseEnded {
		t.Fatalf("the card is %s, want %v", p, approvals.PhaseEnded)
	}
	if got := o.reviews(time.Hour); got.Opened != 1 || o.phase(o.cards("sam")[0]) != approvals.PhaseLinkOnly {
		t.Errorf("got %+v, and the card is %s, want Opened 1 and phase %v", got, o.phase(o.cards("sam")[0]), approvals.PhaseLinkOnly)
	}
}
