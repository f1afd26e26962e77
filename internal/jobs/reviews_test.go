package jobs_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// fakeReviews is IIQ's table of entities. Its steps are changed, open and byid.
type fakeReviews struct {
	*steps
	entities map[string]approvals.ReviewEntity
	names    map[string]string
	// empty: every list is.
	empty bool
	// ahead is as that of fakeIIQ.
	ahead time.Duration
}

// Clock is IIQ's own clock.
func (f *fakeReviews) Clock() time.Time { return (&fakeIIQ{ahead: f.ahead}).Clock() }

func (f *fakeReviews) page(after string, limit int, keep func(approvals.ReviewEntity) bool) []approvals.ReviewEntity {
	var page []approvals.ReviewEntity
	if f.empty {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(f.entities)) {
		if e := f.entities[id]; id > after && keep(e) && len(page) < limit {
			page = append(page, e)
		}
	}
	return page
}

func (f *fakeReviews) ReviewEntities(ctx context.Context, since time.Time, after string, limit int) ([]approvals.ReviewEntity, error) {
	if err := f.step(ctx, "changed"); err != nil {
		return nil, err
	}
	return f.page(after, limit, func(e approvals.ReviewEntity) bool {
		stamp := e.Modified
		if stamp.IsZero() {
			stamp = e.Created
		}
		return !stamp.Before(since)
	}), nil
}

func (f *fakeReviews) OpenReviewEntities(ctx context.Context, after string, limit int) ([]approvals.ReviewEntity, error) {
	if err := f.step(ctx, "open"); err != nil {
		return nil, err
	}
	return f.page(after, limit, func(e approvals.ReviewEntity) bool { return e.Review.Signed.IsZero() }), nil
}

func (f *fakeReviews) ReviewEntitiesByID(ctx context.Context, ids []string) ([]approvals.ReviewEntity, error) {
	if err := f.step(ctx, "byid"); err != nil {
		return nil, err
	}
	return f.page("", len(ids), func(e approvals.ReviewEntity) bool { return slices.Contains(ids, e.ID) }), nil
}

func (f *fakeReviews) IdentitiesByName(ctx context.Context, names []string) ([]approvals.Identity, error) {
	if err := f.step(ctx, "names"); err != nil {
		return nil, err
	}
	var found []approvals.Identity
	for _, n := range names {
		if id, ok := f.names[n]; ok {
			found = append(found, approvals.Identity{ID: id, Name: n})
		}
	}
	return found, nil
}

// reviewEnv is the round over access reviews.
type reviewEnv struct {
	*env
	table *fakeReviews
	round *jobs.Reviews
}

func newReviewEnv(t *testing.T, changes ...func(*store.Config)) *reviewEnv {
	t.Helper()
	h := &reviewEnv{env: newEnv(t, changes...),
		table: &fakeReviews{steps: newSteps(), entities: map[string]approvals.ReviewEntity{}, names: map[string]string{}}}
	h.round = &jobs.Reviews{Store: h.Store, Source: h.table, Items: h.iiq, Groups: h.groups, Update: time.Nanosecond, Recheck: time.Minute,
		Page: 2, Witness: h.witness(), Names: h.table, Log: slog.New(slog.DiscardHandler)}
	h.must(h.EnsureRounds(t.Context(), []string{"reviews"}))
	return h
}

var hallOpened = time.UnixMilli(1767000000000)

// add makes a review with n entities; change changes it and all it has.
func (h *reviewEnv) add(id string, n int, certifiers ...string) {
	for i := range n {
		e := approvals.ReviewEntity{ID: fmt.Sprintf("%s-%03d", id, i), Status: "Open", Created: hallOpened,
			Review: approvals.Review{ID: id, Name: "Review " + id, Phase: "Active", Certifiers: certifiers}}
		h.table.entities[e.ID] = e
	}
}

func (h *reviewEnv) change(id string, change func(*approvals.Review)) {
	for k, e := range h.table.entities {
		if e.Review.ID == id {
			change(&e.Review)
			h.table.entities[k] = e
		}
	}
}

func (h *reviewEnv) complete(entity string, at time.Time) {
	e := h.table.entities[entity]
	e.Status, e.Modified = "Complete", at
	h.table.entities[entity] = e
}

