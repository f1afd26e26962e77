package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/reviews"
)

var reviewMade = time.UnixMilli(1767000000000)

func reviewOf(id string, certifiers ...string) approvals.Review {
	return approvals.Review{ID: id, Name: "Review " + id, Phase: "Active", Certifiers: certifiers}
}

// entitiesOf makes an entity of each status.
func entitiesOf(r approvals.Review, statuses ...string) []approvals.ReviewEntity {
	var all []approvals.ReviewEntity
	for i, s := range statuses {
		all = append(all, approvals.ReviewEntity{ID: fmt.Sprintf("%s-%02d", r.ID, i), Status: s, Created: reviewMade, Review: r})
	}
	return all
}

// reviews shows entities to the desk as IIQ has them now, and settles with this pause.
func (o *env) reviews(pause time.Duration, entities ...approvals.ReviewEntity) reviews.Stats {
	o.t.Helper()
	o.must(o.SeenEntities(context.Background(), schedule.Lease{}, time.Now(), entities))
	stats, err := o.SettleReviews(context.Background(), schedule.Lease{}, pause)
	o.must(err)
	_, err = o.ReleaseCards(context.Background())
	o.must(err)
	return stats
}

func (o *env) card(who string, n int) approvals.CardView {
	o.t.Helper()
	all := o.cards(who)
	if len(all) <= n {
		o.t.Fatalf("%s has %d cards, want more than %v", who, len(all), n)
	}
	v, err := o.CardView(context.Background(), all[n])
	o.must(err)
	return v
}

func (o *env) wants(who string, n int) string {
	o.t.Helper()
	return o.one(`SELECT want::text FROM cards WHERE id = $1`, o.cards(who)[n])
}

func TestAReviewIsOneCardForEachReviewer(t *testing.T) {
	t.Parallel()
	o := newEnv(t, func(c *store.Config) {
		c.ReviewURL = func(id string) string { return "https://iiq.example/review/" + id }
	})
	r := reviewOf("r1", "sam.x", "NORA.X")
	if got := o.reviews(0, entitiesOf(r, "Open", "Complete", "Delegated", "Returned", "WaitingReview", "Challenged",
		"complete")...); got.Opened != 1 || got.Unknown != 0 {
		t.Errorf("stats are %+v, want Opened 1 and Unknown 0", got)
	}
	for _, who := range []string{"sam", "nora"} {
		v := o.card(who, 0)
		if *v.Review != (approvals.ReviewProgress{Done: 2, Total: 7, Delegated: 1}) || v.Phase != approvals.PhaseLinkOnly {
			t.Errorf("%s's card: %+v in phase %s, want two of seven done, one delegated, in phase %s",
				who, *v.Review, v.Phase, approvals.PhaseLinkOnly)
		}
		if v.WorkItemURL != "https://iiq.example/review/r1" || v.Item.Description != "Review r1" {
			t.Errorf(`%s's card links to %s and is of %s, want WorkItemURL "https://iiq.example/review/r1" and Description "Review r1"`,
				who, v.WorkItemURL, v.Item.Description)
		}
	}
	if got := o.reviews(0, entitiesOf(r, "Open", "Complete", "Delegated", "Returned", "WaitingReview", "Challenged",
		"complete")...); got != (reviews.Stats{}) {
		t.Errorf("seen again: %+v, want no change", got)
	}
	_, err := o.click("sam", "r1", approvals.Approve, "")
	wantRefusal(t, err, approvals.RefusedType)
}

func TestWhoIsMeantByAName(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	for _, i := range [][]any{{"old", "pat.x", true}, {"now", "pat.x", false}, {"upper", "KIM.X", false}, {"lower", "kim.x", false},
		{"a", "Max.X", false}, {"b", "max.x", false}} {
		o.exec(`INSERT INTO identities (id, name, inactive) VALUES ($1, $2, $3)`, i...)
	}
	for name, want := range map[string]string{"pat.x": "now", "PAT.X": "now", "kim.x": "lower", "KIM.X": "upper", "MAX.X": "",
		"nobody": ""} {
		id := "of " + name
		o.reviews(0, entitiesOf(reviewOf(id, name), "Open")...)
		if got := o.one(`SELECT coalesce(string_agg(reviewer_id, ' '), '') FROM review_reviewers WHERE review_id = $1`, id); got != want {
			t.Errorf("%s means %q, want %q", name, got, want)
		}
	}
}

