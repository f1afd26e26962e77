package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// noteReadWhole notes on an item from a version that stored no gaps that it was now read whole.
func noteReadWhole(ctx context.Context, t *Tx, was approvals.WorkItem) error {
	if !was.Unjudged {
		return nil
	}
	if err := t.NoteReadWhole(ctx, was.ID); err != nil {
		return fmt.Errorf("note as read whole: %w", err)
	}
	return nil
}