// run does a round under a lease of its own and gives what it failed with.
func (h *reviewEnv) run() error {
	h.t.Helper()
	h.exec(`UPDATE schedules SET next_at = 'epoch', claimed_until = 'epoch' WHERE name = 'reviews'`)
	leases, _, err := h.ClaimRounds(h.t.Context(), []string{"reviews"}, time.Minute)
	h.must(err)
	return h.round.Run(h.t.Context(), leases[0])
}

// later lets a time have gone by for the round.
func (h *reviewEnv) later(d time.Duration) {
	h.exec(`UPDATE reviews SET checked_at = checked_at - make_interval(secs => $1)`, d.Seconds())
	h.exec(`UPDATE review_work_items SET checked_at = checked_at - make_interval(secs => $1)`, d.Seconds())
	h.exec(`UPDATE review_watermark SET reached_at = reached_at - make_interval(secs => $1), again_at = again_at - make_interval(secs => $1)`, d.Seconds())
}

// sweepNow ends the rest of the sweep, as a start does.
func (h *reviewEnv) sweepNow() {
	round := *h.round
	h.round = &jobs.Reviews{Store: round.Store, Source: round.Source, Items: round.Items, Groups: round.Groups, Update: round.Update,
		Recheck: round.Recheck, Page: round.Page, Witness: round.Witness, Names: round.Names, Log: round.Log}
}

// progress is what is counted of a review, and in which state it is.
func (h *reviewEnv) progress(id, want string) {
	h.t.Helper()
	h.want(want, `SELECT done || ' of ' || total || ' ' || state FROM reviews WHERE id = $1`, id)
}

func TestReviewsAreToldOfWhenAllPagesWereRead(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 5, "sam.x")
	h.table.fails("open", nil, errAway)
	if err := h.run(); err == nil {
		t.Fatal("a round with a failed page went well")
	}
	h.want("0", `SELECT count(*)::text FROM cards`)
	h.must(h.run())
	h.progress("r1", "0 of 5 open")
	h.want("1", `SELECT count(*)::text FROM cards WHERE identity_id = 'sam'`)
	h.complete("r1-003", hallOpened.Add(time.Hour))
	h.must(h.run())
	h.progress("r1", "1 of 5 open")
}

func TestWhatLeavesNoTraceOnEntitiesIsSeenByTheRecheck(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("staged", 3, "sam.x")
	h.add("signed", 3, "sam.x")
	h.add("moved", 3, "sam.x")
	h.change("staged", func(r *approvals.Review) { r.Phase = "Staged" })
	h.must(h.run())
	h.change("staged", func(r *approvals.Review) { r.Phase = "Active" })
	h.change("signed", func(r *approvals.Review) { r.Signed = hallOpened.Add(time.Hour) })
	h.change("moved", func(r *approvals.Review) { r.Certifiers = []string{"nora.x"} })
	h.later(2 * time.Minute)
	h.exec(`UPDATE review_watermark SET again_at = NULL`)
	h.must(h.run())
	h.progress("staged", "0 of 3 open")
	h.progress("signed", "0 of 3 ended")
	h.want("signed", `SELECT outcome FROM work_items WHERE id = 'signed'`)
	h.want("1", `SELECT count(*)::text FROM cards WHERE identity_id = 'nora'`)
	h.want("forwarded", `SELECT withdrawn FROM cards WHERE identity_id = 'sam' AND work_item_id = 'moved'`)
}

func TestAReviewThatIsGoneEndsAndAFailedAnswerEndsNothing(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t, patient)
	h.round.Page = 1000
	h.add("r1", 250, "sam.x")
	h.add("r2", 2, "sam.x")
	h.must(h.run())
	for id, e := range h.table.entities {
		if e.Review.ID == "r1" {
			delete(h.table.entities, id)
		}
	}
	h.later(2 * time.Minute)
	h.table.fails("byid", errAway)
	if err := h.run(); err == nil {
		t.Error("a round whose check failed went well")
	}
	h.progress("r1", "0 of 250 open")
	before := h.table.count("byid")
	h.must(h.run())
	h.progress("r1", "0 of 250 open")
	h.passes(11 * time.Second)
	h.must(h.run())
	h.progress("r1", "0 of 250 ended")
	h.progress("r2", "0 of 2 open")
	h.want("gone", `SELECT outcome FROM work_items WHERE id = 'r1'`)
	if calls := h.table.count("byid") - before; calls > 10 {
		t.Errorf("%d calls for 250 entities, want at most 10", calls)
	}
}

