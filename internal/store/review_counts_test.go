package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// TestCountsAreRightWhateverHappens holds the counts against a model of IIQ, in random orders of what entities go through.
func TestCountsAreRightWhateverHappens(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		heads := []approvals.Review{reviewOf(fmt.Sprintf("a%d", round), "sam.x"), reviewOf(fmt.Sprintf("b%d", round), "sam.x")}
		model := map[string]approvals.ReviewEntity{}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			var page []approvals.ReviewEntity
			for range rapid.IntRange(1, 4).Draw(rt, "entities") {
				id := fmt.Sprintf("%d-%02d", round, rapid.IntRange(0, 6).Draw(rt, "entity"))
				e := approvals.ReviewEntity{ID: id, Created: reviewMade, Review: rapid.SampledFrom(heads).Draw(rt, "review"),
					Status: rapid.SampledFrom([]string{"Open", "Complete", "Delegated", "Returned"}).Draw(rt, "status")}
				if slices.ContainsFunc(page, func(p approvals.ReviewEntity) bool { return p.ID == id }) {
					continue
				}
				model[id], page = e, append(page, e)
			}
			o.must(o.SeenEntities(context.Background(), schedule.Lease{}, time.Now(), page))
			if gone := rapid.IntRange(-10, 6).Draw(rt, "gone"); gone >= 0 {
				id := fmt.Sprintf("%d-%02d", round, gone)
				delete(model, id)
				o.must(o.EntitiesGone(context.Background(), schedule.Lease{}, []string{id}))
			}
			_, err := o.SettleReviews(context.Background(), schedule.Lease{}, 0)
			o.must(err)
			if got, want := o.counted(heads), modelled(model, heads); got != want {
				rt.Fatalf("counted %s, want %s", got, want)
			}
		}
	})
}

func (o *env) counted(heads []approvals.Review) string {
	var all []string
	for _, h := range heads {
		all = append(all, o.one(`SELECT coalesce(max(done), 0) || '/' || coalesce(max(total), 0) || '/' || coalesce(max(delegated), 0)
			FROM reviews WHERE id = $1 AND NOT gone`, h.ID))
	}
	return strings.Join(all, " ")
}

func modelled(model map[string]approvals.ReviewEntity, heads []approvals.Review) string {
	var all []string
	for _, h := range heads {
		done, total, delegated := 0, 0, 0
		for _, e := range model {
			if e.Review.ID != h.ID {
				continue
			}
			total++
			switch e.Status {
			case "Complete":
				done++
			case "Delegated":
				delegated++
			}
		}
		all = append(all, fmt.Sprintf("%d/%d/%d", done, total, delegated))
	}
	return strings.Join(all, " ")
}
