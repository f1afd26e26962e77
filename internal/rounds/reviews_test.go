package rounds_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs/jobstest"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// reviewEnv is the round over access reviews.
type reviewEnv struct {
	*env
	table *jobstest.FakeReviews
	round *rounds.Reviews
}

func newReviewEnv(t *testing.T, changes ...func(*store.Config)) *reviewEnv {
	t.Helper()
	h := &reviewEnv{env: newEnv(t, changes...), table: jobstest.NewFakeReviews()}
	h.round = &rounds.Reviews{Store: h.Store, Source: h.table, Items: h.IIQ, Groups: h.Groups, Update: time.Nanosecond,
		Recheck: time.Minute, Page: 2, Witness: h.Witness(), Names: h.table, Log: slog.New(slog.DiscardHandler)}
	h.Must(h.EnsureRounds(t.Context(), []string{"reviews"}))
	return h
}

var hallOpened = time.UnixMilli(1767000000000)

// add makes a review with n entities; change changes it and all it has.
func (h *reviewEnv) add(id string, n int, certifiers ...string) {
	for i := range n {
		e := approvals.ReviewEntity{ID: fmt.Sprintf("%s-%03d", id, i), Status: "Open", Created: hallOpened,
			Review: approvals.Review{ID: id, Name: "Review " + id, Phase: "Active", Certifiers: certifiers}}
		h.table.Entities[e.ID] = e
	}
}

func (h *reviewEnv) change(id string, change func(*approvals.Review)) {
	for k, e := range h.table.Entities {
		if e.Review.ID == id {
			change(&e.Review)
			h.table.Entities[k] = e
		}
	}
}

func (h *reviewEnv) complete(entity string, at time.Time) {
	e := h.table.Entities[entity]
	e.Status, e.Modified = "Complete", at
	h.table.Entities[entity] = e
}

// run does a round under a lease of its own and gives what it failed with.
func (h *reviewEnv) run() error {
	h.T.Helper()
	h.Exec(`UPDATE schedules SET next_at = 'epoch', claimed_until = 'epoch' WHERE name = 'reviews'`)
	leases, _, err := h.ClaimRounds(h.T.Context(), []string{"reviews"}, time.Minute)
	h.Must(err)
	return h.round.Run(h.T.Context(), leases[0])
}

// later lets a time have gone by for the round.
func (h *reviewEnv) later(d time.Duration) {
	h.Exec(`UPDATE reviews SET checked_at = checked_at - make_interval(secs => $1)`, d.Seconds())
	h.Exec(`UPDATE review_work_items SET checked_at = checked_at - make_interval(secs => $1)`, d.Seconds())
	h.Exec(`UPDATE review_watermark SET reached_at = reached_at - make_interval(secs => $1), again_at = again_at - make_interval(secs => $1)`, d.Seconds())
}

// sweepNow ends the rest of the sweep, as a start does.
func (h *reviewEnv) sweepNow() {
	round := *h.round
	h.round = &rounds.Reviews{Store: round.Store, Source: round.Source, Items: round.Items, Groups: round.Groups, Update: round.Update,
		Recheck: round.Recheck, Page: round.Page, Witness: round.Witness, Names: round.Names, Log: round.Log}
}

// progress is what is counted of a review, and in which state it is.
func (h *reviewEnv) progress(id, want string) {
	h.T.Helper()
	h.Want(want, `SELECT done || ' of ' || total || ' ' || state FROM reviews WHERE id = $1`, id)
}

func TestReviewsAreToldOfWhenAllPagesWereRead(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 5, "sam.x")
	h.table.Fails("open", nil, jobstest.ErrAway)
	if err := h.run(); err == nil {
		t.Fatal("a round with a failed page went well")
	}
	h.Want("0", `SELECT count(*)::text FROM cards`)
	h.Must(h.run())
	h.progress("r1", "0 of 5 open")
	h.Want("1", `SELECT count(*)::text FROM cards WHERE identity_id = 'sam'`)
	h.complete("r1-003", hallOpened.Add(time.Hour))
	h.Must(h.run())
	h.progress("r1", "1 of 5 open")
}

func TestWhatLeavesNoTraceOnEntitiesIsSeenByTheRecheck(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("staged", 3, "sam.x")
	h.add("signed", 3, "sam.x")
	h.add("moved", 3, "sam.x")
	h.change("staged", func(r *approvals.Review) { r.Phase = "Staged" })
	h.Must(h.run())
	h.change("staged", func(r *approvals.Review) { r.Phase = "Active" })
	h.change("signed", func(r *approvals.Review) { r.Signed = hallOpened.Add(time.Hour) })
	h.change("moved", func(r *approvals.Review) { r.Certifiers = []string{"nora.x"} })
	h.later(2 * time.Minute)
	h.Exec(`UPDATE review_watermark SET again_at = NULL`)
	h.Must(h.run())
	h.progress("staged", "0 of 3 open")
	h.progress("signed", "0 of 3 ended")
	h.Want("signed", `SELECT outcome FROM work_items WHERE id = 'signed'`)
	h.Want("1", `SELECT count(*)::text FROM cards WHERE identity_id = 'nora'`)
	h.Want("forwarded", `SELECT withdrawn FROM cards WHERE identity_id = 'sam' AND work_item_id = 'moved'`)
}