func TestEntitiesTakenOutAreFoundByTheSweep(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 5, "sam.x")
	h.must(h.run())
	delete(h.table.entities, "r1-002")
	delete(h.table.entities, "r1-004")
	for range 4 {
		h.must(h.run())
	}
	h.progress("r1", "0 of 3 open")
}

func TestWhatTheSweepDoesNotShowIsAskedForBeforeItIsForgotten(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 3, "sam.x")
	h.must(h.run())
	h.change("r1", func(r *approvals.Review) { r.Signed = hallOpened.Add(time.Hour) })
	h.exec(`UPDATE review_watermark SET again_at = NULL`)
	h.must(h.run())
	h.want("signed", `SELECT outcome FROM work_items WHERE id = 'r1'`)
	h.want("3", `SELECT count(*)::text FROM review_entities`)
}

// TestAQuietPollCostsOneCallForChanges: what was stamped before the greatest stamp is looked for once more when it had time
// to be committed, and then not again.
func TestAQuietPollCostsOneCallForChanges(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 20, "sam.x")
	h.must(h.run())
	calls := func() int {
		h.t.Helper()
		before := h.table.count("changed")
		h.must(h.run())
		return h.table.count("changed") - before
	}
	if n := calls(); n != 1 {
		t.Errorf("a poll right after the first took %d calls, want 1", n)
	}
	late := h.table.entities["r1-000"]
	late.ID, late.Created = "r1-late", hallOpened.Add(-time.Minute)
	h.table.entities["r1-late"] = late
	h.exec(`UPDATE review_watermark SET cursor = 'r1-late'`)
	h.later(4 * time.Minute)
	if n := calls(); n != 12 {
		t.Errorf("the look for what came late took %d calls, want 12", n)
	}
	h.progress("r1", "0 of 21 open")
	for range 3 {
		h.later(10 * time.Minute)
		if n := calls(); n != 1 {
			t.Errorf("a quiet poll took %d calls, want 1", n)
		}
	}
	h.complete("r1-000", hallOpened.Add(time.Hour))
	h.must(h.run())
	h.progress("r1", "1 of 21 open")
	h.later(4 * time.Minute)
	if n := calls(); n != 2 {
		t.Errorf("with one new stamp the look for what came late took %d calls, want 2", n)
	}
}

func TestReviewersWhomNobodyKnowsAreLookedUp(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 2, "newcomer")
	h.must(h.run())
	h.must(h.run())
	if n := h.table.count("names"); n != 1 {
		t.Errorf("asked %d times for a name that nobody has, want 1", n)
	}
	h.want("0", `SELECT count(*)::text FROM cards`)
	h.exec(`INSERT INTO identities (id, name) VALUES ('new', 'newcomer')`)
	h.must(h.run())
	h.want("1", `SELECT count(*)::text FROM cards WHERE identity_id = 'new'`)
}

func TestReviewingWorkgroupsGetTheirCardsInTheSameRound(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.exec(`INSERT INTO identities (id, name, workgroup) VALUES ('board', 'Board', true)`)
	h.people.groups["board"] = true
	h.iiq.members["board"] = []approvals.Identity{{ID: "sam"}, {ID: "lee"}}
	h.add("r1", 2, "Board")
	h.must(h.run())
	h.want("lee sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM cards`)
}

func TestTheOwnerOfTheWorkItemReviewsUntilItIsGone(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 2)
	w := approvals.WorkItem{ID: "w1", Type: approvals.TypeCertification, Certification: "r1",
		Owner: approvals.Ref{ID: "sam", Name: "sam.x"}}
	h.iiq.put(w)
	h.must(h.SeenReviewWorkItems(t.Context(), schedule.Lease{}, []approvals.WorkItem{w}))
	h.must(h.run())
	h.want("sam", `SELECT string_agg(identity_id, ' ') FROM work_item_approvers WHERE active`)
	w.ID, w.Owner.ID = "w2", "nora"
	h.iiq.put(w)
	h.iiq.end("w1", approvals.ApprovalSummary{})
	h.must(h.SeenReviewWorkItems(t.Context(), schedule.Lease{}, []approvals.WorkItem{w}))
	h.later(2 * time.Minute)
	h.must(h.run())
	h.want("nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE active`)
	h.must(h.run())
	h.want("nora", `SELECT string_agg(identity_id, ' ') FROM work_item_approvers WHERE active`)
}

func TestARoundThatWasTakenOverWritesNothing(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 2, "sam.x")
	if err := h.round.Run(t.Context(), schedule.Lease{Name: "reviews", Term: 99}); err == nil {
		t.Error("a round without its lease went well")
	}
	h.want("0", `SELECT count(*)::text FROM reviews`)
}