func TestHalfAReviewTellsNobody(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.must(o.SeenEntities(context.Background(), schedule.Lease{}, time.Now(), entitiesOf(reviewOf("r1", "sam.x"), "Open")))
	_, err := o.ReleaseCards(context.Background())
	o.must(err)
	if len(o.cards("sam")) != 0 {
		t.Error("a card was made before the review was settled")
	}
}

func TestProgressIsToldAfterAPauseAndTheEndAtOnce(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	r := reviewOf("r1", "sam.x")
	o.reviews(time.Hour, entitiesOf(r, "Open", "Open", "Open")...)
	if got := o.reviews(time.Hour, entitiesOf(r, "Complete", "Open", "Open")...); got.Updated != 0 || o.wants("sam", 0) != "1" {
		t.Errorf("within the pause: %+v, want %s", got, o.wants("sam", 0))
	}
	if v := o.card("sam", 0); v.Review.Done != 1 {
		t.Errorf("whoever looks sees %+v, want Done 1", *v.Review)
	}
	o.exec(`UPDATE reviews SET told_at = told_at - interval '1 hour'`)
	if got := o.reviews(time.Hour); got.Updated != 1 || o.wants("sam", 0) != "2" {
		t.Errorf("after the pause: %+v, want %s", got, o.wants("sam", 0))
	}
	if got := o.reviews(time.Hour); got != (reviews.Stats{}) {
		t.Errorf("nothing new: %+v, want no change", got)
	}
	r.Signed = reviewMade.Add(time.Hour)
	if got := o.reviews(time.Hour, entitiesOf(r, "Complete", "Complete", "Complete")...); got.Ended != 1 {
		t.Errorf("signed: %+v, want Ended 1", got)
	}
	if v := o.card("sam", 0); v.Phase != approvals.PhaseEnded || v.Ended.Outcome != approvals.OutcomeSigned || !v.Ended.At.Equal(r.Signed) {
		t.Errorf("the card is %s, %+v, want Phase %v, Outcome %v and At %v",
			v.Phase, v.Ended, approvals.PhaseEnded, approvals.OutcomeSigned, r.Signed)
	}
}

func TestReviewersChange(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.reviews(0, entitiesOf(reviewOf("r1", "sam.x"), "Open")...)
	o.post(o.cards("sam")[0])
	if got := o.reviews(0, entitiesOf(reviewOf("r1", "newcomer"), "Open")...); got.Unknown != 1 {
		t.Errorf("an unknown reviewer: %+v, want Unknown 1", got)
	}
	if v := o.card("sam", 0); v.Phase != approvals.PhaseForwarded || v.ForwardedTo != "newcomer" {
		t.Errorf(`the old card is %s to %q, want Phase %v and ForwardedTo "newcomer"`, v.Phase, v.ForwardedTo, approvals.PhaseForwarded)
	}
	o.exec(`INSERT INTO identities (id, name, display_name) VALUES ('new', 'newcomer', 'New Comer')`)
	if got := o.reviews(0); got.Unknown != 0 || len(o.cards("new")) != 1 {
		t.Errorf("once known: %+v and %d cards, want Unknown 0 and a length of 1", got, len(o.cards("new")))
	}
	o.reviews(0, entitiesOf(reviewOf("r1", "newcomer", "lee.x"), "Open")...)
	if v := o.card("lee", 0); v.Why.ForwardedBy != "" || o.card("new", 0).Phase != approvals.PhaseLinkOnly {
		t.Errorf(`one more reviewer: %+v, want ForwardedBy "" and Phase %v`, v.Why, approvals.PhaseLinkOnly)
	}
	o.reviews(0, entitiesOf(reviewOf("r1", "lee.x"), "Open")...)
	if v := o.card("new", 0); v.Phase != approvals.PhaseForwarded || v.ForwardedTo != "" {
		t.Errorf(`one fewer: %s to %q, want Phase %v and ForwardedTo ""`, v.Phase, v.ForwardedTo, approvals.PhaseForwarded)
	}
}

