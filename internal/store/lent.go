package store

import (
	"context"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/reviews"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// lent is what the packages below need of the use cases here: each says so by an interface of its own.
type lent struct{ *core }

// Followed gives those of the items that our tables follow.
func (l lent) Followed(ctx context.Context, items []approvals.WorkItem) ([]approvals.WorkItem, error) {
	return l.items().followed(ctx, items)
}

// Keep stores the row of an access review.
func (l lent) Keep(ctx context.Context, t *tx.Tx, w approvals.WorkItem, old *db.WorkItem) (reviews.Kept, error) {
	k, err := l.items().keepItem(ctx, t, w, old, false)
	return reviews.Kept{Round: k.round, Opened: k.opened, Changed: k.changed}, err
}

// Close ends the row of an access review.
func (l lent) Close(ctx context.Context, t *tx.Tx, item db.WorkItem, o approvals.OutcomeView) error {
	return l.closeItem(ctx, t, item, o)
}
