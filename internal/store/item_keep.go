package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// kept says what keeping an item's row came to.
type kept struct {
	// round is the round that the item is in now, from 1.
	round int32
	// opened is true for a new row, and for one that was closed; changed where the content differs from what was stored.
	opened, changed bool
}

// errStoredMeanwhile says that another round has stored a new item in the meantime.
var errStoredMeanwhile = errors.New("another round has stored the item")

// keepItem stores an item that is open: as a new row where old is nil, else in the row that there is, which must be locked. The
// rules are held against what changed. errStoredMeanwhile: there is a row that was not there when old was read. group is true where
// the owner is a workgroup.
func (d Items) keepItem(ctx context.Context, t *tx.Tx, w approvals.WorkItem, old *db.WorkItem, group bool) (kept, error) {
	if old == nil {
		n, err := t.InsertWorkItem(ctx, stored.InsertParams(w, group))
		switch {
		case err != nil:
			return kept{}, fmt.Errorf("insert: %w", err)
		case n == 0:
			return kept{}, errStoredMeanwhile
		}
		return kept{round: 1, opened: true, changed: true}, d.rules.JudgeSeen(ctx, t, w, nil)
	}
	was, err := stored.WorkItemFrom(*old)
	if err != nil {
		return kept{}, err
	}
	approvals.KeepDescriptions(&w, was)
	k := kept{round: old.Round}
	if old.State == db.ItemClosed {
		k.opened = true
		if k.round, err = d.reopen(ctx, t, *old); err != nil {
			return k, err
		}
	}
	// A replica of version 0.1.0 stores the hash of an item whose type changed, and leaves the type as it was.
	same := bytes.Equal(approvals.ContentHash(w), old.ContentHash) && w.Type == was.Type
	if same && group == old.OwnerWorkgroup && !approvals.ReadOtherwise(w, was) && !otherTag(w, was) {
		if err := noteTag(ctx, t, w, was); err != nil {
			return k, err
		}
		return k, noteReadWhole(ctx, t, was)
	}
	k.changed = true
	if err := t.UpdateWorkItemContent(ctx, stored.UpdateParams(w, was, group)); err != nil {
		return k, fmt.Errorf("update: %w", err)
	}
	return k, d.rules.JudgeSeen(ctx, t, w, old)
}

// noteReadWhole notes on an item from a version that stored no gaps and no facts that it was now read whole.
func noteReadWhole(ctx context.Context, t *tx.Tx, was approvals.WorkItem) error {
	if !was.Unjudged {
		return nil
	}
	if err := t.NoteReadWhole(ctx, was.ID); err != nil {
		return fmt.Errorf("note as read whole: %w", err)
	}
	return nil
}