func TestTheWorkItemsOwnerReviewsWhereNobodyIsNamed(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	item := func(id, owner string, state approvals.ItemState) approvals.WorkItem {
		return approvals.WorkItem{ID: id, Type: approvals.TypeCertification, Certification: "r1", State: state,
			Owner: approvals.Ref{ID: owner, Name: owner + ".x"}}
	}
	show := func(items ...approvals.WorkItem) {
		t.Helper()
		o.must(o.SeenReviewWorkItems(context.Background(), schedule.Lease{}, items))
		o.reviews(0)
	}
	if got := o.reviews(0, entitiesOf(reviewOf("r1"), "Open")...); got.Unknown != 1 {
		t.Errorf("nobody known yet: %+v, want Unknown 1", got)
	}
	show(item("w1", "sam", ""), item("w2", "nora", approvals.StatePending), request("other", "lee"))
	if len(o.cards("sam")) != 1 || len(o.cards("nora")) != 1 || len(o.cards("lee")) != 0 {
		t.Fatal("the owners have no card, or somebody else has")
	}
	show(item("w1", "lee", ""))
	if len(o.cards("lee")) != 1 || o.card("sam", 0).Phase != approvals.PhaseForwarded {
		t.Errorf("forwarded: lee has %d cards, sam's is %s, want a length of 1 and Phase %v",
			len(o.cards("lee")), o.card("sam", 0).Phase, approvals.PhaseForwarded)
	}
	show(item("w2", "nora", approvals.StateFinished))
	if o.card("nora", 0).Phase != approvals.PhaseForwarded {
		t.Errorf("the card of whom no work item is left is %s, want %v", o.card("nora", 0).Phase, approvals.PhaseForwarded)
	}
	o.must(o.ReviewWorkItemsGone(context.Background(), schedule.Lease{}, []string{"w1"}))
	if o.reviews(0); o.card("lee", 0).Phase != approvals.PhaseLinkOnly {
		t.Error("with nobody to be told of, the last reviewer has lost their card")
	}
}

func TestAWorkgroupReviews(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.exec(`INSERT INTO identities (id, name, workgroup) VALUES ('board', 'Board', true)`)
	o.reviews(0, entitiesOf(reviewOf("r1", "Board"), "Open")...)
	ids, err := o.ReviewersToExpand(context.Background(), false, 10)
	o.must(err)
	if !slices.Equal(ids, []string{"board"}) {
		t.Fatalf("to expand: %v, want board alone", ids)
	}
	o.must(o.saveGroup("board", "", []string{"sam", "lee"}))
	if o.reviews(0); o.card("sam", 0).Why.Workgroup != "Board" || len(o.cards("lee")) != 1 {
		t.Errorf(`sam's card says %+v, want Workgroup "Board" and a length of 1`, o.card("sam", 0).Why)
	}
	o.post(o.cards("lee")[0])
	o.must(o.saveGroup("board", "", []string{"sam", "nora"}))
	o.reviews(0)
	if o.card("lee", 0).Phase != approvals.PhaseNotYours || len(o.cards("nora")) != 1 {
		t.Errorf("who left has %s, who came %d cards, want Phase %v and a length of 1",
			o.card("lee", 0).Phase, len(o.cards("nora")), approvals.PhaseNotYours)
	}
	groups, err := o.OwningWorkgroups(context.Background(), time.Now().Add(time.Hour))
	o.must(err)
	if !slices.Equal(groups, []string{"board"}) {
		t.Errorf("groups to expand again: %v, want board alone", groups)
	}
}

func TestAReviewIsNoWorkItemToReconcile(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.see(request("i1", "sam"))
	o.reviews(0, entitiesOf(reviewOf("r1", "sam.x"), "Open")...)
	ids, err := o.OpenItemIDs(context.Background(), "", 10)
	o.must(err)
	if !slices.Equal(ids, []string{"i1"}) {
		t.Errorf("to reconcile: %v, want i1 alone", ids)
	}
	sam := person("sam").Identity
	all, err := o.Pending(context.Background(), sam, 0, 10)
	o.must(err)
	only, err := o.PendingReviews(context.Background(), sam, 0, 10)
	o.must(err)
	if all.Total != 2 || only.Total != 1 || only.Rows[0].WorkItemID != "r1" ||
		*only.Rows[0].Review != (approvals.ReviewProgress{Total: 1}) {
		t.Errorf("%d items wait, %d of them reviews: %+v, want two, and of them the review r1", all.Total, only.Total, only.Rows)
	}
}