// Lists that are empty for a while end no review and count nothing less; what another version took out comes back at once.
func TestEmptyListsEndNoReview(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t, patient)
	h.add("r1", 5, "sam.x")
	h.add("r2", 2)
	w := approvals.WorkItem{ID: "w1", Type: approvals.TypeCertification, Certification: "r2",
		Owner: approvals.Ref{ID: "sam", Name: "sam.x"}}
	h.iiq.put(w)
	h.must(h.SeenReviewWorkItems(t.Context(), schedule.Lease{}, []approvals.WorkItem{w}))
	h.must(h.run())
	h.table.empty, h.iiq.empty, h.iiq.nobody = true, true, true
	for range 4 {
		h.later(2 * time.Minute)
		h.passes(time.Minute)
		h.sweepNow()
		h.must(h.run())
	}
	h.progress("r1", "0 of 5 open")
	h.progress("r2", "0 of 2 open")
	h.want("1", `SELECT count(*) FROM review_work_items`)
	h.table.empty, h.iiq.empty, h.iiq.nobody = false, false, false
	h.later(2 * time.Minute)
	h.must(h.run())
	h.must(h.run())
	h.want("0", `SELECT count(*) FROM absences`)
	h.want("2", `SELECT count(*) FROM cards`)
}

// A review that a version that believes one empty list has ended is open again after the next sweeps, however many pages there are.
func TestReviewsThatAreThereAgainAreOpenAgain(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t, patient)
	for n := range 20 {
		h.add(fmt.Sprintf("r%02d", n), 5, "sam.x")
	}
	h.must(h.run())
	h.exec(`DELETE FROM review_entities`)
	h.exec(`UPDATE reviews SET gone = true, touched = true`)
	_, err := h.SettleReviews(t.Context(), schedule.Lease{}, 0)
	h.must(err)
	h.want("20", `SELECT count(*) FROM reviews WHERE state = 'ended'`)
	h.exec(`UPDATE review_watermark SET again_at = NULL`)
	// The first sweep may have begun in the middle.
	for range 2 {
		h.sweepNow()
		h.must(h.run())
	}
	h.want("20", `SELECT count(*) FROM reviews WHERE state = 'open' AND total = 5`)
}

// A review without entities in our tables is not gone for that: it may have been emptied by a version that believes one empty list.
func TestAReviewWithoutEntitiesIsNotGoneAtOnce(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t, patient)
	h.add("r1", 2, "sam.x")
	h.must(h.run())
	h.table.empty = true
	h.exec(`DELETE FROM review_entities`)
	h.later(2 * time.Minute)
	h.must(h.run())
	h.want("open", `SELECT state FROM reviews`)
	h.passes(11 * time.Second)
	h.must(h.run())
	h.want("ended", `SELECT state FROM reviews`)
}

// All reviews of one round are counted together: more than the settings allow as cards of their own are one message.
func TestReviewsOfOneRoundAreOneMessage(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t, func(c *store.Config) { c.CardsAtOnce = 3 })
	for n := range 4 {
		h.add(fmt.Sprintf("r%d", n), 2, "sam.x")
	}
	h.must(h.run())
	h.want("held 0, held 0, held 0, waiting 4", `SELECT string_agg(state || ' ' || batch, ', ' ORDER BY state) FROM cards`)
}
