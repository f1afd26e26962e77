package store

import (
	"bytes"
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// gapsIn reads the stored gaps. They count only for the content that they were stored with, since a version that
// stored no gaps may have written other content since.
func gapsIn(r db.WorkItem, w approvals.WorkItem) (gaps []approvals.Gap, unjudged bool) {
	if r.Gaps == nil || !bytes.Equal(r.GapsOf, r.ContentHash) {
		return approvals.CutBefore(w), true
	}
	for _, g := range r.Gaps {
		gaps = append(gaps, approvals.Gap(g))
	}
	return gaps, false
}

// noteReadWhole notes on an item from a version that stored no gaps and no facts that it was now read whole.
func noteReadWhole(ctx context.Context, t *Tx, was approvals.WorkItem) error {
	if !was.Unjudged {
		return nil
	}
	if err := t.NoteReadWhole(ctx, was.ID); err != nil {
		return fmt.Errorf("note as read whole: %w", err)
	}
	return nil
}
