package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/db"
)

// ApproversOfOpenItems lists up to limit identities, by id after afterID, who may decide an open item or review.
func (d People) ApproversOfOpenItems(ctx context.Context, afterID string, limit int) ([]string, error) {
	ids, err := db.New(d.pool).ApproversOfOpenItems(ctx, db.ApproversOfOpenItemsParams{AfterID: afterID, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list approvers of open items: %w", err)
	}
	return ids, nil
}
