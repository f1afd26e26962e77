package approvals

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/db"
)

// ReviewersNamed gives the identities that certifiers' names stand for, as far as our tables know them.
func (d *Desk) ReviewersNamed(ctx context.Context, names []string) ([]Ref, error) {
	q := db.New(d.pool)
	ids, _, err := byName(ctx, q, names)
	if err != nil {
		return nil, err
	}
	found, err := q.IdentitiesByID(ctx, notNil(ids))
	if err != nil {
		return nil, fmt.Errorf("read reviewers: %w", err)
	}
	refs := make([]Ref, len(found))
	for n, i := range found {
		refs[n] = Ref{ID: i.ID, Name: i.Name}
	}
	return refs, nil
}

// WorkItemsOfReview lists IIQ's own work items of an access review: their owners review where no certifier is named.
func (d *Desk) WorkItemsOfReview(ctx context.Context, reviewID string) ([]string, error) {
	items, err := db.New(d.pool).ReviewWorkItemsOf(ctx, reviewID)
	if err != nil {
		return nil, fmt.Errorf("read work items of access review %s: %w", reviewID, err)
	}
	ids := make([]string, len(items))
	for i, w := range items {
		ids[i] = w.ID
	}
	return ids, nil
}
