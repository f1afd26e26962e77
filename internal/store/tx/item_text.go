package tx

import (
	"context"
	"fmt"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/stored"
)

// textsAtOnce bounds how many items one statement reads with their lines.
const textsAtOnce = 100

// textOf gives the text of a stored item. Where its lines cannot be read, they are left out; the code that shows or
// judges the item reports that bug.
func textOf(r db.ItemsForTextRow) string {
	w, err := stored.WorkItemFrom(r.WorkItem)
	if err != nil {
		w.Lines = nil
	}
	return approvals.ItemText(w, stored.VerdictIn(r.WorkItem), r.Requester, r.Target)
}

// The three ways to change what an item's text is made of. Each makes the text anew in the same transaction.

// InsertWorkItem stores a new item. It gives how many were stored: none where there is one.
func (t *Tx) InsertWorkItem(ctx context.Context, p db.InsertWorkItemParams) (int64, error) {
	t.reworded = append(t.reworded, p.ID)
	return t.Queries.InsertWorkItem(ctx, p)
}

// UpdateWorkItemContent stores the new content of an item.
func (t *Tx) UpdateWorkItemContent(ctx context.Context, p db.UpdateWorkItemContentParams) error {
	t.reworded = append(t.reworded, p.ID)
	return t.Queries.UpdateWorkItemContent(ctx, p)
}

// SetVerdict stores how much of an item may be shown.
func (t *Tx) SetVerdict(ctx context.Context, p db.SetVerdictParams) error {
	t.reworded = append(t.reworded, p.ID)
	return t.Queries.SetVerdict(ctx, p)
}

// Reword notes that the texts of these items have to be made anew.
func (t *Tx) Reword(itemIDs ...string) { t.reworded = append(t.reworded, itemIDs...) }

// keepTexts stores the texts of the items that the transaction has changed.
func (t *Tx) keepTexts(ctx context.Context) error {
	if len(t.reworded) == 0 {
		return nil
	}
	// Sorted, so that two transactions never wait for each other.
	slices.Sort(t.reworded)
	_, err := MakeTexts(ctx, t.Queries, slices.Compact(t.reworded), nil)
	return err
}

// MakeTexts folds and stores the texts of these items, and gives the ids of those that have all words in them.
func MakeTexts(ctx context.Context, q *db.Queries, ids, words []string) (matching []string, err error) {
	for chunk := range slices.Chunk(ids, textsAtOnce) {
		rows, err := q.ItemsForText(ctx, db.ItemsForTextParams{Folding: approvals.FoldingVersion, Ids: chunk})
		if err != nil {
			return nil, fmt.Errorf("read items for their texts: %w", err)
		}
		var p db.SaveTextsParams
		for _, r := range rows {
			text := textOf(r)
			p.Ids, p.Bases, p.Folded = append(p.Ids, r.WorkItem.ID), append(p.Bases, r.Basis), append(p.Folded, text)
			if approvals.ContainsAll(text, words) {
				matching = append(matching, r.WorkItem.ID)
			}
		}
		if err := q.SaveTexts(ctx, p); err != nil {
			return nil, fmt.Errorf("store texts of items: %w", err)
		}
	}
	return matching, nil
}