func TestAReviewThatIsGoneEndsAndAFailedAnswerEndsNothing(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t, patient)
	h.round.Page = 1000
	h.add("r1", 250, "sam.x")
	h.add("r2", 2, "sam.x")
	h.Must(h.run())
	for id, e := range h.table.Entities {
		if e.Review.ID == "r1" {
			delete(h.table.Entities, id)
		}
	}
	h.later(2 * time.Minute)
	h.table.Fails("byid", jobstest.ErrAway)
	if err := h.run(); err == nil {
		t.Error("a round whose check failed went well")
	}
	h.progress("r1", "0 of 250 open")
	before := h.table.Count("byid")
	h.Must(h.run())
	h.progress("r1", "0 of 250 open")
	h.passes(11 * time.Second)
	h.Must(h.run())
	h.progress("r1", "0 of 250 ended")
	h.progress("r2", "0 of 2 open")
	h.Want("gone", `SELECT outcome FROM work_items WHERE id = 'r1'`)
	if calls := h.table.Count("byid") - before; calls > 10 {
		t.Errorf("%d calls for 250 entities, want at most 10", calls)
	}
}

func TestEntitiesTakenOutAreFoundByTheSweep(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 5, "sam.x")
	h.Must(h.run())
	delete(h.table.Entities, "r1-002")
	delete(h.table.Entities, "r1-004")
	for range 4 {
		h.Must(h.run())
	}
	h.progress("r1", "0 of 3 open")
}

func TestWhatTheSweepDoesNotShowIsAskedForBeforeItIsForgotten(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 3, "sam.x")
	h.Must(h.run())
	h.change("r1", func(r *approvals.Review) { r.Signed = hallOpened.Add(time.Hour) })
	h.Exec(`UPDATE review_watermark SET again_at = NULL`)
	h.Must(h.run())
	h.Want("signed", `SELECT outcome FROM work_items WHERE id = 'r1'`)
	h.Want("3", `SELECT count(*)::text FROM review_entities`)
}

// TestAQuietPollCostsOneCallForChanges: what was stamped before the greatest stamp is looked for once more when it had time
// to be committed, and then not again.
func TestAQuietPollCostsOneCallForChanges(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 20, "sam.x")
	h.Must(h.run())
	calls := func() int {
		h.T.Helper()
		before := h.table.Count("changed")
		h.Must(h.run())
		return h.table.Count("changed") - before
	}
	if n := calls(); n != 1 {
		t.Errorf("a poll right after the first took %d calls, want 1", n)
	}
	late := h.table.Entities["r1-000"]
	late.ID, late.Created = "r1-late", hallOpened.Add(-time.Minute)
	h.table.Entities["r1-late"] = late
	h.Exec(`UPDATE review_watermark SET cursor = 'r1-late'`)
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
	h.Must(h.run())
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
	h.Must(h.run())
	h.Must(h.run())
	if n := h.table.Count("names"); n != 1 {
		t.Errorf("asked %d times for a name that nobody has, want 1", n)
	}
	h.Want("0", `SELECT count(*)::text FROM cards`)
	h.Exec(`INSERT INTO identities (id, name) VALUES ('new', 'newcomer')`)
	h.Must(h.run())
	h.Want("1", `SELECT count(*)::text FROM cards WHERE identity_id = 'new'`)
}

func TestReviewingWorkgroupsGetTheirCardsInTheSameRound(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.Exec(`INSERT INTO identities (id, name, workgroup) VALUES ('board', 'Board', true)`)
	h.People.Groups["board"] = true
	h.IIQ.MembersOf["board"] = []approvals.Identity{{ID: "sam"}, {ID: "lee"}}
	h.add("r1", 2, "Board")
	h.Must(h.run())
	h.Want("lee sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM cards`)
}

func TestTheOwnerOfTheWorkItemReviewsUntilItIsGone(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 2)
	w := approvals.WorkItem{ID: "w1", Type: approvals.TypeCertification, Certification: "r1",
		Owner: approvals.Ref{ID: "sam", Name: "sam.x"}}
	h.IIQ.Put(w)
	h.Must(h.SeenReviewWorkItems(t.Context(), schedule.Lease{}, []approvals.WorkItem{w}))
	h.Must(h.run())
	h.Want("sam", `SELECT string_agg(identity_id, ' ') FROM work_item_approvers WHERE active`)
	w.ID, w.Owner.ID = "w2", "nora"
	h.IIQ.Put(w)
	h.IIQ.End("w1", approvals.ApprovalSummary{})
	h.Must(h.SeenReviewWorkItems(t.Context(), schedule.Lease{}, []approvals.WorkItem{w}))
	h.later(2 * time.Minute)
	h.Must(h.run())
	h.Want("nora sam", `SELECT string_agg(identity_id, ' ' ORDER BY identity_id) FROM work_item_approvers WHERE active`)
	h.Must(h.run())
	h.Want("nora", `SELECT string_agg(identity_id, ' ') FROM work_item_approvers WHERE active`)
}

func TestARoundThatWasTakenOverWritesNothing(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t)
	h.add("r1", 2, "sam.x")
	if err := h.round.Run(t.Context(), schedule.Lease{Name: "reviews", Term: 99}); err == nil {
		t.Error("a round without its lease went well")
	}
	h.Want("0", `SELECT count(*)::text FROM reviews`)
}

// All reviews of one round are counted together: more than the settings allow as cards of their own are one message.
func TestReviewsOfOneRoundAreOneMessage(t *testing.T) {
	t.Parallel()
	h := newReviewEnv(t, func(c *store.Config) { c.CardsAtOnce = 3 })
	for n := range 4 {
		h.add(fmt.Sprintf("r%d", n), 2, "sam.x")
	}
	h.Must(h.run())
	h.Want("held 0, held 0, held 0, waiting 4", `SELECT string_agg(state || ' ' || batch, ', ' ORDER BY state) FROM cards`)
}
