package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/caseless"
	"github.com/iiq-approvals/bot/internal/caseless/caselesstest"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// person stores an identity as this version does, or as one does that folds nothing.
func (o *env) person(id, name string, folded bool) {
	o.t.Helper()
	o.exec(`INSERT INTO identities (id, name, display_name) VALUES ($1, $2, $3)`, id, name, "D. "+id)
	if folded {
		o.exec(`UPDATE identities SET name_folded = $2, folded_of = name || E'\n' || email WHERE id = $1`, id, caseless.Name(name))
	}
}

// Whom IdentityIQ names is the person of that name, in whatever casing, and whatever the database's lower() makes of it: the
// reviewer has the card, the requester the note, and what was completed says who did it.
func TestWhomIIQNamesUnderAnyCasing(t *testing.T) {
	t.Parallel()
	o := newEnvOn(t, dbtest.NewIn(t, dbtest.LocaleC), telling)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		name := caselesstest.Names().Draw(t, "name")
		// Each casing is a review and two work items, so that some names have to do.
		if n++; n > patience.Few(3, 15) {
			return
		}
		id := fmt.Sprintf("p%d", n)
		name = fmt.Sprintf("%s.%d", name, n)
		o.person(id, name, true)
		for how, written := range caselesstest.Casings(name) {
			o.namedIn(t, id, written, how+" of "+name)
		}
	})
}

// namedIn plays a review whose certifier is written so, and a request of somebody written so which they completed themselves.
func (o *env) namedIn(t *rapid.T, id, written, what string) {
	o.t.Helper()
	key := id + "-" + what
	o.must(o.SeenEntities(context.Background(), schedule.Lease{}, time.Now(), entitiesOf(reviewOf(key, written), "Open")))
	unknown, err := o.UnknownReviewers(context.Background(), 100)
	o.must(err)
	if slices.Contains(unknown, written) {
		t.Errorf("%s: %q is unknown, want it known", what, written)
	}
	_, err = o.SettleReviews(context.Background(), schedule.Lease{}, 0)
	o.must(err)
	if got := o.one(`SELECT count(*)::text FROM work_item_approvers WHERE work_item_id = $1 AND identity_id = $2 AND active`, key, id); got != "1" {
		t.Errorf("%s: got %s approvers for the certifier %q, want 1", what, got, written)
	}
	w := request("w-"+key, "sam")
	w.Requester = approvals.Ref{Name: written}
	o.see(w)
	v, err := o.ViewFor(context.Background(), w.ID, "sam")
	o.must(err)
	if v.Requester.Name != "D. "+id {
		t.Errorf("%s: got the requester %q, want %q", what, v.Requester.Name, "D. "+id)
	}
	_, err = o.Gone(context.Background(), schedule.Lease{}, time.Now(), w.ID,
		approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: "sam.x", At: o.now})
	o.must(err)
	if got := o.one(`SELECT coalesce(max(requester_id), '') FROM requester_notes WHERE work_item_id = $1`, w.ID); got != id {
		t.Errorf("%s: got a note for %q, want it for %q", what, got, id)
	}
	own := request("o-"+key, "sam")
	o.see(own)
	_, err = o.Gone(context.Background(), schedule.Lease{}, time.Now(), own.ID,
		approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: written, At: o.now})
	o.must(err)
	if got := o.one(`SELECT outcome_by FROM work_items WHERE id = $1`, own.ID); got != "D. "+id {
		t.Errorf("%s: got it approved by %q, want by %q", what, got, "D. "+id)
	}
}

// Names of rows that are not folded yet are found as the version that wrote them finds them. A row whose name another version
// has changed is not found by its former one.
func TestNamesThatAreNotFoldedYet(t *testing.T) {
	t.Parallel()
	o := newEnvOn(t, dbtest.NewIn(t, dbtest.LocaleC), nil)
	o.person("new", "Émile.Roux", false)
	o.person("renamed", "Zoé.Roux", true)
	o.exec(`UPDATE identities SET name = 'Ünal.Roux' WHERE id = 'renamed'`)
	o.must(o.SeenEntities(context.Background(), schedule.Lease{}, time.Now(),
		entitiesOf(reviewOf("r", "Émile.Roux", "Émile.ROUX", "Ünal.roux", "Zoé.Roux", "émile.roux"), "Open")))
	_, err := o.SettleReviews(context.Background(), schedule.Lease{}, 0)
	o.must(err)
	unknown, err := o.UnknownReviewers(context.Background(), 1)
	o.must(err)
	if len(unknown) != 1 {
		t.Errorf("got %q unknown, want one", unknown)
	}
	unknown, err = o.UnknownReviewers(context.Background(), 100)
	o.must(err)
	slices.Sort(unknown)
	if want := []string{"Zoé.Roux", "émile.roux"}; !slices.Equal(unknown, want) {
		t.Errorf("got %q unknown, want %q", unknown, want)
	}
}

// Somebody is not told of by a name that they no longer have.
func TestAFormerNameIsNobodys(t *testing.T) {
	t.Parallel()
	o := newEnvOn(t, dbtest.NewIn(t, dbtest.LocaleC), nil)
	o.person("renamed", "Zoé.Roux", true)
	o.exec(`UPDATE identities SET name = 'Ünal.Roux' WHERE id = 'renamed'`)
	for name, want := range map[string]string{"Zoé.Roux": "Zoé.Roux", "Ünal.ROUX": "D. renamed"} {
		w := request(name, "sam")
		o.see(w)
		_, err := o.Gone(context.Background(), schedule.Lease{}, time.Now(), w.ID,
			approvals.OutcomeView{Outcome: approvals.OutcomeApproved, By: name, At: o.now})
		o.must(err)
		if got := o.one(`SELECT outcome_by FROM work_items WHERE id = $1`, w.ID); got != want {
			t.Errorf("approved by %s: got %q, want %q", name, got, want)
		}
	}
}

// Known names take no place from unknown ones, however few are asked for.
func TestUnknownNamesBehindKnownOnes(t *testing.T) {
	t.Parallel()
	o := newEnvOn(t, dbtest.NewIn(t, dbtest.LocaleC), nil)
	certifiers := []string{"zz.nobody"}
	for i := range 12 {
		o.person(fmt.Sprintf("p%d", i), fmt.Sprintf("É.%d", i), true)
		certifiers = append(certifiers, fmt.Sprintf("é.%d", i))
	}
	o.must(o.SeenEntities(context.Background(), schedule.Lease{}, time.Now(), entitiesOf(reviewOf("r", certifiers...), "Open")))
	_, err := o.SettleReviews(context.Background(), schedule.Lease{}, 0)
	o.must(err)
	unknown, err := o.UnknownReviewers(context.Background(), 3)
	o.must(err)
	if want := []string{"zz.nobody"}; !slices.Equal(unknown, want) {
		t.Errorf("got %q unknown, want %q", unknown, want)
	}
}
