package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// Whatever date of an item cannot be read, its card says so, follows when the date can be read again, and loses no button for it. A
// notice says it of the due date alone.
func TestAnUnreadDateIsOnEachCardOfTheItem(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	for _, kind := range approvals.DateKinds() {
		id := string(kind)
		w := request(id, "sam")
		o.see(w)
		card := o.cardOf(id)
		o.shows(card)
		w.UnreadDates = []approvals.DateKind{kind}
		if got := o.see(w); got.Changed != 1 || !o.behind(card) {
			t.Errorf("%s: got %+v, the card behind: %t, want it changed and drawn anew", kind, got, o.behind(card))
		}
		v := o.shows(card)
		if !slices.Equal(v.Item.UnreadDates, w.UnreadDates) || v.Phase != approvals.PhaseOpen {
			t.Errorf("%s: got %v in the phase %s, want %v in %s", kind, v.Item.UnreadDates, v.Phase, w.UnreadDates, approvals.PhaseOpen)
		}
		page, err := o.Pending(context.Background(), person("sam").Identity, 0, 100)
		o.must(err)
		at := slices.IndexFunc(page.Rows, func(r approvals.Row) bool { return r.WorkItemID == id })
		if at < 0 || !slices.Equal(page.Rows[at].UnreadDates, w.UnreadDates) {
			t.Errorf("%s: got the rows %+v, want the item with its unread date", kind, page.Rows)
		}
		notice := approvals.Exposed(w, sensitivity.Verdict{Show: sensitivity.Notice})
		if got := slices.Contains(notice.UnreadDates, kind); got != (kind == approvals.DateDue) {
			t.Errorf("%s: got it in a notice: %t, want %t", kind, got, kind == approvals.DateDue)
		}
		if got := o.see(w); got.Unchanged != 1 {
			t.Errorf("%s: seen again: got %+v, want it unchanged", kind, got)
		}
		w.UnreadDates = nil
		if got := o.see(w); got.Changed != 1 || o.shows(card).Item.UnreadDates != nil {
			t.Errorf("%s: read again: got %+v, want it changed and nothing unread", kind, got)
		}
	}
}

// An access review whose due date cannot be read has a card that says so. One whose date of signing cannot be read has been signed.
func TestAReviewWithADateThatCannotBeRead(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	r := reviewOf("r1", "sam.x")
	r.Due = reviewMade.AddDate(0, 1, 0)
	o.reviews(0, entitiesOf(r, "Open")...)
	o.post(o.cards("sam")[0])
	due := r.Due
	r.Due, r.UnreadDates = r.Signed, []approvals.DateKind{approvals.DateDue}
	o.reviews(0, entitiesOf(r, "Open")...)
	if v := o.card("sam", 0); !slices.Equal(v.Item.UnreadDates, r.UnreadDates) || v.Phase != approvals.PhaseLinkOnly ||
		!v.Item.Due.IsZero() {
		t.Errorf("got %v due %v in the phase %s, want the due date as unread and the review open", v.Item.UnreadDates, v.Item.Due, v.Phase)
	}
	r.Due, r.UnreadDates = due, nil
	o.reviews(0, entitiesOf(r, "Open")...)
	if v := o.card("sam", 0); v.Item.UnreadDates != nil || !v.Item.Due.Equal(due) {
		t.Errorf("got %v due %v, want nothing unread and %v", v.Item.UnreadDates, v.Item.Due, due)
	}
	r.UnreadDates = []approvals.DateKind{approvals.DateSigned}
	o.reviews(0, entitiesOf(r, "Open")...)
	if v := o.card("sam", 0); v.Phase != approvals.PhaseEnded || v.Ended.Outcome != approvals.OutcomeCompleted {
		t.Errorf("got %s %s, want it ended as %s", v.Phase, v.Ended.Outcome, approvals.OutcomeCompleted)
	}
}
