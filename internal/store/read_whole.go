package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// noteReadWhole stores of an item that a version wrote which did not tell that all of it is there.
func noteReadWhole(ctx context.Context, t *Tx, was approvals.WorkItem) error {
	if !was.Unjudged {
		return nil
	}
	if err := t.NoteReadWhole(ctx, was.ID); err != nil {
		return fmt.Errorf("note as read whole: %w", err)
	}
	return nil
}
