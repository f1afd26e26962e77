package store

import (
	"bytes"
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// maxCalled bounds how many people one look for names gives. Of more it is unknown who is among them, and nobody is found.
const maxCalled = 1000

// peopleCalled finds those who are called so, in one query.
func peopleCalled(ctx context.Context, q *db.Queries, names []string) ([]approvals.Identity, error) {
	if len(names) == 0 {
		return nil, nil
	}
	rows, err := q.PeopleCalled(ctx, db.PeopleCalledParams{Names: names, MaxRows: maxCalled + 1})
	if err != nil {
		return nil, fmt.Errorf("look for people by name: %w", err)
	}
	if len(rows) > maxCalled {
		return nil, nil
	}
	people := make([]approvals.Identity, len(rows))
	for i, r := range rows {
		people[i] = stored.IdentityFrom(r, true)
	}
	return people, nil
}

// knowPeople fills in by the identity map who the people of an item are, where that is not known yet.
func knowPeople(ctx context.Context, q *db.Queries, w approvals.WorkItem) (approvals.WorkItem, error) {
	if w.Type != approvals.TypeApproval || w.PartiesKnown() {
		return w, nil
	}
	called, err := peopleCalled(ctx, q, w.NamesWanted())
	if err != nil {
		return w, err
	}
	return w.FindParties(called), nil
}

// keepParties stores who the people of the items of one page are, as far as the identity map tells, with one query for all
// names. The rows must be locked and hold these items.
func keepParties(ctx context.Context, t *tx.Tx, items []approvals.WorkItem) error {
	var open []db.WorkItem
	said := map[string]approvals.WorkItem{}
	var names []string
	ids := []string{}
	for _, w := range items {
		if w.Type == approvals.TypeApproval && w.State.Open() && !w.PartiesKnown() {
			ids = append(ids, w.ID)
			said[w.ID] = w
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := t.LockWorkItems(ctx, ids)
	if err != nil {
		return fmt.Errorf("read work items: %w", err)
	}
	for _, r := range rows {
		// What was not taken over, since the row is newer, says nothing about it.
		if w := said[r.ID]; !bytes.Equal(r.PartiesOf, r.ContentHash) && bytes.Equal(approvals.ContentHash(w), r.ContentHash) {
			open = append(open, r)
			names = append(names, w.NamesWanted()...)
		}
	}
	called, err := peopleCalled(ctx, t.Queries, names)
	if err != nil {
		return err
	}
	for _, r := range open {
		if w := said[r.ID].FindParties(called); w.PartiesKnown() {
			if err := saveParties(ctx, t, r, w, false); err != nil {
				return err
			}
		}
	}
	return nil
}

func saveParties(ctx context.Context, t *tx.Tx, r db.WorkItem, w approvals.WorkItem, asked bool) error {
	err := t.SaveParties(ctx, db.SavePartiesParams{ID: r.ID, Parties: stored.JSON(w.Parties), Settled: w.PartiesKnown(), Asked: asked,
		ContentHash: r.ContentHash})
	if err != nil {
		return fmt.Errorf("store people of work item %s: %w", r.ID, err)
	}
	return nil
}

// ItemsWithoutParties lists up to limit open items of which it is unknown who requested them or who receives them, and that
// IIQ was not asked about lately; none where people may decide what is their own.
func (d Items) ItemsWithoutParties(ctx context.Context, limit int) ([]approvals.WorkItem, error) {
	if !d.AsksForParties() {
		return nil, nil
	}
	rows, err := db.New(d.pool).ItemsWithoutParties(ctx, int32(limit))
	if err != nil {
		return nil, fmt.Errorf("list work items whose people are unknown: %w", err)
	}
	items := make([]approvals.WorkItem, 0, len(rows))
	for _, r := range rows {
		w, err := stored.WorkItemFrom(r)
		if err != nil {
			return nil, err
		}
		items = append(items, w)
	}
	return items, nil
}

// AskedParties stores what identity requests tell of the people of these items, by the name of the request, and notes that
// IIQ was asked about all of them. Cards follow.
func (d Items) AskedParties(ctx context.Context, lease schedule.Lease, items []approvals.WorkItem,
	told map[string]approvals.IdentityRequest) error {
	var names []string
	for _, w := range items {
		names = append(append(names, w.NamesWanted()...), told[w.RequestName].NamesWanted()...)
	}
	err := d.inTx(ctx, lease, func(t *tx.Tx) error {
		called, err := peopleCalled(ctx, t.Queries, names)
		if err != nil {
			return err
		}
		rows, err := t.LockWorkItems(ctx, idsOf(items))
		if err != nil {
			return fmt.Errorf("lock work items: %w", err)
		}
		for _, r := range rows {
			if err := askedParties(ctx, t, r, told, called); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store the people of work items: %w", err)
	}
	return nil
}

func askedParties(ctx context.Context, t *tx.Tx, r db.WorkItem, told map[string]approvals.IdentityRequest,
	called []approvals.Identity) error {
	w, err := stored.WorkItemFrom(r)
	if err != nil {
		return err
	}
	w = w.Asked(told[w.RequestName], called)
	if err := saveParties(ctx, t, r, w, true); err != nil || !w.PartiesKnown() {
		return err
	}
	return tx.RaiseCards(ctx, t, r.ID, uuid.Nil)
}

// peopleOf fills in who requested an item and who receives it, for an item as IIQ has it now: what is stored of it, which may be
// nothing, counts where the item still refers to them in the same words.
func peopleOf(ctx context.Context, q *db.Queries, w approvals.WorkItem, row *db.WorkItem) (approvals.WorkItem, error) {
	if row != nil {
		was, err := stored.WorkItemFrom(*row)
		if err != nil {
			return w, err
		}
		if approvals.SamePeople(was, w) {
			w.Parties = was.Parties
		}
	}
	return knowPeople(ctx, q, w)
}

// PeopleAsked fills in the people of an item by what its identity request tells, too. It stores that where the item is stored as it is.
func (d Items) PeopleAsked(ctx context.Context, w approvals.WorkItem, r approvals.IdentityRequest) (approvals.WorkItem, error) {
	called, err := peopleCalled(ctx, db.New(d.pool), append(w.NamesWanted(), r.NamesWanted()...))
	if err != nil {
		return w, err
	}
	w = w.Asked(r, called)
	return w, d.AskedParties(ctx, schedule.Lease{}, []approvals.WorkItem{w}, map[string]approvals.IdentityRequest{w.RequestName: r})
}

// AsksForParties reports whether it matters who the people of an item are.
func (d Items) AsksForParties() bool { return !d.cfg.Policy.AllowSelf }
