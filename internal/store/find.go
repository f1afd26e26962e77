package store

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Find reads one page of what waits for somebody and passes the filter. Like Pending it reads our tables alone and
// puts the soonest due first.
func (d Lists) Find(ctx context.Context, viewer approvals.Identity, f approvals.Filter, offset, limit int) (approvals.Page, error) {
	if f.All() {
		return d.Pending(ctx, viewer, offset, limit)
	}
	q, now := db.New(d.pool), d.clock()
	s, n, err := d.found(ctx, q, viewer, f, now)
	if err != nil {
		return approvals.Page{}, err
	}
	limit, offset = approvals.PageWithin(int(n.Total), offset, limit)
	found, err := q.FindItems(ctx, db.FindItemsParams{IdentityID: s.IdentityID, Now: now, Types: s.Types, OnlyOverdue: s.OnlyOverdue,
		Words: s.Words, Matching: s.Matching, Folding: s.Folding, MaxRows: int32(limit), SkipRows: int32(offset)})
	if err != nil {
		return approvals.Page{}, fmt.Errorf("find items: %w", err)
	}
	rows := make([]db.PendingItemsRow, len(found))
	for i, r := range found {
		rows[i] = db.PendingItemsRow(r)
	}
	p := approvals.Page{Viewer: viewer, Total: int(n.Total), Overdue: int(n.Overdue), Offset: offset, Now: now}
	if p.Rows, err = d.rows(ctx, q, viewer, rows, now); err != nil {
		return approvals.Page{}, err
	}
	return p, d.freshness(ctx, q, &p)
}

// found counts what passes the filter. It searches the stored texts of the items. It first makes and stores missing
// texts, and searches each as it is made, so that the answer is right even where they cannot all be stored.
func (d Lists) found(ctx context.Context, q *db.Queries, viewer approvals.Identity, f approvals.Filter,
	now time.Time) (s db.CountFoundParams, n db.CountFoundRow, err error) {
	types, words := f.Arguments()
	s = db.CountFoundParams{IdentityID: viewer.ID, Now: now, Types: types, OnlyOverdue: f.Overdue, Words: words, Matching: []string{},
		Folding: approvals.FoldingVersion}
	if n, err = q.CountFound(ctx, s); err != nil {
		return s, n, fmt.Errorf("count items found: %w", err)
	}
	if n.Missing == 0 || len(words) == 0 {
		return s, n, nil
	}
	missing, err := q.MissingTexts(ctx, db.MissingTextsParams{IdentityID: viewer.ID, Folding: approvals.FoldingVersion})
	if err != nil {
		return s, n, fmt.Errorf("list items without a text: %w", err)
	}
	matching, err := tx.MakeTexts(ctx, q, missing, words)
	if err != nil {
		return s, n, err
	}
	s.Matching = append(s.Matching, matching...)
	if n, err = q.CountFound(ctx, s); err != nil {
		return s, n, fmt.Errorf("count items found: %w", err)
	}
	return s, n, nil
}
