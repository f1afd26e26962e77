package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// reviewOfView fills in what only the card of an access review shows.
func (d Views) reviewOfView(ctx context.Context, q *db.Queries, v *approvals.CardView) error {
	if v.Item.Type != approvals.TypeCertification {
		return nil
	}
	found, err := progressOf(ctx, q, []string{v.Item.ID})
	if err != nil {
		return err
	}
	p := found[v.Item.ID]
	v.Review, v.WorkItemURL = &p, d.reviewURL(v.Item.ID)
	groups, err := q.ReviewGroupOf(ctx, db.ReviewGroupOfParams{ReviewID: v.Item.ID, IdentityID: v.Viewer.ID})
	if err != nil {
		return fmt.Errorf("read reviewing workgroups: %w", err)
	}
	v.Why.Workgroup = ""
	for _, g := range groups {
		if v.Why.Workgroup = g.Name; g.Name == "" {
			v.Why.Workgroup = approvals.Identity{Name: g.IdentityName, Display: g.DisplayName}.DisplayName()
		}
	}
	return nil
}

// reviewsOfRows does the same for the rows of a list, in one read.
func (d Views) reviewsOfRows(ctx context.Context, q *db.Queries, rows []approvals.Row) error {
	var ids []string
	for _, r := range rows {
		if r.Type == approvals.TypeCertification {
			ids = append(ids, r.WorkItemID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := progressOf(ctx, q, ids)
	if err != nil {
		return err
	}
	for i, r := range rows {
		if r.Type == approvals.TypeCertification {
			p := found[r.WorkItemID]
			rows[i].Review, rows[i].WorkItemURL = &p, d.reviewURL(r.WorkItemID)
			if r.Show == sensitivity.Notice {
				rows[i].Review = nil
			}
		}
	}
	return nil
}

func progressOf(ctx context.Context, q *db.Queries, ids []string) (map[string]approvals.ReviewProgress, error) {
	rows, err := q.GetReviews(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read access reviews: %w", err)
	}
	found := map[string]approvals.ReviewProgress{}
	for _, r := range rows {
		found[r.ID] = approvals.ReviewProgress{Done: int(r.Done), Total: int(r.Total), Delegated: int(r.Delegated)}
	}
	return found, nil
}

func (d Views) reviewURL(id string) string {
	if d.cfg.ReviewURL == nil {
		return ""
	}
	return d.cfg.ReviewURL(id)
}

// PendingReviews reads one page of the access reviews that wait for somebody, soonest due first; as Pending does.
func (d Views) PendingReviews(ctx context.Context, viewer approvals.Identity, offset, limit int) (approvals.Page, error) {
	q := db.New(d.pool)
	now := d.clock()
	counts, err := q.CountPendingReviews(ctx, db.CountPendingReviewsParams{IdentityID: viewer.ID, Now: now})
	if err != nil {
		return approvals.Page{}, fmt.Errorf("count access reviews: %w", err)
	}
	limit = max(1, min(limit, 100))
	if total := int(counts.Total); offset >= total {
		offset = max(0, (total-1)/limit*limit)
	}
	offset = max(0, offset)
	found, err := q.PendingReviews(ctx, db.PendingReviewsParams{IdentityID: viewer.ID, MaxRows: int32(limit), SkipRows: int32(offset)})
	if err != nil {
		return approvals.Page{}, fmt.Errorf("read access reviews: %w", err)
	}
	rows := make([]db.PendingItemsRow, len(found))
	for i, r := range found {
		rows[i] = db.PendingItemsRow{WorkItem: r.WorkItem, SnoozedUntil: r.SnoozedUntil}
	}
	p := approvals.Page{Viewer: viewer, Total: int(counts.Total), Overdue: int(counts.Overdue), Offset: offset, Now: now}
	if p.Rows, err = d.lists().rows(ctx, q, viewer, rows, now); err != nil {
		return approvals.Page{}, err
	}
	return p, d.lists().freshness(ctx, q, &p)
}
